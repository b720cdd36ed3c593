#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/formats/recording/recorder.hpp"
#include "checker/support/result.hpp"
#include "src/store/run/run.hpp"

namespace clio {

/// The settings (src/record/settings.hpp) that mean something to a run with clients of the user's; the others are about the included store.
inline constexpr std::array<std::string_view, 12> kClientSettings{"clients", "ops",    "keys",        "read-ratio", "cas-ratio", "skew",
                                                                  "think",   "bursts", "final-reads", "seed",       "deadline",  "settle"};

/// The workload that a client gets where nothing else is asked for. `protocol` is null.
[[nodiscard]] store::RunConfig default_client_config();

/// What a run with clients came to; the operations are in the recording.
struct ClientRunResult {
  std::size_t ok = 0, failed = 0, unknown = 0;
  std::size_t processes = 0;         ///< client processes started
  std::vector<std::string> notes;    ///< what went wrong with clients, in order; the first kNotesMax
  std::size_t notes_left_out = 0;
  store::Time ended = 0;
  std::string stopped;               ///< what ended the run early, in words; empty: it came to its end

  static constexpr std::size_t kNotesMax = 20;
};

/// Runs `command` once a session and has the sessions ask for `config`'s workload over the protocol of docs/clients.md; each operation is recorded
/// before it is sent. Of `config` the kClientSettings count. A client that does not answer within the deadline, ends, or answers what cannot be
/// understood leaves its operation unknown; it is killed and a new one goes on as a session of its own. SIGINT and SIGTERM stop the run.
/// However this ends, no process is left behind. The error says why no client could be run, or that none ever answered anything.
[[nodiscard]] Result<ClientRunResult, std::string> run_clients(const store::RunConfig& config, const std::string& command, Recorder& recorder);

}  // namespace clio

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/store/client/session.hpp"
#include "src/store/client/workload.hpp"
#include "src/store/core/entry.hpp"
#include "src/store/run/trace.hpp"
#include "src/store/sim/faults.hpp"

namespace clio::store {

/// What a replay does otherwise than the run that it repeats, all else being left to the same chance: how one finds what mattered.
struct Replay {
  /// A message between nodes, the `number`-th of its link.
  struct Link {
    Node from{}, to{};
    std::uint64_t number = 0;
    friend bool operator==(const Link&, const Link&) = default;
  };
  bool hold_answers = false;            ///< a write's answer leaves only once every replica that runs has applied it (or dropped its copy)
  std::vector<Link> prompt;             ///< messages that are neither lost nor late
  std::vector<std::size_t> at_primary;  ///< operations, by their number in order of invocation, that are asked at the primary

  friend bool operator==(const Replay&, const Replay&) = default;
};

/// Everything that decides a simulated run. The same configuration gives the same run, byte for byte.
struct RunConfig {
  const Entry* protocol = nullptr;
  Options options;
  Reads reads = Reads::primary;
  Workload workload;
  Faults faults;
  std::uint64_t seed = 1;
  Time duration = 1500 * kMillisecond;  ///< faults end then, or earlier, when all planned operations are over
  Time settle = 200 * kMillisecond;     ///< between the end of the plan and the final reads
  Time liveness = 5 * kSecond;          ///< after faults have ended, everything must be answered within this
  bool trace = false;                   ///< whether the trace is kept
  bool stop_when_broken = true;         ///< a broken invariant ends the run; else it goes on, to show what clients make of it
  std::optional<Plan> plan;             ///< instead of one drawn from the seed
  std::optional<std::vector<Fault>> schedule;  ///< instead of one drawn from the seed
  Replay replay;
  SessionPolicy policy;                 ///< `reads`, `nodes`, and where writes go are set from the rest
  std::function<void(std::string_view)> watch_messages;  ///< the simulator hands it each message that a node sends to another, for who measures
};

/// An operation as its client saw it. Times are virtual; ids are positions in order of invocation.
struct Recorded {
  Session session{};
  Command command;
  Time call = 0, response = 0;  ///< response is meaningless where the status is unknown
  Completed::Status status = Completed::Status::unknown;
  bool success = true;          ///< of an ok cas
  Value value;                  ///< of an ok read
  Node node = kNobody;          ///< who answered
  Version version = 0;          ///< what it had applied
  bool final_read = false;      ///< asked after everything had healed
};

/// What a run came to.
struct RunResult {
  std::vector<Recorded> operations;
  std::vector<TraceEvent> trace;
  Plan plan;
  std::vector<Fault> schedule;
  std::string broken;       ///< the invariant that broke, when and where; empty: all held after every step
  std::string unavailable;  ///< what was not answered in time once everything had healed; empty: everything was
  struct Count {
    std::uint64_t steps = 0, sent = 0, delivered = 0, lost = 0, bytes = 0, syncs = 0;
  } count;
  Time ended = 0;
};

/// Runs a protocol with its clients under faults in virtual time. Single-threaded, deterministic.
/// Precondition: config.protocol is set, options.mutant is one of its mutants, the workload has a session and a key.
[[nodiscard]] RunResult simulate(const RunConfig& config);

}  // namespace clio::store

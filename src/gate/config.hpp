#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/models/catalogue.hpp"
#include "checker/support/result.hpp"
#include "src/store/run/run.hpp"

namespace clio::gate {

/// Who makes the histories.
enum class Source : std::uint8_t {
  simulated,  ///< an included protocol in the simulator
  processes,  ///< an included protocol as processes over TCP
  command,    ///< any command that writes a history: {seed} and {out} are filled in
  client      ///< a client command, as `clio record --client` takes it
};
[[nodiscard]] std::string_view name_of(Source source);

/// What a subject must be, over all its runs.
struct Expectation {
  std::vector<const Model*> keeps;   ///< satisfied in every run
  std::vector<const Model*> caught;  ///< violated in some run: a checker that never fails proves nothing
  bool invariants = true;            ///< the protocol's invariants must hold after every step (simulated)
  bool breaks_invariant = false;     ///< instead: some run must break one
  bool available = true;             ///< once faults have healed, everything must be answered
  bool operator==(const Expectation&) const = default;
};

/// One combination that is run under every seed: a subject with one of its workloads and one of its fault sets.
struct Case {
  std::string subject;              ///< its name in the configuration
  std::string workload, faults;     ///< theirs; empty where the subject has none
  Source source = Source::simulated;
  store::RunConfig config;          ///< simulated and processes; of a client: workload and policy
  std::string command;              ///< command and client
  std::string format;               ///< of the history that a command writes; empty: recognised
  Expectation expect;
  bool canary = false;              ///< a deliberate bug that has to be caught: it stops at the first run that catches it
  std::size_t line = 0;             ///< where the subject begins in the configuration, 1-based

  /// "SUBJECT / WORKLOAD / FAULTS", without what is empty.
  [[nodiscard]] std::string name() const;
};

/// Which seeds are run: `count` from `from` on, or as many as `budget` allows.
struct Seeds {
  std::uint64_t from = 1;
  std::uint64_t count = 100;                       ///< where there is no budget
  std::optional<std::chrono::milliseconds> budget; ///< for all cases together
  bool operator==(const Seeds&) const = default;
};

/// A gate's whole configuration (docs/gate.md, docs/schema/gate.schema.json).
struct Config {
  std::string name;
  std::vector<Case> cases;          ///< in the file's order, workloads before fault sets
  Seeds seeds;
  double run_twice = 0.05;          ///< share of the simulated runs that are run again and must be the same, byte for byte
  std::size_t keep_failing = 5;     ///< runs of each case and kind of finding that fail and are kept with all their evidence
  std::size_t keep_sampled = 1;     ///< runs of each case that pass and are kept likewise
  bool stop_at_first = false;       ///< stop at the first failure; else collect all
  std::chrono::milliseconds timeout{10'000};   ///< deciding one run's models
  std::size_t memory_mib = 2048;               ///< likewise
  std::chrono::milliseconds run_limit{120'000};///< of one run of a command, a client or processes
  std::chrono::milliseconds shrink_limit{30'000}; ///< making one failing run small
};

/// Reads a configuration. The error is one message: the member, what was found, what was expected (or the line, where the text is no JSON).
/// Paths in commands are relative to the folder that the gate runs in.
[[nodiscard]] Result<Config, std::string> read_config(std::string_view json);

/// The gate of the store itself: every protocol under every read policy against its promise, and every mutant as a canary.
[[nodiscard]] Config self_test(std::uint64_t seeds);

}  // namespace clio::gate

#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/support/result.hpp"
#include "src/gate/run.hpp"
#include "src/report/judgement.hpp"

namespace clio::gate {

/// Percentiles of what was measured over all runs of a case, from buckets that are at most 1/16 wide: memory does not grow with the runs.
class Distribution {
 public:
  void add(std::int64_t value);
  void add(const Distribution& other);
  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// The least value that at least `share` of all are no greater than (the upper end of its bucket); 0 where there are none.
  [[nodiscard]] std::int64_t percentile(double share) const;

 private:
  std::vector<std::uint64_t> buckets_;
  std::uint64_t count_ = 0;
};

/// A run that failed and is kept, with everything that is known of it.
struct Failure {
  std::uint64_t seed = 0;
  Finding finding = Finding::passed;
  std::string what;                         ///< in one sentence
  std::string folder;                       ///< where it is kept, relative to the gate's folder
  const Model* model = nullptr;             ///< of a violation: the weakest violated one, which `core` violates
  std::string anomaly;                      ///< its usual name
  std::string key;                          ///< the core's keys, separated by commas
  std::vector<std::uint64_t> operations;    ///< the core's operations by their ids in the folder's history.jsonl
  std::string explanation;                  ///< "A before B, because ...; but B before A, because ...: a contradiction"
  std::string core;                         ///< the minimal history, in lecture notation
  std::string cause;                        ///< how replication led to it, in one sentence, confirmed by replay; empty: not known
  std::vector<std::string> chain;           ///< the events that led to it, in order
  bool asynchronous = false;                ///< asynchronous replication is to blame: the replay with synchronous acknowledgement does not violate
  std::string command;                      ///< replays it exactly
  std::size_t operations_before = 0, operations_after = 0;  ///< of the run, before and after shrinking it
  std::size_t faults_before = 0, faults_after = 0;
  std::string shrinking;                    ///< why it may not be the smallest; empty: it is, or there was nothing to shrink
};

/// What a case came to over all its seeds.
struct CaseResult {
  std::string name, subject, workload, faults;
  Source source = Source::simulated;
  bool canary = false;
  std::size_t line = 0;                     ///< of the subject in the configuration
  std::string options;                      ///< of an included protocol, as `clio record` takes them, without the seed; else the command
  Expectation expect;

  std::uint64_t runs = 0;
  std::map<Finding, std::uint64_t> findings;                         ///< how many runs each; passed ones included
  std::map<std::string, std::uint64_t, std::less<>> violated;        ///< by model: in how many runs
  std::map<std::string, std::uint64_t, std::less<>> first_violated;  ///< by model: the first seed
  std::uint64_t broken = 0, first_broken = 0;                        ///< runs in which an invariant broke
  std::map<std::string, std::uint64_t, std::less<>> strongest;       ///< by model ("none": no model of the chain): how many runs are exactly that strong
  std::vector<std::pair<std::uint64_t, std::string>> weaker;         ///< seeds whose strongest model is not the strongest one that some run has, ascending; the first 20 of each strength
  std::uint64_t run_twice = 0;                                       ///< runs that were made again and compared

  Distribution latency;                                              ///< microseconds, of operations answered while faults could happen
  std::uint64_t operations = 0, answered = 0, messages = 0, bytes = 0;
  double availability_least = 1;                                     ///< of the worst run
  [[nodiscard]] double availability() const { return operations == 0 ? 0 : static_cast<double>(answered) / static_cast<double>(operations); }

  std::vector<Failure> failures;                                     ///< the kept ones, in order of seeds
  std::vector<std::string> complaints;                               ///< why the case fails, in words; empty: it passes
  [[nodiscard]] bool passed() const { return complaints.empty(); }
};

/// What the gate came to.
struct GateResult {
  std::string name;
  std::string configuration;                ///< path of the configuration
  std::string program;                      ///< version and commit
  Seeds seeds;                              ///< as asked
  std::uint64_t elapsed_ms = 0;
  std::uint64_t runs = 0;
  bool interrupted = false;                 ///< by a signal, or at the first failure: not everything asked was run
  std::string interruption;                 ///< by what; empty: it was not
  std::vector<CaseResult> cases;            ///< in the configuration's order
  std::vector<std::string> weakenings;      ///< against the base: what has become weaker, in words; each fails the gate
  std::vector<std::string> changes;         ///< against the base: what has changed otherwise
};

/// How the gate counts for the exit status: violated where something is, undecided where something was not judged, unusable where a run could
/// not be made, holds only where every case passes and everything asked was run.
[[nodiscard]] Outcome outcome_of(const GateResult& result);

/// The whole result as JSON (docs/schema/gate-result.schema.json), and back, for --base and --recheck.
[[nodiscard]] std::string result_json(const GateResult& result);
[[nodiscard]] Result<GateResult, std::string> read_result(std::string_view json);

/// Sets `result` against an earlier one over the same seeds: fills in weakenings and changes. A model that a case satisfied in every run, or
/// under some seed, and now violates; an expectation no longer met; availability under a fault set, latency percentiles, messages an operation
/// beyond the tolerances. Cases that only one of them has are changes.
struct Tolerances {
  double latency = 0.10, availability = 0.01, messages = 0.05;  ///< relative, absolute, relative
};
void compare(GateResult& result, const GateResult& base, const Tolerances& tolerances = {});

// Reports.
/// For people, at the end of the program's output.
[[nodiscard]] std::string text_report(const GateResult& result, std::size_t width = 100);
/// One test suite for each case, one test for each of its expectations; kept failures with their cores.
[[nodiscard]] std::string junit_report(const GateResult& result);
/// SARIF 2.1.0: a result for each failure, located in the configuration (the subject's line) and in the kept history; rules are the findings and models.
[[nodiscard]] std::string sarif_report(const GateResult& result);
/// For a job's summary page: a table of the cases, then each failure with its core and the command that replays it.
[[nodiscard]] std::string markdown_report(const GateResult& result);

}  // namespace clio::gate

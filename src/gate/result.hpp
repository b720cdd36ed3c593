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
#include "src/report/palette.hpp"

namespace clio::gate {

/// Percentiles of what was measured over all runs of a case, from buckets that are at most 1/16 wide: memory does not grow with the runs.
class Distribution {
 public:
  /// One value, or several equal ones. What is below 0 counts as 0.
  void add(std::int64_t value, std::uint64_t times = 1);
  void add(const Distribution& other);
  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// The least value that at least `share` of all are no greater than (the upper end of its bucket); 0 where there are none.
  [[nodiscard]] std::int64_t percentile(double share) const;
  /// Upper end and count of each bucket that has values, ascending: adding these makes the same distribution again.
  [[nodiscard]] std::vector<std::pair<std::int64_t, std::uint64_t>> buckets() const;
  bool operator==(const Distribution&) const = default;

 private:
  std::vector<std::uint64_t> buckets_;
  std::uint64_t count_ = 0;
};

/// A run that failed and is kept, with everything that is known of it.
struct Failure {
  std::uint64_t seed = 0;
  Finding finding = Finding::passed;        ///< passed: it is no failure but the run that was caught, as it had to be
  std::string what;                         ///< in one sentence
  std::string folder;                       ///< where it is kept, relative to the gate's folder; empty: it is not
  std::string history = "history.jsonl";    ///< the file there that `operations` and `lines` are of: the run's own history, or the shrunk run's
  const Model* model = nullptr;             ///< of a violation: the weakest violated one, which `core` violates
  std::string anomaly;                      ///< its usual name
  std::string key;                          ///< the core's keys, separated by commas
  std::vector<std::uint64_t> operations;    ///< the core's operations by their ids in the folder's `history`
  std::vector<std::uint64_t> lines;         ///< their lines in that file, one for each operation; empty: not known
  std::string explanation;                  ///< "A before B, because ...; but B before A, because ...: a contradiction"
  std::string core;                         ///< the minimal history, in lecture notation
  std::string cause;                        ///< how replication led to it, in one sentence, confirmed by replay; empty: not known
  std::vector<std::string> chain;           ///< the events that led to it, in order
  bool asynchronous = false;                ///< asynchronous replication is to blame: the replay with synchronous acknowledgement does not violate
  std::string command;                      ///< replays it exactly
  std::size_t operations_before = 0, operations_after = 0;  ///< of the run, before and after shrinking it
  std::size_t faults_before = 0, faults_after = 0;
  std::string shrinking;                    ///< why it may not be the smallest; empty: it is, or there was nothing to shrink
  bool operator==(const Failure&) const = default;
};

/// What a case came to over all its seeds.
struct CaseResult {
  std::string name, subject, workload, faults;
  Source source = Source::simulated;
  bool canary = false;
  std::size_t line = 0;                     ///< of the subject in the configuration
  std::string options;                      ///< of an included protocol, as `clio record` takes them, without the seed; else the command
  Expectation expect;

  bool complete = true;                     ///< every seed asked was run, or everything was caught that had to be; not so: what is not yet caught may still be
  std::uint64_t runs = 0;
  std::map<Finding, std::uint64_t> findings;                         ///< how many runs each; passed ones included
  std::map<std::string, std::uint64_t, std::less<>> violated;        ///< by model: in how many runs; each model that was judged is there, with 0 too
  std::map<std::string, std::uint64_t, std::less<>> undecided;       ///< by model: in how many runs it could not be decided
  std::map<std::string, std::uint64_t, std::less<>> first_violated;  ///< by model: the first seed
  std::uint64_t broken = 0, first_broken = 0;                        ///< runs in which an invariant broke
  std::map<std::string, std::uint64_t, std::less<>> strongest;       ///< by model ("none": no model of the chain): how many runs are exactly that strong
  std::vector<std::pair<std::uint64_t, std::string>> weaker;         ///< seeds whose strongest model is not the strongest one that some run has, ascending; "undecided": not known; the first ones of each strength, where there are many
  std::uint64_t run_twice = 0;                                       ///< runs that were made again and compared

  Distribution latency;                                              ///< microseconds, of operations answered while faults could happen
  std::uint64_t operations = 0, answered = 0, messages = 0, bytes = 0;
  double availability_least = 1;                                     ///< of the worst run
  [[nodiscard]] double availability() const { return operations == 0 ? 0 : static_cast<double>(answered) / static_cast<double>(operations); }

  std::vector<Failure> failures;                                     ///< the kept ones, in order of seeds; those that passed show what was caught
  std::vector<std::string> complaints;                               ///< why the case fails, in words; empty: it passes (see checks.hpp)
  [[nodiscard]] bool passed() const { return complaints.empty(); }
  bool operator==(const CaseResult&) const = default;
};

/// What the gate came to.
struct GateResult {
  std::string name;
  std::string configuration;                ///< path of the configuration
  std::string folder;                       ///< the gate's own, below which the kept runs are; relative to where it ran, or absolute
  std::string program;                      ///< version and commit
  Seeds seeds;                              ///< as asked
  std::uint64_t elapsed_ms = 0;
  std::uint64_t runs = 0;
  bool interrupted = false;                 ///< by a signal, or at the first failure: not everything asked was run
  std::string interruption;                 ///< by what; empty: it was not
  std::vector<CaseResult> cases;            ///< in the configuration's order
  std::vector<std::string> weakenings;      ///< against the base: what has become weaker, in words; each fails the gate
  std::vector<std::string> changes;         ///< against the base: what has changed otherwise
  bool operator==(const GateResult&) const = default;
};

/// How the gate counts for the exit status: violated where something is, undecided where something was not judged, unusable where a run could
/// not be made, holds only where every case passes and everything asked was run.
[[nodiscard]] Outcome outcome_of(const GateResult& result);

/// The version of the result's JSON; raised when a member changes its meaning or goes away.
inline constexpr int kResultSchema = 1;
/// The whole result as JSON (docs/schema/gate-result.schema.json), and back, for --base and --recheck: what is read is what was written, member
/// by member. Members that are not known are left alone, for a later version may have more; the error is one message that names the member.
[[nodiscard]] std::string result_json(const GateResult& result);
[[nodiscard]] Result<GateResult, std::string> read_result(std::string_view json);

struct Tolerances {
  double latency = 0.10, availability = 0.01, messages = 0.05;  ///< relative, absolute, relative
};
/// Sets `result` against an earlier one over the same seeds: fills in weakenings and changes, which it empties first. Weakenings are: a seed whose
/// run is less strong than before; a model violated that never was; an expectation no longer met or no longer asked; availability, latency
/// percentiles and messages an operation that are worse by more than the tolerances (latencies in real time differ from machine to machine: of
/// simulated cases only); a case that is gone; no seed in common. The opposite of each, and a case that is new, is a change. Where the seeds are
/// not the same, this is said, and runs are compared under the common ones. Precondition: the seeds of a case are consecutive.
void compare(GateResult& result, const GateResult& base, const Tolerances& tolerances = {});

// Reports.
/// For people, at the end of the program's output. Paragraphs are broken at `width`; tables and commands, which one copies, are not.
[[nodiscard]] std::string text_report(const GateResult& result, std::size_t width = 100, const Palette& palette = Palette());
/// One test suite for each case, one test for each of its expectations; kept failures with their cores.
[[nodiscard]] std::string junit_report(const GateResult& result);
/// SARIF 2.1.0: a result for each failure, located in the configuration (the subject's line) and in the kept history; rules are the findings and models.
[[nodiscard]] std::string sarif_report(const GateResult& result);
/// For a job's summary page: a table of the cases, then each failure with its core and the command that replays it.
[[nodiscard]] std::string markdown_report(const GateResult& result);

}  // namespace clio::gate

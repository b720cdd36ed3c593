#pragma once

#include <string>
#include <vector>

#include "src/gate/checks.hpp"

namespace clio::gate {

// What the reports say alike. None of it is escaped: each report does that in its own way.

/// "passed: 7 cases, 700 runs", "FAILED: 2 of 7 cases: 1 violated, 1 not judged; interrupted by SIGINT".
[[nodiscard]] std::string conclusion(const GateResult& result);
/// "seeds 1 to 100", "seeds from 1 on for 60.0 s".
[[nodiscard]] std::string seeds_text(const Seeds& seeds);
/// "97 passed and 3 violated"; "not run". `passed`: those that passed too.
[[nodiscard]] std::string findings_text(const CaseResult& one, bool passed = true);
/// "linearizable (seed 4), sequential (never)": of what has to be caught; empty: nothing has to.
[[nodiscard]] std::string caught_text(const CaseResult& one);
/// What a canary breaks: "linearizable", "linearizable and an invariant".
[[nodiscard]] std::string promise_text(const CaseResult& one);
/// "4"; "survived 100"; "not yet, after 12".
[[nodiscard]] std::string seeds_until_caught_text(const CaseResult& one, const Seeds& seeds);
/// Of the run that was caught: "3 operations"; "-" where it is not known.
[[nodiscard]] std::string core_size_text(const CaseResult& one);
/// "99.2%".
[[nodiscard]] std::string percent(double share);
/// "4.2".
[[nodiscard]] std::string messages_text(const CaseResult& one);
/// "12.5 ms"; "-" where nothing was measured.
[[nodiscard]] std::string latency_text(const Distribution& latency, double share);

/// The runs that failed, without those that were kept because they were caught as they had to be.
[[nodiscard]] std::vector<const Failure*> failures_of(const CaseResult& one);
/// The path of a kept run's folder below the gate's; empty: it is not kept.
[[nodiscard]] std::string folder_of(const GateResult& result, const Failure& failure);
/// What was violated: "linearizable is violated (stale-read): key x, operations 2 and 5 of runs/17/history.jsonl (lines 3 and 6)".
[[nodiscard]] std::string violation_text(const GateResult& result, const Failure& failure);
/// "shrunk from 200 operations and 5 faults to 3 and 1", with why it may not be the smallest; empty: nothing was shrunk.
[[nodiscard]] std::string shrinking_text(const Failure& failure);
/// "cause: ..." and whether asynchronous replication is to blame; empty: not known.
[[nodiscard]] std::string cause_text(const Failure& failure);

}  // namespace clio::gate

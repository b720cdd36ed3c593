#pragma once

#include <string>

#include "src/gate/result.hpp"

namespace clio::gate::test {

/// A case of 100 runs that all passed and kept linearizable.
[[nodiscard]] CaseResult made_case(const std::string& subject = "quorum", const std::string& workload = "mixed", const std::string& faults = "all");

/// A run that violated linearizable, with everything that can be known of it.
[[nodiscard]] Failure made_violation();

/// A small gate with one of each: a case that passes, one violated, a canary caught and one that survived, one undecided, one not available, a command
/// that did nothing and was cut short, and one that an interruption left without a run.
[[nodiscard]] GateResult made_result();

/// Text that tries to be markup wherever it is put.
extern const std::string kHostile;

/// Compares with tests/gate/golden/NAME. CLIO_REWRITE_GOLDEN=1 writes what is said now: read the difference before you commit it.
void expect_golden(const std::string& name, const std::string& text);

}  // namespace clio::gate::test

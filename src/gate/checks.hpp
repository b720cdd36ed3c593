#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/gate/result.hpp"

namespace clio::gate {

enum class CheckStanding : std::uint8_t {
  met,
  failed,      ///< what was asked is not so
  not_judged,  ///< nobody knows: never green
};

/// One thing that is asked of a case, and how it stands. What every report, the comparison and the exit status say of a case is made from
/// these.
struct Check {
  std::string name;  ///< "keeps linearizable", "is caught at sequential", ...: the same in every run of the gate
  CheckStanding standing = CheckStanding::met;
  Finding finding = Finding::passed;     ///< what kind of trouble it is; passed where it is met, or where nothing was caught
  const Model* model = nullptr;          ///< of "keeps" and "is caught at"
  std::string message;                   ///< why it is not met, a whole sentence without a full stop; empty: it is met
  std::vector<const Failure*> failures;  ///< the kept runs that show it, within the case
};

/// Everything that is asked of a case, in a fixed order. Nothing that the case holds against itself is lost: a finding or complaint that no
/// expectation accounts for has a check of its own. The answers point into `one`.
[[nodiscard]] std::vector<Check> checks_of(const CaseResult& one);

/// Why the case fails: the messages of the checks that are not met. What CaseResult::complaints is to be set to.
[[nodiscard]] std::vector<std::string> complaints_of(const CaseResult& one);

/// How a run with this finding counts.
[[nodiscard]] Outcome outcome_of(Finding finding);
/// How the case counts for the exit status.
[[nodiscard]] Outcome outcome_of(const CaseResult& one);

/// Of a case that has to be caught: after how many seeds everything that was to be caught had been; 0: something never was.
[[nodiscard]] std::uint64_t seeds_until_caught(const CaseResult& one, const Seeds& seeds);

/// What a finding means, for people: "not everything was answered once the faults had healed".
[[nodiscard]] std::string_view meaning_of(Finding finding);

}  // namespace clio::gate

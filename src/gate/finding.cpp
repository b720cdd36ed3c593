// The names of findings: in results, reports and folders.
//
// Tested by tests/gate/result_test.cpp.

#include "src/gate/run.hpp"

namespace clio::gate {

std::string_view name_of(Finding finding) {
  switch (finding) {
    case Finding::passed: return "passed";
    case Finding::violated: return "violated";
    case Finding::invariant_broken: return "invariant-broken";
    case Finding::not_available: return "not-available";
    case Finding::undecided: return "undecided";
    case Finding::nothing_done: return "nothing-done";
    case Finding::not_the_same: return "not-the-same";
    case Finding::cut_short: return "cut-short";
    case Finding::not_run: return "not-run";
  }
  return {};
}

std::optional<Finding> finding_named(std::string_view name) {
  for (const Finding finding : {Finding::passed, Finding::violated, Finding::invariant_broken, Finding::not_available, Finding::undecided,
                                Finding::nothing_done, Finding::not_the_same, Finding::cut_short, Finding::not_run}) {
    if (name_of(finding) == name) return finding;
  }
  return std::nullopt;
}

}  // namespace clio::gate

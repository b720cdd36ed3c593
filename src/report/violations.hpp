#pragma once

#include <vector>

#include "src/report/judgement.hpp"

namespace clio {

/// One reason worth telling, and the verdicts that it explains, the first of which it was found for.
struct TellingViolation {
  const Counterexample* counterexample;  ///< borrowed from the judgement
  std::vector<const Verdict*> verdicts;  ///< violated for this very reason
  std::vector<const Model*> implied;     ///< violated because they imply one of these
};

/// The violations of a judgement without repetition: verdicts that share a counterexample are told once; and where nobody asked for
/// particular models, the reason against a weak model stands for the stronger ones too. In the order of the verdicts.
[[nodiscard]] std::vector<TellingViolation> telling_violations(const Judgement& judgement);

}  // namespace clio

#pragma once

#include <vector>

#include "checker/engines/causal/sources.hpp"

namespace clio::causal {

/// Which candidate a reading event most likely read from. Only a guess: it decides how long a search takes, never what it answers.
///
/// Likeliest is the latest write that was called before the read had ended, then those before it, then the initial value, then the rest, earliest first. Where there
/// are no times, the file's order stands for them. Lifetime: borrows `candidates`.
class Likelihood {
 public:
  explicit Likelihood(const Candidates& candidates);

  /// The likeliest candidate; kNoOp if there is none. Cost: O(log writers of the value) where the file is in order of call, a failed cas O(log operations of the key) and those of the key
  /// that are nearer; else O(writers of the value), O(writers of the key) for a failed cas.
  [[nodiscard]] OpId best(OpId read) const;
  /// All candidates, likeliest first. Cost: O(c log c) for c candidates.
  [[nodiscard]] std::vector<OpId> ranked(OpId read) const;

 private:
  [[nodiscard]] OpId best_other(OpId read) const;
  [[nodiscard]] bool in_time(OpId writer, OpId read) const;
  [[nodiscard]] bool earlier(OpId a, OpId b) const;

  const Candidates* candidates_;
  bool in_order_of_call_ = true;
};

}  // namespace clio::causal

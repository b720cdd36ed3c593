#pragma once

#include <cstdint>
#include <string>

#include "tests/oracle/plan.hpp"

namespace clio::oracle {

/// How closely a history is looked at.
enum class Look : std::uint8_t {
  answers,   ///< every engine, on every path: answer, witness and core
  evidence,  ///< and check() with its counterexamples: confirmed, closed, minimal
};

/// What the checker says about a history against what the reference evaluator says, row by row; empty where they agree. The answer depends on the plan alone.
[[nodiscard]] std::string disagreement(const Plan& plan, Look look);

/// Compares many histories and fails the running test on disagreements: the first few are shrunk and shown, with both answers.
class Comparisons {
 public:
  /// Compares one history; its evidence too for every n-th history that is looked at.
  explicit Comparisons(std::uint64_t evidence_every) : evidence_every_(evidence_every) {}
  void compare(const Plan& plan);

  [[nodiscard]] std::uint64_t compared() const { return compared_; }
  [[nodiscard]] std::uint64_t disagreements() const { return disagreements_; }

 private:
  std::uint64_t evidence_every_;
  std::uint64_t compared_ = 0, disagreements_ = 0;
};

}  // namespace clio::oracle

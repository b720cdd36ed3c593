#pragma once

#include <cstdint>
#include <string>

#include "tests/oracle/plan.hpp"

namespace clio::oracle {

/// How closely a history is looked at.
enum class Look : std::uint8_t {
  answers,   ///< every engine on the path that it chooses itself: answer, witness and core
  paths,     ///< on every path
  evidence,  ///< and check() with its counterexamples: confirmed, closed, minimal
};

/// What the checker says about a history against what the reference evaluator says, row by row; empty where they agree. The answer depends on the plan alone.
[[nodiscard]] std::string disagreement(const Plan& plan, Look look);

/// Likewise for the rows over transactions, which judge plain operations too. (transaction_agreement.cpp)
[[nodiscard]] std::string transaction_disagreement(const Plan& plan, Look look);

/// Compares many histories and fails the running test on disagreements: the first few are shrunk and shown, with both answers.
class Comparisons {
 public:
  /// How many histories share one closer look (0: none gets it): the answers are compared on all.
  struct Every {
    std::uint64_t paths = 1;
    std::uint64_t evidence = 20;
  };
  using Judge = std::string (*)(const Plan& plan, Look look);
  explicit Comparisons(Every every, Judge judge = disagreement) : every_(every), judge_(judge) {}
  void compare(const Plan& plan);

  [[nodiscard]] std::uint64_t compared() const { return compared_; }
  [[nodiscard]] std::uint64_t disagreements() const { return disagreements_; }

 private:
  Every every_;
  Judge judge_;
  std::uint64_t compared_ = 0, disagreements_ = 0;
};

}  // namespace clio::oracle

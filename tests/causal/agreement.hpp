#pragma once

#include <span>
#include <string>

#include "checker/engines/engine.hpp"
#include "tests/oracle/dice.hpp"
#include "tests/oracle/plan.hpp"

namespace clio::test {

/// The rows that decide_causal_family() answers.
[[nodiscard]] std::span<const Model* const> causal_family();

/// What the engine gets wrong about the history on this path, or nothing: its answer differs from the reference's; its core does not violate the model or is
/// not closed; its witness proves nothing. Without limits it must answer, unless `path` is Path::fast, which may leave ambiguous histories undecided.
[[nodiscard]] std::string disagreement(const History& history, const Model& model, Path path);

/// The first disagreement over all rows and paths with the plan shrunk to it, for people; or nothing.
[[nodiscard]] std::string first_disagreement(const oracle::Plan& plan);

/// What a random causal history is made of.
struct CausalMixture {
  std::size_t steps_min = 4, steps_max = 9, processes = 3;
  int keys = 2;
  bool distinct = true;    ///< each write of a key has its own value
  unsigned cas = 0;        ///< of a hundred operations
  unsigned failed_cas = 0; ///< of a hundred cas
  unsigned unknown = 0;    ///< of a hundred writes
  unsigned initial = 10;   ///< of a hundred reads: the initial value, written or not
};
/// Untimed; reads return what somebody wrote, mostly what a process that sees some of the others' writes might return.
[[nodiscard]] oracle::Plan random_causal_plan(oracle::Dice& dice, const CausalMixture& mixture);

}  // namespace clio::test

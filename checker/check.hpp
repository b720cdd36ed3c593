#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/limits.hpp"
#include "checker/models/catalogue.hpp"
#include "checker/relations/base_relations.hpp"
#include "checker/verdict.hpp"

namespace clio {

/// What check() does beyond deciding.
struct CheckOptions {
  Limits limits;
  bool explain = true;   ///< shrink and explain violations; without it a counterexample holds the engine's operations only
  bool witness = false;  ///< a witness for sequential also where it follows from linearizable, which costs O(n log n)
  std::optional<std::chrono::nanoseconds> ahead_after;  ///< where limits.jobs allows: when later models are begun before their turn; without it, once the classification takes longer than easy ones do
  bool keep_witnesses = true;  ///< hand out the witnesses found, 4 bytes an operation each; without it they are validated and let go (unless `witness`)
};

/// Decides whether `history` is allowed by `model`, with evidence either way.
///
///     const clio::Verdict verdict = clio::check(history, clio::kSequential);
///     if (verdict.answer == clio::Answer::violated) std::cout << verdict.counterexample->explanation << '\n';
///
/// Sound and complete: never guesses; answers unknown, with the reason, once a limit is spent, or where the model does not apply.
/// Witnesses have passed the independent validator; counterexamples say whether they have.
/// Cost: O(n log n) for linearizable, O(n * processes) for the causal family on histories whose written values are distinct; worst case exponential otherwise.
[[nodiscard]] Verdict check(const History& history, const Model& model, const CheckOptions& options = {});

/// Decides several models, in the order given, using each answer for what it implies about the others.
[[nodiscard]] std::vector<Verdict> check(const History& history, std::span<const Model* const> models, const CheckOptions& options = {});

/// Decides every model that applies to `history`, in table order: the rows over transactions if it has some, the others if not.
[[nodiscard]] std::vector<Verdict> classify(const History& history, const CheckOptions& options = {});

/// The satisfied models that no other satisfied model implies, in table order.
[[nodiscard]] std::vector<const Model*> strongest(const History& history, std::span<const Verdict> verdicts);

/// The violated models that imply no other violated model, in table order: what the history breaks at least.
[[nodiscard]] std::vector<const Model*> weakest_violated(const History& history, std::span<const Verdict> verdicts);

/// The same four for whoever has the history's relations already, which cost about as much as a cheap decision.
[[nodiscard]] std::vector<Verdict> check(const BaseRelations& relations, std::span<const Model* const> models, const CheckOptions& options = {});
[[nodiscard]] std::vector<Verdict> classify(const BaseRelations& relations, const CheckOptions& options = {});
[[nodiscard]] std::vector<const Model*> strongest(const BaseRelations& relations, std::span<const Verdict> verdicts);
[[nodiscard]] std::vector<const Model*> weakest_violated(const BaseRelations& relations, std::span<const Verdict> verdicts);

/// Why a model cannot be judged for this history (no times, an object it does not know, transactions); empty where it can.
[[nodiscard]] std::string not_applicable(const History& history, const Model& model);

}  // namespace clio

#pragma once

#include <set>
#include <string>
#include <vector>

#include "checker/explain/transaction_contradiction.hpp"
#include "checker/explain/words.hpp"
#include "checker/verdict.hpp"

namespace clio {

/// A transaction of a counterexample as people write it: "P1 [R(x)- W(x)1]", of the given operations; a single one without brackets, long ones shortened.
[[nodiscard]] std::string transaction_text(const History& history, std::span<const OpId> operations);

/// The contradiction in a sentence or two.
[[nodiscard]] std::string sentence_of(const TransactionCase& at, const TransactionContradiction& contradiction, const Words& words);

/// Its cycle as edges between operations of the whole history, each with its reason.
[[nodiscard]] std::vector<Edge> edges_of(const TransactionCase& at, const TransactionContradiction& contradiction, const Words& words);

/// The usual name of it.
[[nodiscard]] Anomaly anomaly_of(const TransactionCase& at, const TransactionContradiction& contradiction);

/// Of a core in which a read is wrong by itself (Accesses::inconsistencies): name, class and sentence into the counterexample. Answers false if there is none.
bool tell_inconsistency(const TransactionCore& core, const Words& words, Counterexample& counterexample);

}  // namespace clio

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checker/engines/transactional/transactions.hpp"
#include "checker/limits.hpp"
#include "checker/models/catalogue.hpp"

namespace clio::transactional {

/// What a theory says about one choice of sources.
struct Ruling {
  bool spent = false;  ///< the budget ended first, or (with a reason) the theory gave up; then nothing else counts
  std::string reason;  ///< why, where it was not the budget
  /// Each a set of operations that, alone and with the sources chosen for their reads, violates the row. Sorted. Empty: the row is satisfied.
  std::vector<std::vector<OpId>> conflicts;
  std::vector<Node> order;  ///< rows agreed by everyone, satisfied: all nodes in arbitration order
};

/// How many conflicts are wanted: one to refute, several to learn from.
enum class Wanted : std::uint8_t { first, several };

// The theories decide a row exactly for one choice of sources. Undecided reads constrain nothing, and every constraint only ever grows with what is decided: so a conflict of a partial
// choice is one of all its completions. They take for granted that no read is inconsistent by itself (Accesses::inconsistencies), and honour version orders of lists.

/// read-committed, adya-read-committed: what a read sees is in its own transaction, or nothing.
[[nodiscard]] Ruling judge_read_committed(const Transactions& transactions, const Model& model, Budget& budget, Wanted wanted);
/// read-atomic.
[[nodiscard]] Ruling judge_read_atomic(const Transactions& transactions, const Model& model, Budget& budget, Wanted wanted);
/// causal-convergent over transactions.
[[nodiscard]] Ruling judge_causal_past(const Transactions& transactions, const Model& model, Budget& budget, Wanted wanted);
/// The session guarantees over transactions.
[[nodiscard]] Ruling judge_session_guarantee(const Transactions& transactions, const Model& model, Budget& budget, Wanted wanted);

/// How a search over orders goes about it; tests force each.
enum class OrderSearch : std::uint8_t { automatic, frontier, solver };

/// Rows whose reads see what is before something in arb: prefix, the snapshot isolations, the serializable ones. One conflict at a time.
[[nodiscard]] Ruling judge_orders(const Transactions& transactions, const Model& model, Budget& budget, OrderSearch search = OrderSearch::automatic);

/// Whichever of them the row's fields ask for.
[[nodiscard]] Ruling judge(const Transactions& transactions, const Model& model, Budget& budget, Wanted wanted, OrderSearch search = OrderSearch::automatic);

}  // namespace clio::transactional

#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "checker/explain/transaction_core.hpp"
#include "checker/limits.hpp"
#include "checker/verdict.hpp"

namespace clio {

/// One transaction must come before another, or (anti-dependency) cannot have seen it, and why.
struct TransactionLink {
  enum class Why {
    fact,      ///< the history shows it; of write-order: the lists that were read do
    path,      ///< write-order: `path` leads from one to the other
    overtaken, ///< write-order: the reading `op_to` is of `to`'s write although the row lets its transaction see `from`, by `path` (from `from` to the reading's transaction)
    otherwise, ///< write-order: the other way round, `path` would be a cycle (the supposed link first)
    supposed,  ///< write-order: one of two cases
  };
  int from = 0, to = 0;
  Relation relation{};
  transactional::Place place = 0;       ///< of reads-from, write-order and anti-dependency
  OpId op_from = kNoOp, op_to = kNoOp;  ///< the operations concerned; of session-order and real-time none in particular
  Why why = Why::fact;
  std::vector<std::size_t> path = {};     ///< links
  std::optional<OpId> reading = {};       ///< of write-order that is overtaken: what was read
  std::optional<std::size_t> newer = {};  ///< of an anti-dependency: the write-order link from the reading's source to `to`; none: it read the initial value, or `to` comes after in the lists
};

/// Transactions in a circle that the row does not allow.
struct TransactionContradiction {
  std::vector<TransactionLink> links;  ///< those of the cycle, and of what they rest on
  std::vector<std::size_t> cycle;      ///< into links, in order
  std::vector<std::size_t> other;      ///< a cycle for the other order of two writes, where either order has one; then `cycle` and `other` each hold a supposed link
  std::optional<ProcessId> viewer;     ///< whose order it is about; rows agreed by everyone have none
  TransactionCore::Sources sources;    ///< the case that is shown
  std::size_t cases = 1;               ///< how many ways there were to match reads with writes; each has a contradiction
  std::size_t orders = 1;              ///< how many ways to order writes had to be told apart besides; each has a contradiction
  std::optional<Phenomenon> phenomenon;///< the class of the cycle
};

/// A short contradiction in a small violating core of registers, lists or sets whose reads all have sources. Nothing, where there are too many transactions or cases, or the budget is spent.
[[nodiscard]] std::optional<TransactionContradiction> find_contradiction(const TransactionCore& core, Budget& budget);

}  // namespace clio

#pragma once

#include <optional>
#include <span>
#include <vector>

#include "checker/engines/transactional/accesses.hpp"
#include "checker/engines/transactional/transactions.hpp"
#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio {

/// The few operations of a counterexample over transactions, seen as transactions: what each reads from whom, and what it leaves behind. Registers, sets and lists.
///
/// What it derives is what the engines derive from a history (checker/engines/transactional/accesses.hpp), here from the counterexample's operations alone; none of their decisions is used.
/// Operations are named by their ids in the whole history. Borrows the history and the model.
class TransactionCore {
 public:
  /// Precondition: the operations are sorted participants.
  TransactionCore(const History& history, const Model& model, std::span<const OpId> operations);
  TransactionCore(const TransactionCore&) = delete;
  TransactionCore& operator=(const TransactionCore&) = delete;

  [[nodiscard]] const History& history() const { return *history_; }
  [[nodiscard]] const Model& model() const { return *model_; }
  [[nodiscard]] std::span<const OpId> operations() const { return part_.origin; }
  [[nodiscard]] const transactional::Accesses& accesses() const { return accesses_; }
  /// The id in the whole history of an operation that accesses() names.
  [[nodiscard]] OpId whole(OpId op) const { return part_.origin[index(op)]; }

  /// One way to give each read of several possible sources one of them: by the number of the read (Accesses::first_read).
  using Sources = std::vector<OpId>;
  /// All ways, or nothing where they are more than `count_max`.
  [[nodiscard]] std::optional<std::vector<Sources>> all_sources(std::size_t count_max) const;

 private:
  const History* history_;
  const Model* model_;
  SubHistory part_;
  BaseRelations relations_;
  transactional::Accesses accesses_;
};

/// The transactions of a core that took effect, under one choice of sources. Borrows the core.
class TransactionCase {
 public:
  static constexpr int kInitial = -1;  ///< as a source: the initial value

  struct Read {
    int by = 0;              ///< the transaction that reads
    OpId op{};
    transactional::Place place{};
    int source = kInitial;   ///< a transaction, or kInitial
  };

  TransactionCase(const TransactionCore& core, const TransactionCore::Sources& sources);

  [[nodiscard]] const TransactionCore& core() const { return *core_; }
  [[nodiscard]] int size() const { return static_cast<int>(nodes_.size()); }
  /// The operations of a transaction that are part of the counterexample.
  [[nodiscard]] std::span<const OpId> operations(int transaction) const {
    const auto [first, length] = operations_[static_cast<std::size_t>(transaction)];
    return core_->operations().subspan(first, length);
  }
  [[nodiscard]] ProcessId process(int transaction) const { return core_->history().process(operations(transaction).front()); }
  [[nodiscard]] int transaction_of(OpId op) const;
  [[nodiscard]] const std::vector<Read>& reads() const { return reads_; }
  /// The write that a transaction leaves behind at a place, if it writes there.
  [[nodiscard]] std::optional<OpId> write(int transaction, transactional::Place place) const;
  [[nodiscard]] std::size_t place_count() const { return nodes_.place_count(); }
  /// The transactions that write a place.
  [[nodiscard]] std::vector<int> writers(transactional::Place place) const;
  /// Lists: those whose appends reads have shown, oldest first.
  [[nodiscard]] std::vector<int> version_order(transactional::Place place) const;

 private:
  const TransactionCore* core_;
  transactional::Transactions nodes_;
  std::vector<std::pair<std::size_t, std::size_t>> operations_;  // by transaction: the first of them among the core's, and how many
  std::vector<Read> reads_;
};

}  // namespace clio

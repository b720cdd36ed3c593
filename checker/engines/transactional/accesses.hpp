#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "checker/engines/likelihood.hpp"
#include "checker/engines/transactional/set_elements.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio::transactional {

using clio::kInitialValue;
using clio::kOpen;

// Transactions meet at places: a register or list of the history (then a place is a KeyId), or an element of a set.

/// A read whose value comes from outside of its transaction.
struct ExternalRead {
  OpId op;
  Place place;
  OpId source;  ///< the final write that it must have read from, kInitialValue, or kOpen: then candidates() has them
};

/// What a transaction leaves behind at a place: its last write there, or its last append.
struct FinalWrite {
  OpId op;
  Place place;
};

/// Why no choice of sources and orders can explain a read, whatever the row.
enum class Fault : std::uint8_t {
  thin_air,            ///< nobody wrote the value
  aborted,             ///< only failed transactions wrote it (G1a)
  intermediate,        ///< whoever wrote it overwrote it in the same transaction (G1b)
  future,              ///< its own transaction writes it, but only later
  own_write_missed,    ///< it follows a write of its own transaction and returns something else
  duplicate_elements,  ///< a list holds an element more often than it was appended, or a set holds one twice
  incompatible_order,  ///< two lists of a key, neither the beginning of the other
};

/// A read that violates every row by itself, and the participants that show it: sorted; closed, i.e. with everything that its value may have come from.
struct Inconsistency {
  Fault fault;
  OpId read;
  std::vector<OpId> operations;
};

/// What an object's reader (register_accesses and its like) fills in.
struct AccessTables {
  std::string undecidable;
  std::vector<std::uint32_t> reads_begin, writes_begin;  ///< by transaction, and the end
  std::vector<ExternalRead> reads;
  std::vector<FinalWrite> writes;            ///< of each transaction by place, ascending
  std::vector<bool> final;                   ///< by operation, whether it is one of these
  std::vector<bool> initial;                 ///< by external read, whether it may have returned the initial value; empty for lists
  std::size_t open = 0;                      ///< external reads with several possible sources
  std::optional<SetElements> elements;       ///< sets only: elsewhere places are keys
  std::vector<std::uint32_t> version_begin;  ///< by place, and the end; lists only
  std::vector<OpId> versions;
  std::vector<Inconsistency> inconsistencies;

  /// What a transaction leaves behind at a place; kNoOp: it does not write there. O(log writes).
  [[nodiscard]] OpId final_write(TxnId txn, Place place) const;
};
[[nodiscard]] AccessTables register_accesses(const BaseRelations& relations);
[[nodiscard]] AccessTables list_accesses(const BaseRelations& relations);
[[nodiscard]] AccessTables set_accesses(const BaseRelations& relations);

/// What the transactions of a history do to each other, from the history alone: external reads, final writes, and the reads that are wrong by themselves.
///
/// Takes part who does in BaseRelations; reads of unknown transactions are left out. Cost: O(operations + elements of the lists read + set reads * elements of the set).
/// Memory: 12 bytes an external read, 8 bytes a final write, 8 bytes a transaction, a bit an operation and an external read. Lifetime: borrows `relations`.
/// Precondition: the object is a register, a list or a set.
class Accesses {
 public:
  explicit Accesses(const BaseRelations& relations);

  /// How many bytes the tables take.
  [[nodiscard]] std::size_t bytes() const {
    return sizeof(ExternalRead) * tables_.reads.capacity() + sizeof(FinalWrite) * tables_.writes.capacity() + sizeof(OpId) * tables_.versions.capacity() + 8 * tables_.reads_begin.size() + (tables_.final.size() + tables_.initial.size()) / 8;
  }

  [[nodiscard]] const BaseRelations& relations() const { return *relations_; }
  [[nodiscard]] const History& history() const { return relations_->history(); }

  /// Why these accesses do not say all that the history says, in words (a value appended twice to a list that was read): rows are then unknown unless something else refutes them.
  /// Empty for almost all histories.
  [[nodiscard]] const std::string& undecidable() const { return tables_.undecidable; }

  // Transactions.
  [[nodiscard]] std::size_t transaction_count() const { return tables_.reads_begin.size() - 1; }
  /// Whether it takes part: ok, or unknown and it writes.
  [[nodiscard]] bool participates(TxnId txn) const;
  /// Whether it may or may not have taken effect.
  [[nodiscard]] bool optional(TxnId txn) const { return history().status(history().first_of(txn)) == Status::unknown; }
  /// In the order of the transaction.
  [[nodiscard]] std::span<const ExternalRead> reads(TxnId txn) const {
    return {tables_.reads.data() + tables_.reads_begin[index(txn)], tables_.reads.data() + tables_.reads_begin[index(txn) + 1]};
  }
  /// One a place, ascending.
  [[nodiscard]] std::span<const FinalWrite> writes(TxnId txn) const {
    return {tables_.writes.data() + tables_.writes_begin[index(txn)], tables_.writes.data() + tables_.writes_begin[index(txn) + 1]};
  }
  /// The one of them at a place; kNoOp: there is none. O(log writes).
  [[nodiscard]] OpId final_write(TxnId txn, Place place) const { return tables_.final_write(txn, place); }
  /// External reads are numbered through all transactions: that of the transaction's first one.
  [[nodiscard]] std::size_t first_read(TxnId txn) const { return tables_.reads_begin[index(txn)]; }
  [[nodiscard]] std::size_t read_count() const { return tables_.reads.size(); }
  [[nodiscard]] std::size_t write_count() const { return tables_.writes.size(); }
  [[nodiscard]] const ExternalRead& external_read(std::size_t number) const { return tables_.reads[number]; }
  /// Whether every external read has its one source.
  [[nodiscard]] bool all_certain() const { return tables_.open == 0; }

  // Places.
  [[nodiscard]] std::size_t place_count() const { return tables_.elements ? tables_.elements->count() : history().key_count(); }
  [[nodiscard]] KeyId key_of(Place place) const { return tables_.elements ? tables_.elements->key_of(place) : id_at<KeyId>(place); }
  /// Lists: the appends that reads have shown at a place, oldest first; of each transaction its last append there only. Effective appenders of the place that
  /// are not among them come behind, in an order that nothing tells. Empty for other objects, and for lists that nobody read.
  [[nodiscard]] std::span<const OpId> version_order(Place place) const {
    if (tables_.version_begin.empty()) return {};
    return {tables_.versions.data() + tables_.version_begin[place], tables_.versions.data() + tables_.version_begin[place + 1]};
  }

  // Reads with several possible sources. Precondition: one of these tables' own, not a copy.
  /// The final writes of other transactions that may have been the source, in the order of the file. Precondition: read.source == kOpen.
  [[nodiscard]] std::vector<OpId> candidates(const ExternalRead& read) const;
  [[nodiscard]] bool may_read_initial(const ExternalRead& read) const;
  /// The likeliest of these and the initial value. Precondition: read.source == kOpen.
  [[nodiscard]] OpId best(const ExternalRead& read, const Likelihood& likelihood) const;

  /// Reads that violate every row, in the order of the file; for each transaction the first one, at most kInconsistenciesMax. Empty for most histories.
  [[nodiscard]] std::span<const Inconsistency> inconsistencies() const { return tables_.inconsistencies; }
  static constexpr std::size_t kInconsistenciesMax = 1000;

  /// The smallest closed set that holds the operations: with every read, internal ones included, all writes that may have been its source, and with what may not have been only because its transaction
  /// overwrote it, the last write there. Sorted.
  [[nodiscard]] std::vector<OpId> closed(std::vector<OpId> operations) const;

 private:
  /// Whether the writer is another transaction's, and leaves that transaction's value at its place.
  [[nodiscard]] bool may_be_read_by(TxnId txn, OpId writer) const { return tables_.final[index(writer)] && history().transaction(writer) != txn; }
  [[nodiscard]] std::unordered_multimap<std::uint64_t, OpId> appends_by_value() const;

  const BaseRelations* relations_;
  AccessTables tables_;
};

}  // namespace clio::transactional

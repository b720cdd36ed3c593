#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "checker/engines/transactional/accesses.hpp"

namespace clio::transactional {

/// The last write of a transaction at each place, while its operations are walked: an entry a place, never cleared.
class OwnWrites {
 public:
  static constexpr std::uint32_t kNone = 0xffffffffu;

  explicit OwnWrites(std::size_t places) : of_(places) {}

  /// A number for the present transaction's write at the place, as set() gave it; kNone: it has not written there yet.
  [[nodiscard]] std::uint32_t at(Place place, TxnId txn) const { return of_[place].txn == index(txn) + 1 ? of_[place].number : kNone; }
  void set(Place place, TxnId txn, std::uint32_t number) { of_[place] = {static_cast<std::uint32_t>(index(txn)) + 1, number}; }

 private:
  struct Entry {
    std::uint32_t txn = 0, number = 0;
  };
  std::vector<Entry> of_;
};

/// Calls visit(op) for each operation of a transaction, in its order; for none where it failed.
template <class Visit>
void each_operation(const History& history, TxnId txn, Visit visit) {
  const std::size_t first = index(history.first_of(txn)), length = history.length_of(txn);
  if (history.status(id_at<OpId>(first)) == Status::fail) return;
  for (std::size_t i = first; i < first + length; ++i) visit(id_at<OpId>(i));
}

/// Fills in what each transaction leaves behind, given what it writes: place_of(op), asked only where writes(op). O(n), and O(w log w) for a transaction that writes w places in no order.
template <class Writes, class PlaceOf>
void find_final_writes(const History& history, std::size_t places, AccessTables& tables, Writes writes, PlaceOf place_of) {
  OwnWrites own(places);
  tables.writes_begin.reserve(history.transaction_count() + 1);
  for (std::size_t t = 0; t < history.transaction_count(); ++t) {
    const TxnId txn = id_at<TxnId>(t);
    tables.writes_begin.push_back(static_cast<std::uint32_t>(tables.writes.size()));
    bool ascending = true;
    each_operation(history, txn, [&](OpId op) {
      if (!writes(op)) return;
      const Place place = place_of(op);
      const std::uint32_t earlier = own.at(place, txn);
      if (earlier != OwnWrites::kNone) {
        tables.writes[earlier].op = op;
        return;
      }
      own.set(place, txn, static_cast<std::uint32_t>(tables.writes.size()));
      ascending = ascending && (tables.writes.size() == tables.writes_begin.back() || tables.writes.back().place < place);
      tables.writes.push_back({op, place});
    });
    if (ascending) continue;
    std::sort(tables.writes.begin() + tables.writes_begin.back(), tables.writes.end(), [](const FinalWrite& a, const FinalWrite& b) { return a.place < b.place; });
  }
  tables.writes_begin.push_back(static_cast<std::uint32_t>(tables.writes.size()));
  tables.final.assign(history.size(), false);
  for (const FinalWrite& write : tables.writes) tables.final[index(write.op)] = true;
}

}  // namespace clio::transactional

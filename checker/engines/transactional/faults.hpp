#pragma once

#include <cstdint>
#include <unordered_set>
#include <vector>

#include "checker/engines/transactional/accesses.hpp"

namespace clio::transactional {

/// Values that failed transactions wrote, by key: asked only where a read has no source. Made at the first question; O(n). Lifetime: borrows `history`.
class AbortedWrites {
 public:
  explicit AbortedWrites(const History& history) : history_(&history) {}

  [[nodiscard]] bool wrote(KeyId key, ValueId value);

 private:
  [[nodiscard]] static std::uint64_t packed(KeyId key, ValueId value) {
    return std::uint64_t{static_cast<std::uint32_t>(key)} << 32 | static_cast<std::uint32_t>(value);
  }
  const History* history_;
  bool made_ = false;
  std::unordered_set<std::uint64_t> written_;
};

/// Collects what is wrong, one read for each transaction.
class FaultList {
 public:
  explicit FaultList(const History& history) : history_(&history) {}

  [[nodiscard]] bool wanted(OpId read) const {
    return found_.size() < Accesses::kInconsistenciesMax && (found_.empty() || history_->transaction(found_.back().read) != history_->transaction(read));
  }
  void add(Fault fault, OpId read, std::vector<OpId> operations);
  /// In the order of the file.
  [[nodiscard]] std::vector<Inconsistency> take() { return std::move(found_); }

 private:
  const History* history_;
  std::vector<Inconsistency> found_;
};

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

}  // namespace clio::transactional

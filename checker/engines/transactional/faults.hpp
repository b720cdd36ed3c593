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

}  // namespace clio::transactional

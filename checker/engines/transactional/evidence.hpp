#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "checker/engines/transactional/transactions.hpp"

namespace clio::transactional {

/// Collects the operations of a conflict: of each transaction only those that matter. Lifetime: borrows `transactions`.
class Evidence {
 public:
  explicit Evidence(const Transactions& transactions) : transactions_(&transactions) {}

  /// What the node leaves at a place. Precondition: it writes the place.
  void add_write(Node node, Place place) { operations_.push_back(transactions_->write_op(node, place)); }
  /// A read, and the write that it reads from.
  void add_reading(std::uint32_t read);
  /// A list that shows what the node appended. Precondition: it is in version_order(place).
  void add_showing(Node node, Place place);
  /// Why a node is in another's past under (so ∪ wr)+: as few reads as possible. Precondition: it is. Cost: O(n).
  void add_path(Node from, Node to);

  /// Sorted, each once.
  [[nodiscard]] std::vector<OpId> take();

 private:
  const Transactions* transactions_;
  std::vector<OpId> operations_;
};

}  // namespace clio::transactional

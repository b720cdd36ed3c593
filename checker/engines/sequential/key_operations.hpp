#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "checker/relations/base_relations.hpp"

namespace clio::sequential {

/// What contraction (key_clusters.hpp) asks of an operation. Cells are numbered within the key; the initial value's is 0.
struct KeyOperation {
  static constexpr std::uint32_t kNothing = 0x7fffffffu;

  OpId op{};
  ProcessId process{};
  std::uint32_t read = kNothing;           ///< the cell it returned, if any
  std::uint32_t write : 31 = kNothing;     ///< the cell it leaves behind, if any
  std::uint32_t optional : 1 = 0;

  [[nodiscard]] bool reads() const { return read != kNothing; }
  [[nodiscard]] bool writes() const { return write != kNothing; }
  [[nodiscard]] std::uint32_t cell() const { return writes() ? write : read; }
};

/// The participants of every key that contraction decides, packed key by key. Cost: O(n). Memory: 16 bytes an operation.
class KeyOperations {
 public:
  /// Precondition: a history of registers.
  explicit KeyOperations(const BaseRelations& relations);

  /// Whether contraction decides the key: values are written once, the initial one never, and there are neither failed nor unknown compare-and-sets.
  [[nodiscard]] bool decided(KeyId key) const { return decided_[index(key)]; }
  /// In file order. Precondition: decided(key).
  [[nodiscard]] std::span<const KeyOperation> on_key(KeyId key) const {
    return {operations_.data() + begin_[index(key)], operations_.data() + begin_[index(key) + 1]};
  }
  /// Whether file order is program order in every session.
  [[nodiscard]] bool in_order() const { return in_order_; }

 private:
  std::vector<bool> decided_;
  std::vector<std::uint32_t> begin_;
  std::vector<KeyOperation> operations_;
  bool in_order_ = true;
};

}  // namespace clio::sequential

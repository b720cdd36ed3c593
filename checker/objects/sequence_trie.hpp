#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "checker/history/ids.hpp"
#include "checker/objects/intern_table.hpp"

namespace clio::objects {

/// Sequences of values that share their beginnings: a node is a sequence, its parent the sequence without its last value. Equal sequences
/// are the same node. Besides its parent a node knows one far ancestor (Myers 1983, skew-binary jumps), so that the ancestor of any length is found
/// in O(log n).
class SequenceTrie {
 public:
  using Node = std::uint32_t;
  static constexpr Node kEmpty = 0;

  SequenceTrie() { clear(); }
  void clear() {
    nodes_.clear();
    nodes_.find_or_add({kEmpty, kEmpty, 0, kNull});
  }
  [[nodiscard]] std::uint32_t length(Node node) const { return nodes_[node].length; }
  [[nodiscard]] Node parent(Node node) const { return nodes_[node].parent; }
  [[nodiscard]] ValueId last(Node node) const { return nodes_[node].last; }
  [[nodiscard]] std::size_t bytes() const { return nodes_.bytes(); }

  [[nodiscard]] Node append(Node node, ValueId value) {
    const Entry& at = nodes_[node];
    const Entry& far = nodes_[at.jump];
    const Node jump = at.length - far.length == far.length - nodes_[far.jump].length ? far.jump : node;
    return nodes_.find_or_add({node, jump, at.length + 1, value});
  }
  /// The beginning of `node` that has the given length.
  [[nodiscard]] Node prefix(Node node, std::uint32_t length) const {
    while (nodes_[node].length > length) node = nodes_[nodes_[node].jump].length >= length ? nodes_[node].jump : nodes_[node].parent;
    return node;
  }
  /// The values from position `from` on.
  [[nodiscard]] std::vector<ValueId> values(Node node, std::uint32_t from = 0) const {
    std::vector<ValueId> values(length(node) - from);
    for (auto value = values.rbegin(); value != values.rend(); ++value, node = parent(node)) *value = last(node);
    return values;
  }

 private:
  struct Entry {
    Node parent, jump;
    std::uint32_t length;
    ValueId last;
    bool operator==(const Entry& other) const { return parent == other.parent && last == other.last && length == other.length; }
    [[nodiscard]] std::uint64_t hash() const { return (std::uint64_t{parent} << 32) ^ static_cast<std::uint32_t>(last); }
  };
  InternTable<Entry> nodes_;
};

}  // namespace clio::objects

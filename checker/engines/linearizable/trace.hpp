#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace clio::linearizable {

/// A choice that a search made: the item that took effect, and the layer at which it did.
struct Chosen {
  std::uint32_t item, layer;
};

/// The choices behind each configuration of a search: a tree in which a configuration holds a node, and the way to the root is its past.
class Trace {
 public:
  using Node = std::uint32_t;
  static constexpr Node kRoot = std::numeric_limits<Node>::max();

  [[nodiscard]] Node add(Node parent, Chosen chosen) {
    nodes_.push_back({parent, chosen});
    return static_cast<Node>(nodes_.size() - 1);
  }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] std::size_t bytes() const { return nodes_.capacity() * sizeof(Entry); }
  /// Drops all nodes added since size() was `size`.
  void truncate(std::size_t size) { nodes_.resize(size); }
  [[nodiscard]] std::vector<Chosen> path(Node node) const {
    std::vector<Chosen> path;
    for (; node != kRoot; node = nodes_[node].parent) path.push_back(nodes_[node].chosen);
    std::reverse(path.begin(), path.end());
    return path;
  }
  /// Keeps only the pasts of the nodes that `live` answers for i = 0 .. count-1, and renumbers these through the references.
  template <class LiveNode>
  void compact(std::size_t count, LiveNode&& live) {
    std::vector<Node> renamed(nodes_.size(), 0);  // first a mark; a parent is always before its children
    for (std::size_t i = 0; i < count; ++i) {
      for (Node node = live(i); node != kRoot && renamed[node] == 0; node = nodes_[node].parent) renamed[node] = 1;
    }
    Node kept = 0;
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
      if (renamed[node] == 0) continue;
      Entry entry = nodes_[node];
      if (entry.parent != kRoot) entry.parent = renamed[entry.parent];
      nodes_[kept] = entry;
      renamed[node] = kept++;
    }
    nodes_.resize(kept);
    for (std::size_t i = 0; i < count; ++i) {
      Node& node = live(i);
      if (node != kRoot) node = renamed[node];
    }
  }

 private:
  struct Entry {
    Node parent;
    Chosen chosen;
  };
  std::vector<Entry> nodes_;
};

}  // namespace clio::linearizable

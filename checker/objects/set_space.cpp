// A set: a binary tree over the elements that the key's operations name, 64 of them to a leaf, equal subtrees being one node (hash consing).
//
// Equal sets are then the same node whatever the order of additions and removals, a change makes O(log n) nodes, and what a read returned is
// itself a node, found once for each different array. An empty subtree is node 0 at every height.
// Tested by tests/linearizable/objects_test.cpp.

#include <algorithm>
#include <bit>
#include <unordered_map>

#include "checker/objects/intern_table.hpp"
#include "checker/objects/spaces.hpp"

namespace clio::objects {
namespace {

/// A leaf's 64 elements, or the two halves of an inner node.
struct Node {
  std::uint64_t bits;
  std::uint32_t height;  // 0: leaf
  bool operator==(const Node&) const = default;
  [[nodiscard]] std::uint64_t hash() const { return bits ^ (bits >> 29) ^ (std::uint64_t{height} << 57); }
};

class SetSpace final : public ObjectSpace {
 public:
  SetSpace(const BaseRelations& relations, KeyId key) : history_(relations.history()) {
    for (const OpId op : relations.on_key(key)) {
      if (history_.kind(op) != Kind::read) element_.try_emplace(history_.value(op), static_cast<std::uint32_t>(element_.size()));
    }
    const std::size_t leaves = std::max<std::size_t>((element_.size() + 63) / 64, 1);
    height_ = static_cast<std::uint32_t>(std::bit_width(leaves - 1));
    clear();
  }

  StateId initial() override { return StateId{kEmpty}; }
  std::optional<StateId> step(StateId state, OpId op) override {
    const auto root = static_cast<std::uint32_t>(state);
    const ValueId value = history_.value(op);
    switch (history_.kind(op)) {
      case Kind::add: return StateId{changed(root, element_.at(value), true)};
      case Kind::remove: return StateId{changed(root, element_.at(value), false)};
      case Kind::contains: return holds(root, element_.at(value)) == history_.success(op) ? std::optional(state) : std::nullopt;
      default: return set_of(value) == std::int64_t{root} ? std::optional(state) : std::nullopt;
    }
  }
  StateId compact(StateId keep) override {
    std::vector<std::uint32_t> members;
    for (std::uint32_t element = 0; element < element_.size(); ++element) {
      if (holds(static_cast<std::uint32_t>(keep), element)) members.push_back(element);
    }
    clear();
    std::uint32_t root = kEmpty;
    for (const std::uint32_t element : members) root = changed(root, element, true);
    return StateId{root};
  }
  std::size_t bytes() const override { return nodes_.bytes() + read_.size() * 32; }

 private:
  static constexpr std::uint32_t kEmpty = 0;
  static constexpr std::int64_t kNoState = -1;

  void clear() {
    nodes_.clear();
    read_.clear();
    nodes_.find_or_add({0, 0});
  }
  /// The half of an inner node in which `element` lies.
  [[nodiscard]] std::uint32_t half(std::uint32_t node, std::uint32_t height, std::uint32_t element) const {
    if (node == kEmpty) return kEmpty;
    return static_cast<std::uint32_t>(right_side(height, element) ? nodes_[node].bits >> 32 : nodes_[node].bits);
  }
  static bool right_side(std::uint32_t height, std::uint32_t element) { return (element >> (5 + height) & 1u) != 0; }

  [[nodiscard]] bool holds(std::uint32_t root, std::uint32_t element) const {
    for (std::uint32_t height = height_; height > 0; --height) root = half(root, height, element);
    return (nodes_[root].bits >> (element & 63) & 1u) != 0;
  }
  [[nodiscard]] std::uint32_t changed(std::uint32_t root, std::uint32_t element, bool member) {
    const std::uint32_t top = height_;
    std::uint32_t path[33];  // by height; 2^32 elements make a tree of height 26
    path[top] = root;
    for (std::uint32_t height = top; height > 0; --height) path[height - 1] = half(path[height], height, element);
    const std::uint64_t bit = std::uint64_t{1} << (element & 63);
    const std::uint64_t leaf = nodes_[path[0]].bits;
    std::uint32_t node = node_of(member ? leaf | bit : leaf & ~bit, 0);
    for (std::uint32_t height = 1; height <= top; ++height) {
      if (node == path[height - 1]) return root;
      const std::uint64_t halves = path[height] == kEmpty ? 0 : nodes_[path[height]].bits;
      const std::uint64_t kept = right_side(height, element) ? halves & 0xffffffffu : halves & ~std::uint64_t{0xffffffffu};
      node = node_of(kept | (right_side(height, element) ? std::uint64_t{node} << 32 : node), height);
    }
    return node;
  }
  std::uint32_t node_of(std::uint64_t bits, std::uint32_t height) { return bits == 0 ? kEmpty : nodes_.find_or_add({bits, height}); }

  /// The state that the array describes; kNoState where it is none: an element twice, or one that no operation names.
  std::int64_t set_of(ValueId array) {
    const auto [entry, added] = read_.try_emplace(array, kNoState);
    if (!added) return entry->second;
    const Value::Array* elements = ValueTable::is_small(array) ? nullptr : history_.values().entry(array).as_array();
    if (elements == nullptr) return kNoState;
    std::uint32_t root = kEmpty;
    for (const Value& element : *elements) {
      ValueId id{};
      if (!history_.values().find(element, id)) return kNoState;
      const auto known = element_.find(id);
      if (known == element_.end() || holds(root, known->second)) return kNoState;
      root = changed(root, known->second, true);
    }
    return entry->second = root;
  }

  const History& history_;
  std::unordered_map<ValueId, std::uint32_t> element_;
  std::uint32_t height_ = 0;
  InternTable<Node> nodes_;
  std::unordered_map<ValueId, std::int64_t> read_;
};

}  // namespace

std::unique_ptr<ObjectSpace> set_space(const BaseRelations& relations, KeyId key) { return std::make_unique<SetSpace>(relations, key); }

}  // namespace clio::objects

// A queue: everything ever enqueued, as a node of a trie, and how many of these values have been dequeued.
//
// Two such pairs are the same state when what is left is the same, however it came about. What is left has a polynomial hash that both ends can
// update (an enqueue multiplies and adds, a dequeue subtracts the first value times a power), so that a state is found in O(1); only states that really
// are equal are compared value by value, once for each time that two ways meet, and from then on they share one id. The first value is the
// ancestor of length dequeued + 1: O(log n).
// Tested by tests/linearizable/objects_test.cpp.

#include "checker/objects/sequence_trie.hpp"
#include "checker/objects/spaces.hpp"

namespace clio::objects {
namespace {

struct Content {
  SequenceTrie::Node all;   // everything ever enqueued
  std::uint32_t dequeued;   // how many of these are gone
  std::uint64_t digest;     // of what is left
  [[nodiscard]] std::uint64_t hash() const { return digest; }
};

class QueueSpace final : public ObjectSpace {
 public:
  explicit QueueSpace(const BaseRelations& relations) : history_(relations.history()) {}

  StateId initial() override { return id_of({SequenceTrie::kEmpty, 0, 0}); }
  std::optional<StateId> step(StateId state, OpId op) override {
    const Content content = states_[static_cast<std::uint32_t>(state)];
    const ValueId value = history_.value(op);
    if (history_.kind(op) == Kind::enqueue) {
      return id_of({trie_.append(content.all, value), content.dequeued, content.digest * kBase + digest_of(value)});
    }
    const std::uint32_t left = length(content);
    const ValueId first = left == 0 ? kNull : trie_.last(trie_.prefix(content.all, content.dequeued + 1));
    if (history_.status(op) == Status::ok && value != first) return std::nullopt;
    if (left == 0) return state;
    if (left == 1) return initial();
    return id_of({content.all, content.dequeued + 1, content.digest - digest_of(first) * power(left - 1)});
  }
  StateId compact(StateId keep) override {
    const Content content = states_[static_cast<std::uint32_t>(keep)];
    const std::vector<ValueId> values = trie_.values(content.all, content.dequeued);
    trie_.clear();
    states_.clear();
    SequenceTrie::Node node = SequenceTrie::kEmpty;
    for (const ValueId value : values) node = trie_.append(node, value);
    return id_of({node, 0, content.digest});
  }
  std::size_t bytes() const override { return trie_.bytes() + states_.bytes() + powers_.capacity() * sizeof(std::uint64_t); }

 private:
  static constexpr std::uint64_t kBase = 0xd1342543de82ef95ULL;
  static std::uint64_t digest_of(ValueId value) { return (static_cast<std::uint64_t>(value) + 1) * 0x9fb21c651e98df25ULL; }

  [[nodiscard]] std::uint32_t length(const Content& content) const { return trie_.length(content.all) - content.dequeued; }
  std::uint64_t power(std::size_t exponent) {
    while (powers_.size() <= exponent) powers_.push_back(powers_.empty() ? 1 : powers_.back() * kBase);
    return powers_[exponent];
  }
  StateId id_of(const Content& content) {
    return static_cast<StateId>(states_.find_or_add(content, [this](const Content& a, const Content& b) { return same(a, b); }));
  }
  [[nodiscard]] bool same(const Content& a, const Content& b) const {
    std::uint32_t left = length(a);
    if (a.digest != b.digest || left != length(b)) return false;
    for (SequenceTrie::Node x = a.all, y = b.all; left > 0 && x != y; --left, x = trie_.parent(x), y = trie_.parent(y)) {
      if (trie_.last(x) != trie_.last(y)) return false;
    }
    return true;
  }

  const History& history_;
  SequenceTrie trie_;
  InternTable<Content> states_;
  std::vector<std::uint64_t> powers_;
};

}  // namespace

std::unique_ptr<ObjectSpace> queue_space(const BaseRelations& relations) { return std::make_unique<QueueSpace>(relations); }

}  // namespace clio::objects

// A stack: the state is the sequence of its values, so that a push is a child and a pop the parent.
// Tested by tests/linearizable/objects_test.cpp.

#include "checker/objects/sequence_trie.hpp"
#include "checker/objects/spaces.hpp"

namespace clio::objects {
namespace {

class StackSpace final : public ObjectSpace {
 public:
  explicit StackSpace(const BaseRelations& relations) : history_(relations.history()) {}

  StateId initial() override { return StateId{SequenceTrie::kEmpty}; }
  std::optional<StateId> step(StateId state, OpId op) override {
    const auto node = static_cast<SequenceTrie::Node>(state);
    const ValueId value = history_.value(op);
    if (history_.kind(op) == Kind::push) return StateId{trie_.append(node, value)};
    const bool empty = node == SequenceTrie::kEmpty;
    if (history_.status(op) == Status::ok && value != (empty ? kNull : trie_.last(node))) return std::nullopt;
    return empty ? state : StateId{trie_.parent(node)};
  }
  StateId compact(StateId keep) override {
    const std::vector<ValueId> values = trie_.values(static_cast<SequenceTrie::Node>(keep));
    trie_.clear();
    SequenceTrie::Node node = SequenceTrie::kEmpty;
    for (const ValueId value : values) node = trie_.append(node, value);
    return StateId{node};
  }
  std::size_t bytes() const override { return trie_.bytes(); }

 private:
  const History& history_;
  SequenceTrie trie_;
};

}  // namespace

std::unique_ptr<ObjectSpace> stack_space(const BaseRelations& relations) { return std::make_unique<StackSpace>(relations); }

}  // namespace clio::objects

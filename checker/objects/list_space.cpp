// A list: the state is the sequence of its values; an append is a child. What a read returned is itself a sequence, so a read is legal in one state
// only: the node of its array, found once for each different array.
// Tested by tests/linearizable/objects_test.cpp.

#include <unordered_map>

#include "checker/objects/sequence_trie.hpp"
#include "checker/objects/spaces.hpp"

namespace clio::objects {
namespace {

class ListSpace final : public ObjectSpace {
 public:
  explicit ListSpace(const BaseRelations& relations) : history_(relations.history()) {}

  StateId initial() override { return StateId{SequenceTrie::kEmpty}; }
  std::optional<StateId> step(StateId state, OpId op) override {
    const auto node = static_cast<SequenceTrie::Node>(state);
    const ValueId value = history_.value(op);
    if (history_.kind(op) == Kind::append) return StateId{trie_.append(node, value)};
    return node_of(value) == std::int64_t{node} ? std::optional(state) : std::nullopt;
  }
  StateId compact(StateId keep) override {
    const std::vector<ValueId> values = trie_.values(static_cast<SequenceTrie::Node>(keep));
    trie_.clear();
    read_.clear();
    SequenceTrie::Node node = SequenceTrie::kEmpty;
    for (const ValueId value : values) node = trie_.append(node, value);
    return StateId{node};
  }
  std::size_t bytes() const override { return trie_.bytes() + read_.size() * 32; }

 private:
  /// The state that the array describes; kNoState where no operation holds one of its elements, or it is no array.
  std::int64_t node_of(ValueId array) {
    const auto [entry, added] = read_.try_emplace(array, kNoState);
    if (!added) return entry->second;
    if (ValueTable::is_small(array)) return kNoState;
    const Value::Array* elements = history_.values().entry(array).as_array();
    if (elements == nullptr) return kNoState;
    SequenceTrie::Node node = SequenceTrie::kEmpty;
    for (const Value& element : *elements) {
      ValueId id{};
      if (!history_.values().find(element, id)) return kNoState;
      node = trie_.append(node, id);
    }
    return entry->second = node;
  }

  static constexpr std::int64_t kNoState = -1;
  const History& history_;
  SequenceTrie trie_;
  std::unordered_map<ValueId, std::int64_t> read_;
};

}  // namespace

std::unique_ptr<ObjectSpace> list_space(const BaseRelations& relations) { return std::make_unique<ListSpace>(relations); }

}  // namespace clio::objects

// A text: the state is the sequence of its bytes, whatever pieces it was put together from: "a" then "b" is "ab". A write goes to the node of what is written,
// an append from the state on; a read is legal in one state only, the node of what was read. Nodes of values are found once.
// Cost of a step: O(length) for an append, O(1) expected for what was met before.
// Tested by tests/linearizable/objects_test.cpp.

#include <string_view>
#include <unordered_map>

#include "checker/objects/sequence_trie.hpp"
#include "checker/objects/spaces.hpp"
#include "checker/support/assert.hpp"

namespace clio::objects {
namespace {

class TextSpace final : public ObjectSpace {
 public:
  TextSpace(const BaseRelations& relations, KeyId key) : history_(relations.history()), initial_(history_.initial(key)) {}

  StateId initial() override { return StateId{node_of(initial_)}; }
  std::optional<StateId> step(StateId state, OpId op) override {
    const auto node = static_cast<SequenceTrie::Node>(state);
    switch (history_.kind(op)) {
      case Kind::append: return StateId{appended(node, text_of(history_.value(op)))};
      case Kind::write: return StateId{node_of(history_.value(op))};
      default: return node_of(history_.value(op)) == node ? std::optional(state) : std::nullopt;
    }
  }
  StateId compact(StateId keep) override {
    const std::vector<ValueId> bytes = trie_.values(static_cast<SequenceTrie::Node>(keep));
    trie_.clear();
    nodes_.clear();
    SequenceTrie::Node node = SequenceTrie::kEmpty;
    for (const ValueId byte : bytes) node = trie_.append(node, byte);
    return StateId{node};
  }
  std::size_t bytes() const override { return trie_.bytes() + nodes_.size() * 32; }

 private:
  [[nodiscard]] std::string_view text_of(ValueId value) const {
    CLIO_ASSERT(!ValueTable::is_small(value));  // a history's texts are strings
    const std::string* const text = history_.values().entry(value).as_string();
    CLIO_ASSERT(text != nullptr);
    return *text;
  }
  [[nodiscard]] SequenceTrie::Node appended(SequenceTrie::Node node, std::string_view text) {
    for (const char c : text) node = trie_.append(node, ValueId{static_cast<unsigned char>(c)});
    return node;
  }
  [[nodiscard]] SequenceTrie::Node node_of(ValueId value) {
    const auto [entry, added] = nodes_.try_emplace(value, SequenceTrie::kEmpty);
    if (added) entry->second = appended(SequenceTrie::kEmpty, text_of(value));
    return entry->second;
  }

  const History& history_;
  ValueId initial_;
  SequenceTrie trie_;
  std::unordered_map<ValueId, SequenceTrie::Node> nodes_;
};

}  // namespace

std::unique_ptr<ObjectSpace> text_space(const BaseRelations& relations, KeyId key) { return std::make_unique<TextSpace>(relations, key); }

}  // namespace clio::objects

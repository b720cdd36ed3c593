// A list only grows, so every read is a beginning of the longest one. If its values are all different, and each was appended once, the list is a register that holds
// its length: the append of its i-th value is a cas from i to i + 1, a read of i values a read of i. An append that no read shows sets a value of its own: once it has
// taken effect no shorter length can come back, so it stands after all reads and shown appends, as it must. The values of this register are distinct: chains decide it.
//
// Cores hold the longest read with the appends of all its values besides what the register's core holds: it is what puts the appends into this order.
// Tested by tests/linearizable/agreement_test.cpp.

#include <algorithm>
#include <unordered_map>

#include "checker/engines/linearizable/reductions.hpp"
#include "checker/engines/linearizable/register_problem.hpp"

namespace clio::linearizable {
namespace {

class ListKey {
 public:
  ListKey(const BaseRelations& relations, KeyId key) : relations_(relations), history_(relations.history()), ops_(relations.on_key(key)) {}

  std::optional<KeyFinding> decide(Budget& budget, bool search) {
    find_longest();
    if (!index_longest() || !find_appends()) return std::nullopt;
    for (std::uint32_t i = 0; i < append_of_.size(); ++i) {
      if (append_of_[i] == kNoOp) return KeyFinding::violated(with_appends({longest_}));
    }
    RegisterProblem problem;
    problem.values = static_cast<std::uint32_t>(append_of_.size() + 1);
    for (const OpId op : ops_) {
      if (history_.kind(op) == Kind::read) {
        const std::optional<std::uint32_t> length = beginning(history_.value(op));
        if (!length) return KeyFinding::violated(with_appends({longest_, op}));
        Item item = item_of(relations_, op, Role::read);
        item.finds = *length;
        problem.items.push_back(item);
        continue;
      }
      const auto shown = position_.find(history_.value(op));
      Item item = item_of(relations_, op, shown == position_.end() ? Role::write : Role::cas);
      item.finds = shown == position_.end() ? 0 : shown->second;
      item.sets = shown == position_.end() ? problem.values++ : shown->second + 1;
      problem.items.push_back(item);
    }
    KeyFinding finding = finding_of(problem, decide_register(problem, budget, search));
    if (finding.answer == Answer::violated) {
      if (longest_ != kNoOp) finding.core.push_back(longest_);
      finding.core = with_appends(std::move(finding.core));
    }
    return finding;
  }

 private:
  [[nodiscard]] const Value::Array* array_of(ValueId value) const {
    return ValueTable::is_small(value) ? nullptr : history_.values().entry(value).as_array();
  }

  void find_longest() {
    std::size_t length = 0;
    for (const OpId op : ops_) {
      if (history_.kind(op) != Kind::read) continue;
      const Value::Array* array = array_of(history_.value(op));
      if (array == nullptr || (longest_ != kNoOp && array->size() <= length)) continue;
      longest_ = op;
      length = array->size();
    }
  }
  /// False if a value occurs twice.
  bool index_longest() {
    if (longest_ == kNoOp) return true;
    for (const Value& element : *array_of(history_.value(longest_))) {
      ValueId id{};
      if (!history_.values().find(element, id)) id = kUnknownValue;
      if (!position_.try_emplace(id, static_cast<std::uint32_t>(position_.size())).second) return false;
    }
    return true;
  }
  /// False if a value of the longest read is appended twice.
  bool find_appends() {
    append_of_.assign(position_.size(), kNoOp);
    for (const OpId op : ops_) {
      if (history_.kind(op) != Kind::append) continue;
      const auto shown = position_.find(history_.value(op));
      if (shown == position_.end()) continue;
      if (append_of_[shown->second] != kNoOp) return false;
      append_of_[shown->second] = op;
    }
    return true;
  }
  /// The length of a read that is a beginning of the longest one.
  std::optional<std::uint32_t> beginning(ValueId read) {
    const auto [known, added] = beginnings_.try_emplace(read);
    if (!added) return known->second;
    const Value::Array* array = array_of(read);
    if (array == nullptr || longest_ == kNoOp) return std::nullopt;
    const Value::Array& longest = *array_of(history_.value(longest_));
    if (std::equal(array->begin(), array->end(), longest.begin())) known->second = static_cast<std::uint32_t>(array->size());
    return known->second;
  }
  /// With every read all appends of its values.
  [[nodiscard]] std::vector<OpId> with_appends(std::vector<OpId> core) const {
    std::erase(core, kNoOp);
    std::unordered_map<ValueId, bool> shown;
    for (const OpId op : core) {
      const Value::Array* array = history_.kind(op) == Kind::read ? array_of(history_.value(op)) : nullptr;
      if (array == nullptr) continue;
      for (const Value& element : *array) {
        ValueId id{};
        if (history_.values().find(element, id)) shown.try_emplace(id, true);
      }
    }
    for (const OpId op : ops_) {
      if (history_.kind(op) == Kind::append && shown.contains(history_.value(op))) core.push_back(op);
    }
    std::sort(core.begin(), core.end());
    core.erase(std::unique(core.begin(), core.end()), core.end());
    return core;
  }

  static constexpr ValueId kUnknownValue{0xffffffffu};  // of an element that no operation names
  const BaseRelations& relations_;
  const History& history_;
  std::span<const OpId> ops_;
  OpId longest_ = kNoOp;
  std::unordered_map<ValueId, std::uint32_t> position_;                   // in the longest read
  std::vector<OpId> append_of_;                                           // by position
  std::unordered_map<ValueId, std::optional<std::uint32_t>> beginnings_;  // by what was read
};

}  // namespace

std::optional<KeyFinding> reduced_list(const BaseRelations& relations, KeyId key, Budget& budget, bool search) {
  if (relations.history().object() != Object::list) return std::nullopt;
  return ListKey(relations, key).decide(budget, search);
}

}  // namespace clio::linearizable

// A counter: the state is the sum. Sums are kept in 128 bits: 2^32 operations of 64 bits each cannot overflow them.
// Tested by tests/linearizable/objects_test.cpp.

#include <variant>

#include "checker/objects/intern_table.hpp"
#include "checker/objects/spaces.hpp"

namespace clio::objects {
namespace {

__extension__ using Sum = __int128;

struct SumEntry {
  Sum sum;
  bool operator==(const SumEntry&) const = default;
  [[nodiscard]] std::uint64_t hash() const { return static_cast<std::uint64_t>(sum) + 31 * static_cast<std::uint64_t>(sum >> 64); }
};

class CounterSpace final : public ObjectSpace {
 public:
  CounterSpace(const BaseRelations& relations, KeyId key) : history_(relations.history()) {
    start_ = sum_of(history_.initial(key)).value_or(0);
  }

  StateId initial() override { return id_of(start_); }
  std::optional<StateId> step(StateId state, OpId op) override {
    const Sum sum = sums_[static_cast<std::uint32_t>(state)].sum;
    const std::optional<Sum> value = sum_of(history_.value(op));
    if (history_.kind(op) == Kind::read) return value == sum ? std::optional(state) : std::nullopt;
    return value ? std::optional(id_of(sum + *value)) : std::nullopt;
  }
  StateId compact(StateId keep) override {
    const Sum sum = sums_[static_cast<std::uint32_t>(keep)].sum;
    sums_.clear();
    return id_of(sum);
  }
  std::size_t bytes() const override { return sums_.bytes(); }

 private:
  StateId id_of(Sum sum) { return static_cast<StateId>(sums_.find_or_add({sum})); }
  [[nodiscard]] std::optional<Sum> sum_of(ValueId value) const {
    if (ValueTable::is_small(value)) return static_cast<Sum>(value);
    const Value::Data& data = history_.values().entry(value).data();
    if (const auto* i = std::get_if<std::int64_t>(&data)) return *i;
    if (const auto* u = std::get_if<std::uint64_t>(&data)) return *u;
    return std::nullopt;
  }

  const History& history_;
  Sum start_ = 0;
  InternTable<SumEntry> sums_;
};

}  // namespace

std::unique_ptr<ObjectSpace> counter_space(const BaseRelations& relations, KeyId key) {
  return std::make_unique<CounterSpace>(relations, key);
}

}  // namespace clio::objects

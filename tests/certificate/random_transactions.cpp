#include "tests/certificate/random_transactions.hpp"

#include <algorithm>
#include <map>

namespace clio::test {

History random_transactions(oracle::Dice& dice, Object object) {
  Header header;
  header.object = object;
  HistoryBuilder builder(std::move(header));
  const bool timed = dice.chance(50);
  builder.set_timed(timed);
  const std::size_t count = 2 + dice.below(4), processes = 1 + dice.below(3);
  std::vector<std::map<int, Value::Array>> states(1);  // what replicas held: sets and lists as arrays, registers as arrays of one
  int next_value = 1;
  std::map<std::size_t, Time> free;
  Time now = 0;
  for (std::size_t t = 0; t < count; ++t) {
    const std::size_t process = dice.below(processes);
    std::map<int, Value::Array> state = states[dice.chance(60) ? states.size() - 1 : dice.below(states.size())];
    const Status status = dice.chance(12) ? Status::unknown : dice.chance(8) ? Status::fail : Status::ok;
    now += static_cast<Time>(dice.below(4));
    Operation base{.status = status, .process = builder.process(static_cast<std::int64_t>(process)), .call = std::max(now, free[process])};
    base.response = base.call + static_cast<Time>(dice.below(6));
    free[process] = base.response + 1;
    std::vector<Operation> operations;
    const std::size_t length = 1 + dice.below(3);
    for (std::size_t i = 0; i < length; ++i) {
      Operation op = base;
      const int key = static_cast<int>(dice.below(2));
      op.key = builder.key(std::int64_t{key});
      Value::Array& held = state[key];
      if (dice.chance(10)) held = states[dice.below(states.size())][key];
      if (object == Object::register_) {
        const auto value = static_cast<std::int64_t>(dice.chance(25) ? static_cast<int>(dice.below(3)) : next_value++);
        const ValueId current = held.empty() ? kNull : builder.value(held.front());
        if (dice.chance(50)) {
          op.kind = Kind::read;
          op.value = current;
        } else if (dice.chance(15)) {
          op.kind = Kind::cas;
          op.success = status != Status::ok || dice.chance(60);
          op.expected = op.success ? current : builder.value(dice.chance(70) ? 99 : 1);
          op.value = builder.value(value);
          if (op.success) held.assign(1, Value(value));
        } else {
          op.kind = Kind::write;
          op.value = builder.value(value);
          held.assign(1, Value(value));
        }
      } else if (object == Object::set) {
        const Value element(static_cast<std::int64_t>(dice.below(3)));
        const bool there = std::find(held.begin(), held.end(), element) != held.end();
        op.value = builder.value(element);
        if (dice.chance(35)) {
          op.kind = Kind::read;
          op.value = builder.value(Value(held));
        } else if (dice.chance(20)) {
          op.kind = Kind::contains;
          op.success = there;
        } else if (dice.chance(65)) {
          op.kind = Kind::add;
          if (!there) held.push_back(element);
        } else {
          op.kind = Kind::remove;
          Value::Array left;
          std::copy_if(held.begin(), held.end(), std::back_inserter(left), [&](const Value& member) { return member != element; });
          held = std::move(left);
        }
      } else {
        op.kind = dice.chance(50) ? Kind::read : Kind::append;
        op.value = op.kind == Kind::read ? builder.value(Value(held)) : builder.value(next_value);
        if (op.kind == Kind::append) held.emplace_back(next_value++);
      }
      operations.push_back(op);
    }
    builder.add_transaction(operations);
    if (status == Status::ok || (status == Status::unknown && dice.chance(50)) || dice.chance(10)) states.push_back(std::move(state));
  }
  return std::move(builder).build().value();
}

}  // namespace clio::test

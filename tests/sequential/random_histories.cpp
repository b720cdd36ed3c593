#include "random_histories.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "checker/support/assert.hpp"

namespace clio::test {
namespace {

History built(HistoryBuilder builder) {
  Result<History, std::vector<InputError>> result = std::move(builder).build();
  if (!result) assertion_failed("the generator makes well-formed histories: " + result.error().front().message, __FILE__, __LINE__);
  return std::move(result).value();
}

bool rolled(Dice& dice, std::size_t one_in) { return one_in != 0 && dice.one_in(one_in); }

/// An operation of another history in the names of `b`.
Operation renamed(const History& h, OpId id, HistoryBuilder& b) {
  Operation op = h.at(id);
  op.process = b.process(h.process_name(op.process));
  op.key = b.key(h.key_name(op.key));
  op.value = b.value(h.value_at(op.value));
  op.expected = b.value(h.value_at(op.expected));
  return op;
}

Status roll_status(Dice& dice, const Shape& shape) {
  if (rolled(dice, shape.unknown_one_in)) return Status::unknown;
  return rolled(dice, shape.fail_one_in) ? Status::fail : Status::ok;
}

}  // namespace

History random_history(const Shape& shape, std::uint64_t seed) {
  Dice dice(seed);
  HistoryBuilder b;
  std::int64_t fresh = 0;
  for (std::size_t i = 0; i < shape.operations; ++i) {
    Operation op{.process = b.process(static_cast<int>(dice.below(shape.processes))), .key = b.key(static_cast<int>(dice.below(shape.keys)))};
    op.status = roll_status(dice, shape);
    const auto value = [&](bool writes) {
      const std::uint64_t range = shape.values == 0 ? shape.operations / 2 + 1 : shape.values;
      if (writes && shape.values == 0) return b.value(++fresh);
      const std::uint64_t roll = dice.below(range + 1);
      return roll == 0 ? kNull : b.value(static_cast<std::int64_t>(roll));
    };
    if (rolled(dice, shape.cas_one_in)) {
      op.kind = Kind::cas;
      op.expected = value(false);
      op.success = op.status == Status::unknown || !dice.one_in(3);
      op.value = value(op.success);
    } else if (rolled(dice, shape.erase_one_in)) {
      op.kind = Kind::erase;
    } else {
      op.kind = dice.one_in(2) ? Kind::read : Kind::write;
      op.value = value(op.kind == Kind::write);
    }
    b.add(op);
  }
  return built(std::move(b));
}

History random_object_history(Object object, const Shape& shape, std::uint64_t seed) {
  Dice dice(seed);
  HistoryBuilder b;
  b.header().object = object;
  if (object == Object::counter) b.header().initial = Value(0);
  for (std::size_t i = 0; i < shape.operations; ++i) {
    Operation op{.process = b.process(static_cast<int>(dice.below(shape.processes))), .key = b.key(static_cast<int>(dice.below(shape.keys)))};
    op.status = roll_status(dice, shape);
    const auto item = [&] { return Value(static_cast<std::int64_t>(1 + dice.below(shape.values))); };
    const auto some_items = [&] {
      Value::Array items;
      for (std::int64_t v = 1; v <= static_cast<std::int64_t>(shape.values); ++v) {
        if (dice.one_in(2)) items.push_back(Value(v));
      }
      if (items.size() > 1 && dice.one_in(2)) std::swap(items.front(), items.back());
      return Value(items);
    };
    const std::uint64_t roll = dice.below(4);
    switch (object) {
      case Object::counter:
        op.kind = roll < 2 ? Kind::add : Kind::read;
        op.value = b.value(op.kind == Kind::add ? item() : Value(static_cast<std::int64_t>(dice.below(2 * shape.values + 1))));
        break;
      case Object::set:
        op.kind = roll == 0 ? Kind::add : roll == 1 ? Kind::remove : roll == 2 ? Kind::contains : Kind::read;
        op.success = op.kind != Kind::contains || dice.one_in(2);
        op.value = b.value(op.kind == Kind::read ? some_items() : item());
        break;
      case Object::queue:
      case Object::stack:
        op.kind = object == Object::queue ? (roll < 2 ? Kind::enqueue : Kind::dequeue) : (roll < 2 ? Kind::push : Kind::pop);
        op.value = roll >= 2 && dice.one_in(4) ? kNull : b.value(item());
        break;
      case Object::list:
        op.kind = roll < 2 ? Kind::append : Kind::read;
        op.value = b.value(op.kind == Kind::read ? some_items() : item());
        break;
      case Object::text:
        op.kind = roll == 0 ? Kind::write : roll == 1 ? Kind::append : Kind::read;
        op.value = b.value(Value(std::string(1 + dice.below(roll < 2 ? 1 : 2), static_cast<char>('a' + dice.below(shape.values)))));
        break;
      case Object::mutex:
        op.kind = roll < 2 ? Kind::acquire : Kind::release;
        break;
      case Object::register_: break;
    }
    b.add(op);
  }
  return built(std::move(b));
}

History replicated_history(const Shape& shape, std::size_t lag, std::uint64_t seed) {
  Dice dice(seed);
  HistoryBuilder b;
  b.set_timed(shape.timed);
  b.reserve(shape.operations);
  struct Entry {
    std::uint32_t key;
    ValueId value;
    std::uint32_t previous;  // one more than the log entry that it overwrote, 0: none
  };
  std::vector<Entry> log;
  std::vector<std::uint32_t> head(shape.keys, 0);                 // one more than the key's last log entry
  std::vector<std::vector<std::uint32_t>> entries(shape.keys);    // by key: its log entries
  std::vector<std::size_t> seen(shape.processes, 0);              // by process: how much of the log its replica has applied
  std::int64_t fresh = 0;
  for (std::size_t i = 0; i < shape.operations; ++i) {
    const std::size_t p = dice.below(shape.processes);
    const auto k = static_cast<std::uint32_t>(dice.below(shape.keys));
    Operation op{.process = b.process(static_cast<int>(p)), .key = b.key(static_cast<int>(k))};
    if (shape.timed) {
      op.call = static_cast<Time>(10 * i);
      op.response = op.call + 5;
    }
    const auto held = [&](std::size_t prefix) {
      std::uint32_t entry = head[k];
      while (entry > prefix) entry = log[entry - 1].previous;
      return entry == 0 ? kNull : log[entry - 1].value;
    };
    const auto new_value = [&] {
      return b.value(shape.values == 0 ? ++fresh : static_cast<std::int64_t>(1 + dice.below(shape.values)));
    };
    const auto append = [&] {
      log.push_back({k, op.value, head[k]});
      head[k] = static_cast<std::uint32_t>(log.size());
      seen[p] = log.size();
    };
    if (rolled(dice, shape.cas_one_in)) {
      op.kind = Kind::cas;
      seen[p] = log.size();
      const ValueId now = held(log.size());
      op.value = new_value();
      op.success = !dice.one_in(3);
      op.expected = now;
      if (!op.success) {
        op.expected = new_value();
        op.success = op.expected == now;
      }
      if (op.success) append();
    } else if (dice.one_in(shape.write_one_in)) {
      op.kind = Kind::write;
      op.value = new_value();
      if (rolled(dice, shape.fail_one_in)) {
        op.status = Status::fail;
      } else if (rolled(dice, shape.unknown_one_in)) {
        op.status = Status::unknown;
        op.response = kNever;
        const std::size_t before = seen[p];
        if (dice.one_in(2)) append();
        seen[p] = before;  // its process has not seen it
      } else {
        append();
      }
    } else {
      const std::size_t least = log.size() > lag ? log.size() - lag : 0;
      if (seen[p] < least) seen[p] = least;
      seen[p] += dice.below(log.size() - seen[p] + 1);
      op.value = held(seen[p]);
    }
    b.add(op);
  }
  return built(std::move(b));
}

History drifted(const History& h, std::size_t drift, std::uint64_t seed) {
  Dice dice(seed);
  HistoryBuilder b(h.header());
  b.reserve(h.size());
  std::vector<std::size_t> ahead(h.process_count());
  for (std::size_t& a : ahead) a = dice.below(drift + 1);
  std::vector<std::pair<std::size_t, std::size_t>> places;
  for (std::size_t i = 0; i < h.size(); ++i) places.emplace_back(i + drift - ahead[index(h.process(id_at<OpId>(i)))], i);
  std::sort(places.begin(), places.end());
  for (const auto& [place, i] : places) b.add(renamed(h, id_at<OpId>(i), b));
  return built(std::move(b));
}

History with_planted_violation(const History& h, Plant plant, std::uint64_t seed) {
  Dice dice(seed);
  HistoryBuilder b;
  b.set_timed(h.timed());
  b.reserve(h.size() + 8);
  const std::size_t middle = h.size() / 2 + dice.below(h.size() / 10 + 1);
  struct Extra {
    Kind kind;
    int process;
    const char* key;
    int value;  // 0: the initial value
  };
  const auto extras = [&]() -> std::vector<Extra> {
    const Kind w = Kind::write, r = Kind::read;
    switch (plant) {
      case Plant::non_monotonic_read: return {{w, 0, "a", 1}, {w, 0, "a", 2}, {r, 1, "a", 2}, {r, 1, "a", 1}};
      case Plant::store_buffering: return {{w, 0, "a", 1}, {w, 1, "b", 1}, {r, 0, "b", 0}, {r, 1, "a", 0}};
      case Plant::long_fork: return {{w, 0, "a", 1}, {w, 1, "b", 1}, {r, 2, "a", 1}, {r, 3, "b", 1}, {r, 2, "b", 0}, {r, 3, "a", 0}};
    }
    return {};
  }();
  for (std::size_t i = 0; i < h.size(); ++i) {
    const Operation op = renamed(h, id_at<OpId>(i), b);
    b.add(op);
    if (i < middle || i - middle >= extras.size()) continue;
    const Extra& extra = extras[i - middle];
    Operation more{.kind = extra.kind, .process = b.process(extra.process), .key = b.key(extra.key)};
    more.value = extra.value == 0 ? kNull : b.value(extra.value);
    if (h.timed()) {
      more.call = op.call + 6;
      more.response = op.call + 8;
    }
    b.add(more);
  }
  return built(std::move(b));
}

}  // namespace clio::test

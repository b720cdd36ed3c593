// Small transactional histories, drawn at random, and what may be claimed of them.

#include "tests/evidence/random_transactions.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "checker/support/assert.hpp"

namespace clio::test {

History random_transactions(oracle::Dice& dice, const TransactionMixture& mixture) {
  HistoryBuilder builder;
  builder.header().object = mixture.object;
  const bool timed = dice.chance(60), distinct = dice.chance(40), strange = dice.chance(40);
  builder.set_timed(timed);
  if (mixture.object == Object::counter) builder.header().initial = Value(0);
  if (mixture.object == Object::register_ && dice.chance(20)) builder.header().initial = Value(1);
  if (timed && dice.chance(20)) builder.header().clock_uncertainty = 1;
  const std::size_t processes = 1 + dice.below(3);
  std::vector<Time> free_at(processes, 0);
  // What the keys held after each transaction so far: reads return an older state now and then.
  using State = std::map<int, std::vector<int>>;
  std::vector<State> states(1);
  if (mixture.object == Object::register_) {
    for (int k = 0; k < mixture.keys_max; ++k) states[0][k] = {builder.header().initial.is_null() ? 0 : 1};
  }
  int fresh = 1;
  const std::size_t transactions = 1 + dice.below(mixture.transactions_max);
  for (std::size_t t = 0; t < transactions; ++t) {
    const std::size_t process = dice.below(processes);
    State state = states[states.size() - 1 - (dice.chance(70) ? 0 : dice.below(std::min<std::size_t>(states.size(), 3)))], latest = states.back();
    std::vector<Operation> rows;
    const std::size_t length = 1 + dice.below(mixture.length_max);
    const Status status = dice.chance(15) ? Status::unknown : dice.chance(6) ? Status::fail : Status::ok;
    for (std::size_t i = 0; i < length; ++i) {
      const int key = static_cast<int>(dice.below(static_cast<std::size_t>(mixture.keys_max)));
      std::vector<int>& held = state[key];
      std::vector<int>& last = latest[key];
      const int value = distinct ? fresh++ : 1 + static_cast<int>(dice.below(3));
      const bool odd = strange && dice.chance(20);
      Operation row{.process = builder.process(static_cast<int>(process)), .key = builder.key(key)};
      const auto number = [&](int v) { return v == 0 ? kNull : builder.value(v); };
      const auto array = [&](const std::vector<int>& values) {
        Value::Array list;
        for (const int v : values) list.emplace_back(v);
        return builder.value(Value(list));
      };
      switch (mixture.object) {
        case Object::register_: {
          const int read = odd ? static_cast<int>(dice.below(4)) : held[0];
          const std::size_t kind = dice.below(10);
          row.kind = kind < 4 ? Kind::read : kind < 8 ? Kind::write : kind == 8 ? Kind::erase : Kind::cas;
          row.value = row.kind == Kind::read ? number(read) : row.kind == Kind::erase ? kNull : number(value);
          if (row.kind == Kind::cas) {
            row.success = dice.chance(70);
            row.expected = row.success ? number(read) : builder.value(3);
          }
          if (row.kind != Kind::read && row.success) held[0] = last[0] = row.kind == Kind::erase ? 0 : value;
          break;
        }
        case Object::counter:
          if (held.empty()) held = {0};
          if (last.empty()) last = {0};
          row.kind = dice.chance(50) ? Kind::read : Kind::add;
          row.value = builder.value(row.kind == Kind::read ? held[0] + (odd ? 1 : 0) : value);
          if (row.kind == Kind::add) held[0] += value, last[0] += value;
          break;
        case Object::set: {
          const std::size_t kind = dice.below(6);
          row.kind = kind < 2 ? Kind::add : kind == 2 ? Kind::remove : kind < 4 ? Kind::contains : Kind::read;
          row.value = row.kind == Kind::read ? kNull : builder.value(value);
          const bool there = std::find(held.begin(), held.end(), value) != held.end();
          if (row.kind == Kind::contains) row.success = there != odd;
          if (row.kind == Kind::read) {
            if (odd && !held.empty()) row.value = array({held.begin() + 1, held.end()});
            else row.value = array(held);
          }
          for (std::vector<int>* members : {&held, &last}) {
            if (row.kind == Kind::add || row.kind == Kind::remove) std::erase(*members, value);
            if (row.kind == Kind::add) members->push_back(value);
          }
          break;
        }
        case Object::list:
          row.kind = dice.chance(50) ? Kind::read : Kind::append;
          row.value = builder.value(value);
          if (row.kind == Kind::read) row.value = array(odd && !held.empty() ? std::vector<int>(held.begin(), held.end() - 1) : held);
          if (row.kind == Kind::append) held.push_back(value), last.push_back(value);
          break;
        case Object::queue:
        case Object::stack: {
          const bool queue = mixture.object == Object::queue, puts = dice.chance(55);
          row.kind = queue ? (puts ? Kind::enqueue : Kind::dequeue) : puts ? Kind::push : Kind::pop;
          row.value = builder.value(value);
          if (puts) held.push_back(value), last.push_back(value);
          if (!puts) {
            row.value = held.empty() || odd ? kNull : builder.value(queue ? held.front() : held.back());
            for (std::vector<int>* all : {&held, &last}) {
              if (!all->empty()) all->erase(queue ? all->begin() : all->end() - 1);
            }
          }
          break;
        }
        case Object::mutex:
          row.kind = (held.empty() || held[0] == 0) != odd ? Kind::acquire : Kind::release;
          held = last = {row.kind == Kind::acquire ? 1 : 0};
          break;
        case Object::text: CLIO_ASSERT(false); break;  // not drawn here
      }
      rows.push_back(row);
    }
    if (timed) {
      const Time call = free_at[process] + static_cast<Time>(dice.below(4));
      const Time response = call + static_cast<Time>(dice.below(5));
      for (Operation& row : rows) row.call = call, row.response = status == Status::unknown ? kNever : response;
      free_at[process] = response + (dice.chance(70) ? 1 : 0);
    }
    for (Operation& row : rows) row.status = status;
    if (rows.size() == 1 && t > 0 && dice.chance(30)) builder.add(rows[0]);
    else builder.add_transaction(rows);
    if (status != Status::fail && (status == Status::ok || dice.chance(50))) states.push_back(latest);
  }
  auto built = std::move(builder).build();
  CLIO_ASSERT(built.has_value());
  return std::move(built).value();
}

std::string show_transactions(const History& h) {
  std::string text = "object " + std::string(name_of(h.object())) + ", initially " + h.header().initial.to_json() + ", uncertainty " +
                     std::to_string(h.header().clock_uncertainty) + "\n";
  const auto json = [&](ValueId value) { return h.value_at(value).to_json(); };
  for (std::size_t t = 0; t < h.transaction_count(); ++t) {
    const OpId first = h.first_of(TxnId{static_cast<std::uint32_t>(t)});
    text += "  process " + h.process_name(h.process(first)).to_json() + " " + std::string(name_of(h.status(first)));
    if (h.timed()) text += " [" + std::to_string(h.call(first)) + "," + (h.response(first) == kNever ? "-" : std::to_string(h.response(first))) + "]";
    for (std::size_t i = 0; i < h.length_of(TxnId{static_cast<std::uint32_t>(t)}); ++i) {
      const OpId op = OpId{static_cast<std::uint32_t>(index(first) + i)};
      text += "  " + std::to_string(index(op)) + ":" + std::string(name_of(h.kind(op))) + "(" + h.key_name(h.key(op)).to_json() + ")" + json(h.value(op));
      if (h.kind(op) == Kind::cas) text += " from " + json(h.expected(op));
      if (!h.success(op)) text += " no";
    }
    text += "\n";
  }
  return text;
}

bool judged(const History& history, const Model& model) {
  if (model.needs_times && !history.timed()) return false;
  if (model.unit != Unit::transaction && !history.transactional()) return false;
  const bool sources = history.object() == Object::register_ || history.object() == Object::set || history.object() == Object::list;
  return sources || model.judged == Judged::any_object;
}

std::vector<std::vector<OpId>> arrangements_of(const History& history) {
  std::vector<OpId> certain, unknown;
  for (std::size_t t = 0; t < history.transaction_count(); ++t) {
    const OpId first = history.first_of(TxnId{static_cast<std::uint32_t>(t)});
    if (history.status(first) == Status::ok) certain.push_back(first);
    if (history.status(first) == Status::unknown) unknown.push_back(first);
  }
  std::vector<std::vector<OpId>> all;
  for (std::size_t choice = 0; choice < (std::size_t{1} << unknown.size()); ++choice) {
    std::vector<OpId> order = certain;
    for (std::size_t u = 0; u < unknown.size(); ++u) {
      if ((choice >> u & 1) != 0) order.push_back(unknown[u]);
    }
    std::sort(order.begin(), order.end());
    do all.push_back(order);
    while (std::next_permutation(order.begin(), order.end()));
  }
  return all;
}

}  // namespace clio::test

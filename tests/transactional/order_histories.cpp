#include "tests/transactional/order_histories.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace clio::test {
namespace {

History built(HistoryBuilder builder) {
  Result<History, std::vector<InputError>> history = std::move(builder).build();
  if (!history) {
    ADD_FAILURE() << history.error().front().message;
    return {};
  }
  return std::move(history).value();
}

Value list_of(const std::vector<std::int64_t>& elements) {
  Value::Array array;
  for (const std::int64_t e : elements) array.emplace_back(e);
  return Value(std::move(array));
}

}  // namespace

History transactions_of(std::string_view lines) {
  HistoryBuilder builder({.name = {}, .about = {}, .object = lines.find('[') != std::string_view::npos || lines.find(" a") != std::string_view::npos ? Object::list : Object::register_,
                          .initial = {}, .initial_of = {}, .expect = {}, .cut_off = {}});
  builder.set_timed(lines.find('@') != std::string_view::npos);
  std::istringstream in{std::string(lines)};
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string word;
    if (!(words >> word)) continue;
    const std::int64_t process = std::stoll(word);
    std::vector<Operation> operations;
    Time call = 0, response = 0;
    Status status = Status::ok;
    while (words >> word) {
      if (word[0] == '@') {
        const std::size_t dash = word.find('-');
        call = std::stoll(word.substr(1, dash - 1));
        if (word.substr(dash + 1) == "?") status = Status::unknown;
        else response = std::stoll(word.substr(dash + 1));
        continue;
      }
      Operation op{.kind = word[0] == 'r' ? Kind::read : word[0] == 'w' ? Kind::write : Kind::append, .process = builder.process(process), .key = builder.key(std::string_view(word).substr(1, 1))};
      const std::string value = word.substr(2);
      if (value[0] == '[') {
        std::vector<std::int64_t> elements;
        std::istringstream items(value.substr(1, value.size() - 2));
        for (std::string item; std::getline(items, item, ',');) elements.push_back(std::stoll(item));
        op.value = builder.value(list_of(elements));
      } else {
        op.value = value == "0" ? kNull : builder.value(std::int64_t{std::stoll(value)});
      }
      operations.push_back(op);
    }
    for (Operation& op : operations) {
      op.status = status;
      op.call = call;
      op.response = status == Status::ok ? response : kNever;
    }
    builder.add_transaction(operations);
  }
  return built(std::move(builder));
}

History random_transactions(oracle::Dice& dice, const OrderShape& shape) {
  const bool lists = shape.object == Object::list;
  HistoryBuilder builder({.name = {}, .about = {}, .object = shape.object, .initial = {}, .initial_of = {}, .expect = {}, .cut_off = {}});
  const bool timed = dice.chance(shape.timed_percent);
  builder.set_timed(timed);
  const std::size_t sessions = 1 + dice.below(shape.sessions_max), count = 2 + dice.below(shape.transactions_max - 1);

  // A store of versions: after each transaction what each key has held.
  std::vector<std::vector<std::vector<std::int64_t>>> states(1, std::vector<std::vector<std::int64_t>>(shape.keys));
  std::map<std::size_t, std::vector<std::int64_t>> written;  // by key
  std::vector<Time> free_from(sessions, 0);
  std::int64_t next_value = 1;
  for (std::size_t t = 0; t < count; ++t) {
    const std::size_t session = dice.below(sessions);
    const bool unknown = dice.chance(shape.unknown_percent);
    const auto now = static_cast<Time>(4 * t + 4);
    const Time call = std::max(free_from[session], now - static_cast<Time>(dice.below(9)));
    const Time response = std::max(call, now) + static_cast<Time>(dice.below(9));
    free_from[session] = (unknown ? call : response) + 1;
    std::vector<std::vector<std::int64_t>> view = shape.snapshots ? states[states.size() - 1 - dice.below(std::min<std::size_t>(states.size(), 3))] : states.back();
    std::vector<std::vector<std::int64_t>> after = states.back();
    std::vector<Operation> operations;
    for (std::size_t i = 0, n = 1 + dice.below(shape.operations_max); i < n; ++i) {
      const std::size_t key = dice.below(shape.keys);
      Operation op{.process = builder.process(static_cast<std::int64_t>(session)), .key = builder.key(static_cast<std::int64_t>(key)), .call = call, .response = unknown ? kNever : response};
      op.status = unknown ? Status::unknown : Status::ok;
      if (dice.chance(50)) {
        op.kind = Kind::read;
        std::vector<std::int64_t> seen = view[key];
        if (dice.chance(shape.lies_percent)) {
          const std::vector<std::int64_t>& any = written[key];
          if (lists) seen.resize(dice.below(seen.size() + 1));
          else seen = any.empty() || dice.chance(20) ? std::vector<std::int64_t>{} : std::vector<std::int64_t>{any[dice.below(any.size())]};
        }
        op.value = lists ? builder.value(list_of(seen)) : seen.empty() ? kNull : builder.value(seen.back());
      } else {
        op.kind = lists ? Kind::append : Kind::write;
        op.value = builder.value(next_value);
        written[key].push_back(next_value);
        view[key].push_back(next_value);
        after[key].push_back(next_value++);
      }
      operations.push_back(op);
    }
    builder.add_transaction(operations);
    if (!unknown || dice.chance(60)) states.push_back(std::move(after));
  }
  return built(std::move(builder));
}

History only(const History& history, std::span<const OpId> operations) {
  HistoryBuilder builder(history.header());
  builder.set_timed(history.timed());
  std::vector<Operation> transaction;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    Operation op = history.at(operations[i]);
    op.process = builder.process(history.process_name(op.process));
    op.key = builder.key(history.key_name(op.key));
    op.value = builder.value(history.value_at(op.value));
    op.expected = builder.value(history.value_at(op.expected));
    transaction.push_back(op);
    if (i + 1 < operations.size() && history.transaction(operations[i + 1]) == history.transaction(operations[i])) continue;
    builder.add_transaction(transaction);
    transaction.clear();
  }
  return built(std::move(builder));
}

}  // namespace clio::test

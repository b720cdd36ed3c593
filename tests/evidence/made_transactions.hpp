#pragma once

#include <tuple>
#include <vector>

#include "checker/history/history.hpp"

namespace clio::test {

/// A transaction of a history that is made by hand.
struct MadeTransaction {
  int process;
  std::vector<std::tuple<Kind, const char*, Value>> operations;  ///< kind, key, value
  Status status = Status::ok;
  Time call = 0, response = 0;  ///< of timed histories
};

/// Operations are numbered through all of them.
[[nodiscard]] inline History made_of(const std::vector<MadeTransaction>& transactions, Object object = Object::register_, bool timed = false) {
  HistoryBuilder builder;
  builder.header().object = object;
  builder.set_timed(timed);
  for (const MadeTransaction& transaction : transactions) {
    std::vector<Operation> rows;
    for (const auto& [kind, key, value] : transaction.operations) {
      Operation row{.kind = kind, .status = transaction.status, .process = builder.process(transaction.process), .key = builder.key(key), .value = builder.value(value)};
      if (timed) row.call = transaction.call;
      if (timed && transaction.status != Status::unknown) row.response = transaction.response;
      rows.push_back(row);
    }
    builder.add_transaction(rows);
  }
  return std::move(builder).build().value();
}

[[nodiscard]] inline Value list_of(std::initializer_list<int> members) {
  Value::Array array;
  for (const int member : members) array.emplace_back(member);
  return Value(array);
}

}  // namespace clio::test

#include "tests/benchmarks/run_history.hpp"

#include <string>
#include <utility>
#include <vector>

namespace clio::bench {

History history_of(std::vector<Row> rows, bool timed, Header header) {
  HistoryBuilder builder(std::move(header));
  builder.set_timed(timed);
  builder.reserve(rows.size());
  std::vector<KeyId> keys;  // by number; those of planted operations come last
  std::vector<bool> named;
  const auto key = [&](std::uint32_t number) {
    if (number >= keys.size()) keys.resize(number + 1), named.resize(number + 1);
    if (!named[number]) keys[number] = builder.key(Value("k" + std::to_string(number))), named[number] = true;
    return keys[number];
  };
  const auto value = [&](std::int64_t v) { return v == kNull ? clio::kNull : builder.value(v); };
  for (const Row& row : rows) {
    const bool pending = row.response == kPending;
    Operation operation{.process = builder.process(std::int64_t{row.process}), .key = key(row.key), .value = value(row.value)};
    operation.kind = row.op == Op::read ? Kind::read : row.op == Op::write ? Kind::write : Kind::cas;
    operation.status = row.failed ? Status::fail : pending ? Status::unknown : Status::ok;
    if (row.op == Op::cas) operation.expected = value(row.expected), operation.success = row.success || row.failed || pending;
    operation.call = row.call;
    operation.response = pending ? kNever : row.response;
    builder.add(operation);
  }
  rows = {};
  return std::move(builder).build().value();
}

}  // namespace clio::bench

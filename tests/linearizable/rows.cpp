#include "tests/linearizable/rows.hpp"

#include <gtest/gtest.h>

namespace clio::test {

History timed(const std::vector<Row>& rows, Object object, Time uncertainty) {
  Header header;
  header.object = object;
  header.clock_uncertainty = uncertainty;
  if (object == Object::counter) header.initial = Value(0);
  HistoryBuilder builder(header);
  builder.set_timed(true);
  int fresh = 1000;
  for (const Row& row : rows) {
    Operation op{.kind = row.kind, .success = row.success, .process = builder.process(row.process >= 0 ? row.process : fresh++), .key = builder.key("x")};
    op.value = builder.value(row.value);
    if (row.kind == Kind::cas) op.expected = builder.value(row.expected);
    op.call = row.call;
    op.response = row.response;
    if (row.response == kNever) op.status = Status::unknown;
    builder.add(op);
  }
  auto built = std::move(builder).build();
  if (!built) {
    ADD_FAILURE() << built.error().front().message;
    return {};
  }
  return std::move(built).value();
}

History timed(std::initializer_list<Row> rows, Object object, Time uncertainty) { return timed(std::vector<Row>(rows), object, uncertainty); }

Finding linearizable(const History& history, Path path, const Limits& limits) {
  Budget budget(limits);
  return decide_linearizable(BaseRelations(history), budget, path);
}

bool is_linearizable(const History& history) { return linearizable(history).answer == Answer::satisfied; }

}  // namespace clio::test

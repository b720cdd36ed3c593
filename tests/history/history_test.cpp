#include "checker/history/history.hpp"

#include <gtest/gtest.h>

#include <array>

namespace clio {
namespace {

/// One operation a line of a table: process, kind, value, call, response, status.
struct Row {
  int process;
  Kind kind;
  int value;
  Time call, response;
  Status status = Status::ok;
};

Result<History, std::vector<InputError>> history_from(std::initializer_list<Row> rows, std::size_t errors_max = 0) {
  HistoryBuilder builder;
  builder.set_timed(true);
  std::uint32_t line = 0;
  for (const Row& row : rows) {
    builder.add({.kind = row.kind, .status = row.status, .process = builder.process(row.process), .key = builder.key("x"),
                 .value = builder.value(row.value), .call = row.call, .response = row.response, .line = ++line});
  }
  return std::move(builder).build(errors_max);
}

TEST(HistoryBuilder, KeepsEveryColumnOfAnOperation) {
  HistoryBuilder builder;
  builder.set_timed(true);
  const Operation cas{.kind = Kind::cas, .status = Status::ok, .success = false, .process = builder.process("P1"), .key = builder.key(7),
                      .value = builder.value("new"), .expected = builder.value("old"), .call = 3, .response = 4,
                      .node = builder.node("n1"), .version = 12, .line = 9};
  const Operation read{.kind = Kind::read, .status = Status::unknown, .process = builder.process("P2"), .key = builder.key(7), .call = 3};
  builder.add(cas);
  builder.add(read);
  const History history = std::move(builder).build().value();
  EXPECT_EQ(history.at(OpId{0}), cas);
  EXPECT_EQ(history.at(OpId{1}), read);
  EXPECT_EQ(history.process_name(ProcessId{1}), Value("P2"));
  EXPECT_EQ(history.key_name(KeyId{0}), Value(7));
  EXPECT_EQ(history.node_name(NodeId{0}), Value("n1"));
}

TEST(HistoryBuilder, ForgetsTheResponseOfAnUnknownOperation) {
  const auto history = history_from({{0, Kind::write, 1, 0, 5, Status::unknown}});
  ASSERT_TRUE(history.has_value());
  EXPECT_EQ(history->response(OpId{0}), kNever);
}

TEST(HistoryBuilder, ReportsAResponseBeforeItsCall) {
  const auto history = history_from({{0, Kind::write, 1, 9, 5}});
  ASSERT_FALSE(history.has_value());
  EXPECT_EQ(history.error(), (std::vector<InputError>{{1, "operation 0 of process 0 returns at 5, before its call at 9"}}));
}

TEST(HistoryBuilder, ReportsAMissingResponse) {
  const auto history = history_from({{0, Kind::write, 1, 9, kNever}});
  ASSERT_FALSE(history.has_value());
  EXPECT_EQ(history.error().front().message, "operation 0 of process 0 is ok but has no return time; expected one, or the status unknown");
}

TEST(HistoryBuilder, ReportsOverlappingOperationsOfAProcessWhateverTheirOrderInTheFile) {
  const auto history = history_from({{0, Kind::write, 2, 4, 8}, {0, Kind::write, 1, 0, 5}});
  ASSERT_FALSE(history.has_value());
  EXPECT_EQ(history.error().front().message,
            "operation 0 of process 0 is called at 4, before operation 1 of the same process (line 2) returns at 5; "
            "expected the operations of a process one after the other");
}

TEST(HistoryBuilder, LetsAProcessGoOnAfterAnUnknownOperationButNotBeforeAFailedOneEnded) {
  EXPECT_TRUE(history_from({{0, Kind::write, 1, 0, 0, Status::unknown}, {0, Kind::write, 2, 3, 8}}).has_value());
  EXPECT_FALSE(history_from({{0, Kind::write, 1, 0, 5, Status::fail}, {0, Kind::write, 2, 3, 8}}).has_value());
  // The unknown operation in between does not hide the overlap of its neighbours.
  EXPECT_FALSE(history_from({{0, Kind::write, 1, 0, 5}, {0, Kind::write, 2, 5, 0, Status::unknown}, {0, Kind::write, 3, 4, 8}}).has_value());
}

TEST(HistoryBuilder, AcceptsOperationsThatTouch) {
  EXPECT_TRUE(history_from({{0, Kind::write, 1, 0, 5}, {0, Kind::write, 2, 5, 8}}).has_value());
}

TEST(HistoryBuilder, FindsEveryErrorOrStopsAtTheGivenNumber) {
  const std::initializer_list<Row> rows{{0, Kind::push, 1, 9, 5}, {1, Kind::write, 1, 9, kNever}, {2, Kind::add, 1, 0, 1}};
  EXPECT_EQ(history_from(rows, 0).error().size(), 4u);
  EXPECT_EQ(history_from(rows, 2).error().size(), 2u);
}

TEST(HistoryBuilder, RefusesOperationsAndValuesThatTheObjectHasNot) {
  struct Case {
    Object object;
    Kind kind;
    Value value;
    std::string message;
  };
  const std::array cases{
      Case{Object::register_, Kind::push, 1, "a register has no operation \"push\"; expected read, write, cas or delete"},
      Case{Object::mutex, Kind::read, 1, "a mutex has no operation \"read\"; expected acquire or release"},
      Case{Object::counter, Kind::add, "1", "\"add\" of a counter has the value \"1\"; expected an integer of 64 bits"},
      Case{Object::text, Kind::append, 1, "\"append\" of a text has the value 1; expected a string"},
      Case{Object::set, Kind::read, 1, "\"read\" of a set has the value 1; expected an array"},
      Case{Object::queue, Kind::enqueue, Value(), "\"enqueue\" of a queue has the value null; expected anything but null, which stands for an empty queue"},
  };
  for (const Case& c : cases) {
    HistoryBuilder builder(Header{.object = c.object});
    builder.add({.kind = c.kind, .process = builder.process(0), .key = builder.key(0), .value = builder.value(c.value)});
    const auto history = std::move(builder).build();
    ASSERT_FALSE(history.has_value()) << c.message;
    EXPECT_EQ(history.error().front().message, c.message);
  }
}

TEST(Transactions, HoldAdjacentOperationsWithOneProcessStatusAndInterval) {
  HistoryBuilder builder;
  builder.set_timed(true);
  builder.add({.kind = Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(1), .call = 0, .response = 1});
  const std::array body{
      Operation{.kind = Kind::write, .process = builder.process(1), .key = builder.key("x"), .value = builder.value(2), .call = 2, .response = 4, .line = 2},
      Operation{.kind = Kind::read, .key = builder.key("y"), .value = kNull}};
  builder.add_transaction(body);
  const History history = std::move(builder).build().value();
  EXPECT_TRUE(history.transactional());
  ASSERT_EQ(history.transaction_count(), 2u);
  EXPECT_EQ(history.length_of(TxnId{0}), 1u);
  EXPECT_EQ(history.length_of(TxnId{1}), 2u);
  EXPECT_EQ(history.first_of(TxnId{1}), OpId{1});
  EXPECT_EQ(history.transaction(OpId{2}), TxnId{1});
  EXPECT_EQ(history.process(OpId{2}), history.process(OpId{1}));
  EXPECT_EQ(history.response(OpId{2}), 4);
  EXPECT_EQ(history.line(OpId{2}), 2u);
}

TEST(InitialValues, AreGivenForAllKeysOrKeyByKey) {
  HistoryBuilder builder(Header{.initial = 0, .initial_of = {{"x", "a"}, {"3", "b"}}});
  for (const Value& key : {Value("x"), Value("y"), Value(3)}) {
    builder.add({.kind = Kind::read, .process = builder.process(0), .key = builder.key(key)});
  }
  const History history = std::move(builder).build().value();
  EXPECT_EQ(history.value_at(history.initial(KeyId{0})), Value("a"));
  EXPECT_EQ(history.value_at(history.initial(KeyId{1})), Value(0));
  EXPECT_EQ(history.value_at(history.initial(KeyId{2})), Value("b"));
}

TEST(SubHistories, KeepRowsHeaderAndWhereTheyCameFrom) {
  const History history = history_from({{0, Kind::write, 1, 0, 5}, {1, Kind::read, 1, 2, 9}, {0, Kind::write, -7, 6, 7}}).value();
  const std::array kept{OpId{1}, OpId{2}};
  const SubHistory part = sub_history(history, kept);
  ASSERT_EQ(part.history.size(), 2u);
  EXPECT_EQ(part.origin, (std::vector<OpId>{OpId{1}, OpId{2}}));
  EXPECT_EQ(part.history.value_at(part.history.value(OpId{1})), Value(-7));
  EXPECT_EQ(part.history.call(OpId{0}), 2);
  EXPECT_EQ(part.history.line(OpId{1}), 3u);
  EXPECT_EQ(history.id_in_file(OpId{2}), OpId{2});
  EXPECT_EQ(part.history.id_in_file(OpId{1}), OpId{2});
  const std::array last{OpId{1}};
  EXPECT_EQ(sub_history(part.history, last).history.id_in_file(OpId{0}), OpId{2});
}

TEST(SubHistories, MayKeepPartOfATransaction) {
  HistoryBuilder builder;
  const auto row = [&](int process, Kind kind, const char* key, int value) {
    return Operation{.kind = kind, .process = builder.process(process), .key = builder.key(key), .value = builder.value(value)};
  };
  builder.add_transaction(std::array{row(0, Kind::write, "x", 1), row(0, Kind::write, "y", 2), row(0, Kind::read, "z", 3)});
  builder.add_transaction(std::array{row(1, Kind::read, "x", 1), row(1, Kind::read, "y", 2)});
  const History history = std::move(builder).build().value();
  const SubHistory part = sub_history(history, std::array{OpId{0}, OpId{2}, OpId{4}});
  EXPECT_TRUE(part.history.transactional());
  ASSERT_EQ(part.history.transaction_count(), 2u);
  EXPECT_EQ(part.history.length_of(TxnId{0}), 2u);
  EXPECT_EQ(part.history.length_of(TxnId{1}), 1u);
  EXPECT_EQ(part.history.key_name(part.history.key(OpId{1})), Value("z"));
  EXPECT_EQ(part.origin, (std::vector<OpId>{OpId{0}, OpId{2}, OpId{4}}));
  EXPECT_EQ(part.history.id_in_file(OpId{2}), OpId{4});
}

}  // namespace
}  // namespace clio

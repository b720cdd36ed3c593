#include <gtest/gtest.h>

#include "adapters/formats/lecture/lecture.hpp"
#include "checker/relations/base_relations.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

using test::history_of;

OpId op(std::size_t i) { return id_at<OpId>(i); }

TEST(LectureReader, TheLecturesPictureIsTheHistory) {
  const History h = history_of(R"(
    # Causal consistency, positive example 1: concurrent writes b and c may be seen in different orders.
    # expect: linearizable=no sequential=no causal=yes
    P1: W(x)a             W(x)c
    P2:       R(x)a W(x)b
    P3:       R(x)a             R(x)c R(x)b
    P4:       R(x)a             R(x)b R(x)c
  )");
  ASSERT_EQ(h.size(), 10u);
  EXPECT_EQ(h.process_count(), 4u);
  EXPECT_EQ(h.process_name(h.process(op(2))), Value("P2"));
  EXPECT_EQ(h.kind(op(3)), Kind::write);
  EXPECT_EQ(h.value_at(h.value(op(3))), Value("b"));
  EXPECT_EQ(h.key_name(h.key(op(3))), Value("x"));
  EXPECT_EQ(h.header().about, "Causal consistency, positive example 1: concurrent writes b and c may be seen in different orders.");
  const std::vector<std::pair<std::string, bool>> expect{{"linearizable", false}, {"sequential", false}, {"causal", true}};
  EXPECT_EQ(h.header().expect, expect);
  EXPECT_EQ(h.line(op(2)), 5u);
}

TEST(LectureReader, WhatStandsClearToTheLeftCameBefore) {
  const History h = history_of(
      "P1: W(x)1-- W(x)2\n"
      "P2:       R(x)1\n"
      "P3:           R(x)2\n");
  const BaseRelations base(h);
  EXPECT_EQ(h.call(op(0)), 5);
  EXPECT_EQ(h.response(op(0)), 11);
  EXPECT_FALSE(base.before_in_real_time(op(0), op(2))) << "they overlap";
  EXPECT_TRUE(base.before_in_real_time(op(0), op(3)));
  EXPECT_FALSE(base.before_in_real_time(op(2), op(3))) << "the last column of one is the first of the other: they touch";
  EXPECT_TRUE(base.before_in_real_time(op(0), op(1)));
}

TEST(LectureReader, ColumnsAreCodePoints) {
  const History h = history_of(
      "P1: W(x)caf\xC3\xA9\n"
      "P2:           R(x)\xE2\x86\x92\n");
  EXPECT_EQ(h.response(op(0)), 12);
  EXPECT_EQ(h.call(op(1)), 15);
  EXPECT_EQ(h.response(op(1)), 19);
  EXPECT_EQ(h.value_at(h.value(op(0))), Value("caf\xC3\xA9"));
}

struct Reads {
  const char* text;
  Operation row;
  Value value;
  Value expected;
};

TEST(LectureReader, EveryFormOfARegistersOperation) {
  const Reads kCases[] = {
      {"P: W(x)1", {.kind = Kind::write}, 1, {}},
      {"P: W(x)-7", {.kind = Kind::write}, -7, {}},
      {"P: W(x)-7---", {.kind = Kind::write}, -7, {}},
      {"P: W(x)1.5", {.kind = Kind::write}, 1.5, {}},
      {"P: W(x)1.0", {.kind = Kind::write}, 1, {}},
      {"P: W(x)1e-2--", {.kind = Kind::write}, 0.01, {}},
      {"P: W(x)18446744073709551615", {.kind = Kind::write}, std::uint64_t{18446744073709551615u}, {}},
      {"P: W(x)-9223372036854775808", {.kind = Kind::write}, std::numeric_limits<std::int64_t>::min(), {}},
      {"P: W(x)null", {.kind = Kind::write}, {}, {}},
      {"P: W(x)true", {.kind = Kind::write}, true, {}},
      {"P: W(x)\"null\"", {.kind = Kind::write}, "null", {}},
      {"P: W(x)\"a b\\n\\u00e9\\ud83d\\ude00\"", {.kind = Kind::write}, "a b\n\xC3\xA9\xF0\x9F\x98\x80", {}},
      {"P: W(x)[1, [a,\"b c\"],[]]", {.kind = Kind::write}, Value::Array{1, Value::Array{"a", "b c"}, Value::Array{}}, {}},
      {"P: W(x)1?", {.kind = Kind::write, .status = Status::unknown}, 1, {}},
      {"P: W(x)1!--", {.kind = Kind::write, .status = Status::fail}, 1, {}},
      {"P: R(x)-", {.kind = Kind::read}, {}, {}},
      {"P: R(x)----", {.kind = Kind::read}, {}, {}},
      {"P: R(x)-5", {.kind = Kind::read}, -5, {}},
      {"P: R(x)?", {.kind = Kind::read, .status = Status::unknown}, {}, {}},
      {"P: R(x)!", {.kind = Kind::read, .status = Status::fail}, {}, {}},
      {"P: R(x)3?", {.kind = Kind::read, .status = Status::unknown}, 3, {}},
      {"P: D(x)", {.kind = Kind::erase}, {}, {}},
      {"P: D(x)?--", {.kind = Kind::erase, .status = Status::unknown}, {}, {}},
      {"P: C(x)a>b", {.kind = Kind::cas}, "b", "a"},
      {"P: C(x)1>-2:no", {.kind = Kind::cas, .success = false}, -2, 1},
      {"P: C(x)null>2:no?", {.kind = Kind::cas, .status = Status::unknown, .success = false}, 2, {}},
  };
  for (const Reads& c : kCases) {
    SCOPED_TRACE(c.text);
    const History h = history_of(c.text);
    ASSERT_EQ(h.size(), 1u);
    EXPECT_EQ(h.kind(op(0)), c.row.kind);
    EXPECT_EQ(h.status(op(0)), c.row.status);
    EXPECT_EQ(h.success(op(0)), c.row.success);
    EXPECT_EQ(h.value_at(h.value(op(0))), c.value);
    EXPECT_EQ(h.value_at(h.expected(op(0))), c.expected);
  }
}

TEST(LectureReader, EveryObjectHasItsLetters) {
  struct Case {
    const char* text;
    std::vector<Kind> kinds;
  };
  const Case kCases[] = {
      {"# object: register\nP: W(x)1 R(x)1 C(x)1>2 D(x)", {Kind::write, Kind::read, Kind::cas, Kind::erase}},
      {"# object: counter\nP: A(c)5 R(c)5", {Kind::add, Kind::read}},
      {"# object: set\nP: A(s)1 X(s)1 H(s)1:no H(s)2 R(s)[]", {Kind::add, Kind::remove, Kind::contains, Kind::contains, Kind::read}},
      {"# object: queue\nP: E(q)1 Q(q)1 Q(q)null", {Kind::enqueue, Kind::dequeue, Kind::dequeue}},
      {"# object: stack\nP: U(s)1 O(s)1 O(s)?", {Kind::push, Kind::pop, Kind::pop}},
      {"# object: list\nP: A(l)1 R(l)[1]", {Kind::append, Kind::read}},
      {"# object: mutex\nP: L() F()--", {Kind::acquire, Kind::release}},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.text);
    const History h = history_of(c.text);
    ASSERT_EQ(h.size(), c.kinds.size());
    for (std::size_t i = 0; i < h.size(); ++i) EXPECT_EQ(h.kind(op(i)), c.kinds[i]) << i;
  }
}

TEST(LectureReader, ADashIsTheInitialValueOfTheKey) {
  const History h = history_of("# initial: 7 y=a 5=null\nP: R(x)- R(y)- R(5)-");
  EXPECT_EQ(h.value_at(h.value(op(0))), Value(7));
  EXPECT_EQ(h.value_at(h.value(op(1))), Value("a"));
  EXPECT_EQ(h.value_at(h.value(op(2))), Value());
  EXPECT_EQ(h.value_at(h.initial(h.key(op(1)))), Value("a"));
  const History counter = history_of("# object: counter\nP: R(c)-");
  EXPECT_EQ(counter.value_at(counter.value(op(0))), Value(0));
  const History list = history_of("# object: list\nP: R(c)-");
  EXPECT_EQ(list.value_at(list.value(op(0))), Value(Value::Array{}));
}

TEST(LectureReader, ProcessesAndKeysAreIntegersOrStrings) {
  const History h = history_of("0: W(1)a\n\"a b\": W(\"1\")b W()c\nn1.eu/x@y': W(x)d\n");
  EXPECT_EQ(h.process_name(h.process(op(0))), Value(0));
  EXPECT_EQ(h.key_name(h.key(op(0))), Value(1));
  EXPECT_EQ(h.process_name(h.process(op(1))), Value("a b"));
  EXPECT_EQ(h.key_name(h.key(op(1))), Value("1"));
  EXPECT_EQ(h.key_name(h.key(op(2))), Value()) << "a key may be left out";
  EXPECT_EQ(h.process_name(h.process(op(3))), Value("n1.eu/x@y'"));
}

TEST(LectureReader, UntimedHistoriesHaveOnlyTheirSessionOrder) {
  const History h = history_of("# untimed\nP1: W(x)1 W(x)2\nP2: R(x)2\nP1: W(x)3");
  EXPECT_FALSE(h.timed());
  const BaseRelations base(h);
  EXPECT_TRUE(base.session_ordered(op(0), op(1)));
  EXPECT_TRUE(base.session_ordered(op(1), op(3)));
}

TEST(LectureReader, AProcessMayHaveSeveralLines) {
  const History h = history_of(
      "P1: W(x)1?      R(x)1\n"
      "P1:   R(x)-\n"
      "P2:        W(x)2\n");
  const BaseRelations base(h);
  const auto session = base.session(h.process(op(0)));
  ASSERT_EQ(session.size(), 3u);
  EXPECT_EQ(session[1], op(2)) << "program order is the order of columns";
  EXPECT_FALSE(base.session_ordered(op(0), op(1)));
}

TEST(LectureReader, HeadersAndDescription) {
  const History h = history_of("\xEF\xBB\xBF# name: stale read\r\n# First line.\r\n#   indented\r\n#\r\n# Note: this is text.\r\n\r\nP1: R(x)-\r\n");
  EXPECT_EQ(h.header().name, "stale read");
  EXPECT_EQ(h.header().about, "First line.\n  indented\n\nNote: this is text.");
}

TEST(LectureReader, TheOptionOverridesTheInitialValue) {
  const std::string text = std::string("# initial: 1 x=2\nP: R(x)- R(y)-") + std::string(kPaddingBytes, '\0');
  const HistoryOrErrors read = read_lecture(std::string_view(text).substr(0, text.size() - kPaddingBytes), {.initial = Value(9)});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->value_at(read->value(op(0))), Value(9));
  EXPECT_EQ(read->value_at(read->initial(read->key(op(0)))), Value(9));
}

TEST(LectureReader, FindsEveryErrorWhereAsked) {
  const std::string_view text = "# object: register\n# object: set\nP1: W(x) R(x)1 Z(x)1 W(x)2\nP2: W(x)1 \tR(x)1\n: W(x)1\nP3: W(x)1R(x)1 W(y)2:no";
  const HistoryOrErrors one = read_lecture(text);
  ASSERT_FALSE(one);
  EXPECT_EQ(one.error().size(), 1u);
  const HistoryOrErrors all = read_lecture(text, {.errors_max = 0});
  ASSERT_FALSE(all);
  std::string found;
  for (const InputError& e : all.error()) found += std::to_string(e.line) + " " + e.message + "\n";
  EXPECT_EQ(found,
            "2 found the header \"# object:\" again; expected it once\n"
            "3 column 9: found a blank; expected a value: an integer, a word or a JSON literal\n"
            "3 column 16: found 'Z(x)1'; expected an operation of a register: W (write), R (read), C (cas) or D (delete), then its key in parentheses\n"
            "4 column 11: found a tab; expected blanks, since columns are time\n"
            "5 column 1: found ':'; expected a process: a word, an integer or a string in quotes, and a colon\n"
            "6 column 10: found 'R(x)1'; expected a blank between operations\n"
            "6 column 21: found ':no'; expected no colon, since only C (cas) and H (contains) answer \":no\"\n");
}

TEST(LectureReader, DeeplyNestedArraysAreRefusedNotOverflown) {
  const std::string text = "P: W(x)" + std::string(1'000'000, '[');
  const HistoryOrErrors read = read_lecture(text);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().front().message, "column 24: found an array in 16 others; expected at most as many");
}

TEST(LectureReader, ATransactionHasOneIntervalAndOneOutcome) {
  const HistoryOrErrors read = read_lecture("P1: [W(x)1 R(y)-]--- R(x)1\nP2: [R(x) W(x)3]? [ R(x)1 W(y)2 ]!\n");
  ASSERT_TRUE(read) << read.error().front().message;
  const History& h = *read;
  ASSERT_EQ(h.size(), 7u);
  ASSERT_EQ(h.transaction_count(), 4u);
  EXPECT_TRUE(h.transactional());
  EXPECT_EQ(h.length_of(TxnId{0}), 2u);
  EXPECT_EQ(h.length_of(TxnId{1}), 1u);
  EXPECT_EQ(h.call(OpId{1}), 5);
  EXPECT_EQ(h.response(OpId{1}), 20);
  EXPECT_EQ(h.status(OpId{4}), Status::unknown);
  EXPECT_EQ(h.response(OpId{3}), kNever);
  EXPECT_EQ(h.status(OpId{5}), Status::fail);
  EXPECT_EQ(h.line(OpId{6}), 2u);
}

TEST(LectureReader, RecognisesItselfByContent) {
  EXPECT_TRUE(recognises_lecture("P1: [W(x)1 R(y)2]\n"));
  EXPECT_TRUE(recognises_lecture("P1: W(x)1\n"));
  EXPECT_TRUE(recognises_lecture("# about\n\n  0:   R(x)-\n"));
  EXPECT_TRUE(recognises_lecture("# name: nothing yet\n"));
  EXPECT_TRUE(recognises_lecture("P1:\nP2: R(x)1"));
  EXPECT_FALSE(recognises_lecture("{\"clio\":1}\n"));
  EXPECT_FALSE(recognises_lecture("# queue\nenq 2 0 1\n"));
  EXPECT_FALSE(recognises_lecture("1: M[1] == 1\n"));
  EXPECT_FALSE(recognises_lecture("INFO  jepsen.util - 0\t:invoke\t:read\tnil\n"));
  EXPECT_FALSE(recognises_lecture("{:process 0, :type :ok, :f :get}"));
  EXPECT_FALSE(recognises_lecture("\xFF\xFE"));
  EXPECT_FALSE(recognises_lecture(""));
}

}  // namespace
}  // namespace clio

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <sstream>

#include "adapters/formats/lecture/lecture.hpp"
#include "checker/relations/base_relations.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

using test::history_of;

OpId op(std::size_t i) { return id_at<OpId>(i); }

std::string written(const History& history) {
  std::ostringstream out;
  const std::vector<std::string> missing = write_lecture(history, out);
  EXPECT_TRUE(missing.empty()) << missing.front();
  return out.str();
}

/// The operations, process by process (processes by name), each in program order: the same place in two histories is the same operation.
std::vector<OpId> by_process(const History& h) {
  std::vector<OpId> order(h.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = op(i);
  std::stable_sort(order.begin(), order.end(), [&](OpId a, OpId b) {
    const Value &pa = h.process_name(h.process(a)), &pb = h.process_name(h.process(b));
    if (!(pa == pb)) return pa < pb;
    return h.timed() && h.call(a) < h.call(b);
  });
  return order;
}

/// What differs between two histories apart from times and numbering; empty if nothing.
std::string difference(const History& a, const History& b) {
  if (a.size() != b.size()) return "sizes";
  if (a.timed() != b.timed()) return "times";
  if (a.transactional() != b.transactional()) return "transactions";
  if (a.header().initial != b.header().initial || a.header().initial_of != b.header().initial_of) return "initial";
  if (a.header().expect != b.header().expect || a.header().about != b.header().about || a.header().name != b.header().name ||
      a.object() != b.object()) {
    return "header";
  }
  const std::vector<OpId> in_a = by_process(a), in_b = by_process(b);
  for (std::size_t i = 0; i < in_a.size(); ++i) {
    const OpId x = in_a[i], y = in_b[i];
    if (!(a.process_name(a.process(x)) == b.process_name(b.process(y)))) return "process of " + std::to_string(i);
    if (!(a.key_name(a.key(x)) == b.key_name(b.key(y)))) return "key of " + std::to_string(i);
    if (a.kind(x) != b.kind(y) || a.status(x) != b.status(y) || a.success(x) != b.success(y)) return "kind or status of " + std::to_string(i);
    if (a.length_of(a.transaction(x)) != b.length_of(b.transaction(y))) return "length of the transaction of " + std::to_string(i);
    if (index(x) - index(a.first_of(a.transaction(x))) != index(y) - index(b.first_of(b.transaction(y)))) return "place in the transaction of " + std::to_string(i);
    if (!(a.value_at(a.value(x)) == b.value_at(b.value(y)))) return "value of " + std::to_string(i);
    if (!(a.value_at(a.expected(x)) == b.value_at(b.expected(y)))) return "expected of " + std::to_string(i);
  }
  if (!a.timed()) return {};
  const auto before = [](const History& h, OpId x, OpId y) {
    return h.response(x) != kNever && h.response(x) + h.header().clock_uncertainty < h.call(y);
  };
  for (std::size_t i = 0; i < in_a.size(); ++i) {
    for (std::size_t j = 0; j < in_a.size(); ++j) {
      if (before(a, in_a[i], in_a[j]) != before(b, in_b[i], in_b[j])) {
        return "real time of " + std::to_string(index(in_a[i])) + " and " + std::to_string(index(in_a[j]));
      }
    }
  }
  return {};
}

TEST(LectureWriter, PicturesKeepTheirShape) {
  const char* const kPictures[] = {
      "# Causal, not sequential.\n"
      "# expect: sequential=no causal=yes\n"
      "P1: W(x)a             W(x)c\n"
      "P2:       R(x)a W(x)b\n"
      "P3:       R(x)a             R(x)c R(x)b\n"
      "P4:       R(x)a             R(x)b R(x)c\n",
      // dashes: the first write lasts until the second read begins
      "P1: W(x)1-- W(x)2\n"
      "P2: R(x)- R(x)2\n",
      // an unknown write on a line of its own reaches into the future
      "# initial: 0 y=a\n"
      "0:     W(x)1? R(x)-\n"
      "\"b c\": R(y)-        C(y)a>\"1\":no\n",
      // touching operations share a column, and need two lines
      "P1: W(x)1\n"
      "P1:     W(x)2\n"
      "P2: R(x)1\n",
      "# object: queue\n"
      "P: E(q)1 E(q)2 Q(q)1 Q(q)? Q(q)! Q(q)null\n",
      "# untimed\n"
      "P1: W(x)1 W(y)2\n"
      "P2:       R(x)1 R(y)2\n",
      "# object: mutex\n"
      "P1: L() F()\n",
      // transactions: an outcome and an interval each
      "P1: [R(x)- W(x)1]-------- [R(x) W(y)2]!\n"
      "P2: [R(x)- W(y)1 W(z)2] R(x)1\n"
      "P3: [R(x) W(x)3]? [R(x)1 R(y)-]\n",
      // brackets around single operations only where they alone say that there are transactions
      "P1: [W(x)1]\n"
      "P2:         [R(x)]?\n",
      "# object: list\n"
      "P1: [A(l)1 R(l)[1]] R(l)[1]\n",
  };
  for (const char* picture : kPictures) EXPECT_EQ(written(history_of(picture)), picture);
}

TEST(LectureWriter, DrawsWithoutHeaders) {
  EXPECT_EQ(draw_lecture(history_of("# initial: 3\nP1: W(x)1\nP2:            R(x)-\n")), "P1: W(x)1\nP2:       R(x)-\n");
  EXPECT_EQ(draw_lecture(History()), "");
}

TEST(LectureWriter, DrawsTransactionsInBrackets) {
  HistoryBuilder builder;
  builder.set_timed(true);
  const Operation txn[] = {
      {.kind = Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(1), .call = 1, .response = 9},
      {.kind = Kind::read, .process = builder.process(0), .key = builder.key("y"), .call = 1, .response = 9}};
  builder.add_transaction(txn);
  builder.add({.kind = Kind::read, .process = builder.process(1), .key = builder.key("x"), .value = builder.value(1), .call = 10, .response = 11});
  const auto history = std::move(builder).build();
  ASSERT_TRUE(history);
  EXPECT_EQ(draw_lecture(*history), "0: [W(x)1 R(y)-]\n1:               R(x)1\n");
  EXPECT_EQ(written(*history), draw_lecture(*history));
}

TEST(LectureWriter, NamesWhatTheNotationCannotHold) {
  HistoryBuilder builder;
  builder.set_timed(true);
  builder.header().name = "two\nlines";
  builder.header().about = "name: not a name";
  builder.header().clock_uncertainty = 5;
  const auto add = [&](Time call, Time response) {
    builder.add({.kind = Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(1), .call = call,
                 .response = response, .node = builder.node(Value("n1")), .version = 3});
  };
  add(1, 5);
  add(8, 9);
  const auto history = std::move(builder).build();
  ASSERT_TRUE(history);
  const std::vector<std::string> expected{
      "the nodes that answered", "the versions that nodes had applied",
      "a clock uncertainty that makes operation 0 (W(x)1) concurrent with the next operation of its process",
      "a name with line breaks, tabs or outer blanks",
      "a description with an empty first line, blanks at the end of a line or a line that looks like a header"};
  std::ostringstream out;
  EXPECT_EQ(write_lecture(*history, out), expected);
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(write_lecture(*history, out, {.lossy = true}), expected);
  EXPECT_EQ(out.str(), "# name: two lines\n# : name: not a name\n0: W(x)1\n0:     W(x)1\n");
}

TEST(LectureWriter, AnOperationOfNoLengthBetweenTwoThatItTouchesIsPulledApart) {
  HistoryBuilder builder;
  builder.set_timed(true);
  const auto add = [&](int process, int value, Time call, Time response) {
    builder.add({.kind = Kind::write, .process = builder.process(process), .key = builder.key("x"), .value = builder.value(value), .call = call,
                 .response = response});
  };
  add(0, 1, 1, 5);
  add(0, 2, 5, 5);
  add(0, 3, 5, 9);
  add(1, 4, 5, 5);
  const auto history = std::move(builder).build();
  ASSERT_TRUE(history);
  std::ostringstream out;
  EXPECT_EQ(write_lecture(*history, out), std::vector<std::string>{"an operation of no length that touches the one before and the one after it in "
                                                                  "its process: operation 1 (W(x)2)"});
  EXPECT_EQ(write_lecture(*history, out, {.lossy = true}).size(), 1u);
  EXPECT_EQ(out.str(), "0: W(x)1 W(x)2 W(x)3\n1: W(x)4--------\n");
  EXPECT_EQ(history_of(out.str()).size(), 4u);
}

TEST(LectureWriter, RefusesPicturesThatNobodyCouldLookAt) {
  HistoryBuilder builder;
  builder.set_timed(true);
  for (int i = 0; i < 20'000; ++i) {
    builder.add({.kind = Kind::write, .process = builder.process(i), .key = builder.key("x"), .value = builder.value(i), .call = 2 * i,
                 .response = 2 * i});
  }
  const auto history = std::move(builder).build();
  std::ostringstream out;
  const auto missing = write_lecture(*history, out, {.lossy = true});
  ASSERT_EQ(missing.size(), 1u);
  EXPECT_NE(missing.front().find("the picture would be of"), std::string::npos) << missing.front();
  EXPECT_EQ(out.str(), "");
}

/// A random history with everything that makes pictures hard: operations that touch, operations of no length, unknown ones that are
/// followed by others, failed ones, long ones, transactions, odd names and values.
History random_history(std::mt19937_64& random, bool timed) {
  const auto below = [&](std::uint64_t n) { return random() % n; };
  const bool transactional = below(3) == 0;
  HistoryBuilder builder;
  builder.set_timed(timed);
  if (timed && below(4) == 0) builder.header().clock_uncertainty = 1;
  if (below(2) == 0) builder.header().initial = Value(7);
  if (below(3) == 0) builder.header().initial_of = {{"x", Value("seven")}, {"3", Value()}};
  if (below(3) == 0) builder.header().expect = {{"linearizable", true}, {"causal-convergent", false}};
  if (below(3) == 0) builder.header().about = "About this.\n\nIts 2nd paragraph: \t\"quoted\".";
  const Value processes[] = {"P1", 0, "p q", "\xC3\xA4", "7"};
  const Value keys[] = {"x", 3, "3", Value(), "a-b", "null"};
  const Value values[] = {1, -1, "a", "seven", 7, Value(), true, "?", 0.5, Value::Array{1, "b c", Value::Array{"d"}}, "\n", std::uint64_t{1} << 63};
  const std::size_t process_count = 1 + below(4);
  for (std::size_t p = 0; p < process_count; ++p) {
    Time now = static_cast<Time>(below(4));
    bool touched = false;  // the operation before is of no length and touches the one before it
    for (std::size_t i = below(5); i > 0; --i) {
      Operation row;
      row.kind = static_cast<Kind>(below(4));
      row.status = below(6) == 0 ? Status::unknown : below(6) == 0 ? Status::fail : Status::ok;
      row.success = row.kind != Kind::cas || below(2) == 0;
      row.process = builder.process(processes[p]);
      row.key = builder.key(keys[below(std::size(keys))]);
      if (row.kind != Kind::erase) row.value = builder.value(values[below(std::size(values))]);
      if (row.kind == Kind::cas) row.expected = builder.value(values[below(std::size(values))]);
      const Time uncertainty = builder.header().clock_uncertainty;
      const Time gap = touched ? 1 + static_cast<Time>(below(2)) : static_cast<Time>(below(3));
      row.call = now + gap;
      row.response = row.call + static_cast<Time>(below(4));
      touched = gap == 0 && row.response + uncertainty == row.call;
      now = row.status == Status::unknown ? row.call : row.response + uncertainty;
      std::vector<Operation> rows{row};
      for (std::size_t more = transactional ? below(3) : 0; more > 0; --more) {
        row.kind = static_cast<Kind>(below(4));
        row.success = row.kind != Kind::cas || below(2) == 0;
        row.key = builder.key(keys[below(std::size(keys))]);
        row.value = row.kind == Kind::erase ? kNull : builder.value(values[below(std::size(values))]);
        row.expected = row.kind == Kind::cas ? builder.value(values[below(std::size(values))]) : kNull;
        rows.push_back(row);
      }
      transactional ? builder.add_transaction(rows) : static_cast<void>(builder.add(row));
    }
  }
  auto history = std::move(builder).build();
  if (!history) ADD_FAILURE() << history.error().front().message;
  return std::move(history).value();
}

TEST(LectureWriter, RandomHistoriesComeBackWithAllTheirRelations) {
  std::mt19937_64 random(20240501);
  std::size_t separated = 0;
  for (int round = 0; round < 20'000 && !HasFailure(); ++round) {
    const History history = random_history(random, round % 4 != 0);
    std::ostringstream out;
    const auto missing = write_lecture(history, out);
    if (!missing.empty()) {  // an unknown operation may stand between three that touch
      ++separated;
      EXPECT_EQ(missing.size(), 1u);
      EXPECT_NE(missing.front().find("of no length"), std::string::npos) << missing.front();
      continue;
    }
    const History again = history_of(out.str());
    EXPECT_EQ(difference(history, again), "") << out.str();
    if (history.timed()) {
      EXPECT_EQ(written(again), out.str()) << "a picture that has been read is written as it stood";
    }
  }
  EXPECT_LT(separated, 200u);
}

TEST(LectureReader, MutilatedPicturesAreReadOrRefusedAndNeverHalfUnderstood) {
  std::mt19937_64 random(7);
  const auto below = [&](std::uint64_t n) { return static_cast<std::size_t>(random() % n); };
  constexpr std::string_view kScraps[] = {"-", "?", "!", ":no", "(", ")", "[", "]", ",", "\"", "\\", " ", "\n", "#", "0", "1e", ">", "P1: ", "W(x)", "\xC3", "\t", "null", "\r"};
  std::size_t understood = 0;
  for (int round = 0; round < 30'000 && !HasFailure(); ++round) {
    std::ostringstream picture;
    if (!write_lecture(random_history(random, round % 4 != 0), picture).empty()) continue;
    std::string text = picture.str();
    for (std::size_t i = 1 + below(3); i > 0 && !text.empty(); --i) {
      const std::size_t at = below(text.size());
      switch (below(3)) {
        case 0: text.erase(at, 1 + below(4)); break;
        case 1: text.insert(at, kScraps[below(std::size(kScraps))]); break;
        default: text.resize(at);
      }
    }
    const HistoryOrErrors read = read_lecture(text, {.errors_max = 0});
    if (!read) {
      for (const InputError& error : read.error()) EXPECT_FALSE(error.message.empty()) << text;
      continue;
    }
    ++understood;
    std::ostringstream again;
    if (write_lecture(*read, again).empty()) {
      EXPECT_EQ(difference(*read, history_of(again.str())), "") << text;
    }
  }
  EXPECT_GT(understood, 3'000u);
}

}  // namespace
}  // namespace clio

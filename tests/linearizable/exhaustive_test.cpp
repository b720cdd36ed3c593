// Every register history of two or three operations over times 0 .. 2, and every one of four simple operations over times 0 .. 3, each operation in a process of its own:
// all ways through the engine agree with trying everything.

#include <gtest/gtest.h>

#include <vector>

#include "tests/linearizable/brute_force.hpp"
#include "tests/linearizable/rows.hpp"

namespace clio::test {
namespace {

/// All placements of the given operations in time.
std::vector<Row> placed(const std::vector<Row>& kinds, Time time_max) {
  std::vector<Row> all;
  for (const Row& kind : kinds) {
    for (Time call = 0; call <= time_max; ++call) {
      for (Time response = call; response <= time_max; ++response) {
        Row row = kind;
        row.call = call;
        if (kind.response != kNever) row.response = response;
        all.push_back(row);
        if (kind.response == kNever) break;
      }
    }
  }
  return all;
}

void check(const std::vector<Row>& rows) {
  const History history = timed(rows);
  const bool allowed = brute_linearizable(history);
  for (const Path path : {Path::automatic, Path::fast, Path::complete}) {
    const Finding finding = linearizable(history, path);
    if (path == Path::fast && finding.answer == Answer::unknown) continue;
    ASSERT_EQ(finding.answer, allowed ? Answer::satisfied : Answer::violated) << print(history);
    if (allowed) ASSERT_EQ(replay(history, finding.witness), "") << print(history);
    else ASSERT_EQ(wrong_core(history, finding.core, brute_linearizable), "") << print(history);
  }
}

/// Every choice of `count` of the rows, in no order, repetitions included.
void check_all(const std::vector<Row>& rows, std::size_t count, std::vector<Row>& chosen, std::size_t from = 0) {
  if (chosen.size() == count) return check(chosen);
  for (std::size_t i = from; i < rows.size() && !testing::Test::HasFatalFailure(); ++i) {
    chosen.push_back(rows[i]);
    check_all(rows, count, chosen, i);
    chosen.pop_back();
  }
}

const Row kReadNothing{Kind::read, Value()}, kRead1{Kind::read, Value(1)}, kRead2{Kind::read, Value(2)}, kWrite1{Kind::write, Value(1)}, kWrite2{Kind::write, Value(2)},
    kUnknownWrite1{Kind::write, Value(1), 0, kNever}, kDelete{Kind::erase, Value()}, kCas{Kind::cas, Value(2), 0, 0, Value(1)},
    kUnknownCas{Kind::cas, Value(2), 0, kNever, Value(1)}, kFailedCas{Kind::cas, Value(9), 0, 0, Value(1), false};

TEST(Exhaustive, AllHistoriesOfUpToThreeOperationsOfEveryKind) {
  const std::vector<Row> rows =
      placed({kReadNothing, kRead1, kRead2, kWrite1, kWrite2, kUnknownWrite1, kDelete, kCas, kUnknownCas, kFailedCas}, 2);
  std::vector<Row> chosen;
  for (const std::size_t count : {1u, 2u, 3u}) check_all(rows, count, chosen);
}

TEST(Exhaustive, AllHistoriesOfFourReadsAndWrites) {
  std::vector<Row> chosen;
  check_all(placed({kRead1, kReadNothing, kWrite1}, 3), 4, chosen);
}

}  // namespace
}  // namespace clio::test

// Every search gives up with the reason when its time or its memory is used up, also where a single layer would use it up; and no engine needs more stack
// for a long history than for a short one.

#include <gtest/gtest.h>

#include <chrono>
#include <ostream>
#include <string>
#include <vector>

#include "tests/linearizable/brute_force.hpp"
#include "tests/linearizable/rows.hpp"

namespace clio::test {
namespace {

struct Hard {
  std::string name;
  Object object;
  std::vector<Row> rows;
  Path path = Path::automatic;
};
void PrintTo(const Hard& hard, std::ostream* out) { *out << hard.name; }

/// Every combination of what is open is another state, and none of them will do.
std::vector<Hard> hard_histories() {
  std::vector<Row> counter, stack, queue;
  for (int i = 0; i < 40; ++i) {
    counter.push_back({Kind::add, std::int64_t{1} << i, i, 10'000});
    stack.push_back({Kind::push, i, i, 10'000});
    for (const int twice : {0, 1}) {
      queue.push_back({Kind::enqueue, i, twice, 10'000});
      queue.push_back({Kind::dequeue, i, 20'000, 30'000});
    }
  }
  counter.push_back({Kind::read, std::int64_t{1} << 50, 5'000, 6'000});
  stack.push_back({Kind::pop, 99, 5'000, 6'000});
  queue.push_back({Kind::dequeue, 99, 20'000, 30'000});
  return {{"Counter", Object::counter, counter},
          {"Stack", Object::stack, stack, Path::complete},
          {"QueueByValues", Object::queue, queue},
          {"QueueByStates", Object::queue, queue, Path::complete}};
}

class GivesUp : public testing::TestWithParam<Hard> {};

TEST_P(GivesUp, WithTheReasonWhenItsTimeIsUp) {
  Limits limits;
  limits.time = std::chrono::milliseconds(1);
  const Finding finding = linearizable(timed(GetParam().rows, GetParam().object), GetParam().path, limits);
  EXPECT_EQ(finding.answer, Answer::unknown);
  EXPECT_NE(finding.reason.find("time limit"), std::string::npos) << finding.reason;
}

TEST_P(GivesUp, WithTheReasonWhenItsMemoryIsUsedUp) {
  Limits limits;
  limits.memory_bytes = std::size_t{4} << 20;
  const Finding finding = linearizable(timed(GetParam().rows, GetParam().object), GetParam().path, limits);
  EXPECT_EQ(finding.answer, Answer::unknown);
  EXPECT_EQ(finding.reason, "the memory limit of 4 MiB was reached");
}

INSTANTIATE_TEST_SUITE_P(Searches, GivesUp, testing::ValuesIn(hard_histories()), [](const auto& parameter) { return parameter.param.name; });

struct Long {
  std::string name;
  Object object;
  Path path = Path::automatic;
  bool cas = false;
  int values = 0;  // 0: distinct
};
void PrintTo(const Long& one, std::ostream* out) { *out << one.name; }

/// Pairs of operations that belong together, the second touching the first of the next pair.
History long_history(const Long& which, int pairs) {
  Header header;
  header.object = which.object;
  if (which.object == Object::counter) header.initial = Value(0);
  HistoryBuilder builder(header);
  builder.set_timed(true);
  for (int i = 0; i < pairs; ++i) {
    const int value = which.values == 0 ? i : i % which.values;
    Operation first{.process = builder.process(0), .key = builder.key("x"), .value = builder.value(value), .call = 10 * i, .response = 10 * i + 4};
    Operation second{.process = builder.process(1), .key = builder.key("x"), .value = builder.value(value), .call = 10 * i + 5, .response = 10 * i + 10};
    switch (which.object) {
      case Object::register_:
        first.kind = which.cas && i > 0 ? Kind::cas : Kind::write;
        if (first.kind == Kind::cas) first.expected = builder.value(value - 1);
        second.kind = Kind::read;
        break;
      case Object::counter:
        first.kind = Kind::add;
        first.value = builder.value(1);
        second.kind = Kind::read;
        second.value = builder.value(i + 1);
        break;
      case Object::set:
        first.kind = Kind::add;
        second.kind = Kind::contains;
        break;
      case Object::queue:
        first.kind = Kind::enqueue;
        second.kind = Kind::dequeue;
        break;
      case Object::stack:
        first.kind = Kind::push;
        second.kind = Kind::pop;
        break;
      case Object::list:
        first.kind = second.kind = Kind::append;
        second.value = builder.value(-1 - value);
        break;
      case Object::text:
        first.kind = Kind::append;
        first.value = builder.value("a");
        second.kind = Kind::write;
        second.value = builder.value("b");
        break;
      case Object::mutex:
        first.kind = Kind::acquire;
        second.kind = Kind::release;
        second.process = first.process;
        first.value = second.value = kNull;
        break;
    }
    builder.add(first);
    builder.add(second);
  }
  return std::move(builder).build().value();
}

class LongHistories : public testing::TestWithParam<Long> {};

TEST_P(LongHistories, TakeNoStack) {
  const History history = long_history(GetParam(), 500'000);
  const Finding finding = linearizable(history, GetParam().path);
  ASSERT_EQ(finding.answer, Answer::satisfied) << finding.reason;
  EXPECT_EQ(finding.witness.size(), history.size());
}

INSTANTIATE_TEST_SUITE_P(OneKey, LongHistories,
                         testing::Values(Long{"Zones", Object::register_}, Long{"Chains", Object::register_, Path::fast, true},
                                         Long{"RegisterSearch", Object::register_, Path::complete}, Long{"RegisterSearchFewValues", Object::register_, Path::automatic, false, 5},
                                         Long{"Counter", Object::counter}, Long{"Set", Object::set}, Long{"SetSearch", Object::set, Path::complete, false, 100},
                                         Long{"Fifo", Object::queue, Path::fast}, Long{"FifoSearch", Object::queue, Path::automatic, false, 5},
                                         Long{"QueueSearch", Object::queue, Path::complete}, Long{"Lifo", Object::stack, Path::fast},
                                         Long{"StackSearch", Object::stack, Path::complete}, Long{"List", Object::list},
                                         Long{"Mutex", Object::mutex}, Long{"MutexSearch", Object::mutex, Path::complete}),
                         [](const auto& parameter) { return parameter.param.name; });

}  // namespace
}  // namespace clio::test

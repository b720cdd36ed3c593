// Every way through the engine agrees with trying everything, on many small random histories of every kind; its evidence is checked each time.

#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "checker/engines/engine.hpp"
#include "checker/validate/validate.hpp"
#include "tests/linearizable/brute_force.hpp"
#include "tests/linearizable/random_histories.hpp"

namespace clio::test {
namespace {

Finding decide(const History& history, Path path) {
  Budget budget{Limits{}};
  return decide_linearizable(BaseRelations(history), budget, path);
}

enum class Fast : std::uint8_t { never, sometimes, always };

struct Mix {
  std::string name;
  Recipe recipe;
  int histories;
  Fast fast = Fast::never;  ///< how often the fast path decides
};
void PrintTo(const Mix& mix, std::ostream* out) { *out << mix.name; }

class Agreement : public testing::TestWithParam<Mix> {};

TEST_P(Agreement, EveryPathAnswersAsTryingEverythingDoes) {
  const Mix& mix = GetParam();
  int satisfied = 0, violated = 0, fast = 0;
  for (int seed = 0; seed < mix.histories; ++seed) {
    const History history = random_history(mix.recipe, static_cast<std::uint64_t>(seed));
    const bool allowed = brute_linearizable(history);
    ++(allowed ? satisfied : violated);
    for (const Path path : {Path::automatic, Path::fast, Path::complete}) {
      const Finding finding = decide(history, path);
      const std::string where = "path " + std::to_string(static_cast<int>(path)) + ", seed " + std::to_string(seed) + "\n" + print(history);
      if (path == Path::fast && finding.answer == Answer::unknown) continue;
      if (path == Path::fast) ++fast;
      ASSERT_EQ(finding.answer, allowed ? Answer::satisfied : Answer::violated) << finding.reason << where;
      if (allowed) {
        ASSERT_EQ(replay(history, finding.witness), "") << where;
        continue;
      }
      ASSERT_EQ(wrong_core(history, finding.core, brute_linearizable), "") << testing::PrintToString(finding.core) << where;
      if (history.object() != Object::register_) continue;  // for other objects explaining adds sources that real time rules out, to keep them in sight
      ASSERT_EQ(validate_counterexample(history, kLinearizable, finding.core), Confirmation::confirmed) << testing::PrintToString(finding.core) << where;
    }
  }
  EXPECT_GE(fast, mix.fast == Fast::always ? mix.histories : mix.fast == Fast::sometimes ? mix.histories / 20 : 0);
  EXPECT_GT(satisfied, mix.histories / 20);
  EXPECT_GT(violated, mix.histories / 20);
}

std::vector<Mix> mixes() {
  std::vector<Mix> mixes{
      {"DistinctValues", {.values = 0}, 20000, Fast::always},
      {"DistinctValuesUnknownFailedUncertain", {.operations_max = 8, .values = 0, .unknown = 25, .failed = 10, .uncertainty_max = 2}, 20000, Fast::always},
      {"DistinctValuesTwoKeys", {.operations_max = 9, .keys = 2, .values = 0, .unknown = 10}, 5000, Fast::always},
      {"DistinctValuesCas", {.operations_max = 8, .values = 0, .time_max = 16, .cas = 50}, 20000, Fast::always},
      {"DistinctValuesCasUnknown", {.operations_max = 8, .values = 0, .time_max = 16, .cas = 50, .unknown = 30}, 20000, Fast::always},
      {"DistinctValuesFailedCas", {.operations_max = 8, .values = 0, .time_max = 16, .cas = 50, .failed_cas = 50, .unknown = 10}, 20000, Fast::sometimes},
      {"TwoValues", {.operations_max = 9, .processes_max = 5}, 20000},
      {"TwoValuesUnknown", {.operations_max = 9, .processes_max = 5, .unknown = 25, .failed = 5, .uncertainty_max = 2}, 20000},
      {"ThreeValuesLong", {.operations_max = 12, .processes_max = 5, .values = 3, .time_max = 20, .unknown = 5}, 10000},
      {"FourValuesWide", {.operations_max = 13, .processes_max = 9, .values = 4, .time_max = 14, .plausible = 80}, 10000},
      {"TwoValuesCas", {.operations_max = 8, .processes_max = 5, .cas = 40, .failed_cas = 30}, 20000},
      {"ThreeValuesCasUnknown", {.operations_max = 9, .processes_max = 5, .values = 3, .cas = 50, .failed_cas = 40, .unknown = 30}, 20000},
      {"ThreeValuesCasUnknownLong", {.operations_max = 12, .processes_max = 5, .values = 3, .time_max = 20, .cas = 40, .failed_cas = 30, .unknown = 20}, 10000},
  };
  const auto objects = {std::pair("Counter", Object::counter), std::pair("Set", Object::set), std::pair("Queue", Object::queue),
                        std::pair("Stack", Object::stack), std::pair("List", Object::list), std::pair("Mutex", Object::mutex),
                        std::pair("Text", Object::text)};
  for (const auto& [name, object] : objects) {
    mixes.push_back({name, {.object = object, .operations_max = 8, .time_max = 16, .plausible = 70}, 10000});
    mixes.push_back({std::string(name) + "Unknown",
                     {.object = object, .operations_max = 8, .values = 3, .time_max = 16, .unknown = 20, .failed = 5, .uncertainty_max = 1, .plausible = 70},
                     10000});
    mixes.push_back({std::string(name) + "DistinctValues",
                     {.object = object, .operations_max = 9, .keys = 2, .values = 0, .time_max = 16, .unknown = 5, .plausible = 70},
                     10000,
                     object == Object::list || object == Object::queue || object == Object::stack ? Fast::sometimes : Fast::never});
  }
  // Busier queues and stacks: the order of their values is what is searched.
  for (const auto& [name, object] : {std::pair("Queue", Object::queue), std::pair("Stack", Object::stack)}) {
    mixes.push_back({std::string(name) + "TwoValuesLong", {.object = object, .operations_max = 11, .processes_max = 6, .time_max = 14, .plausible = 80}, 10000});
    mixes.push_back({std::string(name) + "ThreeValuesManyUnknown",
                     {.object = object, .operations_max = 9, .processes_max = 5, .values = 3, .time_max = 14, .unknown = 40, .plausible = 80},
                     10000});
    mixes.push_back({std::string(name) + "DistinctValuesManyUnknown",
                     {.object = object, .operations_max = 9, .processes_max = 5, .values = 0, .time_max = 14, .unknown = 30, .plausible = 80},
                     10000,
                     Fast::sometimes});
  }
  return mixes;
}

INSTANTIATE_TEST_SUITE_P(Histories, Agreement, testing::ValuesIn(mixes()), [](const auto& parameter) { return parameter.param.name; });

}  // namespace
}  // namespace clio::test

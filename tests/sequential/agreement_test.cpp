// The engines of sequential consistency and cache against a search over all orders: every answer, every witness, every core.

#include <gtest/gtest.h>

#include <algorithm>

#include "brute_force.hpp"
#include "checker/engines/engine.hpp"
#include "checker/engines/sequential/register_steps.hpp"
#include "random_histories.hpp"

namespace clio::test {
namespace {

/// Checks a finding against the truth; true if it decided.
bool expect_right(const History& history, const BaseRelations& relations, const Finding& finding, bool truth, bool per_key, const std::string& context) {
  if (finding.answer == Answer::unknown) return false;
  EXPECT_EQ(finding.answer == Answer::satisfied, truth) << context << " by " << finding.engine << "\n" << show(history);
  if ((finding.answer == Answer::satisfied) != truth) return true;
  if (truth) {
    if (!per_key) {
      EXPECT_EQ(replay(history, finding.witness), "") << context << " by " << finding.engine << "\n" << show(history);
      return true;
    }
    auto at = finding.witness.begin();
    for (std::size_t k = 0; k < history.key_count(); ++k) {
      const KeyId key = id_at<KeyId>(k);
      const auto end = std::find_if(at, finding.witness.end(), [&](OpId op) { return history.key(op) != key; });
      EXPECT_EQ(replay(history, std::vector<OpId>(at, end), key), "") << context << " by " << finding.engine << "\n" << show(history);
      at = end;
    }
    EXPECT_TRUE(at == finding.witness.end());
    return true;
  }
  // The core alone is violated, sorted, and holds whatever its reads may have read.
  EXPECT_TRUE(!finding.core.empty() && std::is_sorted(finding.core.begin(), finding.core.end()));
  const SubHistory sub = sub_history(history, finding.core);
  EXPECT_FALSE(per_key ? every_key_explained(sub.history) : explained_by_some_order(sub.history))
      << context << " by " << finding.engine << "\n" << show(history) << "core\n" << show(sub.history);
  if (history.object() != Object::register_) return true;
  const auto in_core = [&](OpId op) { return std::binary_search(finding.core.begin(), finding.core.end(), op); };
  for (const OpId op : finding.core) {
    const bool unknown_cas = relations.optional(op) && history.kind(op) == Kind::cas;
    if (!relations.reads(op) && !unknown_cas) continue;
    for (const OpId w : relations.on_key(history.key(op))) {
      if (w == op || !relations.writes(w)) continue;
      const bool same = relations.write_cell(w) == relations.read_cell(op);
      if (same != relations.reads_other(op)) {
        EXPECT_TRUE(in_core(w)) << context << " by " << finding.engine << ": core lacks source " << index(w) << " of " << index(op) << "\n" << show(history);
      }
    }
  }
  return true;
}

struct Tally {
  int satisfied = 0, violated = 0, fast = 0, all = 0;
};

void compare(const History& history, Tally& tally, const std::string& context) {
  const BaseRelations relations(history);
  const bool sequential = explained_by_some_order(history);
  const bool cache = every_key_explained(history);
  ++(sequential ? tally.satisfied : tally.violated);
  for (const Path path : {Path::automatic, Path::complete, Path::fast}) {
    const std::string where = context + (path == Path::automatic ? ", automatic" : path == Path::complete ? ", complete" : ", fast");
    Budget budget{Limits{}};
    const bool decided = expect_right(history, relations, decide_sequential(relations, budget, path), sequential, false, where + ", sequential");
    EXPECT_TRUE(decided || path == Path::fast) << where << "\n" << show(history);
    if (path == Path::fast) {
      ++tally.all;
      tally.fast += decided ? 1 : 0;
    }
    if (path == Path::complete) {
      const sequential::Problem problem(relations);
      for (const auto& search : {sequential::search_frontiers, sequential::search_write_orders}) {
        Budget another{Limits{}};
        EXPECT_TRUE(expect_right(history, relations, search(problem, history, another), sequential, false, where)) << where << "\n" << show(history);
      }
    }
    Budget other{Limits{}};
    EXPECT_TRUE(expect_right(history, relations, decide_cache(relations, other, path), cache, true, where + ", cache") || path == Path::fast)
        << where << "\n" << show(history);
  }
}

struct Case {
  std::string name;
  Shape shape;
  int histories;
};

std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }

class Agreement : public testing::TestWithParam<Case> {};

TEST_P(Agreement, EveryPathAnswersAsTheSearchOverAllOrdersDoes) {
  Tally tally;
  for (int seed = 0; seed < GetParam().histories && !HasFailure(); ++seed) {
    compare(random_history(GetParam().shape, static_cast<std::uint64_t>(seed)), tally, GetParam().name + " seed " + std::to_string(seed));
  }
  EXPECT_GT(tally.satisfied, 0);
  EXPECT_GT(tally.violated, 0);
  RecordProperty("satisfied", tally.satisfied);
  RecordProperty("decided_fast_of_" + std::to_string(tally.all), tally.fast);
}

INSTANTIATE_TEST_SUITE_P(
    Registers, Agreement,
    testing::Values(Case{"distinct", {.operations = 7, .values = 0}, 4000}, Case{"distinct_one_key", {.operations = 7, .keys = 1, .values = 0}, 2000},
                    Case{"distinct_three_keys", {.operations = 9, .processes = 4, .keys = 3, .values = 0}, 2000},
                    Case{"distinct_cas", {.operations = 7, .values = 0, .cas_one_in = 3}, 3000},
                    Case{"distinct_cas_one_key", {.operations = 7, .keys = 1, .values = 0, .cas_one_in = 2}, 3000},
                    Case{"distinct_unknown", {.operations = 8, .values = 0, .cas_one_in = 5, .unknown_one_in = 3, .fail_one_in = 9}, 3000},
                    Case{"repeated", {.operations = 7, .values = 2}, 3000}, Case{"repeated_one_key", {.operations = 7, .keys = 1, .values = 2}, 2000},
                    Case{"repeated_cas", {.operations = 7, .values = 2, .cas_one_in = 3, .erase_one_in = 6}, 3000},
                    Case{"repeated_unknown", {.operations = 8, .values = 2, .cas_one_in = 3, .unknown_one_in = 3, .fail_one_in = 9}, 3000},
                    Case{"one_value", {.operations = 8, .values = 1, .cas_one_in = 3, .unknown_one_in = 4}, 2000},
                    Case{"unknown_one_key", {.operations = 7, .keys = 1, .values = 3, .cas_one_in = 2, .unknown_one_in = 2}, 2000}),
    [](const testing::TestParamInfo<Case>& of) { return of.param.name; });

}  // namespace
}  // namespace clio::test

// Sequential consistency (Lamport 1979): one order of everything that extends every session's and in which each read returns the last write.
//
// Deciding it is NP-complete, also where it is known which write each read saw (Gibbons and Korach 1997; Cantin, Lipasti and Smith 2005), so this is
// a ladder of steps, cheap ones first, each sound by itself, the last one complete:
//   1. what is linearizable is sequential, where session order lies within real time;
//   2. groups of keys that have at most one session in common are judged apart (blocks.cpp), on as many threads as the budget allows;
//   3. each group of registers climbs register_steps.cpp, each group of another object is searched by its specification (object_search.cpp).
// Tested by tests/sequential/.

#include <algorithm>

#include "checker/engines/engine.hpp"
#include "checker/engines/sequential/blocks.hpp"
#include "checker/engines/sequential/object_search.hpp"
#include "checker/engines/sequential/problem.hpp"
#include "checker/engines/sequential/real_time.hpp"
#include "checker/engines/sequential/register_steps.hpp"
#include "checker/support/first_false.hpp"

namespace clio {
namespace {

using namespace sequential;

Finding decide_group(const BaseRelations& relations, std::span<const KeyId> keys, bool all, Budget& budget, Path path) {
  if (relations.history().object() != Object::register_) {
    return path == Path::fast ? Finding::unknown("frontier search", "only a search decides it") : decide_objects(relations, keys, budget);
  }
  return decide_registers(all ? Problem(relations) : Problem(relations, keys), relations.history(), budget, path);
}

}  // namespace

Finding decide_sequential(const BaseRelations& relations, Budget& budget, Path path) {
  if (path == Path::automatic) {
    budget.phase("looking for a linearization");
    if (const std::optional<std::vector<OpId>> witness = linearizable_witness(relations, budget)) {
      return Finding::satisfied("linearizable", merged_by_time(relations, *witness));
    }
  }
  const std::vector<std::vector<KeyId>> groups = independent_keys(relations);
  std::vector<Finding> findings(groups.size());
  const std::size_t violated = first_false(groups.size(), budget.jobs(), [&](std::size_t i) {
    findings[i] = decide_group(relations, groups[i], groups.size() == 1, budget, path);
    return findings[i].answer != Answer::violated;
  });
  if (violated < groups.size()) return std::move(findings[violated]);
  const auto open = std::find_if(findings.begin(), findings.end(), [](const Finding& finding) { return finding.answer == Answer::unknown; });
  if (open != findings.end()) return std::move(*open);
  if (findings.empty()) return Finding::satisfied("no operations", merged_orders(relations, {}));
  std::string engine = findings.back().engine;
  if (findings.size() == 1) return Finding::satisfied(std::move(engine), std::move(findings.front().witness));
  std::vector<std::vector<OpId>> orders;
  for (Finding& finding : findings) orders.push_back(std::move(finding.witness));
  return Finding::satisfied(std::move(engine), merged_orders(relations, orders));
}

}  // namespace clio

// Objects whose answers have no single source, and lists in which it cannot be told. An order explains them if the objects give the recorded
// answers along it. A violation is shown by some operations that no order explains, and all their orders are tried here; docs/certificates.md
// has the argument for why the others could not have helped. Tested by tests/certificate/replay_test.cpp.
#include "checker/history/sequential_objects.hpp"
#include "src/verify/definition.hpp"

namespace clio::verify {
namespace {

/// Whether some order of these operations, and of these only, explains them. Those of a unit stay together.
bool explained(const Facts& f, const std::set<OpId>& operations, Steps& steps) {
  std::map<Index, std::vector<OpId>> of_unit;
  for (const OpId op : operations) of_unit[f.unit_of[index(op)]].push_back(op);
  const std::vector<std::pair<Index, std::vector<OpId>>> units(of_unit.begin(), of_unit.end());
  using Configuration = std::pair<std::string, SequentialObjects>;  // by unit, + where it has taken effect; what the keys hold then
  std::set<Configuration> reached{{std::string(units.size(), '-'), SequentialObjects(f.history)}};
  while (!reached.empty()) {
    std::set<Configuration> next;  // with one unit more
    for (const auto& [effective, objects] : reached) {
      std::vector<Index> missing;  // what is unknown may be
      for (std::size_t i = 0; i < units.size(); ++i) {
        if (effective[i] == '-' && f.units[units[i].first].ok) missing.push_back(units[i].first);
      }
      if (missing.empty()) return true;
      for (std::size_t i = 0; i < units.size(); ++i) {
        const auto precedes = [&](Index other) { return steps.take(), f.precedes(other, units[i].first); };
        if (effective[i] == '+' || std::any_of(missing.begin(), missing.end(), precedes)) continue;
        steps.take(4 * (200 + units.size() + objects.size()));  // so much that what is reached fits into memory
        Configuration after(effective, objects);
        after.first[i] = '+';
        if (std::all_of(units[i].second.begin(), units[i].second.end(), [&](OpId op) { return after.second.take(op); })) next.insert(std::move(after));
      }
    }
    reached = std::move(next);
  }
  return false;
}

}  // namespace

void require_replay(const Facts& f, const std::vector<Index>& order, Steps& steps) {
  SequentialObjects objects(f.history);
  for (const Index u : order) {
    for (const OpId op : f.operations(u)) {
      steps.take(objects.size_for(op));
      if (!objects.take(op)) require(false, "operation " + std::to_string(index(op)) + " cannot have its answer there");
    }
  }
}

bool may_go(const Facts& f, OpId gone, const std::set<OpId>& kept) {
  const History& h = f.history;
  const auto none_kept = [&](const auto& what) { return std::none_of(kept.begin(), kept.end(), [&](OpId op) { return h.key(op) == h.key(gone) && what(op); }); };
  const auto takes_unknown = [&](OpId op) { return (h.kind(op) == Kind::dequeue || h.kind(op) == Kind::pop) && h.status(op) == Status::unknown; };
  const auto earlier = [&](OpId op) {
    const Index a = f.unit_of[index(op)], b = f.unit_of[index(gone)];
    return (a == b ? op < gone : f.precedes(a, b)) || SequentialObjects::misses(h, op, gone);
  };
  if (!SequentialObjects::changes(h, gone) || none_kept([&](OpId op) { return SequentialObjects::looks(h, op) && !earlier(op); })) return true;
  if (h.object() == Object::mutex) return none_kept([&](OpId op) { return h.process(op) == h.process(gone); });
  if ((h.object() != Object::queue && h.object() != Object::stack) || takes_unknown(gone)) return false;
  return none_kept([&](OpId op) { return takes_unknown(op) ? h.transactional() : h.value(op) == h.value(gone); });
}

void require_unexplained(const Facts& f, const std::set<OpId>& operations, Steps& steps) {
  for (std::size_t i = 0; i < f.history.size(); ++i) {
    const bool named = f.unit_of[i] == kNone || operations.contains(id_at<OpId>(i)) || may_go(f, id_at<OpId>(i), operations);
    if (!named) require(false, "operation " + std::to_string(i) + " is not named, and what is named may depend on it");
  }
  require(!explained(f, operations, steps), "an order explains the operations that are named");
}

}  // namespace clio::verify

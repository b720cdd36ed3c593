// A set that nobody reads as a whole is one register for each element, "in" or "out": linearizability is local, and the elements do not share anything
// (Horn and Kroening 2015 call it P-compositionality).
//
// The elements' orders are joined by giving each operation the time of the latest call up to it in its element's order. That time lies within the operation, since nothing before it in
// the order is called after it has settled; so ordering all by these times extends real time and keeps each element's order.
// Tested by tests/linearizable/agreement_test.cpp.

#include <algorithm>

#include "checker/engines/linearizable/reductions.hpp"
#include "checker/engines/linearizable/register_problem.hpp"
#include "checker/engines/linearizable/time_order.hpp"

namespace clio::linearizable {

std::optional<KeyFinding> reduced_set(const BaseRelations& relations, KeyId key, Budget& budget, bool search) {
  const History& history = relations.history();
  const auto participants = relations.on_key(key);
  if (history.object() != Object::set) return std::nullopt;
  if (std::any_of(participants.begin(), participants.end(), [&](OpId op) { return history.kind(op) == Kind::read; })) return std::nullopt;
  std::vector<OpId> ops(participants.begin(), participants.end());
  std::stable_sort(ops.begin(), ops.end(), [&](OpId a, OpId b) { return history.value(a) < history.value(b); });
  constexpr std::uint32_t kOut = 0, kIn = 1;
  std::vector<AtTime> placed, scratch;
  std::optional<KeyFinding> undecided;
  for (auto begin = ops.begin(); begin != ops.end();) {
    const auto end = std::find_if(begin, ops.end(), [&](OpId op) { return history.value(op) != history.value(*begin); });
    RegisterProblem problem{.items = {}, .values = 2, .initial = kOut};
    for (; begin != end; ++begin) {
      Item item = item_of(relations, *begin, history.kind(*begin) == Kind::contains ? Role::read : Role::write);
      if (item.role == Role::read) item.finds = history.success(*begin) ? kIn : kOut;
      else item.sets = history.kind(*begin) == Kind::add ? kIn : kOut;
      problem.items.push_back(item);
    }
    KeyFinding element = finding_of(problem, decide_register(problem, budget, search));
    if (element.answer == Answer::violated) return element;
    if (element.answer == Answer::unknown) undecided = element;
    Time latest = history.call(element.witness.empty() ? ops.front() : element.witness.front());
    for (const OpId op : element.witness) {
      latest = std::max(latest, history.call(op));
      placed.push_back({latest, static_cast<std::uint32_t>(op)});
    }
  }
  if (undecided) return undecided;
  sort_by_time(placed, scratch);
  std::vector<OpId> witness;
  witness.reserve(placed.size());
  for (const AtTime& op : placed) witness.push_back(static_cast<OpId>(op.what));
  return KeyFinding::satisfied(std::move(witness));
}

}  // namespace clio::linearizable

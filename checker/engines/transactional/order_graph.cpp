// One order of all transactions: Kahn's algorithm over the base, the version orders of lists and constraints.
//
// What waits for nothing is taken as the file has it, and what the file has earlier but had to wait as soon as it need not: so the order stays near the file's, and whoever walks along it, as those do
// who check it, finds side by side what memory has side by side.
//
// Where nodes are left over, each waits for another that is left: walking backward from any comes around. Through a node of that cycle the shortest one is searched, breadth first and backward; what
// precedes a node in its session is reached together with it, so session order costs nothing and a cycle has few transactions. The same from the other nodes of the
// cycle found, a few of them, since the first node may lie on a longer one. Taking one of its constraints out lets the sorting go on to the next cycle: a search for sources learns from
// many at once.
//
// Tested by: tests/transactional/order_graph_test.cpp.

#include "checker/engines/transactional/order_graph.hpp"

#include <algorithm>

#include "checker/support/assert.hpp"

namespace clio::transactional {

OrderGraph::OrderGraph(const Transactions& transactions, Base base, std::span<const Constraint> constraints)
    : transactions_(&transactions), sessions_(base != Base::reads_from), constraints_(constraints), waits_(transactions.size()), next_begin_(transactions.size() + 2) {
  const Transactions& t = transactions;
  t.each_version([&](Node earlier, Node later, Place place) { versions_.push_back({earlier, later, place}); });
  for (std::uint32_t s = 0; sessions_ && s < t.session_count(); ++s) {
    for (Node node = t.begin(s); node < t.end(s); ++node) waits_[node] = node != t.begin(s);
  }
  each_link([&](Node from, Node to) {
    ++next_begin_[from + 2];
    ++waits_[to];
  });
  for (std::size_t node = 0; node < t.size(); ++node) next_begin_[node + 2] += next_begin_[node + 1];
  next_.resize(next_begin_.back());
  // At first next_begin_[node + 1] is where the node's successors begin; as they are put there it moves on, to where those of node + 1 do.
  each_link([&](Node from, Node to) { next_[next_begin_[from + 1]++] = to; });
  order_.reserve(t.size());
  sort();
}

/// Calls link(from, to) for everything that orders two nodes, but for the next of a session.
template <class Link>
void OrderGraph::each_link(Link link) const {
  const Transactions& t = *transactions_;
  for (Node node = 0; node < t.size(); ++node) {
    for (const Transactions::Read& read : t.reads(node)) {
      if (read.source < kUndecided) link(read.source, node);
    }
  }
  for (Node side = t.first_side(); sessions_ && side < t.size(); ++side) {
    if (t.before(side) != kNoNode) link(t.before(side), side);
  }
  for (const Constraint& constraint : constraints_) link(constraint.earlier, later(constraint));
  for (const Version& version : versions_) link(version.earlier, version.later);
}

/// Takes what waits for nothing, and so on: in the file's order as far as that goes.
void OrderGraph::sort() {
  const Transactions& t = *transactions_;
  const auto take = [&](Node node) {
    order_.push_back(node);
    if (sessions_ && !t.is_side(node) && node + 1 < t.end(t.session_of(node))) lower(node + 1);
    for (std::uint32_t i = next_begin_[node]; i < next_begin_[node + 1]; ++i) {
      if (next_[i] != kNoNode) lower(next_[i]);
    }
  };
  const auto take_passed = [&] {
    while (!freed_.empty()) {
      const Node node = freed_.back();
      freed_.pop_back();
      take(node);
    }
  };
  take_passed();
  for (; passed_ < t.arrival_count(); take_passed()) {
    const Node node = t.arrival(passed_++);
    if (node != kNoNode && waits_[node] == 0) take(node);
  }
}

void OrderGraph::list_what_leads_into() {
  const auto each = [&](auto visit) {
    for (std::uint32_t i = 0; i < constraints_.size(); ++i) visit(constraints_[i].earlier, later(constraints_[i]), i);
    for (std::uint32_t i = 0; i < versions_.size(); ++i) visit(versions_[i].earlier, versions_[i].later, static_cast<std::uint32_t>(constraints_.size()) + i);
  };
  into_begin_.assign(transactions_->size() + 2, 0);
  each([&](Node from, Node to, std::uint32_t) {
    if (left(from) && left(to)) ++into_begin_[to + 2];
  });
  for (std::size_t node = 0; node < transactions_->size(); ++node) into_begin_[node + 2] += into_begin_[node + 1];
  into_.resize(into_begin_.back());
  each([&](Node from, Node to, std::uint32_t number) {  // as in the constructor
    if (left(from) && left(to)) into_[into_begin_[to + 1]++] = number;
  });
}

/// Calls visit(step) for each step that leads to the node from what is left, but for session order.
template <class Visit>
void OrderGraph::each_before(Node node, Visit visit) const {
  const Transactions& t = *transactions_;
  for (std::uint32_t read = t.first_read(node); read < t.first_read(node + 1); ++read) {
    const Node source = t.read(read).source;
    if (source < kUndecided && left(source)) visit(Step{source, node, Why::reading, read});
  }
  for (std::uint32_t i = into_begin_[node]; i < into_begin_[node + 1]; ++i) {
    const std::uint32_t number = into_[i];
    if (number == kTakenOut) continue;
    if (number < constraints_.size()) {
      if (left(constraints_[number].earlier)) visit(Step{constraints_[number].earlier, node, Why::constraint, number});
    } else {
      const Version& version = versions_[number - constraints_.size()];
      if (left(version.earlier)) visit(Step{version.earlier, node, Why::version, version.place});
    }
  }
}

Node OrderGraph::on_some_cycle() const {
  const Transactions& t = *transactions_;
  Node node = 0;
  while (!left(node)) ++node;
  std::vector<bool> seen(t.size());
  while (!seen[node]) {
    seen[node] = true;
    Node before = kNoNode;
    each_before(node, [&](const Step& step) {
      if (before == kNoNode) before = step.earlier;
    });
    if (before == kNoNode) before = t.before(node);  // then nothing else keeps it
    node = before;
  }
  return node;
}

std::vector<OrderGraph::Step> OrderGraph::shortest_through(Node target) {
  const Transactions& t = *transactions_;
  onward_.resize(t.size());
  reached_.assign(t.size(), false);
  std::vector<Node> queue;
  const Node session_end = sessions_ && !t.is_side(target) ? t.end(t.session_of(target)) : target + 1;
  Step last{kNoNode, kNoNode, Why::session, 0};  // the step that comes around: from the target, or what follows it in its session
  const auto comes_around = [&](const Step& step) {
    if (step.earlier < target || step.earlier >= session_end) return false;
    last = step;
    return true;
  };
  const auto enter_with_session = [&](Node node) {
    queue.push_back(node);
    if (!sessions_) return;
    for (Node before = t.before(node); before != kNoNode && left(before) && !reached_[before]; before = t.before(before)) {
      const Step step{before, node, Why::session, 0};
      if (comes_around(step)) return;  // a side node follows the target
      reached_[before] = true;
      onward_[before] = step;
      queue.push_back(before);
    }
  };
  enter_with_session(target);
  for (std::size_t i = 0; i < queue.size() && last.earlier == kNoNode; ++i) {
    each_before(queue[i], [&](const Step& step) {
      if (last.earlier != kNoNode || reached_[step.earlier] || comes_around(step)) return;
      reached_[step.earlier] = true;
      onward_[step.earlier] = step;
      enter_with_session(step.earlier);
    });
  }
  if (last.earlier == kNoNode) return {};
  std::vector<Step> steps;
  if (last.earlier != target) steps.push_back({target, last.earlier, Why::session, 0});
  steps.push_back(last);
  for (Node node = last.later; node != target; node = steps.back().later) steps.push_back(onward_[node]);
  if (steps.size() > 2 && steps.front().why == Why::session && steps.back().why == Why::session) {  // the target is but passed by
    steps.front().earlier = steps.back().earlier;
    steps.pop_back();
  }
  return steps;
}

std::vector<OrderGraph::Step> OrderGraph::cycle() {
  constexpr std::size_t kStarts = 8;  // how many nodes of a cycle are asked for a shorter one
  if (into_begin_.empty()) list_what_leads_into();
  const auto weight = [](const std::vector<Step>& steps) {
    return std::count_if(steps.begin(), steps.end(), [](const Step& step) { return step.why != Why::session; });
  };
  cycle_ = shortest_through(on_some_cycle());
  CLIO_ASSERT(!cycle_.empty());
  const std::vector<Step> first = cycle_;
  for (std::size_t i = 1; i < std::min(first.size(), kStarts); ++i) {
    if (weight(cycle_) <= 2) break;
    std::vector<Step> other = shortest_through(first[i].earlier);
    if (!other.empty() && weight(other) < weight(cycle_)) cycle_ = std::move(other);
  }
  return cycle_;
}

bool OrderGraph::find_another() {
  const auto by_constraint = std::find_if(cycle_.begin(), cycle_.end(), [](const Step& step) { return step.why == Why::constraint; });
  if (by_constraint == cycle_.end()) return false;  // what remains is there whatever else is
  const Node earlier = by_constraint->earlier, last = by_constraint->later;
  for (std::uint32_t i = into_begin_[last]; i < into_begin_[last + 1]; ++i) {  // several reads may be the reason
    if (into_[i] >= constraints_.size() || constraints_[into_[i]].earlier != earlier) continue;
    into_[i] = kTakenOut;
    const auto begin = next_.begin() + next_begin_[earlier], end = next_.begin() + next_begin_[earlier + 1];
    const auto link = std::find(begin, end, last);
    CLIO_ASSERT(link != end);
    *link = kNoNode;
    lower(last);
  }
  sort();
  return !exists();
}

}  // namespace clio::transactional

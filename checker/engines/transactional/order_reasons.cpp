// From a cycle of edges back to operations.
//
// A given edge names its operations. A derived edge names those of its places, and rests on a path of edges that were there before it (its premise); that path is found anew, only among those edges, so that no
// edge is its own reason, and preferably of given ones. Session order and real time add no operation: a path through a transaction of which nothing else is used goes on without it, since both are transitive
// (and a process's operations do not overlap, so that each after the other is real time again).
// What is named of an unknown transaction holds only where it took effect: so a read that shows it is named, too.
//
// Tested by tests/transactional/orders_test.cpp: what is collected is judged alone.

#include "checker/engines/transactional/order_reasons.hpp"

#include <algorithm>
#include <functional>
#include <queue>

#include "checker/graph/graph.hpp"
#include "checker/support/assert.hpp"

namespace clio::transactional {
namespace {

std::uint32_t cost_of(Because because) {
  switch (because) {
    case Because::inside:
    case Because::session:
    case Because::time: return 1;
    case Because::reads:
    case Because::version: return 8;
    case Because::seen:
    case Because::signed_ww:
    case Because::signed_rw:
    case Because::chosen:
    case Because::chosen_rw: return 64;
  }
  return 0;
}

Adjacency edges_into(std::size_t points, std::span<const OrderEdge> edges) {
  std::vector<OrderEdge> turned(edges.begin(), edges.end());
  for (OrderEdge& e : turned) std::swap(e.from, e.to);
  return Adjacency::out(points, turned);
}

}  // namespace

std::vector<std::uint32_t> cheapest_cycle(const OrderProblem& problem, std::span<const OrderEdge> edges, Budget& budget) {
  std::vector<GraphEdge> plain;
  plain.reserve(edges.size());
  for (const OrderEdge& e : edges) plain.push_back({e.from, e.to, 0});
  const std::vector<std::uint32_t> component = Graph(problem.point_count(), plain).strong_components();
  const Adjacency out = Adjacency::out(problem.point_count(), edges);
  constexpr std::size_t kStartsMax = 32;
  std::vector<std::uint32_t> best;
  std::uint64_t best_cost = ~std::uint64_t{0};
  std::vector<std::uint64_t> cost(problem.point_count());
  std::vector<std::uint32_t> by(problem.point_count()), stamp(problem.point_count(), 0);
  std::size_t starts = 0;
  // The latest edges first: a contradiction shows with the last of them.
  for (auto i = static_cast<std::uint32_t>(edges.size()); i-- > 0 && starts < kStartsMax && !budget.spent();) {
    if (component[edges[i].from] != component[edges[i].to]) continue;
    ++starts;
    const auto search = static_cast<std::uint32_t>(starts);
    using Item = std::pair<std::uint64_t, Point>;
    std::priority_queue<Item, std::vector<Item>, std::greater<>> queue;
    const Point first = edges[i].to, goal = edges[i].from;
    stamp[first] = search;
    cost[first] = cost_of(edges[i].because);
    by[first] = i;
    queue.emplace(cost[first], first);
    bool arrived = false;
    while (!queue.empty() && !budget.spent()) {
      const auto [c, p] = queue.top();
      queue.pop();
      if (c != cost[p]) continue;
      arrived = p == goal;
      if (arrived || c >= best_cost) break;
      for (const std::uint32_t e : out.of(p)) {
        const Point to = edges[e].to;
        const std::uint64_t next = c + cost_of(edges[e].because);
        if (component[to] != component[p] || (stamp[to] == search && cost[to] <= next)) continue;
        stamp[to] = search;
        cost[to] = next;
        by[to] = e;
        queue.emplace(next, to);
      }
    }
    if (!arrived || cost[goal] >= best_cost) continue;
    best_cost = cost[goal];
    best.clear();
    for (Point p = goal;; p = edges[by[p]].from) {
      best.push_back(by[p]);
      if (by[p] == i) break;
    }
    std::reverse(best.begin(), best.end());
  }
  return best;
}

OrderReasons::OrderReasons(const OrderProblem& problem, const KnownOrder& known, Budget& budget)
    : problem_(&problem),
      known_(&known),
      budget_(&budget),
      into_(edges_into(problem.point_count(), known.edges())),
      used_(known.edges().size()),
      in_(problem.transactions().history().size()),
      shown_effect_(problem.size()),
      stamp_(problem.point_count(), 0),
      cost_(problem.point_count(), 0),
      by_(problem.point_count(), 0) {}

void OrderReasons::add_operation(OpId op) {
  if (in_[index(op)]) return;
  in_[index(op)] = true;
  operations_.push_back(op);
  const Transactions& t = problem_->transactions();
  const TxnId txn = t.history().transaction(op);
  if (t.accesses().optional(txn)) show_effect(t.node_of(txn));
}

void OrderReasons::add_read(std::uint32_t read) {
  add_operation(problem_->read_op(read));
  const Transactions::Read& what = problem_->read(read);
  if (problem_->source(read) != kNothing) add_write(what.source, what.place);
}

/// Names a read that shows that the unknown transaction took effect.
void OrderReasons::show_effect(Node node) {
  if (node == kNoNode || shown_effect_[node]) return;
  shown_effect_[node] = true;
  const Transactions& t = problem_->transactions();
  for (std::uint32_t w = problem_->first_write(node); w < problem_->end_write(node); ++w) {
    if (problem_->readers(w).empty()) continue;
    add_read(problem_->readers(w).front());
    return;
  }
  if (t.history().object() != Object::list) return;
  for (std::uint32_t w = problem_->first_write(node); w < problem_->end_write(node); ++w) {
    const std::vector<Node> shown = t.version_order(problem_->place(w));
    if (std::find(shown.begin(), shown.end(), node) == shown.end()) continue;
    show_version(problem_->place(w), t.write_op(node, problem_->place(w)));
    return;
  }
}

/// Names a list that shows the append, the shortest one. What its own transaction read of it shows no version order.
void OrderReasons::show_version(Place place, OpId append) {
  const Transactions& t = problem_->transactions();
  const History& h = t.history();
  OpId best = kNoOp;
  std::size_t length = 0;
  for (const OpId op : t.accesses().relations().on_key(t.accesses().key_of(place))) {
    if (h.kind(op) != Kind::read || h.status(op) != Status::ok || h.transaction(op) == h.transaction(append)) continue;
    const Value list = h.value_at(h.value(op));
    const Value::Array* const array = list.as_array();
    if (array == nullptr || (best != kNoOp && array->size() >= length)) continue;
    const Value wanted = h.value_at(h.value(append));
    if (std::find(array->begin(), array->end(), wanted) == array->end()) continue;
    best = op;
    length = array->size();
  }
  if (best != kNoOp) add_operation(best);
}

void OrderReasons::add(const OrderEdge& edge) {
  const OrderProblem& p = *problem_;
  switch (edge.because) {
    case Because::inside:
    case Because::session:
    case Because::time: return;
    case Because::reads: return add_read(edge.detail);
    case Because::version: {
      const Node a = p.node_of(edge.from), b = p.node_of(edge.to);
      add_write(a, edge.detail);
      add_write(b, edge.detail);
      const std::vector<Node> shown = p.transactions().version_order(edge.detail);
      const bool both = std::find(shown.begin(), shown.end(), b) != shown.end();
      return show_version(edge.detail, p.transactions().write_op(both ? b : shown.back(), edge.detail));
    }
    case Because::seen: {
      add_read(edge.detail);
      return add_write(p.node_of(edge.from), p.read(edge.detail).place);
    }
    case Because::signed_ww:
    case Because::chosen: {
      add_write(p.node_of(edge.from), edge.detail);
      return add_write(p.node_of(edge.to), edge.detail);
    }
    case Because::signed_rw:
    case Because::chosen_rw: {
      add_read(edge.detail);
      return add_write(p.node_of(edge.to), p.read(edge.detail).place);
    }
  }
}

/// Names the edge, once, and remembers what it rests on.
void OrderReasons::use(std::uint32_t i) {
  if (used_[i]) return;
  used_[i] = true;
  const OrderEdge& edge = known_->edges()[i];
  const OrderProblem& p = *problem_;
  add(edge);
  if (edge.because == Because::seen) open_.push_back({edge.from, p.read_point(p.reader(edge.detail)), i});
  if (edge.because == Because::signed_ww) open_.push_back({p.guarded_point(p.node_of(edge.from)), p.write_point(p.node_of(edge.to)), i});
  if (edge.because == Because::signed_rw && p.source(edge.detail) != kNothing) open_.push_back({p.guarded_point(p.read(edge.detail).source), edge.to, i});
}

void OrderReasons::add_known(std::uint32_t edge) {
  use(edge);
  explain();
}

void OrderReasons::add_path(Point from, Point to) {
  open_.push_back({from, to, static_cast<std::uint32_t>(known_->edges().size())});
  explain();
}

void OrderReasons::explain() {
  while (!open_.empty() && !spent_) {
    const Premise premise = open_.back();
    open_.pop_back();
    find_path(premise.from, premise.to, premise.limit);
  }
}

/// Names the edges of the cheapest path among those before `limit`.
void OrderReasons::find_path(Point from, Point to, std::uint32_t limit) {
  if (from == to) return;
  // Mostly what is known of the points shows the way; it does not where a cycle came up before it was known.
  const bool found = (known_->tells_of(from) && search(from, to, limit, true)) || search(from, to, limit, false);
  if (spent_) return;
  CLIO_ASSERT(found);
  std::vector<std::uint32_t> path;
  for (Point p = from; p != to; p = known_->edges()[by_[p]].to) path.push_back(by_[p]);
  for (const std::uint32_t e : path) use(e);
}

/// Searches from the path's end backwards, if `guided` through nothing that is not known to follow its beginning.
bool OrderReasons::search(Point from, Point to, std::uint32_t limit, bool guided) {
  const std::vector<OrderEdge>& edges = known_->edges();
  ++search_;
  using Item = std::pair<std::uint32_t, Point>;
  std::priority_queue<Item, std::vector<Item>, std::greater<>> queue;
  stamp_[to] = search_;
  cost_[to] = 0;
  queue.emplace(0, to);
  while (!queue.empty() && !spent_) {
    spent_ = budget_->spent();
    const auto [c, p] = queue.top();
    queue.pop();
    if (c != cost_[p]) continue;
    if (p == from) return true;
    for (const std::uint32_t e : into_.of(p)) {
      if (e >= limit) break;  // ascending
      const Point back = edges[e].from;
      if (guided && !known_->before(from, back)) continue;
      const std::uint32_t next = c + (used_[e] ? 0 : cost_of(edges[e].because));
      if (stamp_[back] == search_ && cost_[back] <= next) continue;
      stamp_[back] = search_;
      cost_[back] = next;
      by_[back] = e;
      queue.emplace(next, back);
    }
  }
  return false;
}

std::vector<OpId> OrderReasons::operations() {
  std::vector<OpId> sorted = operations_;
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

}  // namespace clio::transactional

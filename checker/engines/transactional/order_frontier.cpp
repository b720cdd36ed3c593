// Depth-first search for one order of points over how far each session has come (Biswas and Enea, OOPSLA 2019, section 4: polynomial for a fixed number of sessions).
//
// A state is a set of points that is closed under what precedes them; that it is one number for each session is what makes it small. Nothing else needs to be known: sources are fixed, so a write may follow
// exactly if no read of another value of its place is open, i.e. has its source in the set and itself is not there; in which order the writes in the set came then makes no difference to what may follow.
// (Snapshot isolation: nor may a writer of the place be between its two points.) States once seen are never entered again. A point that writes nothing, and for snapshot isolation begins no writing, is taken as
// soon as it may come: it can be moved to the front of any continuation, for it only ends waiting. Real time's instants are such points.
//
// The depth of the search is the number of points: it keeps its own stack. Tested by tests/transactional/orders_test.cpp.

#include "checker/engines/transactional/order_frontier.hpp"

#include <algorithm>

#include "checker/engines/transactional/version_rows.hpp"

namespace clio::transactional {

using sequential::Search;

std::size_t OrderFrontier::lanes(const OrderProblem& problem) {
  const Transactions& t = problem.transactions();
  if (!problem.in_sessions()) return problem.size();
  std::size_t count = problem.size() - t.first_side();
  for (std::uint32_t s = 0; s < t.session_count(); ++s) count += t.begin(s) != t.end(s) ? 1 : 0;
  return count;
}

OrderFrontier::OrderFrontier(const OrderProblem& problem, std::span<const OrderEdge> known, std::span<const std::uint32_t> rank, Budget& budget)
    : problem_(&problem), known_(known), rank_(rank), budget_(&budget), out_(Adjacency::out(problem.point_count(), known)), lane_of_(problem.point_count()), waits_(problem.point_count(), 0),
      open_(problem), held_(budget), seen_(budget) {
  const Transactions& t = problem.transactions();
  const auto put = [&](Point p) {
    lane_of_[p] = static_cast<std::uint32_t>(lanes_.size() - 1);
    lanes_.back().push_back(p);
  };
  for (Node n = 0; n < problem.size(); ++n) {
    const bool goes_on = problem.in_sessions() && !t.is_side(n) && n != t.begin(t.session_of(n));
    if (!goes_on) lanes_.emplace_back();
    put(problem.read_point(n));
    if (problem.split()) put(problem.write_point(n));
  }
  if (problem.first_instant() != problem.point_count()) lanes_.emplace_back();
  for (auto i = static_cast<Point>(problem.first_instant()); i < problem.point_count(); ++i) put(i);
  next_.assign(lanes_.size(), 0);
  for (const OrderEdge& e : known) ++waits_[e.to];
}

bool OrderFrontier::harmless(Point p) const {
  if (p >= problem_->first_instant()) return true;
  const Node n = problem_->node_of(p);
  if (problem_->first_write(n) == problem_->end_write(n)) return true;
  return p != problem_->guarded_point(n) && p != problem_->write_point(n);
}

bool OrderFrontier::possible(Point p) const {
  const OrderProblem& problem = *problem_;
  if (waits_[p] != 0) return false;
  if (p >= problem.first_instant()) return true;
  const Node n = problem.node_of(p);
  return p != problem.write_point(n) || open_.obstacle(n) == kNothing;
}

void OrderFrontier::execute(Point p) {
  const OrderProblem& problem = *problem_;
  path_.push_back(p);
  ++next_[lane_of_[p]];
  for (const std::uint32_t e : out_.of(p)) --waits_[known_[e].to];
  if (p >= problem.first_instant()) return;
  const Node n = problem.node_of(p);
  if (p == problem.read_point(n)) open_.read(n);
  if (p == problem.write_point(n)) open_.write(n);
}

void OrderFrontier::undo_to(std::size_t length) {
  const OrderProblem& problem = *problem_;
  while (path_.size() > length) {
    const Point p = path_.back();
    path_.pop_back();
    --next_[lane_of_[p]];
    for (const std::uint32_t e : out_.of(p)) ++waits_[known_[e].to];
    if (p >= problem.first_instant()) continue;
    const Node n = problem.node_of(p);
    if (p == problem.write_point(n)) open_.unwrite(n);
    if (p == problem.read_point(n)) open_.unread(n);
  }
}

void OrderFrontier::settle() {
  for (bool moved = true; moved;) {
    moved = false;
    for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
      while (next_[lane] != lanes_[lane].size() && harmless(lanes_[lane][next_[lane]]) && possible(lanes_[lane][next_[lane]])) {
        execute(lanes_[lane][next_[lane]]);
        moved = true;
      }
    }
  }
}

bool OrderFrontier::is_new() {
  state_.clear();
  for (const std::uint32_t next : next_) sequential::append_number(state_, next);
  return seen_.insert(state_);
}

void OrderFrontier::list_moves() {
  const auto begin = static_cast<std::ptrdiff_t>(moves_.size());
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
    if (next_[lane] != lanes_[lane].size() && possible(lanes_[lane][next_[lane]])) moves_.push_back(lanes_[lane][next_[lane]]);
  }
  std::sort(moves_.begin() + begin, moves_.end(), [&](Point a, Point b) { return rank_[a] != rank_[b] ? rank_[a] < rank_[b] : a < b; });
}

Search OrderFrontier::run(std::uint64_t steps) {
  std::uint64_t visited = 0;
  const auto enter = [&](std::size_t base) {
    settle();
    if (path_.size() == problem_->point_count()) return true;
    if ((++visited & 1023u) == 0) held_.set(moves_.capacity() * sizeof(Point) + visits_.capacity() * sizeof(Visit));
    if (!is_new()) {
      undo_to(base);
      return false;
    }
    visits_.push_back({base, moves_.size(), moves_.size()});
    list_moves();
    return false;
  };
  if (!begun_search_) {
    begun_search_ = true;
    if (enter(0)) return Search::found;
  }
  while (!visits_.empty()) {
    if (budget_->spent()) return Search::spent;
    if (visited >= steps) return Search::paused;
    Visit& visit = visits_.back();
    if (visit.next_move == moves_.size()) {
      undo_to(visit.base);
      moves_.resize(visit.moves);
      visits_.pop_back();
      continue;
    }
    const std::size_t base = path_.size();
    execute(moves_[visit.next_move++]);
    if (enter(base)) return Search::found;
  }
  return Search::exhausted;
}

std::vector<Node> OrderFrontier::order() const { return nodes_in_order(*problem_, path_); }

}  // namespace clio::transactional

// Orders of transactions as a propositional problem with a graph beside it (the lazy way: after Cobra, OSDI 2020, and PolySI, VLDB 2023; as in checker/engines/sequential/write_orders.cpp, here over points).
//
// Once it is chosen which of two writers of a place comes first, there is an answer exactly when the graph of order_problem.cpp has no cycle. Choosing is the solver's part, finding cycles the graph's. A round:
//   1. the solver chooses for the pairs that have a variable;
//   2. all points are put into an order in which what is known and chosen goes forward, writers wait for readers (order_schedule.cpp), and otherwise all is as in the round before: so a round changes little that
//      need not be changed;
//   3. this order puts the writers of each place into a row; edges between neighbours, and from each read to the write after the one that it returned, complete the graph;
//   4. no cycle: a topological order is the answer. Otherwise short cycles are found in every component, and each becomes a clause: not all of these choices together. Choices on which a cycle rests by default
//      become variables.
// A stretch of a cycle along one row is one choice, its first before its last. What is known needs no literal. A clause is true of every order, so "impossible" is a proof; each round rules out what was chosen
// or makes new variables, of which there are finitely many, so rounds end. The refutation's clauses are then solved once more, each under an assumption of its own, and only those that failed count.
//
// Tested by tests/transactional/orders_test.cpp.

#include "checker/engines/transactional/order_solver.hpp"

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "checker/engines/held.hpp"
#include "checker/engines/sat_solver.hpp"
#include "checker/engines/transactional/order_reasons.hpp"
#include "checker/engines/transactional/order_schedule.hpp"
#include "checker/engines/transactional/version_rows.hpp"
#include "checker/graph/graph.hpp"
#include "checker/support/assert.hpp"

namespace clio::transactional {
namespace {

using sequential::Search;

bool is_choice(const OrderEdge& e) { return e.because == Because::chosen || e.because == Because::chosen_rw; }

}  // namespace

class OrderSolver::Body {
 public:
  Body(const OrderProblem& problem, const KnownOrder& known, std::span<const Point> guess, Budget& budget);
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;

  Search run(std::uint64_t rounds);
  [[nodiscard]] std::vector<OpId> conflict();

  std::vector<Node> order;
  std::size_t rounds_done = 0;

 private:
  struct Pair {
    Node first, second;
    Place place;
    bool in_order;  // as last chosen
  };
  /// Why choices are ruled out: a cycle.
  struct Clause {
    std::vector<int> literals;
    std::vector<OrderEdge> steps;                // choices with their rows taken together
    std::vector<std::uint32_t> known;            // edges of known_
    std::vector<std::pair<Point, Point>> paths;  // orders that known_ tells
  };
  [[nodiscard]] bool solve();
  [[nodiscard]] int before(Node a, Node b, Place place);
  void take_pair(Clause& clause, Node a, Node b, Place place);
  void take_row(Clause& clause, const std::vector<std::uint32_t>& cycle, std::size_t& i);
  void forbid(std::vector<std::uint32_t> cycle);
  void forbid_cheapest();
  [[nodiscard]] bool forbid_cycles();
  [[nodiscard]] std::vector<std::uint32_t> short_cycle(std::uint32_t edge);
  [[nodiscard]] std::vector<std::uint32_t> core() const;

  const OrderProblem& p_;
  const KnownOrder& known_;
  Budget& budget_;
  SatSolver solver_;
  Held held_;
  std::vector<Pair> pairs_;                                // by variable, from 1 on
  std::unordered_map<std::uint64_t, std::uint32_t> variable_;
  std::vector<Clause> clauses_;
  bool impossible_ = false;

  // Of a round.
  bool in_rows_ = false;  // the choices made agree with one order, and so do those by default: a place's are a row
  std::vector<std::uint32_t> rank_, component_;
  std::vector<OrderEdge> edges_;
  Adjacency out_;
  std::vector<std::uint32_t> stamp_, by_;                  // of a search, by point
  std::uint32_t search_ = 0;
};

OrderSolver::Body::Body(const OrderProblem& problem, const KnownOrder& known, std::span<const Point> guess, Budget& budget)
    : p_(problem), known_(known), budget_(budget), solver_(budget, SatSolver::First::preferences),
      held_(budget, problem.point_count() * 32 + (known.edges().size() + problem.read_count() + problem.write_count()) * 24), pairs_(1), rank_(problem.point_count(), 0) {
  for (std::uint32_t i = 0; i < guess.size(); ++i) rank_[guess[i]] = i + 1;
}

/// That `a` comes before `b`, two writers of the place.
int OrderSolver::Body::before(Node a, Node b, Place place) {
  const bool turned = a > b;
  const std::uint64_t name = std::uint64_t{std::min(a, b)} << 32 | std::max(a, b);
  std::uint32_t& variable = variable_[name];
  if (variable == 0) {
    held_.add(100);  // about what the tables here keep for one
    variable = static_cast<std::uint32_t>(solver_.new_variable());
    pairs_.push_back({std::min(a, b), std::max(a, b), place, !turned});
    solver_.prefer(turned ? -static_cast<int>(variable) : static_cast<int>(variable));
  }
  return turned ? -static_cast<int>(variable) : static_cast<int>(variable);
}

/// Adds to the clause that a comes before b, or why that is known.
void OrderSolver::Body::take_pair(Clause& clause, Node a, Node b, Place place) {
  if (p_.session_before(a, b)) return;
  if (p_.version_before(p_.write_at(a, place), p_.write_at(b, place))) {
    clause.steps.push_back({p_.write_point(a), p_.guarded_point(b), place, Because::version});
  } else if (known_.before(p_.guarded_point(a), p_.write_point(b))) {
    clause.paths.emplace_back(p_.guarded_point(a), p_.write_point(b));
  } else {
    clause.literals.push_back(-before(a, b, place));
  }
}

/// Takes the choice at cycle[i] and what follows it in the same row; afterwards i is the last edge taken.
void OrderSolver::Body::take_row(Clause& clause, const std::vector<std::uint32_t>& cycle, std::size_t& i) {
  const OrderEdge& first = edges_[cycle[i]];
  const bool overwrites = first.because == Because::chosen_rw;
  const Place place = overwrites ? p_.read(first.detail).place : first.detail;
  const auto goes_on = [&](std::size_t j) { return in_rows_ && j < cycle.size() && edges_[cycle[j]].because == Because::chosen && edges_[cycle[j]].detail == place; };
  const auto inside = [&](std::size_t j) { return j < cycle.size() && edges_[cycle[j]].because == Because::inside; };
  std::size_t last = i;
  for (;;) {
    if (goes_on(last + 1) && (!p_.exclusive() || !overwrites || inside(last + 2))) last += 1;
    else if (inside(last + 1) && goes_on(last + 2)) last += 2;
    else break;
    if (overwrites && p_.exclusive() && edges_[cycle[last]].because == Because::chosen) {
      if (!inside(last + 1)) break;
      ++last;  // to the writing point
    }
  }
  const Node end = p_.node_of(edges_[cycle[last]].to);
  i = last;
  if (!overwrites) {
    clause.steps.push_back({first.from, p_.guarded_point(end), place, Because::chosen});
    return take_pair(clause, p_.node_of(first.from), end, place);
  }
  const auto overwritten = [&](Node by) {
    clause.steps.push_back({first.from, p_.write_point(by), first.detail, Because::chosen_rw});
    if (p_.source(first.detail) != kNothing) take_pair(clause, p_.read(first.detail).source, by, place);
  };
  if (end != p_.reader(first.detail)) return overwritten(end);
  // A read-modify-write, and a write between its source and itself.
  const Node between = p_.node_of(first.to);
  overwritten(between);
  clause.steps.push_back({p_.write_point(between), p_.guarded_point(end), place, Because::chosen});
  take_pair(clause, between, end, place);
}

/// Adds the clause that rules out the cycle.
void OrderSolver::Body::forbid(std::vector<std::uint32_t> cycle) {
  // Start where no row is under way.
  const auto start = std::find_if(cycle.begin(), cycle.end(), [&](std::uint32_t e) { return edges_[e].because != Because::chosen && edges_[e].because != Because::inside; });
  if (start != cycle.end()) std::rotate(cycle.begin(), start, cycle.end());
  Clause clause;
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    if (is_choice(edges_[cycle[i]])) take_row(clause, cycle, i);
    else clause.known.push_back(cycle[i]);
  }
  std::sort(clause.literals.begin(), clause.literals.end());
  clause.literals.erase(std::unique(clause.literals.begin(), clause.literals.end()), clause.literals.end());
  solver_.add(clause.literals);
  held_.add(clause.literals.size() * sizeof(int) + clause.steps.size() * sizeof(OrderEdge) + clause.known.size() * sizeof(std::uint32_t) + 120);
  if (clause.literals.empty()) {
    impossible_ = true;
    clauses_.assign(1, std::move(clause));
  } else if (!impossible_) {
    clauses_.push_back(std::move(clause));
  }
}

/// A cycle through the edge within its component that rests on few choices.
std::vector<std::uint32_t> OrderSolver::Body::short_cycle(std::uint32_t edge) {
  ++search_;
  const Point first = edges_[edge].to, goal = edges_[edge].from;
  struct Arrival {
    Point point;
    std::uint32_t by;
  };
  std::deque<Arrival> queue{{first, edge}};
  while (!queue.empty()) {
    const Arrival arrival = queue.front();
    queue.pop_front();
    if (stamp_[arrival.point] == search_) continue;
    stamp_[arrival.point] = search_;
    by_[arrival.point] = arrival.by;
    if (arrival.point == goal) {
      std::vector<std::uint32_t> cycle;
      for (Point p = goal;; p = edges_[by_[p]].from) {
        cycle.push_back(by_[p]);
        if (by_[p] == edge) break;
      }
      std::reverse(cycle.begin(), cycle.end());
      return cycle;
    }
    for (const std::uint32_t e : out_.of(arrival.point)) {
      const Point to = edges_[e].to;
      if (component_[to] != component_[arrival.point] || stamp_[to] == search_) continue;
      if (is_choice(edges_[e])) queue.push_back({to, e});
      else queue.push_front({to, e});
    }
  }
  return {};
}

/// As long as the budget lasts.
void OrderSolver::Body::forbid_cheapest() {
  std::vector<std::uint32_t> cycle = cheapest_cycle(p_, edges_, budget_);
  if (!cycle.empty()) forbid(std::move(cycle));
}

/// Adds clauses against short cycles of every component; false if there is no cycle.
bool OrderSolver::Body::forbid_cycles() {
  constexpr std::size_t kCyclesMax = 10'000;       // of a round
  constexpr std::size_t kWorkMax = 100'000'000;    // points looked at in a round, roughly
  std::vector<GraphEdge> plain;
  plain.reserve(edges_.size());
  for (const OrderEdge& e : edges_) plain.push_back({e.from, e.to, 0});
  component_ = Graph(p_.point_count(), plain).strong_components();
  out_ = Adjacency::out(p_.point_count(), edges_);
  std::vector<std::uint32_t> size(p_.point_count(), 0);
  for (const std::uint32_t c : component_) ++size[c];
  stamp_.assign(p_.point_count(), 0);
  by_.assign(p_.point_count(), 0);
  search_ = 0;
  bool cyclic = false;
  std::size_t cycles = 0, work = 0;
  std::vector<bool> covered(edges_.size(), false);
  // Starting at another place each round: the component's best known cycles are ruled out already.
  const std::size_t offset = edges_.empty() ? 0 : (rounds_done * 7919) % edges_.size();
  for (std::size_t n = 0; n < edges_.size(); ++n) {
    const auto i = static_cast<std::uint32_t>((n + offset) % edges_.size());
    const OrderEdge& e = edges_[i];
    if (component_[e.from] != component_[e.to]) continue;
    cyclic = true;
    if (!is_choice(e) || covered[i]) continue;
    if (cycles == kCyclesMax || work > kWorkMax || impossible_ || budget_.spent_now()) break;  // a search may walk over a whole component
    work += size[component_[e.from]];
    std::vector<std::uint32_t> cycle = short_cycle(i);
    if (cycle.empty()) continue;
    ++cycles;
    for (const std::uint32_t step : cycle) covered[step] = true;
    forbid(std::move(cycle));
  }
  if (cyclic && cycles == 0) forbid_cheapest();  // it rests on no choice
  return cyclic;
}

/// False: impossible.
bool OrderSolver::Body::solve() {
  const SatSolver::Answer answer = solver_.solve();
  if (answer == SatSolver::Answer::possible) {
    for (std::uint32_t v = 1; v < pairs_.size(); ++v) pairs_[v].in_order = solver_.holds(static_cast<int>(v));
  }
  return answer != SatSolver::Answer::impossible;
}

Search OrderSolver::Body::run(std::uint64_t rounds) {
  for (std::uint64_t i = 0; i < rounds; ++i) {
    if (budget_.spent_now()) return Search::spent;
    if (rounds_done == 0 && ranked_order(p_.point_count(), known_.edges(), rank_).size() < p_.point_count()) {
      edges_ = known_.edges();
      forbid_cheapest();
      if (budget_.spent_now()) return Search::spent;
    }
    if (impossible_ || !solve()) return Search::exhausted;
    if (budget_.spent_now()) return Search::spent;
    ++rounds_done;
    edges_ = known_.edges();
    for (std::uint32_t v = 1; v < pairs_.size(); ++v) {
      const Pair& pair = pairs_[v];
      const Node a = pair.in_order ? pair.first : pair.second, b = pair.in_order ? pair.second : pair.first;
      edges_.push_back({p_.write_point(a), p_.guarded_point(b), pair.place, Because::chosen});
    }
    const std::vector<Point> points = schedule(p_, edges_, rank_, budget_);
    if (budget_.spent_now()) return Search::spent;
    in_rows_ = points.size() == p_.point_count();
    if (in_rows_) {
      for (std::uint32_t at = 0; at < points.size(); ++at) rank_[points[at]] = at + 1;
      VersionRows(p_, points).add_edges(edges_);
      const std::vector<Point> found = ranked_order(p_.point_count(), edges_, rank_);
      if (found.size() == p_.point_count()) {
        order = nodes_in_order(p_, found);
        return Search::found;
      }
    }
    CLIO_ASSERT(forbid_cycles());
  }
  return Search::paused;
}

/// Clauses that have no solution together, as few as the solver says.
std::vector<std::uint32_t> OrderSolver::Body::core() const {
  std::vector<std::uint32_t> all(clauses_.size());
  for (std::uint32_t c = 0; c < all.size(); ++c) all[c] = c;
  for (std::size_t times = 0; times < 4; ++times) {
    // A refutation stands, and is not to be lost for want of memory to make it smaller.
    if (!solver_.has_room_for_another(all.size())) break;
    SatSolver solver(budget_, SatSolver::First::all_alike);
    solver.take_variables_of(solver_);
    std::vector<int> switches, clause;
    for (const std::uint32_t c : all) {
      switches.push_back(solver.new_variable());
      clause = clauses_[c].literals;
      clause.push_back(-switches.back());
      solver.add(clause);
    }
    for (const int literal : switches) solver.assume(literal);
    if (solver.solve() != SatSolver::Answer::impossible) break;  // nothing left to make it smaller
    std::vector<std::uint32_t> fewer;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (solver.blames(switches[i])) fewer.push_back(all[i]);
    }
    if (fewer.size() == all.size()) break;
    all = std::move(fewer);
  }
  return all;
}

std::vector<OpId> OrderSolver::Body::conflict() {
  OrderReasons reasons(p_, known_, budget_);
  for (const std::uint32_t c : impossible_ ? std::vector<std::uint32_t>{0} : core()) {
    for (const OrderEdge& step : clauses_[c].steps) reasons.add(step);
    for (const std::uint32_t e : clauses_[c].known) reasons.add_known(e);
    for (const auto& [from, to] : clauses_[c].paths) reasons.add_path(from, to);
  }
  return reasons.spent() ? std::vector<OpId>() : reasons.operations();
}

OrderSolver::OrderSolver(const OrderProblem& problem, const KnownOrder& known, std::span<const Point> guess, Budget& budget)
    : body_(std::make_unique<Body>(problem, known, guess, budget)) {}
OrderSolver::~OrderSolver() = default;
Search OrderSolver::run(std::uint64_t rounds) { return body_->run(rounds); }
const std::vector<Node>& OrderSolver::order() const { return body_->order; }
std::vector<OpId> OrderSolver::conflict() { return body_->conflict(); }

}  // namespace clio::transactional

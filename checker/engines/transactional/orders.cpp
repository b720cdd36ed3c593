// Rows whose reads see what is before something in arb: prefix, the snapshot isolations, the serializable ones.
//
// Deciding them is NP-complete, also where every read's source is known (Papadimitriou 1979; Biswas and Enea, OOPSLA 2019), so this is a ladder, cheap steps first, each sound by itself, the last one complete:
//   1. orders that stand in the history are tried as they are (version_rows.cpp): linear;
//   2. saturation (known_order.cpp) derives what all orders have in common: a contradiction is a violation with its reasons;
//   3. a schedule that respects it (order_schedule.cpp) is tried;
//   4. complete search: a propositional solver over pairs of writers (order_solver.cpp), in turns with a search over session positions (order_frontier.cpp) where sessions are few.
// Without session order there is less to derive from, yet stores keep it nearly always: so the row with session order is tried first. If it holds, so does the other; if not, the order that it came to is one more
// likely order.
// All steps work on one picture of the row, a graph over points (order_problem.cpp). Tests force each of the searches alone, without the steps before it.
// Tested by tests/transactional/orders_test.cpp.

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>

#include "checker/engines/held.hpp"
#include "checker/engines/transactional/known_order.hpp"
#include "checker/engines/transactional/order_frontier.hpp"
#include "checker/engines/transactional/order_reasons.hpp"
#include "checker/engines/transactional/order_schedule.hpp"
#include "checker/engines/transactional/order_solver.hpp"
#include "checker/engines/transactional/theory.hpp"
#include "checker/engines/transactional/version_rows.hpp"

namespace clio::transactional {
namespace {

using sequential::Search;

/// Sessions take turns, each transaction once its sources are there; those that never may, or are left when the budget ends, come last.
std::vector<Node> in_turns(const OrderProblem& problem, Budget& budget) {
  const Transactions& t = problem.transactions();
  std::vector<Node> order;
  std::vector<bool> done(problem.size());
  std::vector<Node> next;
  for (std::uint32_t s = 0; s < t.session_count(); ++s) next.push_back(t.begin(s));
  const auto may_come = [&](Node n) {
    return std::all_of(t.reads(n).begin(), t.reads(n).end(), [&](const Transactions::Read& r) { return r.source >= kUndecided || done[r.source]; });
  };
  const auto put = [&](Node n) {
    done[n] = true;
    order.push_back(n);
  };
  for (bool moved = true; moved && !budget.spent_now();) {
    moved = false;
    for (std::uint32_t s = 0; s < t.session_count(); ++s) {
      if (next[s] == t.end(s) || !may_come(next[s])) continue;
      put(next[s]++);
      moved = true;
    }
    if (moved) continue;
    for (Node n = t.first_side(); n < t.size(); ++n) {
      if (done[n] || !may_come(n) || (t.before(n) != kNoNode && !done[t.before(n)])) continue;
      put(n);
      moved = true;
    }
  }
  for (Node n = 0; n < problem.size(); ++n) {
    if (!done[n]) order.push_back(n);
  }
  return order;
}

/// Orders that an explanation may be found in, the likeliest first.
std::vector<std::vector<Node>> likely_orders(const OrderProblem& problem, Budget& budget) {
  const Transactions& t = problem.transactions();
  const History& h = t.history();
  std::vector<Node> nodes(problem.size());
  std::iota(nodes.begin(), nodes.end(), Node{0});
  std::vector<std::vector<Node>> orders;
  const auto sorted_by = [&](auto key) {
    orders.push_back(nodes);
    std::stable_sort(orders.back().begin(), orders.back().end(), [&](Node a, Node b) { return key(a) < key(b); });
  };
  sorted_by([&](Node n) { return t.op(n); });
  if (h.timed()) {
    sorted_by([&](Node n) { return h.status(t.op(n)) == Status::ok ? h.response(t.op(n)) : h.call(t.op(n)); });
    sorted_by([&](Node n) { return h.call(t.op(n)); });
  }
  orders.push_back(in_turns(problem, budget));
  return orders;
}

class Orders {
 public:
  Orders(const Transactions& transactions, const Model& model, Budget& budget) : problem_(transactions, model), budget_(budget), rank_(problem_.point_count(), 0) {}

  /// An order to be tried before any other.
  void hint(std::vector<Node> order) { hint_ = std::move(order); }
  /// The best order that climb() came to without an answer.
  [[nodiscard]] std::vector<Node> best_order() const {
    std::vector<Point> points(problem_.first_instant());
    std::iota(points.begin(), points.end(), Point{0});
    std::stable_sort(points.begin(), points.end(), [&](Point a, Point b) { return rank_[a] < rank_[b]; });
    return nodes_in_order(problem_, points);
  }

  /// Steps 1 to 4; of the search up to `rounds`, then it answers as if the budget were spent.
  Ruling climb(std::uint64_t rounds) {
    if (problem_.size() == 0) return {};
    budget_.phase("trying likely orders");
    if (std::optional<std::vector<Node>> order = try_likely()) return satisfied(std::move(*order));
    if (budget_.spent_now()) return spent();

    budget_.phase("deriving forced orders");
    KnownOrder known(problem_, budget_);
    switch (known.run(rank_)) {
      case KnownOrder::Outcome::spent: return spent();
      case KnownOrder::Outcome::contradiction: return violated_if_any(reasons(known));
      case KnownOrder::Outcome::consistent: break;
    }
    budget_.phase("scheduling");
    const std::vector<Point> points = schedule(problem_, known.edges(), rank_, budget_);
    if (budget_.spent_now()) return spent();
    for (std::uint32_t i = 0; i < points.size(); ++i) rank_[points[i]] = i + 1;
    if (std::optional<std::vector<Node>> order = arbitration(problem_, known.edges(), ranked_order(problem_.point_count(), known.edges(), rank_))) return satisfied(std::move(*order));
    return search(known, rounds);
  }

  Ruling judge(OrderSearch search) {
    if (problem_.size() == 0) return {};
    if (search == OrderSearch::automatic) return climb(std::numeric_limits<std::uint64_t>::max());
    rank_by(in_turns(problem_, budget_));
    KnownOrder known(problem_, budget_);
    if (search == OrderSearch::solver) return solve(known, std::numeric_limits<std::uint64_t>::max());
    OrderFrontier frontier(problem_, known.edges(), rank_, budget_);
    switch (frontier.run(std::numeric_limits<std::uint64_t>::max())) {
      case Search::found: return satisfied(frontier.order());
      case Search::exhausted: return violated(everything());
      case Search::paused:
      case Search::spent: break;
    }
    return spent();
  }

 private:
  [[nodiscard]] static Ruling spent() { return {.spent = true, .reason = {}, .conflicts = {}, .order = {}}; }
  [[nodiscard]] static Ruling satisfied(std::vector<Node> order) { return {.spent = false, .reason = {}, .conflicts = {}, .order = std::move(order)}; }
  [[nodiscard]] static Ruling violated(std::vector<OpId> conflict) { return {.spent = false, .reason = {}, .conflicts = {std::move(conflict)}, .order = {}}; }
  /// Nothing is in a conflict for which the budget did not last.
  [[nodiscard]] static Ruling violated_if_any(std::vector<OpId> conflict) { return conflict.empty() ? spent() : violated(std::move(conflict)); }

  void rank_by(const std::vector<Node>& order) {
    for (std::uint32_t i = 0; i < order.size(); ++i) rank_[problem_.read_point(order[i])] = rank_[problem_.write_point(order[i])] = i + 1;  // instants come as soon as they may
  }

  std::optional<std::vector<Node>> try_likely() {
    std::vector<std::vector<Node>> orders = likely_orders(problem_, budget_);
    if (!hint_.empty()) orders.insert(orders.begin(), hint_);
    std::size_t best = 0, fewest = std::numeric_limits<std::size_t>::max();
    for (std::size_t i = 0; i < orders.size() && fewest != 0; ++i) {
      const std::size_t wrong = misfits(problem_, orders[i], fewest);
      if (wrong < fewest) fewest = wrong, best = i;
    }
    if (fewest == 0) return std::move(orders[best]);
    rank_by(orders[best]);
    const std::vector<Point> points = ranked_order(problem_.point_count(), problem_.edges(), rank_);
    if (points.size() < problem_.point_count()) return std::nullopt;  // the base has a cycle
    return arbitration(problem_, problem_.edges(), points);
  }

  Ruling search(const KnownOrder& known, std::uint64_t rounds_max) {
    budget_.phase("searching for an order");
    constexpr std::size_t kLanesMax = 16;
    if (OrderFrontier::lanes(problem_) > kLanesMax || rounds_max != std::numeric_limits<std::uint64_t>::max()) return solve(known, rounds_max);
    OrderSolver solver(problem_, known, by_rank(), budget_);
    OrderFrontier frontier(problem_, known.edges(), rank_, budget_);
    for (std::uint64_t rounds = 8, steps = 1 << 12;; rounds *= 2, steps *= 2) {
      const Search solved = solver.run(rounds);
      if (solved != Search::paused) return answer(solver, solved);
      switch (frontier.run(steps)) {
        case Search::found: return satisfied(frontier.order());
        case Search::exhausted: {  // the solver's reasons are smaller, if it gets there
          const Search later = solver.run(4 * rounds);
          Ruling smaller = later == Search::exhausted ? answer(solver, later) : spent();
          return smaller.spent ? violated(everything()) : std::move(smaller);
        }
        case Search::spent: return spent();
        case Search::paused: break;
      }
    }
  }

  Ruling solve(const KnownOrder& known, std::uint64_t rounds) {
    OrderSolver solver(problem_, known, by_rank(), budget_);
    return answer(solver, solver.run(rounds));
  }

  [[nodiscard]] static Ruling answer(OrderSolver& solver, Search search) {
    if (search == Search::found) return satisfied(solver.order());
    return search == Search::exhausted ? violated_if_any(solver.conflict()) : spent();
  }

  [[nodiscard]] std::vector<Point> by_rank() const {
    std::vector<Point> points(problem_.point_count());
    std::iota(points.begin(), points.end(), Point{0});
    std::stable_sort(points.begin(), points.end(), [&](Point a, Point b) { return rank_[a] < rank_[b]; });
    return points;
  }

  [[nodiscard]] std::vector<OpId> reasons(const KnownOrder& known) const {
    OrderReasons reasons(problem_, known, budget_);
    for (const std::uint32_t edge : known.cycle()) reasons.add_known(edge);
    return reasons.spent() ? std::vector<OpId>() : reasons.operations();
  }

  [[nodiscard]] std::vector<OpId> everything() const {
    const Transactions& t = problem_.transactions();
    std::vector<OpId> operations;
    for (Node n = 0; n < problem_.size(); ++n) {
      for (std::size_t i = 0; i < t.history().length_of(t.txn(n)); ++i) operations.push_back(id_at<OpId>(index(t.op(n)) + i));
    }
    std::sort(operations.begin(), operations.end());
    return operations;
  }

  OrderProblem problem_;
  Budget& budget_;
  std::vector<std::uint32_t> rank_;  // by point
  std::vector<Node> hint_;
};

}  // namespace

Ruling judge_orders(const Transactions& transactions, const Model& model, Budget& budget, OrderSearch search) {
  const bool two_rows = model.extends == Base::reads_from && search == OrderSearch::automatic;
  const Held held(budget, (two_rows ? 2 : 1) * OrderProblem::bytes(transactions, model));
  if (budget.spent_now()) return {.spent = true};
  Orders orders(transactions, model, budget);
  if (two_rows) {
    constexpr std::uint64_t kRounds = 16;
    Model with_sessions = model;
    with_sessions.extends = Base::causal;
    Orders stronger(transactions, with_sessions, budget);
    Ruling ruling = stronger.climb(kRounds);
    if (!ruling.spent && ruling.conflicts.empty()) return ruling;
    if (budget.spent_now()) return {.spent = true};  // its conflicts are the stronger row's alone
    orders.hint(stronger.best_order());
  }
  return orders.judge(search);
}

}  // namespace clio::transactional

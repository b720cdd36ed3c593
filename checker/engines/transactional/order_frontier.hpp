#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checker/engines/held.hpp"
#include "checker/engines/sequential/search.hpp"
#include "checker/engines/sequential/state_set.hpp"
#include "checker/engines/transactional/open_reads.hpp"
#include "checker/engines/transactional/order_problem.hpp"
#include "checker/limits.hpp"

namespace clio::transactional {

/// Complete search over how far each session has come, for few sessions.
///
/// Sound and complete. Cost: one visit for each combination of session positions that can be reached, at most; without session order each transaction is a session of its own. The lowest rank is tried first.
/// Lifetime: borrows its arguments.
class OrderFrontier {
 public:
  /// `known`: edges that hold in every order, the problem's own at least. `rank`: by point.
  OrderFrontier(const OrderProblem& problem, std::span<const OrderEdge> known, std::span<const std::uint32_t> rank, Budget& budget);

  /// Visits up to about `steps` more states.
  [[nodiscard]] sequential::Search run(std::uint64_t steps);
  /// Precondition: run() answered found. All transactions in arbitration order.
  [[nodiscard]] std::vector<Node> order() const;

  /// How many sessions the problem has for this search.
  [[nodiscard]] static std::size_t lanes(const OrderProblem& problem);

 private:
  struct Visit {
    std::size_t base, moves, next_move;  // its moves are moves_[moves ..]
  };
  [[nodiscard]] bool harmless(Point p) const;
  [[nodiscard]] bool possible(Point p) const;
  void execute(Point p);
  void undo_to(std::size_t length);
  void settle();
  [[nodiscard]] bool is_new();
  void list_moves();

  const OrderProblem* problem_;
  std::span<const OrderEdge> known_;
  std::span<const std::uint32_t> rank_;
  Budget* budget_;
  Adjacency out_;
  std::vector<std::vector<Point>> lanes_;
  std::vector<std::uint32_t> lane_of_, next_;        // by point; by lane
  std::vector<std::uint32_t> waits_;                 // by point: edges from points to come
  OpenReads open_;
  std::vector<Point> path_, moves_;
  std::vector<Visit> visits_;
  Held held_;                                // for moves and visits
  sequential::StateSet seen_;
  std::vector<std::uint8_t> state_;
  bool begun_search_ = false;
};

}  // namespace clio::transactional

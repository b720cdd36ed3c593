#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "checker/engines/sequential/lookahead.hpp"
#include "checker/engines/sequential/problem.hpp"
#include "checker/engines/sequential/saturation.hpp"
#include "checker/engines/sequential/search.hpp"
#include "checker/engines/sequential/state_set.hpp"
#include "checker/limits.hpp"

namespace clio::sequential {

/// Complete search over session frontiers: a state is how far each session has come and what the keys hold; a state that failed is not tried again.
///
/// Sound and complete for every register history. Cost: at most one visit for each combination of positions and of values that somebody still wants:
/// polynomial for a fixed number of sessions and keys, exponential otherwise. (Biswas and Enea, OOPSLA 2019, section 4.) Lifetime: borrows its arguments.
class FrontierSearch {
 public:
  /// `rank` gives the order in which to try events (lower first), by event; empty: by event. `known`, where given, is what every explanation
  /// has in common; it prunes.
  FrontierSearch(const Problem& problem, std::span<const std::uint32_t> rank, const Saturation* known, Budget& budget);

  FrontierSearch(const FrontierSearch&) = delete;
  FrontierSearch& operator=(const FrontierSearch&) = delete;

  /// Visits up to about `steps` more states.
  [[nodiscard]] Search run(std::uint64_t steps);
  /// Precondition: run() answered found. Every event that took effect, in order.
  [[nodiscard]] std::span<const Event> order() const { return path_; }
  [[nodiscard]] std::size_t failed_states() const { return failed_.size(); }

 private:
  struct Node {
    std::size_t base;              // length of the path before the move that led here
    std::size_t moves, next_move;  // its moves are moves_[moves ..]; next_move is the next to try
  };

  void execute(Event e);
  void undo_to(std::size_t length);
  [[nodiscard]] bool started(Event e) const { return e == kNoEvent || e < next_[problem_->session(e)]; }
  [[nodiscard]] bool in_known_order(Event e) const;
  [[nodiscard]] bool possible(Event e) const;
  [[nodiscard]] bool not_too_early(Event e);
  [[nodiscard]] bool harmless(Event e) const;
  void list_wanted();
  void settle();
  [[nodiscard]] bool complete() const { return done_ == problem_->certain_count(); }
  [[nodiscard]] bool failed_before();
  void remember_failure();
  void describe_state();
  void list_moves();

  const Problem* problem_;
  std::span<const std::uint32_t> rank_;
  const Saturation* known_;
  std::optional<Lookahead> lookahead_;
  Budget* budget_;

  std::vector<Event> next_;                 // by session: its next event
  std::vector<Cell> holds_;                 // by key
  std::vector<Event> written_by_;           // by key: the write whose value it holds, or kInitial
  std::vector<bool> used_;                  // by optional event
  std::vector<std::uint32_t> reads_left_;   // by cell: certain reads of it to come
  std::vector<std::uint32_t> writes_left_;  // by cell: events that may still write it
  std::vector<std::uint32_t> optional_reads_;  // by cell: unknown cas that need it, taken or not
  std::vector<std::uint32_t> avoiders_left_;   // by key: failed cas to come
  std::size_t done_ = 0;                    // certain events on the path

  std::vector<Event> path_;
  struct Held {
    Cell cell;
    Event write;
  };
  std::vector<Held> held_before_;  // by place on the path: what the key held
  std::vector<Event> moves_, wanted_;
  std::vector<Node> nodes_;
  StateSet failed_;
  std::uint64_t position_ = 0;              // a number that tells most session positions apart, kept up with the path
  NumberSet failed_at_;                     // its values at failed states: most states need no further look
  std::vector<std::uint8_t> state_;
  bool begun_ = false;
};

}  // namespace clio::sequential

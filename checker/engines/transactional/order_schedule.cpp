// A greedy schedule: what a store would do that serves transactions by rank, if writers could wait for readers.
//
// A point may come once everything known to precede it has come. A writing point waits while a value that it would overwrite is still to be read by somebody else who could read it now, and, where the row keeps
// writers of a place apart (snapshot isolation), while somebody who writes one of its places too has begun. Readers are not hurried: each takes its turn by rank, unless a writer waits for it; so snapshots are as late
// as may be, and writers are kept apart for a short time only. Where everybody waits, the lowest rank goes on all the same: the order is then a guess, no longer an answer.
//
// Each waiting point stands in the list of one place, and is looked at again when something is read, or ends, there. Tested by tests/transactional/orders_test.cpp.

#include "checker/engines/transactional/order_schedule.hpp"

#include <algorithm>
#include <functional>

#include "checker/engines/transactional/open_reads.hpp"

namespace clio::transactional {
namespace {

class Schedule {
 public:
  Schedule(const OrderProblem& problem, std::span<const OrderEdge> known, std::span<const std::uint32_t> rank, Budget& budget)
      : p_(problem), known_(known), rank_(rank), budget_(budget), out_(Adjacency::out(problem.point_count(), known)), waits_(problem.point_count(), 0), state_(problem.point_count(), State::early),
        open_(problem), holds_(problem.place_count(), kNothing), waiting_(problem.place_count()) {
    for (const OrderEdge& e : known) ++waits_[e.to];
  }

  std::vector<Point> run() {
    order_.reserve(p_.point_count());
    for (Point p = 0; p < p_.point_count(); ++p) {
      if (waits_[p] == 0) ready(p);
    }
    while (!budget_.spent()) {
      if (!heap_.empty()) {
        const Point p = pop(heap_);
        if (state_[p] == State::ready) attempt(p);
      } else if (!stuck_.empty()) {
        const Point p = pop(stuck_);
        if (state_[p] == State::waiting) execute(p);
      } else {
        break;
      }
    }
    return std::move(order_);
  }

 private:
  enum class State : std::uint8_t { early, ready, waiting, done };

  void push(std::vector<std::uint64_t>& heap, Point p) {
    heap.push_back(std::uint64_t{rank_[p]} << 32 | p);
    std::push_heap(heap.begin(), heap.end(), std::greater<>{});
  }
  static Point pop(std::vector<std::uint64_t>& heap) {
    std::pop_heap(heap.begin(), heap.end(), std::greater<>{});
    const auto p = static_cast<Point>(heap.back());
    heap.pop_back();
    return p;
  }
  void ready(Point p) {
    state_[p] = State::ready;
    push(heap_, p);
  }
  [[nodiscard]] bool reads_at(Point p) const { return p < p_.first_instant() && p == p_.read_point(p_.node_of(p)); }
  [[nodiscard]] bool writes_at(Point p) const { return p < p_.first_instant() && p == p_.write_point(p_.node_of(p)); }

  /// The place for whose sake a point has to wait, or kNothing.
  [[nodiscard]] std::uint32_t obstacle(Point p) const { return writes_at(p) ? open_.obstacle(p_.node_of(p)) : kNothing; }

  void attempt(Point p) {
    std::uint32_t place = obstacle(p);
    if (place != kNothing && state_[p] == State::ready) {
      hurry(place, p);
      place = obstacle(p);
    }
    if (place == kNothing) return execute(p);
    state_[p] = State::waiting;
    waiting_[place].push_back(p);
    push(stuck_, p);
  }

  /// Lets those go on who have yet to read what the place holds, if nothing else hinders them.
  void hurry(Place place, Point waiting) {
    const std::span<const std::uint32_t> readers = holds_[place] == kNothing ? p_.initial_readers(place) : p_.readers(holds_[place]);
    for (const std::uint32_t read : readers) {
      if (budget_.spent()) return;
      const Point p = p_.read_point(p_.reader(read));
      if (p != waiting && state_[p] == State::ready && obstacle(p) == kNothing) execute(p);
    }
  }

  void execute(Point p) {
    state_[p] = State::done;
    order_.push_back(p);
    if (reads_at(p)) read(p_.node_of(p));
    if (writes_at(p)) write(p_.node_of(p));
    for (const std::uint32_t e : out_.of(p)) {
      if (--waits_[known_[e].to] == 0) ready(known_[e].to);
    }
  }

  void read(Node n) {
    open_.read(n);
    for (std::uint32_t r = p_.first_read(n); r < p_.end_read(n); ++r) {
      const Transactions::Read& what = p_.read(r);
      if (what.source != kUndecided && open_.pending(what.place) <= 1) wake(what.place);
    }
  }

  void write(Node n) {
    open_.write(n);
    for (std::uint32_t w = p_.first_write(n); w < p_.end_write(n); ++w) {
      holds_[p_.place(w)] = w;
      if (p_.exclusive() && open_.begun(p_.place(w)) <= 1) wake(p_.place(w));
    }
  }

  void wake(Place place) {
    for (const Point p : waiting_[place]) {
      if (state_[p] == State::waiting) ready(p);
    }
    waiting_[place].clear();
  }

  const OrderProblem& p_;
  std::span<const OrderEdge> known_;
  std::span<const std::uint32_t> rank_;
  Budget& budget_;
  Adjacency out_;
  std::vector<std::uint32_t> waits_;                 // by point: what must come first
  std::vector<State> state_;
  OpenReads open_;
  std::vector<std::uint32_t> holds_;                 // by place: the last write
  std::vector<std::vector<Point>> waiting_;          // by place
  std::vector<std::uint64_t> heap_, stuck_;          // by rank
  std::vector<Point> order_;
};

}  // namespace

std::vector<Point> schedule(const OrderProblem& problem, std::span<const OrderEdge> known, std::span<const std::uint32_t> rank, Budget& budget) {
  return Schedule(problem, known, rank, budget).run();
}

}  // namespace clio::transactional

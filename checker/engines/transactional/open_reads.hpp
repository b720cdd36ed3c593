#pragma once

#include <cstdint>
#include <vector>

#include "checker/engines/transactional/order_problem.hpp"

namespace clio::transactional {

/// What a search that puts points into an order, one after the other, knows of each place: how many reads of the value that it holds are still to come, and who has begun but not yet written.
///
/// A value must not be overwritten while somebody else has yet to read it; and where the row keeps writers of a place apart, not while another writer is between its two points.
/// Cost: O(1) for each access. Memory: 4 bytes a place, 8 where the row keeps writers apart. Lifetime: borrows the problem.
class OpenReads {
 public:
  explicit OpenReads(const OrderProblem& problem) : problem_(&problem), pending_(problem.place_count()), begun_(problem.exclusive() ? problem.place_count() : 0, 0) {
    for (Place place = 0; place < problem.place_count(); ++place) pending_[place] = static_cast<std::uint32_t>(problem.initial_readers(place).size());
  }

  [[nodiscard]] std::uint32_t pending(Place place) const { return pending_[place]; }
  /// Precondition: the row keeps writers of a place apart (exclusive()).
  [[nodiscard]] std::uint32_t begun(Place place) const { return begun_[place]; }

  /// The first place for whose sake the node must not write now, or kNothing.
  [[nodiscard]] std::uint32_t obstacle(Node n) const {
    const OrderProblem& p = *problem_;
    for (std::uint32_t w = p.first_write(n); w < p.end_write(n); ++w) {
      const Place place = p.place(w);
      if (p.exclusive() && begun_[place] > 1) return place;
      if (pending_[place] == 0) continue;
      std::uint32_t own = 0;
      if (!p.split()) {
        for (std::uint32_t r = p.first_read(n); r < p.end_read(n); ++r) own += p.read(r).place == place && p.read(r).source != kUndecided ? 1 : 0;
      }
      if (pending_[place] > own) return place;
    }
    return kNothing;
  }

  // A node comes to its reading point, or its writing point, or goes back from it.
  void read(Node n) { at_reading(n, 1); }
  void unread(Node n) { at_reading(n, 0u - 1); }
  void write(Node n) { at_writing(n, 1); }
  void unwrite(Node n) { at_writing(n, 0u - 1); }

 private:
  void at_reading(Node n, std::uint32_t step) {
    const OrderProblem& p = *problem_;
    for (std::uint32_t r = p.first_read(n); r < p.end_read(n); ++r) {
      if (p.read(r).source != kUndecided) pending_[p.read(r).place] -= step;
    }
    if (!p.exclusive()) return;
    for (std::uint32_t w = p.first_write(n); w < p.end_write(n); ++w) begun_[p.place(w)] += step;
  }
  void at_writing(Node n, std::uint32_t step) {
    const OrderProblem& p = *problem_;
    for (std::uint32_t w = p.first_write(n); w < p.end_write(n); ++w) {
      pending_[p.place(w)] += step * static_cast<std::uint32_t>(p.readers(w).size());
      if (p.exclusive()) begun_[p.place(w)] -= step;
    }
  }

  const OrderProblem* problem_;
  std::vector<std::uint32_t> pending_, begun_;  // by place; begun_: empty where nobody asks
};

}  // namespace clio::transactional

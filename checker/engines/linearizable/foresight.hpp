#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checker/engines/linearizable/object_problem.hpp"
#include "checker/engines/linearizable/timeline.hpp"

namespace clio::linearizable {

/// What real time says beforehand about the order in which the values of a queue must enter it, so that a search need not find out by trying.
///
/// Value u must leave before value v when u's dequeue settles before v's is called, or when v is never dequeued and u is. First in, first out: then v must not enter
/// before u. It applies where no value is enqueued or dequeued twice and no dequeue is unknown; otherwise, and for other objects, it says nothing.
class Foresight {
 public:
  Foresight(const ObjectProblem& problem, const Timeline& times);

  [[nodiscard]] bool applies() const { return !leaves_from_.empty(); }
  /// Whether, if `item` takes effect now, somebody called from position `called` on would have entered too late.
  [[nodiscard]] bool too_early(std::uint32_t item, std::uint32_t called) const { return later_leaves_by_[called] < leaves_from_[item]; }
  /// Whether `other`, which has not taken effect, must enter before `item`.
  [[nodiscard]] bool must_wait_for(std::uint32_t item, std::uint32_t other) const { return leaves_by_[other] < leaves_from_[item]; }

 private:
  std::vector<Time> leaves_from_;     // by item, of enqueues: the call of the value's dequeue, kNever if there is none; others: before all time
  std::vector<Time> leaves_by_;       // its settling; kNever if there is none, and for all others
  std::vector<Time> later_leaves_by_; // by position among the calls: the least of these from there on
};

}  // namespace clio::linearizable

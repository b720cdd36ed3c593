#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "src/store/core/types.hpp"

namespace clio::store {

/// Something that will happen at a moment of virtual time.
struct Event {
  enum class Kind : std::uint8_t { message, timer, disk_done, flush, free, fault_begins, fault_ends, wake_session, next_operation, heal, membership };
  Time at = 0;
  std::uint64_t order = 0;  ///< what was scheduled first happens first among equals
  Kind kind = Kind::message;
  std::uint32_t who = 0;    ///< node, session, or fault of the schedule
  std::uint64_t what = 0;   ///< message (place in the pool), timer, whether to be a member
  std::uint64_t life = 0;   ///< of a node, of a timer, of a session's wake-up: void if it is no longer that one
};

/// Events by time, then by when they were scheduled.
class EventQueue {
 public:
  void add(Event event) {
    event.order = ++scheduled_;
    heap_.push_back(event);
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] Time next_at() const { return heap_.front().at; }
  Event take() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const Event event = heap_.back();
    heap_.pop_back();
    return event;
  }

 private:
  static bool later(const Event& a, const Event& b) { return a.at != b.at ? a.at > b.at : a.order > b.order; }
  std::vector<Event> heap_;
  std::uint64_t scheduled_ = 0;
};

}  // namespace clio::store

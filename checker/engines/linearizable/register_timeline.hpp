#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "checker/engines/linearizable/register_problem.hpp"
#include "checker/engines/linearizable/timeline.hpp"

namespace clio::linearizable {

/// What a register search knows beforehand: the layers, and for each value who will want it and who will supply it from any moment on.
class RegisterTimeline {
 public:
  explicit RegisterTimeline(const RegisterProblem& problem);

  [[nodiscard]] const Item& item(std::uint32_t i) const { return items_[i]; }
  [[nodiscard]] const std::vector<Item>& items() const { return items_; }
  [[nodiscard]] const Timeline& times() const { return times_; }
  [[nodiscard]] std::uint32_t values() const { return values_; }
  [[nodiscard]] std::uint32_t initial() const { return initial_; }
  /// Which item of the problem that is.
  [[nodiscard]] std::uint32_t origin(std::uint32_t i) const { return origin_[i]; }

  /// Positions among the calls of those that write a value, and of those that want to find it, in order; kNever-terminated by end.
  struct Future {
    Time next_write = kNever;   ///< the call of the next that sets the value
    Time next_wanted = kNever;  ///< the call of the next that has to find the value (or may)
    Time needed_by = kNever;    ///< the first settling among those that are called later and have to find the value
  };
  /// Cursors are the search's own: how many of the value's writers and finders have been called.
  [[nodiscard]] Future future(std::uint32_t value, std::uint32_t writers_called, std::uint32_t finders_called) const;
  /// The first settling among what is called from position `called` on and changes a register that holds `value`, or must find another.
  [[nodiscard]] Time disturbed_by(std::uint32_t called, std::uint32_t value) const {
    const Disturbance& d = disturbance_[called];
    return d.value == value ? d.second : d.first;
  }
  /// The call of the last that is called later, has to find the value, and settles before the next that sets it is called; nothing if there is none.
  [[nodiscard]] std::optional<Time> stays_until(std::uint32_t value, std::uint32_t writers_called, std::uint32_t finders_called) const {
    const std::uint32_t finders = found_before_[writers_begin_[value] + value + writers_called];
    if (finders <= finders_called) return std::nullopt;
    return finder_calls_[finders_begin_[value] + finders - 1];
  }
  /// The call of the next failed cas from position `called` on.
  [[nodiscard]] Time next_other(std::uint32_t called) const { return next_other_.empty() ? kNever : next_other_[called]; }

  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Disturbance {
    Time first = kNever;   // over all values
    Time second = kNever;  // over the values other than `value`
    std::uint32_t value = kNoValue;
  };
  static constexpr std::uint32_t kNoValue = 0xffffffffu;

  void forecast();

  std::vector<Item> items_;
  std::vector<std::uint32_t> origin_;
  std::uint32_t values_, initial_;
  Timeline times_;
  std::vector<std::uint32_t> writers_begin_, finders_begin_;  // by value
  std::vector<Time> writer_calls_, finder_calls_, finder_needs_;
  std::vector<std::uint32_t> found_before_;  // by writer, with one more for each value: up to which finder some settle before it is called
  std::vector<Disturbance> disturbance_;  // by position among the calls
  std::vector<Time> next_other_;          // likewise; empty without failed cas
};

/// How long each of the problem's items is of any use: until it settles; an optional one until nobody is left who might observe its value. One that
/// never is: to < from.
[[nodiscard]] std::vector<Stay> useful_stays(const RegisterProblem& problem);

}  // namespace clio::linearizable

#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"

namespace clio::validate {

/// Why leaving out everything but `operations` (sorted, participants) could make a violation of a history that satisfies the model; nothing if it
/// cannot, so that a violation by these operations alone is one of the history. Cost: O(n log operations), O(n * operations) for objects other than registers.
[[nodiscard]] std::string not_closed(const History& history, const Model& model, std::span<const OpId> operations);

/// What real time excludes as the source of a reading of a register. Without real time: nothing.
class Excluded {
 public:
  /// Of the keys of these operations.
  Excluded(const History& history, bool real_time, std::span<const OpId> operations);
  /// Whether the reading had returned before the write was called, or some other write came in between.
  [[nodiscard]] bool holds(OpId write, OpId reading) const;

 private:
  [[nodiscard]] Time settles(OpId op) const;
  const History& history_;
  bool real_time_;
  std::map<KeyId, std::vector<std::pair<Time, Time>>> by_key_;  // writes: call, and by when it or a later one had settled
};

/// An operation's cell in a register: the key and a value.
[[nodiscard]] bool writes_register(const History& history, OpId op);
/// Whether it observes the register: ok reads and cas; an unknown cas only where the row is agreed by everyone.
[[nodiscard]] bool reads_register(const History& history, const Model& model, OpId op);
/// Whether a reading event may return `value`. Precondition: reads_register.
[[nodiscard]] bool may_return(const History& history, OpId reading, ValueId value);

/// Session order and real time, straight from the history.
[[nodiscard]] bool session_ordered(const History& history, OpId a, OpId b);
[[nodiscard]] bool before_in_real_time(const History& history, OpId a, OpId b);

}  // namespace clio::validate

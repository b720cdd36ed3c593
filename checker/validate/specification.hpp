#pragma once

#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "checker/history/history.hpp"

namespace clio::validate {

/// A sum of 2^32 integers of 64 bits each.
__extension__ using Sum = __int128;

/// One key's object, stepped operation by operation: the sequential specification of docs/semantics.md in its plainest form.
/// Precondition of everything: the operations are participants, all on the one key.
class Specification {
 public:
  Specification(const History& history, KeyId key);

  /// Lets `op` take effect, if the specification gives its recorded result here (any result, for an unknown operation); otherwise the
  /// state stays as it is. Cost: O(log n), for reads of a set or list the size of what was read.
  [[nodiscard]] bool apply(OpId op);
  /// Lets the write of `op` take effect whatever the object holds: of an unknown compare-and-set within a transaction, or of a transaction that read elsewhere.
  /// Precondition: a register's operation that writes.
  void overwrite(OpId op) { current_ = history_->value(op); }
  /// What the object holds, for messages: "a", "an empty queue".
  [[nodiscard]] std::string state_text() const;
  /// Appends the state, so that equal states append equal words.
  void encode(std::vector<std::uint64_t>& words) const;

 private:
  [[nodiscard]] bool apply_register(OpId op);
  [[nodiscard]] bool apply_counter(OpId op);
  [[nodiscard]] bool apply_set(OpId op);
  [[nodiscard]] bool apply_sequence(OpId op);
  [[nodiscard]] bool apply_mutex(OpId op);
  [[nodiscard]] bool apply_text(OpId op);
  [[nodiscard]] bool holds_exactly(const Value& array) const;

  const History* history_;
  ValueId current_;               // register
  Sum sum_ = 0;                   // counter
  std::set<ValueId> members_;     // set
  std::deque<ValueId> sequence_;  // queue, stack and list: oldest first
  std::string text_;              // text
  bool held_ = false;             // mutex
  ProcessId holder_{};
};

/// Whether an operation can matter: ok, or unknown and able to change something.
[[nodiscard]] inline bool participates(const History& history, OpId op) {
  if (history.status(op) == Status::ok) return true;
  return history.status(op) == Status::unknown && history.kind(op) != Kind::read && history.kind(op) != Kind::contains;
}

}  // namespace clio::validate

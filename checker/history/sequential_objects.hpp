#pragma once

#include <compare>
#include <map>
#include <string>
#include <vector>

#include "checker/history/history.hpp"

namespace clio {

/// What the keys hold of a history whose answers have no single source: the sequential specification of counters, queues, stacks, lists,
/// mutexes and texts (docs/semantics.md), in its plainest form. Engines have faster forms of their own; this one is for who checks them.
/// Objects that are equal answer alike from there on.
class SequentialObjects {
 public:
  /// Whether an operation's answer depends on what its object holds, so that it cannot always be.
  [[nodiscard]] static bool looks(const History& history, OpId op);
  /// Whether it may change what its object holds.
  [[nodiscard]] static bool changes(const History& history, OpId op);
  /// Whether an ok operation reads a list and does not find what another one has appended to it, if at all.
  [[nodiscard]] static bool misses(const History& history, OpId op, OpId append);
  /// How much has to be looked at for that.
  [[nodiscard]] static std::size_t size_of(const History& history, OpId op);

  /// Before any operation. Lifetime: borrows the history.
  explicit SequentialObjects(const History& history) : history_(&history) {}

  /// Lets an operation take effect, if it has the answer that it gets here, which is any for an unknown one; otherwise says no. Precondition: it did
  /// not fail. Cost: size_of(op).
  [[nodiscard]] bool take(OpId op);
  /// How much has to be looked at for an operation: values, or characters.
  [[nodiscard]] std::size_t size_for(OpId op) const;
  /// How much they hold all together, in bytes or so. Cost: the keys that were touched.
  [[nodiscard]] std::size_t size() const;

  friend auto operator<=>(const SequentialObjects&, const SequentialObjects&) = default;

 private:
  __extension__ using Sum = __int128;  // of 2^32 integers of 64 bits
  struct Held {
    Sum sum = 0;                       // of a counter
    std::string text = {};             // of a text
    std::vector<ValueId> values = {};  // of a queue, a stack, a list: oldest first
    bool held = false;                 // a mutex,
    ProcessId holder = {};             // by whom
    friend auto operator<=>(const Held&, const Held&) = default;
  };
  [[nodiscard]] Held initial(KeyId key) const;
  [[nodiscard]] bool shows(const Held& held, const Value& read) const;

  const History* history_;
  std::map<KeyId, Held> keys_;  // those that were touched
};

}  // namespace clio

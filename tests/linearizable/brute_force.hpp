#pragma once

#include <span>
#include <string>
#include <vector>

#include "checker/history/history.hpp"

namespace clio::test {

/// A sequential object over plain values: the specification as docs/semantics.md words it, written without regard to speed.
class PlainObject {
 public:
  PlainObject(const History& history, KeyId key);
  /// Whether the operation may take effect now with what was recorded of it; if so it does.
  bool apply(const History& history, OpId op);
  /// The state, for comparing.
  [[nodiscard]] std::string print() const;

 private:
  Value value_;               // register, counter
  std::vector<Value> items_;  // set (sorted), queue, stack, list
  long holder_ = -1;          // mutex
};

/// Whether the operations of each key can be put into an order that extends real time and that the object allows. By trying all; for up to 20 operations a key.
[[nodiscard]] bool brute_linearizable(const History& history);

/// What is wrong with a witness of linearizability, key by key, or nothing.
[[nodiscard]] std::string replay(const History& history, std::span<const OpId> witness);

/// What is wrong with a core: it is not sorted, not violated on its own, or (registers) lacks something that one of its reads might have read from.
/// `decide` tells whether a history is linearizable.
[[nodiscard]] std::string wrong_core(const History& history, std::span<const OpId> core, bool (*decide)(const History&));

/// The history, an operation a line, for failure messages.
[[nodiscard]] std::string print(const History& history);

}  // namespace clio::test

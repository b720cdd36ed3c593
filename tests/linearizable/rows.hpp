#pragma once

#include <initializer_list>
#include <optional>
#include <vector>

#include "checker/engines/engine.hpp"
#include "checker/history/history.hpp"

namespace clio::test {

/// One operation on key "x", for histories whose exact times matter. Every operation has a process of its own unless one is given.
struct Row {
  Kind kind = Kind::read;
  Value value;
  Time call = 0, response = 0;  ///< kNever: unknown
  Value expected = {};
  bool success = true;
  int process = -1;
};

[[nodiscard]] History timed(std::initializer_list<Row> rows, Object object = Object::register_, Time uncertainty = 0);
[[nodiscard]] History timed(const std::vector<Row>& rows, Object object = Object::register_, Time uncertainty = 0);

[[nodiscard]] Finding linearizable(const History& history, Path path = Path::automatic, const Limits& limits = {});
[[nodiscard]] bool is_linearizable(const History& history);

}  // namespace clio::test

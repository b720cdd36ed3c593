#pragma once

#include <functional>
#include <string>
#include <vector>

#include "checker/history/history.hpp"

namespace clio::oracle {

/// An operation of a history that is still being made: small numbers for processes, keys and values. Value 0 is null, which registers hold first; of a text it is the empty string, and 1, 2, ... are "a", "b", ...
struct Step {
  Kind kind = Kind::read;
  Status status = Status::ok;
  bool success = true;
  int process = 0;
  int key = 0;
  int value = 0;
  int expected = 0;
  std::vector<int> values = {};  ///< of a read of a set, list or text (its pieces)
  Time call = 0;
  Time response = 0;
  int txn = -1;                  ///< neighbours with one number are one transaction (process, status and times are the first one's); -1: a plain operation

  friend bool operator==(const Step&, const Step&) = default;
};

/// A history as a value that enumerations vary, and that shrinking takes apart.
struct Plan {
  Object object = Object::register_;
  bool timed = false;
  int initial = 0;
  Time uncertainty = 0;
  std::vector<Step> steps;
};

/// Precondition: the plan is well-formed (operations of a process do not overlap, and so on). The header's object, initial value and clock uncertainty
/// are the plan's.
[[nodiscard]] History history_of(const Plan& plan, Header header = {});
/// Whether a plan's steps of one process are one after the other (an unknown one may be followed by anything that is called later).
[[nodiscard]] bool well_formed(const Plan& plan);
/// The history for people: the lecture's picture, and below it one operation a line.
[[nodiscard]] std::string show(const Plan& plan);

/// The smallest plan that can be had by dropping steps, one after the other, while `fails` stays true.
[[nodiscard]] Plan shrunk(Plan plan, const std::function<bool(const Plan&)>& fails);

}  // namespace clio::oracle

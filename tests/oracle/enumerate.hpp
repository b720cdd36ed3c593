#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "tests/oracle/plan.hpp"

namespace clio::oracle {

/// How the operations of an enumerated history stand in time.
enum class Timing : std::uint8_t {
  none,    ///< untimed: only the order within each process
  tight,   ///< every interval order, drawn so that whatever overlaps may also just touch
  spread,  ///< every interval order, with gaps between what is ordered and real overlaps otherwise
};

/// A set of histories to be visited completely: all those of `steps` operations, each one of `contents`, on at most `processes` processes.
struct Bound {
  std::string name;
  Object object = Object::register_;
  Timing timing = Timing::none;
  std::size_t steps = 0;
  std::size_t processes = 0;      ///< at most
  bool one_each = false;          ///< every operation has a process of its own (what linearizable cannot tell apart)
  bool values_alike = true;       ///< values but 0 are only names: the first of a key to appear is called 1
  bool distinct = false;          ///< only histories whose writes are distinct and whose reads return what is written there, or null
  std::vector<Step> contents;     ///< process and times are not looked at; ordered by key, then by value where alike otherwise

  friend std::ostream& operator<<(std::ostream& out, const Bound& bound);
};

/// What the operations of a register history may be.
struct RegisterContents {
  int keys = 1;
  int values_max = 2;       ///< values 0 (null, the initial one) .. values_max
  bool rewrites_initial = true;  ///< writes of the initial value too
  bool unknown = true;      ///< unknown writes
  bool failed = true;       ///< failed writes
  bool cas = false;         ///< successful and failed cas, and with `unknown` unknown ones
};
[[nodiscard]] std::vector<Step> contents_of(const RegisterContents& which);
/// All operations of another object on one key with values 1 and 2, unknown ones included.
[[nodiscard]] std::vector<Step> contents_of(Object object);

/// Calls `visit` with one history of each class of histories of the bound that differ only in the names of processes, keys and (where alike) values
/// and in the order of lines of different processes (some classes are visited more than once). Answers how many calls that were.
std::uint64_t enumerate(const Bound& bound, const std::function<void(const Plan&)>& visit);

}  // namespace clio::oracle

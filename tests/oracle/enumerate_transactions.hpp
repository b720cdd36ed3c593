#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "tests/oracle/enumerate.hpp"
#include "tests/oracle/plan.hpp"

namespace clio::oracle {

/// What one transaction does; its steps share a status.
using Content = std::vector<Step>;

/// A set of transactional histories to be visited completely: all those of `transactions` transactions, each one of `contents`, on at most `processes` processes.
struct TransactionBound {
  std::string name;
  Object object = Object::register_;
  Timing timing = Timing::none;
  std::size_t transactions = 0;
  std::size_t processes = 0;  ///< at most
  bool one_each = false;      ///< every transaction has a process of its own
  bool values_alike = true;   ///< values but 0 are only names: the first of a key to appear is called 1
  bool distinct = false;      ///< only histories whose writes are distinct
  bool sourced = false;       ///< only histories whose register reads return null, or what a transaction other than their own writes and that did not fail
  std::vector<Content> contents;  ///< as transactions_of() orders them

  friend std::ostream& operator<<(std::ostream& out, const TransactionBound& bound);
};

/// All sequences of 1 to `longest` of the steps, which are ok and ordered as a Bound's contents: as ok transactions; and those of writes only, as unknown and as failed ones where
/// asked for (what others would do besides is not looked at).
struct Statuses {
  bool unknown = true, failed = true;
};
[[nodiscard]] std::vector<Content> transactions_of(const std::vector<Step>& steps, std::size_t longest, Statuses statuses);

/// Calls `visit` with one history of each class of histories of the bound that differ only in the names of processes, keys and (where alike) values
/// and in the order of lines of different processes (some classes are visited more than once). Answers how many calls that were.
std::uint64_t enumerate(const TransactionBound& bound, const std::function<void(const Plan&)>& visit);

}  // namespace clio::oracle

// The planted violations, as patterns. Each stands on keys of its own, so that the rest of the history neither helps nor hides it.
#include "tests/benchmarks/transactions.hpp"

namespace clio::bench {

std::string_view pattern_of(TransactionPlant plant, TransactionData data) {
  const bool lists = data == TransactionData::lists;
  switch (plant) {
    case TransactionPlant::none: return "";
    case TransactionPlant::aborted_read: return "a!:wx1 b:rx1";
    case TransactionPlant::intermediate_read: return "a:wx1,wx2 b:rx1";
    case TransactionPlant::future_read: return "a:rx1,wx1";
    case TransactionPlant::own_write_missed: return "a:wx1,rx0";
    case TransactionPlant::thin_air: return "a:rx9";
    case TransactionPlant::dirty_write: return lists ? "a:wx1,wy2 b:wx3,wy4 c:rx13 d:ry42" : "";
    case TransactionPlant::circular_information: return "a:wx1,ry2 b:wy2,rx1";
    case TransactionPlant::non_repeatable_read: return "a:wx1 b:rx0,rx1";
    case TransactionPlant::fractured_read: return "a:wx1,wy2 b:ry0,rx1";
    case TransactionPlant::causality_violation: return "a:wx1 b:rx1,wy2 c:ry2,rx0";
    case TransactionPlant::long_fork: return "a:wx1 b:wy2 c:rx1,ry0 d:rx0,ry2";
    case TransactionPlant::lost_update: return lists ? "a:wx1 b:rx1,wx2 c:rx1,wx3 d:rx123" : "a:wx1 b:rx1,wx2 c:rx1,wx3";
    case TransactionPlant::write_skew: return lists ? "a:wx1,wy2 b:rx1,ry2,wx3 c:rx1,ry2,wy4 d:rx13,ry24" : "a:wx1,wy2 b:rx1,ry2,wx3 c:rx1,ry2,wy4";
    case TransactionPlant::incompatible_order: return lists ? "a:wx1 b:wx2 c:rx12 d:rx21" : "";
  }
  return "";
}

}  // namespace clio::bench

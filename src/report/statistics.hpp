#pragma once

#include <array>
#include <map>
#include <optional>
#include <vector>

#include "checker/history/history.hpp"

namespace clio {

/// The spread of a set of numbers: nearest-rank percentiles.
struct Spread {
  std::size_t count = 0;
  std::int64_t min = 0, p50 = 0, p90 = 0, p99 = 0, max = 0;
};
[[nodiscard]] Spread spread_of(std::vector<std::int64_t> numbers);

/// response - call; longer than 2^63 - 1 units is cut there. Precondition: the history is timed, the operation was answered.
[[nodiscard]] std::int64_t latency_of(const History& history, OpId op);

/// What one can count in a history without judging it.
struct Statistics {
  std::array<std::size_t, 3> by_status{};               ///< operations, by Status
  std::array<std::size_t, 3> transactions_by_status{};  ///< a plain operation is one
  std::map<Kind, std::size_t> by_kind;
  std::vector<std::size_t> by_process, by_key, by_node;  ///< operations, by id
  // Timed histories only.
  Time first_call = 0, last_response = 0;
  std::size_t open_max = 0;        ///< most answered operations open at one instant (intervals are closed); with transactions, of these
  double open_mean = 0;            ///< over the time from the first call to the last response
  std::map<Kind, Spread> latency;  ///< response - call of ok operations; empty with transactions
  Spread transaction_latency;      ///< likewise of these
};

/// Cost: O(n log n).
[[nodiscard]] Statistics statistics_of(const History& history);

}  // namespace clio

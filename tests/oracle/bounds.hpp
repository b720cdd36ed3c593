#pragma once

#include <vector>

#include "tests/oracle/enumerate.hpp"
#include "tests/oracle/enumerate_transactions.hpp"

namespace clio::oracle {

/// How much is tried: what every test run can afford, or everything (CLIO_EXHAUSTIVE=1 in the environment, for nightly runs).
enum class Effort : std::uint8_t { usual, full };
[[nodiscard]] Effort effort();

/// Which part of every enumerated set is compared: of `of` histories that follow each other the one numbered `mine`. CLIO_SHARE=2/8 in the environment;
/// otherwise all. Nights that take one share after the other together compare everything.
struct Share {
  unsigned long long mine = 0, of = 1;
};
[[nodiscard]] Share share();

/// The sets of register histories that are visited completely.
[[nodiscard]] std::vector<Bound> register_bounds(Effort effort);
/// Those of the other objects.
[[nodiscard]] std::vector<Bound> object_bounds(Effort effort);
/// Plain reads and distinct writes, for longer histories: where models separate.
[[nodiscard]] Bound plain_bound(std::size_t steps);

/// The sets of transactional histories of registers that are visited completely.
[[nodiscard]] std::vector<TransactionBound> transaction_bounds(Effort effort);
/// Those of lists, sets, counters and queues.
[[nodiscard]] std::vector<TransactionBound> transaction_object_bounds(Effort effort);

/// Of how many histories of a bound the usual run compares one.
[[nodiscard]] unsigned long long usual_share(const TransactionBound& bound);

/// How many random histories: CLIO_RANDOM from the environment, or else what the effort affords.
[[nodiscard]] std::uint64_t random_count(std::uint64_t usual, std::uint64_t full);

}  // namespace clio::oracle

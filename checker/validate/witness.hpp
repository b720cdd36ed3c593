#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"
#include "checker/validate/validate.hpp"

namespace clio::validate {

// The three ways to check a witness. The first two answer what is wrong, or nothing.

/// Linearizable and cache: key by key, every key's operations replayed in the order given. O(n) for registers. `window`: how many
/// operations, adjacent in the file, are visited for all keys before the next are (positive; chosen if not given; the answer does not depend on it).
[[nodiscard]] std::string wrong_order_of_keys(const History& history, const Model& model, std::span<const OpId> witness,
                                              std::optional<std::size_t> window = {});
/// Sequential: one order of everything, replayed on all keys. O(n) for registers.
[[nodiscard]] std::string wrong_order_of_all(const History& history, std::span<const OpId> witness);

/// How far checking a witness goes, and on how many threads.
struct WitnessBounds {
  std::uint64_t steps_max = 20'000'000;         ///< operations walked in search of sources
  std::uint64_t work_max = 8'000'000'000;       ///< clock entries visited in one walk, or held at once for sessions (times 128)
  unsigned jobs = 1;                            ///< threads that checking a large witness may use; the answer does not depend on it
  std::uint32_t transactions_a_thread = 5'000;  ///< fewer are not worth one; positive
};
/// Causal-convergent: an order of the writes that took effect, and the sources of the reads in the form of Finding::sources; where these are not given they are
/// searched. O(n * sessions) where they are, or where values are distinct.
[[nodiscard]] WitnessCheck check_arbitration(const History& history, std::span<const OpId> witness, std::span<const OpId> sources,
                                             const WitnessBounds& bounds = {});

/// "operation 7", for messages.
[[nodiscard]] inline std::string named(OpId op) { return "operation " + std::to_string(index(op)); }

}  // namespace clio::validate

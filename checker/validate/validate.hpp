#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"
#include "checker/verdict.hpp"

namespace clio {

// Checks evidence with code that shares nothing with the engines, nor with their relations: it reads the history and the model's row.

/// What became of checking a witness. Both empty: it proves that the history satisfies the model.
struct WitnessCheck {
  std::string wrong;      ///< what is wrong with it
  std::string undecided;  ///< nothing wrong was found, but why that is no proof
  std::vector<std::uint32_t> snapshots = {};  ///< of a proof for prefix or snapshot isolation: how many transactions of the witness the snapshot of each holds
};

/// Checks a witness and, for causal-convergent and the rows over transactions, the sources of its reads (in the forms that Finding describes). Without sources they are
/// searched where a read has several possible ones and it matters, up to a bound. An empty witness of a history with operations that took effect is wrong.
/// Cost: O(n); O(n * processes) for causal-convergent, and undecided where the clocks of all operations and processes are too many; O(n log n) for prefix, snapshot
/// isolation and read-atomic; O(n √n) for read-committed. `jobs`: threads that a large witness may be checked on; the answer does not depend on it.
[[nodiscard]] WitnessCheck check_witness(const History& history, const Model& model, std::span<const OpId> witness, std::span<const OpId> sources = {}, unsigned jobs = 1);

/// Where a transaction of a witness for prefix or snapshot isolation reads: how many transactions of the witness its snapshot holds at least, aligned with the witness.
/// Empty for other rows and for what is no witness.
[[nodiscard]] std::vector<std::uint32_t> snapshot_points(const History& history, const Model& model, std::span<const OpId> witness);

/// Only what is wrong with a witness.
[[nodiscard]] std::string validate_witness(const History& history, const Model& model, std::span<const OpId> witness);

enum class Confirmation : std::uint8_t {
  confirmed,
  refuted,   ///< the operations do not prove a violation: a bug of ours
  too_large, ///< not decided within `steps_max`
};

/// Whether the operations (sorted) prove that `history` violates `model`: they are closed (with a read they hold everything that may have been its source)
/// and no choice of sources and order explains them. A plain search over the definition, for small sets.
[[nodiscard]] Confirmation validate_counterexample(const History& history, const Model& model, std::span<const OpId> operations,
                                                   std::uint64_t steps_max = 2'000'000);

/// What is wrong with a counterexample's cycle, or nothing: it is closed, stays within the operations, its session-order, real-time and reads-from
/// edges are true of the history, and its other edges are of a kind that the model's row knows.
[[nodiscard]] std::string validate_cycle(const History& history, const Model& model, const Counterexample& counterexample);

}  // namespace clio

#pragma once

#include <cstdint>
#include <optional>
#include <memory>
#include <span>
#include <vector>

#include "tests/benchmarks/random.hpp"
#include "tests/benchmarks/transactions.hpp"

namespace clio::bench {

struct Write {
  std::uint32_t key;
  std::int64_t value;
};

/// A simulated store. A transaction begins, reads, and commits its writes or not; transactions of a session follow each other.
class SimulatedStore {
 public:
  virtual ~SimulatedStore() = default;
  /// Whether the session's transaction can run now; otherwise another session's turn comes first.
  virtual bool begin(std::uint32_t session) = 0;
  /// What a read of a register returns; of a list, how many of its elements.
  virtual std::int64_t read(std::uint32_t session, std::uint32_t key) = 0;
  /// An operation takes a moment; before each.
  virtual void tick() {}
  /// The stamp of a transaction whose writes take effect, or nothing where they cannot.
  virtual std::optional<std::uint64_t> commit(std::uint32_t session, std::span<const Write> writes) = 0;
  /// Everyone sees everything that happened, and no transaction is under way: before transactions that the store did not run.
  virtual void settle() = 0;
};

[[nodiscard]] std::unique_ptr<SimulatedStore> one_copy_store(const TransactionSettings& settings, Random& random);
[[nodiscard]] std::unique_ptr<SimulatedStore> replicated_store(const TransactionSettings& settings, Random& random);

}  // namespace clio::bench

#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tests/benchmarks/key_choice.hpp"

namespace clio::bench {

/// Which transactional store is simulated, and so which models its histories satisfy.
enum class TransactionStore : std::uint8_t {
  serializable,        ///< each transaction runs at a point of one order
  snapshot_isolation,  ///< reads from a snapshot taken earlier; of two concurrent writers of a key the first to commit wins
  prefix,              ///< reads from a snapshot that may be old, but is not older than the session; writers do not conflict
  causal,              ///< replicas deliver whole transactions in causal order; the last writer wins by Lamport time
  read_atomic,         ///< the same, in any order
  read_committed,      ///< the same, and also between the operations of a running transaction
};

/// A violation of some operations on fresh keys, put into an otherwise good history. Each is named for what it is called in the literature.
enum class TransactionPlant : std::uint8_t {
  none, aborted_read, intermediate_read, future_read, own_write_missed, thin_air, dirty_write, circular_information, non_repeatable_read, fractured_read,
  causality_violation, long_fork, lost_update, write_skew, incompatible_order,
};

enum class TransactionData : std::uint8_t { registers, lists };

struct TransactionSettings {
  TransactionStore store = TransactionStore::serializable;
  TransactionData data = TransactionData::registers;  ///< lists: a write appends, a read returns the list (stores with one copy only)
  TransactionPlant plant = TransactionPlant::none;    ///< dirty_write and incompatible_order need lists
  double plant_at = 0.5;                              ///< where in the history, as a fraction of the operations
  std::uint64_t operations = 1000;
  std::uint64_t length = 8;                           ///< operations of a transaction
  std::uint32_t sessions = 16;                        ///< at least 4 with a plant
  std::uint32_t keys = 100;
  KeyDistribution distribution = KeyDistribution::uniform;
  double reads = 0.5;                                 ///< fraction of the operations
  double aborted = 0;                                 ///< fraction of the transactions that fail
  std::uint64_t writes_per_key = 0;                   ///< after so many a key is replaced by a fresh one; 0: never
  std::uint32_t replicas = 4;                         ///< of the replicated stores; session s talks to replica s mod replicas
  std::uint64_t delay_max = 400;                      ///< of deliveries and old snapshots, in operations of the whole history
  std::uint64_t seed = 1;
};

struct TransactionOperation {
  std::uint32_t key = 0;
  bool is_read = true;
  std::int64_t value = 0;      ///< of a register: 0 is the initial value, written ones are distinct and positive; of a list: what is appended
  std::uint64_t elements = 0;  ///< of a list's read: where they begin in TransactionRun::elements
  std::uint32_t element_count = 0;
};

struct Transaction {
  std::uint32_t session = 0;
  bool failed = false;
  bool planted = false;
  std::uint64_t begin = 0, end = 0;  ///< its operations in TransactionRun::operations
  std::uint64_t stamp = 0;           ///< orders committed transactions as the store's arbitration does
};

/// Transactions in the order of their commits. A session's stand in its order.
struct TransactionRun {
  std::vector<Transaction> transactions;
  std::vector<TransactionOperation> operations;
  std::vector<std::int64_t> elements;
};

/// Cost: O(n log n); for the replicated stores times the number of replicas.
[[nodiscard]] TransactionRun simulate_transactions(const TransactionSettings& settings);

/// A plant as text: sessions by letter, `!` where the transaction fails, then its operations: r or w, the key x or y, and the value (0 is the initial one, 9 one
/// that nobody writes) or, of a list's read, its elements. Empty where the data cannot show it.
[[nodiscard]] std::string_view pattern_of(TransactionPlant plant, TransactionData data);

}  // namespace clio::bench

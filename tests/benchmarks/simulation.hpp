#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "tests/benchmarks/key_choice.hpp"

namespace clio::bench {

/// Which store is simulated, and so which models its histories satisfy.
enum class Shape : std::uint8_t {
  linearizable,       ///< one store; an operation takes effect at a random point of its interval
  sequential,         ///< writes in one total order, applied by each replica with its own delay; reads are local (Attiya and Welch 1994)
  causal_convergent,  ///< replicas deliver in causal order; the last writer wins by Lamport time
  causal,             ///< replicas deliver in causal order; the last to arrive wins
};

/// A violation put into an otherwise good history.
enum class Plant : std::uint8_t {
  none,
  stale,            ///< a read returns a value whose overwrite had completed: not linearizable
  causal,           ///< a process reads what it knows to be overwritten: not even weak-causal
  store_buffering,  ///< two processes on two fresh keys both miss the other's write: not sequential, but causal
  long_fork,        ///< two readers see two writes of fresh keys in opposite orders: not sequential, but causal
};

struct Settings {
  Shape shape = Shape::linearizable;
  Plant plant = Plant::none;
  double plant_at = 0.5;             ///< where in the history, as a fraction
  std::uint64_t operations = 1000;
  std::uint32_t processes = 16;
  std::uint32_t keys = 100;
  KeyDistribution distribution = KeyDistribution::uniform;
  std::uint32_t replicas = 4;        ///< of the replicated shapes; process p talks to replica p mod replicas
  double reads = 0.5;                ///< fraction of the operations
  double cas = 0;                    ///< fraction of the writes (linearizable shape only)
  double unknown = 0;                ///< fraction of the writes that time out (linearizable shape only); half of them took effect
  double failed = 0;                 ///< fraction of the writes that fail (linearizable shape only)
  std::uint64_t values = 0;          ///< written values are drawn below this; 0: all are distinct
  std::int64_t duration_mean = 1000; ///< of an operation
  std::int64_t gap_mean = 200;       ///< between two operations of a process
  std::uint64_t drift = 0;           ///< by how many places processes are recorded early or late against each other, at most (for histories without times)
  std::uint64_t seed = 1;
};

inline constexpr std::int64_t kNull = -1;      ///< the initial value; written values are positive
inline constexpr std::int64_t kPending = std::numeric_limits<std::int64_t>::max();  ///< return time of an operation that timed out

enum class Op : std::uint8_t { read, write, cas };

struct Row {
  std::int64_t call = 0;
  std::int64_t response = 0;
  std::int64_t value = kNull;
  std::int64_t expected = kNull;  ///< of cas
  std::uint32_t process = 0;
  std::uint32_t key = 0;
  Op op = Op::read;
  bool success = true;  ///< of cas
  bool failed = false;
};

/// The operations of a run in order of call (with drift: of their delayed recording), and whether the plant found a place.
struct Run {
  std::vector<Row> rows;
  bool planted = true;
};

/// Cost: O(n log n); for the replicated shapes times the number of replicas.
[[nodiscard]] Run simulate(const Settings& settings);

}  // namespace clio::bench

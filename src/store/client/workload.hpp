#pragma once

#include <cstdint>
#include <vector>

#include "src/store/core/command.hpp"
#include "src/store/sim/random.hpp"

namespace clio::store {

/// What clients ask for.
struct Workload {
  std::size_t sessions = 5;
  std::size_t operations = 200;      ///< of all sessions together, final reads not counted
  std::size_t keys = 3;
  double reads = 0.5;                ///< share of reads
  double cas = 0;                    ///< share of the other operations that are compare-and-set, of what the session has read last
  double skew = 0;                   ///< of the keys: the i-th is asked for as often as 1 / i^skew
  Time think = 8 * kMillisecond;     ///< mean time between an answer and the next operation
  double bursts = 0;                 ///< share of operations that follow at once
  bool final_reads = true;           ///< once everything has healed, each session reads each key

  friend bool operator==(const Workload&, const Workload&) = default;
};

/// One operation as planned. A cas expects what its session has read of the key last, known only when it runs.
struct Planned {
  Operation operation = Operation::read;
  Key key = 0;
  std::int64_t value = 0;  ///< of write and cas: written by no other operation of the plan; from 1
  Time think = 0;          ///< since the operation before was over
  Time at = 0;             ///< not before this moment of the run

  friend bool operator==(const Planned&, const Planned&) = default;
};
/// What each session will ask for, in order. A plan is data, so that it can be made smaller.
using Plan = std::vector<std::vector<Planned>>;

/// Draws a plan. Precondition: at least one session and one key.
[[nodiscard]] Plan draw_plan(const Workload& workload, Random random);

}  // namespace clio::store

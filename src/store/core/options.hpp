#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "src/store/core/command.hpp"
#include "src/store/core/types.hpp"

namespace clio::store {

/// When a read-only replica gets what the origin has written.
enum class When : std::uint8_t {
  push,  ///< the origin sends at once
  pull,  ///< the replica asks when a read finds nothing, or something older than its time to live
  poll   ///< the replica asks at intervals
};
/// What travels to a read-only replica.
enum class What : std::uint8_t {
  state,        ///< the key's new value
  operation,    ///< the writes, to be applied in order
  invalidation  ///< only that the value has changed
};

/// How single-decree consensus decides: the protocol, or one of the approaches that do not work.
enum class Approach : std::uint8_t {
  paxos,
  single_acceptor,  ///< one node decides: nothing is decided while it is down
  accept_first,     ///< each node accepts the first value it hears of: perhaps no value ever gets a majority
  accept_every      ///< each node accepts every value: two values can get a majority
};

/// Intervals that protocols and the manager work with. The defaults suit a network of about a millisecond.
struct Timing {
  Time retry = 20 * kMillisecond;          ///< a message that waits for an answer is sent again
  Time heartbeat = 10 * kMillisecond;      ///< of members to the manager, of a leader to its followers
  Time suspect_after = 60 * kMillisecond;  ///< the failure detector's latency: silence that counts as a failure
  Time lease = 50 * kMillisecond;          ///< how long a primary or leader may rely on not being replaced
  std::uint32_t drift_ppm_max = 10'000;    ///< bound on a clock's drift that leases rely on, parts per million
  Time election = 80 * kMillisecond;       ///< silence of a leader before a follower stands, and as much again at random
  Time time_to_live = 100 * kMillisecond;  ///< of a pulled value
  Time poll = 50 * kMillisecond;
};

/// How a protocol runs: the same for every node of a run.
struct Options {
  std::size_t nodes = 3;           ///< replicas; the manager, where there is one, is one more node behind them
  std::size_t read_quorum = 0;     ///< quorum: 0 is a majority
  std::size_t write_quorum = 0;    ///< quorum: 0 is a majority
  std::size_t members_min = 0;     ///< the fewest members of a view (managed protocols): that many disks hold what is acknowledged; 0 is half of the nodes, rounded up
  std::size_t wait_for = 0;        ///< async-primary-backup: backups that must hold a write before the answer (semi-synchronous)
  When when = When::push;          ///< read-only-replicas
  What what = What::state;         ///< read-only-replicas
  bool last_writer_wins = true;    ///< causal: else concurrent writes are applied as they arrive
  Approach approach = Approach::paxos; ///< paxos
  bool back_off = true;            ///< paxos: a proposer that lost waits a random time
  std::size_t snapshot_every = 64; ///< multi-paxos, causal: log entries between snapshots
  Timing timing;
  std::string mutant;              ///< a deliberate bug by name (see the protocol's entry), empty: none

  [[nodiscard]] bool has(const char* name) const { return mutant == name; }
};

}  // namespace clio::store

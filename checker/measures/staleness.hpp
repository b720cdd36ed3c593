#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/limits.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio {

/// A read that certainly returned an overwritten value. Both measures are lower bounds: real staleness may be larger, never smaller.
struct StaleRead {
  OpId read{};
  std::uint32_t versions = 0;  ///< at least 1: writes of the key that lie in real time between the write that was returned and the read
  Time time = 0;               ///< from the response of the earliest such write to the read's call, in the recording's unit

  friend bool operator==(const StaleRead&, const StaleRead&) = default;
};

/// How stale the reads of a history are, for each read and as a distribution.
struct Staleness {
  std::size_t reads = 0;         ///< measured: every ok read and cas whose value has a possible source
  std::size_t without_source = 0;///< not measured: nobody wrote what they returned, or only later
  std::vector<StaleRead> stale;  ///< in order of id; every other read has 0 versions and time 0
  std::map<std::uint32_t, std::size_t> versions;  ///< how many reads have so many versions, 0 included
  std::uint32_t versions_max = 0;
  Time time_max = 0;
};

/// Measures every read against real time (DESIGN section 3): a write w2 lies certainly between the write w and the read r when w responded before
/// w2 was called and w2 responded before r was called, clock uncertainty considered. Where several writes may have been the source, the most
/// favourable one counts (the one that responded last). Unknown writes are never certain. Nothing where there is no real time to measure by:
/// no times, not a register, or transactions.
/// Cost: O(n) where no read is stale, O(n log n) otherwise; 40 bytes a key, and as much for each operation of the largest key with stale reads.
[[nodiscard]] std::optional<Staleness> measure_staleness(const History& history);
[[nodiscard]] std::optional<Staleness> measure_staleness(const BaseRelations& relations);  ///< for whoever has them already

/// The smallest k for which a history is k-atomic: some order of all operations that extends real time lets each read return one of the last k
/// values written to its key. 1 is linearizable.
struct Atomicity {
  enum class Bound : std::uint8_t { one = 1, two = 2, three_or_more = 3, undecided = 0 };
  Bound k = Bound::undecided;
  std::string reason;  ///< why undecided
};

/// Decides k exactly, up to 2 (Golab, Hurwitz and Li, "On the k-Atomicity-Verification Problem", ICDCS 2013). Key by key: k-atomicity is local.
/// A cas reads one of the last k values and writes in the same event. Undecided where there is no real time (as above) or a limit is spent; the
/// question is exponential only in how many operations of one key overlap.
[[nodiscard]] Atomicity decide_atomicity(const History& history, const Limits& limits = {});
[[nodiscard]] Atomicity decide_atomicity(const BaseRelations& relations, const Limits& limits = {});  ///< for whoever has them already

}  // namespace clio

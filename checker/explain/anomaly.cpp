// Which name people give to a cycle. Names describe what a client saw, so most of them look at the reading that the contradiction hangs on and
// at how the newer write had come before it. A session guarantee names its own violation. Tested by tests/evidence/anomaly_test.cpp.

#include "checker/explain/anomaly.hpp"

#include <algorithm>
#include <vector>

namespace clio {
namespace {

class Namer {
 public:
  Namer(const SmallCore& core, const Contradiction& contradiction) : core_(core), it_(contradiction) {
    for (const std::size_t i : it_.cycle) {
      if (link(i).reading >= 0 && link(i).relation != Relation::visibility) derived_.push_back(i);
    }
  }

  [[nodiscard]] Anomaly name() const {
    switch (core_.model().sees) {
      case Visibility::session: return Anomaly::read_your_writes_violation;
      case Visibility::read_then_session: return Anomaly::non_monotonic_read;
      case Visibility::session_then_read: return Anomaly::monotonic_writes_violation;
      case Visibility::read_then_session_then_read: return Anomaly::writes_follow_reads_violation;
      case Visibility::causal:
      case Visibility::arbitrated_before:
      case Visibility::prefix:
      case Visibility::snapshot:
      case Visibility::adjacent:
      case Visibility::read_earlier:
      case Visibility::nothing: break;
    }
    if (derived_.empty()) return facts_alone();
    if (std::all_of(derived_.begin(), derived_.end(), [&](std::size_t i) { return core_.writes(link(i).reading); })) return Anomaly::lost_update;
    if (derived_.size() == 1) return one_reading(link(derived_.front()));
    return several_readings();
  }

 private:
  [[nodiscard]] const Link& link(std::size_t i) const { return it_.links[i]; }
  [[nodiscard]] bool is(std::size_t i, Relation relation) const { return link(i).relation == relation; }
  [[nodiscard]] bool in_process(std::size_t i) const { return core_.process(link(i).from) == core_.process(link(i).to); }

  /// Only what the history shows: something was read before it was written.
  [[nodiscard]] Anomaly facts_alone() const {
    const bool clock = std::any_of(it_.cycle.begin(), it_.cycle.end(), [&](std::size_t i) { return is(i, Relation::real_time); });
    return clock || it_.cycle.size() == 2 ? Anomaly::future_read : Anomaly::circular_causality;
  }

  /// One reading missed a newer write. The way from that write to the reading says how it could have known; the way from its source to the newer
  /// write, why that is newer.
  [[nodiscard]] Anomaly one_reading(const Link& derived) const {
    std::vector<std::size_t> rest;  // of the cycle, from the end of the conclusion to its start
    const auto here = std::find_if(it_.cycle.begin(), it_.cycle.end(), [&](std::size_t i) { return &link(i) == &derived; });
    rest.insert(rest.end(), here + 1, it_.cycle.end());
    rest.insert(rest.end(), it_.cycle.begin(), here);
    return derived.relation == Relation::anti_dependency ? missed(rest, derived.path) : missed(derived.path, rest);
  }
  [[nodiscard]] Anomaly missed(const std::vector<std::size_t>& known, const std::vector<std::size_t>& newer) const {
    if (known.size() == 1 && in_process(known.front())) return Anomaly::read_your_writes_violation;
    const bool through_readers = std::any_of(newer.begin(), newer.end(), [&](std::size_t i) { return is(i, Relation::reads_from); });
    const bool went_back = known.size() == 2 && is(known.front(), Relation::reads_from) && in_process(known.back());
    if (went_back && !through_readers) return Anomaly::non_monotonic_read;
    if (core_.model().extends == Base::real_time) return went_back ? Anomaly::non_monotonic_read : Anomaly::stale_read;
    const auto fact = [&](std::size_t i) { return is(i, Relation::session_order) || is(i, Relation::reads_from); };
    if (!std::all_of(known.begin(), known.end(), fact)) return crossed_on_one_key() ? Anomaly::divergence : Anomaly::other_cycle;
    if (core_.model().extends == Base::session_order) return Anomaly::monotonic_writes_violation;  // pram: a write's process and its reader
    return Anomaly::causality_violation;
  }

  [[nodiscard]] Anomaly several_readings() const {
    if (same_reader() && crossed_on_one_key()) return Anomaly::non_monotonic_read;
    if (core_.model().extends == Base::real_time) return Anomaly::stale_read;
    if (crossed_on_one_key() || crossed_writers()) return Anomaly::divergence;
    if (std::all_of(derived_.begin(), derived_.end(), [&](std::size_t i) { return is(i, Relation::anti_dependency) && missed_unseen(link(i)); })) {
      const bool through_readers = std::any_of(it_.cycle.begin(), it_.cycle.end(), [&](std::size_t i) { return is(i, Relation::reads_from); });
      return through_readers ? Anomaly::long_fork : Anomaly::store_buffering;
    }
    return Anomaly::other_cycle;
  }
  [[nodiscard]] bool same_reader() const {
    return std::all_of(derived_.begin(), derived_.end(),
                       [&](std::size_t i) { return core_.process(link(i).reading) == core_.process(link(derived_.front()).reading); });
  }
  [[nodiscard]] bool crossed_on_one_key() const {
    const auto on_key = [&](std::size_t i) { return core_.same_key(link(i).from, link(it_.cycle.front()).from); };
    return std::all_of(it_.cycle.begin(), it_.cycle.end(), on_key) &&
           std::any_of(it_.cycle.begin(), it_.cycle.end(), [&](std::size_t i) { return is(i, Relation::write_order); });
  }
  /// Writes of several keys whose orders, as read, do not fit the orders of their writers (2+2W).
  [[nodiscard]] bool crossed_writers() const {
    return std::all_of(it_.cycle.begin(), it_.cycle.end(), [&](std::size_t i) {
      return is(i, Relation::write_order) || (is(i, Relation::session_order) && core_.writes(link(i).from) && core_.writes(link(i).to));
    });
  }
  /// Whether the reading's source precedes the newer write by facts alone.
  [[nodiscard]] bool missed_unseen(const Link& derived) const {
    return std::all_of(derived.path.begin(), derived.path.end(), [&](std::size_t i) { return link(i).reading < 0; });
  }

  const SmallCore& core_;
  const Contradiction& it_;
  std::vector<std::size_t> derived_;  // links of the cycle that follow from a reading's answer
};

}  // namespace

Anomaly anomaly_of(const SmallCore& core, const Contradiction& contradiction) { return Namer(core, contradiction).name(); }

}  // namespace clio

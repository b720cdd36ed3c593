// Staleness of reads, in versions and in time, as lower bounds that real time proves.
//
// For a read r from w on a key, the certain overwrites are the writes w2 with w -rt-> w2 -rt-> r. Only the end f of w matters: w2 must be called after f
// and settle before r is called. So the reads are answered in order of their calls while the writes are entered in order of their ends into
// a Fenwick tree over the ranks of their calls: O(n log n). The earliest end among the writes called after f does not depend on r: a suffix minimum.
// With repeated values the source that ended last has the fewest overwrites and the latest first one, so it is the most favourable in both measures;
// a writer called after r settled cannot be the source. Tested by tests/measures/staleness_test.cpp against the definition.

#include "checker/measures/staleness.hpp"

#include <algorithm>
#include <limits>

#include "checker/relations/base_relations.hpp"

namespace clio {
namespace {

constexpr Time kBefore = std::numeric_limits<Time>::min();  // when the initial value was "written"

/// Counts of entered ranks.
class Fenwick {
 public:
  explicit Fenwick(std::size_t size) : sums_(size + 1, 0) {}
  void add(std::size_t rank) {
    ++total_;
    for (std::size_t i = rank + 1; i < sums_.size(); i += i & (~i + 1)) ++sums_[i];
  }
  /// How many entered ranks are at least `rank`.
  [[nodiscard]] std::uint32_t from(std::size_t rank) const {
    std::uint32_t below = 0;
    for (std::size_t i = rank; i > 0; i -= i & (~i + 1)) below += sums_[i];
    return total_ - below;
  }

 private:
  std::vector<std::uint32_t> sums_;
  std::uint32_t total_ = 0;
};

struct Measured {
  OpId read;
  Time source_end;
};

/// One key at a time; the vectors are reused.
class KeyMeasure {
 public:
  KeyMeasure(const BaseRelations& relations, Staleness& result) : relations_(relations), result_(result) {}

  void measure(KeyId key) {
    writes_.clear();
    reads_.clear();
    for (const OpId op : relations_.on_key(key)) {
      if (relations_.writes(op) && !relations_.optional(op)) writes_.push_back(op);
      if (!relations_.reads(op) || relations_.reads_other(op)) continue;
      if (const std::optional<Time> end = source_end(op)) reads_.push_back({op, *end});
      else ++result_.without_source;
    }
    const History& h = relations_.history();
    std::sort(writes_.begin(), writes_.end(), [&](OpId a, OpId b) { return h.call(a) != h.call(b) ? h.call(a) < h.call(b) : a < b; });
    earliest_end_.assign(writes_.size() + 1, kNever);
    by_end_.resize(writes_.size());
    for (std::size_t i = writes_.size(); i-- > 0;) {
      earliest_end_[i] = std::min(earliest_end_[i + 1], relations_.settled(writes_[i]));
      by_end_[i] = static_cast<std::uint32_t>(i);
    }
    std::sort(by_end_.begin(), by_end_.end(), [&](std::uint32_t a, std::uint32_t b) {
      const Time ea = relations_.settled(writes_[a]), eb = relations_.settled(writes_[b]);
      return ea != eb ? ea < eb : a < b;
    });
    std::sort(reads_.begin(), reads_.end(),
              [&](const Measured& a, const Measured& b) { return h.call(a.read) != h.call(b.read) ? h.call(a.read) < h.call(b.read) : a.read < b.read; });
    Fenwick ended(writes_.size());
    std::size_t entered = 0;
    for (const Measured& m : reads_) {
      const Time call = h.call(m.read);
      for (; entered < by_end_.size() && relations_.settled(writes_[by_end_[entered]]) < call; ++entered) ended.add(by_end_[entered]);
      const auto after = static_cast<std::size_t>(
          std::upper_bound(writes_.begin(), writes_.end(), m.source_end, [&](Time end, OpId w) { return end < h.call(w); }) - writes_.begin());
      const Time first = earliest_end_[after];
      const std::uint32_t versions = ended.from(after);
      ++result_.reads;
      ++result_.versions[versions];
      if (versions != 0) result_.stale.push_back({m.read, versions, call - first});
    }
  }

 private:
  /// When the most favourable source ended; nothing if there is no possible source.
  [[nodiscard]] std::optional<Time> source_end(OpId read) const {
    const History& h = relations_.history();
    const CellId cell = relations_.read_cell(read);
    std::optional<Time> latest;
    if (relations_.is_initial(cell)) latest = kBefore;
    for (const OpId w : relations_.writers(cell)) {
      if (w == read || relations_.settled(read) < h.call(w)) continue;
      latest = std::max(latest.value_or(kBefore), relations_.settled(w));
      if (*latest >= h.call(read)) break;  // still open when the read was called: nothing lies between
    }
    return latest;
  }

  const BaseRelations& relations_;
  Staleness& result_;
  std::vector<OpId> writes_;
  std::vector<Measured> reads_;
  std::vector<Time> earliest_end_;  // by rank of call: the earliest end from there on
  std::vector<std::uint32_t> by_end_;
};

}  // namespace

std::optional<Staleness> measure_staleness(const History& history) {
  if (!history.timed() || history.transactional() || history.object() != Object::register_) return std::nullopt;
  const BaseRelations relations(history);
  Staleness result;
  KeyMeasure measure(relations, result);
  for (std::size_t k = 0; k < history.key_count(); ++k) measure.measure(id_at<KeyId>(k));
  std::sort(result.stale.begin(), result.stale.end(), [](const StaleRead& a, const StaleRead& b) { return a.read < b.read; });
  for (const StaleRead& read : result.stale) {
    result.versions_max = std::max(result.versions_max, read.versions);
    result.time_max = std::max(result.time_max, read.time);
  }
  return result;
}

}  // namespace clio

// Staleness of reads, in versions and in time, as lower bounds that real time proves.
//
// For a read r from w on a key, the certain overwrites are the writes w2 with w -rt-> w2 -rt-> r. Only the end f of w matters: w2 must be called after f
// and settle before r is called. So the reads are answered in order of their calls while the writes are entered in order of their ends into
// a Fenwick tree over the ranks of their calls: O(n log n). The earliest end among the writes called after f does not depend on r: a suffix minimum, and
// it alone says whether r is stale at all; only keys with stale reads need the tree.
// With repeated values the source that ended last has the fewest overwrites and the latest first one, so it is the most favourable in both measures;
// a writer called after r settled cannot be the source. Tested by tests/measures/staleness_test.cpp against the definition.

#include "checker/measures/staleness.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>

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

struct Interval {
  Time call, end;
};

struct MeasuredRead {
  Time call, source_end;
  OpId read;
};

/// Writes and reads by key, in file order within a key: copied out of the history's columns in one pass over the file, since a key's operations
/// lie far apart there.
class Measurable {
 public:
  Measurable(const BaseRelations& relations, std::size_t& without_source) : relations_(relations), h_(relations.history()) {
    writes_begin_.assign(h_.key_count() + 1, 0);
    reads_begin_.assign(h_.key_count() + 1, 0);
    for_each_operation([&](OpId op) {
      writes_begin_[index(h_.key(op)) + 1] += certainly_writes(op) ? 1 : 0;
      reads_begin_[index(h_.key(op)) + 1] += certainly_reads(op) ? 1 : 0;
    });
    std::partial_sum(writes_begin_.begin(), writes_begin_.end(), writes_begin_.begin());
    std::partial_sum(reads_begin_.begin(), reads_begin_.end(), reads_begin_.begin());
    writes_.resize(writes_begin_.back());
    reads_.resize(reads_begin_.back());
    writes_end_.assign(writes_begin_.begin(), writes_begin_.end() - 1);
    reads_end_.assign(reads_begin_.begin(), reads_begin_.end() - 1);
    for_each_operation([&](OpId op) {
      const std::size_t key = index(h_.key(op));
      if (certainly_writes(op)) writes_[writes_end_[key]++] = {h_.call(op), relations_.settled(op)};
      if (!certainly_reads(op)) return;
      if (const std::optional<Time> end = source_end(op)) {
        reads_[reads_end_[key]++] = {h_.call(op), *end, op};
      } else {
        ++without_source;
      }
    });
  }

  [[nodiscard]] std::span<Interval> writes(KeyId key) {
    return {writes_.data() + writes_begin_[index(key)], writes_.data() + writes_end_[index(key)]};
  }
  /// Those that have a possible source.
  [[nodiscard]] std::span<MeasuredRead> reads(KeyId key) { return {reads_.data() + reads_begin_[index(key)], reads_.data() + reads_end_[index(key)]}; }

 private:
  template <class Visit>
  void for_each_operation(Visit visit) const {
    for (std::size_t i = 0; i < h_.size(); ++i) {
      if (relations_.participates(id_at<OpId>(i))) visit(id_at<OpId>(i));
    }
  }
  [[nodiscard]] bool certainly_writes(OpId op) const { return relations_.writes(op) && !relations_.optional(op); }
  [[nodiscard]] bool certainly_reads(OpId op) const { return relations_.reads(op) && !relations_.reads_other(op); }

  /// When the most favourable source ended; nothing if there is no possible source.
  [[nodiscard]] std::optional<Time> source_end(OpId read) const {
    const CellId cell = relations_.read_cell(read);
    std::optional<Time> latest;
    if (relations_.is_initial(cell)) latest = kBefore;
    for (const OpId w : relations_.writers(cell)) {
      if (w == read || relations_.settled(read) < h_.call(w)) continue;
      latest = std::max(latest.value_or(kBefore), relations_.settled(w));
      if (*latest >= h_.call(read)) break;  // still open when the read was called: nothing lies between
    }
    return latest;
  }

  const BaseRelations& relations_;
  const History& h_;
  std::vector<std::uint32_t> writes_begin_, writes_end_, reads_begin_, reads_end_;  // by key
  std::vector<Interval> writes_;
  std::vector<MeasuredRead> reads_;
};

/// One key at a time; the vectors are reused.
class KeyMeasure {
 public:
  explicit KeyMeasure(Staleness& result) : result_(result) {}

  /// Puts both in order of call.
  void measure(std::span<Interval> writes, std::span<MeasuredRead> reads) {
    const auto by_call = [](const auto& a, const auto& b) { return a.call < b.call; };
    if (!std::is_sorted(writes.begin(), writes.end(), by_call)) std::stable_sort(writes.begin(), writes.end(), by_call);
    if (!std::is_sorted(reads.begin(), reads.end(), by_call)) std::stable_sort(reads.begin(), reads.end(), by_call);
    earliest_end_.resize(writes.size() + 1);
    earliest_end_.back() = kNever;
    for (std::size_t i = writes.size(); i-- > 0;) earliest_end_[i] = std::min(earliest_end_[i + 1], writes[i].end);
    find_stale(writes, reads);
    if (!stale_.empty()) count_versions(writes, reads);
  }

 private:
  struct Stale {
    std::uint32_t read;   // its rank among the reads
    std::uint32_t after;  // the first write called after its source had ended
  };

  /// Most reads are not stale, and the first write called after their source had ended is near: it is looked for backward from the read's call, in steps
  /// that double.
  void find_stale(std::span<const Interval> writes, std::span<const MeasuredRead> reads) {
    stale_.clear();
    std::size_t called = 0;  // writes called before the read
    for (std::size_t r = 0; r < reads.size(); ++r) {
      const MeasuredRead& read = reads[r];
      while (called < writes.size() && writes[called].call < read.call) ++called;
      std::size_t low = called;
      for (std::size_t step = 1; low > 0 && writes[low - 1].call > read.source_end; step *= 2) low -= std::min(low, step);
      const auto after = std::upper_bound(writes.begin() + static_cast<std::ptrdiff_t>(low), writes.begin() + static_cast<std::ptrdiff_t>(called), read.source_end,
                                          [](Time ended, const Interval& write) { return ended < write.call; });
      const auto place = static_cast<std::uint32_t>(after - writes.begin());
      if (earliest_end_[place] < read.call) stale_.push_back({static_cast<std::uint32_t>(r), place});
    }
    result_.reads += reads.size();
    if (reads.size() != stale_.size()) result_.versions[0] += reads.size() - stale_.size();
  }

  void count_versions(std::span<const Interval> writes, std::span<const MeasuredRead> reads) {
    by_end_.resize(writes.size());
    for (std::size_t i = 0; i < by_end_.size(); ++i) by_end_[i] = static_cast<std::uint32_t>(i);
    std::sort(by_end_.begin(), by_end_.end(), [&](std::uint32_t a, std::uint32_t b) { return writes[a].end < writes[b].end; });
    Fenwick ended(writes.size());
    std::size_t entered = 0;
    for (const Stale& stale : stale_) {
      const MeasuredRead& read = reads[stale.read];
      for (; entered < by_end_.size() && writes[by_end_[entered]].end < read.call; ++entered) ended.add(by_end_[entered]);
      const std::uint32_t versions = ended.from(stale.after);
      ++result_.versions[versions];
      result_.stale.push_back({read.read, versions, read.call - earliest_end_[stale.after]});
    }
  }

  Staleness& result_;
  std::vector<Time> earliest_end_;  // by rank of call: the earliest end from there on
  std::vector<Stale> stale_;
  std::vector<std::uint32_t> by_end_;
};

}  // namespace

std::optional<Staleness> measure_staleness(const History& history) { return measure_staleness(BaseRelations(history)); }

std::optional<Staleness> measure_staleness(const BaseRelations& relations) {
  const History& history = relations.history();
  if (!history.timed() || history.transactional() || history.object() != Object::register_) return std::nullopt;
  Staleness result;
  Measurable measurable(relations, result.without_source);
  KeyMeasure measure(result);
  for (std::size_t k = 0; k < history.key_count(); ++k) measure.measure(measurable.writes(id_at<KeyId>(k)), measurable.reads(id_at<KeyId>(k)));
  std::sort(result.stale.begin(), result.stale.end(), [](const StaleRead& a, const StaleRead& b) { return a.read < b.read; });
  for (const StaleRead& read : result.stale) {
    result.versions_max = std::max(result.versions_max, read.versions);
    result.time_max = std::max(result.time_max, read.time);
  }
  return result;
}

}  // namespace clio

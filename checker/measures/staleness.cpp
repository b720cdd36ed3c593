// Staleness of reads, in versions and in time, as lower bounds that real time proves.
//
// For a read r from w on a key, the certain overwrites are the writes w2 with w -rt-> w2 -rt-> r. Only the end f of w matters: w2 must be called after f
// and settle before r is called. So the reads are answered in order of their calls while the writes are entered in order of their ends into
// a Fenwick tree over the ranks of their calls: O(n log n). The earliest end among the writes called after f does not depend on r: a suffix minimum, and
// it alone says whether r is stale at all; only keys with stale reads need the tree. Most keys have none, which one walk over a file in order of call finds out.
// With repeated values the source that ended last has the fewest overwrites and the latest first one, so it is the most favourable in both measures;
// a writer called after r settled cannot be the source. Tested by tests/measures/staleness_test.cpp against the definition.

#include "checker/measures/staleness.hpp"

#include <algorithm>
#include <limits>

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

bool certainly_writes(const BaseRelations& relations, OpId op) { return relations.writes(op) && !relations.optional(op); }
bool certainly_reads(const BaseRelations& relations, OpId op) { return relations.reads(op) && !relations.reads_other(op); }

/// When the most favourable source of a read ended: the last to end of the writers that were called before the read settled. Of a value that was written often, the writers are put in order
/// of call once, each with the latest end so far. Cost: O(log writers) a read. Memory: 16 bytes a write of such values.
class Sources {
 public:
  explicit Sources(const BaseRelations& relations) : relations_(relations) {
    const History& h = relations.history();
    for (std::size_t c = 0; c < relations.cell_count(); ++c) {
      const std::span<const OpId> writers = relations.writers(id_at<CellId>(c));
      if (writers.size() <= kFew) continue;
      if (often_.empty()) often_.assign(relations.cell_count(), kNotOften);
      often_[c] = latest_.size();
      for (const OpId w : writers) latest_.push_back({h.call(w), relations.settled(w)});
      const auto begin = latest_.begin() + static_cast<std::ptrdiff_t>(often_[c]);
      std::stable_sort(begin, latest_.end(), [](const Interval& x, const Interval& y) { return x.call < y.call; });
      for (auto write = begin + 1; write != latest_.end(); ++write) write->end = std::max(write->end, std::prev(write)->end);
    }
  }

  /// Nothing if there is no possible source.
  [[nodiscard]] std::optional<Time> end_for(OpId read) const {
    const CellId cell = relations_.read_cell(read);
    std::optional<Time> latest;
    if (relations_.is_initial(cell)) latest = kBefore;
    const bool writes_it_too = relations_.writes(read) && relations_.write_cell(read) == cell;
    if (often_.empty() || often_[index(cell)] == kNotOften || writes_it_too) return of_few(read, cell, latest);
    const auto begin = latest_.begin() + static_cast<std::ptrdiff_t>(often_[index(cell)]);
    const auto end = begin + static_cast<std::ptrdiff_t>(relations_.writers(cell).size());
    const auto later = std::upper_bound(begin, end, relations_.settled(read), [](Time settled, const Interval& write) { return settled < write.call; });
    return later == begin ? latest : std::max(latest.value_or(kBefore), std::prev(later)->end);
  }

 private:
  static constexpr std::size_t kFew = 2;
  static constexpr std::size_t kNotOften = std::numeric_limits<std::size_t>::max();

  [[nodiscard]] std::optional<Time> of_few(OpId read, CellId cell, std::optional<Time> latest) const {
    const History& h = relations_.history();
    for (const OpId w : relations_.writers(cell)) {
      if (w == read || relations_.settled(read) < h.call(w)) continue;
      latest = std::max(latest.value_or(kBefore), relations_.settled(w));
      if (*latest >= h.call(read)) break;  // still open when the read was called: nothing lies between
    }
    return latest;
  }

  const BaseRelations& relations_;
  std::vector<std::size_t> often_;  // by cell where any was written often: where its writers begin in latest_
  std::vector<Interval> latest_;    // their calls, ascending, and the latest end so far
};

/// One walk over the file that counts the reads and finds the keys with stale ones. Where the file is in order of call, as most are, all writes that ended
/// before a read have been met when the read is: one of them was called after the read's source had ended exactly if the latest called one was.
class StaleKeys {
 public:
  StaleKeys(const BaseRelations& relations, const Sources& sources, Staleness& result) : keys_(relations.history().key_count()) {
    const History& h = relations.history();
    Time latest_call = kBefore;
    for (std::size_t i = 0; i < h.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      if (!relations.participates(op)) continue;
      const Time call = h.call(op);
      in_order_ = in_order_ && latest_call <= call;
      latest_call = call;
      Key& key = keys_[index(h.key(op))];
      if (certainly_reads(relations, op)) {
        if (const std::optional<Time> end = sources.end_for(op)) {
          ++result.reads;
          key.stale = key.stale || key.latest_call_of_ended(call) > *end;
        } else {
          ++result.without_source;
        }
      }
      if (certainly_writes(relations, op)) key.enter({call, relations.settled(op)});
    }
  }

  [[nodiscard]] bool may_be_stale(KeyId key) const { return !in_order_ || keys_[index(key)].stale; }

 private:
  struct Key {
    Time latest_call = kBefore;  // of those that have left `open`
    std::vector<Interval> open;  // writes, as a heap: the first to end on top
    bool stale = false;

    static bool later(const Interval& a, const Interval& b) { return a.end > b.end; }
    void enter(const Interval& write) {
      if (stale) return;
      (void)latest_call_of_ended(write.call);  // keeps the heap as small as the number of processes
      open.push_back(write);
      std::push_heap(open.begin(), open.end(), later);
    }
    Time latest_call_of_ended(Time now) {
      for (; !open.empty() && open.front().end < now; open.pop_back()) {
        latest_call = std::max(latest_call, open.front().call);
        std::pop_heap(open.begin(), open.end(), later);
      }
      return latest_call;
    }
  };
  std::vector<Key> keys_;
  bool in_order_ = true;
};

/// Measures the stale reads of one key at a time; the vectors are reused.
class KeyMeasure {
 public:
  KeyMeasure(const BaseRelations& relations, const Sources& sources, Staleness& result) : relations_(relations), sources_(sources), result_(result) {}

  void measure(KeyId key) {
    collect(key);
    find_stale();
    if (!stale_.empty()) count_versions();
  }

 private:
  struct Stale {
    std::uint32_t read;   // its rank among the reads
    std::uint32_t after;  // the first write called after its source had ended
  };

  /// Times are copied out of the history's columns once: a key's operations lie far apart there.
  void collect(KeyId key) {
    const History& h = relations_.history();
    writes_.clear();
    reads_.clear();
    for (const OpId op : relations_.on_key(key)) {
      if (certainly_writes(relations_, op)) writes_.push_back({h.call(op), relations_.settled(op)});
      if (!certainly_reads(relations_, op)) continue;
      if (const std::optional<Time> end = sources_.end_for(op)) reads_.push_back({h.call(op), *end, op});
    }
    const auto by_call = [](const auto& a, const auto& b) { return a.call < b.call; };
    if (!std::is_sorted(writes_.begin(), writes_.end(), by_call)) std::stable_sort(writes_.begin(), writes_.end(), by_call);
    if (!std::is_sorted(reads_.begin(), reads_.end(), by_call)) std::stable_sort(reads_.begin(), reads_.end(), by_call);
    earliest_end_.resize(writes_.size() + 1);
    earliest_end_.back() = kNever;
    for (std::size_t i = writes_.size(); i-- > 0;) earliest_end_[i] = std::min(earliest_end_[i + 1], writes_[i].end);
  }

  /// Most reads are not stale, and the first write called after their source had ended is near: it is looked for backward from the read's call, in steps
  /// that double.
  void find_stale() {
    stale_.clear();
    std::size_t called = 0;  // writes called before the read
    for (std::size_t r = 0; r < reads_.size(); ++r) {
      const MeasuredRead& read = reads_[r];
      while (called < writes_.size() && writes_[called].call < read.call) ++called;
      std::size_t low = called;
      for (std::size_t step = 1; low > 0 && writes_[low - 1].call > read.source_end; step *= 2) low -= std::min(low, step);
      const auto begin = writes_.begin() + static_cast<std::ptrdiff_t>(low);
      const auto end = writes_.begin() + static_cast<std::ptrdiff_t>(called);
      const auto after = std::upper_bound(begin, end, read.source_end, [](Time ended, const Interval& write) { return ended < write.call; });
      const auto place = static_cast<std::uint32_t>(after - writes_.begin());
      if (earliest_end_[place] < read.call) stale_.push_back({static_cast<std::uint32_t>(r), place});
    }
  }

  void count_versions() {
    by_end_.resize(writes_.size());
    for (std::size_t i = 0; i < by_end_.size(); ++i) by_end_[i] = static_cast<std::uint32_t>(i);
    std::sort(by_end_.begin(), by_end_.end(), [&](std::uint32_t a, std::uint32_t b) { return writes_[a].end < writes_[b].end; });
    Fenwick ended(writes_.size());
    std::size_t entered = 0;
    for (const Stale& stale : stale_) {
      const MeasuredRead& read = reads_[stale.read];
      for (; entered < by_end_.size() && writes_[by_end_[entered]].end < read.call; ++entered) ended.add(by_end_[entered]);
      const std::uint32_t versions = ended.from(stale.after);
      ++result_.versions[versions];
      result_.stale.push_back({read.read, versions, read.call - earliest_end_[stale.after]});
    }
  }

  const BaseRelations& relations_;
  const Sources& sources_;
  Staleness& result_;
  std::vector<Interval> writes_;     // by call
  std::vector<MeasuredRead> reads_;  // by call
  std::vector<Time> earliest_end_;   // by rank of call: the earliest end from there on
  std::vector<Stale> stale_;
  std::vector<std::uint32_t> by_end_;
};

}  // namespace

std::optional<Staleness> measure_staleness(const History& history) { return measure_staleness(BaseRelations(history)); }

std::optional<Staleness> measure_staleness(const BaseRelations& relations) {
  const History& history = relations.history();
  if (!history.timed() || history.transactional() || history.object() != Object::register_) return std::nullopt;
  Staleness result;
  const Sources sources(relations);
  const StaleKeys stale_keys(relations, sources, result);
  KeyMeasure measure(relations, sources, result);
  for (std::size_t k = 0; k < history.key_count(); ++k) {
    if (stale_keys.may_be_stale(id_at<KeyId>(k))) measure.measure(id_at<KeyId>(k));
  }
  if (result.reads != result.stale.size()) result.versions[0] = result.reads - result.stale.size();
  std::sort(result.stale.begin(), result.stale.end(), [](const StaleRead& a, const StaleRead& b) { return a.read < b.read; });
  for (const StaleRead& read : result.stale) {
    result.versions_max = std::max(result.versions_max, read.versions);
    result.time_max = std::max(result.time_max, read.time);
  }
  return result;
}

}  // namespace clio

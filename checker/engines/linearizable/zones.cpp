// Zones: linearizability of a register whose written values are distinct (Gibbons and Korach 1997).
//
// Where no value is written twice, a read has one possible source. A cluster is a write with the reads of its value; in a linearization it stands together,
// write first. Of a cluster only two times matter: f, when the first of its operations has settled, and s, when the last of them is called. If f < s,
// the value is current throughout (f, s): a forward zone. Otherwise all of the cluster fits into one instant of [s, f]: a backward zone.
//
// Cluster A must stand before cluster B exactly when some operation of A precedes one of B in real time, that is when f(A) < s(B). The key is
// linearizable exactly when (1) every read has a source, (2) no read settles before its write is called, and (3) no two clusters must stand before each
// other. Why pairs suffice: let "must stand before" have a cycle A1, ..., Am but none of length two. Then f(Ai) < s(Ai+1), and s(Ai+1) <= f(Ai+2), because f(Ai+2) < s(Ai+1)
// and f(Ai+1) < s(Ai+2) would be a cycle of length two; so f(Ai) < s(Ai+1) <= f(Ai+2), and likewise s(Ai) <= f(Ai+1) < s(Ai+2): going round (twice, if m is odd)
// gives f(A1) < f(A1). Within a cluster the reads stand in order of call, which real time cannot contradict.
//
// Finding a pair, and the order, takes one sort by the zones' lower ends, backward zones first among equals. Forward zones must not overlap: each must begin at or after the end of
// the last. A backward zone that begins within a forward one must not end within it. Two backward zones never conflict. If nothing conflicts, the sorted
// order is itself a linearization: a backward zone that begins within a forward one stands at the end of that zone, before the next forward zone begins.
//
// The initial value's cluster has a virtual write that settles before all time. Unknown writes: unread, they are left out; read, they settle never. Times
// are closed intervals: only "<" orders.
//
// All keys are gathered in one pass over the columns in file order, since to follow one key at a time through a history of many would miss the cache with every
// operation; likewise the witness is laid out in one pass. What the judging of a key asks of a write is gathered with its cluster. Only the sorts go key by key, in parallel.
//
// Cost: O(n) and a sort of each key's clusters. Tested by tests/linearizable/zones_test.cpp, and against the search and a brute force by agreement_test.cpp.

#include "checker/engines/linearizable/zones.hpp"

#include <algorithm>
#include <limits>

#include "checker/engines/linearizable/time_order.hpp"
#include "checker/support/first_false.hpp"

namespace clio::linearizable {
namespace {

constexpr Time kBeforeAllTime = std::numeric_limits<Time>::min();

/// A write with the reads of its value.
struct Cluster {
  Time first_settled = kNever;         // f
  Time last_called = kBeforeAllTime;   // s
  Time write_called = kBeforeAllTime;
  OpId write = kNoOp;                  // none: the initial value, or a value that nobody wrote
  std::uint32_t optional : 1 = 0;      // whether the write's outcome is unknown
  std::uint32_t reads : 31 = 0;

  [[nodiscard]] bool forward() const { return first_settled < last_called; }
  /// Unread unknown writes, and the initial value where nobody reads it, are not part of the order.
  [[nodiscard]] bool counts() const { return reads > 0 || (write != kNoOp && optional == 0); }
};

class Zones {
 public:
  Zones(const BaseRelations& relations, std::span<const KeyId> keys, const Budget& budget)
      : relations_(relations), history_(relations.history()), keys_(keys), jobs_(budget.jobs()), clusters_(relations.cell_count()),
        place_(relations.cell_count()) {
    finding_.begin.assign(keys.size() + 1, 0);
  }

  ZonesFinding decide() {
    gather();
    const std::size_t batches = (keys_.size() + kKeysAtOnce - 1) / kKeysAtOnce;
    std::vector<std::size_t> wrong(batches);  // the first wrong key of the batch, if it has one
    const std::size_t first = first_false(batches, jobs_, [&](std::size_t batch) { return judge_keys(batch * kKeysAtOnce, wrong[batch]); });
    if (first < batches) finding_.core = core_of(keys_[wrong[first]]);
    else lay_out();
    return std::move(finding_);
  }

 private:
  static constexpr std::size_t kKeysAtOnce = 16;

  /// Room for judging one key after the other.
  struct Sorting {
    std::vector<AtTime> order;  // the key's clusters, as cells, by the lower ends of their zones
    std::vector<AtTime> scratch;
  };
  /// Two clusters of which each must stand before the other; the same one where its write is called too late; no write: thin air.
  struct Conflict {
    std::uint32_t a, b;
  };

  [[nodiscard]] CellId cell_of(OpId op) const { return relations_.reads(op) ? relations_.read_cell(op) : relations_.write_cell(op); }

  template <class Visit>
  void each_operation(Visit&& visit) const {
    if (keys_.size() < history_.key_count()) {
      for (const KeyId key : keys_) std::ranges::for_each(relations_.on_key(key), visit);
    } else {
      for (std::size_t i = 0; i < history_.size(); ++i) {
        if (relations_.participates(id_at<OpId>(i))) visit(id_at<OpId>(i));
      }
    }
  }

  void gather() {
    Time last_call = kBeforeAllTime;
    each_operation([&](OpId op) {
      Cluster& cluster = clusters_[index(cell_of(op))];
      const Time call = history_.call(op);
      if (relations_.writes(op)) {
        cluster.write = op;
        cluster.write_called = call;
        cluster.optional = relations_.optional(op) ? 1 : 0;
      } else {
        ++cluster.reads;
      }
      cluster.first_settled = std::min(cluster.first_settled, relations_.settled(op));
      cluster.last_called = std::max(cluster.last_called, call);
      calls_in_order_ = calls_in_order_ && call >= last_call;
      last_call = call;
    });
    for (const KeyId key : keys_) clusters_[index(relations_.initial_cell(key))].first_settled = kBeforeAllTime;
  }

  /// Judges the keys from `begin` on, a batch of them; false at the first wrong one.
  bool judge_keys(std::size_t begin, std::size_t& wrong) {
    Sorting sorting;
    for (std::size_t i = begin; i < std::min(begin + kKeysAtOnce, keys_.size()); ++i) {
      if (conflict(keys_[i], sorting)) {
        wrong = i;
        return false;
      }
      finding_.begin[i + 1] = place_clusters(sorting);
    }
    return true;
  }

  std::optional<Conflict> conflict(KeyId key, Sorting& sorting) const {
    const auto initial = static_cast<std::uint32_t>(relations_.initial_cell(key));
    sorting.order.clear();
    for (auto cell = initial; cell < static_cast<std::uint32_t>(relations_.end_cell(key)); ++cell) {
      const Cluster& cluster = clusters_[cell];
      if (!cluster.counts()) continue;
      const bool sourced = cell == initial || (cluster.write != kNoOp && cluster.first_settled >= cluster.write_called);
      if (!sourced) return Conflict{cell, cell};
      sorting.order.push_back({std::min(cluster.first_settled, cluster.last_called), cell});
    }
    sort_by_time(sorting.order, sorting.scratch);
    put_backward_first(sorting.order, initial);
    const AtTime* last = nullptr;  // the last forward zone, or the initial one
    for (const AtTime& zone : sorting.order) {
      const Cluster& cluster = clusters_[zone.what];
      if (last != nullptr) {
        const Cluster& before = clusters_[last->what];
        const bool follows = last->what == initial || before.first_settled < cluster.last_called;
        if (follows && cluster.first_settled < before.last_called) return Conflict{last->what, zone.what};
      }
      if (zone.what == initial || cluster.forward()) last = &zone;
    }
    return std::nullopt;
  }

  void put_backward_first(std::vector<AtTime>& order, std::uint32_t initial) const {
    auto begin = order.begin();
    if (begin != order.end() && begin->what == initial) ++begin;
    while (begin != order.end()) {
      auto end = begin + 1;
      while (end != order.end() && end->at == begin->at) ++end;
      if (end - begin > 1) std::stable_partition(begin, end, [&](const AtTime& zone) { return !clusters_[zone.what].forward(); });
      begin = end;
    }
  }

  /// Gives each cluster its place among the key's operations, in the order found, and answers their number.
  std::uint32_t place_clusters(const Sorting& sorting) {
    std::uint32_t total = 0;
    for (const AtTime& zone : sorting.order) {
      const Cluster& cluster = clusters_[zone.what];
      place_[zone.what] = total;
      total += cluster.reads + (cluster.write != kNoOp ? 1 : 0);
    }
    return total;
  }

  void lay_out() {
    std::vector<std::uint32_t>& begin = finding_.begin;
    for (std::size_t i = 0; i < keys_.size(); ++i) begin[i + 1] += begin[i];
    std::vector<OpId>& order = finding_.witness;
    order.resize(begin.back());
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      for (auto cell = index(relations_.first_cell(keys_[i])); cell < index(relations_.end_cell(keys_[i])); ++cell) {
        place_[cell] += begin[i];
        const Cluster& cluster = clusters_[cell];
        if (cluster.write != kNoOp && cluster.counts()) order[place_[cell]++] = cluster.write;
      }
    }
    each_operation([&](OpId op) {
      if (relations_.reads(op)) order[place_[index(relations_.read_cell(op))]++] = op;
    });
    if (!calls_in_order_) order_reads();
  }

  /// The reads of each cluster by call; places are now the ends of the clusters.
  void order_reads() {
    for (const KeyId key : keys_) {
      for (auto cell = index(relations_.first_cell(key)); cell < index(relations_.end_cell(key)); ++cell) {
        const auto end = finding_.witness.begin() + place_[cell];
        std::stable_sort(end - clusters_[cell].reads, end, [&](OpId a, OpId b) { return history_.call(a) < history_.call(b); });
      }
    }
  }

  /// Of each of the two clusters the operation that settles first and the one that is called last, and what they read from.
  std::vector<OpId> core_of(KeyId key) const {
    Sorting sorting;
    const Conflict found = *conflict(key, sorting);
    std::vector<OpId> core;
    for (const std::uint32_t cell : {found.a, found.b}) {
      const Cluster& cluster = clusters_[cell];
      if (cluster.write != kNoOp) core.push_back(cluster.write);
      bool settles = false, called = cluster.last_called == kBeforeAllTime;
      for (const OpId op : relations_.on_key(key)) {
        if (index(cell_of(op)) != cell) continue;
        const bool settles_first = !settles && relations_.settled(op) == cluster.first_settled;
        const bool called_last = found.a != found.b && !called && history_.call(op) == cluster.last_called;
        settles = settles || settles_first;
        called = called || called_last;
        if (settles_first || called_last) core.push_back(op);
      }
    }
    std::sort(core.begin(), core.end());
    core.erase(std::unique(core.begin(), core.end()), core.end());
    return core;
  }

  const BaseRelations& relations_;
  const History& history_;
  std::span<const KeyId> keys_;
  std::size_t jobs_;
  std::vector<Cluster> clusters_;      // by cell
  std::vector<std::uint32_t> place_;   // by cell: where its next operation goes
  bool calls_in_order_ = true;
  ZonesFinding finding_;
};

}  // namespace

bool zones_apply(const BaseRelations& relations, KeyId key) {
  if (relations.history().object() != Object::register_ || !relations.distinct(key)) return false;
  if (!relations.has_cas()) return true;
  const auto ops = relations.on_key(key);
  return std::none_of(ops.begin(), ops.end(), [&](OpId op) { return relations.history().kind(op) == Kind::cas; });
}

ZonesFinding zones(const BaseRelations& relations, std::span<const KeyId> keys, const Budget& budget) {
  if (keys.empty()) return {.core = {}, .witness = {}, .begin = {0}};
  return Zones(relations, keys, budget).decide();
}

}  // namespace clio::linearizable

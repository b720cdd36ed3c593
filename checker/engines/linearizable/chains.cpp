// Chains: linearizability of a register with cas whose written values are distinct.
//
// A successful cas that finds value v must directly follow the cluster of v (its write and its reads), and whatever finds the value it sets must follow it: so each v has
// at most one successful cas, and clusters hang together in chains, each from a plain write or the initial value on. In a linearization a chain stands together as a
// cluster does in zones.cpp, and everything said there of clusters holds of chains, since only contiguity was used: with f the first settling and s the last call in
// the chain, chain A must stand before chain B exactly when f(A) < s(B), and the key is linearizable exactly when no two chains must stand before each other and each chain
// is in order in itself: no operation settles before one that stands in an earlier cluster of the chain, or before the write of its own cluster, is called.
//
// An unknown write or cas took effect exactly if somebody who took effect finds its value; for a cas the value that it finds then has to be there as well.
//
// A failed cas finds any value but one. It is no part of a chain; given the order of everything else it may stand in any gap between what has to precede and what has to
// follow it where another value is current. Each takes the earliest such gap, in order of call: failed cas that precede each other in real time then stand in order if they can.
// If that fails another order of the chains might do, so the answer is left to the search. Without them, the answer is always given.
//
// Cost: O(n) and sorts by time. Tested by tests/linearizable/chains_test.cpp and agreement_test.cpp.

#include "checker/engines/linearizable/chains.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "checker/engines/linearizable/time_order.hpp"

namespace clio::linearizable {
namespace {

constexpr Time kBeforeAllTime = std::numeric_limits<Time>::min();
constexpr std::uint32_t kNone = 0xffffffffu;

/// First settling and last call of some items, and whose they are.
struct Zone {
  Time first_settled = kNever, last_called = kBeforeAllTime;
  std::uint32_t settles_first = kNone, called_last = kNone;

  void add(const Item& item, std::uint32_t i) {
    if (settles_first == kNone || item.settled < first_settled) {
      first_settled = item.settled;
      settles_first = i;
    }
    if (called_last == kNone || item.call > last_called) {
      last_called = item.call;
      called_last = i;
    }
  }
  void add(const Zone& other) {
    if (other.settles_first != kNone && (settles_first == kNone || other.first_settled < first_settled)) {
      first_settled = other.first_settled;
      settles_first = other.settles_first;
    }
    if (other.called_last != kNone && (called_last == kNone || other.last_called > last_called)) {
      last_called = other.last_called;
      called_last = other.called_last;
    }
  }
  [[nodiscard]] bool forward() const { return first_settled < last_called; }
};

class Chains {
 public:
  explicit Chains(const RegisterProblem& problem)
      : problem_(problem), items_(problem.items), setter_(problem.values, kNone), next_cas_(problem.values, kNone), because_(items_.size(), kNone),
        effective_(items_.size()), zone_(problem.values), first_read_(problem.values + 1) {}

  RegisterAnswer decide() {
    find_effective();
    if (!link() || !gather() || !order_chains()) return violated();
    return with_failed_cas(linearization());
  }

 private:
  [[nodiscard]] bool finds_exactly(const Item& item) const { return item.role == Role::read || item.role == Role::cas; }
  bool wrong(std::initializer_list<std::uint32_t> items) {
    blamed_.assign(items);
    return false;
  }

  void find_effective() {
    std::vector<std::uint32_t> open;
    const auto take = [&](std::uint32_t i) {
      effective_[i] = true;
      if (finds_exactly(items_[i])) open.push_back(i);
    };
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
      if (items_[i].changes()) setter_[items_[i].sets] = i;
    }
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
      if (!items_[i].optional) take(i);
    }
    while (!open.empty()) {
      const std::uint32_t finder = open.back();
      open.pop_back();
      const std::uint32_t setter = setter_[items_[finder].finds];
      if (setter == kNone || effective_[setter]) continue;
      because_[setter] = finder;
      take(setter);
    }
  }

  /// Each found value has a setter, and at most one cas.
  bool link() {
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
      const Item& item = items_[i];
      if (!effective_[i] || !finds_exactly(item)) continue;
      if (item.finds != problem_.initial && setter_[item.finds] == kNone) return wrong({i});
      if (item.role != Role::cas) continue;
      std::uint32_t& cas = next_cas_[item.finds];
      if (cas != kNone) return wrong({cas, i});
      cas = i;
    }
    return true;
  }

  /// Collects the clusters, and walks along each chain.
  bool gather() {
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
      const Item& item = items_[i];
      if (!effective_[i] || item.role == Role::other) continue;
      const std::uint32_t value = item.role == Role::read ? item.finds : item.sets;
      zone_[value].add(item, i);
      if (item.role == Role::read) ++first_read_[value + 1];
    }
    std::size_t reached = 0, clusters = 0;
    for (std::uint32_t value = 0; value < problem_.values; ++value) {
      const std::uint32_t setter = setter_[value];
      const bool there = value == problem_.initial || (setter != kNone && effective_[setter]);
      if (!there) continue;
      ++clusters;
      if (value != problem_.initial && items_[setter].role == Role::cas) continue;
      Zone chain;
      for (std::uint32_t at = value;; at = items_[next_cas_[at]].sets) {
        ++reached;
        const std::uint32_t first = setter_[at];
        const Zone& cluster = zone_[at];
        if (cluster.settles_first != kNone) {
          if (chain.called_last != kNone && cluster.first_settled < chain.last_called) return wrong({cluster.settles_first, chain.called_last});
          if (first != kNone && cluster.first_settled < items_[first].call) return wrong({cluster.settles_first, first});
        }
        chain.add(cluster);
        if (next_cas_[at] == kNone) break;
      }
      if (value == problem_.initial) chain.first_settled = kBeforeAllTime;
      chains_.push_back(value);
      zone_of_chain_.push_back(chain);
    }
    if (reached == clusters) return true;
    return cycle();
  }

  /// Cas that found each other's values: some chain has no beginning.
  bool cycle() {
    std::vector<bool> in_chain(problem_.values);
    for (const std::uint32_t value : chains_) {
      for (std::uint32_t at = value;; at = items_[next_cas_[at]].sets) {
        in_chain[at] = true;
        if (next_cas_[at] == kNone) break;
      }
    }
    for (std::uint32_t i = 0;; ++i) {
      if (effective_[i] && items_[i].role == Role::cas && !in_chain[items_[i].sets]) return wrong({i});
    }
  }

  bool order_chains() {
    std::vector<AtTime> scratch;
    order_.reserve(chains_.size());
    for (std::uint32_t c = 0; c < chains_.size(); ++c) {
      order_.push_back({std::min(zone_of_chain_[c].first_settled, zone_of_chain_[c].last_called), c});
    }
    sort_by_time(order_, scratch);
    const auto initial = [&](const AtTime& at) { return chains_[at.what] == problem_.initial; };
    const auto backward = [&](const AtTime& at) { return !zone_of_chain_[at.what].forward(); };
    for (auto begin = order_.begin(); begin != order_.end();) {
      const auto end = std::find_if(begin, order_.end(), [&](const AtTime& at) { return at.at != begin->at; });
      if (end - begin > 1) std::stable_partition(std::stable_partition(begin, end, initial), end, backward);
      begin = end;
    }
    const AtTime* last = nullptr;
    for (const AtTime& at : order_) {
      const Zone& zone = zone_of_chain_[at.what];
      if (last != nullptr) {
        const Zone& before = zone_of_chain_[last->what];
        if ((initial(*last) || before.first_settled < zone.last_called) && zone.first_settled < before.last_called) {
          if (initial(*last)) return wrong({before.called_last, zone.settles_first});
          return wrong({before.settles_first, before.called_last, zone.settles_first, zone.called_last});
        }
      }
      if (initial(at) || zone.forward()) last = &at;
    }
    return true;
  }

  [[nodiscard]] std::vector<std::uint32_t> linearization() {
    for (std::size_t value = 0; value < problem_.values; ++value) first_read_[value + 1] += first_read_[value];
    std::vector<std::uint32_t> reads(first_read_.back()), next(first_read_.begin(), first_read_.end() - 1);
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
      if (items_[i].role == Role::read) reads[next[items_[i].finds]++] = i;
    }
    const auto by_call = [&](std::uint32_t a, std::uint32_t b) { return items_[a].call < items_[b].call; };
    std::vector<std::uint32_t> order;
    for (const AtTime& at : order_) {
      for (std::uint32_t value = chains_[at.what];; value = items_[next_cas_[value]].sets) {
        if (setter_[value] != kNone) order.push_back(setter_[value]);
        const auto begin = reads.begin() + first_read_[value], end = reads.begin() + first_read_[value + 1];
        if (!std::is_sorted(begin, end, by_call)) std::stable_sort(begin, end, by_call);
        order.insert(order.end(), begin, end);
        if (next_cas_[value] == kNone) break;
      }
    }
    return order;
  }

  [[nodiscard]] RegisterAnswer with_failed_cas(std::vector<std::uint32_t> order) const {
    RegisterAnswer answer;
    std::vector<AtTime> failed, scratch;
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
      if (items_[i].role == Role::other) failed.push_back({items_[i].call, i});
    }
    if (!failed.empty()) {
      sort_by_time(failed, scratch);
      std::optional<std::vector<std::uint32_t>> gaps = earliest_gaps(order, failed);
      if (!gaps) {
        answer.reason = "failed cas do not fit into the order of the others";
        return answer;
      }
      order = merged(order, failed, *gaps);
    }
    answer.answer = Answer::satisfied;
    answer.witness = std::move(order);
    return answer;
  }

  /// For each failed cas the place in `order` before which it goes.
  [[nodiscard]] std::optional<std::vector<std::uint32_t>> earliest_gaps(const std::vector<std::uint32_t>& order, const std::vector<AtTime>& failed) const {
    const std::size_t gaps = order.size() + 1;
    std::vector<Time> called_before(gaps, kBeforeAllTime), settled_after(gaps, kNever);
    std::vector<std::uint32_t> current(gaps, problem_.initial), other(gaps, kNone);  // other: the next gap with another value
    for (std::size_t g = 1; g < gaps; ++g) {
      const Item& item = items_[order[g - 1]];
      called_before[g] = std::max(called_before[g - 1], item.call);
      current[g] = item.changes() ? item.sets : current[g - 1];
    }
    for (std::size_t g = gaps - 1; g-- > 0;) {
      settled_after[g] = std::min(settled_after[g + 1], items_[order[g]].settled);
      other[g] = current[g + 1] != current[g] ? static_cast<std::uint32_t>(g + 1) : other[g + 1];
    }
    std::vector<std::uint32_t> chosen(failed.size());
    std::vector<AtTime> by_settling, scratch;
    for (std::uint32_t f = 0; f < failed.size(); ++f) by_settling.push_back({items_[failed[f].what].settled, f});
    sort_by_time(by_settling, scratch);
    std::size_t settled = 0;
    std::uint32_t gap = 0;  // what is called later cannot stand before this
    for (std::size_t f = 0; f < failed.size(); ++f) {
      const Item& item = items_[failed[f].what];
      for (; by_settling[settled].at < item.call; ++settled) gap = std::max(gap, chosen[by_settling[settled].what]);
      while (settled_after[gap] < item.call) ++gap;
      const std::uint32_t at = current[gap] == item.finds ? other[gap] : gap;
      if (at == kNone || called_before[at] > item.settled) return std::nullopt;
      chosen[f] = at;
    }
    return chosen;
  }

  [[nodiscard]] std::vector<std::uint32_t> merged(const std::vector<std::uint32_t>& order, const std::vector<AtTime>& failed,
                                                  const std::vector<std::uint32_t>& gaps) const {
    std::vector<std::uint32_t> turns(failed.size());
    for (std::uint32_t f = 0; f < turns.size(); ++f) turns[f] = f;
    std::stable_sort(turns.begin(), turns.end(), [&](std::uint32_t a, std::uint32_t b) { return gaps[a] < gaps[b]; });
    std::vector<std::uint32_t> all;
    all.reserve(order.size() + failed.size());
    std::size_t next = 0;
    for (std::size_t g = 0; g <= order.size(); ++g) {
      for (; next < turns.size() && gaps[turns[next]] == g; ++next) all.push_back(failed[turns[next]].what);
      if (g < order.size()) all.push_back(order[g]);
    }
    return all;
  }

  /// What is to blame, with everything that it reads from and, of unknown operations, who shows that they took effect.
  [[nodiscard]] RegisterAnswer violated() const {
    RegisterAnswer answer;
    answer.answer = Answer::violated;
    std::vector<bool> in(items_.size());
    std::vector<std::uint32_t> open(blamed_);
    while (!open.empty()) {
      const std::uint32_t i = open.back();
      open.pop_back();
      if (i == kNone || in[i]) continue;
      in[i] = true;
      open.push_back(because_[i]);
      if (finds_exactly(items_[i])) open.push_back(setter_[items_[i].finds]);
    }
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
      if (in[i]) answer.core.push_back(i);
    }
    return answer;
  }

  const RegisterProblem& problem_;
  const std::vector<Item>& items_;
  std::vector<std::uint32_t> setter_, next_cas_;  // by value
  std::vector<std::uint32_t> because_;            // by item: who found what an unknown one set
  std::vector<bool> effective_;
  std::vector<Zone> zone_;                        // of the value's cluster
  std::vector<std::uint32_t> first_read_;
  std::vector<std::uint32_t> chains_;             // their first values
  std::vector<Zone> zone_of_chain_;
  std::vector<AtTime> order_;                     // of the chains
  std::vector<std::uint32_t> blamed_;
};

}  // namespace

bool chains_apply(const RegisterProblem& problem) {
  std::vector<bool> set(problem.values);
  set[problem.initial] = true;
  for (const Item& item : problem.items) {
    if (!item.changes()) continue;
    if (set[item.sets]) return false;
    set[item.sets] = true;
  }
  return true;
}

RegisterAnswer chains(const RegisterProblem& problem) { return Chains(problem).decide(); }

}  // namespace clio::linearizable

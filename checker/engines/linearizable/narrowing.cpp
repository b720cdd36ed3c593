// What real time forces upon a register whatever the values: the zones of Gibbons and Korach (zones.cpp), weakened until they hold of values that repeat.
//
// Let f find value v. The write that it finds is called by the time f settles; let s be the latest settling among the writes of v of which that can be said. If s is before f's
// call, then v is current from s to that call: the last write of v before f has taken effect by s, and f has not. Call this open interval a stretch of v. Then
// - stretches of two values do not overlap;
// - whoever finds another value, or sets one, takes effect outside: if called within, after the stretch, if settling within, before it. One that is called and settles within contradicts it;
// - nobody finds a value before the first write of it is called.
// What is moved makes stretches longer, so this is repeated while it moves anything, kRounds times at most: where to stop is a matter of cost alone, each round being sound.
//
// A stale read of a value that is not being written is refuted here at once, which the search could only do by going through all orders of what is open between.
// Tested by tests/linearizable/narrowing_test.cpp and agreement_test.cpp.

#include "checker/engines/linearizable/narrowing.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace clio::linearizable {
namespace {

constexpr Time kBeforeAllTime = std::numeric_limits<Time>::min();
constexpr int kRounds = 4;

/// An open interval in which `value` is current, because of `finder`.
struct Stretch {
  Time from, to;
  std::uint32_t value, finder;
};

class Narrowing {
 public:
  explicit Narrowing(const RegisterProblem& problem) : narrowed_{.problem = problem, .contradicting = {}}, items_(narrowed_.problem.items) {
    setters_begin_.assign(problem.values + 1, 0);
    for (const Item& item : items_) {
      if (item.changes()) ++setters_begin_[item.sets + 1];
    }
    std::partial_sum(setters_begin_.begin(), setters_begin_.end(), setters_begin_.begin());
    setters_.resize(setters_begin_.back());
    latest_settled_.resize(setters_.size());
    std::vector<std::uint32_t> place(setters_begin_);
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
      if (items_[i].changes()) setters_[place[items_[i].sets]++] = i;
    }
  }

  Narrowed result() {
    for (int round = 0; round < kRounds; ++round) {
      changed_ = false;
      if (!find_stretches() || !join_stretches() || !move_out() || !changed_) break;
    }
    return std::move(narrowed_);
  }

 private:
  bool contradict(std::initializer_list<std::uint32_t> items) {
    narrowed_.contradicting.assign(items);
    return false;
  }

  bool find_stretches() {
    stretches_.clear();
    const auto called_before = [&](std::uint32_t a, std::uint32_t b) { return items_[a].call < items_[b].call; };
    for (std::uint32_t v = 0; v + 1 < setters_begin_.size(); ++v) {
      const auto begin = setters_.begin() + setters_begin_[v], end = setters_.begin() + setters_begin_[v + 1];
      if (!std::is_sorted(begin, end, called_before)) std::stable_sort(begin, end, called_before);
      Time latest = kBeforeAllTime;
      for (std::uint32_t s = setters_begin_[v]; s < setters_begin_[v + 1]; ++s) latest_settled_[s] = latest = std::max(latest, items_[setters_[s]].settled);
    }
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
      Item& item = items_[i];
      const bool finds = item.role == Role::read || (item.role == Role::cas && item.sets != item.finds);
      if (!finds || item.optional) continue;
      const auto begin = setters_.begin() + setters_begin_[item.finds], end = setters_.begin() + setters_begin_[item.finds + 1];
      const bool initially = item.finds == narrowed_.problem.initial;
      const auto after = std::upper_bound(begin, end, item.settled, [&](Time time, std::uint32_t setter) { return time < items_[setter].call; });
      if (after == begin && !initially) return contradict({i});
      if (!initially && items_[*begin].call > item.call) {
        item.call = items_[*begin].call;
        changed_ = true;
      }
      const Time settled = after == begin ? kBeforeAllTime : latest_settled_[static_cast<std::size_t>(after - setters_.begin()) - 1];
      if (settled < item.call) stretches_.push_back({settled, item.call, item.finds, i});
    }
    return true;
  }

  /// Sorts them, and makes one of those of a value that overlap; the finder is the one that reaches farthest. False if two values overlap.
  bool join_stretches() {
    std::sort(stretches_.begin(), stretches_.end(), [](const Stretch& a, const Stretch& b) {
      return a.from != b.from ? a.from < b.from : a.to != b.to ? a.to < b.to : a.finder < b.finder;
    });
    std::size_t kept = 0;
    for (const Stretch& stretch : stretches_) {
      Stretch* last = kept == 0 ? nullptr : &stretches_[kept - 1];
      if (last == nullptr || last->to <= stretch.from) {
        stretches_[kept++] = stretch;
      } else if (last->value != stretch.value) {
        return contradict({last->finder, stretch.finder});
      } else if (stretch.to > last->to) {
        last->to = stretch.to;
        last->finder = stretch.finder;
      }
    }
    stretches_.resize(kept);
    return true;
  }

  /// Whether the item cannot take effect while the value must stay current.
  static bool disturbs(const Item& item, std::uint32_t value) {
    switch (item.role) {
      case Role::read: return item.finds != value;
      case Role::other: return item.finds == value;
      case Role::write: return item.sets != value;
      case Role::cas: return item.finds != value || item.sets != value;
    }
    return false;
  }
  [[nodiscard]] const Stretch* around(Time time) const {
    const auto after = std::lower_bound(stretches_.begin(), stretches_.end(), time, [](const Stretch& s, Time t) { return s.from < t; });
    return after == stretches_.begin() || (after - 1)->to <= time ? nullptr : &*(after - 1);
  }

  bool move_out() {
    if (stretches_.empty()) return true;
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
      Item& item = items_[i];
      const Stretch* at_call = around(item.call);
      const Stretch* at_end = item.optional ? nullptr : around(item.settled);
      if (at_call != nullptr && disturbs(item, at_call->value)) {
        item.call = at_call->to;
        changed_ = true;
      }
      if (at_end != nullptr && disturbs(item, at_end->value)) {
        item.settled = at_end->from;
        changed_ = true;
      }
      if (item.call <= item.settled) continue;
      // One of the two stretches is there, since the item was in order before.
      return at_call != nullptr && at_end != nullptr ? contradict({i, at_call->finder, at_end->finder}) : contradict({i, (at_call != nullptr ? at_call : at_end)->finder});
    }
    return true;
  }

  Narrowed narrowed_;
  std::vector<Item>& items_;
  std::vector<std::uint32_t> setters_begin_, setters_;  // by value; of each value in order of call
  std::vector<Time> latest_settled_;                    // along setters_: of the value's up to there
  std::vector<Stretch> stretches_;
  bool changed_ = false;
};

}  // namespace

Narrowed narrow(const RegisterProblem& problem) { return Narrowing(problem).result(); }

}  // namespace clio::linearizable

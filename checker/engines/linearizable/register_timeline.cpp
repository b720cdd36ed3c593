// What the future of a register search holds, looked up in O(1).
//
// An optional item (an unknown write or cas) never settles, and would be open for ever. But it is of use only while somebody may still find its value: a read, a
// cas, or a failed cas for any value but one, or an optional cas that is itself of use. After the last of these has settled it leaves. The last uses
// are the least fixpoint of "value v is of use until the last settling of its finders, or until w is, for every optional cas from v to w".

#include "checker/engines/linearizable/register_timeline.hpp"

#include <algorithm>
#include <limits>

namespace clio::linearizable {
namespace {

constexpr Time kBeforeAllTime = std::numeric_limits<Time>::min();

std::vector<std::uint32_t> useful_items(std::span<const Stay> stays) {
  std::vector<std::uint32_t> useful;
  for (std::uint32_t i = 0; i < stays.size(); ++i) {
    if (stays[i].to >= stays[i].from) useful.push_back(i);
  }
  return useful;
}

template <class Thing>
std::vector<Thing> chosen(const std::vector<Thing>& all, std::span<const std::uint32_t> which) {
  std::vector<Thing> some;
  some.reserve(which.size());
  for (const std::uint32_t i : which) some.push_back(all[i]);
  return some;
}

/// Turns counts by value (one place up) into beginnings.
void accumulate(std::vector<std::uint32_t>& begin) {
  for (std::size_t v = 1; v < begin.size(); ++v) begin[v] += begin[v - 1];
}

}  // namespace

std::vector<Stay> useful_stays(const RegisterProblem& problem) {
  std::vector<Stay> stays(problem.items.size());
  bool any_optional = false;
  for (std::size_t i = 0; i < stays.size(); ++i) {
    stays[i] = {problem.items[i].call, problem.items[i].settled};
    any_optional = any_optional || problem.items[i].optional;
  }
  if (!any_optional) return stays;

  std::vector<Time> last_use(problem.values, kBeforeAllTime);
  // A failed cas is of use to every value but its own: the last two with different values decide.
  Time other = kBeforeAllTime, second_other = kBeforeAllTime;
  std::uint32_t other_value = 0;
  for (const Item& item : problem.items) {
    if (item.optional || item.role == Role::write) continue;
    if (item.role != Role::other) {
      last_use[item.finds] = std::max(last_use[item.finds], item.settled);
    } else if (item.finds == other_value || other == kBeforeAllTime) {
      other = std::max(other, item.settled);
      other_value = item.finds;
    } else if (item.settled > other) {
      second_other = other;
      other = item.settled;
      other_value = item.finds;
    } else {
      second_other = std::max(second_other, item.settled);
    }
  }
  for (std::uint32_t v = 0; v < problem.values; ++v) last_use[v] = std::max(last_use[v], v == other_value ? second_other : other);
  for (bool changed = true; changed;) {
    changed = false;
    for (const Item& item : problem.items) {
      if (item.role != Role::cas || !item.optional || last_use[item.sets] <= last_use[item.finds]) continue;
      last_use[item.finds] = last_use[item.sets];
      changed = true;
    }
  }
  for (std::size_t i = 0; i < stays.size(); ++i) {
    if (!problem.items[i].optional) continue;
    const Time last = last_use[problem.items[i].sets];
    stays[i].to = last < stays[i].from ? kBeforeAllTime : last + 1;  // after everything that settles with the last finder
  }
  return stays;
}

RegisterTimeline::RegisterTimeline(const RegisterProblem& problem)
    : values_(problem.values), initial_(problem.initial), times_([&] {
        const std::vector<Stay> stays = useful_stays(problem);
        origin_ = useful_items(stays);
        items_ = chosen(problem.items, origin_);
        return Timeline(chosen(stays, origin_));
      }()) {
  forecast();
}

void RegisterTimeline::forecast() {
  const std::vector<std::uint32_t>& by_call = times_.by_call;
  writers_begin_.assign(values_ + 1, 0);
  finders_begin_.assign(values_ + 1, 0);
  bool others = false;
  for (const std::uint32_t i : by_call) {
    const Item& it = items_[i];
    if (it.changes()) ++writers_begin_[it.sets + 1];
    if (it.role == Role::read || it.role == Role::cas) ++finders_begin_[it.finds + 1];
    others = others || it.role == Role::other;
  }
  accumulate(writers_begin_);
  accumulate(finders_begin_);
  writer_calls_.resize(writers_begin_.back());
  finder_calls_.resize(finders_begin_.back());
  finder_needs_.resize(finders_begin_.back());
  std::vector<std::uint32_t> writer(writers_begin_), finder(finders_begin_);
  for (const std::uint32_t i : by_call) {
    const Item& it = items_[i];
    if (it.changes()) writer_calls_[writer[it.sets]++] = it.call;
    if (it.role == Role::read || it.role == Role::cas) {
      finder_calls_[finder[it.finds]] = it.call;
      finder_needs_[finder[it.finds]++] = it.settled;
    }
  }
  found_before_.assign(writer_calls_.size() + values_, 0);
  for (std::uint32_t v = 0; v < values_; ++v) {
    const auto first = writer_calls_.begin() + writers_begin_[v], last = writer_calls_.begin() + writers_begin_[v + 1];
    const std::uint32_t row = writers_begin_[v] + v, end = writers_begin_[v + 1] + v;
    auto next = first;  // the next writer's call; settlings are nearly in order, so it moves little
    for (std::uint32_t f = finders_begin_[v]; f < finders_begin_[v + 1]; ++f) {
      if (finder_needs_[f] == kNever) continue;  // an optional cas need not find it
      while (next != last && *next <= finder_needs_[f]) ++next;
      while (next != first && *(next - 1) > finder_needs_[f]) --next;
      found_before_[row + static_cast<std::uint32_t>(next - first)] = f - finders_begin_[v] + 1;
    }
    for (std::uint32_t w = row; w < end; ++w) found_before_[w + 1] = std::max(found_before_[w], found_before_[w + 1]);
    for (std::uint32_t f = finders_begin_[v + 1]; f-- > finders_begin_[v] + 1;) {
      finder_needs_[f - 1] = std::min(finder_needs_[f - 1], finder_needs_[f]);
    }
  }
  disturbance_.assign(by_call.size() + 1, {});
  if (others) next_other_.assign(by_call.size() + 1, kNever);
  for (std::size_t p = by_call.size(); p-- > 0;) {
    const Item& it = items_[by_call[p]];
    Disturbance d = disturbance_[p + 1];
    if (!it.optional && it.role != Role::other) {
      // A cas that leaves the value as it is must have found it: then it is one of those who want it, and disturbs nobody.
      const std::uint32_t harmless = it.role == Role::read ? it.finds : it.role == Role::write || it.finds == it.sets ? it.sets : kNoValue;
      if (it.settled < d.first) {
        if (harmless != d.value || harmless == kNoValue) d.second = d.first;
        d.first = it.settled;
        d.value = harmless;
      } else if (harmless != d.value || harmless == kNoValue) {
        d.second = std::min(d.second, it.settled);
      }
    }
    disturbance_[p] = d;
    if (others) next_other_[p] = it.role == Role::other ? it.call : next_other_[p + 1];
  }
}

RegisterTimeline::Future RegisterTimeline::future(std::uint32_t value, std::uint32_t writers_called, std::uint32_t finders_called) const {
  Future future;
  const std::uint32_t writer = writers_begin_[value] + writers_called;
  if (writer < writers_begin_[value + 1]) future.next_write = writer_calls_[writer];
  const std::uint32_t finder = finders_begin_[value] + finders_called;
  if (finder < finders_begin_[value + 1]) {
    future.next_wanted = finder_calls_[finder];
    future.needed_by = finder_needs_[finder];
  }
  return future;
}

std::size_t RegisterTimeline::bytes() const {
  return items_.size() * (sizeof(Item) + sizeof(std::uint32_t)) + times_.bytes() + disturbance_.size() * sizeof(Disturbance) +
         (writer_calls_.size() + 2 * finder_calls_.size() + next_other_.size()) * sizeof(Time) +
         (2 * writers_begin_.size() + found_before_.size()) * sizeof(std::uint32_t);
}

}  // namespace clio::linearizable

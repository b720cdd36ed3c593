// Where written values repeat, most writes of a value cannot have been a reading's source: they were overwritten long before, or came later. Real time
// proves that for the history as a whole, whatever part of it is shown: in every linearization another write stands between, so the reading's source is
// another one. So a counterexample may leave such writes out, and a stale read of a value that was written a hundred times is explained by three operations.
//
// A write w is overwritten by the time E(w), the earliest that a write called after w had settled has itself settled. Sorted by settling, E grows, so it
// is one pass from the back. A reading's possible sources are among the writes called before it returned; going back from there, the latest E of
// all earlier writes says when to stop. Tested by tests/evidence/removal_test.cpp.

#include "checker/explain/sources_in_time.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "checker/explain/small.hpp"

namespace clio {
SourcesInTime::SourcesInTime(const History& history, std::span<const OpId> operations) : history_(&history) {
  std::vector<bool> of_key(history.key_count(), false);
  std::vector<KeyId> keys;
  for (const OpId op : operations) {
    if (of_key[index(history.key(op))]) continue;
    of_key[index(history.key(op))] = true;
    keys.push_back(history.key(op));
  }
  std::map<KeyId, std::vector<Write>> writes;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (!of_key[index(history.key(op))] || !takes_part(history, op) || !sets_register(history, op)) continue;
    writes[history.key(op)].push_back({op, history.value(op), history.call(op), kNever});
  }
  for (const KeyId key : keys) {
    std::vector<Write>& all = writes[key];
    std::sort(all.begin(), all.end(), [](const Write& a, const Write& b) { return a.call != b.call ? a.call < b.call : a.op < b.op; });
    std::vector<Time> settled_first(all.size() + 1, kNever);  // of the writes from here on
    for (std::size_t i = all.size(); i-- > 0;) settled_first[i] = std::min(settled_first[i + 1], settled(history, all[i].op));
    for (Write& write : all) {
      const auto next = std::upper_bound(all.begin(), all.end(), settled(history, write.op), [](Time time, const Write& other) { return time < other.call; });
      write.overwritten = settled_first[static_cast<std::size_t>(next - all.begin())];
    }
    for (const Write& write : all) {
      add(by_cell_[packed(key, write.value)], write);
      add(by_key_[key], write);
    }
  }
}

void SourcesInTime::add(Group& group, const Write& write) const {
  if (history_->status(write.op) == Status::unknown) {
    group.unknown.push_back(write);
    return;
  }
  group.certain.push_back(write);
  const Time before = group.overwritten_latest.empty() ? std::numeric_limits<Time>::min() : group.overwritten_latest.back();
  group.overwritten_latest.push_back(std::max(before, write.overwritten));
}

SourcesInTime::Needed SourcesInTime::needed(OpId reading, std::uint64_t& work) const {
  const History& h = *history_;
  const Group* group = nullptr;
  if (is_failed_cas(h, reading)) {
    if (const auto found = by_key_.find(h.key(reading)); found != by_key_.end()) group = &found->second;
  } else if (const auto found = by_cell_.find(packed(h.key(reading), observed_value(h, reading))); found != by_cell_.end()) {
    group = &found->second;
  }
  Needed needed;
  if (group == nullptr) return needed;
  const Time called = h.call(reading), returned = settled(h, reading);
  const auto right = [&](const Write& write) { return write.op != reading && may_observe(h, reading, write.value); };
  const auto plain = [&](const Write& write) { return h.kind(write.op) != Kind::cas; };
  const Write* last = nullptr;  // of the impossible ones
  const auto later = std::upper_bound(group->certain.begin(), group->certain.end(), returned, [](Time time, const Write& write) { return time < write.call; });
  for (auto at = later; at != group->certain.begin() && work > 0; --work) {
    --at;
    const Time latest = group->overwritten_latest[static_cast<std::size_t>(at - group->certain.begin())];
    if (latest < called && (!needed.possible.empty() || (last != nullptr && plain(*last)))) break;
    if (!right(*at)) continue;
    if (at->overwritten >= called) {
      needed.possible.push_back(at->op);
    } else if (last == nullptr || std::pair{plain(*at), at->overwritten} > std::pair{plain(*last), last->overwritten}) {
      last = &*at;
    }
  }
  for (const Write& write : group->unknown) {
    if (work == 0 || write.call > returned) break;
    --work;
    if (right(write)) needed.possible.push_back(write.op);
  }
  if (!needed.possible.empty() || may_observe(h, reading, h.initial(h.key(reading)))) return needed;
  const Write* first = last;  // or, where every write of the value came too late, the first of them
  const auto too_late = [&](auto begin, auto end) {
    for (; begin != end && work > 0; ++begin, --work) {
      if (right(*begin) && (first == nullptr || (plain(*begin) && !plain(*first)))) first = &*begin;
      if (first != nullptr && plain(*first)) return;
    }
  };
  if (last == nullptr) too_late(later, group->certain.end());
  if (last == nullptr) too_late(group->unknown.begin(), group->unknown.end());
  if (first != nullptr) needed.shown = first->op;
  return needed;
}

}  // namespace clio

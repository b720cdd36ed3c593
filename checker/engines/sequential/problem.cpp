// From base relations to the columns that the schedulers and searches of sequential consistency work on.
//
// Events are laid out session by session, which makes the session successor an increment and the clocks of a session one block of memory.
// An unknown operation is kept only if somebody may want what it writes: a read of that value, a failed cas on the key (which wants any value but
// one), or another unknown cas that is wanted itself. What is left out took no effect in some explanation whenever there is one.
// Tested by tests/sequential/problem_test.cpp and agreement_test.cpp.

#include "checker/engines/sequential/problem.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "checker/support/assert.hpp"

namespace clio::sequential {
namespace {

std::vector<OpId> all_by_session(const BaseRelations& relations) {
  std::vector<OpId> ops;
  ops.reserve(relations.participant_count());
  for (std::size_t p = 0; p < relations.session_count(); ++p) {
    const std::span<const OpId> session = relations.session(id_at<ProcessId>(p));
    ops.insert(ops.end(), session.begin(), session.end());
  }
  return ops;
}

std::vector<OpId> some_by_session(const BaseRelations& relations, std::span<const KeyId> keys) {
  std::vector<OpId> ops;
  for (const KeyId key : keys) ops.insert(ops.end(), relations.on_key(key).begin(), relations.on_key(key).end());
  const History& h = relations.history();
  std::sort(ops.begin(), ops.end(), [&](OpId a, OpId b) {
    return h.process(a) != h.process(b) ? h.process(a) < h.process(b) : relations.position(a) < relations.position(b);
  });
  return ops;
}

}  // namespace

Problem::Problem(const BaseRelations& relations) { build(relations, {}, true, all_by_session(relations)); }

Problem::Problem(const BaseRelations& relations, std::span<const KeyId> keys) {
  build(relations, keys, false, some_by_session(relations, keys));
}

void Problem::build(const BaseRelations& relations, std::span<const KeyId> keys, bool all, std::vector<OpId> by_session) {
  const History& h = relations.history();
  const std::size_t key_total = all ? h.key_count() : keys.size();
  const auto local_key = [&](OpId op) {
    const KeyId key = h.key(op);
    return static_cast<std::uint32_t>(all ? index(key) : static_cast<std::size_t>(std::lower_bound(keys.begin(), keys.end(), key) - keys.begin()));
  };
  cell_begin_.assign(key_total + 1, 0);
  for (std::size_t k = 0; k < key_total; ++k) {
    const KeyId key = all ? id_at<KeyId>(k) : keys[k];
    cell_begin_[k + 1] = cell_begin_[k] + static_cast<Cell>(index(relations.end_cell(key)) - index(relations.first_cell(key)));
  }
  CLIO_ASSERT(cell_begin_.back() < kOther - 1);
  const auto local_cell = [&](CellId cell, std::uint32_t key) {
    return cell_begin_[key] + static_cast<Cell>(index(cell) - index(relations.first_cell(all ? id_at<KeyId>(key) : keys[key])));
  };

  // Which cells may be wanted, starting from those that certain events read.
  failed_cas_.assign(key_total, 0);
  std::vector<bool> wanted(cell_begin_.back(), false);
  std::size_t certain = 0;
  bool any_optional = false;
  for (const OpId op : by_session) {
    if (relations.optional(op)) {
      any_optional = true;
      continue;
    }
    ++certain;
    if (relations.reads_other(op)) failed_cas_[local_key(op)] = 1;
    else if (relations.reads(op)) wanted[local_cell(relations.read_cell(op), local_key(op))] = true;
  }
  std::vector<bool> kept;  // of optional operations, by place in by_session
  if (any_optional) {
    kept.assign(by_session.size(), false);
    for (bool grew = true; grew;) {
      grew = false;
      for (std::size_t i = 0; i < by_session.size(); ++i) {
        const OpId op = by_session[i];
        if (kept[i] || !relations.optional(op)) continue;
        const std::uint32_t key = local_key(op);
        if (failed_cas_[key] == 0 && !wanted[local_cell(relations.write_cell(op), key)]) continue;
        kept[i] = true;
        if (h.kind(op) != Kind::cas) continue;
        const Cell need = local_cell(relations.read_cell(op), key);
        grew = grew || !wanted[need];
        wanted[need] = true;
      }
    }
  }

  const std::size_t total = certain + static_cast<std::size_t>(std::count(kept.begin(), kept.end(), true));
  op_.reserve(total);
  const bool narrow = h.process_count() <= std::numeric_limits<std::uint16_t>::max();
  narrow ? session_.reserve(total) : wide_session_.reserve(total);
  key_.reserve(total);
  need_.reserve(total);
  cell_.reserve(total);
  const auto add = [&](OpId op, std::uint32_t session) {
    const std::uint32_t key = local_key(op);
    op_.push_back(op);
    if (narrow) session_.push_back(static_cast<std::uint16_t>(session));
    else wide_session_.push_back(session);
    key_.push_back(key);
    std::uint32_t need = kNoCell;
    if (relations.reads(op) || (relations.optional(op) && h.kind(op) == Kind::cas)) {
      need = local_cell(relations.read_cell(op), key);
      if (relations.reads_other(op)) need += kOther;
    }
    need_.push_back(need);
    cell_.push_back(relations.writes(op) ? local_cell(relations.write_cell(op), key) : kNoCell);
  };
  std::vector<std::uint32_t> optional_session;
  for (std::size_t i = 0; i < by_session.size(); ++i) {
    const bool new_session = i == 0 || h.process(by_session[i]) != h.process(by_session[i - 1]);
    if (new_session) session_begin_.push_back(static_cast<Event>(op_.size()));
    const auto session = static_cast<std::uint32_t>(session_begin_.size() - 1);
    if (!relations.optional(by_session[i])) {
      add(by_session[i], session);
    } else if (kept[i]) {
      after_.push_back(op_.size() == session_begin_.back() ? kNoEvent : static_cast<Event>(op_.size() - 1));
      optional_session.push_back(session);
    }
  }
  session_begin_.push_back(static_cast<Event>(op_.size()));
  for (std::size_t i = 0, next = 0; i < by_session.size() && next < optional_session.size(); ++i) {
    if (relations.optional(by_session[i]) && kept[i]) add(by_session[i], optional_session[next++]);
  }

  writers_begin_.assign(cell_begin_.back() + 1, 0);
  for (const Cell c : cell_) {
    if (c != kNoCell) ++writers_begin_[c + 1];
  }
  std::partial_sum(writers_begin_.begin(), writers_begin_.end(), writers_begin_.begin());
  writers_.resize(writers_begin_.back());
  std::vector<std::uint32_t> next(writers_begin_.begin(), writers_begin_.end() - 1);
  for (Event e = 0; e < cell_.size(); ++e) {
    if (cell_[e] != kNoCell) writers_[next[cell_[e]]++] = e;
  }
  if (size() == certain_count()) return;
  optional_begin_.assign(key_total + 1, 0);
  for (Event u = static_cast<Event>(certain_count()); u < size(); ++u) ++optional_begin_[key_[u] + 1];
  std::partial_sum(optional_begin_.begin(), optional_begin_.end(), optional_begin_.begin());
  optionals_.resize(optional_begin_.back());
  std::vector<std::uint32_t> place(optional_begin_.begin(), optional_begin_.end() - 1);
  for (Event u = static_cast<Event>(certain_count()); u < size(); ++u) optionals_[place[key_[u]]++] = u;
}

std::size_t Problem::source_count(Event e) const {
  const Cell need = needs(e);
  if (need != kNoCell) return writers(need).size() - (cell_[e] == need ? 1 : 0) + (need == initial(key_[e]) ? 1 : 0);
  std::size_t count = 0;
  each_source(e, [&](Event) { ++count; });
  return count;
}

std::vector<OpId> Problem::closed_core(std::span<const Event> events) const {
  std::vector<Event> work(events.begin(), events.end());
  std::vector<bool> in(size(), false);
  std::vector<bool> opened(cell_count(), false), opened_key(key_count(), false);  // sources already added
  for (const Event e : work) in[e] = true;
  std::vector<OpId> core;
  const auto take = [&](Event w) {
    if (w == kInitial || in[w]) return;
    in[w] = true;
    work.push_back(w);
  };
  while (!work.empty()) {
    const Event e = work.back();
    work.pop_back();
    core.push_back(op_[e]);
    if (needs(e) != kNoCell) {
      if (opened[needs(e)]) continue;
      // Its own write is left to the other readers of the cell: an event is no source of itself, but may be one of theirs.
      if (writes(e) != needs(e)) opened[needs(e)] = true;
      each_source(e, take);
    } else if (avoids(e) != kNoCell && !opened_key[key_[e]]) {
      // All writes of the key but those of the avoided cell; another failed cas of the key may avoid another cell.
      each_source(e, take);
      if (writers(avoids(e)).empty()) opened_key[key_[e]] = true;
    }
  }
  std::sort(core.begin(), core.end());
  core.erase(std::unique(core.begin(), core.end()), core.end());
  return core;
}

std::vector<OpId> Problem::all_ops() const {
  std::vector<OpId> ops = op_;
  std::sort(ops.begin(), ops.end());
  return ops;
}

std::vector<OpId> Problem::ops_of(std::span<const Event> events) const {
  std::vector<OpId> ops;
  ops.reserve(events.size());
  for (const Event e : events) ops.push_back(op_[e]);
  return ops;
}

}  // namespace clio::sequential

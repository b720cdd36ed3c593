// The session guarantees, one process at a time, in linear time: an order of all writes, built from the back.
//
// A guarantee asks for an order of the writes, extending the sessions' own order of writes, with w2 before w1 whenever some read r of the process returned w1 and saw another
// write w2 of the key. What r sees does not depend on the order, so the question is whether these edges are acyclic. There may be many of them (each read, each write that it
// sees), so they are never listed. Since a process that sees a write goes on seeing it (FirstSight), w2 may be taken from the back as soon as no read of its key, from
// the first that sees w2 on, has a source that is left, other than w2 itself. Of each key's reads only the latest with a source that is left is looked at, and where that
// source is w2 itself, earlier ones with another source; the search goes on where it stopped when its lane is woken. If nothing can be taken, every lane waits for
// something that is left: a cycle of such edges.
//
// A read of the initial value must see no write of the key. An event never counts against itself: a cas does not see its own write.
//
// Each lane (session_writes.hpp) is taken from its end, so "is left" is one comparison. A lane that waits is in the list of the lane that it waits for, and is looked at only
// when that one passes an awaited write.
//
// Cost: O(n) for a process: what a search passes by is taken, or belongs to w2, and then the key's end moves below it when w2 is taken.
// Tested by: tests/causal/session_guarantees_test.cpp, and against the reference evaluator by the other tests of tests/causal.

#include "checker/engines/causal/write_order.hpp"

#include <algorithm>
#include <utility>

namespace clio::causal {

WriteOrder::WriteOrder(const SessionWrites& writes, Visibility sees)
    : writes_(&writes), sight_(writes, sees), end_(writes.lane_count()), awaited_(writes.lane_count()), waiting_head_(writes.lane_count()),
      waiting_next_(writes.lane_count()), blocked_(writes.lane_count()), resume_(writes.lane_count()) {}

/// The process's reads, grouped by key.
void WriteOrder::list_reads() {
  const Events& ev = writes_->events();
  const std::uint32_t first = writes_->reads_begin(process_), last = writes_->reads_end(process_);
  reads_begin_.assign(ev.key_count() + 1, 0);
  for (std::uint32_t i = first; i < last; ++i) ++reads_begin_[ev.key(writes_->read(i).event) + 1];
  for (std::size_t k = 0; k < ev.key_count(); ++k) reads_begin_[k + 1] += reads_begin_[k];
  reads_.resize(reads_begin_.back());
  reads_end_.assign(reads_begin_.begin(), reads_begin_.end() - 1);  // now the next place, in the end the end
  for (std::uint32_t i = first; i < last; ++i) {
    const SessionWrites::Read& read = writes_->read(i);
    reads_[reads_end_[ev.key(read.event)]++] = {i, read.source, read.lane};
  }
}

WriteOrder::Outcome WriteOrder::run(std::uint32_t process, Budget& budget) {
  process_ = process;
  list_reads();
  if (reads_.empty()) return Outcome::exists;
  sight_.compute(process);
  if (sees_write_of_initial()) return Outcome::impossible;
  start();
  while (!ready_.empty()) {
    if (budget.spent()) return Outcome::spent;
    const std::uint32_t lane = ready_.back();
    ready_.pop_back();
    advance(lane);
  }
  return all_taken() ? Outcome::exists : Outcome::impossible;
}

/// Whether some read of an initial value sees a write of the key.
bool WriteOrder::sees_write_of_initial() {
  initial_ = {};
  const Events& ev = writes_->events();
  std::uint32_t last = FirstSight::kNever;  // of any key
  initial_last_.assign(ev.key_count(), FirstSight::kNever);
  initial_last_but_one_.assign(ev.key_count(), FirstSight::kNever);
  for (std::uint32_t i = writes_->reads_begin(process_); i < writes_->reads_end(process_); ++i) {
    if (writes_->read(i).source != kInitial) continue;
    const std::uint32_t key = ev.key(writes_->read(i).event);
    initial_last_but_one_[key] = initial_last_[key];
    initial_last_[key] = last = i;
  }
  if (last == FirstSight::kNever) return false;
  for (Write w = 0; w < writes_->size(); ++w) {
    if (sight_.of(w) > last) continue;
    const std::uint32_t key = writes_->key(w);
    std::uint32_t read = initial_last_[key];
    if (read != FirstSight::kNever && writes_->read(read).event == writes_->event(w)) read = initial_last_but_one_[key];
    if (read == FirstSight::kNever || read < sight_.of(w)) continue;
    initial_ = {.write = w, .source = kInitial, .read = read};
    return true;
  }
  return false;
}

void WriteOrder::start() {
  std::fill(blocked_.begin(), blocked_.end(), Blocked{});
  std::fill(awaited_.begin(), awaited_.end(), kNoWrite);
  std::fill(waiting_head_.begin(), waiting_head_.end(), kNobody);
  ready_.clear();
  for (std::uint32_t lane = writes_->lane_count(); lane-- > 0;) {
    end_[lane] = writes_->end(lane);
    ready_.push_back(lane);
  }
  if (writes_->first_side() == writes_->size()) return;
  sides_left_.assign(writes_->size(), 0);
  for (Write side = writes_->first_side(); side < writes_->size(); ++side) {
    if (writes_->past_end(side) != writes_->begin(writes_->session(side))) ++sides_left_[writes_->past_end(side) - 1];
  }
}

bool WriteOrder::all_taken() const {
  for (std::uint32_t lane = 0; lane < end_.size(); ++lane) {
    if (end_[lane] != writes_->begin(lane)) return false;
  }
  return true;
}

void WriteOrder::advance(std::uint32_t lane) {
  const Write begin = writes_->begin(lane);
  while (end_[lane] != begin && may_take(end_[lane] - 1, lane)) {
    const Write w = --end_[lane];
    if (awaited_[lane] == w) wake(w, lane);
    if (writes_->is_side(lane)) take_side(w);
  }
}

/// Lets the session go on that was kept from taking what precedes a side event. A lane is never both ready and waiting, nor ready twice.
void WriteOrder::take_side(Write w) {
  const std::uint32_t session = writes_->session(w);
  const Write end = writes_->past_end(w);
  if (end != writes_->begin(session) && --sides_left_[end - 1] == 0 && end_[session] == end) ready_.push_back(session);
}

bool WriteOrder::may_take(Write w, std::uint32_t lane) {
  if (!sides_left_.empty() && sides_left_[w] != 0) return false;
  const std::uint32_t first = sight_.of(w);
  if (first == FirstSight::kNever) return true;
  const std::uint32_t key = writes_->key(w), begin = reads_begin_[key];
  std::uint32_t& end = reads_end_[key];
  while (end != begin && !left(reads_[end - 1])) --end;
  std::uint32_t at = blocked_[lane].write == w ? std::min(end, resume_[lane]) : end;
  for (; at != begin && reads_[at - 1].number >= first; --at) {
    const Read& read = reads_[at - 1];
    if (read.source == w || !left(read) || own_read(read, w)) continue;
    resume_[lane] = at;
    wait(lane, {.write = w, .source = read.source, .read = read.number, .source_lane = read.lane});
    return false;
  }
  return true;
}

void WriteOrder::wait(std::uint32_t lane, const Blocked& blocked) {
  blocked_[lane] = blocked;
  waiting_next_[lane] = std::exchange(waiting_head_[blocked.source_lane], lane);
  Write& awaited = awaited_[blocked.source_lane];
  awaited = awaited == kNoWrite ? blocked.source : std::max(awaited, blocked.source);
}

/// Wakes the lanes that wait for a write that has been taken; those that wait for earlier ones of its lane stay.
void WriteOrder::wake(Write taken, std::uint32_t lane) {
  awaited_[lane] = kNoWrite;
  for (std::uint32_t other = std::exchange(waiting_head_[lane], kNobody); other != kNobody;) {
    const std::uint32_t next = waiting_next_[other];
    if (blocked_[other].source == taken) ready_.push_back(other);
    else wait(other, Blocked{blocked_[other]});
    other = next;
  }
}

std::vector<OpId> WriteOrder::why() const {
  std::vector<OpId> operations;
  if (initial_.write != kNoWrite) {
    operations = {writes_->op(initial_.write), writes_->events().op(writes_->read(initial_.read).event)};
    sight_.explain(initial_.write, initial_.read, operations);
  } else {
    operations = why_cycle();
  }
  std::sort(operations.begin(), operations.end());
  operations.erase(std::unique(operations.begin(), operations.end()), operations.end());
  return operations;
}

/// Follows what waits for what until it comes around.
std::vector<OpId> WriteOrder::why_cycle() const {
  const auto last_left = [&](std::uint32_t lane) { return end_[lane] == writes_->begin(lane) ? kNoWrite : end_[lane] - 1; };
  const auto next_after = [&](Write w) -> Blocked {  // the edge from the last left of a lane to something else that is left
    if (!sides_left_.empty() && sides_left_[w] != 0) {
      for (Write side = writes_->first_side(); side < writes_->size(); ++side) {
        const std::uint32_t lane = writes_->lane(side);
        if (last_left(lane) == side && writes_->session(side) == writes_->session(w) && writes_->past_end(side) == w + 1) return {.write = w, .source = side, .source_lane = lane};
      }
    }
    return blocked_[writes_->lane(w)];
  };
  Write w = kNoWrite;
  for (std::uint32_t lane = 0; lane < end_.size() && w == kNoWrite; ++lane) w = last_left(lane);
  std::vector<Write> seen;
  while (std::find(seen.begin(), seen.end(), w) == seen.end()) {
    seen.push_back(w);
    w = last_left(next_after(w).source_lane);
  }
  std::vector<OpId> operations;
  for (auto at = std::find(seen.begin(), seen.end(), w); at != seen.end(); ++at) {
    const Blocked edge = next_after(*at);
    operations.push_back(writes_->op(edge.write));
    operations.push_back(writes_->op(edge.source));
    if (edge.read == FirstSight::kNever) continue;
    operations.push_back(writes_->events().op(writes_->read(edge.read).event));
    sight_.explain(edge.write, edge.read, operations);
  }
  return operations;
}

}  // namespace clio::causal

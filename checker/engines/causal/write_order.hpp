#pragma once

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
// Lists have version orders beside that: a write is taken only when what their versions have after it is.
//
// Cost: O(n) for a process: what a search passes by is taken, or belongs to w2, and then the key's end moves below it when w2 is taken.
// Tested by: tests/causal/session_guarantees_test.cpp, and against the reference evaluator by the other tests of tests/causal;
// tests/transactional/theories_test.cpp.

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "checker/engines/causal/first_sight.hpp"
#include "checker/engines/causal/session_writes.hpp"
#include "checker/limits.hpp"
#include "checker/models/catalogue.hpp"

namespace clio::causal {

/// One process's order of all writes under a session guarantee, built from the back: the essay is above.
/// Memory: 4 bytes a write and 12 bytes a read of the process. Lifetime: borrows `writes`.
template <class Layout>
class WriteOrder {
 public:
  using Writes = SessionWrites<Layout>;

  WriteOrder(const Writes& writes, Visibility sees)
      : writes_(&writes), sight_(writes, sees), end_(writes.lane_count()), awaited_(writes.lane_count()), waiting_head_(writes.lane_count()), waiting_next_(writes.lane_count()),
        blocked_(writes.lane_count()), resume_(writes.lane_count()) {}
  /// How many bytes the tables take at most.
  [[nodiscard]] static std::size_t bytes(const Writes& writes) {
    return (writes.first_side() == writes.size() ? 4 : 8) * writes.size() + 12 * writes.longest_reads() + 16 * writes.events().key_count() + 64 * writes.lane_count();
  }

  enum class Outcome : std::uint8_t { exists, impossible, spent };
  Outcome run(std::uint32_t process, Budget& budget);
  /// After `impossible`: operations that alone are impossible to order.
  [[nodiscard]] std::vector<OpId> why() const;

 private:
  static constexpr Write kNoWrite = Writes::kNoWrite;
  static constexpr Write kInitial = Writes::kInitial;
  static constexpr std::uint32_t kNobody = 0xffffffffu;
  static constexpr std::uint32_t kNever = FirstSight<Layout>::kNever;

  /// A read by its number, with its source.
  struct Read {
    std::uint32_t number;
    Write source;
    std::uint32_t lane;
  };
  /// What keeps a write from being taken: `source` is to come after it, because of `read`; kNever: because of session order or of the versions of a list.
  struct Blocked {
    Write write = kNoWrite, source = kNoWrite;
    std::uint32_t read = kNever;
    std::uint32_t source_lane = 0;
    std::uint32_t version_key = kNobody;  ///< of versions: the list
  };
  /// How far a blocked lane has looked.
  struct Resume {
    std::uint32_t versions = 0;  ///< later versions that are taken
    std::uint32_t keys = 0;      ///< keys whose reads let it be taken
    std::uint32_t read = 0;      ///< the place among the next key's reads
  };

  void list_reads();
  [[nodiscard]] bool sees_write_of_initial();
  void start();
  void advance(std::uint32_t lane);
  [[nodiscard]] bool may_take(Write w, std::uint32_t lane);
  [[nodiscard]] bool may_take(Write w, std::uint32_t lane, std::uint32_t key, std::uint32_t first);
  void wait(std::uint32_t lane, const Blocked& blocked);
  void wake(Write taken, std::uint32_t lane);
  void take_side(Write w);
  [[nodiscard]] bool left(const Read& read) const { return read.source < end_[read.lane]; }
  [[nodiscard]] bool all_taken() const;
  void add_seen(const Blocked& edge, std::vector<OpId>& operations) const;
  void add_cycle(std::vector<OpId>& operations) const;

  const Writes* writes_;
  FirstSight<Layout> sight_;
  std::uint32_t process_ = 0;
  // The process's reads by key, in session order; those of a key in [reads_begin_[k], reads_begin_[k + 1]).
  std::vector<Read> reads_;
  std::vector<std::uint32_t> reads_begin_;
  std::vector<std::uint32_t> reads_end_;       // by key: reads from here on have sources that are taken
  std::vector<std::uint32_t> initial_last_, initial_last_but_one_;  // by key: reads of the initial value
  // By lane.
  std::vector<Write> end_;                     // the end of what is left
  std::vector<Write> awaited_;                 // the last write of the lane that somebody waits for, or kNoWrite
  std::vector<std::uint32_t> waiting_head_;    // the lanes that wait for writes of this one
  std::vector<std::uint32_t> waiting_next_;
  std::vector<Blocked> blocked_;
  std::vector<Resume> resume_;                 // where looking goes on
  std::vector<std::uint32_t> sides_left_;      // by write: side events that it precedes; empty where there are none
  std::vector<std::uint32_t> ready_;           // lanes that may be able to go on
  Blocked initial_;                            // a seen write of a key whose initial value was read
};

/// The process's reads, grouped by key.
template <class Layout>
void WriteOrder<Layout>::list_reads() {
  const Writes& all = *writes_;
  const std::uint32_t first = writes_->reads_begin(process_), last = writes_->reads_end(process_);
  reads_begin_.assign(all.events().key_count() + 1, 0);
  for (std::uint32_t i = first; i < last; ++i) ++reads_begin_[all.read_key(i) + 1];
  for (std::size_t k = 0; k < all.events().key_count(); ++k) reads_begin_[k + 1] += reads_begin_[k];
  reads_.resize(reads_begin_.back());
  reads_end_.assign(reads_begin_.begin(), reads_begin_.end() - 1);  // now the next place, in the end the end
  for (std::uint32_t i = first; i < last; ++i) {
    const typename Writes::Read& read = all.read(i);
    reads_[reads_end_[all.read_key(i)]++] = {i, read.source, read.lane};
  }
}

template <class Layout>
typename WriteOrder<Layout>::Outcome WriteOrder<Layout>::run(std::uint32_t process, Budget& budget) {
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
template <class Layout>
bool WriteOrder<Layout>::sees_write_of_initial() {
  initial_ = {};
  const Writes& all = *writes_;
  std::uint32_t last = kNever;  // of any key
  initial_last_.assign(all.events().key_count(), kNever);
  initial_last_but_one_.assign(all.events().key_count(), kNever);
  const std::uint32_t end = all.reads_end(process_);
  for (std::uint32_t first = all.reads_begin(process_), next = 0; first < end; first = next) {
    next = all.event_end(first, end);
    for (std::uint32_t i = first; i < next; ++i) {
      if (all.read(i).source != kInitial) continue;
      std::uint32_t& of_key = initial_last_[all.read_key(i)];
      if (of_key == kNever || of_key < first) initial_last_but_one_[all.read_key(i)] = of_key;  // by another event
      of_key = last = i;
    }
  }
  if (last == kNever) return false;
  for (Write w = 0; w < all.size(); ++w) {
    if (sight_.of(w) > last) continue;
    for (const std::uint32_t key : all.keys(w)) {
      std::uint32_t read = initial_last_[key];
      if (read != kNever && all.own_read(read, w)) read = initial_last_but_one_[key];
      if (read == kNever || read < sight_.of(w)) continue;
      initial_ = {.write = w, .source = kInitial, .read = read};
      return true;
    }
  }
  return false;
}

template <class Layout>
void WriteOrder<Layout>::start() {
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

template <class Layout>
bool WriteOrder<Layout>::all_taken() const {
  for (std::uint32_t lane = 0; lane < end_.size(); ++lane) {
    if (end_[lane] != writes_->begin(lane)) return false;
  }
  return true;
}

template <class Layout>
void WriteOrder<Layout>::advance(std::uint32_t lane) {
  const Write begin = writes_->begin(lane);
  while (end_[lane] != begin && may_take(end_[lane] - 1, lane)) {
    const Write w = --end_[lane];
    if (awaited_[lane] == w) wake(w, lane);
    if (writes_->is_side(lane)) take_side(w);
  }
}

/// Lets the session go on that was kept from taking what precedes a side event. A lane is never both ready and waiting, nor ready twice.
template <class Layout>
void WriteOrder<Layout>::take_side(Write w) {
  const std::uint32_t session = writes_->session(w);
  const Write end = writes_->past_end(w);
  if (end != writes_->begin(session) && --sides_left_[end - 1] == 0 && end_[session] == end) ready_.push_back(session);
}

template <class Layout>
bool WriteOrder<Layout>::may_take(Write w, std::uint32_t lane) {
  if (!sides_left_.empty() && sides_left_[w] != 0) return false;
  Resume& resume = resume_[lane];
  if (blocked_[lane].write != w) resume = {.read = kNobody};
  for (const auto later = writes_->later_versions(w); resume.versions < later.size(); ++resume.versions) {
    const typename Writes::Later& next = later[resume.versions];
    if (next.write >= end_[next.lane]) continue;
    wait(lane, {.write = w, .source = next.write, .source_lane = next.lane, .version_key = next.key});
    return false;
  }
  const std::uint32_t first = sight_.of(w);
  if (first == kNever) return true;
  for (const auto keys = writes_->keys(w); resume.keys < keys.size(); ++resume.keys, resume.read = kNobody) {
    if (!may_take(w, lane, keys[resume.keys], first)) return false;
  }
  return true;
}

/// As far as the reads of a key from the `first` on have a say.
template <class Layout>
bool WriteOrder<Layout>::may_take(Write w, std::uint32_t lane, std::uint32_t key, std::uint32_t first) {
  const std::uint32_t begin = reads_begin_[key];
  std::uint32_t& end = reads_end_[key];
  while (end != begin && !left(reads_[end - 1])) --end;
  for (std::uint32_t at = std::min(end, resume_[lane].read); at != begin && reads_[at - 1].number >= first; --at) {
    const Read& read = reads_[at - 1];
    if (read.source == w || !left(read) || writes_->own_read(read.number, w)) continue;
    resume_[lane].read = at;
    wait(lane, {.write = w, .source = read.source, .read = read.number, .source_lane = read.lane});
    return false;
  }
  return true;
}

template <class Layout>
void WriteOrder<Layout>::wait(std::uint32_t lane, const Blocked& blocked) {
  blocked_[lane] = blocked;
  waiting_next_[lane] = std::exchange(waiting_head_[blocked.source_lane], lane);
  Write& awaited = awaited_[blocked.source_lane];
  awaited = awaited == kNoWrite ? blocked.source : std::max(awaited, blocked.source);
}

/// Wakes the lanes that wait for a write that has been taken; those that wait for earlier ones of its lane stay.
template <class Layout>
void WriteOrder<Layout>::wake(Write taken, std::uint32_t lane) {
  awaited_[lane] = kNoWrite;
  for (std::uint32_t other = std::exchange(waiting_head_[lane], kNobody); other != kNobody;) {
    const std::uint32_t next = waiting_next_[other];
    if (blocked_[other].source == taken) ready_.push_back(other);
    else wait(other, Blocked{blocked_[other]});
    other = next;
  }
}

template <class Layout>
std::vector<OpId> WriteOrder<Layout>::why() const {
  std::vector<OpId> operations;
  if (initial_.write != kNoWrite) {
    add_seen(initial_, operations);
  } else {
    add_cycle(operations);
  }
  std::sort(operations.begin(), operations.end());
  operations.erase(std::unique(operations.begin(), operations.end()), operations.end());
  return operations;
}

/// What makes the read see the write, and what it read from.
template <class Layout>
void WriteOrder<Layout>::add_seen(const Blocked& edge, std::vector<OpId>& operations) const {
  const std::uint32_t key = writes_->read_key(edge.read);
  operations.push_back(writes_->op(edge.write, key));
  operations.push_back(writes_->read_op(edge.read));
  if (edge.source != kInitial) operations.push_back(writes_->op(edge.source, key));
  sight_.explain(edge.write, edge.read, operations);
}

/// Follows what waits for what until it comes around.
template <class Layout>
void WriteOrder<Layout>::add_cycle(std::vector<OpId>& operations) const {
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
  for (auto at = std::find(seen.begin(), seen.end(), w); at != seen.end(); ++at) {
    const Blocked edge = next_after(*at);
    if (edge.read != kNever) add_seen(edge, operations);
    if constexpr (Layout::kHasVersions) {
      if (edge.version_key != kNobody) writes_->events().add_version(writes_->event(edge.write), writes_->event(edge.source), edge.version_key, operations);
    }
  }
}

}  // namespace clio::causal

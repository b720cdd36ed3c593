#pragma once

// When a process first sees each write, for the four session guarantees (Terry et al., PDIS 1994; the catalogue's rows):
//   read-your-writes      so                 its own writes, from the next event on;
//   monotonic-reads       wr;so              what it has read, from the next event on;
//   monotonic-writes      so;wr;so?          whatever precedes, in its session, a write that the process has read;
//   writes-follow-reads   wr;so;wr;so?       whatever was read, in that session, before such a write.
// The last two only ever learn longer prefixes of each session, so that every event is looked at once. Reads are told by their numbers (session_writes.hpp), which are
// in session order. Tested by: tests/causal/session_guarantees_test.cpp.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "checker/engines/causal/session_writes.hpp"
#include "checker/models/catalogue.hpp"
#include "checker/support/assert.hpp"

namespace clio::causal {

/// From which of one process's reads on the process sees each write, under a session guarantee. Visibility never ends once it began.
///
/// The guarantees differ in nothing else. Memory: 4 bytes a write. Cost: O(n) for a process.
template <class Layout>
class FirstSight {
 public:
  static constexpr std::uint32_t kNever = std::numeric_limits<std::uint32_t>::max();

  using Writes = SessionWrites<Layout>;

  FirstSight(const Writes& writes, Visibility sees)
      : writes_(&writes), sees_(sees), first_(writes.size()), known_end_(writes.events().session_count()) {}

  void compute(std::uint32_t process);
  /// The first read of the process that sees the write; kNever: none does.
  [[nodiscard]] std::uint32_t of(Write write) const { return first_[write]; }
  /// Adds the operations, beside the write and the read, that make this read see the write. Precondition: of(write) <= read.
  void explain(Write write, std::uint32_t read, std::vector<OpId>& operations) const;

 private:
  void see(Write write, std::uint32_t read) {
    if (read < first_[write]) first_[write] = read;
  }
  void learn(const typename Writes::Read& read, std::uint32_t first, std::uint32_t next);
  void see_own_writes();
  [[nodiscard]] std::uint32_t connection(Write write, std::uint32_t first, std::uint32_t through) const;

  const Writes* writes_;
  Visibility sees_;
  std::uint32_t process_ = 0;
  std::vector<std::uint32_t> first_;  // by write
  // By session: how far what precedes a write that the process has read is known; a write for monotonic-writes, a read for writes-follow-reads.
  std::vector<std::uint32_t> known_end_;
};

template <class Layout>
void FirstSight<Layout>::compute(std::uint32_t process) {
  const Writes& all = *writes_;
  process_ = process;
  std::fill(first_.begin(), first_.end(), kNever);
  if (sees_ == Visibility::session) return see_own_writes();
  for (std::uint32_t s = 0; s < known_end_.size(); ++s) known_end_[s] = sees_ == Visibility::session_then_read ? all.begin(s) : all.reads_begin(s);
  const std::uint32_t end = all.reads_end(process);
  for (std::uint32_t first = all.reads_begin(process), next = 0; first < end; first = next) {
    next = all.event_end(first, end);
    for (std::uint32_t i = first; i < next; ++i) {
      if (all.read(i).source != Writes::kInitial) learn(all.read(i), first, next);
    }
  }
}

/// What a read by an event with the reads [first, next) lets the process see.
template <class Layout>
void FirstSight<Layout>::learn(const typename Writes::Read& read, std::uint32_t first, std::uint32_t next) {
  const Writes& all = *writes_;
  if (sees_ == Visibility::read_then_session) return see(read.source, next);
  std::uint32_t& known = known_end_[all.is_side(read.lane) ? all.session(read.source) : read.lane];
  if (sees_ == Visibility::session_then_read) {
    const Write end = all.past_end(read.source);
    for (Write w = known; w < end; ++w) see(w, first);
    known = std::max(known, end);
  } else {
    for (const std::uint32_t end = all.reads_before(read.source); known < end; ++known) {
      if (all.read(known).source != Writes::kInitial) see(all.read(known).source, first);
    }
  }
}

template <class Layout>
void FirstSight<Layout>::see_own_writes() {
  const Writes& all = *writes_;
  std::uint32_t i = all.reads_begin(process_);
  for (Write w = all.begin(process_); w < all.end(process_); ++w) {
    while (i < all.reads_end(process_) && all.read(i).id < all.events().first_read(all.event(w) + 1)) ++i;
    first_[w] = i;  // one past the last read where none follows: no read has that number
  }
}

/// What connects the write to the read of the process that sees it, given its precedent `through`; kNoWrite: nothing does.
/// For writes-follow-reads that is the number of a read, for the others of a write. `first`: the first read of the event that `read` belongs to.
template <class Layout>
std::uint32_t FirstSight<Layout>::connection(Write write, std::uint32_t first, std::uint32_t through) const {
  const Writes& all = *writes_;
  const Write source = all.read(through).source;
  if (source == Writes::kInitial) return Writes::kNoWrite;
  switch (sees_) {
    case Visibility::read_then_session: return source == write && through < first ? write : Writes::kNoWrite;
    case Visibility::session_then_read:
      return write < all.first_side() && all.session(source) == all.session(write) && write < all.past_end(source) ? write : Writes::kNoWrite;
    default: break;
  }
  for (std::uint32_t i = all.reads_begin(all.session(source)); i < all.reads_before(source); ++i) {
    if (all.read(i).source == write) return i;
  }
  return Writes::kNoWrite;
}

template <class Layout>
void FirstSight<Layout>::explain(Write write, std::uint32_t read, std::vector<OpId>& operations) const {
  const Writes& all = *writes_;
  if (sees_ == Visibility::session) return;
  const bool follows_reads = sees_ == Visibility::read_then_session_then_read;
  const auto add_reading = [&](std::uint32_t i) {
    operations.push_back(all.read_op(i));
    operations.push_back(all.op(all.read(i).source, all.read_key(i)));
  };
  const std::uint32_t end = all.reads_end(process_);
  for (std::uint32_t first = all.reads_begin(process_), next = 0; first <= read; first = next) {
    next = all.event_end(first, end);
    if (next <= first_[write] && follows_reads) continue;
    const std::uint32_t limit = read < next ? first : kNever;  // what the reader itself reads is no precedent where its session must go on first
    for (std::uint32_t through = first; through < next; ++through) {
      const std::uint32_t found = connection(write, limit, through);
      if (found == Writes::kNoWrite) continue;
      if (follows_reads) add_reading(found);
      add_reading(through);
      return;
    }
  }
  CLIO_ASSERT(false);
}

}  // namespace clio::causal

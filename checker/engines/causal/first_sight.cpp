// When a process first sees each write, for the four session guarantees (Terry et al., PDIS 1994; the catalogue's rows):
//   read-your-writes      so                 its own writes, from the next event on;
//   monotonic-reads       wr;so              what it has read, from the next event on;
//   monotonic-writes      so;wr;so?          whatever precedes, in its session, a write that the process has read;
//   writes-follow-reads   wr;so;wr;so?       whatever was read, in that session, before such a write.
// The last two only ever learn longer prefixes of each session, so that every event is looked at once. Reads are told by their numbers (session_writes.hpp), which are
// in session order. Tested by: tests/causal/session_guarantees_test.cpp.

#include <algorithm>

#include "checker/engines/causal/write_order.hpp"
#include "checker/support/assert.hpp"

namespace clio::causal {

FirstSight::FirstSight(const SessionWrites& writes, Visibility sees)
    : writes_(&writes), sees_(sees), first_(writes.size()), known_end_(writes.events().session_count()) {}

void FirstSight::compute(std::uint32_t process) {
  const SessionWrites& all = *writes_;
  process_ = process;
  std::fill(first_.begin(), first_.end(), kNever);
  if (sees_ == Visibility::session) return see_own_writes();
  for (std::uint32_t s = 0; s < known_end_.size(); ++s) known_end_[s] = sees_ == Visibility::session_then_read ? all.begin(s) : all.reads_begin(s);
  for (std::uint32_t i = all.reads_begin(process); i < all.reads_end(process); ++i) {
    const SessionWrites::Read& read = all.read(i);
    if (read.source == SessionWrites::kInitial) continue;
    if (sees_ == Visibility::read_then_session) {
      see(read.source, i + 1);
      continue;
    }
    std::uint32_t& known = known_end_[all.is_side(read.lane) ? all.session(read.source) : read.lane];
    if (sees_ == Visibility::session_then_read) {
      const Write end = all.past_end(read.source);
      if (known < end) std::fill(first_.begin() + known, first_.begin() + end, i);
      known = std::max(known, end);
    } else {
      for (const std::uint32_t end = all.reads_before(read.source); known < end; ++known) {
        if (all.read(known).source != SessionWrites::kInitial) see(all.read(known).source, i);
      }
    }
  }
}

void FirstSight::see_own_writes() {
  const SessionWrites& all = *writes_;
  std::uint32_t i = all.reads_begin(process_);
  for (Write w = all.begin(process_); w < all.end(process_); ++w) {
    while (i < all.reads_end(process_) && all.read(i).event <= all.event(w)) ++i;
    first_[w] = i;  // one past the last read where none follows: no read has that number
  }
}

/// What connects the write to a read of the process, the precedent `through` of the read that sees it; kNoWrite: nothing does.
/// For writes-follow-reads that is the number of a read, for the others of a write.
std::uint32_t FirstSight::connection(Write write, std::uint32_t read, std::uint32_t through) const {
  const SessionWrites& all = *writes_;
  const Write source = all.read(through).source;
  if (source == SessionWrites::kInitial) return SessionWrites::kNoWrite;
  switch (sees_) {
    case Visibility::read_then_session: return source == write && through != read ? write : SessionWrites::kNoWrite;
    case Visibility::session_then_read:
      return write < all.first_side() && all.session(source) == all.session(write) && write < all.past_end(source) ? write : SessionWrites::kNoWrite;
    default: break;
  }
  for (std::uint32_t i = all.reads_begin(all.session(source)); i < all.reads_before(source); ++i) {
    if (all.read(i).source == write) return i;
  }
  return SessionWrites::kNoWrite;
}

void FirstSight::explain(Write write, std::uint32_t read, std::vector<OpId>& operations) const {
  const SessionWrites& all = *writes_;
  if (sees_ == Visibility::session) return;
  const bool follows_reads = sees_ == Visibility::read_then_session_then_read;
  for (std::uint32_t through = follows_reads ? first_[write] : all.reads_begin(process_); through <= read; ++through) {
    const std::uint32_t found = connection(write, read, through);
    if (found == SessionWrites::kNoWrite) continue;
    if (follows_reads) operations.push_back(all.events().op(all.read(found).event));
    operations.push_back(all.events().op(all.read(through).event));
    operations.push_back(all.op(all.read(through).source));
    return;
  }
  CLIO_ASSERT(false);
}

}  // namespace clio::causal

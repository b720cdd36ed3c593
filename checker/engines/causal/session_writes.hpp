#pragma once

// Writes and reads renumbered for the session guarantees.
//
// A guarantee is judged once for each process, so what it touches is laid out once: without the events that only read, in the order in which every process walks
// them. Side events follow the sessions in the order of the events that they follow, so one pass places them too.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "checker/engines/causal/events.hpp"

namespace clio::causal {

/// A write by its dense number: those of a session are adjacent and in session order, side events come after all sessions.
using Write = std::uint32_t;

/// What the session guarantees look at, and nothing else: the writes, lane by lane, and the reads whose source is decided, session by session.
///
/// A *lane* is what is ordered by session order alone: a session's writes, or one side event. Memory: 16 bytes a write, 12 bytes a read. Cost: O(n).
/// Lifetime: borrows `events`. `Layout`: Events, or whatever else numbers what happened session by session, each writing any number of keys and reading any number of times.
/// Tested by: tests/causal/session_guarantees_test.cpp, tests/transactional/theories_test.cpp.
template <class Layout>
class SessionWrites {
 public:
  static constexpr Write kNoWrite = std::numeric_limits<Write>::max();
  static constexpr Write kInitial = kNoWrite - 1;  ///< the source of a read of the initial value

  struct Read {
    std::uint32_t id;     ///< as the layout numbers reads
    Write source;         ///< or kInitial
    std::uint32_t lane;   ///< of the source
  };

  explicit SessionWrites(const Layout& events) : events_(&events) {
    std::vector<Number> numbers(events.size());
    list_writes(numbers);
    list_side_writes(numbers);
    list_reads(numbers);
    if constexpr (Layout::kHasVersions) list_versions(numbers);
  }
  /// How many bytes the tables take at most, those in use while they are made included.
  [[nodiscard]] static std::size_t bytes(const Layout& events) { return 24 * events.size() + 12 * std::size_t{events.read_slots()} + 8 * events.session_count(); }

  [[nodiscard]] const Layout& events() const { return *events_; }
  [[nodiscard]] std::size_t size() const { return writes_.size(); }
  [[nodiscard]] std::uint32_t lane_count() const { return static_cast<std::uint32_t>(begin_.size() - 1); }
  [[nodiscard]] bool is_side(std::uint32_t lane) const { return lane >= events_->session_count(); }
  [[nodiscard]] Write begin(std::uint32_t lane) const { return begin_[lane]; }
  [[nodiscard]] Write end(std::uint32_t lane) const { return begin_[lane + 1]; }

  [[nodiscard]] Event event(Write w) const { return writes_[w].event; }
  /// The keys that it writes.
  [[nodiscard]] std::span<const std::uint32_t> keys(Write w) const {
    if constexpr (Layout::kManyWrites) return events_->writes(event(w));
    else return {&writes_[w].key, 1};
  }
  [[nodiscard]] OpId op(Write w, std::uint32_t key) const { return events_->write_op(event(w), key); }
  [[nodiscard]] std::uint32_t lane(Write w) const { return events_->is_side(event(w)) ? events_->session_count() + (w - first_side()) : session(w); }
  [[nodiscard]] std::uint32_t session(Write w) const { return events_->session_of(event(w)); }
  /// The end of the writes that precede it in its session: those from begin(session(w)) up to this do.
  [[nodiscard]] Write past_end(Write w) const { return writes_[w].past_end; }
  [[nodiscard]] Write first_side() const { return begin_[events_->session_count()]; }

  /// The reads of a session are those from reads_begin() up to reads_end().
  [[nodiscard]] std::uint32_t reads_begin(std::uint32_t session) const { return reads_begin_[session]; }
  [[nodiscard]] std::uint32_t reads_end(std::uint32_t session) const { return reads_begin_[session + 1]; }
  /// How many reads the session with the most of them has.
  [[nodiscard]] std::size_t longest_reads() const {
    std::size_t longest = 0;
    for (std::size_t s = 0; s + 1 < reads_begin_.size(); ++s) longest = std::max<std::size_t>(longest, reads_begin_[s + 1] - reads_begin_[s]);
    return longest;
  }
  [[nodiscard]] const Read& read(std::uint32_t i) const { return reads_[i]; }
  [[nodiscard]] std::uint32_t read_key(std::uint32_t i) const { return events_->read_key(reads_[i].id); }
  [[nodiscard]] OpId read_op(std::uint32_t i) const { return events_->read_op(reads_[i].id); }
  /// Whether it is a read of the event that writes this.
  [[nodiscard]] bool own_read(std::uint32_t i, Write w) const { return events_->first_read(event(w)) <= reads_[i].id && reads_[i].id < events_->first_read(event(w) + 1); }
  /// One past the last read of the event that read i belongs to. Precondition: reads of its session end at `end`.
  [[nodiscard]] std::uint32_t event_end(std::uint32_t i, std::uint32_t end) const {
    if constexpr (Layout::kManyWrites) {
      const std::uint32_t id = events_->first_read(events_->reader(reads_[i].id) + 1);
      while (i < end && reads_[i].id < id) ++i;
      return i;
    } else {
      return std::min(i + 1, end);
    }
  }
  /// The end of the reads that precede a write in its session.
  [[nodiscard]] std::uint32_t reads_before(Write w) const { return writes_[w].reads_before; }

  /// What must come after a write of a key whatever is read: the version orders of lists.
  struct Later {
    Write write;
    std::uint32_t key;
    std::uint32_t lane;  ///< of the later write
  };
  [[nodiscard]] std::span<const Later> later_versions(Write w) const {
    if (later_begin_.empty()) return {};
    return {later_.data() + later_begin_[w], later_.data() + later_begin_[w + 1]};
  }

 private:
  struct Place {
    Event event;
    std::uint32_t key;
    Write past_end;
    std::uint32_t reads_before;
  };

  /// Where an event stands among the writes, while they are listed.
  struct Number {
    Write write = kNoWrite;
    std::uint32_t lane = 0;
  };

  void list_writes(std::vector<Number>& numbers);
  void list_side_writes(std::vector<Number>& numbers);
  void list_reads(const std::vector<Number>& numbers);
  void list_versions(const std::vector<Number>& numbers);

  const Layout* events_;
  std::vector<Place> writes_;
  std::vector<Write> begin_;  // by lane
  std::vector<Read> reads_;
  std::vector<std::uint32_t> reads_begin_;  // by session
  std::vector<std::uint32_t> later_begin_;  // by write; empty where nothing has versions
  std::vector<Later> later_;
};

template <class Layout>
void SessionWrites<Layout>::list_writes(std::vector<Number>& numbers) {
  const Layout& ev = *events_;
  std::size_t writes = 0, reads = 0;
  for (Event e = 0; e < ev.size(); ++e) {
    writes += ev.writes_any(e);
    ev.each_read(e, [&](std::uint32_t, Event) { ++reads; });
  }
  writes_.reserve(writes);
  reads_.reserve(reads);
  begin_.reserve(ev.session_count() + (ev.size() - ev.first_side()) + 1);
  reads_begin_.reserve(ev.session_count() + 1);
  std::uint32_t reads_so_far = 0;
  for (std::uint32_t s = 0; s < ev.session_count(); ++s) {
    begin_.push_back(static_cast<Write>(writes_.size()));
    reads_begin_.push_back(reads_so_far);
    for (Event e = ev.begin(s); e < ev.end(s); ++e) {
      if (ev.writes_any(e)) {
        const auto number = static_cast<Write>(writes_.size());
        numbers[e] = {.write = number, .lane = s};
        writes_.push_back({.event = e, .key = ev.one_key(e), .past_end = number, .reads_before = reads_so_far});
      }
      ev.each_read(e, [&](std::uint32_t, Event) { ++reads_so_far; });
    }
  }
  reads_begin_.push_back(reads_so_far);
}

template <class Layout>
void SessionWrites<Layout>::list_side_writes(std::vector<Number>& numbers) {
  const Layout& ev = *events_;
  begin_.push_back(static_cast<Write>(writes_.size()));
  Event at = 0;  // what precedes this in its session has been counted
  Write past_end = 0;
  std::uint32_t reads_before = 0;
  for (Event e = ev.first_side(); e < ev.size(); ++e) {
    const std::uint32_t s = ev.session_of(e);
    if (at < ev.begin(s)) {
      at = ev.begin(s);
      past_end = begin_[s];
      reads_before = reads_begin_[s];
    }
    for (; at < ev.past_end(e); ++at) {
      past_end += ev.writes_any(at);
      ev.each_read(at, [&](std::uint32_t, Event) { ++reads_before; });
    }
    numbers[e] = {.write = static_cast<Write>(writes_.size()), .lane = ev.session_count() + (e - ev.first_side())};
    writes_.push_back({.event = e, .key = ev.one_key(e), .past_end = past_end, .reads_before = reads_before});
    begin_.push_back(static_cast<Write>(writes_.size()));
  }
}

template <class Layout>
void SessionWrites<Layout>::list_reads(const std::vector<Number>& numbers) {
  const Layout& ev = *events_;
  for (Event e = 0; e < ev.first_side(); ++e) {
    ev.each_read(e, [&](std::uint32_t id, Event source) {
      if (source == kFromInitial) reads_.push_back({.id = id, .source = kInitial, .lane = 0});
      else reads_.push_back({.id = id, .source = numbers[source].write, .lane = numbers[source].lane});
    });
  }
}

template <class Layout>
void SessionWrites<Layout>::list_versions(const std::vector<Number>& numbers) {
  later_begin_.assign(size() + 2, 0);
  events_->each_version([&](Event earlier, Event, std::uint32_t) { ++later_begin_[numbers[earlier].write + 2]; });
  for (std::size_t w = 0; w < size(); ++w) later_begin_[w + 2] += later_begin_[w + 1];
  later_.resize(later_begin_.back());
  events_->each_version([&](Event earlier, Event later, std::uint32_t key) {  // moves each begin on, to where the next one's is
    later_[later_begin_[numbers[earlier].write + 1]++] = {numbers[later].write, key, numbers[later].lane};
  });
  if (later_.empty()) later_begin_.clear();
}

}  // namespace clio::causal

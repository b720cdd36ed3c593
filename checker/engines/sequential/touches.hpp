#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "checker/engines/sequential/problem.hpp"

namespace clio::sequential {

/// Which events of each session touch each key, in program order. A session that touches a key is a *strand* of it; strands are numbered key by key,
/// within a key by session. Cost: O(n). Memory: 4 bytes an operation. Borrows the problem while it is built only.
class Touches {
 public:
  Touches() = default;  ///< of nothing: only to be assigned to
  explicit Touches(const Problem& problem);

  [[nodiscard]] std::size_t strand_count() const { return strand_begin_.size() - 1; }
  /// Precondition: a certain event of the session touches the key. O(log sessions).
  [[nodiscard]] std::uint32_t strand(std::size_t key, std::uint32_t session) const {
    const auto all = strand_session_.begin();
    return static_cast<std::uint32_t>(std::lower_bound(all + key_begin_[key], all + key_begin_[key + 1], session) - all);
  }
  [[nodiscard]] std::uint32_t first_strand(std::size_t key) const { return key_begin_[key]; }
  [[nodiscard]] std::uint32_t end_strand(std::size_t key) const { return key_begin_[key + 1]; }
  [[nodiscard]] std::uint32_t session(std::uint32_t strand) const { return strand_session_[strand]; }
  [[nodiscard]] std::span<const Event> events(std::uint32_t strand) const {
    return {events_.data() + strand_begin_[strand], events_.data() + strand_begin_[strand + 1]};
  }
  /// Where the strand's events begin among all(), which holds every certain event strand by strand.
  [[nodiscard]] std::uint32_t begin(std::uint32_t strand) const { return strand_begin_[strand]; }
  [[nodiscard]] std::uint32_t end(std::uint32_t strand) const { return strand_begin_[strand + 1]; }
  [[nodiscard]] std::span<const Event> all() const { return events_; }
  /// How many of the strand's events are before `limit` (all of them are of one session). O(log n).
  [[nodiscard]] std::uint32_t count_before(std::uint32_t strand, Event limit) const;

 private:
  std::vector<std::uint32_t> strand_begin_, strand_session_, key_begin_;
  std::vector<Event> events_;
};

}  // namespace clio::sequential

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checker/engines/sequential/problem.hpp"

namespace clio::sequential {

/// What comes before each event in every explanation, as far as it is known: for each session, how many of its events are at or before it.
/// Rows grow, never shrink. Memory: 4 bytes for each event and session.
class Clocks {
 public:
  Clocks() = default;
  explicit Clocks(const Problem& problem)
      : sessions_(problem.session_count()), counts_(problem.size() * problem.session_count(), 0) {}

  [[nodiscard]] std::size_t sessions() const { return sessions_; }
  [[nodiscard]] std::span<const std::uint32_t> row(Event e) const { return {counts_.data() + e * sessions_, sessions_}; }
  [[nodiscard]] std::span<std::uint32_t> row(Event e) { return {counts_.data() + e * sessions_, sessions_}; }
  [[nodiscard]] static std::size_t bytes(const Problem& problem) { return problem.size() * problem.session_count() * sizeof(std::uint32_t); }

 private:
  std::size_t sessions_ = 0;
  std::vector<std::uint32_t> counts_;
};

}  // namespace clio::sequential

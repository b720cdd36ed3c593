#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "checker/engines/held.hpp"
#include "checker/limits.hpp"

namespace clio::sequential {

/// A set of search states, each a string of bytes kept whole, so that two different states are never taken for one.
/// Memory is accounted for in `budget` while the set lives, and before it is taken: a set that may not grow stays as it is, and budget.spent() tells.
class StateSet {
 public:
  explicit StateSet(Budget& budget) : held_(budget) {}

  /// Adds the state; false if it was there already. True also where there is no memory left for it, so that a search never takes what was dropped for seen.
  bool insert(std::span<const std::uint8_t> state);
  [[nodiscard]] bool contains(std::span<const std::uint8_t> state) const;
  [[nodiscard]] std::size_t size() const { return count_; }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t length = 0;  // 0: free; states are never empty
    std::uint64_t offset = 0;
  };
  [[nodiscard]] std::size_t find(std::span<const std::uint8_t> state, std::uint32_t tag) const;  ///< its slot, or a free one
  [[nodiscard]] bool grow();

  Held held_;
  std::vector<Slot> slots_;
  std::vector<std::vector<std::uint8_t>> chunks_;  // of kChunk bytes, so that growing moves nothing
  std::size_t count_ = 0, used_ = 0;
};

/// A set of numbers that are as good as random already; 0 counts as a member. Memory as with StateSet.
class NumberSet {
 public:
  explicit NumberSet(Budget& budget) : held_(budget) {}

  /// Does nothing where there is no memory left.
  void insert(std::uint64_t number);
  [[nodiscard]] bool contains(std::uint64_t number) const { return !slots_.empty() && slots_[find(number)] == number; }

 private:
  [[nodiscard]] std::size_t find(std::uint64_t number) const;  ///< its slot, or a free one
  [[nodiscard]] bool grow();

  Held held_;
  std::vector<std::uint64_t> slots_;  // 0: free
  std::size_t count_ = 0;
};

/// Appends a number in as few bytes as it needs.
inline void append_number(std::vector<std::uint8_t>& bytes, std::uint64_t number) {
  for (; number >= 128; number >>= 7) bytes.push_back(static_cast<std::uint8_t>(number | 128u));
  bytes.push_back(static_cast<std::uint8_t>(number));
}

}  // namespace clio::sequential

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace clio::causal {

/// Vector clocks of one width that are given back and used again: memory follows the number alive at once, not the number ever made.
class ClockPool {
 public:
  using Slot = std::uint32_t;

  explicit ClockPool(std::size_t width) : width_(width) {}

  /// A slot with unspecified contents. Invalidates pointers from at().
  Slot take() {
    if (!free_.empty()) {
      const Slot slot = free_.back();
      free_.pop_back();
      return slot;
    }
    entries_.resize(entries_.size() + width_);
    return count_++;
  }
  void give_back(Slot slot) { free_.push_back(slot); }
  [[nodiscard]] std::uint32_t* at(Slot slot) { return entries_.data() + slot * width_; }
  [[nodiscard]] std::size_t bytes() const { return entries_.capacity() * sizeof(std::uint32_t); }

 private:
  std::size_t width_;
  Slot count_ = 0;
  std::vector<std::uint32_t> entries_;
  std::vector<Slot> free_;
};

}  // namespace clio::causal

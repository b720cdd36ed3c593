#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace clio {

/// Entries numbered from 0 in order of arrival, each distinct one once: a vector with an open-addressing index.
/// `Entry` has operator== and a member `std::uint64_t hash() const`. Where equality needs outside knowledge, pass it to find_or_add.
template <class Entry>
class InternTable {
 public:
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] const Entry& operator[](std::uint32_t id) const { return entries_[id]; }
  [[nodiscard]] std::size_t bytes() const { return entries_.capacity() * sizeof(Entry) + slots_.capacity() * sizeof(std::uint32_t); }

  std::uint32_t find_or_add(const Entry& entry) {
    return find_or_add(entry, [](const Entry& a, const Entry& b) { return a == b; });
  }
  template <class Equal>
  std::uint32_t find_or_add(const Entry& entry, Equal&& equal) {
    if (2 * (entries_.size() + 1) > slots_.size()) grow();
    std::size_t slot = mixed(entry.hash()) & (slots_.size() - 1);
    for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
      if (equal(entries_[slots_[slot] - 1], entry)) return slots_[slot] - 1;
    }
    entries_.push_back(entry);
    slots_[slot] = static_cast<std::uint32_t>(entries_.size());
    return slots_[slot] - 1;
  }

  void clear() {
    entries_ = {};
    slots_ = {};
  }

 private:
  static std::uint64_t mixed(std::uint64_t hash) {
    hash *= 0x9e3779b97f4a7c15ULL;
    return hash ^ (hash >> 32);
  }
  void grow() {
    slots_.assign(slots_.empty() ? 16 : 2 * slots_.size(), 0);
    for (std::uint32_t id = 0; id < entries_.size(); ++id) {
      std::size_t slot = mixed(entries_[id].hash()) & (slots_.size() - 1);
      while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = id + 1;
    }
  }

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  // id + 1, 0: empty; a power of two
};

}  // namespace clio

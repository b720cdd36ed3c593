// Open addressing over states stored end to end in chunks. A 32-bit tag saves most comparisons; equality is always decided on the bytes.
// Tested by tests/sequential/state_set_test.cpp and agreement_test.cpp.

#include "checker/engines/sequential/state_set.hpp"

#include <algorithm>
#include <cstring>

namespace clio::sequential {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 18;
constexpr std::size_t kSlotsAtFirst = 1024;

std::uint64_t hash_bytes(std::span<const std::uint8_t> bytes) {
  std::uint64_t hash = 0x9e3779b97f4a7c15ULL ^ bytes.size();
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, 8);
    hash = (hash ^ word) * 0xff51afd7ed558ccdULL;
    hash ^= hash >> 32;
  }
  std::uint64_t rest = 0;
  if (i < bytes.size()) std::memcpy(&rest, bytes.data() + i, bytes.size() - i);
  hash = (hash ^ rest) * 0xc4ceb9fe1a85ec53ULL;
  return hash ^ (hash >> 29);
}

/// Makes the slots twice as many, and enters each of the old ones; false, and nothing done, where the memory is not there.
template <class Slot, class Enter>
bool doubled(std::vector<Slot>& slots, Held& held, Enter enter) {
  const std::size_t larger = std::max(kSlotsAtFirst, 2 * slots.size());
  if (!held.may_add(larger * sizeof(Slot))) return false;
  std::vector<Slot> old(larger);
  old.swap(slots);
  for (const Slot& slot : old) enter(slot);
  held.remove(old.size() * sizeof(Slot));
  return true;
}

}  // namespace

bool StateSet::grow() {
  return doubled(slots_, held_, [this](const Slot& slot) {
    if (slot.length == 0) return;
    std::size_t i = slot.hash & (slots_.size() - 1);
    while (slots_[i].length != 0) i = (i + 1) & (slots_.size() - 1);
    slots_[i] = slot;
  });
}

std::size_t StateSet::find(std::span<const std::uint8_t> state, std::uint32_t tag) const {
  std::size_t i = tag & (slots_.size() - 1);
  for (; slots_[i].length != 0; i = (i + 1) & (slots_.size() - 1)) {
    const Slot& slot = slots_[i];
    if (slot.hash != tag || slot.length != state.size()) continue;
    const std::uint8_t* stored = chunks_[slot.offset >> 32].data() + (slot.offset & 0xffffffffu);
    if (std::memcmp(stored, state.data(), state.size()) == 0) break;
  }
  return i;
}

bool StateSet::contains(std::span<const std::uint8_t> state) const {
  return !slots_.empty() && slots_[find(state, static_cast<std::uint32_t>(hash_bytes(state)))].length != 0;
}

bool StateSet::insert(std::span<const std::uint8_t> state) {
  if ((count_ + 1) * 10 > slots_.size() * 6 && !grow()) return true;
  const auto tag = static_cast<std::uint32_t>(hash_bytes(state));
  const std::size_t i = find(state, tag);
  if (slots_[i].length != 0) return false;
  if (chunks_.empty() || used_ + state.size() > chunks_.back().size()) {
    const std::size_t bytes = std::max(kChunk, state.size());
    if (!held_.may_add(bytes)) return true;
    chunks_.emplace_back(bytes);
    used_ = 0;
  }
  std::memcpy(chunks_.back().data() + used_, state.data(), state.size());
  slots_[i] = {tag, static_cast<std::uint32_t>(state.size()), (static_cast<std::uint64_t>(chunks_.size() - 1) << 32) | used_};
  used_ += state.size();
  ++count_;
  return true;
}

std::size_t NumberSet::find(std::uint64_t number) const {
  std::size_t i = number & (slots_.size() - 1);
  while (slots_[i] != 0 && slots_[i] != number) i = (i + 1) & (slots_.size() - 1);
  return i;
}

bool NumberSet::grow() {
  return doubled(slots_, held_, [this](std::uint64_t number) {
    if (number != 0) slots_[find(number)] = number;
  });
}

void NumberSet::insert(std::uint64_t number) {
  if ((count_ + 1) * 10 > slots_.size() * 6 && !grow()) return;
  std::uint64_t& slot = slots_[find(number)];
  if (slot == number) return;
  slot = number;
  ++count_;
}

}  // namespace clio::sequential

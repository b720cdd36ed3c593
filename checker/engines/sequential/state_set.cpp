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

}  // namespace

/// Whether so much more may be taken; it is on the account then, and also where it may not, so that the limit is said to be reached.
bool StateSet::may_hold(std::size_t more) {
  held_ += more;
  budget_->hold(more);
  return !budget_->spent_now();
}

bool StateSet::grow() {
  const std::size_t now = slots_.size(), larger = std::max(kSlotsAtFirst, now * 2);
  if (!may_hold(larger * sizeof(Slot))) return false;
  std::vector<Slot> old(larger);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.length == 0) continue;
    std::size_t i = slot.hash & (slots_.size() - 1);
    while (slots_[i].length != 0) i = (i + 1) & (slots_.size() - 1);
    slots_[i] = slot;
  }
  held_ -= now * sizeof(Slot);
  budget_->release(now * sizeof(Slot));
  return true;
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
  if ((count_ + 1) * 10 > slots_.size() * 6 && !grow()) return false;
  const auto tag = static_cast<std::uint32_t>(hash_bytes(state));
  const std::size_t i = find(state, tag);
  if (slots_[i].length != 0) return false;
  if (chunks_.empty() || used_ + state.size() > chunks_.back().size()) {
    const std::size_t bytes = std::max(kChunk, state.size());
    if (!may_hold(bytes)) return false;
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
  const std::size_t now = slots_.size(), larger = std::max(kSlotsAtFirst, now * 2);
  held_ += larger * sizeof(std::uint64_t);
  budget_->hold(larger * sizeof(std::uint64_t));
  if (budget_->spent_now()) return false;
  std::vector<std::uint64_t> old(larger);
  old.swap(slots_);
  for (const std::uint64_t number : old) {
    if (number != 0) slots_[find(number)] = number;
  }
  held_ -= now * sizeof(std::uint64_t);
  budget_->release(now * sizeof(std::uint64_t));
  return true;
}

void NumberSet::insert(std::uint64_t number) {
  if ((count_ + 1) * 10 > slots_.size() * 6 && !grow()) return;
  std::uint64_t& slot = slots_[find(number)];
  if (slot == number) return;
  slot = number;
  ++count_;
}

}  // namespace clio::sequential

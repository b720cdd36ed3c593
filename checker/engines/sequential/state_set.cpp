// Open addressing over states stored end to end in chunks. A 32-bit tag saves most comparisons; equality is always decided on the bytes.
// Tested by tests/sequential/agreement_test.cpp.

#include "checker/engines/sequential/state_set.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace clio::sequential {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 18;

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

void StateSet::account() {
  const std::size_t now = slots_.capacity() * sizeof(Slot) + chunks_.size() * kChunk;
  if (now > held_) budget_->hold(now - held_);
  else budget_->release(held_ - now);
  held_ = now;
}

void StateSet::grow() {
  std::vector<Slot> old = std::move(slots_);
  slots_.assign(std::max<std::size_t>(1024, old.size() * 2), Slot{});
  for (const Slot& slot : old) {
    if (slot.length == 0) continue;
    std::size_t i = slot.hash & (slots_.size() - 1);
    while (slots_[i].length != 0) i = (i + 1) & (slots_.size() - 1);
    slots_[i] = slot;
  }
  account();
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
  if ((count_ + 1) * 10 > slots_.size() * 6) grow();
  const auto tag = static_cast<std::uint32_t>(hash_bytes(state));
  const std::size_t i = find(state, tag);
  if (slots_[i].length != 0) return false;
  if (chunks_.empty() || used_ + state.size() > chunks_.back().size()) {
    chunks_.emplace_back(std::max(kChunk, state.size()));
    used_ = 0;
    account();
  }
  std::memcpy(chunks_.back().data() + used_, state.data(), state.size());
  slots_[i] = {tag, static_cast<std::uint32_t>(state.size()), (static_cast<std::uint64_t>(chunks_.size() - 1) << 32) | used_};
  used_ += state.size();
  ++count_;
  return true;
}

}  // namespace clio::sequential

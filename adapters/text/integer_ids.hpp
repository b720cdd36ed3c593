#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace clio {

/// Ids of integer names (keys, transactions) for bulk readers: an array where names are dense, as programs number things, and a table for the rest.
/// Memory: at most 16 bytes a name in the array and 256 KiB, some 40 bytes a name in the table.
class IntegerIds {
 public:
  /// The id of a name; `make()` gives it where the name is new.
  template <class Make>
  [[nodiscard]] std::uint32_t find(std::int64_t name, Make&& make) {
    const auto slot = static_cast<std::uint64_t>(name);
    if (slot < dense_.size() && dense_[slot] != 0) [[likely]] return dense_[slot] - 1;
    return find_elsewhere(name, make);
  }

 private:
  static constexpr std::uint64_t kDenseMin = std::uint64_t{1} << 16;

  template <class Make>
  std::uint32_t find_elsewhere(std::int64_t name, Make&& make) {
    if (!sparse_.empty()) {
      if (const auto known = sparse_.find(name); known != sparse_.end()) return known->second;
    }
    const std::uint32_t id = make();
    ++names_;
    const auto slot = static_cast<std::uint64_t>(name);
    if (slot < kDenseMin || slot / 4 < names_) {
      if (slot >= dense_.size()) dense_.resize(slot + 1, 0);
      dense_[slot] = id + 1;
    } else {
      sparse_.emplace(name, id);
    }
    return id;
  }

  std::vector<std::uint32_t> dense_;  // by name: the id + 1, 0 where it is not known here
  std::unordered_map<std::int64_t, std::uint32_t> sparse_;
  std::uint64_t names_ = 0;
};

}  // namespace clio

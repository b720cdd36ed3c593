#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace clio::validate {

/// A set of at most 64 events, by position.
using Bits = std::uint64_t;
constexpr Bits bit(std::size_t i) { return Bits{1} << i; }

/// A relation over at most 64 events: row i holds what i comes before.
struct Relation64 {
  std::vector<Bits> row;
  explicit Relation64(std::size_t n) : row(n, 0) {}
  [[nodiscard]] bool has(std::size_t a, std::size_t b) const { return (row[a] & bit(b)) != 0; }
  void add(std::size_t a, std::size_t b) { row[a] |= bit(b); }
  void close() {
    for (std::size_t k = 0; k < row.size(); ++k) {
      for (Bits& r : row) {
        if ((r & bit(k)) != 0) r |= row[k];
      }
    }
  }
  [[nodiscard]] bool cyclic() const {  // precondition: closed
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (has(i, i)) return true;
    }
    return false;
  }
};

}  // namespace clio::validate

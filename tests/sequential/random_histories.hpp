#pragma once

#include <cstdint>

#include "checker/history/history.hpp"

namespace clio::test {

/// A small generator of numbers that is the same with every standard library (splitmix64).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }

 private:
  std::uint64_t state_;
};

/// What to roll: everything is uniform. `values` 0 means that every write writes a value of its own.
struct Shape {
  std::size_t operations = 6, processes = 3, keys = 2, values = 2;
  std::size_t cas_one_in = 0, unknown_one_in = 0, fail_one_in = 0, erase_one_in = 0;  // 0: never
  bool timed = false;  // calls and responses in file order, so that all is concurrent but for the sessions
};

/// Operations with arbitrary results: mostly not explained by any order when large.
[[nodiscard]] History random_history(const Shape& shape, std::uint64_t seed);

/// Operations on an object other than a register, with arbitrary small results.
[[nodiscard]] History random_object_history(Object object, const Shape& shape, std::uint64_t seed);

/// What clients of a sequentially consistent store see: one log of writes, and each process reads a prefix of it that trails by up to `lag` entries and
/// never goes back. Writes write distinct values where shape.values is 0. Timed where shape.timed: calls in the order of execution.
/// A cas is answered at the head of the log.
[[nodiscard]] History replicated_history(const Shape& shape, std::size_t lag, std::uint64_t seed);

}  // namespace clio::test

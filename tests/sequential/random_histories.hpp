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
  std::size_t write_one_in = 2;  // of replicated_history: what is not a write is a read
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

/// The same operations without times, each process's in order, but each process running up to `drift` places ahead of the others in the file.
[[nodiscard]] History drifted(const History& history, std::size_t drift, std::uint64_t seed);

/// What to plant into a history that is sequentially consistent, in its middle: each makes it violated.
enum class Plant : std::uint8_t {
  non_monotonic_read,  ///< a process reads a key's newer value, then its older one (a violation on one key)
  store_buffering,     ///< two processes each write a key of their own, then miss the other's write
  long_fork,           ///< two processes see two writes in opposite orders
};
inline constexpr Plant kPlants[] = {Plant::non_monotonic_read, Plant::store_buffering, Plant::long_fork};

/// Precondition: replicated_history made it, timed or not, and it has four processes or more.
[[nodiscard]] History with_planted_violation(const History& history, Plant plant, std::uint64_t seed);

}  // namespace clio::test

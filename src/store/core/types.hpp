#pragma once

#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace clio::store {

/// Microseconds. Absolute times count from the start of a run (simulator) or from an arbitrary point of a monotonic clock (TCP runtime).
using Time = std::int64_t;
inline constexpr Time kMillisecond = 1000, kSecond = 1'000'000;
/// Before everything, on any clock (which may start below 0), with room to add intervals.
inline constexpr Time kLongAgo = std::numeric_limits<Time>::min() / 4;

/// A replica, or the manager; dense from 0. At most 64 take part in a run.
enum class Node : std::uint32_t {};
inline constexpr Node kNobody{0xFFFFFFFFu};
inline constexpr std::size_t kNodesMax = 64;
[[nodiscard]] constexpr std::size_t index(Node node) { return static_cast<std::size_t>(node); }
[[nodiscard]] constexpr Node node_at(std::size_t index) { return static_cast<Node>(index); }

/// A client that asks one thing after the other; dense from 0.
enum class Session : std::uint32_t {};
[[nodiscard]] constexpr std::size_t index(Session session) { return static_cast<std::size_t>(session); }
[[nodiscard]] constexpr Session session_at(std::size_t index) { return static_cast<Session>(index); }

using Key = std::uint32_t;
using Value = std::optional<std::int64_t>;  ///< empty: never written
/// How many writes a state holds, where the protocol orders all writes; what a position or a version means is said by each protocol.
using Version = std::uint64_t;

/// A set of nodes as bits.
class NodeSet {
 public:
  constexpr NodeSet() = default;
  /// The nodes 0 to `count` - 1.
  static constexpr NodeSet first(std::size_t count) { return NodeSet(count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1); }
  static constexpr NodeSet from_bits(std::uint64_t bits) { return NodeSet(bits); }

  constexpr void insert(Node node) { bits_ |= bit(node); }
  constexpr void erase(Node node) { bits_ &= ~bit(node); }
  constexpr void clear() { bits_ = 0; }
  [[nodiscard]] constexpr bool contains(Node node) const { return index(node) < kNodesMax && (bits_ & bit(node)) != 0; }
  [[nodiscard]] constexpr bool contains_all(NodeSet others) const { return (others.bits_ & ~bits_) == 0; }
  [[nodiscard]] constexpr std::size_t size() const { return static_cast<std::size_t>(std::popcount(bits_)); }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr std::uint64_t bits() const { return bits_; }
  [[nodiscard]] constexpr NodeSet without(Node node) const { return NodeSet(bits_ & ~bit(node)); }
  [[nodiscard]] constexpr NodeSet with(Node node) const { return NodeSet(bits_ | bit(node)); }
  [[nodiscard]] constexpr NodeSet intersected(NodeSet other) const { return NodeSet(bits_ & other.bits_); }
  friend constexpr bool operator==(NodeSet, NodeSet) = default;

  class Iterator {
   public:
    constexpr explicit Iterator(std::uint64_t bits) : bits_(bits) {}
    constexpr Node operator*() const { return node_at(static_cast<std::size_t>(std::countr_zero(bits_))); }
    constexpr Iterator& operator++() { bits_ &= bits_ - 1; return *this; }
    friend constexpr bool operator==(Iterator, Iterator) = default;

   private:
    std::uint64_t bits_;
  };
  [[nodiscard]] constexpr Iterator begin() const { return Iterator(bits_); }
  [[nodiscard]] constexpr Iterator end() const { return Iterator(0); }

 private:
  constexpr explicit NodeSet(std::uint64_t bits) : bits_(bits) {}
  static constexpr std::uint64_t bit(Node node) { return std::uint64_t{1} << (static_cast<std::uint32_t>(node) & 63u); }
  std::uint64_t bits_ = 0;
};

/// How many of `nodes` are more than half of them.
[[nodiscard]] constexpr std::size_t majority(std::size_t nodes) { return nodes / 2 + 1; }

}  // namespace clio::store

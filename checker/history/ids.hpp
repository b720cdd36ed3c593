#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace clio {

/// Strong ids: dense 32-bit positions, one type for each thing that is counted.
enum class OpId : std::uint32_t {};       ///< 0-based position among the operations of the file, failed ones included.
enum class TxnId : std::uint32_t {};      ///< position among the transactions; equals the OpId where no transaction has several operations.
enum class ProcessId : std::uint32_t {};  ///< in order of first appearance
enum class KeyId : std::uint32_t {};      ///< in order of first appearance
enum class NodeId : std::uint32_t {};     ///< replica that answered, in order of first appearance

/// An interned value. Integers 0 .. 2^31-1 are their own id; everything else lives in the history's ValueTable
/// (ids with the top bit set). Equal ids mean equal values (JSON type and value) and the other way round.
enum class ValueId : std::uint32_t {};

inline constexpr OpId kNoOp{std::numeric_limits<std::uint32_t>::max()};
inline constexpr NodeId kNoNode{std::numeric_limits<std::uint32_t>::max()};
inline constexpr ValueId kNull{0x80000000u};  ///< the JSON null: always the first entry of the table

template <class Id>
[[nodiscard]] constexpr std::size_t index(Id id) {
  return static_cast<std::size_t>(id);
}

template <class Id>
[[nodiscard]] constexpr Id id_at(std::size_t position) {
  return static_cast<Id>(static_cast<std::uint32_t>(position));
}

/// A key and a value as one number, for tables by both.
[[nodiscard]] constexpr std::uint64_t packed(KeyId key, ValueId value) { return std::uint64_t{static_cast<std::uint32_t>(key)} << 32 | static_cast<std::uint32_t>(value); }

/// A point in time in the recording's own monotonic unit.
using Time = std::int64_t;
inline constexpr Time kNever = std::numeric_limits<Time>::max();  ///< response time of what never answered

}  // namespace clio

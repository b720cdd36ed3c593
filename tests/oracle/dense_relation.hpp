#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace clio::oracle {

/// Most participants (operations, or transactions) of a history that is evaluated.
inline constexpr std::size_t kParticipantsMax = 16;

/// A set of participants, by position; and a relation between them: row a holds every b with "a before b".
using Set = std::uint32_t;
using Matrix = std::array<Set, kParticipantsMax>;

constexpr Set bit(std::size_t e) { return Set{1} << e; }
constexpr bool has(Set set, std::size_t e) { return (set & bit(e)) != 0; }

inline Matrix restricted(const Matrix& relation, Set rows_and_columns) {
  Matrix result{};
  for (std::size_t a = 0; a < kParticipantsMax; ++a) result[a] = has(rows_and_columns, a) ? relation[a] & rows_and_columns : 0;
  return result;
}

inline Matrix either(const Matrix& x, const Matrix& y) {
  Matrix result{};
  for (std::size_t a = 0; a < kParticipantsMax; ++a) result[a] = x[a] | y[a];
  return result;
}

/// x;y
inline Matrix composed(const Matrix& x, const Matrix& y) {
  Matrix result{};
  for (std::size_t a = 0; a < kParticipantsMax; ++a) {
    for (std::size_t b = 0; x[a] >> b != 0; ++b) {
      if (has(x[a], b)) result[a] |= y[b];
    }
  }
  return result;
}

/// x;y?
inline Matrix composed_optionally(const Matrix& x, const Matrix& y) { return either(x, composed(x, y)); }

inline Matrix transitive_closure(Matrix relation) {
  for (std::size_t middle = 0; middle < kParticipantsMax; ++middle) {
    if (relation[middle] == 0) continue;
    for (std::size_t a = 0; a < kParticipantsMax; ++a) {
      if (has(relation[a], middle)) relation[a] |= relation[middle];
    }
  }
  return relation;
}

inline bool reflexive_somewhere(const Matrix& relation) {
  for (std::size_t a = 0; a < kParticipantsMax; ++a) {
    if (has(relation[a], a)) return true;
  }
  return false;
}

inline bool cyclic(const Matrix& relation) { return reflexive_somewhere(transitive_closure(relation)); }

}  // namespace clio::oracle

#pragma once

#include <optional>
#include <span>
#include <vector>

#include "checker/engines/linearizable/key_finding.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio::linearizable {

/// A value of a queue or stack, with the operations that put it in and took it out, and when these can have taken effect: in after in_from, out after out_from and
/// so on, each also bounded by the other, since it goes in before it comes out.
struct ValueSpan {
  OpId in = kNoOp, out = kNoOp;      ///< out: none if it was never taken out
  Time in_from = 0, in_by = 0;       ///< in_by is at most out_by
  Time out_from = kNever, out_by = kNever;  ///< out_from is at least in_from; kNever if it was never taken out

  /// Whether there is a time throughout which it is certainly in: strictly between in_by and out_from.
  [[nodiscard]] bool certainly_in() const { return in_by < out_from; }
};

/// A dequeue or pop that found nothing.
struct Emptiness {
  OpId op{};
  Time from = 0, by = 0;
};

/// A queue or stack key in which each value goes in at most once and comes out at most once, and whose every dequeue or pop is certain.
struct ValueSpans {
  std::vector<ValueSpan> spans;    ///< of the values that certainly went in
  std::vector<Emptiness> empties;  ///< in order of call
  std::vector<OpId> core;          ///< not empty: operations of one value that are violated on their own

  /// Nothing if the key is not of this kind.
  [[nodiscard]] static std::optional<ValueSpans> of(const BaseRelations& relations, KeyId key);
};

/// For each of the empties a time at which no value is certainly in, the earliest; or the spans that cover one of them, and which it is.
struct Clearings {
  std::vector<Time> at;                 ///< by position in empties
  std::vector<std::uint32_t> covering;  ///< not empty: spans that together cover all of empties[covered]
  std::uint32_t covered = 0;
};
[[nodiscard]] Clearings find_clearings(const ValueSpans& values);

/// Few of the spans among `which` that together cover the open interval from their first in_by to their last out_from; they are known to cover it.
[[nodiscard]] std::vector<std::uint32_t> cover(std::span<const ValueSpan> spans, std::vector<std::uint32_t> which, Time from, Time to);

/// The operations of the values, and `extra` if there is one, sorted.
[[nodiscard]] std::vector<OpId> operations_of_values(std::span<const ValueSpan> spans, std::span<const std::uint32_t> which, OpId extra = kNoOp);

}  // namespace clio::linearizable

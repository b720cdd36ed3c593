#pragma once

#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

#include "checker/relations/base_relations.hpp"

namespace clio {

/// What a read may have read from, beside operations.
inline constexpr OpId kInitialValue{0xfffffffeu};  ///< the key's initial value
inline constexpr OpId kOpen{0xfffffffdu};          ///< one of several, nobody has chosen yet

/// Which candidate a read most likely read from. Only a guess: it decides how long a search takes, never what it answers.
///
/// Likeliest is the latest write that was called before the read had ended, then those before it, then the initial value, then the rest, earliest first. Where there
/// are no times, the file's order stands for them. Lifetime: borrows `relations`.
class Likelihood {
 public:
  explicit Likelihood(const BaseRelations& relations) : relations_(&relations) {
    const History& history = relations.history();
    for (std::size_t i = 1; history.timed() && i < history.size() && in_order_of_call_; ++i) {
      in_order_of_call_ = history.call(id_at<OpId>(i - 1)) <= history.call(id_at<OpId>(i));
    }
  }

  /// The likeliest of what fits among some operations, which are in the order of the file, and of the initial value; kNoOp if there is none. Cost: O(log operations) and those nearer than
  /// the likeliest, where the file is in order of call; else O(operations).
  template <class Fits>
  [[nodiscard]] OpId best(OpId read, std::span<const OpId> operations, bool may_be_initial, Fits fits) const {
    OpId latest = kNoOp, next = kNoOp;  // in time, and not
    if (in_order_of_call_) {
      const auto late = std::partition_point(operations.begin(), operations.end(), [&](OpId op) { return in_time(op, read); });
      const auto before = std::find_if(std::make_reverse_iterator(late), operations.rend(), fits);
      if (before != operations.rend()) return *before;
      if (may_be_initial) return kInitialValue;
      const auto after = std::find_if(late, operations.end(), fits);
      return after == operations.end() ? kNoOp : *after;
    }
    for (const OpId op : operations) {
      if (!fits(op)) continue;
      if (in_time(op, read)) {
        if (latest == kNoOp || earlier(latest, op)) latest = op;
      } else if (next == kNoOp || earlier(op, next)) {
        next = op;
      }
    }
    if (latest != kNoOp) return latest;
    return may_be_initial ? kInitialValue : next;
  }
  /// All candidates, likeliest first. Cost: O(c log c) for c candidates.
  [[nodiscard]] std::vector<OpId> ranked(OpId read, const std::vector<OpId>& candidates, bool may_be_initial) const {
    std::vector<OpId> ranked, late;
    for (const OpId op : candidates) (in_time(op, read) ? ranked : late).push_back(op);
    std::sort(ranked.begin(), ranked.end(), [&](OpId a, OpId b) { return earlier(b, a); });
    std::sort(late.begin(), late.end(), [&](OpId a, OpId b) { return earlier(a, b); });
    if (may_be_initial) ranked.push_back(kInitialValue);
    ranked.insert(ranked.end(), late.begin(), late.end());
    return ranked;
  }

 private:
  /// Whether the write may have been under way when the read ended.
  [[nodiscard]] bool in_time(OpId writer, OpId read) const {
    return relations_->history().timed() ? !relations_->before_in_real_time(read, writer) : writer < read;
  }
  [[nodiscard]] bool earlier(OpId a, OpId b) const {
    const History& history = relations_->history();
    if (!history.timed() || history.call(a) == history.call(b)) return a < b;
    return history.call(a) < history.call(b);
  }

  const BaseRelations* relations_;
  bool in_order_of_call_ = true;
};

}  // namespace clio

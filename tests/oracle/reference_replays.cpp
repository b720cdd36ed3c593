// What transactions say when they run on states, one after the other.
//
// Counters, queues, stacks and mutexes have no sources: their rows ask for an order of all effective transactions in which each, as a whole, gives the recorded results on what the
// ones before left. Every order that extends the row's base is tried, as docs/semantics.md says.
// The same reading judges registers, lists and sets, each by its own sequential specification and without any source, which cross-checks the evaluator:
// serializable is running on the state that all before left; prefix and snapshot isolation run each transaction on the state that some first part of the order left, which holds what
// came before it in its session (Crooks et al. 2017), for snapshot isolation also every earlier transaction that writes a key of its own.
// Reads-from is whoever left what was read, so it need not be chosen: it lies within that first part.
// Cost: exponential. Tested by: transaction_reference_test.cpp.

#include <algorithm>
#include <functional>

#include "checker/support/assert.hpp"
#include "tests/oracle/object_contents.hpp"
#include "tests/oracle/reference_transactions.hpp"

namespace clio::oracle {

bool TransactionReference::replays(std::span<const std::size_t> order) const {
  std::vector<Contents> held;
  for (std::size_t k = 0; k < history_->key_count(); ++k) held.push_back(initially_held(*history_, id_at<KeyId>(k)));
  return std::all_of(order.begin(), order.end(), [&](std::size_t t) {
    const auto& operations = transactions_[t].operations;
    return std::all_of(operations.begin(), operations.end(), [&](OpId op) { return perform(*history_, op, held[index(history_->key(op))]); });
  });
}

bool TransactionReference::some_replay(const Model& model, Set effective) const {
  Matrix before = restricted(session_, effective);
  if (model.extends == Base::causal_and_real_time) before = either(before, restricted(real_time_, effective));
  if (model.extends == Base::reads_from) before = Matrix{};
  std::vector<std::size_t> order;
  const std::function<bool(Set)> extend = [&](Set missing) {
    if (missing == 0) return replays(order);
    for (std::size_t t = 0; t < transactions_.size(); ++t) {
      if (!has(missing, t)) continue;
      bool waits = false;
      for (std::size_t a = 0; a < transactions_.size(); ++a) waits = waits || (has(missing, a) && has(before[a], t));
      if (waits) continue;
      order.push_back(t);
      if (replays(order) && extend(missing & ~bit(t))) return true;
      order.pop_back();
    }
    return false;
  };
  return extend(effective);
}

bool TransactionReference::runs_on_states(const Model& model) const {
  CLIO_ASSERT(model.sees == Visibility::arbitrated_before || model.sees == Visibility::snapshot || model.sees == Visibility::prefix);
  Set certain = 0, optional = 0;
  for (std::size_t t = 0; t < transactions_.size(); ++t) (transactions_[t].optional ? optional : certain) |= bit(t);
  for (Set some = optional;; some = (some - 1) & optional) {
    const Set effective = certain | some;
    if (model.sees == Visibility::arbitrated_before ? some_replay(model, effective) : some_run_on_snapshots(model, effective)) return true;
    if (some == 0) return false;
  }
}

bool TransactionReference::some_run_on_snapshots(const Model& model, Set effective) const {
  const History& h = *history_;
  Matrix before = restricted(session_, effective);
  if (model.extends == Base::reads_from) before = Matrix{};
  const auto write_key_in_common = [&](std::size_t a, std::size_t b) {
    const auto writing = [&](OpId op) {
      return h.kind(op) != Kind::read && h.kind(op) != Kind::contains && (h.kind(op) != Kind::cas || h.status(op) == Status::unknown || h.success(op));
    };
    for (const OpId x : transactions_[a].operations) {
      for (const OpId y : transactions_[b].operations) {
        if (writing(x) && writing(y) && h.key(x) == h.key(y) && (h.object() != Object::set || h.value(x) == h.value(y))) return true;
      }
    }
    return false;
  };
  // states[i]: what the first i transactions of the order leave. Writes do not look at states here, reads were judged when their transaction was placed.
  std::vector<std::size_t> order;
  std::vector<std::vector<Contents>> states(1);
  for (std::size_t k = 0; k < h.key_count(); ++k) states[0].push_back(initially_held(h, id_at<KeyId>(k)));
  const std::function<bool(Set)> extend = [&](Set missing) {
    if (missing == 0) return true;
    for (std::size_t t = 0; t < transactions_.size(); ++t) {
      if (!has(missing, t)) continue;
      std::size_t at_least = 0;
      bool waits = false;
      for (std::size_t a = 0; a < transactions_.size(); ++a) waits = waits || (has(missing, a) && has(before[a], t));
      for (std::size_t i = 0; i < order.size(); ++i) {
        if (has(before[order[i]], t) || (model.sees == Visibility::snapshot && write_key_in_common(order[i], t))) at_least = i + 1;
      }
      if (waits) continue;
      bool runs = false;
      for (std::size_t snapshot = at_least; snapshot <= order.size() && !runs; ++snapshot) {
        std::vector<Contents> held = states[snapshot];
        runs = std::all_of(transactions_[t].operations.begin(), transactions_[t].operations.end(),
                           [&](OpId op) { return perform(h, op, held[index(h.key(op))]); });
      }
      if (!runs) continue;
      std::vector<Contents> left = states.back();
      for (const OpId op : transactions_[t].operations) write_only(h, op, left[index(h.key(op))]);
      order.push_back(t);
      states.push_back(std::move(left));
      if (extend(missing & ~bit(t))) return true;
      states.pop_back();
      order.pop_back();
    }
    return false;
  };
  return extend(effective);
}

}  // namespace clio::oracle

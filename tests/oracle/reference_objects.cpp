// The reference evaluator for counters, sets, queues, stacks, lists, mutexes and texts: one order of all operations that took effect, replayed on the
// object as docs/semantics.md specifies it. Every order is tried, front to back; what is placed and what the keys hold then is all that matters for
// the rest, so a state that led nowhere is not tried twice.

#include <algorithm>
#include <set>

#include "tests/oracle/object_contents.hpp"
#include "tests/oracle/reference_evaluator.hpp"

namespace clio::oracle {
bool Reference::replays(std::span<const std::size_t> order) const {
  std::vector<Contents> held;
  for (std::size_t k = 0; k < history_->key_count(); ++k) held.push_back(initially_held(*history_, id_at<KeyId>(k)));
  return std::all_of(order.begin(), order.end(),
                     [&](std::size_t e) { return perform(*history_, participants_[e].op, held[index(key(e))]); });
}

bool Reference::some_replay_holds(const Model& model, Set universe) const {
  struct State {
    Set placed;
    std::vector<Contents> held;  // by key
    bool operator<(const State& other) const { return placed != other.placed ? placed < other.placed : held < other.held; }
  };
  const Matrix& before = model.extends == Base::real_time ? real_time_ : session_;
  Set certain = 0;
  for (std::size_t e = 0; e < participants_.size(); ++e) {
    if (((universe >> e) & 1u) != 0 && !participants_[e].optional) certain |= Set{1} << e;
  }
  std::set<State> seen;
  State start{0, {}};
  for (std::size_t k = 0; k < history_->key_count(); ++k) start.held.push_back(initially_held(*history_, id_at<KeyId>(k)));
  std::vector<State> open{start};
  while (!open.empty()) {
    const State state = std::move(open.back());
    open.pop_back();
    if ((state.placed & certain) == certain) return true;  // the unknown operations that are left never took effect
    for (std::size_t e = 0; e < participants_.size(); ++e) {
      const Set self = Set{1} << e;
      if ((universe & self) == 0 || (state.placed & self) != 0) continue;
      const auto must_wait_for = [&](std::size_t a) { return ((universe & ~state.placed) >> a & 1u) != 0 && (before[a] & self) != 0; };
      bool waits = false;  // for a certain operation: unknown ones precede nothing
      for (std::size_t a = 0; a < participants_.size(); ++a) waits = waits || must_wait_for(a);
      if (waits) continue;
      State next = state;
      if (!perform(*history_, participants_[e].op, next.held[index(key(e))])) continue;
      next.placed |= self;
      if (seen.insert(next).second) open.push_back(std::move(next));
    }
  }
  return false;
}

}  // namespace clio::oracle

// Linearizability of a register with any values: just-in-time search over configurations.
//
// The idea of just-in-time linearization (Lowe 2017; the frontier of Burckhardt et al. 2010) is to let operations take effect only when one of them is about
// to settle. The moments of interest are then the layers of Timeline; before each, all that matters of the past is a configuration: the current
// value, and for each open operation whether it has taken effect. Nothing of what has settled is kept. For registers far fewer configurations suffice:
//
// (a) A read (or failed cas) takes effect as soon as a value that satisfies it is current while it is open.
// (b) A write that is not seen needs no place of its own. It may take effect just before another write, or while its own value is current, unnoticed. So an open
//     write has three states: it must still take effect (needs); it need not, since there has been such an occasion (neither); it took effect and was seen (used). Becoming
//     free of the duty is never a choice: it happens to all open writes at every write that takes effect.
// (c) Before it must, a write takes effect only if somebody open wants to find its value, and of several writes of one value the one that settles first. When
//     it must, that is when it settles: if it is needed, or if somebody open or later may want its value. An optional cas takes effect only if somebody open
//     wants its value; a successful one whenever it can.
// (d) A configuration is dropped if somebody must find a value that is not current, and nobody open or called in time can set it.
//
// Why nothing is lost. Take a linearization L of the operations that took effect. Call a write, or an optional cas, of L idle if it is followed at once
// by another write, or stands where its value is already current; leave idle optional ones and unread optional ones at the end out of L. Execute L just in time:
// at the layer where x leaves, execute L up to x if x has not been executed. Claim: before each layer the search has a configuration C
// at least as good as the executed part of L: the same current value (up to idle writes), every read that L has executed has found its value in C, every write that
// L has executed is used or free in C, and every operation that L has not executed is unused in C (after renaming writes of one value, see below).
// Reads: what C lets a read find earlier than L does no harm, since a read changes nothing: move it forward in L. (a)
// At the layer of x, let o1 ... om = x be what L executes now. A plain write oi with i < m is idle, and then has lost its duty by the time its successor took effect, or the
// operation after it in L finds its value: a read, a failed cas or a cas. That operation is in the segment too, hence open now. So the value is wanted, and (c) allows
// it; also where the value is current already, but then only a cas can still want it, and the write is of use only if others lose their duty by it. A cas in the segment is allowed unless it is optional, and then what follows finds its value
// likewise, or is a write, and the cas is idle. So the search may execute the segment. If x itself is a plain write: idle in L with its duty lost in C, it may leave
// unseen; idle with its duty left, it is executed now and whatever follows it in L overwrites it as before; not idle, what follows finds its value, is open or called later,
// and (c) allows it: x takes effect now. Then nobody who is called after x and settles before that finder is called can change the value or need another one, which wanted_later
// checks. (The finder may also be an open optional cas that L executes later, when somebody finds its own value.)
// Of two open writes of the same value, L may as well use the one that settles first at the earlier of their two places: both are open at both, since the
// later place is before that settling. The same for cas of the same two values, and optional ones settle last. Hence the renaming.
// (d) drops only what cannot be completed. And a configuration with the same value in which fewer operations have a duty and fewer are used can do whatever the
// other can: the same continuation, leaving out what it need not do. That is domination.
//
// Conversely a path through all layers gives a linearization: replay() writes it down, and checks each step while it does.
//
// Cost: with k open operations at most 4^k configurations for each value and layer, far fewer in practice, since only wanted values make choices. Depth first and breadth
// first take turns, see explore.hpp. Memory: configurations of one layer, and the choices that led to them.
// Tested by tests/linearizable/agreement_test.cpp and search_test.cpp.

#include <algorithm>
#include <numeric>

#include "checker/engines/linearizable/explore.hpp"
#include "checker/engines/linearizable/register_problem.hpp"
#include "checker/engines/linearizable/register_system.hpp"
#include "checker/engines/linearizable/register_timeline.hpp"
#include "checker/support/assert.hpp"

namespace clio::linearizable {
namespace {

template <std::size_t kWords>
SearchResult race_with(const RegisterTimeline& timeline, Budget& budget, std::uint64_t steps_max) {
  RegisterSystem<kWords> deep(timeline, budget), broad(timeline, budget);
  return race(deep, broad, budget, steps_max);
}

SearchResult search(const RegisterTimeline& timeline, Budget& budget, std::uint64_t steps_max) {
  const std::uint32_t slots = timeline.times().slots;
  if (slots <= 64) return race_with<1>(timeline, budget, steps_max);
  if (slots <= 128) return race_with<2>(timeline, budget, steps_max);
  if (slots <= 256) return race_with<4>(timeline, budget, steps_max);
  if (slots <= 1024) return race_with<16>(timeline, budget, steps_max);
  return race_with<128>(timeline, budget, steps_max);
}

/// From the choices of a search to the order that they stand for.
class Replay {
 public:
  explicit Replay(const RegisterTimeline& timeline) : timeline_(timeline), current_(timeline.initial()), seen_(timeline.items().size()) {}

  std::vector<std::uint32_t> order(std::span<const Chosen> choices) {
    for (const Chosen& choice : choices) seen_[choice.item] = true;
    const Timeline& times = timeline_.times();
    std::size_t next = 0, arrived = 0;
    for (std::uint32_t layer = 0; layer < times.layers(); ++layer) {
      for (; arrived < times.arrived[layer]; ++arrived) come(times.by_call[arrived]);
      for (; next < choices.size() && choices[next].layer == layer; ++next) happen(choices[next].item);
    }
    CLIO_ASSERT(waiting_.empty() && next == choices.size());
    return std::move(order_);
  }

 private:
  void come(std::uint32_t i) {
    const Item& item = timeline_.item(i);
    if (item.changes() && (item.optional || item.role == Role::cas || seen_[i])) return;
    waiting_.push_back(i);
    observe(waiting_.size() - 1);
  }
  void happen(std::uint32_t i) {
    const Item& item = timeline_.item(i);
    if (item.role == Role::cas) CLIO_ASSERT(item.finds == current_);
    else emit_waiting(0, [](const Item& waiting) { return waiting.role == Role::write; });
    emit(i);
    current_ = item.sets;
    observe(0);
  }
  /// Whoever waits, from the given place on, and may take effect while the value is current.
  void observe(std::size_t from) {
    emit_waiting(from, [this](const Item& waiting) {
      return waiting.role == Role::other ? waiting.finds != current_ : (waiting.role == Role::read ? waiting.finds : waiting.sets) == current_;
    });
  }
  template <class Ready>
  void emit_waiting(std::size_t from, Ready&& ready) {
    std::size_t kept = from;
    for (std::size_t w = from; w < waiting_.size(); ++w) {
      if (ready(timeline_.item(waiting_[w]))) emit(waiting_[w]);
      else waiting_[kept++] = waiting_[w];
    }
    waiting_.resize(kept);
  }
  void emit(std::uint32_t i) { order_.push_back(timeline_.origin(i)); }

  const RegisterTimeline& timeline_;
  std::uint32_t current_;
  std::vector<bool> seen_;
  std::vector<std::uint32_t> waiting_;  // reads, and writes that will not be seen
  std::vector<std::uint32_t> order_;
};

/// The items, and with everything that finds a value all that set it, sorted: closed.
std::vector<std::uint32_t> closure(const RegisterProblem& problem, std::vector<std::uint32_t> items) {
  std::vector<bool> in(problem.items.size()), wanted(problem.values);
  bool wanted_changed = false;
  const auto want = [&](std::uint32_t value) {
    wanted_changed = wanted_changed || !wanted[value];
    wanted[value] = true;
  };
  const auto add = [&](std::uint32_t i) {
    const Item& item = problem.items[i];
    in[i] = true;
    if (item.role == Role::read || item.role == Role::cas) want(item.finds);
    if (item.role != Role::other) return;
    for (std::uint32_t value = 0; value < problem.values; ++value) {
      if (value != item.finds) want(value);
    }
  };
  for (const std::uint32_t i : items) add(i);
  while (wanted_changed) {
    wanted_changed = false;
    for (std::uint32_t i = 0; i < problem.items.size(); ++i) {
      if (!in[i] && problem.items[i].changes() && wanted[problem.items[i].sets]) add(i);
    }
  }
  items.clear();
  for (std::uint32_t i = 0; i < problem.items.size(); ++i) {
    if (in[i]) items.push_back(i);
  }
  return items;
}

/// For each value the finder that settles first among those called from position `from` on; no item: none.
std::vector<std::uint32_t> next_finders(const RegisterTimeline& timeline, std::uint32_t from) {
  std::vector<std::uint32_t> finders(timeline.values(), ~0u);
  const std::vector<std::uint32_t>& by_call = timeline.times().by_call;
  for (std::uint32_t p = from; p < by_call.size(); ++p) {
    const Item& item = timeline.item(by_call[p]);
    if (item.optional || (item.role != Role::read && item.role != Role::cas)) continue;
    std::uint32_t& finder = finders[item.finds];
    if (finder == ~0u || item.settled < timeline.item(finder).settled) finder = by_call[p];
  }
  return finders;
}

/// Of a violated problem items that are violated on their own, and closed: the operations called last before the layer that nothing passed, ever more of them until they
/// are violated. With each value that they set or find goes whoever must find it next, for whose sake (d) may have dropped a configuration.
std::vector<std::uint32_t> core_of(const RegisterProblem& problem, const RegisterTimeline& timeline, const SearchResult& search_result, Budget& budget) {
  const Timeline& times = timeline.times();
  const std::uint32_t arrived = times.arrived[search_result.last_layer];
  const std::vector<std::uint32_t> finders = next_finders(timeline, arrived);
  for (std::uint32_t recent = 0; recent < 2 * arrived; recent = recent == 0 ? 4 : 4 * recent) {
    std::vector<std::uint32_t> items;
    const auto add = [&](std::uint32_t i) {
      items.push_back(timeline.origin(i));
      const Item& item = timeline.item(i);
      for (const std::uint32_t finder : {finders[item.sets], finders[item.finds]}) {
        if (finder != ~0u) items.push_back(timeline.origin(finder));
      }
    };
    add(times.leaving[search_result.last_layer]);
    for (std::uint32_t p = arrived - std::min(arrived, recent); p < arrived; ++p) add(times.by_call[p]);
    items = closure(problem, std::move(items));
    RegisterProblem part{.items = {}, .values = problem.values, .initial = problem.initial};
    for (const std::uint32_t i : items) part.items.push_back(problem.items[i]);
    const RegisterTimeline part_timeline(part);
    if (search(part_timeline, budget, search_result.steps).outcome == Outcome::exhausted) return items;
  }
  std::vector<std::uint32_t> all(problem.items.size());
  std::iota(all.begin(), all.end(), 0u);
  return all;
}

}  // namespace

RegisterAnswer search_register(const RegisterProblem& problem, Budget& budget, bool core_wanted) {
  RegisterAnswer answer;
  Held held(budget);
  const RegisterTimeline timeline(problem);
  held.now(timeline.bytes());
  if (timeline.times().slots > kOpenAtMost) {
    answer.reason = "more than " + std::to_string(kOpenAtMost) + " operations of one key were open at once";
    return answer;
  }
  const SearchResult result = search(timeline, budget, ~std::uint64_t{0});
  switch (result.outcome) {
    case Outcome::undecided: answer.reason = budget.reason(); break;
    case Outcome::found:
      answer.answer = Answer::satisfied;
      answer.witness = Replay(timeline).order(result.choices);
      break;
    case Outcome::exhausted:
      answer.answer = Answer::violated;
      if (core_wanted) answer.core = core_of(problem, timeline, result, budget);
      break;
  }
  return answer;
}

}  // namespace clio::linearizable

// Linearizability of a register with any values: just-in-time search over configurations. If a first short search leaves it open, its intervals are
// narrowed first (narrowing.cpp).
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
// (e) It is dropped as well if the current value must stay until somebody is called who must find it, since nobody open or called before that one settles can set it
//     again, while somebody else, open or called later, settles before that call and needs another value or must still change it.
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
// (d) and (e) drop only what cannot be completed. And a configuration with the same value in which fewer operations have a duty and fewer are used can do whatever the
// other can: the same continuation, leaving out what it need not do. That is domination.
//
// Conversely a path through all layers gives a linearization: replay() writes it down, and checks each step while it does.
//
// Sequences of choices come in order of their lengths, and depth first takes the shortest (explore.hpp): a read that leaves is nearly always served by one write.
//
// Cost: with k open operations at most 4^k configurations for each value and layer, far fewer in practice, since only wanted values make choices. Depth first and breadth
// first take turns, see explore.hpp. Memory: configurations of one layer, and the choices that led to them.
// Tested by tests/linearizable/agreement_test.cpp and search_test.cpp.

#include <algorithm>
#include <numeric>
#include <type_traits>

#include "checker/engines/linearizable/explore.hpp"
#include "checker/engines/linearizable/narrowing.hpp"
#include "checker/engines/linearizable/register_problem.hpp"
#include "checker/engines/linearizable/register_system.hpp"
#include "checker/engines/linearizable/register_timeline.hpp"
#include "checker/support/assert.hpp"

namespace clio::linearizable {
namespace {

/// A search, given the system's words: race() or plunge().
template <class Way>
SearchResult with_words(const RegisterTimeline& timeline, Way&& way) {
  const std::uint32_t slots = timeline.times().slots;
  if (slots <= 64) return way(std::integral_constant<std::size_t, 1>{});
  if (slots <= 128) return way(std::integral_constant<std::size_t, 2>{});
  if (slots <= 256) return way(std::integral_constant<std::size_t, 4>{});
  if (slots <= 1024) return way(std::integral_constant<std::size_t, 16>{});
  return way(std::integral_constant<std::size_t, 128>{});
}

SearchResult search(const RegisterTimeline& timeline, Budget& budget, std::uint64_t steps_max = ~std::uint64_t{0}) {
  return with_words(timeline, [&](auto words) {
    RegisterSystem<words()> deep(timeline, budget), broad(timeline, budget);
    return race(deep, broad, budget, steps_max);
  });
}

SearchResult glance(const RegisterTimeline& timeline, Budget& budget) {
  return with_words(timeline, [&](auto words) {
    RegisterSystem<words()> system(timeline, budget);
    return plunge(system, budget);
  });
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

/// For each value those called from position `from` on for whose sake (d) and (e) may drop a configuration: the finder that settles first, and the last one that settles
/// before the value is set again. No item: none.
struct NextFinders {
  std::vector<std::uint32_t> first, last;
};
NextFinders next_finders(const RegisterTimeline& timeline, std::uint32_t from) {
  NextFinders finders{std::vector<std::uint32_t>(timeline.values(), ~0u), std::vector<std::uint32_t>(timeline.values(), ~0u)};
  std::vector<Time> set_again(timeline.values(), kNever);
  const std::vector<std::uint32_t>& by_call = timeline.times().by_call;
  for (std::uint32_t p = from; p < by_call.size(); ++p) {
    const Item& item = timeline.item(by_call[p]);
    if (item.changes()) set_again[item.sets] = std::min(set_again[item.sets], item.call);
  }
  for (std::uint32_t p = from; p < by_call.size(); ++p) {
    const Item& item = timeline.item(by_call[p]);
    if (item.optional || (item.role != Role::read && item.role != Role::cas)) continue;
    std::uint32_t& first = finders.first[item.finds];
    if (first == ~0u || item.settled < timeline.item(first).settled) first = by_call[p];
    if (item.settled < set_again[item.finds]) finders.last[item.finds] = by_call[p];
  }
  return finders;
}

/// Why a problem is violated: items to begin a core with, and up to which position among the calls the reason lies.
struct Refutation {
  std::vector<std::uint32_t> items;
  std::uint32_t arrived = 0;
};

/// Whether the part is violated on its own.
bool refuted(const RegisterProblem& part, Budget& budget, std::uint64_t steps_max) {
  const Narrowed narrowed = narrow(part);
  return !narrowed.contradicting.empty() || search(RegisterTimeline(narrowed.problem), budget, steps_max).outcome == Outcome::exhausted;
}

/// Of a violated problem items that are violated on their own, and closed: the operations called last before the end of the reason, ever more of them until they
/// are violated. With each value that they set or find goes whoever must find it next, for whose sake (d) or (e) may have dropped a configuration.
std::vector<std::uint32_t> core_of(const RegisterProblem& problem, const RegisterTimeline& timeline, const Refutation& reason, Budget& budget, std::uint64_t steps) {
  const Timeline& times = timeline.times();
  const NextFinders finders = next_finders(timeline, reason.arrived);
  for (std::uint32_t recent = 0; recent < 2 * reason.arrived; recent = recent == 0 ? 4 : 4 * recent) {
    std::vector<std::uint32_t> items(reason.items);
    for (std::uint32_t p = reason.arrived - std::min(reason.arrived, recent); p < reason.arrived; ++p) items.push_back(timeline.origin(times.by_call[p]));
    for (std::size_t i = 0, own = items.size(); i < own; ++i) {
      const Item& item = problem.items[items[i]];
      for (const std::uint32_t finder : {finders.first[item.sets], finders.first[item.finds], finders.last[item.sets], finders.last[item.finds]}) {
        if (finder != ~0u) items.push_back(timeline.origin(finder));
      }
    }
    items = closure(problem, std::move(items));
    RegisterProblem part{.items = {}, .values = problem.values, .initial = problem.initial};
    for (const std::uint32_t i : items) part.items.push_back(problem.items[i]);
    if (refuted(part, budget, steps)) return items;
  }
  std::vector<std::uint32_t> all(problem.items.size());
  std::iota(all.begin(), all.end(), 0u);
  return all;
}

/// Of a problem that narrowing refutes.
std::vector<std::uint32_t> core_of_contradiction(const RegisterProblem& problem, const std::vector<std::uint32_t>& contradicting, Budget& budget) {
  const RegisterTimeline timeline(problem);
  Time until = problem.items[contradicting.front()].call;
  for (const std::uint32_t i : contradicting) until = std::max(until, problem.items[i].call);
  Refutation reason{contradicting, 0};
  const std::vector<std::uint32_t>& by_call = timeline.times().by_call;
  while (reason.arrived < by_call.size() && timeline.item(by_call[reason.arrived]).call <= until) ++reason.arrived;
  return core_of(problem, timeline, reason, budget, 2 * problem.items.size() + 256);
}

}  // namespace

RegisterAnswer search_register(const RegisterProblem& problem, Budget& budget, bool core_wanted) {
  RegisterAnswer answer;
  const auto attempt = [&](const RegisterProblem& attempted, auto&& way) {
    Held held(budget);
    const RegisterTimeline timeline(attempted);
    held.set(timeline.bytes());
    if (timeline.times().slots > kOpenAtMost) {
      answer.reason = "more than " + std::to_string(kOpenAtMost) + " operations of one key were open at once";
      return true;
    }
    const SearchResult result = way(timeline);
    if (result.outcome == Outcome::undecided) return budget.spent();
    answer.answer = result.outcome == Outcome::found ? Answer::satisfied : Answer::violated;
    if (result.outcome == Outcome::found) answer.witness = Replay(timeline).order(result.choices);
    if (result.outcome == Outcome::found || !core_wanted) return true;
    // What narrowing sees is a matter of few operations; the search may have seen it from far away.
    const Narrowed narrowed = narrow(problem);
    const std::uint32_t leaving = timeline.times().leaving[result.last_layer];
    answer.core = !narrowed.contradicting.empty() ? core_of_contradiction(problem, narrowed.contradicting, budget)
                                                  : core_of(problem, timeline, {{timeline.origin(leaving)}, timeline.times().arrived[result.last_layer]}, budget, result.steps);
    return true;
  };
  // Most keys are easy: the order is found at first sight, and narrowing would be the dearer part.
  if (!attempt(problem, [&](const RegisterTimeline& timeline) { return glance(timeline, budget); })) {
    const Narrowed narrowed = narrow(problem);
    if (!narrowed.contradicting.empty()) {
      answer.answer = Answer::violated;
      if (core_wanted) answer.core = core_of_contradiction(problem, narrowed.contradicting, budget);
      return answer;
    }
    attempt(narrowed.problem, [&](const RegisterTimeline& timeline) { return search(timeline, budget); });
  }
  if (answer.answer == Answer::unknown && answer.reason.empty()) answer.reason = budget.reason();
  return answer;
}

}  // namespace clio::linearizable

// Weak-causal and causal-convergent: what a read must see is its past under hb = (so ∪ wr)+.
//
// A read r of w1 that has another write w2 of the key in its past wants w2 before w1. Weak-causal asks each read alone, so it fails exactly when hb says the opposite, w1 before
// w2 (bad pattern WriteCORead of Bouajjani, Enea, Guerraoui and Hamza, "On Verifying Causal Consistency", POPL 2017, table 2). Causal-convergent wants one order for
// all, so it fails exactly when hb and all these conflict edges have a cycle (CyclicCF). Both fail on a cycle of hb (CyclicCO) and where a read of the initial value has a
// write of the key in its past (WriteCOInitRead).
//
// One walk gives each event its past as a vector clock (causal_walk.hpp). Of each session only the last write of the key within r's past can matter, and only if it is not in
// w1's past as well: where w1's clock covers it there is nothing to ask. What remains are few edges. The walk's own order is an arbitration if no edge goes backward in it,
// which is the common case. A forward edge cannot be contradicted: hb never goes backward. Of a backward edge it is seen at once whether w1 is in the past of w2, where the two were visited close to
// each other (what lies between them was visited between them), so that a violation ends the walk. Otherwise causal-convergent sorts topologically, with all edges; weak-causal walks once more, for the
// edges that are not decided, and sees at a w2 whether w1 is in its past.
//
// Cost: O(n * sessions that write the key); memory about 20 bytes an event, and the clocks that are still wanted.
// Tested by: tests/causal (against the reference evaluator; the figures of the paper).

#include <algorithm>
#include <optional>

#include "checker/engines/causal/causal_walk.hpp"
#include "checker/engines/causal/conflict_edges.hpp"
#include "checker/engines/causal/past_cone.hpp"
#include "checker/engines/causal/seen_writes.hpp"
#include "checker/engines/causal/theory.hpp"
#include "checker/engines/held.hpp"
#include "checker/support/assert.hpp"

namespace clio::causal {
namespace {

/// How many violations are worth reporting at once.
constexpr std::size_t kSeveral = 64;

class PastJudge {
 public:
  PastJudge(const Events& events, bool agreed, Budget& budget, Wanted wanted)
      : events_(events), agreed_(agreed), budget_(budget), held_(budget), conflicts_max_(wanted == Wanted::first ? 1 : kSeveral), seen_(events),
        visited_at_(events.size()), recent_(kRecent, Pair{kNoEvent, kNoEvent}), close_left_(events.size()) {}

  /// How many bytes the tables take at most, the conflict edges apart.
  [[nodiscard]] static std::size_t bytes(const Events& events) {
    return SeenWrites<Events>::bytes(events) + CausalWalk<Events>::bytes(events) + sizeof(std::uint32_t) * events.size() + kRecent * sizeof(Pair);
  }

  Ruling ruling() {
    if (!walk()) return {.spent = true};
    for (const ConflictEdge& edge : initial_) add_conflict(edge, {});
    for (const ConflictEdge& edge : contradicted_) add_conflict(edge, {events_.source(edge.read)});
    if (!ruling_.conflicts.empty()) return std::move(ruling_);
    if (agreed_) arbitrate();
    else if (backward_) contradict();
    return std::move(ruling_);
  }

 private:
  using Outcome = CausalWalk<Events>::Outcome;

  /// Collects conflict edges; false where the budget ended.
  bool walk() {
    CausalWalk<Events> walk(events_);
    const auto outcome = walk.run(budget_, [&](Event e, Past past) {
      visit(e, past, walk);
      if (initial_.size() + contradicted_.size() >= conflicts_max_) walk.stop();
    });
    if (outcome == Outcome::cyclic) add_conflict(walk.cycle());
    return outcome != Outcome::spent;
  }

  void visit(Event e, Past past, CausalWalk<Events>& walk) {
    const Event source = events_.source(e);
    if (source < kUndecided) {
      seen_.beside(e, events_.key(e), past, source, walk.past_of(source), [&](Event write) { add_edge(write, source, e); });
    } else if (source == kFromInitial) {
      const Event write = seen_.any(e, events_.key(e), past);
      if (write != kNoEvent && initial_.size() < conflicts_max_) initial_.push_back({write, e});
    }
    seen_.visit(e);
    visited_at_[e] = visits_++;
  }

  void add_edge(Event earlier, Event later, Event read) {
    const bool backward = visited_at_[earlier] > visited_at_[later];
    if (!backward && !agreed_) return;
    Pair& recent = recent_[(std::size_t{earlier} * 0x9e3779b1u ^ std::size_t{later} * 0x85ebca6bu) % kRecent];
    if (recent.earlier == earlier && recent.later == later) return;
    recent = {earlier, later};
    if (backward && (!agreed_ || conflicts_max_ == 1)) {
      const std::optional<bool> contradicted = close_past(later, earlier);
      if (contradicted == true && contradicted_.size() < conflicts_max_) contradicted_.push_back({earlier, read});
      if (contradicted.has_value() && !agreed_) return;
    }
    if (edges_.size() == edges_.capacity()) held_.set(2 * (edges_.size() + 1) * sizeof(ConflictEdge));
    edges_.push_back({earlier, read});
    backward_ = backward_ || backward;
  }

  /// Whether `goal`, visited before `from`, is in its past: looked for among what was visited between the two. Nothing where that is much, or much was looked for already.
  [[nodiscard]] std::optional<bool> close_past(Event goal, Event from) {
    constexpr std::uint32_t kFar = 1024;
    const std::uint32_t floor = visited_at_[goal], distance = visited_at_[from] - floor;
    if (distance > kFar) return std::nullopt;
    close_.clear();
    close_seen_.assign(distance + 1, false);
    const auto enter = [&](Event e) {
      if (visited_at_[e] < floor || close_seen_[visited_at_[e] - floor]) return;
      close_seen_[visited_at_[e] - floor] = true;
      close_.push_back(e);
    };
    enter(from);
    for (std::size_t i = 0; i < close_.size(); ++i) {
      if (close_left_ == 0) return std::nullopt;
      --close_left_;
      const Event e = close_[i];
      if (e == goal) return true;
      if (events_.has_source(e)) enter(events_.source(e));
      const Event end = events_.is_side(e) ? events_.past_end(e) : e;  // of what its session has before it
      if (end != events_.begin(events_.session_of(e))) enter(end - 1);
    }
    return false;
  }

  void arbitrate() {
    if (!backward_) {
      std::vector<OpId>& order = ruling_.order;
      std::vector<Event> at(events_.size());
      for (Event e = 0; e < events_.size(); ++e) at[visited_at_[e]] = e;
      for (const Event e : at) {
        if (events_.writes(e)) order.push_back(events_.op(e));
      }
      return;
    }
    // Nothing is compared any more.
    seen_.finish();
    visited_at_ = std::vector<std::uint32_t>();
    const Held held(budget_, ArbitrationOrder::bytes(events_, edges_));
    ruling_.spent = budget_.spent_now();
    if (ruling_.spent) return;
    ArbitrationOrder arbitration(events_, edges_);
    if (arbitration.exists()) {
      ruling_.order = arbitration.writes();
      return;
    }
    do add_conflict(arbitration.cycle());
    while (ruling_.conflicts.size() < conflicts_max_ && !budget_.spent_now() && arbitration.find_another());
  }

  /// Weak-causal: is some edge's later write in the past of its earlier one?
  void contradict() {
    std::stable_sort(edges_.begin(), edges_.end(), [](const ConflictEdge& a, const ConflictEdge& b) { return a.earlier < b.earlier; });
    std::vector<bool> asked(events_.size());
    for (const ConflictEdge& edge : edges_) asked[edge.earlier] = true;
    std::vector<ConflictEdge> contradicted;
    CausalWalk<Events> walk(events_);
    const auto outcome = walk.run(budget_, [&](Event e, Past past) {
      if (!asked[e] || contradicted.size() >= conflicts_max_) return;
      auto edge = std::lower_bound(edges_.begin(), edges_.end(), e, [](const ConflictEdge& a, Event earlier) { return a.earlier < earlier; });
      for (; edge != edges_.end() && edge->earlier == e; ++edge) {
        const Event later = events_.source(edge->read);
        const bool past_holds = events_.is_side(later) ? seen_.sides().sees(e, past, later) : later < past[events_.session_of(later)];
        if (past_holds && contradicted.size() < conflicts_max_) contradicted.push_back(*edge);
      }
    });
    ruling_.spent = outcome == Outcome::spent;
    for (const ConflictEdge& edge : contradicted) add_conflict(edge, {events_.source(edge.read)});
  }

  /// A read with a write of its key in its past, and with something (its source) in the past of that write.
  void add_conflict(const ConflictEdge& edge, const std::vector<Event>& below) {
    if (!ruling_.conflicts.empty() && budget_.spent_now()) return;  // one is enough
    std::vector<OpId> operations{events_.op(edge.earlier), events_.op(edge.read)};
    add_path(edge.earlier, edge.read, operations);
    for (const Event e : below) add_path(e, edge.earlier, operations);
    if (events_.has_source(edge.read)) operations.push_back(events_.op(events_.source(edge.read)));
    add_conflict(std::move(operations));
  }

  void add_path(Event from, Event to, std::vector<OpId>& operations) const {
    PastCone past(events_, to);
    CLIO_ASSERT(past.reach(from));
    past.add_path(from, operations);
  }

  void add_conflict(const std::vector<Event>& events) {
    std::vector<OpId> operations;
    for (const Event e : events) operations.push_back(events_.op(e));
    add_conflict(std::move(operations));
  }

  void add_conflict(std::vector<OpId> operations) {
    if (ruling_.conflicts.size() >= conflicts_max_) return;
    std::sort(operations.begin(), operations.end());
    operations.erase(std::unique(operations.begin(), operations.end()), operations.end());
    ruling_.conflicts.push_back(std::move(operations));
  }

  static constexpr std::size_t kRecent = 1 << 14;
  struct Pair {
    Event earlier, later;
  };

  const Events& events_;
  bool agreed_;
  Budget& budget_;
  Held held_;  // for the edges
  std::size_t conflicts_max_;
  SeenWrites<Events> seen_;
  std::vector<std::uint32_t> visited_at_;
  std::uint32_t visits_ = 0;
  std::vector<Pair> recent_;         // edges seen lately: most repetitions are found here
  std::vector<ConflictEdge> edges_;  // weak-causal: backward ones that are not decided
  std::vector<ConflictEdge> contradicted_;  // decided so
  std::vector<Event> close_;
  std::vector<bool> close_seen_;     // by visit, from the goal's on
  std::size_t close_left_;           // events that close_past() may still look at: it stays linear
  std::vector<ConflictEdge> initial_;
  bool backward_ = false;
  Ruling ruling_;
};

}  // namespace

Ruling judge_causal_past(const Events& events, const Model& model, Budget& budget, Wanted wanted) {
  const Held held(budget, PastJudge::bytes(events));
  if (budget.spent_now()) return {.spent = true};
  return PastJudge(events, model.agreed_by == Agreement::everyone, budget, wanted).ruling();
}

}  // namespace clio::causal

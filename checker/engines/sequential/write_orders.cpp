// Sequential consistency as a propositional problem with a graph beside it (the lazy way: after Cobra, OSDI 2020, and PolySI, VLDB 2023, here for single operations).
//
// Once it is chosen which of two writes of a key comes first and which write a read returned, an explanation exists exactly when session order, reads-from,
// write order and anti-dependencies (a read before the next write of the key after the one that it returned) have no cycle. Choosing is the solver's part;
// finding cycles is the graph's. Each round:
//   1. the solver chooses, for the pairs and reads that have variables; all others follow the guess;
//   2. the writes of each key are put in a row: the chosen pairs, session order and derived orders, otherwise as guessed;
//   3. the graph is built, with the rows' neighbours only, and its strong components are found;
//   4. none is cyclic: a topological order is the answer. Otherwise short cycles are found in each component, each becomes a clause: not all of these choices
//      together; choices on which a cycle rests by default become variables.
// A clause is true of every explanation, so "impossible" is a proof. Each round rules out what was chosen or makes new variables, of which there are
// finitely many, so rounds end. A stretch of a cycle along a row of writes is one choice: the first before the last.
//
// Tested by tests/sequential/search_test.cpp and agreement_test.cpp.

#include "checker/engines/sequential/write_orders.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <numeric>

#include "checker/engines/held.hpp"
#include "checker/engines/sequential/choices.hpp"
#include "checker/graph/graph.hpp"
#include "checker/support/assert.hpp"

namespace clio::sequential {
namespace {

constexpr std::uint32_t kNone = ~std::uint32_t{0};
constexpr std::size_t kBytesAnEvent = 320;  // of the tables here and, for most of it, of a round's graph and its strong components (measured with massif)
enum Label : std::uint8_t { kSession, kReads, kWrites, kOverwrites };

}  // namespace

class WriteOrders::Body {
 public:
  Body(const Problem& problem, const Saturation* known, std::span<const Event> guess, Budget& budget);
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;

  Search run(std::uint64_t rounds);
  [[nodiscard]] std::vector<Event> core() const;

  std::vector<Event> order;
  std::size_t rounds_done = 0;

 private:
  struct Step {
    Event from, to;
    std::uint8_t label;
  };
  void guess_sources(std::span<const Event> guess);
  void read_choices();
  [[nodiscard]] bool order_writes();
  [[nodiscard]] bool order_key(std::uint32_t key, std::vector<Event>& writes);
  void build_graph();
  [[nodiscard]] bool forbid_cycles();
  [[nodiscard]] std::vector<Step> short_cycle(std::uint32_t edge);
  void forbid(std::vector<Step> cycle);
  void add_before(Event a, Event b);
  void take_order();
  [[nodiscard]] bool in(Event e) const { return e < certain_ || effective_[e - certain_]; }
  [[nodiscard]] bool is_known(Event a, Event b) const;

  const Problem& p_;
  const Saturation* known_;
  Budget& budget_;
  Choices choices_;
  Event certain_;
  Held held_;
  std::vector<std::uint32_t> rank_;                         // by event: place in the guess
  std::vector<std::uint32_t> writes_begin_;                 // by key
  std::vector<Event> writes_;                               // the key's, as guessed; optional ones included

  // Of a round.
  std::vector<Event> source_;                               // by event
  std::vector<bool> effective_;                             // by optional event
  std::vector<Event> row_;                                  // like writes_, as ordered; its first row_size_ are in
  std::vector<std::uint32_t> row_size_, row_place_;         // by key; by event
  std::vector<GraphEdge> edges_;
  std::vector<std::uint32_t> out_begin_, out_, component_;  // edges by where they start
  struct Arrival {
    std::uint32_t search = 0, edge = 0, state = 0;          // in which search, by which edge, from which state
  };
  std::vector<Arrival> arrivals_;                           // by state: 2 * event + whether within a row
  std::uint32_t search_ = 0;

  std::vector<Choices::Literal> literals_;
  std::vector<std::pair<Event, Event>> facts_;              // what clauses took from `known`
};

WriteOrders::Body::Body(const Problem& problem, const Saturation* known, std::span<const Event> guess, Budget& budget)
    : p_(problem), known_(known), budget_(budget), choices_(problem, budget), certain_(static_cast<Event>(problem.certain_count())), held_(budget, problem.size() * kBytesAnEvent) {
  rank_.assign(problem.size(), kNone);
  for (std::size_t i = 0; i < guess.size(); ++i) rank_[guess[i]] = static_cast<std::uint32_t>(2 * i + 2);
  for (Event u = certain_; u < problem.size(); ++u) {
    const Event before = problem.predecessor(u);
    if (rank_[u] == kNone) rank_[u] = before == kNoEvent ? 0 : rank_[before] + 1;
  }
  writes_begin_.assign(problem.key_count() + 1, 0);
  for (Event e = 0; e < problem.size(); ++e) {
    if (problem.writes(e) != kNoCell) ++writes_begin_[problem.key(e) + 1];
  }
  std::partial_sum(writes_begin_.begin(), writes_begin_.end(), writes_begin_.begin());
  writes_.resize(writes_begin_.back());
  std::vector<std::uint32_t> next(writes_begin_.begin(), writes_begin_.end() - 1);
  std::vector<Event> all(problem.size());
  std::iota(all.begin(), all.end(), Event{0});
  std::sort(all.begin(), all.end(), [&](Event a, Event b) { return rank_[a] != rank_[b] ? rank_[a] < rank_[b] : a < b; });
  for (const Event e : all) {
    if (problem.writes(e) != kNoCell) writes_[next[problem.key(e)]++] = e;
  }
  choices_.rank_by(rank_);
  guess_sources(guess);
}

/// Reads whose source is open return, by default, what the guess has them return if their value is there, else any certain possibility.
void WriteOrders::Body::guess_sources(std::span<const Event> guess) {
  source_.assign(p_.size(), kNoEvent);
  std::vector<Event> written_by(p_.key_count(), kInitial);
  for (const Event e : guess) {
    if (budget_.spent()) return;
    if (e < certain_ && (p_.needs(e) != kNoCell || p_.avoids(e) != kNoCell)) {
      source_[e] = known_ != nullptr ? known_->source(e) : kNoEvent;
      if (source_[e] == kNoEvent) {
        const Event held = written_by[p_.key(e)];
        Event fallback = kNoEvent;
        bool fits = false;
        const Cell cell = held == kInitial ? p_.initial(p_.key(e)) : p_.writes(held);
        if (p_.needs(e) != kNoCell ? cell == p_.needs(e) : cell != p_.avoids(e)) fits = true;
        if (!fits) {
          p_.each_source(e, [&](Event w) {
            if (fallback == kNoEvent && (w == kInitial || w < certain_)) fallback = w;
          });
        }
        const Event source = fits ? held : fallback;
        if (source != kNoEvent) choices_.set_default_source(e, source);
        const bool may_be_missing = source < kInitial && source >= certain_ && !(known_ != nullptr && known_->effective(source));
        if (source == kNoEvent || may_be_missing) choices_.open_sources(e);
      }
    }
    if (p_.writes(e) != kNoCell) written_by[p_.key(e)] = e;
  }
  // What is known to have taken effect may have an open source, too.
  for (Event u = certain_; u < p_.size(); ++u) {
    if (budget_.spent()) return;
    if (known_ == nullptr || !known_->effective(u)) continue;
    source_[u] = known_->source(u);
    if (p_.needs(u) != kNoCell && source_[u] == kNoEvent) {
      const Choices::Literal literal = choices_.effective(u);
      const Choices::Literal negated = -literal;
      choices_.forbid({&negated, 1}, {&u, 1});
      choices_.open_sources(u);
    }
  }
}

bool WriteOrders::Body::is_known(Event a, Event b) const {
  if (known_ == nullptr || a >= certain_) return false;
  const std::uint32_t s = p_.session(a);
  return known_->clocks().row(b)[s] > a - p_.session_begin(s);
}

void WriteOrders::Body::read_choices() {
  effective_.assign(p_.size() - certain_, false);
  for (Event u = certain_; u < p_.size(); ++u) effective_[u - certain_] = (known_ != nullptr && known_->effective(u)) || choices_.is_effective(u);
  for (Event e = 0; e < p_.size(); ++e) {
    if (p_.needs(e) == kNoCell && p_.avoids(e) == kNoCell) continue;
    if (known_ != nullptr && known_->source(e) != kNoEvent) continue;
    if (in(e)) source_[e] = choices_.source(e);
  }
}

/// Puts every key's writes in a row; false (and clauses added) where what is chosen goes round in circles.
bool WriteOrders::Body::order_writes() {
  row_.resize(writes_.size());
  row_size_.assign(p_.key_count(), 0);
  row_place_.assign(p_.size(), kNone);
  bool all = true;
  std::vector<Event> writes;
  for (std::uint32_t k = 0; k < p_.key_count(); ++k) {
    writes.clear();
    for (std::uint32_t i = writes_begin_[k]; i < writes_begin_[k + 1]; ++i) {
      if (in(writes_[i])) writes.push_back(writes_[i]);
    }
    if (choices_.has_pairs(k) && !order_key(k, writes)) all = false;
    row_size_[k] = static_cast<std::uint32_t>(writes.size());
    for (std::uint32_t i = 0; i < writes.size(); ++i) {
      row_[writes_begin_[k] + i] = writes[i];
      row_place_[writes[i]] = i;
    }
  }
  return all;
}

bool WriteOrders::Body::order_key(std::uint32_t key, std::vector<Event>& writes) {
  std::vector<GraphEdge> edges;
  const auto place = [&](Event e) {
    return static_cast<std::uint32_t>(std::lower_bound(writes.begin(), writes.end(), e, [&](Event a, Event b) {
             return rank_[a] != rank_[b] ? rank_[a] < rank_[b] : a < b;
           }) - writes.begin());
  };
  std::vector<std::uint32_t> last(p_.session_count(), kNone), earlier_in_session(writes.size(), kNone);
  for (std::uint32_t i = 0; i < writes.size(); ++i) {
    std::uint32_t before = last[p_.session(writes[i])];
    if (p_.optional(writes[i])) {  // it follows what was called before it; the guess may have it behind later ones of its session, too
      const Event called = p_.predecessor(writes[i]);
      while (before != kNone && (called == kNoEvent || writes[before] > called)) before = earlier_in_session[before];
    } else {
      earlier_in_session[i] = before;
      last[p_.session(writes[i])] = i;
    }
    if (before != kNone) edges.push_back({before, i, kSession});
    if (known_ == nullptr) continue;
    known_->each_derived_before(writes[i], [&](Event earlier) {
      if (in(earlier)) edges.push_back({place(earlier), i, kReads});
    });
  }
  for (const auto& [first, second] : choices_.chosen_pairs(key)) {
    if (in(first) && in(second)) edges.push_back({place(first), place(second), kWrites});
  }
  // The lowest rank first of what may come next.
  std::vector<std::uint32_t> waits(writes.size(), 0), begin(writes.size() + 1, 0), out(edges.size());
  for (const GraphEdge& e : edges) ++waits[e.to], ++begin[e.from + 1];
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<std::uint32_t> next(begin.begin(), begin.end() - 1);
  for (const GraphEdge& e : edges) out[next[e.from]++] = e.to;
  std::vector<std::uint32_t> heap;
  for (std::uint32_t i = 0; i < writes.size(); ++i) {
    if (waits[i] == 0) heap.push_back(i);
  }
  std::vector<Event> row;
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), std::greater<>{});
    const std::uint32_t i = heap.back();
    heap.pop_back();
    row.push_back(writes[i]);
    for (std::uint32_t j = begin[i]; j < begin[i + 1]; ++j) {
      if (--waits[out[j]] != 0) continue;
      heap.push_back(out[j]);
      std::push_heap(heap.begin(), heap.end(), std::greater<>{});
    }
  }
  if (row.size() == writes.size()) {
    writes = std::move(row);
    return true;
  }
  const Graph graph(writes.size(), edges);
  std::vector<Step> cycle;
  for (const std::uint32_t i : graph.shortest_cycle(kAllLabels, 64)) {
    const GraphEdge& e = edges[i];
    if (e.label == kReads) facts_.emplace_back(writes[e.from], writes[e.to]);
    cycle.push_back({writes[e.from], writes[e.to], e.label == kReads ? std::uint8_t{kSession} : e.label});
  }
  literals_.clear();
  std::vector<Event> because;
  for (const Step& step : cycle) {
    because.push_back(step.from);
    if (step.label == kWrites) literals_.push_back(choices_.before(step.from, step.to, true));
    if (p_.optional(step.from) && !(known_ != nullptr && known_->effective(step.from))) literals_.push_back(choices_.effective(step.from));
  }
  choices_.forbid(literals_, because);
  return false;
}

void WriteOrders::Body::build_graph() {
  edges_.clear();
  for (Event e = 0; e < p_.size(); ++e) {
    if (!in(e)) continue;
    const Event before = p_.predecessor(e);
    if (before != kNoEvent) edges_.push_back({before, e, kSession});
    const std::uint32_t key = p_.key(e), begin = writes_begin_[key];
    if (row_place_[e] != kNone && row_place_[e] > 0) edges_.push_back({row_[begin + row_place_[e] - 1], e, kWrites});
    const Event from = source_[e];
    if (from == kNoEvent) continue;
    if (from != kInitial) edges_.push_back({from, e, kReads});
    const std::uint32_t after = from == kInitial ? 0 : row_place_[from] + 1;
    if (after < row_size_[key] && row_[begin + after] != e) edges_.push_back({e, row_[begin + after], kOverwrites});
  }
  out_begin_.assign(p_.size() + 1, 0);
  for (const GraphEdge& e : edges_) ++out_begin_[e.from + 1];
  std::partial_sum(out_begin_.begin(), out_begin_.end(), out_begin_.begin());
  out_.resize(edges_.size());
  std::vector<std::uint32_t> next(out_begin_.begin(), out_begin_.end() - 1);
  for (std::uint32_t i = 0; i < edges_.size(); ++i) out_[next[edges_[i].from]++] = i;
}

/// A cycle through the edge within its component, resting on few choices: steps along a row cost one choice together.
std::vector<WriteOrders::Body::Step> WriteOrders::Body::short_cycle(std::uint32_t edge) {
  const auto in_row = [](std::uint8_t label) { return label == kWrites || label == kOverwrites ? 1u : 0u; };
  ++search_;
  const std::uint32_t goal = edges_[edge].from;
  std::deque<std::pair<std::uint32_t, Arrival>> queue;
  const std::uint32_t first = 2 * edges_[edge].to + in_row(edges_[edge].label);
  queue.emplace_back(first, Arrival{search_, edge, first});
  while (!queue.empty()) {
    const auto [state, arrival] = queue.front();
    queue.pop_front();
    if (arrivals_[state].search == search_) continue;
    arrivals_[state] = arrival;
    const Event at = state / 2;
    if (at == goal) {
      std::vector<Step> cycle;
      for (std::uint32_t back = state;; back = arrivals_[back].state) {
        const GraphEdge& e = edges_[arrivals_[back].edge];
        cycle.push_back({e.from, e.to, e.label});
        if (back == first) break;
      }
      std::reverse(cycle.begin(), cycle.end());
      return cycle;
    }
    for (std::uint32_t i = out_begin_[at]; i < out_begin_[at + 1]; ++i) {
      const GraphEdge& e = edges_[out_[i]];
      if (component_[e.to] != component_[at]) continue;
      const std::uint32_t to = 2 * e.to + in_row(e.label);
      if (arrivals_[to].search == search_) continue;
      const bool free = e.label == kSession || (e.label == kReads && (known_ == nullptr || known_->source(e.to) != kNoEvent)) ||
                        (e.label == kWrites && state % 2 == 1);
      const Arrival next{search_, out_[i], state};
      if (free) queue.emplace_front(to, next);
      else queue.emplace_back(to, next);
    }
  }
  return {};
}

void WriteOrders::Body::add_before(Event a, Event b) {
  if (p_.session(a) == p_.session(b) && !p_.optional(a) && (p_.optional(b) ? p_.predecessor(b) != kNoEvent && a <= p_.predecessor(b) : a < b)) return;
  if (is_known(a, b)) facts_.emplace_back(a, b);
  else literals_.push_back(choices_.before(a, b, true));
}

/// Adds the clause that rules out the cycle: every step's choice, rows taken together.
void WriteOrders::Body::forbid(std::vector<Step> cycle) {
  // Start where no row is under way.
  const auto start = std::find_if(cycle.begin(), cycle.end(), [&](const Step& s) { return s.label != kWrites; });
  CLIO_ASSERT(start != cycle.end());
  std::rotate(cycle.begin(), start, cycle.end());
  literals_.clear();
  std::vector<Event> because;
  const auto reads = [&](Event reader) {
    if (known_ == nullptr || known_->source(reader) == kNoEvent) literals_.push_back(choices_.reads(reader, source_[reader]));
  };
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    const Step& step = cycle[i];
    because.push_back(step.from);
    if (p_.optional(step.from) && !(known_ != nullptr && known_->effective(step.from))) literals_.push_back(choices_.effective(step.from));
    if (step.label == kSession) continue;
    if (step.label == kReads) {
      reads(step.to);
      continue;
    }
    // A row: from its first write (or the source of a read, which its overwriting begins with) to its last; those between are no part of the argument.
    while (i + 1 < cycle.size() && cycle[i + 1].label == kWrites) ++i;
    const Event last = cycle[i].to;
    if (step.label == kWrites) {
      add_before(step.from, last);
      continue;
    }
    reads(step.from);
    const Event source = source_[step.from];
    if (source != kInitial) because.push_back(source);
    if (last != step.from) {
      if (source != kInitial) add_before(source, last);
      continue;
    }
    // A compare-and-set, and a write between its source and itself.
    because.push_back(step.to);
    if (source != kInitial) add_before(source, step.to);
    add_before(step.to, last);
  }
  std::sort(literals_.begin(), literals_.end());
  literals_.erase(std::unique(literals_.begin(), literals_.end()), literals_.end());
  choices_.forbid(literals_, because);
}

/// Adds clauses against short cycles of every component; false if there is no cycle.
bool WriteOrders::Body::forbid_cycles() {
  constexpr std::size_t kCyclesMax = 2000;       // of a round
  constexpr std::size_t kWorkMax = 4'000'000;    // events looked at in a round, roughly
  component_ = Graph(p_.size(), edges_).strong_components();
  std::vector<std::uint32_t> size(p_.size(), 0);
  for (const std::uint32_t c : component_) ++size[c];
  arrivals_.assign(2 * p_.size(), Arrival{});
  search_ = 0;
  bool cyclic = false;
  std::size_t cycles = 0, work = 0;
  std::vector<bool> covered(edges_.size(), false);
  // Starting at another place each round: the component's best known cycles are ruled out already.
  const std::size_t offset = edges_.empty() ? 0 : (rounds_done * 7919) % edges_.size();
  for (std::size_t n = 0; n < edges_.size(); ++n) {
    const auto i = static_cast<std::uint32_t>((n + offset) % edges_.size());
    const GraphEdge& e = edges_[i];
    if (component_[e.from] != component_[e.to] || (e.from != e.to && size[component_[e.from]] < 2)) continue;
    cyclic = true;
    if (e.label == kSession || covered[i]) continue;
    if (cycles == kCyclesMax || work > kWorkMax) break;
    std::vector<Step> cycle = short_cycle(i);
    if (cycle.empty()) continue;
    work += size[component_[e.from]];
    ++cycles;
    for (const Step& step : cycle) {
      for (std::uint32_t j = out_begin_[step.from]; j < out_begin_[step.from + 1]; ++j) {
        if (edges_[out_[j]].to == step.to) covered[out_[j]] = true;
      }
    }
    forbid(std::move(cycle));
    if (budget_.spent()) break;
  }
  return cyclic;
}

/// A topological order of the graph, by rank where it is free.
void WriteOrders::Body::take_order() {
  std::vector<std::uint32_t> waits(p_.size(), 0);
  for (const GraphEdge& e : edges_) ++waits[e.to];
  std::vector<std::pair<std::uint32_t, Event>> heap;
  for (Event e = 0; e < p_.size(); ++e) {
    if (in(e) && waits[e] == 0) heap.emplace_back(rank_[e], e);
  }
  std::make_heap(heap.begin(), heap.end(), std::greater<>{});
  order.clear();
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), std::greater<>{});
    const Event e = heap.back().second;
    heap.pop_back();
    order.push_back(e);
    for (std::uint32_t i = out_begin_[e]; i < out_begin_[e + 1]; ++i) {
      const Event to = edges_[out_[i]].to;
      if (--waits[to] != 0) continue;
      heap.emplace_back(rank_[to], to);
      std::push_heap(heap.begin(), heap.end(), std::greater<>{});
    }
  }
}

Search WriteOrders::Body::run(std::uint64_t rounds) {
  for (std::uint64_t i = 0; i < rounds; ++i) {
    if (budget_.spent_now()) return Search::spent;
    const SatSolver::Answer answer = choices_.solve();
    if (answer == SatSolver::Answer::spent) return Search::spent;
    if (answer == SatSolver::Answer::impossible) return Search::exhausted;
    ++rounds_done;
    read_choices();
    if (!order_writes()) continue;
    build_graph();
    if (forbid_cycles()) continue;
    take_order();
    return Search::found;
  }
  return Search::paused;
}

std::vector<Event> WriteOrders::Body::core() const {
  std::vector<Event> events;
  for (Event e = 0; e < p_.size(); ++e) {
    if (choices_.blamed()[e]) events.push_back(e);
  }
  return known_ == nullptr ? events : known_->reasons(events, facts_);
}

WriteOrders::WriteOrders(const Problem& problem, const Saturation* known, std::span<const Event> guess, Budget& budget)
    : body_(std::make_unique<Body>(problem, known, guess, budget)) {}
WriteOrders::~WriteOrders() = default;
Search WriteOrders::run(std::uint64_t rounds) { return body_->run(rounds); }
const std::vector<Event>& WriteOrders::order() const { return body_->order; }
std::vector<Event> WriteOrders::core() const { return body_->core(); }
std::size_t WriteOrders::rounds() const { return body_->rounds_done; }

}  // namespace clio::sequential

// Saturation: what every explanation has in common, as a vector clock for each event (after Gibbons and Korach 1997; Biswas and Enea, OOPSLA 2019).
//
// A cluster is a write with the reads that return it (or an initial value with its reads). In an explanation the clusters of a key follow each other
// without mixing. So as soon as something of cluster a (its *sign*) precedes something of cluster b, all of a precedes all of b: its last readers
// precede b's write. These derived edges are the only ones; both textbook rules ("what precedes a read of w precedes w", "what follows w follows
// its readers") are cases of it. A compare-and-set that succeeded reads one cluster and writes the next: it is the end of the one, after its other readers.
//
// For each event only the last sign of each session matters: earlier signs of that session are ordered before it already. A sign known to the
// cluster's write has been dealt with there. So an event costs a comparison for each session that uses its key; the last signs are found by pointers that only
// move forward along a session.
//
// Rounds: an event is looked at once everything known to precede it is done, preferably in order of rank, and its row of the clocks becomes the
// maximum of theirs. Edges found into events already done wait for the next round, which looks only at what they change. No event
// left to look at although some are not done: a cycle. An edge against what is known: a cycle, found early.
//
// Invariant: a row claims only what holds in every explanation. Rows and edges only grow, so rounds end. No recursion.
// Tested by tests/sequential/saturation_test.cpp and agreement_test.cpp.

#include "checker/engines/sequential/saturation.hpp"

#include <algorithm>
#include <functional>

#include "checker/engines/sequential/saturation_reasons.hpp"
#include "checker/support/assert.hpp"

namespace clio::sequential {

Saturation::Saturation(const Problem& problem, std::span<const std::uint32_t> rank, Budget& budget)
    : problem_(&problem),
      rank_(rank),
      budget_(&budget),
      held_(budget, bytes(problem)),
      certain_(static_cast<Event>(problem.certain_count())),
      session_count_(static_cast<std::uint32_t>(problem.session_count())),
      touches_(problem) {
  if (budget.spent_now()) return;
  clocks_ = Clocks(problem);
  source_.assign(problem.size(), kNoEvent);
  effective_.assign(problem.size() - certain_, false);
  edges_into_.assign(problem.size(), kNothing);
  fresh_.assign(problem.size(), false);

  // Pointers for each pair of strands of a key, where that is not too many.
  std::size_t pairs = 0;
  const std::size_t pairs_max = problem.size() / 2 + 1024;
  for (std::size_t k = 0; k < problem.key_count(); ++k) {
    const std::size_t strands = touches_.end_strand(k) - touches_.first_strand(k);
    for (std::size_t i = 0; i < strands && pairs <= pairs_max; ++i) {
      reach_begin_.push_back(static_cast<std::uint32_t>(pairs));
      pairs += strands;
    }
  }
  if (pairs <= pairs_max) reach_.resize(pairs);
  else reach_begin_.clear();
}

std::size_t Saturation::bytes(const Problem& problem) { return Clocks::bytes(problem) + problem.size() * 48; }

Saturation::Outcome Saturation::run() {
  if (budget_->spent_now()) return Outcome::spent;
  if (!settle_sources()) return Outcome::contradiction;
  // Narrowing goes on while it pays: each time everything is looked at again.
  constexpr std::size_t kCheap = 20'000, kTimesMax = 16;
  std::size_t open = open_.size();
  Narrowed narrowed = Narrowed::some;
  for (std::size_t times = 0; narrowed == Narrowed::some; ++times) {
    if (!gather_clusters()) return Outcome::contradiction;
    order_initial_values();
    for (bool everything = true; everything || fresh_edges_; everything = false) {
      fresh_edges_ = false;
      ++rounds_;
      if (!round(everything)) return budget_->spent() && core_.empty() ? Outcome::spent : Outcome::contradiction;
    }
    const bool pays = problem_->size() <= kCheap || (times < kTimesMax && (times == 0 || open_.size() < open - open / 32));
    open = open_.size();
    narrowed = pays ? narrow_sources() : Narrowed::nothing;
    if (narrowed == Narrowed::contradiction) return Outcome::contradiction;
  }
  for (Event u = certain_; u < problem_->size(); ++u) {
    const Event before = problem_->predecessor(u);
    if (before != kNoEvent) join(clocks_.row(u), before);
  }
  free_rounds();
  return budget_->spent() ? Outcome::spent : Outcome::consistent;
}

/// Gives back what only rounds need: a schedule or a search is about to need memory of its own. (Assigning `{}` to a vector would keep its memory.)
void Saturation::free_rounds() {
  touches_ = Touches();
  reach_ = std::vector<Reach>();
  reach_begin_ = std::vector<std::uint32_t>();
  leaves_ = std::vector<Cluster>();
  grew_ = std::vector<bool>();
  waits_ = std::vector<Wait>();
  waiting_ = std::vector<std::uint32_t>();
}

/// The cluster that the key holds after an event; nothing where that is not known.
Saturation::Cluster Saturation::leaves(Event e) const {
  if (problem_->writes(e) != kNoCell) return e;
  return source_[e] == kNoEvent ? kNothing : cluster_of_source(e);
}

bool Saturation::gather_clusters() {
  const std::size_t clusters = problem_->size() + problem_->key_count();
  std::vector<std::uint32_t> last(clusters, kNothing);  // the session of the cluster's last reader so far
  readers_begin_.assign(clusters + 1, 0);
  std::pair<Event, Event> twice{kNoEvent, kNoEvent};  // two that replaced the same value
  const auto takes_part = [&](Event e) { return source_[e] != kNoEvent && (e < certain_ || effective_[e - certain_]); };
  for (Event e = 0; e < problem_->size(); ++e) {
    if (!takes_part(e)) continue;
    const Cluster c = cluster_of_source(e);
    if (problem_->writes(e) == kNoCell) {
      if (std::exchange(last[c], problem_->session(e)) != problem_->session(e)) ++readers_begin_[c + 1];
      continue;
    }
    if (consumer_.empty()) consumer_.assign(clusters, kNoEvent);
    if (consumer_[c] != kNoEvent && consumer_[c] != e) twice = {consumer_[c], e};
    else consumer_[c] = e;
  }
  for (std::size_t c = 0; c < clusters; ++c) readers_begin_[c + 1] += readers_begin_[c];
  readers_.resize(readers_begin_.back());
  std::fill(last.begin(), last.end(), kNothing);
  std::vector<std::uint32_t> next(readers_begin_.begin(), readers_begin_.end() - 1);
  for (Event e = 0; e < certain_; ++e) {
    if (!takes_part(e) || problem_->writes(e) != kNoCell) continue;
    const Cluster c = cluster_of_source(e);
    if (std::exchange(last[c], problem_->session(e)) != problem_->session(e)) ++next[c];
    readers_[next[c] - 1] = e;
  }
  leaves_.resize(certain_);
  for (std::size_t i = 0; i < certain_; ++i) leaves_[i] = leaves(touches_.all()[i]);
  if (twice.first == kNoEvent) return true;
  Reasons reasons(*this);
  reasons.add(twice.first);
  reasons.add(twice.second);
  core_ = reasons.collect();
  return false;
}

/// What read an initial value comes before every write of the key, hence before the first of each session.
void Saturation::order_initial_values() {
  const auto order = [&](Cluster initial, Event write) {
    if (consumer(initial) == write) return;
    for (std::uint32_t i = edges_into_[write]; i != kNothing; i = edges_[i].next) {
      if (edges_[i].earlier == initial) return;
    }
    edges_.push_back({initial, write, kNoEvent, kNoEvent, edges_into_[write]});
    edges_into_[write] = static_cast<std::uint32_t>(edges_.size() - 1);
  };
  const auto has_ends = [&](Cluster c) { return consumer(c) != kNoEvent || !last_readers(c).empty(); };
  for (std::uint32_t k = 0; k < problem_->key_count(); ++k) {
    const Cluster initial = initial_cluster(k);
    if (!has_ends(initial)) continue;
    for (std::uint32_t q = touches_.first_strand(k); q < touches_.end_strand(k); ++q) {
      const std::span<const Event> events = touches_.events(q);
      const auto write = std::find_if(events.begin(), events.end(), [&](Event e) { return problem_->writes(e) != kNoCell; });
      if (write != events.end()) order(initial, *write);
    }
  }
  for (Event u = certain_; u < problem_->size(); ++u) {
    const Cluster initial = initial_cluster(problem_->key(u));
    if (effective_[u - certain_] && has_ends(initial)) order(initial, u);
  }
}

bool Saturation::finished(std::uint32_t who) const {
  return who < session_count_ ? next_[who] == problem_->session_end(who) : bool{optional_done_[who - session_count_]};
}

bool Saturation::ready(Event e, Wait& wait) const {
  bool is_ready = true;
  const auto needs = [&](Event input, std::uint32_t edge) {
    if (done(input)) return true;
    wait.event = input;
    wait.edge = edge;
    return is_ready = false;
  };
  if (e >= certain_) {
    const Event before = problem_->predecessor(e);
    if (before != kNoEvent && !needs(before, kNothing)) return false;
  }
  each_input(e, needs);
  return is_ready;
}

void Saturation::make_ready(std::uint32_t who) {
  heap_.emplace_back(rank_[front(who)], who);
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
}

/// Event `e` of a session or optional event `place` is done: whoever waited for it is ready to be looked at again.
void Saturation::wake(std::uint32_t place, Event e) {
  if (place < session_count_ && e < soonest_[place]) return;
  Event soonest = kNoEvent;
  std::uint32_t kept = kNothing;
  for (std::uint32_t who = waiting_[place], next = kNothing; who != kNothing; who = next) {
    next = waits_[who].next;
    if (place < session_count_ && waits_[who].event > e) {
      soonest = std::min(soonest, waits_[who].event);
      waits_[who].next = std::exchange(kept, who);
    } else {
      waits_[who] = {};
      make_ready(who);
    }
  }
  waiting_[place] = kept;
  if (place < session_count_) soonest_[place] = soonest;
}

/// Starts loading what looking at the event will need; the other sessions' turns hide the wait.
void Saturation::fetch_ahead(Event e) const {
  if (e >= certain_) return;
  if (source_[e] < kInitial) __builtin_prefetch(clocks_.row(source_[e]).data());
  if (!use_reach_) return;
  const Reach* reaches = reach_.data() + reach_begin_[touches_.strand(problem_->key(e), problem_->session(e))];
  for (std::size_t i = 0; i < 3; ++i) __builtin_prefetch(reaches + 5 * i);
}

bool Saturation::round(bool everything) {
  const std::size_t places = session_count_ + (problem_->size() - certain_);
  next_.resize(session_count_);
  for (std::uint32_t s = 0; s < session_count_; ++s) next_[s] = problem_->session_begin(s);
  optional_done_.assign(problem_->size() - certain_, false);
  grew_.assign(everything ? 0 : problem_->size(), false);
  waits_.assign(places, Wait{});
  waiting_.assign(places, kNothing);
  soonest_.assign(session_count_, kNoEvent);
  heap_.clear();
  // Pointers pay where most events are looked at: few new edges change little.
  const bool much = everything || edges_.size() - edges_at_round_ > problem_->size() / 64;
  edges_at_round_ = edges_.size();
  use_reach_ = much && !reach_begin_.empty();
  if (use_reach_) {
    for (std::size_t k = 0; k < problem_->key_count(); ++k) {
      const std::uint32_t first = touches_.first_strand(k), end = touches_.end_strand(k);
      for (std::uint32_t p = first; p < end; ++p) {
        for (std::uint32_t q = first; q < end; ++q) reach_[reach_begin_[p] + (q - first)] = {0, touches_.all()[touches_.begin(q)], kNoEvent};
      }
    }
  }
  if (everything) std::fill(fresh_.begin(), fresh_.end(), false);
  for (std::uint32_t s = 0; s < session_count_; ++s) {
    if (!finished(s)) make_ready(s);
  }
  for (Event u = certain_; u < problem_->size(); ++u) {
    if (effective_[u - certain_]) make_ready(place_of(u));
  }
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
    const std::uint32_t who = heap_.back().second;
    heap_.pop_back();
    for (;;) {
      if (budget_->spent()) return false;
      const Event e = front(who);
      Wait wait;
      if (!ready(e, wait)) {
        const std::uint32_t place = place_of(wait.event);
        wait.next = std::exchange(waiting_[place], who);
        waits_[who] = wait;
        if (place < session_count_) soonest_[place] = std::min(soonest_[place], wait.event);
        break;
      }
      if (!look_at(e, everything)) return false;
      if (e < certain_) ++next_[who];
      else optional_done_[e - certain_] = true;
      fetch_ahead(e + 1);
      wake(place_of(e), e);
      if (finished(who)) break;
      if (!heap_.empty() && heap_.front().first < rank_[front(who)]) {
        make_ready(who);
        break;
      }
    }
  }
  for (std::uint32_t who = 0; who < places; ++who) {
    if (waits_[who].event == kNoEvent) continue;
    blame_stuck();
    return false;
  }
  return true;
}

bool Saturation::join(std::span<std::uint32_t> row, Event from) const {
  const std::uint32_t* other = clocks_.row(from).data();
  std::uint32_t* mine = row.data();
  std::uint32_t more = 0;
  for (std::size_t s = 0; s < row.size(); ++s) {
    const std::uint32_t joined = std::max(mine[s], other[s]);
    more |= joined ^ mine[s];
    mine[s] = joined;
  }
  return more != 0;
}

bool Saturation::grow_row(Event e) {
  const std::span<std::uint32_t> row = clocks_.row(e);
  bool grew = false;
  const Event before = problem_->predecessor(e);
  if (before != kNoEvent) grew = join(row, before);
  if (e < certain_) {
    std::uint32_t& own = row[problem_->session(e)];
    const std::uint32_t place = e - problem_->session_begin(problem_->session(e)) + 1;
    grew = grew || own != place;
    own = place;
  }
  each_input(e, [&](Event input, std::uint32_t) {
    grew = join(row, input) || grew;
    return true;
  });
  return grew;
}

bool Saturation::look_at(Event e, bool everything) {
  if (everything) {
    grow_row(e);
  } else {
    const Event before = problem_->predecessor(e);
    bool dirty = fresh_[e] || (before != kNoEvent && grew_[before]);
    if (!dirty) each_input(e, [&](Event input, std::uint32_t) { return !(dirty = grew_[input]); });
    fresh_[e] = false;
    if (!dirty || !grow_row(e)) return true;
    grew_[e] = true;
  }
  if (source_[e] != kNoEvent) return apply_to_read(e);
  return problem_->writes(e) == kNoCell || apply_to_write(e);
}

/// Whether `e` (certain) is known to be at or before `later`.
bool Saturation::knows(Event later, Event e) const {
  const std::uint32_t s = problem_->session(e);
  return clocks_.row(later)[s] > e - problem_->session_begin(s);
}

/// Whether every end of the cluster is known to come before the write.
bool Saturation::implied(Cluster earlier, Event later) const {
  bool all = true;
  each_end(earlier, [&](Event m) { return all = m < certain_ && knows(later, m); });
  return all;
}

/// Collects the last touch of e's key in each session's part of its past, with what it left there; `floor`, where given, is a row that makes
/// what it knows not worth collecting.
void Saturation::gather_signs(Event e, const std::uint32_t* floor) {
  constexpr int kLookBack = 64;  // reads with an open source are passed over, but not for ever
  signs_.clear();
  const std::uint32_t* past = clocks_.row(e).data();
  const std::uint32_t key = problem_->key(e), first = touches_.first_strand(key), end = touches_.end_strand(key);
  const std::uint32_t own = e < certain_ ? problem_->session(e) : kNothing;
  Reach* reaches = use_reach_ && e < certain_ ? reach_.data() + reach_begin_[touches_.strand(key, own)] : nullptr;
  const Event* all = touches_.all().data();
  for (std::uint32_t q = first; q < end; ++q) {
    const std::uint32_t s = touches_.session(q);
    const Event begin = problem_->session_begin(s);
    const Event limit = s == own ? e : begin + past[s];
    std::uint32_t at = 0;  // one past the last touch, in all()
    Event last = kNoEvent;
    if (reaches != nullptr) {
      Reach& reach = reaches[q - first];
      if (reach.next < limit) {
        const std::uint32_t stop = touches_.end(q);
        at = touches_.begin(q) + reach.count;
        while (at < stop && all[at] < limit) ++at;
        reach = {at - touches_.begin(q), at < stop ? all[at] : kNoEvent, all[at - 1]};
      }
      last = reach.last;
      if (last == kNoEvent || (floor != nullptr && last - begin < floor[s])) continue;
      at = touches_.begin(q) + reach.count;
    } else {
      at = touches_.begin(q) + touches_.count_before(q, limit);
      if (at == touches_.begin(q)) continue;
      last = all[at - 1];
      if (floor != nullptr && last - begin < floor[s]) continue;
    }
    const std::uint32_t stop = at - touches_.begin(q) > kLookBack ? at - kLookBack : touches_.begin(q);
    while (at > stop && leaves_[at - 1] == kNothing) --at;
    if (at == stop) continue;
    last = all[at - 1];
    if (floor == nullptr || last - begin >= floor[s]) signs_.push_back({last, leaves_[at - 1], s});
  }
}

/// `e` reads a cluster: every other cluster of the key with a sign in its past comes before that. What the cluster's write knows was dealt with there.
bool Saturation::apply_to_read(Event e) {
  const Cluster later = cluster_of_source(e);
  gather_signs(e, is_initial(later) ? nullptr : clocks_.row(later).data());
  for (const Sign& sign : signs_) {
    if (sign.cluster == later) continue;
    if (is_initial(later)) {
      Reasons reasons(*this);
      reasons.add_path(sign.event, e, static_cast<std::uint32_t>(edges_.size()));
      core_ = reasons.collect();
      return false;
    }
    if (is_initial(sign.cluster) || consumer(sign.cluster) == later) continue;
    if (!add_edge(sign.cluster, later, sign.event, e)) return false;
  }
  return true;
}

/// `e` writes a cluster: likewise, and the edges come into e itself, so that more of the past may show.
bool Saturation::apply_to_write(Event e) {
  for (bool again = true; again;) {
    again = false;
    gather_signs(e, nullptr);
    // The latest cluster first: what its write knows is ordered before it already.
    const Sign* latest = nullptr;
    std::uint32_t latest_rank = 0;
    for (const Sign& sign : signs_) {
      if (is_initial(sign.cluster) || (latest != nullptr && (sign.cluster == latest->cluster || rank_[sign.cluster] <= latest_rank))) continue;
      latest = &sign;
      latest_rank = rank_[sign.cluster];
    }
    if (latest == nullptr) return true;
    const std::size_t edges_before = edges_.size();
    const auto follow = [&](const Sign& sign) { return implied(sign.cluster, e) || add_edge(sign.cluster, e, sign.event, e); };
    if (!follow(*latest)) return false;
    const std::uint32_t* floor = clocks_.row(latest->cluster).data();
    for (const Sign& sign : signs_) {
      if (sign.event - problem_->session_begin(sign.session) < floor[sign.session]) continue;
      if (is_initial(sign.cluster) || sign.cluster == latest->cluster) continue;
      if (!follow(sign)) return false;
    }
    for (std::size_t i = edges_before; i < edges_.size(); ++i) {
      each_end(edges_[i].earlier, [&](Event m) {
        if (done(m)) again = join(clocks_.row(e), m) || again;
        else fresh_[e] = fresh_edges_ = true;
        return true;
      });
    }
  }
  return true;
}

bool Saturation::add_edge(Cluster earlier, Event later, Event sign, Event seen_by) {
  for (std::uint32_t i = edges_into_[later]; i != kNothing; i = edges_[i].next) {
    if (edges_[i].earlier == earlier) return true;
  }
  edges_.push_back({earlier, later, sign, seen_by, edges_into_[later]});
  const auto edge = edges_into_[later] = static_cast<std::uint32_t>(edges_.size() - 1);
  if (later != seen_by) fresh_[later] = fresh_edges_ = true;
  if (later >= certain_) return true;
  Event against = kNoEvent;  // an end of the earlier cluster that the later one's write is known to precede
  each_end(earlier, [&](Event m) {
    if (knows(m, later)) against = m;
    return against == kNoEvent;
  });
  if (against == kNoEvent) return true;
  Reasons reasons(*this);
  reasons.add_edge(edge, against);
  reasons.add_path(later, against, edge);
  core_ = reasons.collect();
  return false;
}

/// Nobody is ready although not all are done: each waits for an event whose session or self waits in turn. The shortest circle of these is a cycle.
void Saturation::blame_stuck() {
  const auto places = static_cast<std::uint32_t>(waits_.size());
  std::vector<std::uint32_t> walk_of(places, kNothing), place_in_walk(places, 0);
  std::vector<std::uint32_t> best;
  for (std::uint32_t start = 0; start < places; ++start) {
    std::vector<std::uint32_t> walk;
    std::uint32_t who = start;
    while (waits_[who].event != kNoEvent && walk_of[who] == kNothing) {
      walk_of[who] = start;
      place_in_walk[who] = static_cast<std::uint32_t>(walk.size());
      walk.push_back(who);
      who = place_of(waits_[who].event);
    }
    if (waits_[who].event == kNoEvent || walk_of[who] != start) continue;
    walk.erase(walk.begin(), walk.begin() + place_in_walk[who]);
    if (best.empty() || walk.size() < best.size()) best = std::move(walk);
  }
  CLIO_ASSERT(!best.empty());
  Reasons reasons(*this);
  for (const std::uint32_t who : best) {
    reasons.add(front(who));
    reasons.add(waits_[who].event);
    if (waits_[who].edge != kNothing) reasons.add_edge(waits_[who].edge, waits_[who].event);
  }
  core_ = reasons.collect();
}

}  // namespace clio::sequential

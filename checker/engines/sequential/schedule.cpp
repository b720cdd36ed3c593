// A greedy schedule: what a store would do that serves the sessions in a given order, if writes could wait for readers.
//
// Reads are never held back: a read changes nothing and may as well be early. So each session runs up to its next write, or to a read whose value is not
// there yet; then one write is picked, by rank or because a session waits for its value. A write that would hide a value still to be read, with no other write
// of that value to come, waits. Each session (and each unknown operation that somebody waits for) stands in at most one waiting list, and is looked at again only
// when what it waits for has come, so the whole run is nearly linear.
//
// The result is an explanation by construction if it is complete. It gets stuck when values that are held back for their readers block each other; with the
// clocks of saturation that happens only where the order of some writes was free and the ranks suggested a wrong one. Asking the lookahead about every write
// would avoid nearly all of that, but costs far more than everything else, for very few refusals. So it is not asked until the schedule is stuck: then the latest
// of the writes in the way is taken back with all that came after it, is given a later rank, and the lookahead is asked up to the place where the
// schedule got stuck. What may be taken back in all is limited to twice the length of the history.
// Invariant of taking back: what a prefix of the order determines (positions, held values, counts) is as it was; who waits is found out anew.
// Tested by tests/sequential/schedule_test.cpp and the agreement tests.

#include "checker/engines/sequential/schedule.hpp"

#include <algorithm>
#include <functional>

namespace clio::sequential {

Schedule::Schedule(const Problem& problem, std::span<const std::uint32_t> rank, const Saturation* known, Preference preference, Budget& budget)
    : problem_(&problem),
      rank_(rank),
      known_(known),
      preference_(preference),
      budget_(&budget),
      certain_(static_cast<Event>(problem.certain_count())),
      sessions_(static_cast<std::uint32_t>(problem.session_count())) {
  const std::size_t who = sessions_ + (problem.size() - certain_);
  waits_at_.assign(who, nullptr);
  for (std::size_t s = 0; s < sessions_; ++s) next_.push_back(problem.session_begin(s));
  for (std::size_t k = 0; k < problem.key_count(); ++k) holds_.push_back(problem.initial(k));
  reads_left_.assign(problem.cell_count(), 0);
  writes_left_.assign(problem.cell_count(), 0);
  for (Event e = 0; e < problem.size(); ++e) {
    if (e < certain_ && problem.needs(e) != kNoCell) ++reads_left_[problem.needs(e)];
    if (problem.writes(e) != kNoCell) ++writes_left_[problem.writes(e)];
  }
  cell_waiters_.assign(problem.cell_count(), kNobody);
  key_waiters_.assign(problem.key_count(), kNobody);
  session_waiters_.assign(sessions_, kNobody);
  next_waiter_.assign(who, kNobody);
  awaited_.assign(who, kNoEvent);
  soonest_.assign(sessions_, kNoEvent);
  state_.assign(who, State::idle);
  used_.assign(problem.size() - certain_, false);
  order_.reserve(problem.size());
  written_by_.assign(problem.key_count(), kInitial);
  if (known == nullptr) return;
  lookahead_.emplace(problem, *known);
  work_left_ = 2 * problem.size() + 10'000;
}

bool Schedule::finished(std::uint32_t who) const {
  return who < sessions_ ? next_[who] == problem_->session_end(who) : bool{used_[who - sessions_]};
}

void Schedule::wait_in(std::uint32_t& list, std::uint32_t who) {
  next_waiter_[who] = std::exchange(list, who);
  waits_at_[who] = &list;
  state_[who] = State::waiting;
}

void Schedule::wake_all(std::uint32_t& list) {
  for (std::uint32_t who = std::exchange(list, kNobody); who != kNobody;) {
    state_[who] = State::idle;
    eager_.push_back(who);
    who = std::exchange(next_waiter_[who], kNobody);
  }
}

void Schedule::wake_session(std::uint32_t session) {
  const Event done = next_[session] - 1;
  if (done < soonest_[session]) return;
  soonest_[session] = kNoEvent;
  for (std::uint32_t who = std::exchange(session_waiters_[session], kNobody), next = kNobody; who != kNobody; who = next) {
    next = next_waiter_[who];
    if (awaited_[who] <= done) {
      awaited_[who] = kNoEvent;
      state_[who] = State::idle;
      eager_.push_back(who);
    } else {
      soonest_[session] = std::min(soonest_[session], awaited_[who]);
      wait_in(session_waiters_[session], who);
    }
  }
}

/// If something known to precede it is not done yet: waits for it.
bool Schedule::waits_for_past(Event e, std::uint32_t who) {
  const auto wait_for = [&](std::uint32_t session, Event awaited) {
    awaited_[who] = awaited;
    soonest_[session] = std::min(soonest_[session], awaited);
    wait_in(session_waiters_[session], who);
    return true;
  };
  if (e >= certain_) {
    const Event before = problem_->predecessor(e);
    if (before != kNoEvent && before >= next_[problem_->session(e)]) return wait_for(problem_->session(e), before);
  }
  if (known_ == nullptr) return false;
  const std::uint32_t* past = known_->clocks().row(e).data();
  const std::uint32_t own = e < certain_ ? problem_->session(e) : kNobody;
  for (std::uint32_t s = 0; s < sessions_; ++s) {
    const Event needed = problem_->session_begin(s) + past[s];  // everything before this one
    if (needed > next_[s] && s != own) return wait_for(s, needed - 1);
  }
  return false;
}

/// Whether an event at the front can come now; if not, whoever stands there waits for the right thing.
Schedule::Step Schedule::consider(Event e, std::uint32_t who, bool picked) {
  const Problem& p = *problem_;
  if (e >= certain_ && !still_wanted(e)) return Step::wait;
  if (waits_for_past(e, who)) return Step::wait;
  const std::uint32_t key = p.key(e);
  const Cell holds = holds_[key], needs = p.needs(e), writes = p.writes(e);
  if (needs != kNoCell && needs != holds) {
    wait_in(cell_waiters_[needs], who);
    want(needs);
    return Step::wait;
  }
  if (p.avoids(e) == holds) {
    wait_in(key_waiters_[key], who);
    want_other(key);
    return Step::wait;
  }
  if (writes == kNoCell) return Step::go;
  const std::uint32_t own = needs == holds && e < certain_ ? 1 : 0;
  if (writes != holds && reads_left_[holds] > own && writes_left_[holds] == 0) {
    wait_in(key_waiters_[key], who);
    return Step::wait;
  }
  if (!picked) return Step::queue;
  if (lookahead_ && order_.size() < careful_until_ && !lookahead_->allows(e, {next_, written_by_, holds_, reads_left_})) {
    wait_in(key_waiters_[key], who);  // another write of the key has to come first
    return Step::wait;
  }
  return Step::go;
}

void Schedule::enqueue(std::uint32_t who) {
  const Event e = front(who);
  const bool wanted = preference_ == Preference::wanted_first && cell_waiters_[problem_->writes(e)] != kNobody;
  state_[who] = wanted ? State::wanted : State::queued;
  heap_.push_back({!wanted, rank(e), who});
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
}

/// A session waits for the cell: unknown operations that write it come into question, and writes of it that stand ready come first.
void Schedule::want(Cell cell) {
  if (preference_ == Preference::rank && certain_ == problem_->size()) return;
  for (const Event w : problem_->writers(cell)) {
    if (w >= certain_) {
      const std::uint32_t who = sessions_ + (w - certain_);
      if (!used_[w - certain_] && state_[who] == State::idle) eager_.push_back(who);
    } else if (preference_ == Preference::wanted_first) {
      const std::uint32_t session = problem_->session(w);
      if (next_[session] == w && state_[session] == State::queued) enqueue(session);
    }
  }
}

/// A failed compare-and-set waits for any other value of the key.
void Schedule::want_other(std::uint32_t key) {
  for (const Event u : problem_->optionals(key)) {
    const std::uint32_t who = sessions_ + (u - certain_);
    if (!used_[u - certain_] && state_[who] == State::idle) eager_.push_back(who);
  }
}

bool Schedule::still_wanted(Event u) const {
  const Cell writes = problem_->writes(u), holds = holds_[problem_->key(u)];
  if (writes == holds || used_[u - certain_]) return false;
  if (cell_waiters_[writes] != kNobody) return true;
  for (std::uint32_t who = key_waiters_[problem_->key(u)]; who != kNobody; who = next_waiter_[who]) {
    if (problem_->avoids(front(who)) == holds) return true;
  }
  return false;
}

void Schedule::execute(Event e) {
  const Problem& p = *problem_;
  const std::uint32_t key = p.key(e);
  order_.push_back(e);
  if (e < certain_) {
    ++next_[p.session(e)];
    ++done_;
    const Cell needs = p.needs(e);
    if (needs != kNoCell && --reads_left_[needs] <= 1 && key_waiters_[key] != kNobody) wake_all(key_waiters_[key]);
    wake_session(p.session(e));
  } else {
    used_[e - certain_] = true;
  }
  const Cell writes = p.writes(e);
  if (writes == kNoCell) return;
  --writes_left_[writes];
  holds_[key] = writes;
  const Event hidden = std::exchange(written_by_[key], e);
  if (known_ != nullptr) hidden_.push_back(hidden);
  wake_all(cell_waiters_[writes]);
  wake_all(key_waiters_[key]);
}

void Schedule::go_on(std::uint32_t who, bool picked) {
  while (!finished(who)) {
    const Event e = front(who);
    const Step step = consider(e, who, picked);
    if (step == Step::queue) enqueue(who);
    if (step != Step::go) return;
    execute(e);
    picked = false;
  }
}

/// Executes the event of lowest rank of those that wait for a value, against its value; false if there is none.
bool Schedule::force_one() {
  std::uint32_t best = kNobody;
  for (std::uint32_t s = 0; s < sessions_; ++s) {
    const bool waits_for_value = state_[s] == State::waiting && awaited_[s] == kNoEvent;
    if (waits_for_value && (best == kNobody || rank(front(s)) < rank(front(best)))) best = s;
  }
  if (best == kNobody) return false;
  forced_ = true;
  std::uint32_t* place = waits_at_[best];
  while (*place != best) place = &next_waiter_[*place];
  *place = std::exchange(next_waiter_[best], kNobody);
  state_[best] = State::idle;
  execute(front(best));
  eager_.push_back(best);
  return true;
}

std::uint32_t Schedule::rank(Event e) const {
  if (delayed_.empty()) return rank_[e];
  const auto found = delayed_.find(e);
  return found == delayed_.end() ? rank_[e] : found->second.rank;
}

/// Takes back everything from that place of the order on, and has every session considered again.
void Schedule::undo_to(std::size_t place) {
  const Problem& p = *problem_;
  for (; order_.size() > place; order_.pop_back()) {
    const Event e = order_.back();
    if (e < certain_) {
      --next_[p.session(e)];
      --done_;
      if (p.needs(e) != kNoCell) ++reads_left_[p.needs(e)];
    } else {
      used_[e - certain_] = false;
    }
    if (p.writes(e) == kNoCell) continue;
    const Event before = hidden_.back();
    hidden_.pop_back();
    ++writes_left_[p.writes(e)];
    written_by_[p.key(e)] = before;
    holds_[p.key(e)] = before == kInitial ? p.initial(p.key(e)) : p.writes(before);
  }
  for (std::uint32_t who = 0; who < state_.size(); ++who) {
    if (state_[who] == State::waiting) *waits_at_[who] = kNobody;
    state_[who] = State::idle;
    next_waiter_[who] = kNobody;
    awaited_[who] = kNoEvent;
  }
  std::fill(soonest_.begin(), soonest_.end(), kNoEvent);
  heap_.clear();
  for (std::uint32_t s = sessions_; s-- > 0;) eager_.push_back(s);
}

/// Values held back for their readers block each other: takes back the latest of their writes (of those delayed least often) and everything since, lets it
/// come after what is blocked now, and looks ahead until here. False if there is no such write or too much was taken back already.
bool Schedule::think_again() {
  if (known_ == nullptr || forced_) return false;
  const Problem& p = *problem_;
  std::vector<std::pair<Event, std::uint32_t>> in_the_way;  // with how often it was delayed
  std::uint32_t fewest = ~std::uint32_t{0}, rank_after = 0;
  for (std::uint32_t s = 0; s < sessions_; ++s) {
    if (state_[s] != State::waiting || awaited_[s] != kNoEvent) continue;
    const Event blocked = front(s);
    rank_after = std::max(rank_after, rank(blocked));
    const Event held = written_by_[p.key(blocked)];
    if (p.writes(blocked) == kNoCell || held == kInitial) continue;
    const auto found = delayed_.find(held);
    in_the_way.emplace_back(held, found == delayed_.end() ? 0 : found->second.times);
    fewest = std::min(fewest, in_the_way.back().second);
  }
  if (in_the_way.empty()) return false;
  const auto chosen = [&](Event e) { return std::find(in_the_way.begin(), in_the_way.end(), std::pair(e, fewest)) != in_the_way.end(); };
  std::size_t place = order_.size() - 1;
  while (!chosen(order_[place])) --place;
  const std::size_t work = order_.size() - place + state_.size();
  if (work > work_left_) return false;
  work_left_ -= work;
  const Event early = order_[place];
  delayed_[early] = {std::max(rank_after, rank(early)), fewest + 1};
  careful_until_ = std::max(careful_until_, order_.size());
  undo_to(place);
  return true;
}

Schedule::Outcome Schedule::run(WhenStuck when_stuck) {
  for (std::uint32_t s = sessions_; s-- > 0;) eager_.push_back(s);
  for (;;) {
    while (!eager_.empty()) {
      const std::uint32_t who = eager_.back();
      eager_.pop_back();
      if (state_[who] == State::idle) go_on(who, false);
    }
    if (done_ == certain_) return forced_ ? Outcome::forced : Outcome::complete;
    if (budget_->spent()) return Outcome::spent;
    if (heap_.empty()) {
      if (think_again()) continue;
      if (when_stuck == WhenStuck::give_up || !force_one()) return Outcome::stuck;
      continue;
    }
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
    const Entry entry = heap_.back();
    heap_.pop_back();
    const bool current = state_[entry.who] == (entry.unwanted ? State::queued : State::wanted);
    if (!current || rank(front(entry.who)) != entry.rank) continue;
    state_[entry.who] = State::idle;
    go_on(entry.who, true);
  }
}

}  // namespace clio::sequential

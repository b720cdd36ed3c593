// Depth-first search for one order, over how far each session has come (after Wing and Gong, and Biswas and Enea, OOPSLA 2019, section 4).
//
// A state is the position of every session, the value of every key that somebody still wants to read, and the optional events already taken. From a state
// any session's next event may follow if its value allows. States that failed are remembered, so none fails twice; those on the path need not be. Four rules keep the number of states small;
// each exchanges steps of a given explanation and so never loses the last one:
//   1. A read whose value is there is taken at once: it changes nothing, so in any explanation it can be moved to the front.
//   2. A write that nobody reads is taken at once where nobody reads what the key holds either (and no compare-and-set on the key is yet to
//      fail): moved to the front it hides nothing that is wanted, and at its old place nobody misses it.
//   3. An optional event is taken only when somebody stands ready to read it (a session, or another optional event so wanted): it can be moved back to just before its first reader, for what it
//      overwrites is overwritten later all the same, and what was read between did not come from it.
//   4. A write that hides a value still to be read, of which no write is left, leads nowhere.
// What saturation derived holds in every explanation, so events that would break it need not be tried, nor writes that lookahead.cpp rules out.
//
// The depth of the search is the number of operations: it keeps its own stack. Tested by tests/sequential/search_test.cpp and agreement_test.cpp.

#include "checker/engines/sequential/frontier_search.hpp"

#include <algorithm>

namespace clio::sequential {
namespace {

/// A number of its own for each event, as good as random (the finaliser of splitmix64).
std::uint64_t number_of(Event e) {
  std::uint64_t z = (std::uint64_t{e} + 1) * 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

}  // namespace

FrontierSearch::FrontierSearch(const Problem& problem, std::span<const std::uint32_t> rank, const Saturation* known, Budget& budget)
    : problem_(&problem), rank_(rank), known_(known), budget_(&budget), failed_(budget), failed_at_(budget) {
  if (known != nullptr) lookahead_.emplace(problem, *known);
  for (std::size_t s = 0; s < problem.session_count(); ++s) next_.push_back(problem.session_begin(s));
  for (std::size_t k = 0; k < problem.key_count(); ++k) holds_.push_back(problem.initial(k));
  written_by_.assign(problem.key_count(), kInitial);
  used_.assign(problem.size() - problem.certain_count(), false);
  reads_left_.assign(problem.cell_count(), 0);
  writes_left_.assign(problem.cell_count(), 0);
  optional_reads_.assign(problem.cell_count(), 0);
  avoiders_left_.assign(problem.key_count(), 0);
  for (Event e = 0; e < problem.size(); ++e) {
    if (problem.writes(e) != kNoCell) ++writes_left_[problem.writes(e)];
    if (problem.avoids(e) != kNoCell) ++avoiders_left_[problem.key(e)];
    if (problem.needs(e) != kNoCell) ++(problem.optional(e) ? optional_reads_ : reads_left_)[problem.needs(e)];
  }
}

void FrontierSearch::execute(Event e) {
  const Problem& p = *problem_;
  Cell& holds = holds_[p.key(e)];
  path_.push_back(e);
  held_before_.push_back({holds, written_by_[p.key(e)]});
  position_ ^= number_of(e);
  if (p.optional(e)) {
    used_[e - p.certain_count()] = true;
  } else {
    ++next_[p.session(e)];
    ++done_;
    if (p.needs(e) != kNoCell) --reads_left_[p.needs(e)];
    if (p.avoids(e) != kNoCell) --avoiders_left_[p.key(e)];
  }
  if (p.writes(e) == kNoCell) return;
  --writes_left_[p.writes(e)];
  holds = p.writes(e);
  written_by_[p.key(e)] = e;
}

void FrontierSearch::undo_to(std::size_t length) {
  const Problem& p = *problem_;
  while (path_.size() > length) {
    const Event e = path_.back();
    holds_[p.key(e)] = held_before_.back().cell;
    written_by_[p.key(e)] = held_before_.back().write;
    position_ ^= number_of(e);
    path_.pop_back();
    held_before_.pop_back();
    if (p.optional(e)) {
      used_[e - p.certain_count()] = false;
    } else {
      --next_[p.session(e)];
      --done_;
      if (p.needs(e) != kNoCell) ++reads_left_[p.needs(e)];
      if (p.avoids(e) != kNoCell) ++avoiders_left_[p.key(e)];
    }
    if (p.writes(e) != kNoCell) ++writes_left_[p.writes(e)];
  }
}

bool FrontierSearch::in_known_order(Event e) const {
  if (known_ == nullptr) return true;
  const std::span<const std::uint32_t> past = known_->clocks().row(e);
  const std::uint32_t own = problem_->optional(e) ? kNoEvent : problem_->session(e);
  for (std::uint32_t s = 0; s < next_.size(); ++s) {
    const std::uint32_t come = next_[s] - problem_->session_begin(s);
    if (past[s] > come + (s == own ? 1u : 0u)) return false;
  }
  return true;
}

/// Whether its value allows it now, without hiding for good what is still to be read.
bool FrontierSearch::possible(Event e) const {
  const Problem& p = *problem_;
  const Cell holds = holds_[p.key(e)];
  const Cell needs = p.needs(e);
  if (needs != kNoCell && needs != holds) return false;
  if (p.avoids(e) == holds) return false;
  const Cell writes = p.writes(e);
  if (writes == kNoCell || writes == holds) return true;
  const std::uint32_t own = needs == holds && !p.optional(e) ? 1 : 0;
  return reads_left_[holds] == own || writes_left_[holds] != 0;
}

bool FrontierSearch::not_too_early(Event e) {
  return !lookahead_ || problem_->writes(e) == kNoCell || lookahead_->allows(e, {next_, written_by_, holds_, reads_left_});
}

/// Rule 2.
bool FrontierSearch::harmless(Event e) const {
  const Problem& p = *problem_;
  const Cell writes = p.writes(e);
  if (writes == kNoCell) return true;
  if (p.needs(e) != kNoCell || avoiders_left_[p.key(e)] != 0) return false;
  const Cell holds = holds_[p.key(e)];
  return reads_left_[writes] == 0 && optional_reads_[writes] == 0 && reads_left_[holds] == 0 && optional_reads_[holds] == 0;
}

/// Rule 3: the optional events that a session's next event, or another of these, waits for.
void FrontierSearch::list_wanted() {
  const Problem& p = *problem_;
  wanted_.clear();
  if (used_.empty()) return;
  const auto want = [&](Event u) {
    if (!used_[u - p.certain_count()] && started(p.predecessor(u)) && std::find(wanted_.begin(), wanted_.end(), u) == wanted_.end()) wanted_.push_back(u);
  };
  const auto want_cell = [&](Cell cell) {
    for (const Event w : p.writers(cell)) {
      if (p.optional(w)) want(w);
    }
  };
  for (std::size_t s = 0; s < next_.size(); ++s) {
    const Event e = next_[s];
    if (e == p.session_end(s)) continue;
    if (p.needs(e) != kNoCell && p.needs(e) != holds_[p.key(e)]) want_cell(p.needs(e));
    if (p.avoids(e) == holds_[p.key(e)]) {
      for (const Event u : p.optionals(p.key(e))) {
        if (p.writes(u) != p.avoids(e)) want(u);
      }
    }
  }
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    const Event u = wanted_[i];
    if (p.needs(u) != kNoCell && p.needs(u) != holds_[p.key(u)]) want_cell(p.needs(u));
  }
}

void FrontierSearch::settle() {
  for (bool moved = true; moved;) {
    moved = false;
    for (std::size_t s = 0; s < next_.size(); ++s) {
      while (next_[s] != problem_->session_end(s) && harmless(next_[s]) && possible(next_[s]) && in_known_order(next_[s])) {
        execute(next_[s]);
        moved = true;
      }
    }
  }
}

/// What the future depends on, as bytes.
void FrontierSearch::describe_state() {
  state_.clear();
  for (std::size_t s = 0; s < next_.size(); ++s) append_number(state_, next_[s] - problem_->session_begin(s));
  for (std::size_t k = 0; k < holds_.size(); ++k) {
    const Cell holds = holds_[k];
    // What nobody wants is all one.
    const bool matters = reads_left_[holds] != 0 || optional_reads_[holds] != 0 || avoiders_left_[k] != 0;
    append_number(state_, matters ? holds - problem_->initial(k) + 1 : 0);
  }
  for (std::size_t i = 0; i < used_.size(); i += 7) {
    unsigned bits = 0;
    for (std::size_t j = i; j < std::min(i + 7, used_.size()); ++j) bits |= used_[j] ? 1u << (j - i) : 0u;
    append_number(state_, bits);
  }
}

bool FrontierSearch::failed_before() {
  if (!failed_at_.contains(position_)) return false;
  describe_state();
  return failed_.contains(state_);
}

void FrontierSearch::remember_failure() {
  failed_at_.insert(position_);
  describe_state();
  failed_.insert(state_);
}

void FrontierSearch::list_moves() {
  const Problem& p = *problem_;
  const std::size_t begin = moves_.size();
  for (std::size_t s = 0; s < next_.size(); ++s) {
    const Event e = next_[s];
    if (e != p.session_end(s) && possible(e) && in_known_order(e) && not_too_early(e)) moves_.push_back(e);
  }
  list_wanted();
  for (const Event u : wanted_) {
    if (possible(u) && in_known_order(u) && not_too_early(u)) moves_.push_back(u);
  }
  const auto rank = [&](Event e) { return rank_.empty() ? e : rank_[e]; };
  std::sort(moves_.begin() + static_cast<std::ptrdiff_t>(begin), moves_.end(),
            [&](Event a, Event b) { return rank(a) != rank(b) ? rank(a) < rank(b) : a < b; });
}

Search FrontierSearch::run(std::uint64_t steps) {
  std::uint64_t visited = 0;
  // Goes to the state that the path has led to; true if it is the end.
  const auto enter = [&](std::size_t base) {
    settle();
    if (complete()) return true;
    ++visited;
    if (failed_before()) {
      undo_to(base);
      return false;
    }
    nodes_.push_back({base, moves_.size(), moves_.size()});
    list_moves();
    return false;
  };
  if (!begun_) {
    begun_ = true;
    if (enter(0)) return Search::found;
  }
  while (!nodes_.empty()) {
    if (budget_->spent()) return Search::spent;
    if (visited >= steps) return Search::paused;
    Node& node = nodes_.back();
    if (node.next_move == moves_.size()) {
      remember_failure();
      undo_to(node.base);
      moves_.resize(node.moves);
      nodes_.pop_back();
      continue;
    }
    const std::size_t base = path_.size();
    execute(moves_[node.next_move++]);
    if (enter(base)) return Search::found;
  }
  return Search::exhausted;
}

}  // namespace clio::sequential

// Reads with several possible sources: guess, judge, learn.
//
// A theory decides a row exactly for one choice of sources, and refutes a choice with a conflict: operations that violate the row by themselves as long as their
// reads keep the sources chosen. So the search is counterexample-guided: start with the likeliest source for every read; while the theory refutes the choice,
// learn from each conflict the clause "one of these reads has another source" and ask CaDiCaL for a choice that obeys all clauses. None left: violated. Nothing refuted:
// satisfied. Each clause excludes the choice that it came from, and there are finitely many: the search ends.
//
// A read gets variables (one for each candidate, and the clause that one of them is true) only when it is first named in a conflict; all others keep the likeliest source,
// and no clause speaks of them. Its candidates are shown to the solver a few at a time, likeliest first (open_clauses.hpp). That is what lets a million repeated values with few conflicts through. Two candidates of a read may both come
// out true; the likelier then counts, and clauses forbid choices only, so nothing is lost.
//
// What is unknown takes effect when a chosen source names it. Where such an operation reads in its turn (an unknown cas, in some rows over operations) it has a variable
// for that, implied by being chosen, which in turn asks for one of its own candidates.
//
// Most of a long history has nothing to do with its conflicts. So after a conflict only the operations of all conflicts so far, with their present sources, are judged on their
// own until they conflict no more; then the whole is judged again.
//
// The core of a violation: a second solver, in which each read's clause is switched on by an assumption, names the reads whose candidates are used up; clauses
// within these reads refute them, and their conflicts with all the candidates are the core.
//
// Tested by: tests/transactional/source_search_test.cpp and tests/causal (repeated values, failed and unknown cas, against the reference evaluator; with Choosable::all on distinct values too).

#include "checker/engines/source_search.hpp"

#include <algorithm>
#include <unordered_map>

#include "checker/engines/held.hpp"
#include "checker/engines/open_clauses.hpp"
#include "checker/engines/sat_solver.hpp"
#include "checker/support/assert.hpp"

namespace clio {
namespace {

/// A read whose source is searched.
struct Choice {
  SourceProblem::Slot read;
  std::vector<OpId> candidates;  ///< likeliest first
  std::vector<int> variables;    ///< of the candidates that are shown
};

/// A conflict, and the clause learnt from it.
struct Lesson {
  std::vector<OpId> operations;
  std::vector<int> clause;
};

class SourceSearch {
 public:
  using Slot = SourceProblem::Slot;
  using Answer = SatSolver::Answer;

  SourceSearch(const SourceProblem& problem, std::vector<OpId> certain, Budget& budget, Choosable choosable)
      : problem_(problem), budget_(budget), choosable_(choosable), sources_(std::move(certain)), solver_(budget, SatSolver::First::all_alike), held_(budget) {
    for (Slot read = 0; read < sources_.size(); ++read) {
      if (sources_[read] != kOpen) continue;
      if (budget_.spent()) break;  // which run() will say
      open_.push_back(read);
      sources_[read] = problem_.best(read);
    }
    // Beside what the problem holds: these tables, and what is judged of the focus.
    held_.add((2 * sources_.size() + open_.size()) * sizeof(OpId));
  }
  SourceSearch(const SourceSearch&) = delete;
  SourceSearch& operator=(const SourceSearch&) = delete;

  Finding run() {
    budget_.phase("choosing sources");
    if (budget_.spent_now()) return Finding::unknown(kEngine, budget_.reason());
    for (std::uint64_t round = 1;; ++round) {
      budget_.advance(round);
      SourceRuling ruling = problem_.judge(sources_, {}, budget_);
      if (ruling.spent || budget_.spent_now()) return unknown(ruling);
      if (ruling.conflicts.empty()) return satisfied(std::move(ruling.order));
      if (!learn_all(ruling)) return violated(lessons_.back().operations);
      if (budget_.spent()) return Finding::unknown(kEngine, budget_.reason());
      switch (settle_focus()) {
        case Answer::possible: break;
        case Answer::impossible: return violated(used_up());
        case Answer::spent: return unknown(gave_up_);
      }
    }
  }

 private:
  static constexpr const char* kEngine = "search for sources";
  static constexpr std::size_t kNobody = static_cast<std::size_t>(-1);

  /// With the sources, so that whoever checks the order need not search for them again.
  [[nodiscard]] Finding satisfied(std::vector<OpId> order) {
    Finding finding = Finding::satisfied(kEngine, std::move(order));
    if (!finding.witness.empty()) finding.sources = problem_.by_operation(std::move(sources_));
    return finding;
  }

  [[nodiscard]] Finding unknown(const SourceRuling& ruling) const { return Finding::unknown(kEngine, ruling.reason.empty() ? budget_.reason() : ruling.reason); }

  [[nodiscard]] Finding violated(std::vector<OpId> operations) const {
    return Finding::violated(kEngine, problem_.closed(std::move(operations)));
  }

  [[nodiscard]] bool may_choose(Slot read) const { return choosable_ == Choosable::all || std::binary_search(open_.begin(), open_.end(), read); }
  /// Whoever chooses what reads in its turn has variables, be it without another choice.
  [[nodiscard]] bool reads_if_chosen(OpId source) const { return source < kOpen && problem_.reads_if_chosen(source); }

  /// Chooses sources until the operations of all conflicts so far, on their own, conflict no more.
  Answer settle_focus() {
    for (;;) {
      const Answer answer = solve();
      if (answer != Answer::possible) return answer;
      adopt_model();
      SourceRuling ruling = problem_.judge(sources_, focus(), budget_);
      if (ruling.spent || budget_.spent_now()) {
        gave_up_ = std::move(ruling);
        return Answer::spent;
      }
      if (ruling.conflicts.empty()) return Answer::possible;
      if (!learn_all(ruling)) return Answer::impossible;
      if (budget_.spent()) return Answer::spent;
    }
  }

  /// The operations of all conflicts, and what their reads read from at present.
  [[nodiscard]] std::vector<OpId> focus() {
    std::sort(focus_.begin(), focus_.end());
    focus_.erase(std::unique(focus_.begin(), focus_.end()), focus_.end());
    std::vector<OpId> all = focus_;
    for (const OpId op : focus_) {
      const auto [first, last] = problem_.reads_of(op);
      for (Slot read = first; read < last; ++read) {
        if (sources_[read] < kOpen) all.push_back(sources_[read]);
      }
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  }

  /// Learns from each conflict; false if one of them leaves no choice at all. What was learnt when the budget ended midway proves nothing.
  bool learn_all(SourceRuling& ruling) {
    for (std::vector<OpId>& conflict : ruling.conflicts) {
      focus_.insert(focus_.end(), conflict.begin(), conflict.end());
      learn(std::move(conflict));
      if (budget_.spent()) return true;
      if (lessons_.back().clause.empty()) return false;
    }
    return true;
  }

  /// Learns that the reads of a conflict cannot all keep their sources.
  void learn(std::vector<OpId> conflict) {
    Lesson lesson{std::move(conflict), {}};
    for (const OpId op : lesson.operations) {
      const auto [first, last] = problem_.reads_of(op);
      if (budget_.spent()) break;
      for (Slot read = first; read < last; ++read) {
        const OpId source = sources_[read];
        if (!may_choose(read) && !reads_if_chosen(source)) continue;
        // Where the source is not part of the conflict, what the read returned plays no part in it.
        if (source == kNoOp || (source != kInitialValue && !std::binary_search(lesson.operations.begin(), lesson.operations.end(), source))) continue;
        lesson.clause.push_back(-variable(involve(read), source));
      }
    }
    solver_.add(lesson.clause);
    // The operations once more in the focus.
    held_.add(sizeof(Lesson) + 2 * lesson.operations.size() * sizeof(OpId) + lesson.clause.size() * sizeof(int));
    lessons_.push_back(std::move(lesson));
  }

  /// The variable of a candidate; shows it if need be.
  int variable(std::size_t number, OpId source) {
    const std::vector<OpId>& ranked = choices_[number].candidates;
    const auto place = static_cast<std::size_t>(std::find(ranked.begin(), ranked.end(), source) - ranked.begin());
    CLIO_ASSERT(place < ranked.size());
    if (place >= choices_[number].variables.size()) show(number, place + 1);
    return choices_[number].variables[place];
  }

  /// Gives a read variables, and whatever it may read from that reads in its turn. Answers the choice's number.
  std::size_t involve(Slot read) {
    const std::size_t number = involve_alone(read);
    involve_sources();
    return number;
  }
  void involve_sources() {
    while (!to_involve_.empty() && !budget_.spent()) {
      const Slot next = to_involve_.back();
      to_involve_.pop_back();
      involve_alone(next);
    }
  }
  std::size_t involve_alone(Slot read) {
    const auto [entry, is_new] = choice_of_.try_emplace(read, choices_.size());
    if (is_new) {
      choices_.push_back({.read = read, .candidates = problem_.ranked(read), .variables = {}});
      held_.add(choices_.back().candidates.size() * sizeof(OpId));
      const OpId op = problem_.operation_of(read);
      (void)open_clauses_.open(problem_.reads_if_chosen(op) ? -effective(op) : 0);
      show(entry->second, OpenClauses::kShownAtFirst);
    }
    return entry->second;
  }

  /// Shows the first `count` candidates of a choice to the solver.
  void show(std::size_t number, std::size_t count) {
    Choice& choice = choices_[number];
    count = std::min(count, choice.candidates.size());
    const std::size_t shown = choice.variables.size();
    while (choice.variables.size() < count) {
      const OpId source = choice.candidates[choice.variables.size()];
      const int variable = solver_.new_variable();
      owner_.resize(static_cast<std::size_t>(variable) + 1, kNobody);
      owner_.back() = number;
      solver_.prefer(choice.variables.empty() ? variable : -variable);
      choice.variables.push_back(variable);
      if (!reads_if_chosen(source)) continue;
      structure_.push_back({-variable, effective(source)});
      solver_.add(structure_.back());
      to_involve_.push_back(problem_.reads_of(source).first);
    }
    std::vector<int> clause = open_clauses_.show(number, std::span(choice.variables).subspan(shown), count < choice.candidates.size());
    held_.add((count - shown) * 32);
    // The first clause of a choice is left to used_up(), which switches it.
    if (shown == 0) first_clause_.push_back(std::move(clause));
    else structure_.push_back(std::move(clause));
  }

  /// The variable that says that what reads if it is chosen took effect.
  int effective(OpId op) {
    const auto [entry, is_new] = effective_of_.try_emplace(op, 0);
    if (is_new) {
      entry->second = solver_.new_variable();
      solver_.prefer(-entry->second);
    }
    return entry->second;
  }

  /// Solves with the candidates that are shown; shows more where those are used up.
  Answer solve() {
    return open_clauses_.solve([&](std::size_t number) {
      show(number, 2 * choices_[number].variables.size());
      involve_sources();
    });
  }

  void adopt_model() {
    for (const Choice& choice : choices_) {
      if (choice.candidates.empty()) continue;
      OpId chosen = choice.candidates.front();  // for what need not take effect
      for (std::size_t i = 0; i < choice.variables.size(); ++i) {
        if (!solver_.holds(choice.variables[i])) continue;
        chosen = choice.candidates[i];
        break;
      }
      sources_[choice.read] = chosen;
    }
  }

  /// After the clauses have become unsatisfiable: marks choices that suffice for that.
  void mark_needed(std::vector<bool>& needed) {
    SatSolver solver(budget_, SatSolver::First::all_alike);
    solver.take_variables_of(solver_);
    for (const Lesson& lesson : lessons_) solver.add(lesson.clause);
    for (const std::vector<int>& clause : structure_) solver.add(clause);
    std::vector<int> selectors;
    for (std::vector<int> clause : first_clause_) {
      selectors.push_back(solver.new_variable());
      clause.push_back(-selectors.back());
      solver.add(clause);
    }
    for (const int selector : selectors) solver.assume(selector);
    if (solver.solve() != Answer::impossible) return;
    for (std::size_t i = 0; i < choices_.size(); ++i) needed[i] = solver.blames(selectors[i]);
  }

  /// After the clauses have become unsatisfiable: operations that suffice.
  [[nodiscard]] std::vector<OpId> used_up() {
    std::vector<bool> needed(choices_.size(), true);  // and so all stay, where the budget ends or has no memory left
    if (solver_.has_room_for_another(choices_.size())) mark_needed(needed);
    std::vector<OpId> operations;
    for (std::size_t i = 0; i < choices_.size(); ++i) {
      if (needed[i]) operations.push_back(problem_.operation_of(choices_[i].read));
    }
    for (const Lesson& lesson : lessons_) {
      const bool within = std::all_of(lesson.clause.begin(), lesson.clause.end(), [&](int literal) { return needed[owner_[static_cast<std::size_t>(-literal)]]; });
      if (within) operations.insert(operations.end(), lesson.operations.begin(), lesson.operations.end());
    }
    return operations;
  }

  const SourceProblem& problem_;
  Budget& budget_;
  Choosable choosable_;
  std::vector<OpId> sources_;  // by slot
  std::vector<Slot> open_;     // reads with several candidates, sorted
  SourceRuling gave_up_;       // why settle_focus() answered neither way
  SatSolver solver_;
  OpenClauses open_clauses_{solver_};        // by choice: one of its candidates
  std::vector<std::size_t> owner_{kNobody};  // by variable, which start from 1: the choice whose candidate it is
  std::vector<Choice> choices_;
  std::unordered_map<Slot, std::size_t> choice_of_;
  std::unordered_map<OpId, int> effective_of_;
  std::vector<Slot> to_involve_;             // what reads if chosen, and has become a candidate
  std::vector<Lesson> lessons_;
  std::vector<OpId> focus_;                  // the operations of the lessons
  std::vector<std::vector<int>> first_clause_, structure_;  // by choice; and all others that are not lessons
  Held held_;
};

}  // namespace

Finding search_sources(const SourceProblem& problem, std::vector<OpId> certain, Budget& budget, Choosable choosable) {
  return SourceSearch(problem, std::move(certain), budget, choosable).run();
}

}  // namespace clio

#pragma once

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "src/verify/facts.hpp"

namespace clio::verify {

using Clause = std::vector<int>;  // literals: n or -n for atom n

/// Clauses and what unit propagation makes of them, with two watched literals a clause (Moskewicz et al. 2001). Holds only what was added, and derived() says yes only to what follows from that.
class Propagation {
 public:
  Propagation(std::size_t atoms, Steps& steps) : value_(2 * atoms + 1), watches_(2 * atoms + 1), middle_(static_cast<int>(atoms)), steps_(steps) {}

  void add(Clause clause) {
    std::sort(clause.begin(), clause.end());
    clause.erase(std::unique(clause.begin(), clause.end()), clause.end());
    steps_.take(clause.size());
    const std::size_t id = clauses_.size();
    const auto open = std::stable_partition(clause.begin(), clause.end(), [&](int literal) { return value(literal) >= 0; }) - clause.begin();
    for (std::size_t i = 0; i < 2 && clause.size() > 1; ++i) watches(clause[i]).push_back(id);
    if (open == 1) assume(clause[0]);
    clauses_.push_back(std::move(clause));
    refuted_ = refuted_ || open == 0 || conflict();
  }

  /// Forgets a clause by its number, in the order in which they came; derived() can only say no more often then.
  void forget(std::size_t clause) { clause < clauses_.size() ? clauses_[clause].clear() : void(); }

  /// Whether assuming that all literals are false leads to a conflict by unit propagation (reverse unit propagation: Goldberg and Novikov 2003).
  [[nodiscard]] bool derived(const Clause& clause) {
    const std::size_t kept = trail_.size();
    bool derived = refuted_;
    for (const int literal : clause) derived = derived || value(literal) > 0 || (assume(-literal), false);
    derived = derived || conflict();
    for (std::size_t i = kept; i < trail_.size(); ++i) value(trail_[i]) = value(-trail_[i]) = 0;
    trail_.resize(kept);
    next_ = kept;
    return derived;
  }

  [[nodiscard]] bool refuted() const { return refuted_; }

 private:
  signed char& value(int literal) { return value_[static_cast<std::size_t>(literal + middle_)]; }
  std::vector<std::size_t>& watches(int literal) { return watches_[static_cast<std::size_t>(literal + middle_)]; }
  void assume(int literal) {
    if (value(literal) != 0) return;
    value(literal) = 1, value(-literal) = -1;
    trail_.push_back(literal);
  }
  bool conflict() {
    for (; next_ < trail_.size(); ++next_) {
      std::vector<std::size_t>& watching = watches(-trail_[next_]);
      for (std::size_t i = 0; i < watching.size();) {
        Clause& clause = clauses_[watching[i]];
        if (!steps_.take()) return false;
        if (!clause.empty() && clause[0] == -trail_[next_]) std::swap(clause[0], clause[1]);
        const bool idle = clause.empty() || value(clause[0]) > 0;
        const auto other = idle ? clause.end() : std::find_if(clause.begin() + 2, clause.end(), [&](int literal) { return value(literal) >= 0; });
        if (other != clause.end()) {
          steps_.take(static_cast<std::uint64_t>(other - clause.begin()));
          std::swap(clause[1], *other);
          watches(clause[1]).push_back(watching[i]);
        }
        if (clause.empty() || other != clause.end()) {
          watching[i] = watching.back();
          watching.pop_back();
        } else {
          if (value(clause[0]) < 0) return true;
          assume(clause[0]);
          ++i;
        }
      }
    }
    return false;
  }

  std::vector<signed char> value_;                // by literal: 1 true, -1 false, 0 open
  std::vector<std::vector<std::size_t>> watches_; // by literal: clauses
  int middle_;
  Steps& steps_;
  std::vector<Clause> clauses_;                   // the first two literals are watched; empty: forgotten
  std::vector<int> trail_;
  std::size_t next_ = 0;                          // of the trail, to be propagated
  bool refuted_ = false;
};

}  // namespace clio::verify

#pragma once

#include <array>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "src/certificate/solver.hpp"
#include "src/verify/definition.hpp"

namespace clio::certificate {

using verify::Facts;
using verify::Index;
using verify::kNone;

/// A line of a certificate of a violation and the clause that it stands for.
struct Line {
  std::string text;
  Clause clause;
};

/// What of the history is looked at, and what to try first.
struct Scope {
  std::vector<Index> readings;   ///< only these have to be explained
  std::vector<Index> units;      ///< takes part at least
  std::vector<Index> order;      ///< units as they may be ordered; those that are missing come by their numbers
};

/// Decides a row by its definition: proposes sources, effective units and orders, and learns from the definition's instances that these break.
class Refinement {
 public:
  /// Lifetime: borrows all.
  Refinement(const Facts& facts, const Scope& scope, Budget& budget);

  enum class Answer { satisfied, violated, spent };
  /// `satisfied` speaks of the scope alone: what was left out is unexplained.
  [[nodiscard]] Answer run();

  /// After `violated`: clauses that contradict each other, and their variables as lines.
  [[nodiscard]] const std::vector<Line>& lines() const { return lines_; }
  [[nodiscard]] std::vector<std::string> atoms() const;
  /// After `satisfied`.
  [[nodiscard]] const verify::Execution& execution() const { return execution_; }
  /// How often the solver was asked, and how many clauses it got.
  [[nodiscard]] std::size_t rounds() const { return rounds_; }

 private:
  enum class What : std::uint8_t { before, source, effective };
  struct Atom {
    What what;
    Index view, a, b;
    friend auto operator<=>(const Atom&, const Atom&) = default;
  };
  /// Why one place of a view's graph comes before another. `reading`: of r, own and version.
  enum class Why : std::uint8_t { session, read, time, own_read, version, atom };
  struct Edge {
    Index to;
    Why why;
    Index reading;
  };
  struct Step {
    Index from;
    Edge edge;
  };
  struct Found {  // on the way back from a reading: by which step, and what comes next
    char step;
    Index reading, next;
  };
  using Level = std::map<Index, Found>;

  int variable(const Atom& atom);
  int before(Index view, Index a, Index b);
  int read_from(Index reading, Index source) { return variable({What::source, 0, reading, source}); }
  void unless_effective(Index unit, Clause& clause);
  bool add(std::string text, Clause clause);
  [[nodiscard]] std::string unit_name(Index unit) const { return std::to_string(index(facts_.units[unit].first)); }
  [[nodiscard]] std::string reading_name(Index reading) const;
  [[nodiscard]] std::string source_name(Index source) const { return source == kNone ? "initial" : unit_name(source); }
  [[nodiscard]] std::string view_name(Index view) const;

  void take_in(Index unit);
  void ask_for_source(Index reading);
  void take_in_lists();
  void read_assignment();
  [[nodiscard]] bool proposed(const Atom& atom) const;
  bool take_in_overwriters();
  bool refine(Index view);
  void build_graph(Index view);
  void add_real_time(const std::vector<Index>& units);
  bool sort(Index view, std::vector<Index>& order);
  void break_cycles(Index view, const std::vector<bool>& sorted);
  bool break_cycle(Index view, const std::vector<Step>& cycle);
  [[nodiscard]] std::vector<Step> shortest_cycle(Index start, const std::vector<bool>& sorted);
  bool explain(Index view, Index reading, const std::vector<Index>& position);
  [[nodiscard]] Level step_back(char step, const Level& level, Index reading, const std::vector<Index>& position) const;
  bool sees(Index view, Index reading, Index other, Index through, const std::vector<Level>& levels, std::size_t level);

  const Facts& facts_;
  const Scope& scope_;
  Budget& budget_;
  Solver solver_;
  std::map<Atom, int> variables_;
  std::vector<const Atom*> by_variable_;
  std::vector<std::vector<int>> atoms_of_view_;  // before-atoms: variables, by position among views_
  std::map<Index, std::size_t> view_position_;
  std::vector<Line> lines_;
  std::set<Clause> known_;
  std::vector<bool> taken_, active_;             // units that take part; readings that have to be explained
  std::vector<Index> taken_list_, rank_;         // rank_: by unit, what order to try
  std::vector<Index> views_;
  std::size_t rounds_ = 0;

  // The solver's proposal.
  std::vector<bool> proposed_;                   // by variable; those that are newer are not in it
  std::vector<bool> effective_;
  std::vector<Index> source_;
  std::vector<std::vector<Edge>> graph_;         // by unit, then the points of time
  verify::Execution execution_;
};

}  // namespace clio::certificate

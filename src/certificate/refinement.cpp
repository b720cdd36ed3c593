// Decides a row by its definition, so that every step can be named in a certificate: counterexample-guided refinement (Clarke et al. 2000), in the way of lazily added cycle clauses.
//
// Variables: "a before b" in a view's order, "the source of r is w", "u took effect". At first only "r has a source" is known. The solver proposes an assignment; then each view is built as a graph of
// what certainly is ordered (session order, real time, reads-from by the proposed sources, versions of lists) and what the solver proposes. A cycle in it becomes a clause: its certain paths as base
// lines, the whole as a cycle line. Where there is none, a topological order is an order for the view, and each reading is looked at: a write that it sees and that comes after its source becomes a
// clause. Where nothing is broken, the proposal is an execution that the row allows.
//
// Invariant: every clause is true of every explanation of the history, so "no" is right; every clause is broken by the proposal that led to it, so no proposal comes twice and the rounds end.
// Cost: a round costs O(units + edges) for each view and a search by the solver; rounds are few where evidence says where to look. Tested by tests/certificate/certificate_test.cpp.

#include "src/certificate/refinement.hpp"

#include <algorithm>
#include <queue>

namespace clio::certificate {

using verify::Cell;
using verify::Reading;
using verify::Row;

Refinement::Refinement(const Facts& facts, const Scope& scope, Budget& budget)
    : facts_(facts), scope_(scope), budget_(budget), solver_(budget), by_variable_(1), taken_(facts.units.size()), active_(facts.readings.size()), effective_(facts.units.size()),
      source_(facts.readings.size(), kNone) {
  rank_.resize(facts.units.size());
  for (Index u = 0; u < rank_.size(); ++u) rank_[u] = static_cast<Index>(scope.order.size()) + u;
  for (Index i = 0; i < scope.order.size(); ++i) rank_[scope.order[i]] = i;
  std::set<Index> views;
  if (facts.row.agreed == Row::everyone) views.insert(0);
  for (const Index r : scope.readings) {
    if (facts.row.agreed != Row::everyone) views.insert(facts.row.agreed == Row::each_read ? r : facts.process(facts.readings[r].unit));
    active_[r] = true;
    take_in(facts.readings[r].unit);
  }
  for (const Index u : scope.units) take_in(u);
  views_.assign(views.begin(), views.end());
  atoms_of_view_.resize(views_.size());
  for (std::size_t i = 0; i < views_.size(); ++i) view_position_[views_[i]] = i;
}

Refinement::Answer Refinement::run() {
  for (const Index r : scope_.readings) ask_for_source(r);
  take_in_lists();
  for (;;) {
    ++rounds_;
    if (budget_.spent_now()) return Answer::spent;
    const std::optional<bool> possible = solver_.solve();
    if (!possible) return Answer::spent;
    if (!*possible) return Answer::violated;
    read_assignment();
    bool broken = take_in_overwriters();
    execution_.orders.clear();
    for (const Index view : views_) {
      if (budget_.spent_now()) return Answer::spent;
      broken = refine(view) || broken;
    }
    if (broken) continue;
    for (const Index r : scope_.readings) {
      if (effective_[facts_.readings[r].unit]) execution_.source[r] = source_[r];
    }
    return Answer::satisfied;
  }
}

// ---- names, variables, clauses

std::string Refinement::reading_name(Index r) const {
  const Reading& reading = facts_.readings[r];
  return std::to_string(index(reading.op)) + (reading.element == kNull ? "" : "." + std::to_string(index(reading.element)));
}

std::string Refinement::view_name(Index view) const { return facts_.row.agreed == Row::each_read ? reading_name(view) : std::to_string(view); }

std::vector<std::string> Refinement::atoms() const {
  std::vector<std::string> lines;
  for (std::size_t i = 1; i < by_variable_.size(); ++i) {
    const Atom& atom = *by_variable_[i];
    switch (atom.what) {
      case What::before: lines.push_back("atom before " + view_name(atom.view) + " " + unit_name(atom.a) + " " + unit_name(atom.b)); break;
      case What::source: lines.push_back("atom source " + reading_name(atom.a) + " " + source_name(atom.b)); break;
      case What::effective: lines.push_back("atom effective " + unit_name(atom.a)); break;
    }
  }
  return lines;
}

int Refinement::variable(const Atom& atom) {
  const auto [entry, added] = variables_.try_emplace(atom, static_cast<int>(by_variable_.size()));
  if (added) {
    by_variable_.push_back(&entry->first);
    if (atom.what == What::before) atoms_of_view_[view_position_.at(atom.view)].push_back(entry->second);
    if (atom.what == What::before) solver_.prefer(rank_[atom.a] < rank_[atom.b] ? entry->second : -entry->second);
    if (atom.what == What::effective) solver_.prefer(rank_[atom.a] < scope_.order.size() ? entry->second : -entry->second);
  }
  return entry->second;
}

int Refinement::before(Index view, Index a, Index b) { return a < b ? variable({What::before, view, a, b}) : -variable({What::before, view, b, a}); }

void Refinement::unless_effective(Index unit, Clause& clause) {
  if (!facts_.units[unit].ok) clause.push_back(-variable({What::effective, 0, unit, 0}));
}

bool Refinement::add(std::string text, Clause clause) {
  Clause sorted = clause;
  std::sort(sorted.begin(), sorted.end());
  if (!known_.insert(std::move(sorted)).second) return false;
  solver_.add(clause);
  lines_.push_back({std::move(text), std::move(clause)});
  return true;
}

// ---- what takes part

void Refinement::take_in(Index unit) {
  if (taken_[unit]) return;
  taken_[unit] = true;
  taken_list_.push_back(unit);
}

void Refinement::ask_for_source(Index r) {
  const Reading& reading = facts_.readings[r];
  Clause clause;
  unless_effective(reading.unit, clause);
  if (reading.wrong.empty()) {
    Index latest = kNone;  // the last source that the order to try allows
    if (facts_.may_read(r, kNone)) clause.push_back(read_from(r, kNone));
    for (const Index w : facts_.cells[reading.cell].writers) {
      if (!facts_.may_read(r, w)) continue;
      take_in(w);
      clause.push_back(read_from(r, w));
      if (rank_[w] < rank_[reading.unit] && (latest == kNone || rank_[latest] < rank_[w])) latest = w;
      const std::vector<Index>& shown = facts_.cells[reading.cell].version;
      const bool certain = std::find(shown.begin(), shown.end(), w) != shown.end();
      if (!facts_.units[w].ok && !certain) add("took " + reading_name(r) + " " + unit_name(w), {-read_from(r, w), variable({What::effective, 0, w, 0})});
    }
    for (const int literal : clause) {
      if (by_variable_[static_cast<std::size_t>(std::abs(literal))]->what == What::source) solver_.prefer(by_variable_[static_cast<std::size_t>(literal)]->b == latest ? literal : -literal);
    }
  }
  add("read " + reading_name(r), std::move(clause));
}

/// With a list, everybody who stands in its versions.
void Refinement::take_in_lists() {
  for (const Index r : scope_.readings) {
    for (const Index u : facts_.cells[facts_.readings[r].cell].version) {
      take_in(u);
      if (!facts_.units[u].ok) add("took " + reading_name(r) + " " + unit_name(u), {variable({What::effective, 0, u, 0})});
    }
  }
}

void Refinement::read_assignment() {
  proposed_.resize(by_variable_.size());
  for (std::size_t i = 1; i < proposed_.size(); ++i) proposed_[i] = solver_.is_true(static_cast<int>(i));
  for (const Index u : taken_list_) effective_[u] = facts_.units[u].ok || proposed({What::effective, 0, u, 0});
  for (const Index r : scope_.readings) {
    const Cell& cell = facts_.cells[facts_.readings[r].cell];
    const auto source = std::find_if(cell.writers.begin(), cell.writers.end(), [&](Index w) { return proposed({What::source, 0, r, w}); });
    source_[r] = source == cell.writers.end() ? kNone : *source;
  }
}

bool Refinement::proposed(const Atom& atom) const {
  const auto known = variables_.find(atom);
  return known != variables_.end() && static_cast<std::size_t>(known->second) < proposed_.size() && proposed_[static_cast<std::size_t>(known->second)];
}

/// A counterexample may leave out a source that was certainly overwritten before the read was called, and with it the overwriter.
bool Refinement::take_in_overwriters() {
  bool more = false;
  if (!facts_.extends('t')) return more;
  for (const Index r : scope_.readings) {
    const Reading& reading = facts_.readings[r];
    if (source_[r] == kNone || !effective_[reading.unit]) continue;
    const auto& writers = facts_.cells[reading.cell].writers;
    const auto between = [&](Index u) { return facts_.real_time_ordered(source_[r], u) && facts_.real_time_ordered(u, reading.unit); };
    const auto found = std::find_if(writers.begin(), writers.end(), between);
    if (found == writers.end() || taken_[*found]) continue;
    take_in(*found);
    effective_[*found] = true;
    more = true;
  }
  return more;
}

// ---- a view's order

bool Refinement::refine(Index view) {
  std::vector<Index> order;
  build_graph(view);
  if (!sort(view, order)) return true;
  std::vector<Index> position(facts_.units.size(), kNone);
  for (Index i = 0; i < order.size(); ++i) position[order[i]] = i;
  bool broken = false;
  for (const Index r : scope_.readings) {
    if (effective_[facts_.readings[r].unit] && facts_.constrains(view, r)) broken = explain(view, r, position) || broken;
  }
  if (!broken) execution_.orders[view] = std::move(order);
  return broken;
}

void Refinement::build_graph(Index view) {
  graph_.assign(facts_.units.size(), {});
  std::vector<Index> units;
  for (const Index u : taken_list_) {
    if (effective_[u]) units.push_back(u);
  }
  std::sort(units.begin(), units.end(), [&](Index a, Index b) { return facts_.units[a].rank < facts_.units[b].rank; });
  std::map<std::pair<Index, KeyId>, Index> last;
  std::map<KeyId, std::vector<Index>> by_key;
  for (const Index u : units) {
    const KeyId key = facts_.row.per_key ? facts_.key(u) : KeyId{};
    by_key[key].push_back(u);
    Index& previous = last.try_emplace({facts_.process(u), key}, kNone).first->second;
    if (facts_.extends('s') && previous != kNone) graph_[previous].push_back({u, Why::session, kNone});
    if (facts_.units[u].ok) previous = u;
  }
  for (const auto& [key, group] : by_key) {
    if (facts_.extends('t')) add_real_time(group);
  }
  for (const Index r : scope_.readings) {
    const Index u = facts_.readings[r].unit;
    if (!effective_[u] || source_[r] == kNone) continue;
    if (facts_.extends('r')) graph_[source_[r]].push_back({u, Why::read, r});
    else if (facts_.row.sees == "a" && facts_.constrains(view, r)) graph_[source_[r]].push_back({u, Why::own_read, r});
  }
  std::set<Index> lists;
  for (const Index r : scope_.readings) {
    const Index c = facts_.readings[r].cell;
    const std::vector<Index>& version = facts_.cells[c].version;
    if (version.empty() || !lists.insert(c).second) continue;
    for (std::size_t i = 1; i < version.size(); ++i) graph_[version[i - 1]].push_back({version[i], Why::version, r});
    for (const Index u : facts_.cells[c].writers) {
      if (taken_[u] && effective_[u] && std::find(version.begin(), version.end(), u) == version.end()) graph_[version.back()].push_back({u, Why::version, r});
    }
  }
  for (const int variable : atoms_of_view_[view_position_.at(view)]) {
    const Atom& atom = *by_variable_[static_cast<std::size_t>(variable)];
    const bool forward = proposed(atom);
    if (static_cast<std::size_t>(variable) < proposed_.size() && effective_[atom.a] && effective_[atom.b]) graph_[forward ? atom.a : atom.b].push_back({forward ? atom.b : atom.a, Why::atom, kNone});
  }
}

/// Real time by way of points of time, one for each return: a unit leads to its own, each leads to the next, and the last before a call leads to what was called.
void Refinement::add_real_time(const std::vector<Index>& units) {
  const Time uncertainty = facts_.history.header().clock_uncertainty;
  std::vector<std::pair<Time, Index>> returns;
  for (const Index u : units) {
    const Time response = facts_.history.response(facts_.units[u].first);
    if (facts_.units[u].ok && response <= kNever - uncertainty) returns.emplace_back(response + uncertainty, u);
  }
  std::sort(returns.begin(), returns.end());
  const auto first = static_cast<Index>(graph_.size());
  graph_.resize(graph_.size() + returns.size());
  for (Index i = 0; i < returns.size(); ++i) {
    graph_[returns[i].second].push_back({first + i, Why::time, kNone});
    if (i + 1 < returns.size()) graph_[first + i].push_back({first + i + 1, Why::time, kNone});
  }
  for (const Index u : units) {
    const Time call = facts_.history.call(facts_.units[u].first);
    const auto next = std::lower_bound(returns.begin(), returns.end(), std::pair{call, Index{0}});
    if (next != returns.begin()) graph_[first + static_cast<Index>(next - returns.begin()) - 1].push_back({u, Why::time, kNone});
  }
}

/// A topological order of the graph, as near to the order to try as may be; where there is none, clauses that say so.
bool Refinement::sort(Index view, std::vector<Index>& order) {
  const std::size_t units = facts_.units.size();
  std::vector<Index> open(graph_.size());
  for (const auto& edges : graph_) {
    for (const Edge& edge : edges) ++open[edge.to];
  }
  const auto key = [&](Index place) { return std::pair{place >= units ? Index{0} : rank_[place] + 1, place}; };
  std::priority_queue<std::pair<Index, Index>, std::vector<std::pair<Index, Index>>, std::greater<>> ready;
  std::vector<bool> sorted(graph_.size());
  std::size_t left = 0;
  for (Index place = 0; place < graph_.size(); ++place) {
    if (place < units && (!taken_[place] || !effective_[place])) continue;
    ++left;
    if (open[place] == 0) ready.push(key(place));
  }
  while (!ready.empty()) {
    const Index place = ready.top().second;
    ready.pop();
    --left;
    sorted[place] = true;
    if (place < units && facts_.ordered(view, place)) order.push_back(place);
    for (const Edge& edge : graph_[place]) {
      if (--open[edge.to] == 0) ready.push(key(edge.to));
    }
  }
  if (left != 0) break_cycles(view, sorted);
  return left == 0;
}

void Refinement::break_cycles(Index view, const std::vector<bool>& sorted) {
  constexpr int kCyclesMax = 16;
  int cycles = 0;
  std::vector<bool> seen = sorted;
  for (Index place = 0; place < facts_.units.size() && cycles < kCyclesMax; ++place) {
    if (seen[place] || !taken_[place] || !effective_[place]) continue;
    const std::vector<Step> cycle = shortest_cycle(place, sorted);
    for (const Step& step : cycle) seen[step.from] = true;
    if (!cycle.empty() && break_cycle(view, cycle)) ++cycles;
  }
}

std::vector<Refinement::Step> Refinement::shortest_cycle(Index start, const std::vector<bool>& sorted) {
  std::map<Index, Step> reached;
  std::queue<Index> queue;
  queue.push(start);
  while (!queue.empty()) {
    const Index place = queue.front();
    queue.pop();
    for (const Edge& edge : graph_[place]) {
      if (sorted[edge.to] || !reached.try_emplace(edge.to, Step{place, edge}).second) continue;
      if (edge.to != start) {
        queue.push(edge.to);
        continue;
      }
      std::vector<Step> cycle;
      for (Index at = start; cycle.empty() || at != start; at = cycle.back().from) cycle.push_back(reached.at(at));
      std::reverse(cycle.begin(), cycle.end());
      return cycle;
    }
  }
  return {};
}

/// Paths of the base between ordered units become one "before" each; these and the proposed ones are the cycle.
bool Refinement::break_cycle(Index view, const std::vector<Step>& cycle) {
  const auto units = static_cast<Index>(facts_.units.size());
  const auto of_base = [](Why why) { return why != Why::own_read && why != Why::atom; };
  std::size_t first = 0;  // a step after which a path begins
  while (first < cycle.size() && of_base(cycle[first].edge.why)) ++first;
  std::vector<Index> places;
  bool added = false;
  std::string path;
  Clause clause;
  Index begin = kNone;
  const auto end_path = [&](Index end) {
    if (begin == kNone) return;
    if (begin != end) clause.push_back(before(view, begin, end));
    added = add("base " + view_name(view) + " " + unit_name(begin) + path, clause) || added;
    begin = kNone;
  };
  const auto begin_path = [&](Index at) {
    begin = at;
    path.clear();
    clause.clear();
  };
  const std::size_t offset = first == cycle.size() ? 0 : first + 1;
  std::size_t pure = offset;  // of a cycle of the base alone: where a unit stands
  while (first == cycle.size() && cycle[pure].from >= units) ++pure;
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    const Step& step = cycle[(pure + i) % cycle.size()];
    const Index from = step.from, to = step.edge.to;
    if (of_base(step.edge.why)) {
      if (begin == kNone) {
        begin_path(from);
        places.push_back(from);
      }
      if (to >= units) continue;  // a point of time: the step ends with the next unit
      if (step.edge.why == Why::session) path += " s" + unit_name(to);
      if (step.edge.why == Why::time) path += " t" + unit_name(to);
      if (step.edge.why == Why::version) {
        path += " v" + unit_name(to);
        unless_effective(to, clause);
      }
      if (step.edge.why == Why::read) {
        path += " r" + reading_name(step.edge.reading);
        clause.push_back(-read_from(step.edge.reading, from));
      }
      continue;
    }
    end_path(from);
    places.push_back(from);
    begin_path(from);
    if (step.edge.why == Why::own_read) {
      path = " r" + reading_name(step.edge.reading);
      clause.push_back(-read_from(step.edge.reading, from));
      end_path(to);
    }
    begin = kNone;
  }
  end_path(cycle[pure % cycle.size()].from);
  if (places.size() < 3) return added;
  Clause whole;
  std::string text = "cycle " + view_name(view);
  for (std::size_t i = 0; i < places.size(); ++i) {
    whole.push_back(-before(view, places[i], places[(i + 1) % places.size()]));
    text += " " + unit_name(places[i]);
  }
  return add(std::move(text), std::move(whole)) || added;
}

// ---- a reading

Refinement::Level Refinement::step_back(char step, const Level& level, Index r, const std::vector<Index>& position) const {
  Level found;
  std::queue<Index> queue;
  const auto reach = [&](Index u, char by, Index reading, Index next) {
    if (u != kNone && taken_[u] && effective_[u] && found.try_emplace(u, Found{by, reading, next}).second && step == '+') queue.push(u);
  };
  const auto back_from = [&](Index u) {
    if (step == 's' || step == '+') {
      for (Index p = facts_.units[u].previous; p != kNone; p = facts_.units[p].previous) {
        if (found.contains(p) && step == '+') break;
        reach(p, 's', kNone, u);
      }
    }
    if (step == 'r' || step == '+' || step == 'e') {
      for (const Index reading : facts_.units[u].readings) {
        if (active_[reading] && (step != 'e' || facts_.readings[reading].op < facts_.readings[r].op)) reach(source_[reading], step == 'e' ? 'e' : 'r', reading, u);
      }
    }
    if (step == 'w') {
      for (const auto& [cell, value] : facts_.units[u].writes) {
        for (const Index p : facts_.cells[cell].writers) {
          if (taken_[p] && effective_[p] && position[p] < position[u]) reach(p, 'w', kNone, u);
        }
      }
    }
  };
  for (const auto& [u, how] : level) back_from(u);
  for (; !queue.empty(); queue.pop()) back_from(queue.front());
  return found;
}

/// Adds clauses for what the reading sees and its source does not explain. Answers whether there was anything.
bool Refinement::explain(Index view, Index r, const std::vector<Index>& position) {
  const Index w = source_[r], own = facts_.readings[r].unit, cell = facts_.readings[r].cell;
  const auto late = [&](Index other) {
    return other != w && other != own && taken_[other] && effective_[other] && facts_.writes(other, cell) && (w == kNone || position[other] > position[w]);
  };
  bool broken = false;
  std::string_view paths = facts_.row.sees;
  while (!paths.empty()) {
    const std::string_view path = paths.substr(0, paths.find(' '));
    paths.remove_prefix(std::min(paths.size(), path.size() + 1));
    std::vector<Level> levels{{{own, Found{' ', kNone, kNone}}}};
    for (std::size_t i = path.size(); i-- > 0 && path[i] != 'a';) levels.push_back(step_back(path[i], levels.back(), r, position));
    if (path[0] != 'a') {
      for (const auto& [u, how] : levels.back()) {
        if (late(u)) broken = sees(view, r, u, u, levels, levels.size() - 1) || broken;
      }
      continue;
    }
    Index last = kNone;
    for (const auto& [u, how] : levels.back()) {
      if (last == kNone || position[u] > position[last]) last = u;
    }
    Index nearest = kNone, latest = kNone;
    for (const Index u : facts_.cells[cell].writers) {
      if (last == kNone || u == last || !late(u) || position[u] > position[last]) continue;
      if (nearest == kNone || position[u] < position[nearest]) nearest = u;
      if (latest == kNone || position[u] > position[latest]) latest = u;
    }
    for (const Index u : {nearest, latest}) {
      if (u != kNone) broken = sees(view, r, u, last, levels, levels.size() - 1) || broken;
    }
  }
  return broken;
}

/// `through` is on the level; `other` is arbitrated before it, or is it.
bool Refinement::sees(Index view, Index r, Index other, Index through, const std::vector<Level>& levels, std::size_t level) {
  Clause clause;
  std::string path;
  if (other != through) {
    clause.push_back(-before(view, other, through));
    path = " a" + unit_name(through);
  }
  for (Index u = through; level > 0;) {
    const Found& how = levels[level].at(u);
    path += std::string(" ") + how.step;
    path += how.reading == kNone ? unit_name(how.next) : reading_name(how.reading);
    if (how.reading != kNone) clause.push_back(-read_from(how.reading, u));
    if (how.step == 'w') {
      clause.push_back(-before(view, u, how.next));
      unless_effective(u, clause);
      unless_effective(how.next, clause);
    }
    u = how.next;
    if (!levels[level].contains(u) || facts_.row.sees != "+") --level;
  }
  unless_effective(other, clause);
  clause.push_back(-read_from(r, source_[r]));
  if (source_[r] != kNone) clause.push_back(before(view, other, source_[r]));
  return add("sees " + view_name(view) + " " + reading_name(r) + " " + source_name(source_[r]) + " " + unit_name(other) + path, std::move(clause));
}

}  // namespace clio::certificate

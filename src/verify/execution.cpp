// Is an execution (sources, effective units, orders) one that the row allows? Everything that docs/semantics.md asks is looked at, one view after the other.
// Tested by tests/certificate/verify_test.cpp.
#include <algorithm>
#include <set>

#include "src/verify/facts.hpp"

namespace clio::verify {
namespace {

struct View {
  const Facts& f;
  const Index view;
  const std::vector<Index>&order, &source;
  const std::vector<bool>& effective;
  Steps& steps;
  std::vector<Index> pos = std::vector<Index>(f.units.size(), kNone);
  std::vector<bool> mark = std::vector<bool>(f.units.size());
  std::vector<std::vector<Index>> writers = std::vector<std::vector<Index>>(f.cells.size());  // by cell: positions, ascending

  std::string wrong() {
    std::size_t expected = 0;
    for (Index u = 0; u < f.units.size(); ++u) expected += effective[u] && f.ordered(view, u);
    for (Index i = 0; i < order.size(); ++i) {
      if (pos[order[i]] != kNone || !f.ordered(view, order[i])) return "an order names what does not belong there";
      pos[order[i]] = i;
      for (const auto& [cell, value] : f.units[order[i]].writes) writers[cell].push_back(i);
    }
    if (order.size() != expected || !extends_real_time() || !extends_base()) return "an order does not name everything that took effect, or does not extend the model's base";
    for (std::size_t c = 0; c < f.cells.size(); ++c) {
      for (std::size_t i = 0; i < f.cells[c].version.size(); ++i) {
        if (i >= writers[c].size() || order[writers[c][i]] != f.cells[c].version[i]) return "an order contradicts the versions of a list";
      }
    }
    Index r = 0;
    while (r < f.readings.size() && (!effective[f.readings[r].unit] || !f.constrains(view, r) || explained(r))) ++r;
    return r == f.readings.size() ? "" : "operation " + std::to_string(index(f.readings[r].op)) + " sees a write that comes after its source";
  }

  bool extends_real_time() const {
    std::map<KeyId, Time> first_return;  // of what comes later
    for (std::size_t i = order.size(); f.extends('t') && i-- > 0;) {
      const Unit& unit = f.units[order[i]];
      const Time response = f.history.response(unit.first), uncertainty = f.history.header().clock_uncertainty;
      Time& first = first_return.try_emplace(f.row.per_key ? f.key(order[i]) : KeyId{}, kNever).first->second;
      if (first != kNever && first < f.history.call(unit.first)) return false;
      if (unit.ok && response <= kNever - uncertainty) first = std::min(first, response + uncertainty);
    }
    return true;
  }

  /// Hands on, in a topological order of the base, how late in the order anything before a unit stands.
  bool extends_base() {
    std::vector<std::vector<Index>> after(f.units.size());
    std::vector<Index> open(f.units.size()), ready, latest(f.units.size(), kNone);
    const auto edge = [&](Index a, Index b) { a != kNone ? (after[a].push_back(b), ++open[b]) : 0; };
    for (Index u = 0; u < f.units.size(); ++u) {
      if (f.extends('s')) edge(f.units[u].previous, u);
      for (const Index r : f.units[u].readings) f.extends('r') ? edge(source[r], u) : void();
    }
    for (Index u = 0; u < open.size(); ++u) open[u] == 0 ? ready.push_back(u) : void();
    for (std::size_t i = 0; i < ready.size() && steps.take(); ++i) {
      const Index u = ready[i], handed = pos[u] == kNone ? latest[u] : pos[u];
      if (pos[u] != kNone && latest[u] != kNone && latest[u] >= pos[u]) return false;
      for (const Index v : after[u]) {
        if (handed != kNone && (latest[v] == kNone || latest[v] < handed)) latest[v] = handed;
        if (--open[v] == 0) ready.push_back(v);
      }
    }
    return ready.size() == f.units.size();
  }

  /// Whether no write that the reading sees comes after its source.
  bool explained(Index r) {
    const Index w = source[r], own = f.readings[r].unit;
    const auto late = [&](Index other) { return other != w && other != own && (w == kNone || pos[other] > pos[w]); };
    for (std::size_t begin = 0; begin < f.row.sees.size();) {
      const std::string_view path = f.row.sees.substr(begin, f.row.sees.find(' ', begin) - begin);
      begin += path.size() + 1;
      std::vector<Index> seen{own};
      for (std::size_t i = path.size(); i-- > 0 && path[i] != 'a';) seen = before(path[i], seen, r);
      if (path[0] == 'a' && !seen.empty()) {  // everything up to the latest of them
        Index last = 0;
        for (const Index u : seen) last = std::max(last, pos[u]);
        if (path == "a" && w != kNone && pos[w] > last) return false;  // nobody returns what is not there yet
        const std::vector<Index>& all = writers[f.readings[r].cell];
        auto writer = std::upper_bound(all.begin(), all.end(), last);
        if (writer != all.begin() && order[*(writer - 1)] == own) --writer;
        if (writer != all.begin() && late(order[*(writer - 1)])) return false;
      } else if (path[0] != 'a' && std::any_of(seen.begin(), seen.end(), [&](Index u) { return f.written(u, f.readings[r].cell) != nullptr && late(u); })) {
        return false;
      }
    }
    return steps.take();
  }

  /// What is one step (for "+": are some steps) before any of the units.
  std::vector<Index> before(char step, const std::vector<Index>& units, Index r) {
    std::vector<Index> found;
    const auto add = [&](Index u) {
      if (u != kNone && steps.take() && !mark[u]) mark[u] = true, found.push_back(u);
    };
    const auto add_before = [&](Index u) {
      for (Index p = f.units[u].previous; (step == 's' || step == '+') && p != kNone && !mark[p]; p = f.units[p].previous) add(p);
      for (const Index other : f.units[u].readings) {
        if (step == 'r' || step == '+' || (step == 'e' && f.readings[other].op < f.readings[r].op)) add(source[other]);
      }
      for (std::size_t c = 0; step == 'w' && c < f.units[u].writes.size(); ++c) {
        for (const Index p : writers[f.units[u].writes[c].first]) p < pos[u] ? add(order[p]) : void();
      }
    };
    for (const Index u : units) add_before(u);
    for (std::size_t i = 0; step == '+' && i < found.size(); ++i) add_before(found[i]);
    for (const Index u : found) mark[u] = false;
    return found;
  }
};

}  // namespace

std::string not_satisfied(const Facts& f, const Execution& execution, Steps& steps) {
  std::vector<bool> effective(f.units.size());
  for (Index u = 0; u < f.units.size(); ++u) effective[u] = f.units[u].ok;
  for (const auto& [view, order] : execution.orders) {
    for (const Index u : order) effective[u] = true;
  }
  std::vector<Index> source(f.readings.size(), kNone);
  std::set<Index> views;
  if (f.row.agreed == Row::everyone) views.insert(0);
  for (Index r = 0; r < f.readings.size(); ++r) {
    const Reading& reading = f.readings[r];
    if (!effective[reading.unit]) continue;
    const std::string which = "operation " + std::to_string(index(reading.op));
    const auto chosen = execution.source.find(r);
    if (!reading.wrong.empty()) return which + " cannot be explained: " + reading.wrong;
    if (chosen == execution.source.end()) return which + " has no source";
    source[r] = chosen->second;
    if (!f.may_read(r, source[r]) || (source[r] != kNone && !effective[source[r]])) return which + " cannot have read from there";
    if (f.row.agreed != Row::everyone) views.insert(f.row.agreed == Row::each_read ? r : f.process(reading.unit));
  }
  for (const Index view : views) {
    const auto order = execution.orders.find(view);
    if (order == execution.orders.end()) return "an order is missing";
    if (std::string wrong = View{f, view, order->second, source, effective, steps}.wrong(); !wrong.empty()) return wrong;
  }
  return steps.left == 0 ? "it takes more steps than allowed" : std::string();
}

}  // namespace clio::verify

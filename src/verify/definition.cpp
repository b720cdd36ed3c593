// The rows, and what they ask of an execution (sources, effective units, orders). Everything that docs/semantics.md asks is looked at, one
// view after the other. Tested by tests/certificate/verify_test.cpp.
#include "src/verify/definition.hpp"

namespace clio::verify {
namespace {

constexpr Row kRows[] = {
    {"linearizable", "a", "rt", Row::everyone, Row::operations, true},
    {"sequential", "a", "sr", Row::everyone, Row::operations},
    {"cache", "a", "sr", Row::everyone, Row::operations, true},
    {"causal-convergent", "+", "sr", Row::everyone, Row::either},
    {"causal", "a", "sr", Row::each_process, Row::register_operations},
    {"weak-causal", "+", "sr", Row::each_read, Row::register_operations},
    {"pram", "a", "s", Row::each_process, Row::register_operations},
    {"read-your-writes", "s", "s", Row::each_process, Row::either},
    {"monotonic-reads", "rs", "s", Row::each_process, Row::either},
    {"monotonic-writes", "sr srs", "s", Row::each_process, Row::either},
    {"writes-follow-reads", "rsr rsrs", "s", Row::each_process, Row::either},
    {"strict-serializable", "a", "srt"},
    {"serializable", "a", "sr"},
    {"snapshot-isolation", "s r w as ar aw", "sr"},
    {"prefix", "s r as ar", "sr"},
    {"read-atomic", "s r", "sr"},
    {"read-committed", "e", "sr"},
    {"adya-serializable", "a", "r"},
    {"adya-snapshot-isolation", "r w ar aw", "r"},
    {"adya-read-committed", "", "r"},
};

struct View {
  const Facts& f;
  const Index view;
  const std::vector<Index>&order, &source;
  const std::vector<bool>& effective;
  Steps& steps;
  std::vector<Index> place = std::vector<Index>(f.units.size(), kNone);  // by unit: where it stands in the order
  std::vector<bool> mark = std::vector<bool>(f.units.size());
  std::vector<std::vector<Index>> writers = std::vector<std::vector<Index>>(f.cells.size());  // by cell: places, ascending

  void look() {
    for (Index i = 0; i < order.size(); ++i) {
      require(place[order[i]] == kNone && f.ordered(view, order[i]), "an order names what does not belong there");
      place[order[i]] = i;
      for (const auto& [cell, value] : f.units[order[i]].writes) writers[cell].push_back(i);
    }
    for (Index u = 0; u < f.units.size(); ++u) {
      require(!effective[u] || !f.ordered(view, u) || place[u] != kNone, "an order does not name everything that took effect");
    }
    if (f.extends('t')) look_at_real_time();
    for (const Index u : order) look_at_base(u);
    for (std::size_t cell = 0; cell < f.cells.size(); ++cell) {
      const std::vector<Index>& version = f.cells[cell].version;
      for (std::size_t i = 0; i < version.size(); ++i) {
        require(i < writers[cell].size() && order[writers[cell][i]] == version[i], "an order contradicts the versions of a list");
      }
    }
    for (Index r = 0; r < f.readings.size(); ++r) {
      if (effective[f.readings[r].unit] && f.constrains(view, r)) look_at_reading(r);
    }
  }

  void look_at_real_time() const {
    const Time uncertainty = f.history.header().clock_uncertainty;
    std::map<KeyId, Time> first_response;  // of what comes later
    for (std::size_t i = order.size(); i-- > 0;) {
      const Unit& unit = f.units[order[i]];
      const Time response = f.history.response(unit.first);
      Time& first = first_response.try_emplace(f.row.per_key ? f.key(order[i]) : KeyId{}, kNever).first->second;
      require(first == kNever || first >= f.history.call(unit.first), "an order does not extend the model's base: real time");
      if (unit.ok && response <= kNever - uncertainty) first = std::min(first, response + uncertainty);
    }
  }

  /// What the base puts before a unit. What the order does not hold has written nothing, so only session order leads on from there.
  void look_at_base(Index u) {
    for (Index at = u; at != kNone; at = f.extends('s') ? f.units[at].previous : kNone) {
      steps.take(1 + f.units[at].readings.size());
      const auto precedes = [&](Index before) { require(before == kNone || place[before] < place[u], "an order does not extend the model's base"); };
      if (at != u && place[at] != kNone) return precedes(at);
      for (const Index r : f.units[at].readings) precedes(f.extends('r') ? source[r] : kNone);
    }
  }

  /// No write that the reading sees comes after its source.
  void look_at_reading(Index r) {
    const Index w = source[r], own = f.readings[r].unit, cell = f.readings[r].cell;
    const auto look_at = [&](Index other) {
      const bool late = other != w && other != own && (w == kNone || place[other] > place[w]);
      if (late) require(false, "operation " + std::to_string(index(f.readings[r].op)) + " sees a write that comes after its source");
    };
    for (std::string_view paths = f.row.sees; !paths.empty();) {
      const std::string_view path = take(paths, ' ');
      std::vector<Index> seen{own};
      for (std::size_t i = path.size(); i-- > 0 && path[i] != 'a';) seen = before(path[i], seen, r);
      Index last = 0;  // up to where everything is seen, for paths that begin with a
      for (const Index u : seen) {
        if (path[0] != 'a' && f.writes(u, cell)) look_at(u);
        if (path[0] == 'a') last = std::max(last, place[u]);
      }
      if (path[0] != 'a' || seen.empty()) continue;
      require(path != "a" || w == kNone || place[w] < last, "a read's source comes after it");
      auto writer = std::upper_bound(writers[cell].begin(), writers[cell].end(), last);
      if (writer != writers[cell].begin() && order[*(writer - 1)] == own) --writer;
      if (writer != writers[cell].begin()) look_at(order[*(writer - 1)]);
    }
  }

  /// What is one step (for "+": are some steps) before any of the units.
  std::vector<Index> before(char step, const std::vector<Index>& units, Index reader) {
    std::vector<Index> found;
    const auto add = [&](Index u) {
      steps.take();
      if (u == kNone || mark[u]) return;
      mark[u] = true;
      found.push_back(u);
    };
    const auto add_before = [&](Index u) {
      const Unit& unit = f.units[u];
      for (Index p = unit.previous; (step == 's' || step == '+') && p != kNone && !mark[p]; p = f.units[p].previous) add(p);
      for (const Index r : unit.readings) {
        if (step == 'r' || step == '+' || (step == 'e' && f.readings[r].op < f.readings[reader].op)) add(source[r]);
      }
      if (step != 'w') return;
      for (const auto& [cell, value] : unit.writes) {
        for (const Index p : writers[cell]) add(p < place[u] ? order[p] : kNone);
      }
    };
    for (const Index u : units) add_before(u);
    for (std::size_t i = 0; step == '+' && i < found.size(); ++i) add_before(found[i]);
    for (const Index u : found) mark[u] = false;
    return found;
  }
};

}  // namespace

const Row* row_named(std::string_view id) {
  const Row* const row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) { return r.id == id; });
  return row == std::end(kRows) ? nullptr : row;
}

Facts::Facts(const History& h, const Row& r, Steps& steps)
    : Footprints(h, {.unknown_cas_read = !r.over_transactions(h) && r.agreed == Row::everyone, .sessions_of_keys = r.per_key, .readings_max = steps.left / 100}),
      row(r) {
  require(unusable.empty(), unusable);
  require(!replayed() || (r.agreed == Row::everyone && r.sees == "a"), sourceless + ", and the model asks for sources");
  const bool any_object = r.over_transactions(h) || r.judges == Row::operations || h.object() == Object::register_;
  require(any_object && (r.over_transactions(h) || !h.transactional()), "the model is not defined for this history");
  require(!extends('t') || h.timed() || h.empty(), "the model needs times, and the history has none");
  steps.take(h.size());
  for (const Reading& reading : readings) steps.take(10 + reading.shown.size());
}

bool Facts::ordered(Index view, Index unit) const {
  if (row.agreed == Row::everyone && (row.over_transactions(history) || row.sees == "a")) return true;
  return !units[unit].writes.empty() || (row.sees == "a" && process(unit) == view && !units[unit].readings.empty());
}

bool Facts::precedes(Index a, Index b) const {
  return (!row.per_key || key(a) == key(b)) && ((extends('s') && session_ordered(a, b)) || (extends('t') && real_time_ordered(a, b)));
}

bool Facts::constrains(Index view, Index reading) const {
  return row.agreed == Row::everyone || view == (row.agreed == Row::each_read ? reading : process(readings[reading].unit));
}

void require_satisfied(const Facts& f, const Execution& execution, Steps& steps) {
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
    const auto named = execution.source.find(r);
    const bool has_source = named != execution.source.end();
    if (has_source) source[r] = named->second;
    const bool possible = f.may_read(r, source[r]) && (source[r] == kNone || effective[source[r]]);
    const std::string wrong = !reading.wrong.empty() ? reading.wrong : !has_source ? "it has no source" : possible ? "" : "it cannot have read from there";
    require(wrong.empty(), "operation " + std::to_string(index(reading.op)) + " cannot be explained: " + wrong);
    if (f.row.agreed != Row::everyone) views.insert(f.row.agreed == Row::each_read ? r : f.process(reading.unit));
  }
  for (const Index view : views) {
    const auto order = execution.orders.find(view);
    require(order != execution.orders.end(), "an order is missing");
    View{f, view, order->second, source, effective, steps}.look();
    if (f.replayed()) require_replay(f, order->second, steps);
  }
}

}  // namespace clio::verify

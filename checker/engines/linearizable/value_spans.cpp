// What queues and stacks with distinct values have in common: when each value goes in and comes out, and where the container may be empty.
//
// A dequeue or pop that found nothing must stand at a time at which no value is certainly in. That this suffices is argued where it is used (fifo.cpp, lifo.cpp).

#include "checker/engines/linearizable/value_spans.hpp"

#include <algorithm>
#include <unordered_map>

#include "checker/engines/linearizable/time_order.hpp"

namespace clio::linearizable {

std::optional<ValueSpans> ValueSpans::of(const BaseRelations& relations, KeyId key) {
  const History& history = relations.history();
  if (history.object() != Object::queue && history.object() != Object::stack) return std::nullopt;
  struct InOut {
    OpId in = kNoOp, out = kNoOp;
  };
  std::unordered_map<ValueId, std::uint32_t> place;
  std::vector<InOut> values;
  ValueSpans result;
  for (const OpId op : relations.on_key(key)) {
    const bool goes_in = history.kind(op) == Kind::enqueue || history.kind(op) == Kind::push;
    if (!goes_in && relations.optional(op)) return std::nullopt;
    if (!goes_in && history.value(op) == kNull) {
      result.empties.push_back({op, history.call(op), relations.settled(op)});
      continue;
    }
    const auto [entry, added] = place.try_emplace(history.value(op), static_cast<std::uint32_t>(values.size()));
    if (added) values.emplace_back();
    OpId& slot = goes_in ? values[entry->second].in : values[entry->second].out;
    if (slot != kNoOp) return std::nullopt;
    slot = op;
  }
  for (const InOut& value : values) {
    if (value.in == kNoOp || (value.out != kNoOp && relations.settled(value.out) < history.call(value.in))) {
      result.core = {value.out};
      if (value.in != kNoOp) result.core = {std::min(value.in, value.out), std::max(value.in, value.out)};
      return result;
    }
    if (value.out == kNoOp && relations.optional(value.in)) continue;  // had it gone in, it could be taken out of any order
    ValueSpan span{.in = value.in, .out = value.out, .in_from = history.call(value.in), .in_by = relations.settled(value.in)};
    if (value.out != kNoOp) {
      span.out_by = relations.settled(value.out);
      span.in_by = std::min(span.in_by, span.out_by);
      span.out_from = std::max(history.call(value.out), span.in_from);
    }
    result.spans.push_back(span);
  }
  const auto by_call = [](const Emptiness& a, const Emptiness& b) { return a.from < b.from; };
  if (!std::is_sorted(result.empties.begin(), result.empties.end(), by_call)) std::stable_sort(result.empties.begin(), result.empties.end(), by_call);
  return result;
}

Clearings find_clearings(const ValueSpans& values) {
  Clearings clearings;
  if (values.empties.empty()) return clearings;
  std::vector<AtTime> certain, scratch;
  for (std::uint32_t v = 0; v < values.spans.size(); ++v) {
    if (values.spans[v].certainly_in()) certain.push_back({values.spans[v].in_by, v});
  }
  sort_by_time(certain, scratch);
  // Stretches of time that are covered without a gap: open intervals that do not touch, in order.
  struct Stretch {
    Time from, to;
    std::size_t begin, end;  // in certain
  };
  std::vector<Stretch> stretches;
  for (std::size_t c = 0; c < certain.size(); ++c) {
    const ValueSpan& span = values.spans[certain[c].what];
    if (stretches.empty() || stretches.back().to <= span.in_by) stretches.push_back({span.in_by, span.out_from, c, c});
    stretches.back().to = std::max(stretches.back().to, span.out_from);
    stretches.back().end = c + 1;
  }
  std::size_t s = 0;
  for (std::uint32_t e = 0; e < values.empties.size(); ++e) {
    const Emptiness& empty = values.empties[e];
    while (s < stretches.size() && stretches[s].to <= empty.from) ++s;
    const bool within = s < stretches.size() && stretches[s].from < empty.from;
    const Time at = within ? stretches[s].to : empty.from;
    if (at > empty.by) {
      for (std::size_t c = stretches[s].begin; c < stretches[s].end; ++c) clearings.covering.push_back(certain[c].what);
      clearings.covering = cover(values.spans, std::move(clearings.covering), empty.from, empty.by);
      clearings.covered = e;
      return clearings;
    }
    clearings.at.push_back(at);
  }
  return clearings;
}

/// Greedily: of those that begin before what is still to be covered, the one that ends last.
std::vector<std::uint32_t> cover(std::span<const ValueSpan> spans, std::vector<std::uint32_t> which, Time from, Time to) {
  std::stable_sort(which.begin(), which.end(), [&](std::uint32_t a, std::uint32_t b) { return spans[a].in_by < spans[b].in_by; });
  std::vector<std::uint32_t> few;
  std::size_t next = 0;
  std::uint32_t best = which.front();
  bool first = true;
  while (first || spans[few.back()].out_from <= to) {
    // The first must hold at `from` itself; each further one must hold at the moment at which the last one may end.
    const Time at = first ? from : spans[few.back()].out_from;
    for (; next < which.size() && spans[which[next]].in_by < at; ++next) {
      if (spans[which[next]].out_from > spans[best].out_from) best = which[next];
    }
    if (!first && best == few.back()) break;
    few.push_back(best);
    first = false;
  }
  return few;
}

std::vector<OpId> operations_of_values(std::span<const ValueSpan> spans, std::span<const std::uint32_t> which, OpId extra) {
  std::vector<OpId> ops{extra};
  for (const std::uint32_t v : which) ops.insert(ops.end(), {spans[v].in, spans[v].out});
  std::sort(ops.begin(), ops.end());
  ops.erase(std::unique(ops.begin(), ops.end()), ops.end());
  std::erase(ops, kNoOp);
  return ops;
}

}  // namespace clio::linearizable

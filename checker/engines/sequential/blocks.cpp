// What can be judged apart, and how the parts' orders become one.
//
// The graph has a vertex for each session and for each key, and an edge where a session uses a key. Its biconnected components, joined
// again where they meet at a key, meet at sessions only, and form a tree. Two groups that meet at session p: every operation of p belongs to one of
// them, and each group's order has p's operations of that group in program order; so between two operations of p one may place first what one group
// put there, then what the other did. The keys are different, so nothing read changes. By induction over the tree all groups merge.
//
// Merging by time (Herlihy and Wing 1990: linearizability is local): an operation's point is the latest call in its key's order up to it, which no later
// response in that order precedes, so points lie within the intervals and sorting by them respects real time, hence sessions that have gaps.
//
// Tested by tests/sequential/blocks_test.cpp and agreement_test.cpp.

#include "checker/engines/sequential/blocks.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "checker/graph/biconnected.hpp"
#include "checker/support/assert.hpp"

namespace clio::sequential {
namespace {

constexpr std::uint32_t kNothing = std::numeric_limits<std::uint32_t>::max();

std::uint32_t root_of(std::vector<std::uint32_t>& parent, std::uint32_t v) {
  while (parent[v] != v) v = parent[v] = parent[parent[v]];
  return v;
}

}  // namespace

std::vector<std::vector<KeyId>> independent_keys(const BaseRelations& relations) {
  const History& h = relations.history();
  const auto keys = static_cast<std::uint32_t>(h.key_count());
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;  // key, session
  std::vector<std::uint32_t> seen(h.process_count(), kNothing);
  for (std::uint32_t k = 0; k < keys; ++k) {
    for (const OpId op : relations.on_key(id_at<KeyId>(k))) {
      const auto session = static_cast<std::uint32_t>(index(h.process(op)));
      if (std::exchange(seen[session], k) != k) edges.emplace_back(k, keys + session);
    }
  }
  const std::vector<std::uint32_t> component = biconnected_components(keys + h.process_count(), edges);
  std::vector<std::uint32_t> parent(keys), first(edges.size(), kNothing);  // first: a key of each component
  std::iota(parent.begin(), parent.end(), 0u);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    std::uint32_t& key = first[component[i]];
    if (key == kNothing) key = edges[i].first;
    const std::uint32_t a = root_of(parent, key), b = root_of(parent, edges[i].first);
    parent[std::max(a, b)] = std::min(a, b);
  }
  std::vector<std::vector<KeyId>> groups;
  std::vector<std::uint32_t> group(keys, kNothing);
  for (std::uint32_t k = 0; k < keys; ++k) {
    if (relations.on_key(id_at<KeyId>(k)).empty()) continue;
    const std::uint32_t root = root_of(parent, k);
    if (group[root] == kNothing) {
      group[root] = static_cast<std::uint32_t>(groups.size());
      groups.emplace_back();
    }
    groups[group[root]].push_back(id_at<KeyId>(k));
  }
  return groups;
}

std::vector<OpId> merged_orders(const BaseRelations& relations, std::span<const std::vector<OpId>> orders) {
  const History& h = relations.history();
  // An operation waits for the one before it in its group's order and for the one before it in its session.
  std::vector<std::uint8_t> waits(h.size(), 0);
  std::vector<OpId> next_in_group(h.size(), kNoOp), order, ready;
  std::size_t total = 0;
  for (const std::vector<OpId>& group : orders) {
    total += group.size();
    for (std::size_t i = 0; i < group.size(); ++i) {
      waits[index(group[i])] = i == 0 ? 1 : 2;  // the start releases what is first in its session
      if (i > 0) next_in_group[index(group[i - 1])] = group[i];
    }
  }
  const auto release = [&](OpId op) {
    if (--waits[index(op)] == 0) ready.push_back(op);
  };
  // What follows an operation in its session: unknown ones (which precede nothing) up to and including the next ok one.
  const auto release_from = [&](std::span<const OpId> session, std::size_t begin) {
    for (std::size_t i = begin; i < session.size(); ++i) {
      if (waits[index(session[i])] != 0) release(session[i]);  // else an unknown one that took no effect
      if (!relations.optional(session[i])) break;
    }
  };
  for (std::size_t p = 0; p < relations.session_count(); ++p) release_from(relations.session(id_at<ProcessId>(p)), 0);
  order.reserve(total);
  while (!ready.empty()) {
    const OpId op = ready.back();
    ready.pop_back();
    order.push_back(op);
    if (next_in_group[index(op)] != kNoOp) release(next_in_group[index(op)]);
    if (!relations.optional(op)) release_from(relations.session(h.process(op)), relations.position(op) + 1);
  }
  CLIO_ASSERT(order.size() == total);
  return order;
}

std::vector<OpId> merged_by_time(const BaseRelations& relations, std::span<const OpId> by_key) {
  const History& h = relations.history();
  struct Point {
    Time time;
    OpId op;
  };
  std::vector<Point> points;
  points.reserve(by_key.size());
  for (std::size_t i = 0; i < by_key.size(); ++i) {
    const bool same_key = i > 0 && h.key(by_key[i]) == h.key(by_key[i - 1]);
    const Time call = h.call(by_key[i]);
    points.push_back({same_key ? std::max(call, points.back().time) : call, by_key[i]});
  }
  std::stable_sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.time < b.time; });
  std::vector<OpId> order;
  order.reserve(points.size());
  for (const Point& point : points) order.push_back(point.op);
  return order;
}

}  // namespace clio::sequential

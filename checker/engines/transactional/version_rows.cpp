// Witness first. Nearly every history of a store that keeps its promise can be explained by an order that stands in it: of the file, of the responses, of the calls, or any that reads-from allows. Two tests
// of such an order, cheap ones:
//   replay (misfits): run the transactions one after the other on one map; every read finds its source's value. That is serializability, and with it all weaker rows;
//   rows (arbitration): take from the order only in which sequence each place was written; then everything else follows, and a graph without cycles is the proof. It succeeds wherever replay does, and also where
//   only reads, or snapshots, have to be moved: this is the test for snapshot isolation and prefix, whose readers may stand far from their place.
// Tested by tests/transactional/orders_test.cpp.

#include "checker/engines/transactional/version_rows.hpp"

#include <algorithm>
#include <numeric>

namespace clio::transactional {

VersionRows::VersionRows(const OrderProblem& problem, std::span<const Point> order) : problem_(&problem), begin_(problem.place_count() + 1, 0), row_(problem.write_count()), at_(problem.write_count()) {
  for (std::uint32_t w = 0; w < problem.write_count(); ++w) ++begin_[problem.place(w) + 1];
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
  for (const Node n : nodes_in_order(problem, order)) {
    for (std::uint32_t w = problem.first_write(n); w < problem.end_write(n); ++w) {
      at_[w] = next[problem.place(w)]++;
      row_[at_[w]] = w;
    }
  }
}

void VersionRows::add_edges(std::vector<OrderEdge>& edges) const {
  const OrderProblem& p = *problem_;
  for (Place place = 0; place < p.place_count(); ++place) {
    for (std::uint32_t i = begin_[place]; i < begin_[place + 1]; ++i) {
      const Node writer = p.writer(row_[i]);
      if (i > begin_[place]) edges.push_back({p.write_point(p.writer(row_[i - 1])), p.guarded_point(writer), place, Because::chosen});
    }
    const auto overwritten = [&](std::uint32_t read, std::uint32_t by) {
      // Where it is the reader itself, the row goes on from there.
      if (by < begin_[place + 1] && p.writer(row_[by]) != p.reader(read)) edges.push_back({p.read_point(p.reader(read)), p.write_point(p.writer(row_[by])), read, Because::chosen_rw});
    };
    for (const std::uint32_t read : p.initial_readers(place)) overwritten(read, begin_[place]);
    for (std::uint32_t i = begin_[place]; i < begin_[place + 1]; ++i) {
      for (const std::uint32_t read : p.readers(row_[i])) overwritten(read, i + 1);
    }
  }
}

std::vector<Node> nodes_in_order(const OrderProblem& problem, std::span<const Point> order) {
  std::vector<Node> nodes;
  nodes.reserve(problem.size());
  for (const Point p : order) {
    if (p < problem.first_instant() && problem.write_point(problem.node_of(p)) == p) nodes.push_back(problem.node_of(p));
  }
  return nodes;
}

std::vector<Point> points_in_order(const OrderProblem& problem, std::span<const Node> order) {
  std::vector<Point> points;
  points.reserve(problem.point_count());
  for (const Node n : order) {
    points.push_back(problem.read_point(n));
    if (problem.split()) points.push_back(problem.write_point(n));
  }
  return points;
}

std::size_t misfits(const OrderProblem& problem, std::span<const Node> order, std::size_t enough) {
  const OrderProblem& p = problem;
  std::size_t wrong = 0;
  std::vector<std::uint32_t> holds(p.place_count(), kNothing);
  std::vector<std::uint32_t> at(p.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) at[order[i]] = i;
  for (const OrderEdge& e : p.edges()) {
    if (e.because == Because::session || e.because == Because::version) wrong += at[p.node_of(e.from)] > at[p.node_of(e.to)] ? 1 : 0;
  }
  Time latest_call = std::numeric_limits<Time>::min();
  const Transactions& t = p.transactions();
  for (const Node n : order) {
    if (wrong >= enough) return wrong;
    if (p.in_time()) {
      const OpId op = t.op(n);
      latest_call = std::max(latest_call, t.history().call(op));
      if (t.accesses().relations().settled(op) < latest_call) ++wrong;  // something before it was called after it had ended
    }
    for (std::uint32_t r = p.first_read(n); r < p.end_read(n); ++r) {
      const Transactions::Read& read = p.read(r);
      if (read.source != kUndecided && holds[read.place] != p.source(r)) ++wrong;
    }
    for (std::uint32_t w = p.first_write(n); w < p.end_write(n); ++w) holds[p.place(w)] = w;
  }
  return wrong;
}

std::optional<std::vector<Node>> arbitration(const OrderProblem& problem, std::span<const OrderEdge> known, std::span<const Point> order) {
  std::vector<OrderEdge> edges(known.begin(), known.end());
  VersionRows(problem, order).add_edges(edges);
  std::vector<std::uint32_t> rank(problem.point_count(), 0);
  for (std::uint32_t i = 0; i < order.size(); ++i) rank[order[i]] = i + 1;
  const std::vector<Point> found = ranked_order(problem.point_count(), edges, rank);
  if (found.size() < problem.point_count()) return std::nullopt;
  return nodes_in_order(problem, found);
}

}  // namespace clio::transactional

// Orders of points: how six rows become one question.
//
// With base B = so ∪ wr (strict: ∪ rt; Adya's: wr alone), a row is satisfied exactly when for some ww, a total order of the writers of each place,
//   serializable:        B ∪ ww ∪ rw        is acyclic;
//   snapshot isolation:  (B ∪ ww) ; rw?     is acyclic (Cerone and Gotsman, PODC 2016);
//   prefix:              (B ; rw?) ∪ ww     is acyclic (by the same reasoning).
// Give a transaction a point r where it reads and a point w where it writes, r before w. B goes from w to r, rw from r to w. A path then alternates: into r by B, on to its own w or by rw to another w: that
// is B ; rw?. An edge of ww from w to w composes with B and itself only: prefix. From w to r it composes as B does: snapshot isolation. And with r = w everything composes: serializable. So each row asks whether
// one graph over points is acyclic for some choice of ww, and a topological order of it, restricted to the points w, is arb: what the read of k by T3 from T1 must see, T2, lies before r of T3; were T2 after
// T1 in ww, rw would lead from r of T3 to w of T2. The other way round, from arb and the snapshots that it implies (the latest point that everything seen is before) the points can be put in a row.
// (That prefix is serializability of transactions cut in two is Biswas and Enea's reduction, OOPSLA 2019, section 5.)
//
// In this graph each session is a chain r1 w1 r2 w2 ..., so that what is before a point is a number for each session. Without session order chains are made of reads-from: each transaction is put behind one
// that it read from, where that is the end of a chain.
// Real time is an order of intervals: a transaction that ended before instant i comes before it, one that began at i after it, and instants (the calls) are a chain: O(n) edges.
//
// Tested by tests/transactional/orders_test.cpp.

#include "checker/engines/transactional/order_problem.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "checker/support/assert.hpp"

namespace clio::transactional {

OrderProblem::OrderProblem(const Transactions& transactions, const Model& model)
    : transactions_(&transactions),
      split_(model.sees != Visibility::arbitrated_before),
      exclusive_(model.sees == Visibility::snapshot),
      sessions_(model.extends != Base::reads_from),
      timed_(model.extends == Base::causal_and_real_time) {
  if (timed_) count_instants();
  points_ = first_instant() + instants_.size();
  number();
  if (split_) {
    for (Node n = 0; n < size(); ++n) edges_.push_back({read_point(n), write_point(n), kNothing, Because::inside});
  }
  if (sessions_) order_sessions();
  if (timed_) order_time();
  order_versions();
  chain_.assign(points_, kNothing);
  position_.assign(points_, 0);
  if (sessions_) chain_sessions();
  else chain_paths();
}

std::size_t OrderProblem::bytes(const Transactions& transactions, const Model& model) {
  const std::size_t points = transactions.size() * (model.sees != Visibility::arbitrated_before ? 2 : 1) * (model.extends == Base::causal_and_real_time ? 3 : 1);
  std::size_t writes = 0;
  for (Node n = 0; n < transactions.size(); ++n) writes += transactions.writes(n).size();
  return 40 * points + 32 * (transactions.read_count() + writes);
}

void OrderProblem::number() {
  const Transactions& t = *transactions_;
  for (Node n = 0; n < size(); ++n) {
    reads_begin_.push_back(static_cast<std::uint32_t>(reader_.size()));
    writes_begin_.push_back(static_cast<std::uint32_t>(writer_.size()));
    reader_.insert(reader_.end(), t.reads(n).size(), n);
    writer_.insert(writer_.end(), t.writes(n).size(), n);
  }
  reads_begin_.push_back(static_cast<std::uint32_t>(reader_.size()));
  writes_begin_.push_back(static_cast<std::uint32_t>(writer_.size()));

  source_.assign(reader_.size(), kNothing);
  readers_begin_.assign(writer_.size() + 1, 0);
  initial_begin_.assign(place_count() + 1, 0);
  for (std::uint32_t r = 0; r < reader_.size(); ++r) {
    const Transactions::Read& what = read(r);
    if (what.source == kFromInitial) {
      ++initial_begin_[what.place + 1];
    } else if (what.source != kUndecided) {
      source_[r] = write_at(what.source, what.place);
      ++readers_begin_[source_[r] + 1];
    }
  }
  std::partial_sum(readers_begin_.begin(), readers_begin_.end(), readers_begin_.begin());
  std::partial_sum(initial_begin_.begin(), initial_begin_.end(), initial_begin_.begin());
  readers_.resize(readers_begin_.back());
  initial_readers_.resize(initial_begin_.back());
  std::vector<std::uint32_t> next(readers_begin_.begin(), readers_begin_.end() - 1), next_initial(initial_begin_.begin(), initial_begin_.end() - 1);
  for (Node n = 0; n < size(); ++n) {
    const std::size_t first_edge = edges_.size();
    for (std::uint32_t r = first_read(n); r < end_read(n); ++r) {
      const Transactions::Read& what = read(r);
      if (what.source == kFromInitial) initial_readers_[next_initial[what.place]++] = r;
      if (source_[r] == kNothing) continue;
      readers_[next[source_[r]]++] = r;
      const Point from = write_point(what.source);
      const bool few = edges_.size() - first_edge <= 64;  // beyond, one too many costs less than the look
      const bool there = few && std::any_of(edges_.begin() + static_cast<std::ptrdiff_t>(first_edge), edges_.end(), [&](const OrderEdge& e) { return e.from == from; });
      if (!there) edges_.push_back({from, read_point(n), r, Because::reads});
    }
  }
}

std::uint32_t OrderProblem::write_at(Node node, Place place) const {
  const std::span<const Place> places = transactions_->writes(node);
  const auto found = std::lower_bound(places.begin(), places.end(), place);
  CLIO_ASSERT(found != places.end() && *found == place);
  return writes_begin_[node] + static_cast<std::uint32_t>(found - places.begin());
}

void OrderProblem::order_sessions() {
  for (Node n = 0; n < size(); ++n) {
    const Node before = transactions_->before(n);
    if (before != kNoNode) edges_.push_back({write_point(before), read_point(n), kNothing, Because::session});
  }
}

void OrderProblem::count_instants() {
  for (Node n = 0; n < size(); ++n) instants_.push_back(transactions_->history().call(transactions_->op(n)));
  std::sort(instants_.begin(), instants_.end());
  instants_.erase(std::unique(instants_.begin(), instants_.end()), instants_.end());
}

void OrderProblem::order_time() {
  const BaseRelations& relations = transactions_->accesses().relations();
  const auto first = static_cast<Point>(first_instant());
  for (Point i = first; i + 1 < points_; ++i) edges_.push_back({i, i + 1, kNothing, Because::time});
  for (Node n = 0; n < size(); ++n) {
    const OpId op = transactions_->op(n);
    const auto call = std::lower_bound(instants_.begin(), instants_.end(), transactions_->history().call(op));
    edges_.push_back({first + static_cast<Point>(call - instants_.begin()), read_point(n), kNothing, Because::time});
    const auto later = std::upper_bound(instants_.begin(), instants_.end(), relations.settled(op));
    if (later != instants_.end()) edges_.push_back({write_point(n), first + static_cast<Point>(later - instants_.begin()), kNothing, Because::time});
  }
}

/// The appenders that were shown are a row; everybody else is behind the last of them.
void OrderProblem::order_versions() {
  if (transactions_->history().object() != Object::list) return;
  version_rank_.assign(writer_.size(), kNothing);
  for (Place place = 0; place < place_count(); ++place) {
    const std::vector<Node> shown = transactions_->version_order(place);
    if (shown.empty()) continue;
    for (std::uint32_t i = 0; i < shown.size(); ++i) {
      version_rank_[write_at(shown[i], place)] = i;
      if (i > 0 && shown[i - 1] != shown[i]) edges_.push_back({write_point(shown[i - 1]), guarded_point(shown[i]), place, Because::version});
    }
    for (const Node behind : transactions_->writers(place)) {
      if (version_rank_[write_at(behind, place)] == kNothing) edges_.push_back({write_point(shown.back()), guarded_point(behind), place, Because::version});
    }
  }
}

bool OrderProblem::session_before(Node a, Node b) const {
  if (!sessions_ || a == b || transactions_->is_side(a) || transactions_->session_of(a) != transactions_->session_of(b)) return false;
  if (!transactions_->is_side(b)) return a < b;
  const Node before = transactions_->before(b);
  return before != kNoNode && a <= before;
}

void OrderProblem::chain_sessions() {
  const Transactions& t = *transactions_;
  const auto put = [&](Point point, std::uint32_t& length) {
    chain_[point] = chains_;
    position_[point] = ++length;
  };
  const auto put_node = [&](Node n, std::uint32_t& length) {
    put(read_point(n), length);
    if (split_) put(write_point(n), length);
  };
  for (std::uint32_t s = 0; s < t.session_count(); ++s) {
    if (t.begin(s) == t.end(s)) continue;
    std::uint32_t length = 0;
    for (Node n = t.begin(s); n < t.end(s); ++n) put_node(n, length);
    ++chains_;
  }
  constexpr std::size_t kSidesMax = 64;  // more of them are in no chain: what follows them is then known by edges only
  for (Node n = t.first_side(); n < size() && n - t.first_side() < kSidesMax; ++n) {
    std::uint32_t length = 0;
    put_node(n, length);
    ++chains_;
  }
  if (instants_.empty()) return;
  std::uint32_t length = 0;
  for (auto i = static_cast<Point>(first_instant()); i < points_; ++i) put(i, length);
  ++chains_;
}

void OrderProblem::chain_paths() {
  // Along the sources: a node is put behind one of its sources (or the version before it) that nobody stands behind yet.
  std::vector<Node> behind(size(), kNoNode), front(size(), kNoNode);
  for (const OrderEdge& e : edges_) {
    if (e.because != Because::reads && e.because != Because::version) continue;
    const Node a = node_of(e.from), b = node_of(e.to);
    if (a == b || (e.because == Because::version && e.to != read_point(b)) || behind[a] != kNoNode || front[b] != kNoNode) continue;
    behind[a] = b;
    front[b] = a;
  }
  struct Path {
    Node first;
    std::uint32_t length;
  };
  std::vector<Path> paths;
  for (Node n = 0; n < size(); ++n) {
    if (front[n] != kNoNode) continue;
    std::uint32_t length = 0;
    for (Node m = n; m != kNoNode; m = behind[m]) ++length;
    paths.push_back({n, length});
  }
  std::stable_sort(paths.begin(), paths.end(), [](const Path& a, const Path& b) { return a.length > b.length; });
  constexpr std::size_t kPathsMax = 64;
  for (std::size_t i = 0; i < paths.size() && i < kPathsMax; ++i, ++chains_) {
    std::uint32_t length = 0;
    for (Node m = paths[i].first; m != kNoNode; m = behind[m]) {
      chain_[read_point(m)] = chain_[write_point(m)] = chains_;
      position_[read_point(m)] = ++length;
      if (split_) position_[write_point(m)] = ++length;
    }
  }
}

Adjacency Adjacency::out(std::size_t points, std::span<const OrderEdge> edges) {
  Adjacency a;
  a.begin.assign(points + 1, 0);
  for (const OrderEdge& e : edges) ++a.begin[e.from + 1];
  std::partial_sum(a.begin.begin(), a.begin.end(), a.begin.begin());
  a.edge.resize(edges.size());
  std::vector<std::uint32_t> next(a.begin.begin(), a.begin.end() - 1);
  for (std::uint32_t i = 0; i < edges.size(); ++i) a.edge[next[edges[i].from]++] = i;
  return a;
}

std::vector<Point> ranked_order(std::size_t points, std::span<const OrderEdge> edges, std::span<const std::uint32_t> rank) {
  const Adjacency out = Adjacency::out(points, edges);
  std::vector<std::uint32_t> waits(points, 0);
  for (const OrderEdge& e : edges) ++waits[e.to];
  std::vector<std::uint64_t> heap;
  const auto ready = [&](Point p) {
    heap.push_back(std::uint64_t{rank[p]} << 32 | p);
    std::push_heap(heap.begin(), heap.end(), std::greater<>{});
  };
  for (Point p = 0; p < points; ++p) {
    if (waits[p] == 0) ready(p);
  }
  std::vector<Point> order;
  order.reserve(points);
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), std::greater<>{});
    const auto p = static_cast<Point>(heap.back());
    heap.pop_back();
    order.push_back(p);
    for (const std::uint32_t e : out.of(p)) {
      if (--waits[edges[e].to] == 0) ready(edges[e].to);
    }
  }
  return order;
}

}  // namespace clio::transactional

// Saturation of orders over transactions: of two writers of a place one comes first, and often only one way round is possible (after Biswas and Enea, OOPSLA 2019; Cobra, OSDI 2020; PolySI, VLDB 2023).
//
// T1 before T2, writers of a place, means: w of T1 before g of T2, and r of T before w of T2 for each T that reads T1's write, other than T2. (g is the guarded point: the reading point for snapshot
// isolation, else the writing point.) The other way round likewise. So what is known of the one excludes the other:
//   seen:    T reads T1's write, and w of T2 is before r of T (T2 is neither): then T2 before T1;
//   signed:  g of T1 is before w of T2: then T1 before T2.
// The second rule is the mirror of the first edge, the first of the second; these are all that follow from one pair. What neighbours by reads-from tell needs no clocks and comes first: who reads a value and
// overwrites it is behind all who read it (so of two who do, each; that fixes versions as MTC does, and refutes a lost update at once).
// With clocks by chain only the last writer of each chain matters: those before it are ordered before it already, and with them their readers.
//
// Each round goes through the points in an order in which all edges go forward, joins the rows of what is before a point, and looks at the accesses of points of which more is known than before. An edge into
// a point that is done waits for the next round; an edge from a point that is done takes effect at once. With a rank close to a real order nearly all edges go forward and rounds are few.
// An edge against what is known, or points that never get their turn, are a contradiction.
//
// Invariant: a row claims only what the edges imply; each derived edge follows from edges before it. Rows and edges only grow, so rounds end.
// Tested by tests/transactional/orders_test.cpp.

#include "checker/engines/transactional/known_order.hpp"

#include <algorithm>

#include "checker/engines/transactional/order_reasons.hpp"

namespace clio::transactional {

KnownOrder::KnownOrder(const OrderProblem& problem, Budget& budget) : problem_(&problem), budget_(&budget), held_edges_(budget, problem.edges().size() * kEdgeBytes), held_rows_(budget), edges_(problem.edges()) {
  const std::size_t bytes = 2 * problem.point_count() * problem.chain_count() * sizeof(std::uint32_t);
  if (bytes > kRowsMax || bytes > budget.memory_left()) return;
  held_rows_.set(bytes);
  if (budget.spent_now()) return;
  chains_ = problem.chain_count();
  rows_.assign(problem.point_count() * chains_, 0);
  looked_.assign(rows_.size(), 0);
  group_writers();
}

void KnownOrder::group_writers() {
  const OrderProblem& p = *problem_;
  groups_begin_.push_back(0);
  std::vector<std::uint32_t> writes;
  for (Place place = 0; place < p.place_count(); ++place) {
    writes.clear();
    for (const Node n : p.transactions().writers(place)) {
      if (p.position(p.write_point(n)) != 0) writes.push_back(p.write_at(n, place));
    }
    const auto key = [&](std::uint32_t w) {
      const Point point = p.write_point(p.writer(w));
      return std::uint64_t{p.chain_of(point)} << 32 | p.position(point);
    };
    std::sort(writes.begin(), writes.end(), [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
    for (const std::uint32_t w : writes) {
      const Point point = p.write_point(p.writer(w));
      const auto at = static_cast<std::uint32_t>(entries_.size());
      if (groups_.size() == groups_begin_.back() || groups_.back().chain != p.chain_of(point)) groups_.push_back({p.chain_of(point), at, at});
      ++groups_.back().end;
      entries_.push_back(w);
      entry_position_.push_back(p.position(point));
    }
    groups_begin_.push_back(static_cast<std::uint32_t>(groups_.size()));
  }
}

/// Calls visit(read, point) for those of the reads (of one write, or of one initial value) that no other of the same chain is behind.
template <class Visit>
void KnownOrder::each_last(std::span<const std::uint32_t> reads, Visit visit) const {
  const OrderProblem& p = *problem_;
  for (std::size_t i = 0; i < reads.size(); ++i) {
    const Point point = p.read_point(p.reader(reads[i]));
    if (i + 1 < reads.size()) {
      const Point next = p.read_point(p.reader(reads[i + 1]));
      if (p.position(point) != 0 && p.chain_of(next) == p.chain_of(point) && p.position(next) >= p.position(point)) continue;
    }
    visit(reads[i], point);
  }
}

/// Who reads a value and overwrites it comes behind everybody else who reads it; of two such, each.
void KnownOrder::order_overwriting_readers(std::span<const std::uint32_t> reads, Place place) {
  const OrderProblem& p = *problem_;
  std::vector<Node> overwriters;
  for (const std::uint32_t read : reads) {
    const Node reader = p.reader(read);
    if (p.transactions().writes(reader, place) && std::find(overwriters.begin(), overwriters.end(), reader) == overwriters.end()) overwriters.push_back(reader);
    if (overwriters.size() == 2) break;
  }
  for (const Node overwriter : overwriters) {
    for (const std::uint32_t read : reads) {
      if (p.reader(read) != overwriter) edges_.push_back({p.read_point(p.reader(read)), p.write_point(overwriter), read, Because::signed_rw});
    }
  }
  if (overwriters.size() < 2 || !p.exclusive()) return;
  edges_.push_back({p.write_point(overwriters[0]), p.guarded_point(overwriters[1]), place, Because::signed_ww});
  edges_.push_back({p.write_point(overwriters[1]), p.guarded_point(overwriters[0]), place, Because::signed_ww});
}

/// Who is read by the reader of another's write of a place, and writes it too, comes before that.
void KnownOrder::order_sources(Node reader) {
  const OrderProblem& p = *problem_;
  const std::span<const Transactions::Read> reads = p.transactions().reads(reader);
  constexpr std::size_t kReadsMax = 64;
  if (reads.size() > kReadsMax) return;
  for (const Transactions::Read& seen : reads) {
    if (seen.source >= kUndecided) continue;
    for (std::uint32_t r = p.first_read(reader); r < p.end_read(reader); ++r) {
      if (p.source(r) == kNothing || p.read(r).source == seen.source || !p.transactions().writes(seen.source, p.read(r).place)) continue;
      edges_.push_back({p.write_point(seen.source), p.guarded_point(p.read(r).source), r, Because::seen});
    }
  }
}

void KnownOrder::order_neighbours() {
  const OrderProblem& p = *problem_;
  for (std::uint32_t w = 0; w < p.write_count(); ++w) {
    if (p.readers(w).size() > 1) order_overwriting_readers(p.readers(w), p.place(w));
  }
  for (Place place = 0; place < p.place_count(); ++place) {
    if (p.initial_readers(place).size() > 1) order_overwriting_readers(p.initial_readers(place), place);
  }
  for (Node n = 0; n < p.size() && !p.in_sessions(); ++n) order_sources(n);
}

/// Readers of an initial value come before all writers of the place but themselves.
void KnownOrder::order_initial_values() {
  const OrderProblem& p = *problem_;
  for (Place place = 0; place < p.place_count(); ++place) {
    each_last(p.initial_readers(place), [&](std::uint32_t read, Point point) {
      for (const Group& group : groups(place)) {
        const Node first = p.writer(entries_[group.begin]);
        if (first != p.reader(read)) edges_.push_back({point, p.write_point(first), read, Because::signed_rw});
      }
    });
  }
}

void KnownOrder::join(Point into, Point from) {
  std::uint32_t* const a = row(into);
  const std::uint32_t* const b = row(from);
  for (std::size_t c = 0; c < chains_; ++c) a[c] = std::max(a[c], b[c]);
}

void KnownOrder::add(const OrderEdge& edge) {
  edges_.push_back(edge);
  if (before(edge.to, edge.from)) contradiction_ = true;
  if (done_[edge.to] || !done_[edge.from]) again_ = true;  // the round's order did not know of it
  join(edge.to, edge.from);
}

void KnownOrder::look_at_reads(Node reader) {
  const OrderProblem& p = *problem_;
  const Point point = p.read_point(reader);
  for (std::uint32_t read = p.first_read(reader); read < p.end_read(reader) && !contradiction_; ++read) {
    const std::uint32_t source = p.source(read);
    if (source == kNothing) continue;
    const Node writer = p.writer(source);
    const Point guarded = p.guarded_point(writer);
    for (const Group& group : groups(p.read(read).place)) {
      const std::uint32_t come = row(point)[group.chain];
      if (come == scanned_[group.chain] || come <= row(guarded)[group.chain]) continue;
      auto at = std::upper_bound(entry_position_.begin() + group.begin, entry_position_.begin() + group.end, come) - entry_position_.begin();
      if (at == group.begin) continue;
      --at;
      if (p.writer(entries_[at]) == reader) {
        if (at == group.begin) continue;
        --at;
      }
      const Node other = p.writer(entries_[at]);
      if (other == writer || row(guarded)[group.chain] >= entry_position_[at]) continue;
      add({p.write_point(other), guarded, read, Because::seen});
      if (contradiction_) return;
    }
  }
}

void KnownOrder::look_at_writes(Node writer) {
  const OrderProblem& p = *problem_;
  const Point point = p.write_point(writer), guarded = p.guarded_point(writer);
  const std::uint32_t back = p.exclusive() ? 1 : 0;  // from a writing point to its guarded point
  for (std::uint32_t write = p.first_write(writer); write < p.end_write(writer); ++write) {
    const Place place = p.place(write);
    for (const Group& group : groups(place)) {
      const std::uint32_t come = row(point)[group.chain];
      if (come == scanned_[group.chain]) continue;
      auto at = std::upper_bound(entry_position_.begin() + group.begin, entry_position_.begin() + group.end, come + back) - entry_position_.begin();
      if (at != group.begin && p.writer(entries_[at - 1]) == writer) --at;
      if (at == group.begin) continue;
      --at;
      const Node earlier = p.writer(entries_[at]);
      if (p.exclusive() && row(guarded)[group.chain] < entry_position_[at]) add({p.write_point(earlier), guarded, place, Because::signed_ww});
      each_last(p.readers(entries_[at]), [&](std::uint32_t read, Point reads) {
        if (p.reader(read) == writer || contradiction_ || before(reads, point)) return;
        if (!tells_of(reads) && scanned_[group.chain] != 0) return;  // in no chain: once is enough, mostly
        add({reads, point, read, Because::signed_rw});
      });
      if (contradiction_) return;
    }
  }
}

/// Looks at the point's accesses, as far as more is known than at its last turn, until nothing follows.
void KnownOrder::look_at(Point p) {
  if (p >= problem_->first_instant()) return;
  const Node node = problem_->node_of(p);
  scanned_ = looked_.data() + std::size_t{p} * chains_;
  while (!std::equal(scanned_, scanned_ + chains_, row(p))) {
    now_.assign(row(p), row(p) + chains_);
    if (p == problem_->read_point(node)) look_at_reads(node);
    if (p == problem_->write_point(node) && !contradiction_) look_at_writes(node);
    if (contradiction_) return;
    std::copy(now_.begin(), now_.end(), scanned_);
  }
}

/// False: a contradiction, or the budget is spent.
bool KnownOrder::round(std::span<const std::uint32_t> rank) {
  const std::size_t points = problem_->point_count();
  const std::vector<Point> order = ranked_order(points, edges_, rank);
  if (order.size() < points) {
    contradiction_ = true;
    return false;
  }
  if (chains_ == 0) return true;
  const Adjacency out = Adjacency::out(points, edges_);
  done_.assign(points, false);
  again_ = false;
  for (const Point p : order) {
    if (edges_.capacity() != capacity_) held_edges_.set((capacity_ = edges_.capacity()) * kEdgeBytes);
    if (budget_->spent()) return false;
    if (problem_->position(p) != 0) row(p)[problem_->chain_of(p)] = std::max(row(p)[problem_->chain_of(p)], problem_->position(p));
    look_at(p);
    if (contradiction_) return false;
    done_[p] = true;
    for (const std::uint32_t e : out.of(p)) join(edges_[e].to, p);
  }
  return true;
}

KnownOrder::Outcome KnownOrder::run(std::span<const std::uint32_t> rank) {
  if (budget_->spent_now()) return Outcome::spent;
  order_neighbours();
  if (chains_ != 0) order_initial_values();
  do {
    if (round(rank)) continue;
    if (!contradiction_) return Outcome::spent;
    cycle_ = cheapest_cycle(*problem_, edges_, *budget_);
    return cycle_.empty() ? Outcome::spent : Outcome::contradiction;
  } while (again_);
  looked_ = {};
  return Outcome::consistent;
}

}  // namespace clio::transactional

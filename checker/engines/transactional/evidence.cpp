// The operations behind a constraint. Nothing here decides; all of it costs O(n) at most and is asked only where something is violated.
//
// A path under (so ∪ wr)+ is searched backward, breadth first by the number of reads: what precedes a node in its session is reached together with it, since session order needs no operation in
// between. Tested by tests/transactional/theories_test.cpp, which judges each conflict by itself.

#include "checker/engines/transactional/evidence.hpp"

#include <algorithm>
#include <unordered_map>

#include "checker/support/assert.hpp"

namespace clio::transactional {
namespace {

constexpr std::uint32_t kNone = 0xffffffffu;

/// A read whose list shows the node's append and as little after it as possible; kNone where no read of these transactions does.
std::uint32_t showing(const Transactions& transactions, Node node, Place place) {
  const std::vector<Node> shown = transactions.version_order(place);
  std::unordered_map<Node, std::size_t> at;
  for (std::size_t i = 0; i < shown.size(); ++i) at.emplace(shown[i], i);
  const auto own = at.find(node);
  if (own == at.end()) return kNone;
  std::uint32_t best = kNone;
  std::size_t best_at = shown.size();
  for (std::uint32_t read = 0; read < transactions.read_count(); ++read) {
    if (transactions.read(read).place != place) continue;
    const auto last = at.find(transactions.read(read).source);  // own appends behind it show nothing
    if (last == at.end() || last->second < own->second || last->second >= best_at) continue;
    best = read;
    best_at = last->second;
  }
  return best;
}

}  // namespace

void Evidence::add_reading(std::uint32_t read) {
  operations_.push_back(transactions_->read_op(read));
  const Transactions::Read& what = transactions_->read(read);
  if (what.source < kUndecided) add_write(what.source, what.place);
}

void Evidence::add_showing(Node node, Place place) {
  if (const std::uint32_t read = showing(*transactions_, node, place); read != kNone) add_reading(read);
}

void Evidence::add_path(Node from, Node to) {
  const Transactions& t = *transactions_;
  // Of what has been reached: the read that leads on from there, or, where session order does, the node that it leads to.
  struct Next {
    Node node = kNoNode;
    std::uint32_t read = kNone;
  };
  std::vector<Next> next(t.size());
  std::vector<bool> reached(t.size());
  std::vector<Node> queue;
  const auto enter = [&](Node node, const Next& how) {
    if (reached[node]) return;
    reached[node] = true;
    next[node] = how;
    queue.push_back(node);
    for (Node q = t.before(node); q != kNoNode && !reached[q]; q = t.before(q)) {
      reached[q] = true;
      next[q] = {node, kNone};
      queue.push_back(q);
    }
  };
  enter(to, {});
  for (std::size_t i = 0; i < queue.size() && (!reached[from] || from == to); ++i) {
    const Node reader = queue[i];
    for (std::uint32_t read = t.first_read(reader); read < t.first_read(reader + 1); ++read) {
      if (t.read(read).source < kUndecided) enter(t.read(read).source, {reader, read});
    }
  }
  CLIO_ASSERT(reached[from]);
  for (Node node = from; node != to; node = next[node].node) {
    if (next[node].read != kNone) add_reading(next[node].read);
  }
}

std::vector<OpId> Evidence::take() {
  std::sort(operations_.begin(), operations_.end());
  operations_.erase(std::unique(operations_.begin(), operations_.end()), operations_.end());
  return std::move(operations_);
}

}  // namespace clio::transactional

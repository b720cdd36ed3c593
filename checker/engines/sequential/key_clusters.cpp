// One key with distinct values: contraction (after Gibbons and Korach, SIAM J. Comput. 26(4), 1997, section 4, for session order in place of real time).
//
// With distinct values a read has one source, so a write and its reads form a cluster, and in any explanation the clusters follow each other unmixed. A successful
// compare-and-set reads the last cluster before its own, so clusters that it links form a chain with nothing between. Contract every chain to a vertex: one chain
// must come before another when something of the one comes before something of the other in a session. An explanation exists exactly when
//   - no value is replaced by two compare-and-sets, and chains do not bite their own tails;
//   - within a chain, sessions go along it: a write before its reads, before what replaced it;
//   - nothing must come before the chain of the initial value, and the graph of chains has no cycle.
// Then chains in topological order, each laid out along itself, are an explanation. Every violation names the few operations of its cycle.
// Tested by tests/sequential/key_clusters_test.cpp and agreement_test.cpp.

#include "checker/engines/sequential/key_clusters.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "checker/graph/graph.hpp"

namespace clio::sequential {

KeyClusters::KeyClusters(const BaseRelations& relations, const KeyOperations& packed)
    : relations_(&relations), packed_(&packed), last_(relations.history().process_count(), kNothing) {}

Finding KeyClusters::violated(std::vector<Local> ops) const {
  for (std::size_t i = 0; i < ops.size(); ++i) {
    if (!ops_[ops[i]].reads()) continue;
    const Local source = writer_[ops_[ops[i]].read];
    if (source != kNothing) ops.push_back(source);
    if (i > ops_.size() * 3) break;  // round a loop of compare-and-sets
  }
  std::vector<OpId> core;
  for (const Local op : ops) core.push_back(ops_[op].op);
  std::sort(core.begin(), core.end());
  core.erase(std::unique(core.begin(), core.end()), core.end());
  return Finding::violated("clusters", std::move(core));
}

std::optional<Finding> KeyClusters::decide(KeyId key) {
  if (!packed_->decided(key)) return std::nullopt;
  if (std::optional<Finding> finding = take_part(key)) return finding;
  if (std::optional<Finding> finding = make_chains()) return finding;
  if (std::optional<Finding> finding = link_chains()) return finding;
  return order_chains();
}

/// Collects the operations that took effect, and who wrote and replaced each value.
std::optional<Finding> KeyClusters::take_part(KeyId key) {
  const std::size_t cells = index(relations_->end_cell(key)) - index(relations_->first_cell(key));
  writer_.assign(cells, kNothing);
  replaced_by_.assign(cells, kNothing);
  readers_begin_.assign(cells + 1, 0);
  ops_ = packed_->on_key(key);
  bool optional = false;
  for (const KeyOperation& op : ops_) {
    if (op.reads()) ++readers_begin_[op.read + 1];
    optional = optional || op.optional != 0;
  }
  if (optional) leave_out_unread();
  if (!packed_->in_order()) order_by_session();
  for (Local i = 0; i < ops_.size(); ++i) {
    if (ops_[i].writes()) writer_[ops_[i].write] = i;
  }
  for (Local i = 0; i < ops_.size(); ++i) {
    const KeyOperation& op = ops_[i];
    if (!op.reads()) continue;
    if (writer_[op.read] == i || (writer_[op.read] == kNothing && op.read != 0)) return violated({i});  // nobody else wrote it
    if (!op.writes()) continue;
    if (replaced_by_[op.read] != kNothing) return violated({replaced_by_[op.read], i});
    replaced_by_[op.read] = i;
  }
  return std::nullopt;
}

/// Unknown writes that nobody read take no effect.
void KeyClusters::leave_out_unread() {
  own_.clear();
  std::copy_if(ops_.begin(), ops_.end(), std::back_inserter(own_), [&](const KeyOperation& op) { return op.optional == 0 || readers_begin_[op.write + 1] != 0; });
  ops_ = own_;
}

/// Where the file is not in program order, it may still be for the key; then its operations stay where they are.
void KeyClusters::order_by_session() {
  const BaseRelations& r = *relations_;
  bool in_order = true;
  for (Local i = 0; i < ops_.size(); ++i) {
    Local& last = last_[index(ops_[i].process)];
    in_order = in_order && (last == kNothing || r.position(ops_[last].op) < r.position(ops_[i].op));
    last = i;
  }
  for (const KeyOperation& op : ops_) last_[index(op.process)] = kNothing;
  if (in_order) return;
  if (ops_.data() != own_.data()) own_.assign(ops_.begin(), ops_.end());
  std::sort(own_.begin(), own_.end(), [&](const KeyOperation& a, const KeyOperation& b) { return r.position(a.op) < r.position(b.op); });
  ops_ = own_;
}

std::optional<Finding> KeyClusters::make_chains() {
  const auto cells = static_cast<std::uint32_t>(writer_.size());
  chain_.assign(cells, kNothing);
  in_chain_.assign(cells, 0);
  for (std::uint32_t first = 0; first < cells; ++first) {
    if (writer_[first] != kNothing && ops_[writer_[first]].reads()) continue;  // not the first of its chain
    std::uint32_t length = 0;
    for (std::uint32_t c = first;; c = next_in_chain(c)) {
      chain_[c] = first;
      in_chain_[c] = length++;
      if (replaced_by_[c] == kNothing) break;
    }
  }
  for (std::uint32_t c = 0; c < cells; ++c) {
    if (chain_[c] != kNothing || writer_[c] == kNothing) continue;
    std::vector<Local> loop;  // each replaced the value of the one before
    std::uint32_t at = c;
    do {
      loop.push_back(writer_[at]);
      at = ops_[writer_[at]].read;
    } while (at != c);
    return violated(std::move(loop));
  }
  return std::nullopt;
}

std::optional<Finding> KeyClusters::link_chains() {
  links_.clear();
  std::optional<Finding> finding;
  for (Local i = 0; i < ops_.size(); ++i) {
    const KeyOperation& op = ops_[i];
    Local& last = last_[index(op.process)];
    const Local before = last;
    if (op.optional == 0) last = i;
    if (before == kNothing || finding) continue;
    const KeyOperation& earlier = ops_[before];
    const std::uint32_t from = chain_[earlier.cell()], to = chain_[op.cell()];
    if (from != to) {
      if (to == 0) finding = violated({before, i});
      else links_.push_back({from, to, before, i});
    } else if (place(earlier) > place(op)) {
      // With the compare-and-sets from the one to the other.
      std::vector<Local> between{before, i};
      for (std::uint32_t c = op.cell(); c != earlier.cell(); c = next_in_chain(c)) between.push_back(replaced_by_[c]);
      finding = violated(std::move(between));
    }
  }
  for (const KeyOperation& op : ops_) last_[index(op.process)] = kNothing;
  return finding;
}

Finding KeyClusters::order_chains() {
  const auto cells = static_cast<std::uint32_t>(writer_.size());
  waits_.assign(cells, 0);
  out_begin_.assign(cells + 1, 0);
  out_.resize(links_.size());
  for (const Link& link : links_) ++waits_[link.to], ++out_begin_[link.from + 1];
  std::partial_sum(out_begin_.begin(), out_begin_.end(), out_begin_.begin());
  std::vector<std::uint32_t> next(out_begin_.begin(), out_begin_.end() - 1);
  for (const Link& link : links_) out_[next[link.from]++] = link.to;
  std::partial_sum(readers_begin_.begin(), readers_begin_.end(), readers_begin_.begin());
  readers_.resize(readers_begin_.back());
  next.assign(readers_begin_.begin(), readers_begin_.end() - 1);
  for (const KeyOperation& op : ops_) {
    if (op.reads() && !op.writes()) readers_[next[op.read]++] = op.op;
  }
  // `next` is now where each cell's plain readers end.
  std::vector<OpId> witness;
  witness.reserve(ops_.size());
  std::vector<std::uint32_t> ready;  // in order of appearance: the initial value's chain is number 0 and waits for nothing
  std::size_t chains = 0;
  for (std::uint32_t c = 0; c < cells; ++c) {
    if (chain_[c] != c) continue;
    ++chains;
    if (waits_[c] == 0) ready.push_back(c);
  }
  for (std::size_t i = 0; i < ready.size(); ++i) {
    for (std::uint32_t c = ready[i];; c = next_in_chain(c)) {
      if (writer_[c] != kNothing) witness.push_back(ops_[writer_[c]].op);
      witness.insert(witness.end(), readers_.begin() + readers_begin_[c], readers_.begin() + next[c]);
      if (replaced_by_[c] == kNothing) break;
    }
    for (std::uint32_t j = out_begin_[ready[i]]; j < out_begin_[ready[i] + 1]; ++j) {
      if (--waits_[out_[j]] == 0) ready.push_back(out_[j]);
    }
  }
  if (ready.size() == chains) return Finding::satisfied("clusters", std::move(witness));

  std::vector<GraphEdge> edges;
  for (const Link& link : links_) edges.push_back({link.from, link.to, 0});
  std::vector<Local> ops;
  const std::vector<std::uint32_t> cycle = Graph(cells, edges).shortest_cycle(kAllLabels, 64);
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    const Link& in = links_[cycle[i]];
    const Link& out = links_[cycle[(i + 1) % cycle.size()]];
    ops.insert(ops.end(), {in.before, in.after});
    // Along the chain between where the cycle comes in and where it goes out: what makes the two one chain.
    std::uint32_t a = ops_[in.after].cell(), b = ops_[out.before].cell();
    if (in_chain_[a] > in_chain_[b]) std::swap(a, b);
    for (; a != b; a = next_in_chain(a)) ops.push_back(replaced_by_[a]);
  }
  return violated(std::move(ops));
}

}  // namespace clio::sequential

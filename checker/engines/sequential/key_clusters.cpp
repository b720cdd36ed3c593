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
#include <numeric>

#include "checker/graph/graph.hpp"

namespace clio::sequential {

KeyClusters::KeyClusters(const BaseRelations& relations) : relations_(&relations), last_(relations.history().process_count(), kNoOp) {}

bool KeyClusters::applies(KeyId key) const {
  if (!relations_->distinct(key)) return false;
  if (!relations_->has_cas()) return true;
  return std::none_of(relations_->on_key(key).begin(), relations_->on_key(key).end(), [&](OpId op) {
    return relations_->reads_other(op) || (relations_->optional(op) && relations_->history().kind(op) == Kind::cas);
  });
}

/// The cluster that the operation leaves behind.
std::uint32_t KeyClusters::cell_of(OpId op) const { return cell(relations_->writes(op) ? relations_->write_cell(op) : relations_->read_cell(op)); }

/// Its place along its chain: a write, its reads, what replaced it.
std::uint32_t KeyClusters::place(OpId op) const { return 2 * in_chain_[cell_of(op)] + (relations_->writes(op) ? 0 : 1); }

Finding KeyClusters::violated(std::vector<OpId> ops) const {
  for (std::size_t i = 0; i < ops.size(); ++i) {
    if (!relations_->reads(ops[i])) continue;
    const OpId source = writer_[cell(relations_->read_cell(ops[i]))];
    if (source != kNoOp) ops.push_back(source);
    if (i > relations_->on_key(relations_->history().key(ops[i])).size() * 3) break;  // round a loop of compare-and-sets
  }
  std::sort(ops.begin(), ops.end());
  ops.erase(std::unique(ops.begin(), ops.end()), ops.end());
  return Finding::violated("clusters", std::move(ops));
}

std::optional<Finding> KeyClusters::decide(KeyId key) {
  if (!applies(key)) return std::nullopt;
  if (std::optional<Finding> finding = take_part(key)) return finding;
  if (std::optional<Finding> finding = make_chains()) return finding;
  if (std::optional<Finding> finding = link_chains()) return finding;
  return order_chains();
}

/// Collects the operations that took effect, and who wrote and replaced each value.
std::optional<Finding> KeyClusters::take_part(KeyId key) {
  const BaseRelations& r = *relations_;
  first_cell_ = index(r.first_cell(key));
  const std::size_t cells = index(r.end_cell(key)) - first_cell_;
  writer_.assign(cells, kNoOp);
  replaced_by_.assign(cells, kNoOp);
  readers_begin_.assign(cells + 1, 0);
  ops_.clear();
  bool in_order = true;
  for (const OpId op : r.on_key(key)) {
    if (r.writes(op)) writer_[cell(r.write_cell(op))] = op;
    if (r.reads(op)) ++readers_begin_[cell(r.read_cell(op)) + 1];
    OpId& last = last_[index(r.history().process(op))];
    in_order = in_order && (last == kNoOp || r.position(last) < r.position(op));
    last = op;
  }
  for (const OpId op : r.on_key(key)) {
    last_[index(r.history().process(op))] = kNoOp;
    // An unknown write that nobody read is left out.
    if (!r.optional(op) || readers_begin_[cell(r.write_cell(op)) + 1] != 0) ops_.push_back(op);
  }
  if (!in_order) std::sort(ops_.begin(), ops_.end(), [&](OpId a, OpId b) { return r.position(a) < r.position(b); });
  for (const OpId op : ops_) {
    if (!r.reads(op)) continue;
    const std::uint32_t read = cell(r.read_cell(op));
    if (writer_[read] == op || (writer_[read] == kNoOp && read != 0)) return violated({op});  // nobody else wrote it
    if (!r.writes(op)) continue;
    if (replaced_by_[read] != kNoOp) return violated({replaced_by_[read], op});
    replaced_by_[read] = op;
  }
  return std::nullopt;
}

std::optional<Finding> KeyClusters::make_chains() {
  const auto cells = static_cast<std::uint32_t>(writer_.size());
  chain_.assign(cells, kNothing);
  in_chain_.assign(cells, 0);
  for (std::uint32_t first = 0; first < cells; ++first) {
    if (writer_[first] != kNoOp && relations_->reads(writer_[first])) continue;  // not the first of its chain
    std::uint32_t length = 0;
    for (std::uint32_t c = first;; c = cell(relations_->write_cell(replaced_by_[c]))) {
      chain_[c] = first;
      in_chain_[c] = length++;
      if (replaced_by_[c] == kNoOp) break;
    }
  }
  for (std::uint32_t c = 0; c < cells; ++c) {
    if (chain_[c] != kNothing || writer_[c] == kNoOp) continue;
    std::vector<OpId> loop;  // each replaced the value of the one before
    std::uint32_t at = c;
    do {
      loop.push_back(writer_[at]);
      at = cell(relations_->read_cell(writer_[at]));
    } while (at != c);
    return violated(std::move(loop));
  }
  return std::nullopt;
}

std::optional<Finding> KeyClusters::link_chains() {
  const BaseRelations& r = *relations_;
  links_.clear();
  std::optional<Finding> finding;
  for (const OpId op : ops_) {
    OpId& last = last_[index(r.history().process(op))];
    const OpId before = last;
    if (!r.optional(op)) last = op;
    if (before == kNoOp || finding) continue;
    const std::uint32_t from = chain_[cell_of(before)], to = chain_[cell_of(op)];
    if (from != to) {
      if (to == 0) finding = violated({before, op});
      else links_.push_back({from, to, before, op});
    } else if (place(before) > place(op)) {
      // With the compare-and-sets from the one to the other.
      std::vector<OpId> ops{before, op};
      for (std::uint32_t c = cell_of(op); c != cell_of(before); c = cell(r.write_cell(replaced_by_[c]))) ops.push_back(replaced_by_[c]);
      finding = violated(std::move(ops));
    }
  }
  for (const OpId op : ops_) last_[index(r.history().process(op))] = kNoOp;
  return finding;
}

Finding KeyClusters::order_chains() {
  const BaseRelations& r = *relations_;
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
  for (const OpId op : ops_) {
    if (r.reads(op) && !r.writes(op)) readers_[next[cell(r.read_cell(op))]++] = op;
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
    for (std::uint32_t c = ready[i];; c = cell(r.write_cell(replaced_by_[c]))) {
      const bool nobody_read = next[c] == readers_begin_[c] && replaced_by_[c] == kNoOp;
      if (writer_[c] != kNoOp && !(r.optional(writer_[c]) && nobody_read)) witness.push_back(writer_[c]);
      witness.insert(witness.end(), readers_.begin() + readers_begin_[c], readers_.begin() + next[c]);
      if (replaced_by_[c] == kNoOp) break;
    }
    for (std::uint32_t j = out_begin_[ready[i]]; j < out_begin_[ready[i] + 1]; ++j) {
      if (--waits_[out_[j]] == 0) ready.push_back(out_[j]);
    }
  }
  if (ready.size() == chains) return Finding::satisfied("clusters", std::move(witness));

  std::vector<GraphEdge> edges;
  for (const Link& link : links_) edges.push_back({link.from, link.to, 0});
  std::vector<OpId> ops;
  const std::vector<std::uint32_t> cycle = Graph(cells, edges).shortest_cycle(kAllLabels, 64);
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    const Link& in = links_[cycle[i]];
    const Link& out = links_[cycle[(i + 1) % cycle.size()]];
    ops.insert(ops.end(), {in.before, in.after});
    // Along the chain between where the cycle comes in and where it goes out: what makes the two one chain.
    std::uint32_t a = cell_of(in.after), b = cell_of(out.before);
    if (in_chain_[a] > in_chain_[b]) std::swap(a, b);
    for (; a != b; a = cell(r.write_cell(replaced_by_[a]))) ops.push_back(replaced_by_[a]);
  }
  return violated(std::move(ops));
}

}  // namespace clio::sequential

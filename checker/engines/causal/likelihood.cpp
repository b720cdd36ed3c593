#include "checker/engines/causal/likelihood.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace clio::causal {

Likelihood::Likelihood(const Candidates& candidates) : candidates_(&candidates) {
  const History& history = candidates.relations().history();
  for (std::size_t i = 1; history.timed() && i < history.size() && in_order_of_call_; ++i) {
    in_order_of_call_ = history.call(id_at<OpId>(i - 1)) <= history.call(id_at<OpId>(i));
  }
}

/// Whether the write may have been under way when the read ended.
bool Likelihood::in_time(OpId writer, OpId read) const {
  const BaseRelations& relations = candidates_->relations();
  return relations.history().timed() ? !relations.before_in_real_time(read, writer) : writer < read;
}

bool Likelihood::earlier(OpId a, OpId b) const {
  const History& history = candidates_->relations().history();
  if (!history.timed() || history.call(a) == history.call(b)) return a < b;
  return history.call(a) < history.call(b);
}

OpId Likelihood::best(OpId read) const {
  OpId latest = kNoOp, next = kNoOp;  // in time, and not
  const auto consider = [&](OpId writer) {
    if (in_time(writer, read)) {
      if (latest == kNoOp || earlier(latest, writer)) latest = writer;
    } else if (next == kNoOp || earlier(writer, next)) {
      next = writer;
    }
  };
  if (!in_order_of_call_) {
    candidates_->each_writer(read, consider);
  } else if (candidates_->relations().reads_other(read)) {
    return best_other(read);
  } else {
    const auto writers = candidates_->relations().writers(candidates_->relations().read_cell(read));
    auto late = std::partition_point(writers.begin(), writers.end(), [&](OpId writer) { return in_time(writer, read); });
    if (late != writers.end() && *late == read) ++late;
    if (late != writers.end()) consider(*late);
    auto early = std::make_reverse_iterator(std::partition_point(writers.begin(), writers.end(), [&](OpId writer) { return in_time(writer, read); }));
    if (early != writers.rend() && *early == read) ++early;
    if (early != writers.rend()) consider(*early);
  }
  if (latest != kNoOp) return latest;
  return candidates_->may_read_initial(read) ? kInitialValue : next;
}

/// The best of a failed cas, whose candidates are most writes of its key: among the key's operations, in order of call, the nearest that will do.
OpId Likelihood::best_other(OpId read) const {
  const BaseRelations& relations = candidates_->relations();
  const CellId avoided = relations.read_cell(read);
  const auto ops = relations.on_key(relations.key_of(avoided));
  const auto fits = [&](OpId op) { return relations.writes(op) && relations.write_cell(op) != avoided; };
  const auto late = std::partition_point(ops.begin(), ops.end(), [&](OpId op) { return in_time(op, read); });
  const auto latest = std::find_if(std::make_reverse_iterator(late), ops.rend(), fits);
  if (latest != ops.rend()) return *latest;
  if (candidates_->may_read_initial(read)) return kInitialValue;
  const auto next = std::find_if(late, ops.end(), fits);
  return next == ops.end() ? kNoOp : *next;
}

std::vector<OpId> Likelihood::ranked(OpId read) const {
  std::vector<OpId> ranked, late;
  candidates_->each_writer(read, [&](OpId writer) { (in_time(writer, read) ? ranked : late).push_back(writer); });
  std::sort(ranked.begin(), ranked.end(), [&](OpId a, OpId b) { return earlier(b, a); });
  std::sort(late.begin(), late.end(), [&](OpId a, OpId b) { return earlier(a, b); });
  if (candidates_->may_read_initial(read)) ranked.push_back(kInitialValue);
  ranked.insert(ranked.end(), late.begin(), late.end());
  return ranked;
}

}  // namespace clio::causal

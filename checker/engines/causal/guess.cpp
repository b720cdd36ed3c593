#include "checker/engines/causal/guess.hpp"

#include <algorithm>

namespace clio::causal {
namespace {

OpId nearest(const Candidates& candidates, OpId read, OpId latest_before, OpId earliest_after) {
  if (latest_before != kNoOp) return latest_before;
  return candidates.may_read_initial(read) ? kInitialValue : earliest_after;
}

}  // namespace

OpId likeliest_source(const Candidates& candidates, OpId read) {
  if (!candidates.relations().reads_other(read)) {
    const auto writers = candidates.relations().writers(candidates.relations().read_cell(read));
    auto after = std::lower_bound(writers.begin(), writers.end(), read);
    const OpId before = after == writers.begin() ? kNoOp : *(after - 1);
    if (after != writers.end() && *after == read) ++after;
    return nearest(candidates, read, before, after == writers.end() ? kNoOp : *after);
  }
  OpId before = kNoOp, after = kNoOp;
  candidates.each_writer(read, [&](OpId writer) {
    if (writer < read && (before == kNoOp || writer > before)) before = writer;
    if (writer > read && (after == kNoOp || writer < after)) after = writer;
  });
  return nearest(candidates, read, before, after);
}

}  // namespace clio::causal

// Queues whose values are distinct, in O(n log n).
//
// Let enqueue of v take effect within [in_from, in_by] and its dequeue within [out_from, out_by] (never, if it was not dequeued), with in_by <= out_by and in_from <= out_from,
// as it goes in before it comes out. Value a must precede value b if in_by(a) < in_from(b), or if out_by(a) < out_from(b). A queue keeps one order of
// its values for both. So two values must not each have to precede the other (Henzinger, Sezgin and Vafeiadis 2013 show that this, with what concerns single
// values and emptiness, is all there is).
//
// Pairs suffice: "must precede" joins two interval orders, in which a before b and c before d imply a before d or c before b; with that a shortest cycle has length two.
//
// The order is found by taking one value after the other: any whose in_from is at most the least in_by, and whose out_from is at most the least out_by, of the values left. If there
// is none, the value a with the least in_by and the value b with the least out_by contradict each other: out_by(b) < out_from(a), for otherwise a could be taken, and in_by(a) < in_from(b).
//
// A dequeue that found nothing must stand at a time p at which no value is certainly in, see value_spans.hpp. Let the values with in_by < p go first, all others after
// it. This contradicts no order: if a must precede b and b goes first, so does a: in_by(a) < in_from(b) <= in_by(b) < p, or in_by(a) <= out_by(a) < out_from(b) <= p,
// the last because b is not certainly in at p. So the times p cut the values into blocks, each of which is ordered as above.
//
// Then let each operation take effect as early as its predecessors allow: enqueues at the latest in_from so far (and after the last p), dequeues at the latest out_from
// or their own enqueue's time. By the conditions above no time exceeds in_by, out_by or the block's p. Merging enqueues and dequeues by time is a linearization.
// Tested by tests/linearizable/containers_test.cpp and agreement_test.cpp.

#include <algorithm>
#include <limits>

#include "checker/engines/linearizable/containers.hpp"
#include "checker/engines/linearizable/time_order.hpp"

namespace clio::linearizable {
namespace {

constexpr Time kBeforeAllTime = std::numeric_limits<Time>::min();

class Fifo {
 public:
  explicit Fifo(const ValueSpans& values) : values_(values), spans_(values.spans) {}

  KeyFinding decide() {
    if (!values_.core.empty()) return KeyFinding::violated(values_.core);
    const Clearings clearings = find_clearings(values_);
    if (!clearings.covering.empty()) {
      return KeyFinding::violated(operations_of_values(spans_, clearings.covering, values_.empties[clearings.covered].op));
    }
    std::vector<AtTime> left;
    for (std::uint32_t v = 0; v < spans_.size(); ++v) left.push_back({spans_[v].in_by, v});
    sort_by_time(left, scratch_);
    std::size_t begin = 0;
    Time since = kBeforeAllTime;
    for (std::size_t e = 0; e <= values_.empties.size(); ++e) {
      const bool last = e == values_.empties.size();
      std::size_t end = begin;
      while (end < left.size() && (last || left[end].at < clearings.at[e])) ++end;
      if (!order_block({left.begin() + static_cast<std::ptrdiff_t>(begin), left.begin() + static_cast<std::ptrdiff_t>(end)})) {
        return KeyFinding::violated(operations_of_values(spans_, blamed_));
      }
      emit_block(since);
      begin = end;
      if (last) break;
      since = clearings.at[e];
      order_.push_back(values_.empties[e].op);
    }
    return KeyFinding::satisfied(std::move(order_));
  }

 private:
  /// Orders the values of a block, given by in_by, into block_; false if two contradict each other.
  bool order_block(std::vector<AtTime> by_in) {
    std::vector<AtTime> by_out, in_from, out_from;
    for (const AtTime& value : by_in) {
      by_out.push_back({spans_[value.what].out_by, value.what});
      in_from.push_back({spans_[value.what].in_from, value.what});
      out_from.push_back({spans_[value.what].out_from, value.what});
    }
    sort_by_time(by_out, scratch_);
    sort_by_time(in_from, scratch_);
    sort_by_time(out_from, scratch_);
    block_.clear();
    state_.resize(spans_.size(), 0);
    std::vector<std::uint32_t> ready;
    std::size_t i = 0, o = 0, least_in = 0, least_out = 0;
    const auto allow = [&](std::uint32_t value) {
      if (++state_[value] == 2) ready.push_back(value);
    };
    while (block_.size() < by_in.size()) {
      while (state_[by_in[least_in].what] == kTaken) ++least_in;
      while (state_[by_out[least_out].what] == kTaken) ++least_out;
      while (i < in_from.size() && in_from[i].at <= by_in[least_in].at) allow(in_from[i++].what);
      while (o < out_from.size() && out_from[o].at <= by_out[least_out].at) allow(out_from[o++].what);
      if (ready.empty()) {
        blamed_ = {by_in[least_in].what, by_out[least_out].what};
        return false;
      }
      for (const std::uint32_t value : ready) {
        block_.push_back(value);
        state_[value] = kTaken;
      }
      ready.clear();
    }
    return true;
  }

  void emit_block(Time since) {
    std::vector<Time> in(block_.size()), out(block_.size());
    Time latest_in = since, latest_out = since;
    for (std::size_t b = 0; b < block_.size(); ++b) {
      const ValueSpan& span = spans_[block_[b]];
      in[b] = latest_in = std::max(latest_in, span.in_from);
      out[b] = latest_out = std::max({latest_out, latest_in, span.out_from});
    }
    std::size_t next_in = 0, next_out = 0;
    while (next_out < block_.size()) {
      if (next_in < block_.size() && in[next_in] <= out[next_out]) {
        order_.push_back(spans_[block_[next_in++]].in);
      } else {
        if (spans_[block_[next_out]].out != kNoOp) order_.push_back(spans_[block_[next_out]].out);
        ++next_out;
      }
    }
  }

  static constexpr std::uint8_t kTaken = 3;
  const ValueSpans& values_;
  const std::vector<ValueSpan>& spans_;
  std::vector<AtTime> scratch_;
  std::vector<std::uint8_t> state_;  // by value: how many of the two conditions it meets
  std::vector<std::uint32_t> block_, blamed_;
  std::vector<OpId> order_;
};

}  // namespace

KeyFinding fifo(const ValueSpans& values) { return Fifo(values).decide(); }

}  // namespace clio::linearizable

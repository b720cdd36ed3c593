// Stacks whose values are distinct, in O(n k log n) for k pushes open at once.
//
// Let the push of v take effect within [in_from, in_by] and its pop within [out_from, out_by] (never, if it was not popped), with in_by <= out_by and in_from <= out_from, as it
// goes in before it comes out. The stay of v is the time from its push to its pop. A stack allows an order exactly when of any two stays one contains the other or they are
// apart, and a pop that found nothing stands in no stay.
//
// A value with out_from <= in_by can be pushed and popped in one instant of [out_from, in_by] and disturbs nobody: leave it aside. Every other value is certainly in throughout the open interval
// (in_by, out_from). Consider the gapless stretches of time in which some value is certainly in, and one of them, (L, R). Stays that meet it can all be moved
// into [L, R], since none of its values has to be in before L or after R; so stretches are independent. In an order that is allowed, some stay reaches from L to R: the outermost
// stays are apart, and between two of them nothing is in, so a stretch has only one outermost stay. Its value u has in_from(u) <= L and out_by(u) >= R. Any value u
// of the stretch that has may be the outermost: extend its stay to [L, R], and all others are still as they were to each other. Then take u away and go on with what remains:
// the stretch may fall apart. If a stretch has no such value, its values cannot be stacked; nor can any few of them that cover the stretch from L to R.
// A pop that found nothing stands at a time outside all stretches, if there is one (value_spans.hpp). This is decrease and conquer in the sense of Lee and Mathur (OOPSLA 2025).
//
// To find u: in_from(u) <= L <= in_by(u), so its push is open at L; few are. They are found in a tree over the values by in_from with the latest in_by of each subtree.
// To let stretches fall apart: a tree over the elementary pieces of time (the times that occur and the gaps between them) counts by how many values each is covered; pieces that
// come down to zero are cut out for good.
//
// The order: each value's push at its L, what it contains, its pop at its R; instantaneous values and pops that found nothing in between, by time.
// Tested by tests/linearizable/containers_test.cpp and agreement_test.cpp.

#include <algorithm>
#include <bit>

#include "checker/engines/linearizable/containers.hpp"
#include "checker/engines/linearizable/time_order.hpp"

namespace clio::linearizable {
namespace {

/// Values by in_from, with the latest in_by of each subtree: finds those whose push is open at a time.
class OpenPushes {
 public:
  OpenPushes(const std::vector<ValueSpan>& spans, std::vector<AtTime> by_in_from) : by_in_from_(std::move(by_in_from)) {
    leaves_ = std::bit_ceil(std::max<std::size_t>(by_in_from_.size(), 1));
    latest_.assign(2 * leaves_, kGone);
    for (std::size_t i = 0; i < by_in_from_.size(); ++i) latest_[leaves_ + i] = spans[by_in_from_[i].what].in_by;
    for (std::size_t node = leaves_; --node > 0;) latest_[node] = std::max(latest_[2 * node], latest_[2 * node + 1]);
    place_.resize(spans.size());
    for (std::size_t i = 0; i < by_in_from_.size(); ++i) place_[by_in_from_[i].what] = static_cast<std::uint32_t>(i);
  }
  void remove(std::uint32_t value) {
    std::size_t node = leaves_ + place_[value];
    latest_[node] = kGone;
    while ((node /= 2) > 0) latest_[node] = std::max(latest_[2 * node], latest_[2 * node + 1]);
  }
  /// Calls `visit` with every value of in_from <= time <= in_by, until it answers true; whether it did.
  template <class Visit>
  bool any_at(Time time, Visit&& visit) {
    nodes_.assign(1, 1);
    while (!nodes_.empty()) {
      const std::size_t node = nodes_.back();
      nodes_.pop_back();
      if (latest_[node] == kGone || latest_[node] < time) continue;
      if (node >= leaves_) {
        const AtTime& value = by_in_from_[node - leaves_];
        if (value.at <= time && visit(value.what)) return true;
        continue;
      }
      const std::size_t first_right = (2 * node + 1) << (std::countl_zero(2 * node + 1) - std::countl_zero(leaves_));
      const bool right_begins = first_right - leaves_ < by_in_from_.size() && by_in_from_[first_right - leaves_].at <= time;
      if (right_begins) nodes_.push_back(2 * node + 1);
      nodes_.push_back(2 * node);
    }
    return false;
  }

 private:
  static constexpr Time kGone = std::numeric_limits<Time>::min();
  std::vector<AtTime> by_in_from_;
  std::size_t leaves_ = 1;
  std::vector<Time> latest_;
  std::vector<std::uint32_t> place_;
  std::vector<std::size_t> nodes_;
};

/// Elementary pieces of time, with the number of values that cover each.
class Coverage {
 public:
  explicit Coverage(std::size_t pieces) : leaves_(std::bit_ceil(std::max<std::size_t>(pieces, 1))), least_(2 * leaves_), pending_(2 * leaves_) {
    for (std::size_t piece = pieces; piece < leaves_; ++piece) least_[leaves_ + piece] = kCutOut;
  }
  /// Sets the counts, once.
  void build(const std::vector<std::int64_t>& counts) {
    std::copy(counts.begin(), counts.end(), least_.begin() + static_cast<std::ptrdiff_t>(leaves_));
    for (std::size_t node = leaves_; --node > 0;) least_[node] = std::min(least_[2 * node], least_[2 * node + 1]);
  }
  /// One value less covers the pieces begin .. end-1.
  void uncover(std::size_t begin, std::size_t end) { add(1, 0, leaves_, begin, end, -1); }
  /// The first piece in begin .. end-1 that nothing covers is cut out and answered; end if there is none.
  std::size_t cut_out(std::size_t begin, std::size_t end) {
    const std::size_t piece = first_zero(1, 0, leaves_, begin, end);
    if (piece < end) add(1, 0, leaves_, piece, piece + 1, kCutOut);
    return piece;
  }

 private:
  static constexpr std::int64_t kCutOut = std::int64_t{1} << 40;

  // Recursion is as deep as the tree is high: at most 35.
  void add(std::size_t node, std::size_t from, std::size_t to, std::size_t begin, std::size_t end, std::int64_t amount) {
    if (end <= from || to <= begin) return;
    if (begin <= from && to <= end) {
      least_[node] += amount;
      pending_[node] += amount;
      return;
    }
    const std::size_t middle = (from + to) / 2;
    add(2 * node, from, middle, begin, end, amount);
    add(2 * node + 1, middle, to, begin, end, amount);
    least_[node] = std::min(least_[2 * node], least_[2 * node + 1]) + pending_[node];
  }
  std::size_t first_zero(std::size_t node, std::size_t from, std::size_t to, std::size_t begin, std::size_t end, std::int64_t above = 0) const {
    if (end <= from || to <= begin || least_[node] + above > 0) return end;
    if (to - from == 1) return from;
    const std::size_t middle = (from + to) / 2;
    const std::size_t left = first_zero(2 * node, from, middle, begin, end, above + pending_[node]);
    return left < end ? left : first_zero(2 * node + 1, middle, to, begin, end, above + pending_[node]);
  }

  std::size_t leaves_;
  std::vector<std::int64_t> least_, pending_;
};

class Lifo {
 public:
  explicit Lifo(const ValueSpans& values) : values_(values), spans_(values.spans), from_(spans_.size()), to_(spans_.size()) {}

  KeyFinding decide() {
    if (!values_.core.empty()) return KeyFinding::violated(values_.core);
    const Clearings clearings = find_clearings(values_);
    if (!clearings.covering.empty()) {
      return KeyFinding::violated(operations_of_values(spans_, clearings.covering, values_.empties[clearings.covered].op));
    }
    sort_out();
    if (!nest()) return KeyFinding::violated(operations_of_values(spans_, blamed_));
    return KeyFinding::satisfied(linearization(clearings));
  }

 private:
  struct Pieces {
    std::size_t begin, end;
  };

  /// The values that are certainly in for some time, the others, and the times that matter.
  void sort_out() {
    for (std::uint32_t v = 0; v < spans_.size(); ++v) {
      if (!spans_[v].certainly_in()) {
        instants_.push_back({spans_[v].out_from, v});
        continue;
      }
      staying_.push_back(v);
      times_.push_back({spans_[v].in_by, v});
      times_.push_back({spans_[v].out_from, v});
    }
    sort_by_time(instants_, scratch_);
    sort_by_time(times_, scratch_);
    times_.erase(std::unique(times_.begin(), times_.end(), [](const AtTime& a, const AtTime& b) { return a.at == b.at; }), times_.end());
  }
  /// Piece 2i is the i-th time, piece 2i + 1 the gap after it.
  [[nodiscard]] std::size_t piece_of(Time time) const {
    const auto at = std::lower_bound(times_.begin(), times_.end(), time, [](const AtTime& a, Time t) { return a.at < t; });
    return 2 * static_cast<std::size_t>(at - times_.begin());
  }

  bool nest() {
    if (staying_.empty()) return true;
    std::vector<std::int64_t> counts(2 * times_.size(), 0);
    std::vector<AtTime> by_in_from;
    std::vector<Pieces> pieces(spans_.size());
    for (const std::uint32_t v : staying_) {
      pieces[v] = {piece_of(spans_[v].in_by) + 1, piece_of(spans_[v].out_from)};
      ++counts[pieces[v].begin];
      --counts[pieces[v].end];
      by_in_from.push_back({spans_[v].in_from, v});
    }
    for (std::size_t p = 1; p < counts.size(); ++p) counts[p] += counts[p - 1];
    Coverage coverage(counts.size());
    coverage.build(counts);
    sort_by_time(by_in_from, scratch_);
    OpenPushes pushes(spans_, std::move(by_in_from));

    std::vector<Pieces> open;  // parts of time to be cut into stretches, the earliest last
    open.push_back({0, counts.size()});
    while (!open.empty()) {
      const Pieces part = open.back();
      open.pop_back();
      const std::size_t cut = coverage.cut_out(part.begin, part.end);
      if (cut < part.end) {
        if (cut + 1 < part.end) open.push_back({cut + 1, part.end});
        if (part.begin < cut) open.push_back({part.begin, cut});
        continue;
      }
      const Time begins = times_[part.begin / 2].at, ends = times_[part.end / 2].at;
      std::uint32_t outermost = 0;
      const bool found = pushes.any_at(begins, [&](std::uint32_t v) {
        outermost = v;
        return spans_[v].in_by < ends && spans_[v].out_by >= ends;
      });
      if (!found) return blame(begins, ends);
      from_[outermost] = begins;
      to_[outermost] = ends;
      nested_.push_back(outermost);
      pushes.remove(outermost);
      coverage.uncover(pieces[outermost].begin, pieces[outermost].end);
      placed_pieces_.push_back(part);
      open.push_back(part);
    }
    return true;
  }

  bool blame(Time begins, Time ends) {
    std::vector<bool> placed(spans_.size());
    for (const std::uint32_t v : nested_) placed[v] = true;
    std::vector<std::uint32_t> within;
    for (const std::uint32_t v : staying_) {
      if (!placed[v] && spans_[v].in_by >= begins && spans_[v].out_from <= ends) within.push_back(v);
    }
    blamed_ = cover(spans_, std::move(within), begins + 1, ends - 1);
    return false;
  }

  /// nested_ is in the order of the pushes: a value comes before what it contains, and stretches in order of time. A value is popped before the next one that it does not contain.
  [[nodiscard]] std::vector<OpId> linearization(const Clearings& clearings) const {
    std::vector<OpId> order;
    std::size_t instant = 0, empty = 0;
    const auto instants_until = [&](Time time) {
      for (; instant < instants_.size() && instants_[instant].at <= time; ++instant) {
        const ValueSpan& span = spans_[instants_[instant].what];
        order.push_back(span.in);
        order.push_back(span.out);
      }
    };
    const auto empties_until = [&](Time time) {
      for (; empty < clearings.at.size() && clearings.at[empty] <= time; ++empty) {
        instants_until(clearings.at[empty]);
        order.push_back(values_.empties[empty].op);
      }
    };
    std::vector<std::pair<std::uint32_t, std::size_t>> stack;  // values with the ends of their pieces
    const auto pop = [&] {
      instants_until(to_[stack.back().first]);
      if (const OpId out = spans_[stack.back().first].out; out != kNoOp) order.push_back(out);
      stack.pop_back();
    };
    for (std::size_t n = 0; n < nested_.size(); ++n) {
      const Pieces& pieces = placed_pieces_[n];
      while (!stack.empty() && stack.back().second <= pieces.begin) pop();
      if (stack.empty()) empties_until(from_[nested_[n]]);
      instants_until(from_[nested_[n]]);
      order.push_back(spans_[nested_[n]].in);
      stack.emplace_back(nested_[n], pieces.end);
    }
    while (!stack.empty()) pop();
    empties_until(kNever);
    instants_until(kNever);
    return order;
  }

  const ValueSpans& values_;
  const std::vector<ValueSpan>& spans_;
  std::vector<AtTime> instants_, times_, scratch_;
  std::vector<std::uint32_t> staying_, nested_, blamed_;
  std::vector<Pieces> placed_pieces_;  // by position in nested_
  std::vector<Time> from_, to_;        // by value: its stay
};

}  // namespace

KeyFinding lifo(const ValueSpans& values) { return Lifo(values).decide(); }

}  // namespace clio::linearizable

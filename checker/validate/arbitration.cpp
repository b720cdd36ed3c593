// Checks a witness of causal convergence: an order `arb` of the writes that took effect. What remains to be found is where the reads read from.
//
// Idea: walk along arb. Before a write, its process's earlier operations must have happened, and their sources stand before the write in arb, since
// arb extends happens-before. So each session has a cursor; a write first pulls its session up to itself; a read on the way chooses its source among
// the writes already walked; reads after a session's last write come at the end, when all writes are there. The walk is a linear extension of
// (so ∪ wr), which proves that happens-before is acyclic and within arb. Vector clocks over the sessions say what each read sees.
//
// The source of a read r. Let m be the arb-latest write of the key that r sees through its session alone.
// - If m has a right value, m is the source, without loss: it adds nothing to what r sees, so it only makes happens-before smaller than any other
//   choice would, and every other read keeps its source and sees no more than before. Likewise the initial value, if r sees no write of the key.
// - Otherwise the source is a later write w in arb with a right value: then everything of the key that r sees through w is before w in arb (the
//   walk has made sure that arb extends happens-before), and m is before w, so the definition's condition holds.
// Where values are distinct there is at most one such w, and the walk decides. Where several writes of one value remain, the choice may matter to
// later reads; the walk then tries them in arb order, and on failure goes back to the last real choice and walks again, up to a bound of steps.
// Beyond the bound the witness counts as right, unproved: it is never called wrong without proof.
//
// An unknown write that its process left behind precedes nothing in its session: it has a clock component of its own, so that only its readers see it.
// An unknown cas that took effect reads what it expected, like any other cas.
//
// Cost: O(n * sessions) time where choices do not fail, O(sessions) memory for each write that still has readers to come.
// Tested by tests/evidence/arbitration_test.cpp.

#include <algorithm>
#include <limits>
#include <vector>

#include "checker/validate/specification.hpp"
#include "checker/validate/witness.hpp"

namespace clio::validate {
namespace {

constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t kStepsMax = 20'000'000;

class Walk {
 public:
  Walk(const History& history, std::span<const OpId> witness) : history_(history), witness_(witness) {}

  std::string wrong() {
    if (std::string text = place_writes(); !text.empty()) return text;
    order_sessions();
    index_writes();
    for (std::uint64_t steps = 0;;) {
      const std::string text = walk_once();
      steps += session_ops_.size();
      if (text.empty() || steps > kStepsMax) return {};
      if (!next_choice()) return text;
    }
  }

 private:
  /// A write of a key, for finding what a read sees: the writes of one clock component stand together, in session order.
  struct KeyWrite {
    std::uint32_t component, position, arb;
  };
  /// A clock component that writes a key.
  struct Slice {
    std::uint32_t component, begin, end;
  };
  /// A write of a value of a key, for finding sources.
  struct ValueWrite {
    ValueId value;
    std::uint32_t arb;
  };
  /// One real choice of this walk: which of how many.
  struct Choice {
    std::uint32_t taken, of;
  };

  // ---- what the walk needs to know of the history

  std::string place_writes() {
    arb_.assign(history_.size(), kNowhere);
    for (std::size_t i = 0; i < witness_.size(); ++i) {
      const OpId op = witness_[i];
      if (index(op) >= history_.size()) return named(op) + " does not exist";
      if (!participates(history_, op) || !writes(op)) return named(op) + " is listed, but it is not a write that took effect";
      if (arb_[index(op)] != kNowhere) return named(op) + " is listed twice";
      arb_[index(op)] = static_cast<std::uint32_t>(i);
    }
    for (std::size_t i = 0; i < history_.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      if (history_.status(op) == Status::ok && writes(op) && arb_[i] == kNowhere) return named(op) + " is a write that took effect, but is not listed";
    }
    return {};
  }

  [[nodiscard]] bool writes(OpId op) const {
    switch (history_.kind(op)) {
      case Kind::write:
      case Kind::erase: return true;
      case Kind::cas: return history_.status(op) == Status::unknown || history_.success(op);
      default: return false;
    }
  }
  [[nodiscard]] bool takes_part(OpId op) const { return history_.status(op) == Status::ok || arb_[index(op)] != kNowhere; }
  [[nodiscard]] bool reads(OpId op) const { return history_.kind(op) == Kind::read || history_.kind(op) == Kind::cas; }
  [[nodiscard]] bool reads_other(OpId op) const {
    return history_.kind(op) == Kind::cas && history_.status(op) == Status::ok && !history_.success(op);
  }
  [[nodiscard]] ValueId read_value(OpId op) const { return history_.kind(op) == Kind::cas ? history_.expected(op) : history_.value(op); }

  void order_sessions() {
    session_begin_.assign(history_.process_count() + 1, 0);
    for (std::size_t i = 0; i < history_.size(); ++i) {
      if (takes_part(id_at<OpId>(i))) ++session_begin_[index(history_.process(id_at<OpId>(i))) + 1];
    }
    for (std::size_t p = 0; p < history_.process_count(); ++p) session_begin_[p + 1] += session_begin_[p];
    session_ops_.resize(session_begin_.back());
    std::vector<std::uint32_t> next(session_begin_.begin(), session_begin_.end() - 1);
    for (std::size_t i = 0; i < history_.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      if (takes_part(op)) session_ops_[next[index(history_.process(op))]++] = op;
    }
    position_.assign(history_.size(), 0);
    components_ = static_cast<std::uint32_t>(history_.process_count());
    component_.assign(history_.size(), kNowhere);
    for (std::size_t p = 0; p < history_.process_count(); ++p) {
      const auto begin = session_ops_.begin() + session_begin_[p], end = session_ops_.begin() + session_begin_[p + 1];
      const auto earlier = [&](OpId a, OpId b) { return history_.call(a) < history_.call(b); };
      if (history_.timed() && !std::is_sorted(begin, end, earlier)) std::stable_sort(begin, end, earlier);
      for (auto at = begin; at != end; ++at) {
        const bool left_behind = history_.status(*at) == Status::unknown && at + 1 != end;
        position_[index(*at)] = left_behind ? 1 : static_cast<std::uint32_t>(at - begin) + 1;
        component_[index(*at)] = left_behind ? components_++ : static_cast<std::uint32_t>(p);
      }
    }
  }

  void index_writes() {
    const std::size_t keys = history_.key_count();
    write_begin_.assign(keys + 1, 0);
    for (const OpId op : witness_) ++write_begin_[index(history_.key(op)) + 1];
    for (std::size_t k = 0; k < keys; ++k) write_begin_[k + 1] += write_begin_[k];
    by_component_.resize(witness_.size());
    by_value_.resize(witness_.size());
    std::vector<std::uint32_t> next(write_begin_.begin(), write_begin_.end() - 1);
    for (std::uint32_t i = 0; i < witness_.size(); ++i) {
      const OpId op = witness_[i];
      const std::uint32_t at = next[index(history_.key(op))]++;
      by_component_[at] = {component_[index(op)], position_[index(op)], i};
      by_value_[at] = {history_.value(op), i};
    }
    slice_begin_.push_back(0);
    for (std::size_t k = 0; k < keys; ++k) {
      const std::uint32_t begin = write_begin_[k], end = write_begin_[k + 1];
      std::sort(by_component_.begin() + begin, by_component_.begin() + end, [](const KeyWrite& a, const KeyWrite& b) {
        return a.component != b.component ? a.component < b.component : a.position < b.position;
      });
      std::sort(by_value_.begin() + begin, by_value_.begin() + end,
                [](const ValueWrite& a, const ValueWrite& b) { return a.value != b.value ? a.value < b.value : a.arb < b.arb; });
      for (std::uint32_t i = begin; i < end; ++i) {
        if (i == begin || by_component_[i].component != by_component_[i - 1].component) slices_.push_back({by_component_[i].component, i, i});
        slices_.back().end = i + 1;
      }
      slice_begin_.push_back(static_cast<std::uint32_t>(slices_.size()));
    }
    count_readers();
  }

  /// For each write, how many readings may still need its clock; a failed cas may read almost anything, so its key's clocks are kept.
  void count_readers() {
    readers_of_.assign(witness_.size(), 0);
    for (const OpId op : session_ops_) {
      if (!reads(op)) continue;
      if (reads_other(op)) {
        for (std::uint32_t i = write_begin_[index(history_.key(op))]; i < write_begin_[index(history_.key(op)) + 1]; ++i) {
          readers_of_[by_value_[i].arb] = kNowhere;
        }
        continue;
      }
      const auto [begin, end] = with_value(history_.key(op), read_value(op));
      for (std::uint32_t i = begin; i < end; ++i) {
        if (std::uint32_t& count = readers_of_[by_value_[i].arb]; count != kNowhere) ++count;
      }
    }
  }

  [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> with_value(KeyId key, ValueId value) const {
    const auto begin = by_value_.begin() + write_begin_[index(key)], end = by_value_.begin() + write_begin_[index(key) + 1];
    const auto first = std::lower_bound(begin, end, value, [](const ValueWrite& w, ValueId v) { return w.value < v; });
    auto last = first;
    while (last != end && last->value == value) ++last;
    return {static_cast<std::uint32_t>(first - by_value_.begin()), static_cast<std::uint32_t>(last - by_value_.begin())};
  }

  // ---- one walk

  std::string walk_once() {
    cursor_.assign(session_begin_.begin(), session_begin_.end() - 1);
    clocks_.assign(static_cast<std::size_t>(history_.process_count()) * components_, 0);
    pool_.clear();
    free_.clear();
    slot_of_.assign(witness_.size(), kNowhere);
    left_ = readers_of_;
    used_ = 0;
    for (walked_ = 0; walked_ < witness_.size(); ++walked_) {
      const OpId op = witness_[walked_];
      if (std::string text = pull_session(history_.process(op), op); !text.empty()) return text;
      if (std::string text = take_write(op); !text.empty()) return text;
    }
    for (std::size_t p = 0; p < history_.process_count(); ++p) {
      if (std::string text = pull_session(id_at<ProcessId>(p), kNoOp); !text.empty()) return text;
    }
    return {};
  }

  /// Lets everything of the session before `until` happen.
  std::string pull_session(ProcessId process, OpId until) {
    std::uint32_t& cursor = cursor_[index(process)];
    const std::uint32_t end = session_begin_[index(process) + 1];
    const bool left_behind = until != kNoOp && component_[index(until)] != index(process);
    if (left_behind && slot_of_[walked_] != kNowhere) return {};  // its session has passed it
    for (; cursor < end; ++cursor) {
      const OpId op = session_ops_[cursor];
      if (op == until) return {};
      if (arb_[index(op)] != kNowhere) {
        if (component_[index(op)] == index(process)) return named(op) + " precedes " + named(until) + " in its process, but not in the order";
        keep_clock(arb_[index(op)], clock_of(process));  // what an unknown write has before it, until its turn comes
        continue;
      }
      if (std::string text = take_reading(op, clock_of(process)); !text.empty()) return text;
      clock_of(process)[index(process)] = position_[index(op)];
    }
    return {};
  }

  std::string take_write(OpId op) {
    const ProcessId process = history_.process(op);
    if (component_[index(op)] != index(process)) {
      const bool passed = slot_of_[walked_] != kNowhere;
      if (!passed) {
        keep_clock(walked_, clock_of(process));
        ++cursor_[index(process)];
      }
      std::string text = reads(op) ? take_reading(op, pool_.data() + slot_of_[walked_]) : std::string();
      pool_[slot_of_[walked_] + component_[index(op)]] = 1;
      if (left_[walked_] == 0) release_clock(walked_);
      return text;
    }
    if (reads(op)) {
      if (std::string text = take_reading(op, clock_of(process)); !text.empty()) return text;
    }
    clock_of(process)[index(process)] = position_[index(op)];
    ++cursor_[index(process)];
    if (left_[walked_] != 0) keep_clock(walked_, clock_of(process));
    return {};
  }

  [[nodiscard]] std::uint32_t* clock_of(ProcessId process) { return clocks_.data() + index(process) * components_; }

  void keep_clock(std::uint32_t arb, const std::uint32_t* clock) {
    std::size_t slot = pool_.size();
    if (free_.empty()) {
      pool_.resize(slot + components_);
    } else {
      slot = free_.back();
      free_.pop_back();
    }
    // `clock` never points into the pool
    std::copy(clock, clock + components_, pool_.begin() + static_cast<std::ptrdiff_t>(slot));
    slot_of_[arb] = static_cast<std::uint32_t>(slot);
  }
  void release_clock(std::uint32_t arb) {
    free_.push_back(slot_of_[arb]);
    slot_of_[arb] = kNowhere;
  }

  /// Chooses the source of a reading, joins its clock to `clock`, and forgets clocks that nobody needs any more.
  std::string take_reading(OpId op, std::uint32_t* clock) {
    const std::uint32_t seen = latest_seen(history_.key(op), clock);
    std::string text;
    if (seen == kNowhere ? right_value(op, history_.initial(history_.key(op))) : right_value(op, history_.value(witness_[seen]))) {
      // nothing to join: it is seen already
    } else if (const std::uint32_t source = choose_source(op, seen); source == kNowhere) {
      text = named(op) + " has no source that " + (seen == kNowhere ? "the order allows" : named(witness_[seen]) + ", which it sees, does not overwrite");
    } else {
      const std::uint32_t* other = pool_.data() + slot_of_[source];
      for (std::uint32_t c = 0; c < components_; ++c) clock[c] = std::max(clock[c], other[c]);
    }
    if (!reads_other(op)) {
      const auto [begin, end] = with_value(history_.key(op), read_value(op));
      for (std::uint32_t i = begin; i < end; ++i) {
        const std::uint32_t arb = by_value_[i].arb;
        if (left_[arb] != kNowhere && --left_[arb] == 0 && slot_of_[arb] != kNowhere && arb < walked_) release_clock(arb);
      }
    }
    return text;
  }

  [[nodiscard]] bool right_value(OpId op, ValueId value) const { return (value == read_value(op)) != reads_other(op); }

  /// The arb-latest write of the key within a clock.
  [[nodiscard]] std::uint32_t latest_seen(KeyId key, const std::uint32_t* clock) const {
    std::uint32_t latest = kNowhere;
    for (std::uint32_t s = slice_begin_[index(key)]; s < slice_begin_[index(key) + 1]; ++s) {
      const Slice& slice = slices_[s];
      const std::uint32_t seen = clock[slice.component];
      if (seen < by_component_[slice.begin].position) continue;
      if (latest != kNowhere && by_component_[slice.end - 1].arb < latest) continue;
      const auto begin = by_component_.begin() + slice.begin, end = by_component_.begin() + slice.end;
      const auto after = std::upper_bound(begin, end, seen, [](std::uint32_t position, const KeyWrite& w) { return position < w.position; });
      if (latest == kNowhere || std::prev(after)->arb > latest) latest = std::prev(after)->arb;
    }
    return latest;
  }

  /// A write with a right value, after `seen` in arb and already walked; where there are several, the one whose turn it is.
  std::uint32_t choose_source(OpId op, std::uint32_t seen) {
    candidates_.clear();
    const KeyId key = history_.key(op);
    const auto consider = [&](std::uint32_t arb) {
      if (arb < walked_ && (seen == kNowhere || arb > seen)) candidates_.push_back(arb);
    };
    if (reads_other(op)) {
      for (std::uint32_t i = write_begin_[index(key)]; i < write_begin_[index(key) + 1]; ++i) {
        if (by_value_[i].value != read_value(op)) consider(by_value_[i].arb);
      }
      std::sort(candidates_.begin(), candidates_.end());
    } else {
      const auto [begin, end] = with_value(key, read_value(op));
      for (std::uint32_t i = begin; i < end; ++i) consider(by_value_[i].arb);
    }
    if (candidates_.empty()) return kNowhere;
    if (candidates_.size() == 1) return candidates_.front();
    if (used_ == choices_.size()) choices_.push_back({0, static_cast<std::uint32_t>(candidates_.size())});
    return candidates_[choices_[used_++].taken];
  }

  /// Prepares the next walk: the last choice that was used and has an untried alternative takes it. False: all were tried.
  bool next_choice() {
    choices_.resize(used_);
    while (!choices_.empty() && choices_.back().taken + 1 == choices_.back().of) choices_.pop_back();
    if (choices_.empty()) return false;
    ++choices_.back().taken;
    return true;
  }

  const History& history_;
  std::span<const OpId> witness_;

  std::vector<std::uint32_t> arb_;                 // by operation: place in the witness
  std::vector<std::uint32_t> session_begin_;       // of each process within session_ops_
  std::vector<OpId> session_ops_;                  // what takes part, in session order
  std::vector<std::uint32_t> component_, position_;  // by operation: where it appears in clocks
  std::uint32_t components_ = 0;
  std::vector<std::uint32_t> write_begin_;         // of each key within the next two
  std::vector<KeyWrite> by_component_;
  std::vector<ValueWrite> by_value_;
  std::vector<std::uint32_t> slice_begin_;         // of each key within slices_
  std::vector<Slice> slices_;
  std::vector<std::uint32_t> readers_of_;          // by place in the witness; kNowhere: its clock is always kept

  // Of one walk.
  std::uint32_t walked_ = 0;
  std::vector<std::uint32_t> cursor_;              // by process, within session_ops_
  std::vector<std::uint32_t> clocks_;              // of the processes
  std::vector<std::uint32_t> pool_;                // clocks of writes
  std::vector<std::uint32_t> slot_of_, left_;      // by place in the witness
  std::vector<std::uint32_t> free_;                // slots of the pool
  std::vector<std::uint32_t> candidates_;
  std::vector<Choice> choices_;                    // which candidate, for each real choice so far
  std::size_t used_ = 0;
};

}  // namespace

std::string wrong_arbitration(const History& history, std::span<const OpId> witness) { return Walk(history, witness).wrong(); }

}  // namespace clio::validate

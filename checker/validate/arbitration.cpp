// Checks a witness of causal convergence: an order `arb` of the writes that took effect. Where the reads read from comes with it, or is found.
//
// Idea: walk along arb. Before a write, its process's earlier operations must have happened, and their sources stand before the write in arb, since
// arb extends happens-before. So each session has a cursor; a write first pulls its session up to itself; a read on the way chooses its source among
// the writes already walked; reads after a session's last write come at the end, when all writes are there. The walk is a linear extension of
// (so ∪ wr), which proves that happens-before is acyclic and within arb. Vector clocks over the sessions say what each read sees.
//
// With the sources given, the walk joins their clocks and compares: of the writes of the key that a read then sees, its source must come last. What it sees through
// the source is before the source in arb, so it suffices to look at what it saw without.
//
// Without them, the source of a read r is chosen. Let m be the arb-latest write of the key that r sees through its session alone.
// - If m has a right value, m is the source, without loss: it adds nothing to what r sees, so it only makes happens-before smaller than any other
//   choice would, and every other read keeps its source and sees no more than before. Likewise the initial value, if r sees no write of the key.
// - Otherwise the source is a later write w in arb with a right value: then everything of the key that r sees through w is before w in arb (the
//   walk has made sure that arb extends happens-before), and m is before w, so the definition's condition holds.
// Where values are distinct there is at most one such w, and the walk decides. Where several writes of one value remain, the choice may matter to
// later reads; the walk then tries them in arb order, and on failure goes back to the last real choice and walks again, up to a bound of steps.
// Beyond the bound the answer is undecided.
//
// An unknown write that its process left behind precedes nothing in its session: it stands aside of the clocks, and whoever sees one of its readers
// sees it: of each session the first reader tells. An unknown cas that took effect reads what it expected, like any other cas, be it left behind. Then it
// is no reader of this kind: whoever sees what it read from through it sees itself, which is of the same key and later in arb, and only the latest counts.
//
// Cost: O(n * sessions) time where choices do not fail, O(sessions) memory for each write that still has readers to come and for each that stands aside.
// Where n * sessions is beyond the bound, the answer is undecided.
// Tested by tests/evidence/arbitration_test.cpp.

#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>
#include <unordered_map>
#include <vector>

#include "checker/validate/specification.hpp"
#include "checker/validate/witness.hpp"

namespace clio::validate {
namespace {

constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t kAside = kNowhere;        // as a clock component
constexpr std::size_t kCandidatesMax = 64;  // of a failed cas

class Walk {
 public:
  Walk(const History& history, std::span<const OpId> witness, std::span<const OpId> sources)
      : history_(history), witness_(witness), sources_(sources), components_(static_cast<std::uint32_t>(history.process_count())) {}

  WitnessCheck check(const WitnessBounds& bounds) {
    if (!sources_.empty() && sources_.size() != history_.size()) return {.wrong = "the sources are not those of all operations"};
    if (std::string text = place_writes(); !text.empty()) return {.wrong = std::move(text)};
    order_sessions();
    if (static_cast<std::uint64_t>(components_) * std::max<std::uint64_t>(session_ops_.size(), 128 * history_.process_count()) > bounds.work_max) {
      return {.undecided = "too many operations of too many processes to compare what each read saw"};
    }
    index_writes();
    count_readers();
    for (std::uint64_t steps = 0;;) {
      std::string text = walk_once();
      if (text.empty()) return {};
      if (!sources_.empty()) return {.wrong = std::move(text)};
      steps += session_ops_.size();
      if (steps > bounds.steps_max) return {.undecided = "too many ways to match reads with writes"};
      if (next_choice()) {
        count_readers_again();
        continue;
      }
      if (untried_) return {.undecided = "too many writes that a failed compare-and-set may have met"};
      return {.wrong = std::move(text)};
    }
  }

 private:
  /// A write, among those of its key.
  struct KeyWrite {
    std::uint32_t component, position, arb;  // where it appears in clocks; its place in the witness
    ValueId value;
  };
  /// The writes of one clock component to a key.
  struct Slice {
    std::uint32_t component, begin, end;
  };
  struct ValueWrite {
    ValueId value;
    std::uint32_t arb;
  };
  /// Where an event appears in clocks; the component of what stands aside is kAside.
  struct Place {
    std::uint32_t component, position;
  };
  /// One real choice of this walk: which of how many.
  struct Choice {
    std::uint32_t taken, of;
  };

  /// As std::partition_point, in O(log of how far the answer is from `first`): mostly it is near, and then does not depend on how many writes the key has.
  template <class Iterator, class Predicate>
  [[nodiscard]] static Iterator partition_point_near(Iterator first, Iterator last, Predicate holds) {
    for (std::ptrdiff_t step = 1; last - first > step; step *= 2) {
      if (!holds(first[step - 1])) return std::partition_point(first, first + (step - 1), holds);
      first += step;
    }
    return std::partition_point(first, last, holds);
  }

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
      if (arb_[i] == kNowhere && history_.status(op) == Status::ok && writes(op)) return named(op) + " is a write that took effect, but is not listed";
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
  [[nodiscard]] std::size_t key_of(OpId op) const { return index(history_.key(op)); }

  void order_sessions() {
    session_begin_.assign(history_.process_count() + 1, 0);
    for (std::size_t i = 0; i < history_.size(); ++i) {
      if (takes_part(id_at<OpId>(i))) ++session_begin_[index(history_.process(id_at<OpId>(i))) + 1];
    }
    for (std::size_t p = 0; p < history_.process_count(); ++p) session_begin_[p + 1] += session_begin_[p];
    session_ops_.resize(session_begin_.back());
    position_.resize(witness_.size());
    std::vector<std::uint32_t> next(session_begin_.begin(), session_begin_.end() - 1);
    std::vector<Time> last(history_.process_count(), std::numeric_limits<Time>::min());
    bool sorted = true;
    for (std::size_t i = 0; i < history_.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      if (!takes_part(op)) continue;
      const std::size_t p = index(history_.process(op));
      place_in_session(op, p, next[p]);
      session_ops_[next[p]++] = op;
      sorted = sorted && (!history_.timed() || last[p] <= history_.call(op));
      if (history_.timed()) last[p] = history_.call(op);
    }
    if (sorted) return;
    for (std::size_t p = 0; p < history_.process_count(); ++p) {
      std::stable_sort(session_ops_.begin() + session_begin_[p], session_ops_.begin() + session_begin_[p + 1],
                       [&](OpId a, OpId b) { return history_.call(a) < history_.call(b); });
      for (std::uint32_t at = session_begin_[p]; at < session_begin_[p + 1]; ++at) place_in_session(session_ops_[at], p, at);
    }
  }
  /// Where an operation appears in clocks, if it is a write; `at` is its place in session_ops_.
  void place_in_session(OpId op, std::size_t process, std::uint32_t at) {
    const std::uint32_t arb = arb_[index(op)];
    if (arb == kNowhere) return;
    const bool left_behind = history_.status(op) == Status::unknown && at + 1 != session_begin_[process + 1];
    position_[arb] = left_behind ? 0 : at - session_begin_[process] + 1;
  }
  /// Whether a write has no place in the clocks, because its process left it behind.
  [[nodiscard]] bool stands_aside(std::uint32_t arb) const { return position_[arb] == 0; }

  void index_writes() {
    const std::size_t keys = history_.key_count();
    write_begin_.assign(keys + 1, 0);
    for (const OpId op : witness_) ++write_begin_[key_of(op) + 1];
    for (std::size_t k = 0; k < keys; ++k) write_begin_[k + 1] += write_begin_[k];
    by_arb_.resize(witness_.size());
    by_value_.resize(witness_.size());
    std::vector<std::uint32_t> next(write_begin_.begin(), write_begin_.end() - 1);
    for (std::uint32_t i = 0; i < witness_.size(); ++i) {
      const std::uint32_t at = next[key_of(witness_[i])]++;
      const std::uint32_t component = stands_aside(i) ? kAside : static_cast<std::uint32_t>(index(history_.process(witness_[i])));
      by_arb_[at] = {component, position_[i], i, history_.value(witness_[i])};
      by_value_[at] = {by_arb_[at].value, i};
    }
    for (std::size_t k = 0; k < keys; ++k) {
      std::sort(by_value_.begin() + write_begin_[k], by_value_.begin() + write_begin_[k + 1],
                [](const ValueWrite& a, const ValueWrite& b) { return a.value != b.value ? a.value < b.value : a.arb < b.arb; });
    }
    cell_.resize(witness_.size());
    for (std::size_t k = 0; k < keys; ++k) {
      for (std::uint32_t i = write_begin_[k], cell = i; i < write_begin_[k + 1]; ++i) {
        if (by_value_[i].value != by_value_[cell].value) cell = i;
        cell_[by_value_[i].arb] = cell;
      }
    }
  }

  /// For each reading event the cell of the value that it returned, and for each cell how many readings may still need the clocks of its writes. A failed
  /// cas may read almost anything, so all clocks of its key are kept. Values are looked up key by key, so that the key's writes are at hand; one pass in the
  /// file's order brings them together, another one takes their cells back, so that neither goes astray in columns of the whole history.
  void count_readers() {
    const std::size_t keys = history_.key_count();
    kept_.assign(keys, false);
    std::vector<std::uint32_t> begin(keys + 1, 0);
    for (std::size_t i = 0; i < history_.size(); ++i) {
      if (reads_other(id_at<OpId>(i))) kept_[key_of(id_at<OpId>(i))] = true;
    }
    each_exact_reading([&](OpId op) { ++begin[key_of(op) + 1]; });
    for (std::size_t k = 0; k < keys; ++k) begin[k + 1] += begin[k];
    std::vector<std::uint32_t> cells(begin.back());  // of each key, in file order; at first the values
    std::vector<std::uint32_t> next(begin.begin(), begin.end() - 1);
    each_exact_reading([&](OpId op) { cells[next[key_of(op)]++] = static_cast<std::uint32_t>(read_value(op)); });
    left_.assign(witness_.size(), 0);
    for (std::size_t k = 0; k < keys; ++k) {
      const auto first = by_value_.begin() + write_begin_[k], last = by_value_.begin() + write_begin_[k + 1];
      auto found = first;  // of the reading before: the file often has values in the order in which they were written
      for (std::uint32_t i = begin[k]; i < begin[k + 1]; ++i) {
        const auto value = static_cast<ValueId>(cells[i]);
        const auto less = [value](const ValueWrite& w) { return w.value < value; };
        const bool ahead = found == first || less(*std::prev(found));
        found = ahead ? partition_point_near(found, last, less) : partition_point_near(std::make_reverse_iterator(found), std::make_reverse_iterator(first), std::not_fn(less)).base();
        const bool written = found != last && found->value == value;
        cells[i] = written ? static_cast<std::uint32_t>(found - by_value_.begin()) : kNowhere;
        if (written) ++left_[cells[i]];
      }
    }
    cell_read_.assign(history_.size(), kNowhere);
    next.assign(begin.begin(), begin.end() - 1);
    each_exact_reading([&](OpId op) { cell_read_[index(op)] = cells[next[key_of(op)]++]; });
  }
  /// What a walk has counted down.
  void count_readers_again() {
    left_.assign(witness_.size(), 0);
    for (const std::uint32_t cell : cell_read_) {
      if (cell != kNowhere) ++left_[cell];
    }
  }
  /// Visits, in the file's order, what takes part and returned a value.
  template <class Visit>
  void each_exact_reading(Visit&& visit) const {
    for (std::size_t i = 0; i < history_.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      if (takes_part(op) && reads(op) && !reads_other(op)) visit(op);
    }
  }

  // ---- one walk

  std::string walk_once() {
    cursor_.assign(session_begin_.begin(), session_begin_.end() - 1);
    clocks_.assign(history_.process_count() * components_, 0);
    pool_.clear();
    slots_ = 0;
    free_.clear();
    slot_of_.assign(witness_.size(), kNowhere);
    walked_of_key_.assign(write_begin_.begin(), write_begin_.end() - 1);
    seen_by_.clear();
    used_ = 0;
    for (walked_ = 0; walked_ < witness_.size(); ++walked_) {
      const OpId op = witness_[walked_];
      if (std::string text = pull_session(history_.process(op), op); !text.empty()) return text;
      if (std::string text = take_write(op); !text.empty()) return text;
      ++walked_of_key_[key_of(op)];
    }
    for (std::size_t p = 0; p < history_.process_count(); ++p) {
      if (std::string text = pull_session(id_at<ProcessId>(p), kNoOp); !text.empty()) return text;
    }
    return {};
  }

  /// Lets everything of the session before `until` happen.
  std::string pull_session(ProcessId process, OpId until) {
    std::uint32_t& cursor = cursor_[index(process)];
    const std::uint32_t begin = session_begin_[index(process)], end = session_begin_[index(process) + 1];
    if (until != kNoOp && stands_aside(walked_) && slot_of_[walked_] != kNowhere) return {};  // its session has passed it
    for (; cursor < end; ++cursor) {
      const OpId op = session_ops_[cursor];
      if (op == until) return {};
      if (const std::uint32_t arb = arb_[index(op)]; arb != kNowhere) {
        if (!stands_aside(arb)) return named(op) + " precedes " + named(until) + " in its process, but not in the order";
        keep_clock(arb, clock_of(process));  // what an unknown write has before it, until its turn comes
        continue;
      }
      const Place place{static_cast<std::uint32_t>(index(process)), cursor - begin + 1};
      if (std::string text = take_reading(op, clock_of(process), place); !text.empty()) return text;
      clock_of(process)[place.component] = place.position;
    }
    return {};
  }

  std::string take_write(OpId op) {
    const ProcessId process = history_.process(op);
    if (stands_aside(walked_)) {
      if (slot_of_[walked_] == kNowhere) {
        keep_clock(walked_, clock_of(process));
        ++cursor_[index(process)];
      }
      std::string text = reads(op) ? take_reading(op, kept_clock(walked_), {kAside, 0}) : std::string();
      if (!needed(walked_)) release_clock(walked_);
      return text;
    }
    if (reads(op)) {
      if (std::string text = take_reading(op, clock_of(process), {static_cast<std::uint32_t>(index(process)), position_[walked_]}); !text.empty()) return text;
    }
    clock_of(process)[index(process)] = position_[walked_];
    ++cursor_[index(process)];
    if (needed(walked_)) keep_clock(walked_, clock_of(process));
    return {};
  }
  /// Whether some reading to come may read from the write.
  [[nodiscard]] bool needed(std::uint32_t arb) const { return left_[cell_[arb]] != 0 || kept_[key_of(witness_[arb])]; }

  [[nodiscard]] std::uint32_t* clock_of(ProcessId process) { return clocks_.data() + index(process) * components_; }

  /// Precondition: `clock` does not point into the pool.
  void keep_clock(std::uint32_t arb, const std::uint32_t* clock) {
    auto slot = slots_;
    if (free_.empty()) {
      pool_.resize(pool_.size() + components_);
      ++slots_;
    } else {
      slot = free_.back();
      free_.pop_back();
    }
    slot_of_[arb] = slot;
    std::copy(clock, clock + components_, kept_clock(arb));
  }
  [[nodiscard]] std::uint32_t* kept_clock(std::uint32_t arb) { return pool_.data() + std::size_t{slot_of_[arb]} * components_; }
  void release_clock(std::uint32_t arb) {
    free_.push_back(slot_of_[arb]);
    slot_of_[arb] = kNowhere;
  }

  /// Finds the source of a reading, joins its clock to `clock`, and forgets clocks that nobody needs any more.
  std::string take_reading(OpId op, std::uint32_t* clock, Place place) {
    const std::uint32_t seen = latest_seen(key_of(op), clock);
    std::string text = sources_.empty() ? read_from_choice(op, seen, clock, place) : read_from_given(op, seen, clock, place);
    if (const std::uint32_t cell = cell_read_[index(op)]; cell != kNowhere && --left_[cell] == 0 && !kept_[key_of(op)]) {
      const std::uint32_t end = write_begin_[key_of(op) + 1];
      for (std::uint32_t i = cell; i < end && by_value_[i].value == by_value_[cell].value && by_value_[i].arb < walked_; ++i) {
        if (slot_of_[by_value_[i].arb] != kNowhere) release_clock(by_value_[i].arb);
      }
    }
    return text;
  }

  std::string read_from_choice(OpId op, std::uint32_t seen, std::uint32_t* clock, Place place) {
    if (right_value(op, seen == kNowhere ? history_.initial(history_.key(op)) : by_arb_[seen].value)) return {};  // nothing to join: it is seen already
    const std::uint32_t source = choose_source(op, seen);
    if (source == kNowhere) {
      return named(op) + " has no source that " +
             (seen == kNowhere ? "the order allows" : named(witness_[by_arb_[seen].arb]) + ", which it sees, does not overwrite");
    }
    join(source, clock, place);
    return {};
  }

  std::string read_from_given(OpId op, std::uint32_t seen, std::uint32_t* clock, Place place) {
    const OpId given = sources_[index(op)];
    if (given == kNoOp) {
      if (!right_value(op, history_.initial(history_.key(op)))) return named(op) + " cannot have read the initial value";
      return seen == kNowhere ? std::string() : named(op) + " is said to have read the initial value, but sees " + named(witness_[by_arb_[seen].arb]);
    }
    const bool listed = index(given) < history_.size() && arb_[index(given)] != kNowhere;
    if (!listed || given == op || key_of(given) != key_of(op) || !right_value(op, history_.value(given))) {
      return named(op) + " cannot have read from " + named(given);
    }
    const std::uint32_t source = arb_[index(given)];
    if (source >= walked_) return named(op) + " is said to have read from " + named(given) + ", which the order has later";
    if (seen != kNowhere && by_arb_[seen].arb > source) {
      return named(op) + " is said to have read from " + named(given) + ", but sees " + named(witness_[by_arb_[seen].arb]) + ", which overwrote it";
    }
    if (seen == kNowhere || by_arb_[seen].arb != source) join(source, clock, place);
    return {};
  }

  void join(std::uint32_t source, std::uint32_t* clock, Place place) {
    const std::uint32_t* other = kept_clock(source);
    for (std::uint32_t c = 0; c < components_; ++c) clock[c] = std::max(clock[c], other[c]);
    if (!stands_aside(source) || place.component == kAside) return;
    std::vector<Place>& readers = seen_by_[source];
    const bool known = std::any_of(readers.begin(), readers.end(), [&](const Place& reader) { return reader.component == place.component; });
    if (!known) readers.push_back(place);
  }

  [[nodiscard]] bool right_value(OpId op, ValueId value) const { return (value == read_value(op)) != reads_other(op); }

  /// The arb-latest write of the key within a clock, as a place in by_arb_. Nearly always one of the last that were walked.
  std::uint32_t latest_seen(std::size_t key, const std::uint32_t* clock) {
    const std::uint32_t begin = write_begin_[key];
    for (std::uint32_t at = walked_of_key_[key], tries = 0; at > begin; --at) {
      const KeyWrite& write = by_arb_[at - 1];
      if (sees(clock, write)) return at - 1;
      if (++tries == 16 + 2 * components_) return latest_seen_anywhere(key, clock);
    }
    return kNowhere;
  }
  [[nodiscard]] bool sees(const std::uint32_t* clock, const KeyWrite& write) const {
    if (write.component != kAside) return write.position <= clock[write.component];
    const auto readers = seen_by_.find(write.arb);
    return readers != seen_by_.end() &&
           std::any_of(readers->second.begin(), readers->second.end(), [&](const Place& reader) { return reader.position <= clock[reader.component]; });
  }

  std::uint32_t latest_seen_anywhere(std::size_t key, const std::uint32_t* clock) {
    if (slices_.empty()) cut_slices();
    std::uint32_t latest = kNowhere;
    for (std::uint32_t s = slice_begin_[key]; s < slice_begin_[key + 1]; ++s) {
      const Slice& slice = slices_[s];
      if (latest != kNowhere && by_component_[slice.end - 1] < latest) continue;
      if (slice.component == kAside) {
        for (std::uint32_t i = slice.end; i-- > slice.begin && (latest == kNowhere || by_component_[i] > latest);) {
          if (sees(clock, by_arb_[by_component_[i]])) latest = by_component_[i];
        }
        continue;
      }
      const auto first = by_component_.begin() + slice.begin, last = by_component_.begin() + slice.end;
      const auto after = std::upper_bound(first, last, clock[slice.component],
                                          [&](std::uint32_t position, std::uint32_t at) { return position < by_arb_[at].position; });
      if (after != first && (latest == kNowhere || *std::prev(after) > latest)) latest = *std::prev(after);
    }
    return latest;
  }

  /// Sorts each key's writes by component; within one they stay in arb order, which is also that of their positions once the walk has passed them.
  void cut_slices() {
    by_component_.resize(by_arb_.size());
    for (std::uint32_t at = 0; at < by_arb_.size(); ++at) by_component_[at] = at;
    slice_begin_.assign(1, 0);
    for (std::size_t k = 0; k < history_.key_count(); ++k) {
      std::sort(by_component_.begin() + write_begin_[k], by_component_.begin() + write_begin_[k + 1], [&](std::uint32_t a, std::uint32_t b) {
        if (by_arb_[a].component != by_arb_[b].component) return by_arb_[a].component < by_arb_[b].component;
        return by_arb_[a].position != by_arb_[b].position ? by_arb_[a].position < by_arb_[b].position : a < b;
      });
      for (std::uint32_t i = write_begin_[k]; i < write_begin_[k + 1]; ++i) {
        const std::uint32_t component = by_arb_[by_component_[i]].component;
        if (slices_.size() == slice_begin_.back() || slices_.back().component != component) slices_.push_back({component, i, i});
        slices_.back().end = i + 1;
      }
      slice_begin_.push_back(static_cast<std::uint32_t>(slices_.size()));
    }
  }

  /// A write with a right value, after `seen` in arb and already walked; where there are several, the one whose turn it is.
  std::uint32_t choose_source(OpId op, std::uint32_t seen) {
    const std::uint32_t after = seen == kNowhere ? 0 : by_arb_[seen].arb + 1;
    if (!reads_other(op)) {
      const std::uint32_t cell = cell_read_[index(op)];
      if (cell == kNowhere) return kNowhere;
      const auto first = by_value_.begin() + cell, last = by_value_.begin() + write_begin_[key_of(op) + 1];
      const auto end = partition_point_near(first, last, [&](const ValueWrite& w) { return w.value == first->value && w.arb < walked_; });
      const auto begin = std::partition_point(first, end, [&](const ValueWrite& w) { return w.arb < after; });
      return begin == end ? kNowhere : (begin + choice(static_cast<std::size_t>(end - begin)))->arb;
    }
    candidates_.clear();
    for (std::uint32_t at = seen == kNowhere ? write_begin_[key_of(op)] : seen + 1; at < walked_of_key_[key_of(op)]; ++at) {
      if (by_arb_[at].value != read_value(op)) candidates_.push_back(by_arb_[at].arb);
      if (candidates_.size() == kCandidatesMax) {
        untried_ = true;
        break;
      }
    }
    return candidates_.empty() ? kNowhere : candidates_[static_cast<std::size_t>(choice(candidates_.size()))];
  }
  /// Which of several: recorded, so that the next walk may choose another one.
  std::ptrdiff_t choice(std::size_t of) {
    if (of == 1) return 0;
    if (used_ == choices_.size()) choices_.push_back({0, static_cast<std::uint32_t>(of)});
    return choices_[used_++].taken;
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
  std::span<const OpId> witness_, sources_;

  std::vector<std::uint32_t> arb_;                   // by operation: place in the witness
  std::vector<std::uint32_t> session_begin_;         // of each process within session_ops_
  std::vector<OpId> session_ops_;                    // what takes part, in session order
  std::vector<std::uint32_t> position_;              // by place in the witness: a write's in the clocks, from 1; 0: it stands aside
  std::uint32_t components_;                         // of a clock: the processes
  std::vector<std::uint32_t> write_begin_;           // of each key within the next two
  std::vector<KeyWrite> by_arb_;
  std::vector<ValueWrite> by_value_;
  // A cell is the first place in by_value_ of the writes of one value.
  std::vector<std::uint32_t> cell_;                  // of each write, by place in the witness
  std::vector<std::uint32_t> cell_read_;             // by operation; kNowhere: no write of that value, or a failed cas
  std::vector<bool> kept_;                           // by key: all clocks are kept
  std::vector<std::uint32_t> slice_begin_;           // of each key within slices_; made when needed
  std::vector<Slice> slices_;
  std::vector<std::uint32_t> by_component_;          // places in by_arb_

  // Of one walk.
  std::uint32_t walked_ = 0;
  std::vector<std::uint32_t> walked_of_key_;         // end of the walked writes of each key within by_arb_
  std::vector<std::uint32_t> cursor_;                // by process, within session_ops_
  std::vector<std::uint32_t> clocks_;                // of the processes
  std::vector<std::uint32_t> pool_;                  // clocks of writes
  std::uint32_t slots_ = 0;                          // of the pool
  std::vector<std::uint32_t> slot_of_;               // by place in the witness: which of them has its clock
  std::vector<std::uint32_t> left_;                  // by cell: readings that may still need the clocks of its writes
  std::vector<std::uint32_t> free_;                  // slots
  std::unordered_map<std::uint32_t, std::vector<Place>> seen_by_;  // of each session the first reading of a write that stands aside, by place in the witness
  std::vector<std::uint32_t> candidates_;
  std::vector<Choice> choices_;                      // which candidate, for each real choice so far
  std::size_t used_ = 0;
  bool untried_ = false;                             // some candidates were not even listed
};

}  // namespace

WitnessCheck check_arbitration(const History& history, std::span<const OpId> witness, std::span<const OpId> sources, const WitnessBounds& bounds) {
  return Walk(history, witness, sources).check(bounds);
}

}  // namespace clio::validate

// Queues whose values repeat, or whose dequeues are unknown: a search over the order of the values alone.
//
// A queue gives its values out in the order in which it took them in. So a linearization is a sequence of pairs, an enqueue and the dequeue of what it put in, and
// of dequeues that found nothing; after them come the enqueues of what was never taken out. Given the sequence, let every operation take effect as early as those before it
// allow: an enqueue at the latest call among the enqueues so far (and the last dequeue that found nothing), a dequeue at the latest call of all so far. (fifo.cpp does the same where
// each value has one pair.) This is a linearization exactly if nobody settles before. Let E and D be what is left of the enqueues and dequeues, e and d the least settling in each. Then
// the next pair may be one whose enqueue is called by min(e, d) and whose dequeue is called by d; and a dequeue that found nothing may be next if it is called by min(e, d), and all calls so far
// are at most e. Calls of earlier pairs need no further look, since e and d only grow. So what may follow depends on E and D alone: the search remembers the pairs of sets that failed.
//
// Choices that are none:
// (a) Of the enqueues of one value that may be next, the one that settles first. If another one is next in L and this one comes later, exchange them: this one is called in time, and the other
//     settles later than this one, so it can stand there. An unknown one settles last of all, and if this one is never taken out in L, the unknown one need not have happened. The same holds of the dequeues
//     of one value; an unknown dequeue, which may take any value, settles last.
// (b) A dequeue that found nothing and may be next: at the latest call so far, which nobody left has settled before. Moving it there disturbs nobody.
// (c) An unknown dequeue does not take a value of which as many certain dequeues as enqueues are left: one of them would find none.
// What remains is which value is next. The one whose pair settles earliest in sum is tried first.
//
// Cost: with k operations open at once O(k) a step and at most as many steps as pairs of sets, n 2^k; n where no guess is wrong. Memory: the choices on the way, and what failed.
// Tested by tests/linearizable/containers_test.cpp and agreement_test.cpp.

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "checker/engines/linearizable/containers.hpp"
#include "checker/engines/linearizable/explore.hpp"
#include "checker/support/assert.hpp"

namespace clio::linearizable {
namespace {

constexpr std::uint32_t kNone = 0xffffffffu;
constexpr std::uint32_t kAnyValue = 0xfffffffeu;  // of an unknown dequeue
constexpr std::uint32_t kNothing = 0xfffffffdu;   // what a dequeue found in an empty queue

/// The enqueues, or the dequeues: what is left of them, and which are called by a given time.
class Side {
 public:
  struct Entry {
    OpId op{};
    Time call = 0, settled = kNever;
    std::uint32_t value = 0;
    bool optional = false;
  };

  explicit Side(std::vector<Entry> entries) : entries_(std::move(entries)), taken_(entries_.size()) {
    std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.settled < b.settled; });
    for (std::uint32_t i = 0; i < entries_.size(); ++i) by_call_.push_back(i);
    std::stable_sort(by_call_.begin(), by_call_.end(), [&](std::uint32_t a, std::uint32_t b) { return entries_[a].call < entries_[b].call; });
    skip_taken();
  }
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] const Entry& at(std::uint32_t i) const { return entries_[i]; }
  /// The least settling of what is left and certain.
  [[nodiscard]] Time least_settled() const { return first_left_ < entries_.size() ? entries_[first_left_].settled : kNever; }
  [[nodiscard]] bool certain_left() const { return first_left_ < entries_.size() && !entries_[first_left_].optional; }
  /// What is left and called by the time asked for last, in order of settling.
  [[nodiscard]] const std::vector<std::uint32_t>& open() const { return open_; }
  [[nodiscard]] std::uint32_t called() const { return called_; }

  struct Mark {
    std::uint32_t called, first_left;
  };
  [[nodiscard]] Mark mark() const { return {called_, first_left_}; }
  void call_by(Time time) {
    for (; called_ < by_call_.size() && entries_[by_call_[called_]].call <= time; ++called_) {
      open_.insert(std::lower_bound(open_.begin(), open_.end(), by_call_[called_]), by_call_[called_]);
    }
  }
  void take(std::uint32_t i) {
    taken_[i] = true;
    open_.erase(std::lower_bound(open_.begin(), open_.end(), i));
    skip_taken();
  }
  /// Undoes the calls since the mark, then the taking of `i` that came after it. Undo goes backwards.
  void put_back(std::uint32_t i, Mark mark) {
    uncall(mark);
    taken_[i] = false;
    open_.insert(std::lower_bound(open_.begin(), open_.end(), i), i);
    first_left_ = mark.first_left;
  }
  void uncall(Mark mark) {
    while (called_ > mark.called) open_.erase(std::lower_bound(open_.begin(), open_.end(), by_call_[--called_]));
  }
  [[nodiscard]] std::vector<std::uint32_t> left() const {
    std::vector<std::uint32_t> left;
    for (const std::uint32_t i : by_call_) {
      if (!taken_[i]) left.push_back(i);
    }
    return left;
  }
  [[nodiscard]] std::size_t bytes() const { return entries_.size() * (sizeof(Entry) + 2 * sizeof(std::uint32_t)); }

 private:
  /// Optional ones settle never, so they are last.
  void skip_taken() {
    while (first_left_ < entries_.size() && taken_[first_left_]) ++first_left_;
  }

  std::vector<Entry> entries_;           // by settling
  std::vector<std::uint32_t> by_call_;
  std::vector<bool> taken_;
  std::vector<std::uint32_t> open_;
  std::uint32_t called_ = 0, first_left_ = 0;
};

class FifoSearch {
 public:
  FifoSearch(Side enqueues, Side dequeues, std::uint32_t values, Budget& budget)
      : enqueues_(std::move(enqueues)), dequeues_(std::move(dequeues)), budget_(budget), held_(budget), best_enqueue_(values, kNone), best_dequeue_(values, kNone), spare_(values) {
    for (const Side::Entry& entry : enqueues_.entries()) ++spare_[entry.value];
    for (const Side::Entry& entry : dequeues_.entries()) {
      if (entry.value < values) --spare_[entry.value];
    }
  }

  Outcome run() {
    call_in_time();
    open_frame();
    while (!budget_.spent()) {
      if (steps_.size() > deepest_) {
        deepest_ = steps_.size();
        deepest_called_ = enqueues_.called() + dequeues_.called();
      }
      if (!dequeues_.certain_left()) return Outcome::found;
      Frame& frame = frames_.back();
      if (frame.next == frame.end) {
        if (!close_frame()) return Outcome::exhausted;
        continue;
      }
      carry_out(choices_[frame.next++]);
      open_frame();
      if ((++turns_ & 1023u) == 0) account();
    }
    return Outcome::undecided;
  }

  /// Precondition: found.
  [[nodiscard]] std::vector<OpId> linearization() const {
    struct Placed {
      Time at;
      std::uint32_t rank;
      OpId op;
    };
    std::vector<OpId> order;
    std::vector<Placed> ins, outs;
    constexpr Time kBeforeAllTime = std::numeric_limits<Time>::min();
    Time latest_in = kBeforeAllTime, latest_out = kBeforeAllTime;
    const auto merge = [&] {
      std::size_t i = 0;
      for (const Placed& out : outs) {
        for (; i < ins.size() && (ins[i].at <= out.at || ins[i].rank <= out.rank); ++i) order.push_back(ins[i].op);
        order.push_back(out.op);
      }
      for (; i < ins.size(); ++i) order.push_back(ins[i].op);
      ins.clear();
      outs.clear();
    };
    std::uint32_t rank = 0;
    for (const Step& step : steps_) {
      const Side::Entry& out = dequeues_.at(step.choice.dequeue);
      if (step.choice.enqueue == kNone) {
        merge();
        latest_in = latest_out = std::max(latest_out, out.call);
        order.push_back(out.op);
        continue;
      }
      const Side::Entry& in = enqueues_.at(step.choice.enqueue);
      latest_in = std::max(latest_in, in.call);
      latest_out = std::max({latest_out, latest_in, out.call});
      ins.push_back({latest_in, rank, in.op});
      outs.push_back({latest_out, rank++, out.op});
    }
    for (const std::uint32_t i : enqueues_.left()) {
      const Side::Entry& in = enqueues_.at(i);
      if (in.optional) continue;
      latest_in = std::max(latest_in, in.call);
      ins.push_back({latest_in, rank++, in.op});
    }
    merge();
    return order;
  }
  /// How many operations were called where the search came farthest.
  [[nodiscard]] std::uint32_t called_at_most() const { return deepest_called_; }

 private:
  struct Choice {
    std::uint32_t enqueue, dequeue;  // no enqueue: the dequeue found nothing
  };
  struct Step {
    Choice choice;
    Side::Mark enqueues, dequeues;
    Time latest;
  };
  struct Frame {
    std::size_t begin, next, end;  // of choices_
  };

  void call_in_time() {
    const Time out = dequeues_.least_settled();
    enqueues_.call_by(std::min(enqueues_.least_settled(), out));
    dequeues_.call_by(out);
  }
  void carry_out(Choice choice) {
    steps_.push_back({choice, enqueues_.mark(), dequeues_.mark(), latest_});
    latest_ = std::max(latest_, dequeues_.at(choice.dequeue).call);
    dequeues_.take(choice.dequeue);
    if (choice.enqueue != kNone) {
      if (dequeues_.at(choice.dequeue).value == kAnyValue) --spare_[enqueues_.at(choice.enqueue).value];
      latest_ = std::max(latest_, enqueues_.at(choice.enqueue).call);
      enqueues_.take(choice.enqueue);
    }
    call_in_time();
  }
  void undo() {
    const Step& step = steps_.back();
    if (dequeues_.at(step.choice.dequeue).value == kAnyValue) ++spare_[enqueues_.at(step.choice.enqueue).value];
    if (step.choice.enqueue != kNone) enqueues_.put_back(step.choice.enqueue, step.enqueues);
    else enqueues_.uncall(step.enqueues);
    dequeues_.put_back(step.choice.dequeue, step.dequeues);
    latest_ = step.latest;
    steps_.pop_back();
  }

  /// What may be next, the likely first.
  void open_frame() {
    const std::size_t begin = choices_.size();
    if (failed_.empty() || !failed_.contains(key())) find_choices();
    frames_.push_back({begin, begin, choices_.size()});
  }
  void find_choices() {
    const std::size_t begin = choices_.size();
    std::uint32_t any = kNone;
    for (const std::uint32_t d : dequeues_.open()) {
      const std::uint32_t value = dequeues_.at(d).value;
      if (value == kNothing) {
        const Time in = enqueues_.least_settled();
        if (latest_ > in || dequeues_.at(d).call > in) continue;
        clear_best();
        choices_.resize(begin);
        choices_.push_back({kNone, d});  // (b)
        return;
      }
      if (value == kAnyValue) {
        if (any == kNone) any = d;
      } else if (best_dequeue_[value] == kNone) {
        best_dequeue_[value] = d;  // (a)
        touched_.push_back(value);
      }
    }
    for (const std::uint32_t e : enqueues_.open()) {
      const std::uint32_t value = enqueues_.at(e).value;
      if (best_enqueue_[value] != kNone) continue;
      best_enqueue_[value] = e;  // (a)
      touched_.push_back(value);
      const bool spare = !enqueues_.at(e).optional && spare_[value] > 0;  // (c)
      const std::uint32_t d = best_dequeue_[value] != kNone ? best_dequeue_[value] : spare ? any : kNone;
      if (d != kNone) choices_.push_back({e, d});
    }
    clear_best();
    std::stable_sort(choices_.begin() + static_cast<std::ptrdiff_t>(begin), choices_.end(),
                     [&](const Choice& a, const Choice& b) { return urgency(a) < urgency(b); });
  }
  void clear_best() {
    for (const std::uint32_t value : touched_) best_enqueue_[value] = best_dequeue_[value] = kNone;
    touched_.clear();
  }
  [[nodiscard]] double urgency(const Choice& choice) const {
    return static_cast<double>(enqueues_.at(choice.enqueue).settled) + static_cast<double>(dequeues_.at(choice.dequeue).settled);
  }
  /// Nothing of the frame was right. Whether there is another to go on with.
  bool close_frame() {
    failed_.insert(key());
    choices_.resize(frames_.back().begin);
    frames_.pop_back();
    if (frames_.empty()) return false;
    undo();
    return true;
  }
  /// What is left: of those called what is open, and how many are called.
  [[nodiscard]] std::u32string key() const {
    std::u32string key{static_cast<char32_t>(enqueues_.called()), static_cast<char32_t>(dequeues_.called()), static_cast<char32_t>(enqueues_.open().size())};
    for (const std::uint32_t i : enqueues_.open()) key.push_back(static_cast<char32_t>(i));
    for (const std::uint32_t i : dequeues_.open()) key.push_back(static_cast<char32_t>(i));
    return key;
  }
  void account() {
    held_.set(enqueues_.bytes() + dequeues_.bytes() + steps_.capacity() * sizeof(Step) + frames_.capacity() * sizeof(Frame) +
              choices_.capacity() * sizeof(Choice) + failed_.size() * (64 + sizeof(char32_t) * (3 + enqueues_.open().size() + dequeues_.open().size())));
  }

  Side enqueues_, dequeues_;
  Budget& budget_;
  Held held_;
  Time latest_ = std::numeric_limits<Time>::min();  // call of all that was carried out
  std::vector<Step> steps_;
  std::vector<Frame> frames_;    // one more than steps
  std::vector<Choice> choices_;  // of all frames
  std::vector<std::uint32_t> best_enqueue_, best_dequeue_, touched_;  // by value, while choices are looked for
  std::vector<std::int64_t> spare_;  // by value: how many more enqueues than certain dequeues are left
  std::unordered_set<std::u32string> failed_;
  std::uint32_t turns_ = 0;
  std::size_t deepest_ = 0;
  std::uint32_t deepest_called_ = 0;
};

FifoSearch search_of(const ObjectProblem& problem, std::span<const ObjectProblem::Item> items, Budget& budget) {
  const History& history = problem.relations->history();
  std::unordered_map<ValueId, std::uint32_t> numbers;
  std::vector<Side::Entry> in, out;
  for (const ObjectProblem::Item& item : items) {
    const bool enqueue = history.kind(item.op) == Kind::enqueue;
    Side::Entry entry{.op = item.op, .call = item.call, .settled = item.settled, .value = 0, .optional = item.optional};
    const ValueId value = history.value(item.op);
    if (!enqueue && item.optional) entry.value = kAnyValue;
    else if (!enqueue && value == kNull) entry.value = kNothing;
    else entry.value = numbers.try_emplace(value, static_cast<std::uint32_t>(numbers.size())).first->second;
    (enqueue ? in : out).push_back(entry);
  }
  return FifoSearch(Side(std::move(in)), Side(std::move(out)), static_cast<std::uint32_t>(numbers.size()), budget);
}

/// Of a violated problem values whose operations are violated on their own; those of the operations called last where the search came farthest, ever more of them. All
/// operations of a value go together, and unknown dequeues always: then the rest can be taken out of any order. A dequeue that found nothing may always be left out.
std::vector<OpId> core_of(const ObjectProblem& problem, std::uint32_t called, Budget& budget) {
  const History& history = problem.relations->history();
  std::vector<ObjectProblem::Item> by_call(problem.items);
  std::stable_sort(by_call.begin(), by_call.end(), [](const auto& a, const auto& b) { return a.call < b.call; });
  called = std::min(called + 2, static_cast<std::uint32_t>(by_call.size()));
  for (std::uint32_t recent = 4; recent < 2 * called; recent *= 4) {
    std::set<ValueId> values;
    std::set<OpId> empties;
    for (std::uint32_t p = called - std::min(called, recent); p < called; ++p) {
      if (history.value(by_call[p].op) == kNull) empties.insert(by_call[p].op);
      else values.insert(history.value(by_call[p].op));
    }
    std::vector<ObjectProblem::Item> part;
    for (const ObjectProblem::Item& item : problem.items) {
      const bool unknown_take = item.optional && history.kind(item.op) == Kind::dequeue;
      if (unknown_take || empties.contains(item.op) || values.contains(history.value(item.op))) part.push_back(item);
    }
    if (search_of(problem, part, budget).run() != Outcome::exhausted) continue;
    std::vector<OpId> core;
    for (const OpId op : problem.relations->on_key(problem.key)) {
      const bool unknown_take = problem.relations->optional(op) && history.kind(op) == Kind::dequeue;
      if (unknown_take || empties.contains(op) || values.contains(history.value(op))) core.push_back(op);
    }
    std::sort(core.begin(), core.end());
    return core;
  }
  const auto all = problem.relations->on_key(problem.key);
  std::vector<OpId> core(all.begin(), all.end());
  std::sort(core.begin(), core.end());
  return core;
}

}  // namespace

KeyFinding search_fifo(const ObjectProblem& problem, Budget& budget) {
  FifoSearch search = search_of(problem, problem.items, budget);
  switch (search.run()) {
    case Outcome::undecided: break;
    case Outcome::found: return KeyFinding::satisfied(search.linearization());
    case Outcome::exhausted: return KeyFinding::violated(core_of(problem, search.called_at_most(), budget));
  }
  return KeyFinding::unknown(budget.reason());
}

}  // namespace clio::linearizable

// k-atomicity for k = 1, 2, and 3 or more, key by key (it is local, like linearizability).
//
// k = 1 is the linearizability engine's question. k = 2, with distinct values and no cas, is decided by limited backtracking (Golab, Hurwitz and Li,
// "On the k-Atomicity-Verification Problem", ICDCS 2013): build the order of the writes from its end. A write can come last when none of the others is called
// after it ended. What is called after its end must then return it or the write before it; if some read returns another, that write has to be next: the choice is
// forced until a write comes off with nothing forced. What has come off by then, with all its readers, leaves a history that is 2-atomic if the whole one was, so the
// choice never has to be undone: backtracking stays within one such epoch. Candidates of an epoch are tried with step limits that double, so a long failing one
// does not hold up a short successful one. A write is taken to end no later than its first reader (it took effect before that reader returned), which makes
// pending writes finite and orders a write before everything called after one of its readers returned.
//
// Otherwise k = 2 is linearizability of a register that remembers two values: a frontier of configurations (the two values, which open operations took effect) is carried
// from event to event; reads take effect as soon as they can (they change nothing), writes only when an operation has to return, unknown ones only while
// somebody has yet to find their value, and of several that do the same only one is tried. A configuration that used more unknown operations than
// another that is otherwise the same is dropped. Exponential in open operations.
// Tested by tests/measures/two_atomicity_test.cpp: both ways against each other and against permutations.

#include "checker/measures/two_atomicity.hpp"

#include <algorithm>
#include <limits>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checker/engines/engine.hpp"
#include "checker/measures/staleness.hpp"
#include "checker/support/assert.hpp"

namespace clio {
namespace two_atomicity {
namespace {

constexpr Time kBefore = std::numeric_limits<Time>::min();
constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// Positions 0 .. n-1 in a fixed order, from which elements are taken out and put back in the reverse order.
class Ring {
 public:
  explicit Ring(std::size_t size) : next_(size + 1), previous_(size + 1), in_(size, true) {
    for (std::size_t i = 0; i <= size; ++i) {
      next_[i] = static_cast<std::uint32_t>(i == size ? 0 : i + 1);
      previous_[i] = static_cast<std::uint32_t>(i == 0 ? size : i - 1);
    }
  }
  [[nodiscard]] std::uint32_t end() const { return static_cast<std::uint32_t>(in_.size()); }
  [[nodiscard]] std::uint32_t last() const { return previous_[in_.size()]; }
  [[nodiscard]] std::uint32_t before(std::uint32_t i) const { return previous_[i]; }
  [[nodiscard]] bool holds(std::uint32_t i) const { return in_[i]; }
  void take_out(std::uint32_t i) {
    next_[previous_[i]] = next_[i];
    previous_[next_[i]] = previous_[i];
    in_[i] = false;
  }
  void put_back(std::uint32_t i) {
    next_[previous_[i]] = i;
    previous_[next_[i]] = i;
    in_[i] = true;
  }

 private:
  std::vector<std::uint32_t> next_, previous_;
  std::vector<bool> in_;
};

/// One key: writes by call, their ends, and who reads them.
class LimitedBacktracking {
 public:
  LimitedBacktracking(const BaseRelations& relations, KeyId key, Budget& budget) : budget_(budget) {
    collect(relations, key);
  }

  Answer decide() {
    if (impossible_) return Answer::no;
    Ring writes_by_call(writes_.size()), writes_by_end(writes_.size()), reads(reads_.size());
    by_call_ = &writes_by_call;
    by_end_ = &writes_by_end;
    reads_left_ = &reads;
    while (writes_by_call.last() != writes_by_call.end()) {
      const Answer answer = epoch();
      if (answer != Answer::yes) return answer;
    }
    return Answer::yes;
  }

 private:
  struct Write {
    Time call, end;
    std::uint32_t place_by_end = 0;
    std::uint32_t last_reader = kNone;  // place in reads_; the others follow from there
  };
  struct Read {
    Time call;
    std::uint32_t source;
    std::uint32_t previous_reader;  // of the same source; kNone: there is none
  };
  enum class Try : std::uint8_t { success, failure, undecided };

  void collect(const BaseRelations& relations, KeyId key) {
    const History& h = relations.history();
    std::vector<std::uint32_t> write_of_cell(index(relations.end_cell(key)) - index(relations.first_cell(key)), kNone);
    const auto slot = [&](CellId cell) -> std::uint32_t& { return write_of_cell[index(cell) - index(relations.first_cell(key))]; };
    std::vector<OpId> ops(relations.on_key(key).begin(), relations.on_key(key).end());
    const auto by_call = [&](OpId a, OpId b) { return h.call(a) < h.call(b); };
    if (!std::is_sorted(ops.begin(), ops.end(), by_call)) std::stable_sort(ops.begin(), ops.end(), by_call);
    slot(relations.initial_cell(key)) = 0;
    writes_.push_back({.call = kBefore, .end = kBefore});
    for (const OpId op : ops) {
      if (!relations.writes(op)) continue;
      slot(relations.write_cell(op)) = static_cast<std::uint32_t>(writes_.size());
      writes_.push_back({.call = h.call(op), .end = relations.settled(op)});
    }
    for (const OpId op : ops) {
      if (!relations.reads(op)) continue;
      const std::uint32_t source = slot(relations.read_cell(op));
      if (source == kNone || relations.settled(op) < writes_[source].call) {
        impossible_ = true;
        return;
      }
      writes_[source].end = std::min(writes_[source].end, relations.settled(op));
      reads_.push_back({h.call(op), source, std::exchange(writes_[source].last_reader, static_cast<std::uint32_t>(reads_.size()))});
    }
    drop_pending();
    std::vector<std::uint32_t> by_end(writes_.size());
    for (std::uint32_t i = 0; i < by_end.size(); ++i) by_end[i] = i;
    std::stable_sort(by_end.begin(), by_end.end(), [&](std::uint32_t a, std::uint32_t b) { return writes_[a].end < writes_[b].end; });
    for (std::uint32_t place = 0; place < by_end.size(); ++place) writes_[by_end[place]].place_by_end = place;
    write_at_end_ = std::move(by_end);
  }

  /// Pending writes that nobody read need not have happened.
  void drop_pending() {
    std::vector<std::uint32_t> place(writes_.size(), kNone);
    std::vector<Write> kept;
    for (std::size_t i = 0; i < writes_.size(); ++i) {
      if (writes_[i].end == kNever && writes_[i].last_reader == kNone) continue;
      place[i] = static_cast<std::uint32_t>(kept.size());
      kept.push_back(writes_[i]);
    }
    writes_ = std::move(kept);
    for (Read& read : reads_) read.source = place[read.source];
  }

  /// Takes writes off the end until nothing is forced; `yes` also when nothing is left.
  Answer epoch() {
    std::vector<std::uint32_t> candidates = last_candidates();
    for (std::size_t steps = 64; !candidates.empty(); steps *= 2) {
      std::vector<std::uint32_t> undecided;
      for (const std::uint32_t candidate : candidates) {
        if (budget_.spent()) return Answer::unknown;
        switch (attempt(candidate, steps)) {
          case Try::success: return Answer::yes;
          case Try::failure: break;
          case Try::undecided: undecided.push_back(candidate); break;
        }
      }
      candidates = std::move(undecided);
    }
    return Answer::no;
  }

  [[nodiscard]] std::vector<std::uint32_t> last_candidates() const {
    std::vector<std::uint32_t> candidates;
    const Time latest_call = writes_[by_call_->last()].call;
    for (std::uint32_t place = by_end_->last(); place != by_end_->end(); place = by_end_->before(place)) {
      const std::uint32_t write = write_at_end_[place];
      if (writes_[write].end < latest_call) break;
      candidates.push_back(write);
    }
    return candidates;
  }

  Try attempt(std::uint32_t write, std::size_t steps) {
    writes_out_.clear();
    reads_out_.clear();
    Try result = Try::undecided;
    for (; result == Try::undecided && steps > 0; --steps) {
      std::uint32_t forced = kNone;
      if (!by_call_->holds(write) || writes_[write].end < writes_[by_call_->last()].call || !take_off(write, forced)) {
        result = Try::failure;
      } else if (forced == kNone) {
        result = Try::success;
      }
      write = forced;
      if (budget_.spent()) break;
    }
    if (result != Try::success) undo();
    return result;
  }

  /// Places `write` after all that is left; `forced` is the write that must come next, if any. False if two writes would have to.
  bool take_off(std::uint32_t write, std::uint32_t& forced) {
    const Write& w = writes_[write];
    by_call_->take_out(write);
    by_end_->take_out(w.place_by_end);
    writes_out_.push_back(write);
    for (std::uint32_t reader = w.last_reader; reader != kNone; reader = reads_[reader].previous_reader) {
      if (reads_left_->holds(reader)) take_read(reader);
    }
    for (std::uint32_t read = reads_left_->last(); read != reads_left_->end() && reads_[read].call > w.end; read = reads_left_->last()) {
      if (forced == kNone) forced = reads_[read].source;
      if (reads_[read].source != forced) return false;
      take_read(read);
    }
    return true;
  }

  void take_read(std::uint32_t read) {
    reads_left_->take_out(read);
    reads_out_.push_back(read);
  }

  void undo() {
    for (; !reads_out_.empty(); reads_out_.pop_back()) reads_left_->put_back(reads_out_.back());
    for (; !writes_out_.empty(); writes_out_.pop_back()) {
      by_call_->put_back(writes_out_.back());
      by_end_->put_back(writes_[writes_out_.back()].place_by_end);
    }
  }

  Budget& budget_;
  bool impossible_ = false;
  std::vector<Write> writes_;  // by call; the first is the initial value
  std::vector<Read> reads_;    // by call
  std::vector<std::uint32_t> write_at_end_;
  Ring* by_call_ = nullptr;
  Ring* by_end_ = nullptr;
  Ring* reads_left_ = nullptr;
  std::vector<std::uint32_t> writes_out_, reads_out_;
};

/// An operation that is open, and its place in the sets of a configuration.
struct Open {
  OpId op;
  std::uint32_t slot;
  bool writes, optional, observes, other;
  CellId found;    // what it observes, if it does (`other`: that it does not)
  CellId written;  // if it writes
};

/// Configurations of one layer: the two latest values of a register, and which of the open operations have taken effect, a bit for each slot. Kept without those that
/// another dominates: the same values, the same operations done, fewer unknown ones used. They lie one after another in one array.
class Frontier {
 public:
  using Word = std::uint64_t;
  static constexpr std::size_t kBits = 64;

  /// `optional` marks the slots of unknown operations, and must outlive the frontier.
  explicit Frontier(std::span<const Word> optional) : optional_(optional), stride_(1 + optional.size()), heads_(8, kNone) {}

  static Word cells(CellId older, CellId newer) { return Word{static_cast<std::uint32_t>(older)} << 32 | static_cast<std::uint32_t>(newer); }
  static CellId older(std::span<const Word> c) { return static_cast<CellId>(c[0] >> 32); }
  static CellId newer(std::span<const Word> c) { return static_cast<CellId>(static_cast<std::uint32_t>(c[0])); }
  static bool has(std::span<const Word> c, std::uint32_t slot) { return (c[1 + slot / kBits] >> (slot % kBits) & 1) != 0; }
  static void add(std::span<Word> c, std::uint32_t slot) { c[1 + slot / kBits] |= Word{1} << (slot % kBits); }
  static void remove(std::span<Word> c, std::uint32_t slot) { c[1 + slot / kBits] &= ~(Word{1} << (slot % kBits)); }

  /// False if a configuration that is at least as good is there already.
  bool insert(std::span<const Word> c) {
    if (next_.size() >= heads_.size()) grow();
    std::uint32_t* link = &heads_[place(c)];
    while (*link != kNone) {
      const std::span<const Word> rival = at(*link);
      if (same_rest(c, rival)) {
        if (uses_all_of(c, rival)) return false;
        if (uses_all_of(rival, c)) {
          *link = std::exchange(next_[*link], kDominated);
          --size_;
          continue;
        }
      }
      link = &next_[*link];
    }
    *link = static_cast<std::uint32_t>(next_.size());
    next_.push_back(kNone);
    words_.insert(words_.end(), c.begin(), c.end());
    ++size_;
    return true;
  }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t bytes() const { return words_.size() * sizeof(Word) + (next_.size() + heads_.size()) * sizeof(std::uint32_t); }
  /// All configurations, one after another.
  [[nodiscard]] std::vector<Word> configurations() const {
    std::vector<Word> all;
    all.reserve(size_ * stride_);
    for (std::uint32_t i = 0; i < next_.size(); ++i) {
      if (next_[i] != kDominated) all.insert(all.end(), at(i).begin(), at(i).end());
    }
    return all;
  }

 private:
  static constexpr std::uint32_t kDominated = kNone - 1;

  [[nodiscard]] std::span<const Word> at(std::uint32_t i) const { return {words_.data() + i * stride_, stride_}; }
  [[nodiscard]] bool same_rest(std::span<const Word> a, std::span<const Word> b) const {
    if (a[0] != b[0]) return false;
    for (std::size_t w = 1; w < stride_; ++w) {
      if (((a[w] ^ b[w]) & ~optional_[w - 1]) != 0) return false;
    }
    return true;
  }
  /// Precondition: same_rest().
  [[nodiscard]] bool uses_all_of(std::span<const Word> big, std::span<const Word> small) const {
    for (std::size_t w = 1; w < stride_; ++w) {
      if ((small[w] & ~big[w]) != 0) return false;
    }
    return true;
  }
  [[nodiscard]] std::size_t place(std::span<const Word> c) const {
    Word hash = c[0] * 0x9e3779b97f4a7c15u;
    for (std::size_t w = 1; w < stride_; ++w) hash = (hash ^ (hash >> 29) ^ (c[w] & ~optional_[w - 1])) * 0xff51afd7ed558ccdu;
    return (hash ^ (hash >> 32)) & (heads_.size() - 1);
  }
  void grow() {
    heads_.assign(heads_.size() * 4, kNone);
    for (std::uint32_t i = 0; i < next_.size(); ++i) {
      if (next_[i] != kDominated) next_[i] = std::exchange(heads_[place(at(i))], i);
    }
  }

  std::span<const Word> optional_;
  std::size_t stride_;
  std::vector<Word> words_;
  std::vector<std::uint32_t> heads_, next_;  // chains of those with the same hash of the rest
  std::size_t size_ = 0;
};

class FrontierSearch {
 public:
  FrontierSearch(const BaseRelations& relations, KeyId key, Budget& budget) : relations_(relations), key_(key), budget_(budget) {}

  Answer decide() {
    const std::vector<Event> events = timeline();
    give_slots(events);
    const CellId initial = relations_.initial_cell(key_);
    Frontier frontier(optional_);
    std::vector<Word> start(1 + optional_.size(), 0);
    start[0] = Frontier::cells(initial, initial);
    frontier.insert(start);
    budget_.hold(frontier.bytes());
    Answer answer = Answer::yes;
    for (const Event& event : events) {
      if (!event.ends) {
        open_.push_back(opened(event.op));
        continue;
      }
      now_ = event.time;
      const auto ending = std::find_if(open_.begin(), open_.end(), [&](const Open& open) { return open.op == event.op; });
      Frontier next = after(frontier, *ending);
      budget_.release(frontier.bytes());
      frontier = std::move(next);
      open_.erase(ending);
      if (budget_.spent_now()) answer = Answer::unknown;
      else if (frontier.empty()) answer = Answer::no;
      if (answer != Answer::yes) break;
    }
    budget_.release(frontier.bytes());
    return answer;
  }

 private:
  using Word = Frontier::Word;
  struct Event {
    Time time;
    bool ends;  // calls before ends at equal times: closed intervals overlap there
    OpId op;
    auto operator<=>(const Event&) const = default;
  };

  std::vector<Event> timeline() {
    const History& h = relations_.history();
    std::vector<Event> events;
    wanted_until_.assign(index(relations_.end_cell(key_)) - index(relations_.first_cell(key_)), kBefore);
    for (const OpId op : relations_.on_key(key_)) {
      const Time end = relations_.settled(op);
      events.push_back({h.call(op), false, op});
      if (end != kNever) events.push_back({end, true, op});
      if (relations_.reads_other(op)) wanted_by_failed_cas_until_ = std::max(wanted_by_failed_cas_until_, end);
      else if (relations_.reads(op) || h.kind(op) == Kind::cas) wanted_until(relations_.read_cell(op)) = std::max(wanted_until(relations_.read_cell(op)), end);
    }
    std::sort(events.begin(), events.end());
    return events;
  }

  /// A slot for each operation while it is open; an unknown one keeps its slot.
  void give_slots(const std::vector<Event>& events) {
    std::vector<std::uint32_t> free;
    std::uint32_t used = 0;
    for (const Event& event : events) {
      if (event.ends) {
        free.push_back(slot_.at(event.op));
      } else if (!relations_.optional(event.op) && !free.empty()) {
        slot_.emplace(event.op, free.back());
        free.pop_back();
      } else {  // a slot that a known operation had would be optional later only
        slot_.emplace(event.op, used++);
      }
    }
    optional_.assign((used + Frontier::kBits - 1) / Frontier::kBits, 0);
    for (const auto& [op, slot] : slot_) {
      if (relations_.optional(op)) optional_[slot / Frontier::kBits] |= Word{1} << (slot % Frontier::kBits);
    }
  }

  [[nodiscard]] Open opened(OpId op) const {
    const bool observes = relations_.history().kind(op) == Kind::cas || relations_.reads(op);
    return {.op = op,
            .slot = slot_.at(op),
            .writes = relations_.writes(op),
            .optional = relations_.optional(op),
            .observes = observes,
            .other = relations_.reads_other(op),
            .found = observes ? relations_.read_cell(op) : kNoCell,
            .written = relations_.write_cell(op)};
  }

  Time& wanted_until(CellId cell) { return wanted_until_[index(cell) - index(relations_.first_cell(key_))]; }

  /// What the configurations can become when `ending` has to have taken effect by now; it is then forgotten.
  Frontier after(const Frontier& frontier, const Open& ending) {
    Frontier result(optional_), seen(optional_);
    const std::size_t stride = 1 + optional_.size();
    std::vector<Word> work = frontier.configurations();
    std::vector<Word> c(stride), n(stride);
    std::vector<std::pair<CellId, CellId>> tried;  // unknown operations that do the same are one
    while (!work.empty() && !budget_.spent()) {
      c.assign(work.end() - static_cast<std::ptrdiff_t>(stride), work.end());
      work.resize(work.size() - stride);
      take_reads(c);
      if (!seen.insert(c)) continue;
      if (Frontier::has(c, ending.slot)) {
        Frontier::remove(c, ending.slot);
        result.insert(c);
        continue;
      }
      tried.clear();
      for (const Open& next : open_) {
        if (!next.writes || Frontier::has(c, next.slot) || !legal(c, next)) continue;
        if (next.optional) {
          if (wanted_until(next.written) < now_ && wanted_by_failed_cas_until_ < now_) continue;
          const std::pair does{next.observes ? next.found : next.written, next.written};
          if (std::find(tried.begin(), tried.end(), does) != tried.end()) continue;
          tried.push_back(does);
        }
        n = c;
        n[0] = Frontier::cells(Frontier::newer(c), next.written);
        Frontier::add(n, next.slot);
        work.insert(work.end(), n.begin(), n.end());
      }
    }
    budget_.hold(result.bytes() + seen.bytes());
    budget_.release(seen.bytes());
    return result;
  }

  /// Reads change nothing, so a read that can take effect now does.
  void take_reads(std::span<Word> c) const {
    for (const Open& open : open_) {
      if (!open.writes && legal(c, open)) Frontier::add(c, open.slot);
    }
  }

  [[nodiscard]] static bool legal(std::span<const Word> c, const Open& open) {
    if (!open.observes) return true;
    if (open.other) return Frontier::newer(c) != open.found || Frontier::older(c) != open.found;
    return Frontier::newer(c) == open.found || Frontier::older(c) == open.found;
  }

  const BaseRelations& relations_;
  KeyId key_;
  Budget& budget_;
  Time now_ = kBefore;
  Time wanted_by_failed_cas_until_ = kBefore;
  std::vector<Time> wanted_until_;  // by cell: the last end of what has to find it; unknown cas never end
  std::unordered_map<OpId, std::uint32_t> slot_;
  std::vector<Word> optional_;  // the slots of unknown operations
  std::vector<Open> open_;
};

}  // namespace

Answer limited_backtracking(const BaseRelations& relations, KeyId key, Budget& budget) {
  return LimitedBacktracking(relations, key, budget).decide();
}

Answer frontier_search(const BaseRelations& relations, KeyId key, Budget& budget) { return FrontierSearch(relations, key, budget).decide(); }

}  // namespace two_atomicity

namespace {

bool plain(const BaseRelations& relations, KeyId key) {
  if (!relations.distinct(key)) return false;
  const auto ops = relations.on_key(key);
  return std::none_of(ops.begin(), ops.end(), [&](OpId op) { return relations.history().kind(op) == Kind::cas; });
}

/// A value that nobody wrote, or read before it was written, is beyond every k.
bool has_possible_sources(const BaseRelations& relations, KeyId key) {
  for (const OpId op : relations.on_key(key)) {
    if (!relations.reads(op) || relations.reads_other(op) || relations.is_initial(relations.read_cell(op))) continue;
    const auto writers = relations.writers(relations.read_cell(op));
    if (std::none_of(writers.begin(), writers.end(),
                     [&](OpId w) { return w != op && !relations.before_in_real_time(op, w); })) {
      return false;
    }
  }
  return true;
}

}  // namespace

Atomicity decide_atomicity(const History& history, const Limits& limits) { return decide_atomicity(BaseRelations(history), limits); }

Atomicity decide_atomicity(const BaseRelations& relations, const Limits& limits) {
  const History& history = relations.history();
  using Bound = Atomicity::Bound;
  if (!history.timed()) return {.reason = "the history has no times"};
  if (history.object() != Object::register_) return {.reason = "it is defined for registers"};
  if (history.transactional()) return {.reason = "it is defined for single operations, and the history has transactions"};
  Budget budget(limits);
  const Finding linearizable = decide_linearizable(relations, budget);
  if (linearizable.answer == Answer::satisfied) return {.k = Bound::one};
  if (linearizable.answer == Answer::unknown) return {.reason = linearizable.reason};
  Atomicity found{.k = Bound::two};
  for (std::size_t k = 0; k < history.key_count(); ++k) {
    const KeyId key = id_at<KeyId>(k);
    auto answer = two_atomicity::Answer::no;
    if (plain(relations, key)) {
      answer = two_atomicity::limited_backtracking(relations, key, budget);
    } else if (has_possible_sources(relations, key)) {
      answer = two_atomicity::frontier_search(relations, key, budget);
    }
    if (answer == two_atomicity::Answer::no) return {.k = Bound::three_or_more};
    if (answer == two_atomicity::Answer::unknown) found = {.reason = budget.reason()};
  }
  return found;
}

}  // namespace clio

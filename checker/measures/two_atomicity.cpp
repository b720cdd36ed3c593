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
#include <map>
#include <optional>
#include <tuple>
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

/// A register that remembers its two latest values, and which of the open operations have taken effect (sorted): those that had to or will have to,
/// and unknown ones.
struct Configuration {
  CellId older, newer;
  std::vector<OpId> done;
  std::vector<OpId> used;
};

/// Configurations of one layer, without those that another dominates: the same values, the same operations done, fewer unknown ones used.
class Frontier {
 public:
  /// False if a configuration that is at least as good is there already.
  bool insert(const Configuration& c) {
    std::vector<std::vector<OpId>>& rivals = by_rest_[{c.older, c.newer, c.done}];
    const auto includes = [](const std::vector<OpId>& big, const std::vector<OpId>& small) {
      return std::includes(big.begin(), big.end(), small.begin(), small.end());
    };
    if (std::any_of(rivals.begin(), rivals.end(), [&](const auto& used) { return includes(c.used, used); })) return false;
    size_ -= std::erase_if(rivals, [&](const auto& used) { return includes(used, c.used); });
    rivals.push_back(c.used);
    ++size_;
    return true;
  }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::vector<Configuration> configurations() const {
    std::vector<Configuration> all;
    for (const auto& [rest, rivals] : by_rest_) {
      for (const auto& used : rivals) all.push_back({std::get<0>(rest), std::get<1>(rest), std::get<2>(rest), used});
    }
    return all;
  }

 private:
  std::map<std::tuple<CellId, CellId, std::vector<OpId>>, std::vector<std::vector<OpId>>> by_rest_;
  std::size_t size_ = 0;
};

class FrontierSearch {
 public:
  FrontierSearch(const BaseRelations& relations, KeyId key, Budget& budget) : relations_(relations), key_(key), budget_(budget) {}

  Answer decide() {
    const std::vector<Event> events = timeline();
    const CellId initial = relations_.initial_cell(key_);
    Frontier frontier;
    frontier.insert({initial, initial, {}, {}});
    for (const Event& event : events) {
      if (!event.ends) {
        open_.push_back(event.op);
        continue;
      }
      now_ = event.time;
      Frontier next = after(frontier, event.op);
      budget_.release(held(frontier));
      frontier = std::move(next);
      open_.erase(std::find(open_.begin(), open_.end(), event.op));
      if (budget_.spent_now()) return Answer::unknown;
      if (frontier.empty()) return Answer::no;
    }
    return Answer::yes;
  }

 private:
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

  Time& wanted_until(CellId cell) { return wanted_until_[index(cell) - index(relations_.first_cell(key_))]; }
  static std::size_t held(const Frontier& frontier) { return frontier.size() * 160; }
  static bool has(const std::vector<OpId>& set, OpId op) { return std::binary_search(set.begin(), set.end(), op); }
  static void add(std::vector<OpId>& set, OpId op) { set.insert(std::lower_bound(set.begin(), set.end(), op), op); }

  /// What the configurations can become when `op` has to have taken effect by now; `op` itself is then forgotten.
  Frontier after(const Frontier& frontier, OpId op) {
    Frontier result, seen;
    std::vector<Configuration> work = frontier.configurations();
    while (!work.empty() && !budget_.spent()) {
      Configuration c = std::move(work.back());
      work.pop_back();
      take_reads(c);
      if (!seen.insert(c)) continue;
      if (has(c.done, op)) {
        c.done.erase(std::lower_bound(c.done.begin(), c.done.end(), op));
        result.insert(c);
        continue;
      }
      std::vector<std::pair<CellId, CellId>> tried;  // unknown operations that do the same are one
      for (const OpId next : open_) {
        if (!relations_.writes(next) || has(c.done, next) || has(c.used, next) || !legal(c, next)) continue;
        const CellId cell = relations_.write_cell(next);
        Configuration n{c.newer, cell, c.done, c.used};
        if (relations_.optional(next)) {
          if (wanted_until(cell) < now_ && wanted_by_failed_cas_until_ < now_) continue;
          const std::pair does{relations_.history().kind(next) == Kind::cas ? relations_.read_cell(next) : cell, cell};
          if (std::find(tried.begin(), tried.end(), does) != tried.end()) continue;
          tried.push_back(does);
          add(n.used, next);
        } else {
          add(n.done, next);
        }
        work.push_back(std::move(n));
      }
    }
    budget_.hold(held(result) + held(seen));
    budget_.release(held(seen));
    return result;
  }

  /// Reads change nothing, so a read that can take effect now does.
  void take_reads(Configuration& c) const {
    for (const OpId op : open_) {
      if (!relations_.writes(op) && !has(c.done, op) && legal(c, op)) add(c.done, op);
    }
  }

  [[nodiscard]] bool legal(const Configuration& c, OpId op) const {
    if (relations_.history().kind(op) != Kind::cas && !relations_.reads(op)) return true;
    const CellId cell = relations_.read_cell(op);
    if (relations_.reads_other(op)) return c.newer != cell || c.older != cell;
    return c.newer == cell || c.older == cell;
  }

  const BaseRelations& relations_;
  KeyId key_;
  Budget& budget_;
  Time now_ = kBefore;
  Time wanted_by_failed_cas_until_ = kBefore;
  std::vector<Time> wanted_until_;  // by cell: the last end of what has to find it; unknown cas never end
  std::vector<OpId> open_;
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

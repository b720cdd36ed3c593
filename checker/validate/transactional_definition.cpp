// The definition of the rows over transactions, searched: does some choice of effective transactions, sources and orders explain a few operations? These may be parts of
// transactions; what is left of one counts as the transaction.
//
// - Everything before is seen (serializable and its kin): transactions are placed one after the other, each run on the objects as it is placed; never twice from the same
//   set of placed ones and the same objects. The replay makes the sources.
// - Prefix, snapshot isolation: a transaction *starts* and later *commits*. All external reads of T return the last writes of a first part of the order that holds at least all
//   that the row forces (snapshots.cpp says why that is the axiom); so T starts, at some point between two commits, after all that precedes it in its session
//   has committed, and there, run on a copy of what is committed, has to return what it did; when it commits its writes are applied. For snapshot isolation nobody
//   else commits a write of what T writes in between: who does while T has started cannot be followed by T's commit. Never twice from the same sets
//   of started and committed transactions and the same objects.
// - The other rows say what is seen by so and wr alone. So the effective transactions and the sources (of lists: the order in which they grew to the longest that was
//   read) are chosen, all ways; then the row asks for an order that extends certain edges, and there is one exactly if these have no cycle.
// An unknown transaction reads nothing, so it starts and commits at once.
//
// Cost: exponential; every placement and every choice is a step, and the steps are bounded. At most 64 transactions, so that sets of them are words.
// Tested by tests/evidence/transactions_counterexample_test.cpp.

#include "checker/validate/transactional_definition.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "checker/validate/closed.hpp"
#include "checker/validate/relation64.hpp"
#include "checker/validate/specification.hpp"
#include "checker/validate/transactions.hpp"

namespace clio::validate {
namespace {

constexpr int kInitial = -1, kUntried = -2;
constexpr std::size_t kListsMax = 10'000;  // one call within another for each
using Variable = std::pair<KeyId, ValueId>;  // of a set the element, otherwise null

class TransactionSearch {
 public:
  TransactionSearch(const History& history, const Model& model, std::span<const OpId> operations, std::uint64_t& steps)
      : history_(history), model_(model), steps_(steps), so_(0), before_(0) {
    for (const OpId op : operations) {
      if (txns_.empty() || history.transaction(txns_.back().front()) != history.transaction(op)) txns_.emplace_back();
      txns_.back().push_back(op);
      keys_.push_back(history.key(op));
    }
    std::sort(keys_.begin(), keys_.end());
    keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
    if (size() > kExplainedMax) return;
    so_ = before_ = Relation64(size());
    for (std::size_t a = 0; a < size(); ++a) {
      if (history.status(txns_[a].front()) == Status::unknown) unknown_ |= bit(a);
      for (std::size_t b = 0; b < size(); ++b) {
        if (a == b) continue;
        if (session_ordered(history, txns_[a].front(), txns_[b].front())) so_.add(a, b);
        const bool real = extends_real_time(model) && before_in_real_time(history, txns_[a].front(), txns_[b].front());
        if (real || (extends_session_order(model) && so_.has(a, b))) before_.add(a, b);
      }
    }
  }

  Explained run() {
    if (size() > kExplainedMax) return Explained::undecided;
    const bool found = search();
    if (spent_) return Explained::undecided;
    return found ? Explained::yes : Explained::no;
  }

 private:
  [[nodiscard]] std::size_t size() const { return txns_.size(); }
  [[nodiscard]] Bits everything() const { return size() == 64 ? ~Bits{0} : bit(size()) - 1; }
  [[nodiscard]] bool certain(std::size_t t) const { return (unknown_ & bit(t)) == 0; }
  bool step() {
    if (steps_ == 0) spent_ = true;
    if (!spent_) --steps_;
    return !spent_;
  }
  bool search() {
    const bool snapshots = model_.sees == Visibility::prefix || model_.sees == Visibility::snapshot;
    if (!snapshots && model_.sees != Visibility::arbitrated_before) return choose_effective();
    if (snapshots) {
      for (std::size_t t = 0; t < size(); ++t) written_.push_back(variables_written(t));
    }
    Objects objects;
    for (const KeyId key : keys_) objects.emplace_back(history_, key);
    return snapshots ? commit_from(0, 0, objects) : place_from(0, objects);
  }

  // ---- run on objects

  using Objects = std::vector<Specification>;
  [[nodiscard]] Specification& object(Objects& objects, OpId op) const {
    return objects[static_cast<std::size_t>(std::lower_bound(keys_.begin(), keys_.end(), history_.key(op)) - keys_.begin())];
  }
  [[nodiscard]] bool only_reads(OpId op) const {
    const Kind kind = history_.kind(op);
    return kind == Kind::read || kind == Kind::contains || (kind == Kind::cas && history_.status(op) == Status::ok && !history_.success(op));
  }
  /// Runs what is left of the transaction. Whether all its results are right; those of an unknown one are.
  bool run_on(Objects& objects, std::size_t t) const {
    if (!certain(t)) return write_to(objects, t);
    return std::all_of(txns_[t].begin(), txns_[t].end(), [&](OpId op) { return object(objects, op).apply(op); });
  }
  /// Applies its writes, whatever is there. Whether that is possible.
  bool write_to(Objects& objects, std::size_t t) const {
    return std::all_of(txns_[t].begin(), txns_[t].end(), [&](OpId op) {
      if (only_reads(op)) return true;
      if (history_.object() != Object::register_) return object(objects, op).apply(op);
      object(objects, op).overwrite(op);
      return true;
    });
  }
  bool is_new(Bits started, Bits committed, const Objects& objects) {
    std::vector<std::uint64_t> state{started, committed};
    for (const Specification& object : objects) object.encode(state);
    return seen_.insert(std::move(state)).second;
  }
  [[nodiscard]] bool ready(std::size_t t, Bits done) const {
    for (std::size_t p = 0; p < size(); ++p) {
      if (before_.has(p, t) && (done & bit(p)) == 0) return false;
    }
    return true;
  }

  bool place_from(Bits placed, const Objects& objects) {
    if ((everything() & ~unknown_ & ~placed) == 0) return true;
    if (!step() || !is_new(placed, placed, objects)) return false;
    for (std::size_t t = 0; t < size() && !spent_; ++t) {
      if ((placed & bit(t)) != 0 || !ready(t, placed)) continue;
      Objects after = objects;
      if (run_on(after, t) && place_from(placed | bit(t), after)) return true;
    }
    return false;
  }

  bool commit_from(Bits started, Bits committed, const Objects& objects) {
    if ((everything() & ~unknown_ & ~committed) == 0) return true;
    if (!step() || !is_new(started, committed, objects)) return false;
    for (std::size_t t = 0; t < size() && !spent_; ++t) {
      if ((committed & bit(t)) != 0) continue;
      const bool starts = (started & bit(t)) == 0;
      if (starts && !ready(t, committed)) continue;
      if (starts && certain(t)) {
        Objects copy = objects;
        if (run_on(copy, t) && commit_from(started | bit(t), committed, objects)) return true;
        continue;
      }
      if (model_.sees == Visibility::snapshot && overtakes(t, started & ~committed)) continue;
      Objects after = objects;
      if (write_to(after, t) && commit_from(started | bit(t), committed | bit(t), after)) return true;
    }
    return false;
  }
  /// Whether one of those that are under way writes what t writes.
  [[nodiscard]] bool overtakes(std::size_t t, Bits under_way) const {
    for (std::size_t other = 0; other < size(); ++other) {
      if (other == t || (under_way & bit(other)) == 0) continue;
      if (std::any_of(written_[t].begin(), written_[t].end(), [&](const Variable& v) { return written_[other].contains(v); })) return true;
    }
    return false;
  }
  [[nodiscard]] std::set<Variable> variables_written(std::size_t t) const {
    std::set<Variable> variables;
    for (const OpId op : txns_[t]) {
      if (!only_reads(op)) variables.emplace(history_.key(op), history_.object() == Object::set ? history_.value(op) : kNull);
    }
    return variables;
  }

  // ---- choices, for the rows that say by so and wr what is seen

  struct Reading {
    std::size_t by;
    OpId op;
    Variable variable;
    Wanted wanted;
    int source;
  };

  bool choose_effective() {
    if (std::popcount(unknown_) > 20) return spent_ = true, false;
    if (!find_readings()) return false;
    if (lists_.size() > kListsMax) return spent_ = true, false;
    for (Bits chosen = 0; !spent_; chosen = (chosen - unknown_) & unknown_) {  // all subsets
      effective_ = (everything() & ~unknown_) | chosen;
      if (history_.object() == Object::list ? choose_versions(0) : choose_sources()) return true;
      if (chosen == unknown_) break;
    }
    return false;
  }

  /// External reads, and what each transaction writes last. False: an internal read is wrong.
  bool find_readings() {
    std::set<Variable> elements;
    if (history_.object() == Object::set) {
      for (const auto& txn : txns_) {
        for (const OpId op : txn) {
          if (history_.kind(op) != Kind::read) elements.emplace(history_.key(op), history_.value(op));
        }
      }
    }
    final_.assign(size(), {});
    for (std::size_t t = 0; t < size(); ++t) {
      for (const OpId op : txns_[t]) {
        if (certain(t) && history_.object() == Object::list && history_.kind(op) == Kind::read) {
          if (!find_list_reading(t, op)) return false;
        } else if (certain(t) && history_.object() == Object::set && history_.kind(op) == Kind::read) {
          std::set<Variable> members;
          const Value read = history_.value_at(history_.value(op));
          for (const Value& member : *read.as_array()) {
            ValueId id{};
            const bool named = history_.values().find(member, id) && elements.contains({history_.key(op), id});
            if (!named || !members.emplace(history_.key(op), id).second) return false;  // nobody added it, or it is there twice
          }
          for (const Variable& v : elements) {
            if (v.first == history_.key(op) && !find_reading(t, op, v, {members.contains(v) ? 1u : 0u, false})) return false;
          }
        } else if (certain(t) && history_.kind(op) == Kind::contains) {
          if (!find_reading(t, op, {history_.key(op), history_.value(op)}, {history_.success(op) ? 1u : 0u, false})) return false;
        } else if (certain(t) && (history_.kind(op) == Kind::read || history_.kind(op) == Kind::cas)) {
          const bool cas = history_.kind(op) == Kind::cas;
          const Wanted wanted{static_cast<std::uint32_t>(cas ? history_.expected(op) : history_.value(op)), cas && !history_.success(op)};
          if (!find_reading(t, op, {history_.key(op), kNull}, wanted)) return false;
        }
        if (only_reads(op)) continue;
        const bool set = history_.object() == Object::set;
        final_[t][{history_.key(op), set ? history_.value(op) : kNull}] = set ? (history_.kind(op) == Kind::add ? 1u : 0u) : static_cast<std::uint32_t>(history_.value(op));
      }
    }
    return true;
  }
  bool find_reading(std::size_t t, OpId op, const Variable& variable, Wanted wanted) {
    if (const auto own = final_[t].find(variable); own != final_[t].end()) return wanted.fits(own->second);
    readings_.push_back({t, op, variable, wanted, kInitial});
    return true;
  }
  /// What stands before the transaction's own appends goes to lists_, with its length as the wanted value.
  bool find_list_reading(std::size_t t, OpId op) {
    std::vector<ValueId> own, list;
    for (const OpId earlier : txns_[t]) {
      if (earlier < op && history_.kind(earlier) == Kind::append && history_.key(earlier) == history_.key(op)) own.push_back(history_.value(earlier));
    }
    const Value read = history_.value_at(history_.value(op));
    for (const Value& member : *read.as_array()) {
      ValueId id{};
      if (!history_.values().find(member, id)) return false;  // nobody appended it
      list.push_back(id);
    }
    if (list.size() < own.size() || !std::equal(own.rbegin(), own.rend(), list.rbegin())) return false;
    list.resize(list.size() - own.size());
    std::vector<ValueId>& longest = lists_[history_.key(op)];
    if (!std::equal(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(std::min(list.size(), longest.size())), longest.begin())) return false;
    readings_.push_back({t, op, {history_.key(op), kNull}, {static_cast<std::uint32_t>(list.size()), false}, kInitial});
    if (list.size() > longest.size()) longest = std::move(list);
    return true;
  }

  /// All ways to give the readings sources, the last one's changing first. Not by one call within another: there may be very many readings.
  bool choose_sources() {
    for (Reading& reading : readings_) reading.source = kUntried;
    for (std::size_t chosen = 0; step(); ++chosen) {
      if (chosen == readings_.size() && sources_fit()) return true;
      while (chosen == readings_.size() || !next_source(readings_[chosen])) {
        if (chosen-- == 0) return false;
      }
    }
    return false;
  }
  /// Moves a reading on to its next possible source. Whether there is one; after the last it is as if nothing had been tried.
  bool next_source(Reading& reading) {
    const auto initial = history_.object() == Object::set ? 0u : static_cast<std::uint32_t>(history_.initial(reading.variable.first));
    while (++reading.source < static_cast<int>(size())) {
      const auto w = static_cast<std::size_t>(reading.source);
      const bool fits = reading.source == kInitial ? reading.wanted.fits(initial) : w != reading.by && writes(w, reading.variable) && reading.wanted.fits(final_[w].at(reading.variable));
      if (fits) return true;
    }
    reading.source = kUntried;
    return false;
  }

  /// Chooses, from the given list on, who made each list as long as it was read.
  bool choose_versions(std::size_t next) {
    if (next == 0) versions_.clear();
    if (next == lists_.size()) {
      for (Reading& reading : readings_) {
        if (!find_version(reading)) return false;
      }
      return sources_fit();
    }
    const auto& [key, list] = *std::next(lists_.begin(), static_cast<std::ptrdiff_t>(next));
    versions_[key].clear();
    return grow(next, key, list, 0);
  }
  bool grow(std::size_t next, KeyId key, const std::vector<ValueId>& list, std::size_t length) {
    if (!step()) return false;
    if (length == list.size()) return choose_versions(next + 1);
    for (std::size_t w = 0; w < size() && !spent_; ++w) {
      if ((effective_ & bit(w)) == 0 || std::any_of(versions_[key].begin(), versions_[key].end(), [&](const auto& v) { return v.second == w; })) continue;
      std::size_t after = length;
      bool fits = true;
      for (const OpId op : txns_[w]) {
        if (history_.kind(op) != Kind::append || history_.key(op) != key) continue;
        fits = fits && after < list.size() && list[after] == history_.value(op);
        ++after;
      }
      if (!fits || after == length) continue;
      versions_[key].emplace_back(after, w);
      if (grow(next, key, list, after)) return true;
      versions_[key].pop_back();
    }
    return false;
  }
  bool find_version(Reading& reading) const {
    reading.source = kInitial;
    if (reading.wanted.value == 0) return true;
    for (const auto& [length, writer] : versions_.at(reading.variable.first)) {
      if (length <= reading.wanted.value && writer == reading.by) return false;  // a future read: it shows what its own transaction appends later
      if (length == reading.wanted.value) reading.source = static_cast<int>(writer);
    }
    return reading.source != kInitial;
  }

  [[nodiscard]] bool writes(std::size_t t, const Variable& variable) const { return (effective_ & bit(t)) != 0 && final_[t].contains(variable); }

  /// With everything chosen: whether the orders that the row asks for exist.
  bool sources_fit() {
    Relation64 arb(size());
    wr_ = Relation64(size());
    for (const Reading& r : readings_) {
      if (r.source != kInitial) wr_.add(static_cast<std::size_t>(r.source), r.by);
    }
    for (std::size_t t = 0; t < size(); ++t) {
      if ((effective_ & bit(t)) == 0) continue;
      arb.row[t] = before_.row[t] & effective_;
      if (model_.extends != Base::session_order) arb.row[t] |= wr_.row[t];
    }
    base_ = causal_ = arb;
    causal_.close();
    for (const auto& [key, versions] : versions_) {
      for (std::size_t i = 0; i < versions.size(); ++i) {
        for (std::size_t t = 0; t < size(); ++t) {
          const bool earlier = std::any_of(versions.begin(), versions.begin() + static_cast<std::ptrdiff_t>(i) + 1, [&](const auto& v) { return v.second == t; });
          if (!earlier && writes(t, {key, kNull})) arb.add(versions[i].second, t);
        }
      }
    }
    if (model_.agreed_by == Agreement::everyone) return fits(arb, [](const Reading&) { return true; });
    std::set<ProcessId> processes;
    for (const Reading& r : readings_) processes.insert(history_.process(r.op));
    return fits(arb, [](const Reading&) { return false; }) && std::all_of(processes.begin(), processes.end(), [&](ProcessId process) {
      return fits(arb, [&](const Reading& r) { return history_.process(r.op) == process; });
    });
  }
  template <class Asked>
  [[nodiscard]] bool fits(Relation64 arb, Asked asked) const {
    for (const Reading& r : readings_) {
      if (!asked(r)) continue;
      for (std::size_t t2 = 0; t2 < size(); ++t2) {
        if (t2 == r.by || static_cast<int>(t2) == r.source || !writes(t2, r.variable) || !sees(r, t2)) continue;
        if (r.source == kInitial) return false;
        arb.add(t2, static_cast<std::size_t>(r.source));
      }
    }
    arb.close();
    return !arb.cyclic();
  }
  [[nodiscard]] bool sees(const Reading& r, std::size_t t2) const {
    switch (model_.sees) {
      case Visibility::causal: return causal_.has(t2, r.by);
      case Visibility::adjacent: return base_.has(t2, r.by);
      case Visibility::read_earlier:
        return std::any_of(readings_.begin(), readings_.end(), [&](const Reading& other) { return other.by == r.by && other.op < r.op && other.source == static_cast<int>(t2); });
      case Visibility::session: return so_.has(t2, r.by);
      case Visibility::read_then_session: return any([&](std::size_t t) { return wr_.has(t2, t) && so_.has(t, r.by); });
      case Visibility::session_then_read: return any([&](std::size_t t) { return so_.has(t2, t) && reaches_by_read(t, r.by); });
      case Visibility::read_then_session_then_read:
        return any([&](std::size_t q) { return wr_.has(t2, q) && any([&](std::size_t t) { return so_.has(q, t) && reaches_by_read(t, r.by); }); });
      case Visibility::arbitrated_before:
      case Visibility::prefix:
      case Visibility::snapshot:
      case Visibility::nothing: return false;  // the first three are not asked
    }
    return false;
  }
  template <class Property>
  [[nodiscard]] bool any(Property property) const {
    for (std::size_t t = 0; t < size(); ++t) {
      if ((effective_ & bit(t)) != 0 && property(t)) return true;
    }
    return false;
  }
  /// wr;so?
  [[nodiscard]] bool reaches_by_read(std::size_t from, std::size_t to) const {
    return any([&](std::size_t t) { return wr_.has(from, t) && (t == to || so_.has(t, to)); });
  }

  const History& history_;
  const Model& model_;
  std::uint64_t& steps_;
  bool spent_ = false;
  std::vector<std::vector<OpId>> txns_;  // what is left of each
  std::vector<KeyId> keys_;              // of the operations, ascending
  Relation64 so_, before_;               // before_: of so and rt what the row's order extends
  Bits unknown_ = 0;
  std::set<std::vector<std::uint64_t>> seen_;
  std::vector<std::set<Variable>> written_;
  // Choices.
  Bits effective_ = 0;
  std::vector<std::map<Variable, std::uint32_t>> final_;  // by transaction
  std::vector<Reading> readings_;
  std::map<KeyId, std::vector<ValueId>> lists_;                                      // of each list the longest that was read
  std::map<KeyId, std::vector<std::pair<std::size_t, std::size_t>>> versions_;       // who made it how long
  Relation64 wr_{0}, base_{0}, causal_{0};
};

}  // namespace

Explained explained_by_transactions(const History& history, const Model& model, std::span<const OpId> operations, std::uint64_t& steps_max) {
  return TransactionSearch(history, model, operations, steps_max).run();
}

}  // namespace clio::validate

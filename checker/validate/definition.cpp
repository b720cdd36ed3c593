// The definition, searched: does some choice of effective operations, sources and orders explain a few operations?
//
// Rows whose reads see "all before it in arb" ask for orders that replay to the recorded results; they are found by placing one operation after
// the other (Wing and Gong 1993), never twice from the same set of placed operations and the same state. Rows that everyone agrees on need no choice of
// sources: the replay makes it. All other rows ask for an order that extends certain edges, once the sources are chosen; it exists exactly when
// these edges have no cycle. Choices of unknown operations and of sources are simply all tried.
// Relations are matrices of bits, so at most 64 operations. Cost: exponential; every placement and every choice is a step, and the steps are bounded.
// Tested by tests/evidence/counterexample_test.cpp.

#include "checker/validate/definition.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <set>
#include <vector>

#include "checker/validate/closed.hpp"
#include "checker/validate/relation64.hpp"
#include "checker/validate/specification.hpp"

namespace clio::validate {
namespace {

constexpr int kInitial = -1;

class Search {
 public:
  Search(const History& history, const Model& model, std::span<const OpId> operations, std::uint64_t& steps)
      : history_(history), model_(model), ops_(operations), steps_(steps), so_(operations.size()), before_(operations.size()) {
    for (std::size_t i = 0; i < ops_.size(); ++i) {
      if (history.status(ops_[i]) == Status::unknown) unknown_ |= bit(i);
      const auto key = std::find(keys_.begin(), keys_.end(), history.key(ops_[i]));
      key_of_.push_back(static_cast<std::size_t>(key - keys_.begin()));
      if (key == keys_.end()) keys_.push_back(history.key(ops_[i]));
      for (std::size_t j = 0; j < ops_.size(); ++j) {
        if (session_ordered(history, ops_[i], ops_[j])) so_.add(i, j);
        const bool ordered = model.extends == Base::real_time ? before_in_real_time(history, ops_[i], ops_[j]) : so_.has(i, j);
        if (ordered) before_.add(i, j);
      }
    }
  }

  Explained run() {
    const bool found = replayed_by_everyone() ? replay_all() : choose_effective();
    if (spent_) return Explained::undecided;
    return found ? Explained::yes : Explained::no;
  }

 private:
  [[nodiscard]] std::size_t size() const { return ops_.size(); }
  [[nodiscard]] Bits everything() const { return size() == 64 ? ~Bits{0} : bit(size()) - 1; }
  [[nodiscard]] bool replayed_by_everyone() const {
    return model_.agreed_by == Agreement::everyone && model_.sees == Visibility::arbitrated_before;
  }
  bool step() {
    if (steps_ == 0) spent_ = true;
    if (!spent_) --steps_;
    return !spent_;
  }

  // ---- one order for everyone, replayed

  bool replay_all() {
    std::vector<Specification> objects;
    for (const KeyId key : keys_) objects.emplace_back(history_, key);
    seen_.clear();
    return replay_from(0, objects);
  }

  bool replay_from(Bits placed, const std::vector<Specification>& objects) {
    if ((everything() & ~unknown_ & ~placed) == 0) return true;
    if (!step()) return false;
    std::vector<std::uint64_t> state{placed};
    for (const Specification& object : objects) object.encode(state);
    if (!seen_.insert(std::move(state)).second) return false;
    for (std::size_t i = 0; i < size() && !spent_; ++i) {
      if ((placed & bit(i)) != 0 || !may_come_next(i, placed)) continue;
      std::vector<Specification> after = objects;
      if (after[key_of_[i]].apply(ops_[i]) && replay_from(placed | bit(i), after)) return true;
    }
    return false;
  }

  [[nodiscard]] bool may_come_next(std::size_t i, Bits placed) const {
    for (std::size_t j = 0; j < size(); ++j) {
      if (before_.has(j, i) && (placed & bit(j)) == 0) return false;
    }
    return true;
  }

  // ---- choices, for all other rows (registers only)

  bool choose_effective() {
    if (std::popcount(unknown_) > 20) return spent_ = true, false;
    for (Bits chosen = 0; !spent_; chosen = (chosen - unknown_) & unknown_) {  // all subsets
      effective_ = (everything() & ~unknown_) | chosen;
      readings_.clear();
      for (std::size_t i = 0; i < size(); ++i) {
        if ((effective_ & bit(i)) != 0 && reads_register(history_, model_, ops_[i])) readings_.push_back(i);
      }
      source_.assign(size(), kInitial);
      if (choose_sources(0)) return true;
      if (chosen == unknown_) break;
    }
    return false;
  }

  bool choose_sources(std::size_t next) {
    if (!step()) return false;
    if (next == readings_.size()) return sources_fit();
    const std::size_t r = readings_[next];
    const OpId reading = ops_[r];
    if (may_return(history_, reading, history_.initial(history_.key(reading)))) {
      source_[r] = kInitial;
      if (choose_sources(next + 1)) return true;
    }
    for (std::size_t w = 0; w < size() && !spent_; ++w) {
      if (w == r || !writes_key(w, history_.key(reading)) || !may_return(history_, reading, history_.value(ops_[w]))) continue;
      source_[r] = static_cast<int>(w);
      if (choose_sources(next + 1)) return true;
    }
    return false;
  }

  [[nodiscard]] bool writes_key(std::size_t i, KeyId key) const {
    return (effective_ & bit(i)) != 0 && history_.key(ops_[i]) == key && writes_register(history_, ops_[i]);
  }

  /// With sources chosen: whether the orders that the row asks for exist.
  bool sources_fit() {
    Relation64 base(size());
    for (std::size_t i = 0; i < size(); ++i) {
      if ((effective_ & bit(i)) != 0) base.row[i] = so_.row[i] & effective_;
    }
    happens_before_ = base;
    for (const std::size_t r : readings_) {
      if (source_[r] != kInitial) happens_before_.add(static_cast<std::size_t>(source_[r]), r);
    }
    happens_before_.close();
    if (model_.extends == Base::causal) {
      if (happens_before_.cyclic()) return false;
      base = happens_before_;
    }
    switch (model_.agreed_by) {
      case Agreement::everyone: return ordered(base, readings_);
      case Agreement::each_read:
        return std::all_of(readings_.begin(), readings_.end(), [&](std::size_t r) { return ordered(base, {r}); });
      case Agreement::each_process: break;
    }
    std::set<ProcessId> processes;
    for (const std::size_t r : readings_) processes.insert(history_.process(ops_[r]));
    return std::all_of(processes.begin(), processes.end(), [&](ProcessId process) {
      std::vector<std::size_t> own;
      std::copy_if(readings_.begin(), readings_.end(), std::back_inserter(own), [&](std::size_t r) { return history_.process(ops_[r]) == process; });
      return model_.sees == Visibility::arbitrated_before ? replayed(base, own) : ordered(base, own);
    });
  }

  /// Whether the writes can be ordered so that these readings see their sources last.
  [[nodiscard]] bool ordered(const Relation64& base, const std::vector<std::size_t>& readings) const {
    Relation64 edges(size());
    for (std::size_t a = 0; a < size(); ++a) {
      for (std::size_t b = 0; b < size(); ++b) {
        if (base.has(a, b) && writes_register(history_, ops_[a]) && writes_register(history_, ops_[b])) edges.add(a, b);
      }
    }
    for (const std::size_t r : readings) {
      for (std::size_t w = 0; w < size(); ++w) {
        if (w == r || static_cast<int>(w) == source_[r] || !writes_key(w, history_.key(ops_[r])) || !must_see(w, r)) continue;
        if (source_[r] == kInitial) return false;
        edges.add(w, static_cast<std::size_t>(source_[r]));
      }
    }
    edges.close();
    return !edges.cyclic();
  }

  [[nodiscard]] bool must_see(std::size_t w, std::size_t r) const {
    switch (model_.sees) {
      case Visibility::arbitrated_before:
      case Visibility::prefix:
      case Visibility::snapshot:
      case Visibility::adjacent:
      case Visibility::read_earlier:
      case Visibility::nothing: break;  // not asked
      case Visibility::causal: return happens_before_.has(w, r);
      case Visibility::session: return so_.has(w, r);
      case Visibility::read_then_session:
        return std::any_of(readings_.begin(), readings_.end(), [&](std::size_t other) { return reads_from(other, w) && so_.has(other, r); });
      case Visibility::session_then_read: return seen_after(r, [&](std::size_t write) { return so_.has(w, write); });
      case Visibility::read_then_session_then_read:
        return seen_after(r, [&](std::size_t write) {
          return std::any_of(readings_.begin(), readings_.end(), [&](std::size_t other) { return reads_from(other, w) && so_.has(other, write); });
        });
    }
    return false;
  }
  [[nodiscard]] bool reads_from(std::size_t r, std::size_t w) const { return source_[r] == static_cast<int>(w); }
  /// Whether r, or an earlier reading of its process, reads from a write that has the property: ";wr;so?".
  template <class Property>
  [[nodiscard]] bool seen_after(std::size_t r, Property property) const {
    return std::any_of(readings_.begin(), readings_.end(), [&](std::size_t other) {
      return (other == r || so_.has(other, r)) && source_[other] != kInitial && property(static_cast<std::size_t>(source_[other]));
    });
  }

  /// Whether one process can order all writes and its own readings so that each reading finds its source last.
  bool replayed(const Relation64& base, const std::vector<std::size_t>& own) {
    Bits ordered_events = 0;
    for (std::size_t i = 0; i < size(); ++i) {
      if ((effective_ & bit(i)) != 0 && writes_register(history_, ops_[i])) ordered_events |= bit(i);
    }
    own_ = 0;
    for (const std::size_t r : own) own_ |= bit(r);
    ordered_events |= own_;
    seen_.clear();
    return place(base, ordered_events, 0, std::vector<int>(keys_.size(), kInitial));
  }

  bool place(const Relation64& base, Bits left, Bits placed, std::vector<int> last) {
    if (left == 0) return true;
    if (!step()) return false;
    std::vector<std::uint64_t> state{placed};
    for (const int write : last) state.push_back(static_cast<std::uint64_t>(write + 1));
    if (!seen_.insert(std::move(state)).second) return false;
    for (std::size_t i = 0; i < size() && !spent_; ++i) {
      if ((left & bit(i)) == 0) continue;
      bool ready = true;
      for (std::size_t j = 0; j < size() && ready; ++j) ready = (left & bit(j)) == 0 || !base.has(j, i);
      if (!ready || ((own_ & bit(i)) != 0 && last[key_of_[i]] != source_[i])) continue;
      std::vector<int> after = last;
      if (writes_register(history_, ops_[i])) after[key_of_[i]] = static_cast<int>(i);
      if (place(base, left & ~bit(i), placed | bit(i), std::move(after))) return true;
    }
    return false;
  }

  const History& history_;
  const Model& model_;
  std::span<const OpId> ops_;
  std::uint64_t& steps_;
  bool spent_ = false;
  Relation64 so_, before_;  // before_: what an order for everyone extends
  Bits unknown_ = 0;
  std::set<std::vector<std::uint64_t>> seen_;
  std::vector<KeyId> keys_;            // of the operations
  std::vector<std::size_t> key_of_;    // of each operation, within keys_
  Bits effective_ = 0;
  std::vector<std::size_t> readings_;  // effective reading events
  std::vector<int> source_;            // of each reading event
  Relation64 happens_before_{0};
  Bits own_ = 0;                       // readings of the process whose order is sought
};

}  // namespace

Explained explained(const History& history, const Model& model, std::span<const OpId> operations, std::uint64_t& steps_max) {
  if (operations.size() > kExplainedMax) return Explained::undecided;
  return Search(history, model, operations, steps_max).run();
}

}  // namespace clio::validate

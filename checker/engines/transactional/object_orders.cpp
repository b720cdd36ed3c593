// Serializability by specification: a search for one order of whole transactions (the frontier search of checker/engines/sequential/object_search.cpp, a transaction at a time).
//
// A state is how far each session has come, the state of every key's object, and the unknown transactions taken. A transaction may come if the specification gives the recorded results of its operations, one
// after the other; for strict serializability also only if everybody who ended before it was called has come. A transaction that only observes is taken as soon as it may come: nothing else notices, so in any
// explanation it can be moved to the front. An unknown one is tried only where it changes something. Sound since every step is the specification's; complete since only states seen before are skipped.
//
// Where there is no order, each key is tried alone, for a while: an order of all, restricted to what is done to one key, is one of that; so a key that has none is a smaller reason.
// Tested by tests/transactional/object_orders_test.cpp.

#include "checker/engines/transactional/object_orders.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "checker/engines/held.hpp"
#include "checker/engines/sequential/search.hpp"
#include "checker/engines/sequential/state_set.hpp"
#include "checker/objects/object_state.hpp"

namespace clio::transactional {
namespace {

using sequential::Search;

class TransactionSearch {
 public:
  /// `key`: only what is done to it.
  TransactionSearch(const BaseRelations& relations, const Model& model, std::optional<KeyId> key, Budget& budget)
      : relations_(relations), history_(relations.history()), timed_(model.extends == Base::causal_and_real_time), in_sessions_(model.extends != Base::reads_from), budget_(budget), held_(budget), seen_(budget),
        spaces_(history_.key_count()), states_(history_.key_count()) {
    for (std::size_t k = 0; k < history_.key_count(); ++k) {
      if ((key && id_at<KeyId>(k) != *key) || relations.on_key(id_at<KeyId>(k)).empty()) continue;
      spaces_[k] = ObjectSpace::of(relations, id_at<KeyId>(k));
      states_[k] = spaces_[k]->initial();
    }
    for (std::size_t s = 0; s < relations.session_count(); ++s) add_session(relations.session(id_at<ProcessId>(s)));
  }
  TransactionSearch(const TransactionSearch&) = delete;
  TransactionSearch& operator=(const TransactionSearch&) = delete;

  Search run(std::uint64_t steps) {
    std::uint64_t visited = 0;
    const auto enter = [&](std::size_t base) {
      settle();
      if (left_ == 0) return true;
      if ((++visited & 1023u) == 0) account();
      if (!is_new()) {
        undo_to(base);
        return false;
      }
      visits_.push_back({base, moves_.size(), moves_.size()});
      list_moves();
      return false;
    };
    if (enter(0)) return Search::found;
    while (!visits_.empty()) {
      if (budget_.spent()) return Search::spent;
      if (visited >= steps) return Search::paused;
      Visit& visit = visits_.back();
      if (visit.next_move == moves_.size()) {
        undo_to(visit.base);
        moves_.resize(visit.moves);
        visits_.pop_back();
        continue;
      }
      const std::size_t base = path_.size();
      if (execute(moves_[visit.next_move++]) && enter(base)) return Search::found;
    }
    return Search::exhausted;
  }

  /// What run() found: the transactions that took effect, each by its first operation.
  [[nodiscard]] std::vector<OpId> order() const {
    std::vector<OpId> order;
    for (const Unit* unit : taken_) order.push_back(history_.first_of(history_.transaction(unit->operations.front())));
    return order;
  }
  /// What was to be ordered, sorted.
  [[nodiscard]] std::vector<OpId> operations() const {
    std::vector<OpId> all;
    for (const Lane& lane : lanes_) {
      for (const Unit& unit : lane.units) all.insert(all.end(), unit.operations.begin(), unit.operations.end());
    }
    for (const Optional& optional : optionals_) all.insert(all.end(), optional.unit.operations.begin(), optional.unit.operations.end());
    std::sort(all.begin(), all.end());
    return all;
  }

 private:
  struct Unit {
    std::vector<OpId> operations;  // of one transaction
    bool observes = true;          // and nothing else
  };
  struct Lane {
    std::vector<Unit> units;
    std::size_t next = 0;
  };
  struct Optional {
    Unit unit;
    std::size_t lane, after;  // it may come once the lane has come to `after`
    bool used = false;
  };
  struct Step {
    std::uint32_t who;  // a lane, or lanes_.size() + the place of an optional one
    std::size_t undo;   // undo_[undo ..] are the states before
  };
  struct Visit {
    std::size_t base, moves, next_move;
  };

  void add_session(std::span<const OpId> operations) {
    if (operations.empty()) return;
    lanes_.emplace_back();
    for (std::size_t i = 0; i < operations.size();) {
      const TxnId txn = history_.transaction(operations[i]);
      Unit unit;
      for (; i < operations.size() && history_.transaction(operations[i]) == txn; ++i) {
        if (!spaces_[index(history_.key(operations[i]))]) continue;
        unit.operations.push_back(operations[i]);
        if (!ObjectSpace::only_observes(history_, operations[i])) unit.observes = false;
      }
      if (unit.operations.empty()) continue;
      if (relations_.optional(unit.operations.front())) {
        if (!unit.observes) optionals_.push_back({std::move(unit), lanes_.size() - 1, in_sessions_ ? lanes_.back().units.size() : 0});
        continue;
      }
      if (!in_sessions_ && !lanes_.back().units.empty()) lanes_.emplace_back();
      lanes_.back().units.push_back(std::move(unit));
      ++left_;
    }
  }

  /// Who comes next of a lane, or an optional transaction.
  [[nodiscard]] const Unit& unit(std::uint32_t who) const {
    return who >= lanes_.size() ? optionals_[who - lanes_.size()].unit : lanes_[who].units[lanes_[who].next];
  }

  [[nodiscard]] bool in_time(const Unit& unit) const {
    if (!timed_) return true;
    const Time call = history_.call(unit.operations.front());
    return std::all_of(lanes_.begin(), lanes_.end(), [&](const Lane& lane) { return lane.next == lane.units.size() || relations_.settled(lane.units[lane.next].operations.front()) >= call; });
  }

  /// Takes the transaction, or answers false and changes nothing.
  bool execute(std::uint32_t who) {
    const Unit& what = unit(who);
    if (!in_time(what)) return false;
    const std::size_t undo = undo_.size();
    bool changed = false;
    for (const OpId op : what.operations) {
      const std::size_t key = index(history_.key(op));
      const std::optional<StateId> next = spaces_[key]->step(states_[key], op);
      if (!next) {
        restore(undo);
        return false;
      }
      undo_.emplace_back(key, states_[key]);
      changed = changed || states_[key] != *next;
      states_[key] = *next;
    }
    if (who >= lanes_.size()) {
      if (!changed) {
        restore(undo);
        return false;
      }
      optionals_[who - lanes_.size()].used = true;
    }
    path_.push_back({who, undo});
    taken_.push_back(&what);
    if (who < lanes_.size()) {
      ++lanes_[who].next;
      --left_;
    }
    return true;
  }
  void restore(std::size_t undo) {
    while (undo_.size() > undo) {
      states_[undo_.back().first] = undo_.back().second;
      undo_.pop_back();
    }
  }
  void undo_to(std::size_t length) {
    while (path_.size() > length) {
      const Step step = path_.back();
      path_.pop_back();
      taken_.pop_back();
      restore(step.undo);
      if (step.who >= lanes_.size()) {
        optionals_[step.who - lanes_.size()].used = false;
      } else {
        --lanes_[step.who].next;
        ++left_;
      }
    }
  }

  void settle() {
    for (bool moved = true; moved;) {
      moved = false;
      for (std::uint32_t lane = 0; lane < lanes_.size(); ++lane) {
        while (lanes_[lane].next != lanes_[lane].units.size() && unit(lane).observes && execute(lane)) moved = true;
      }
    }
  }

  bool is_new() {
    state_.clear();
    for (const Lane& lane : lanes_) sequential::append_number(state_, lane.next);
    for (std::size_t k = 0; k < states_.size(); ++k) {
      if (spaces_[k]) sequential::append_number(state_, static_cast<std::uint64_t>(states_[k]));
    }
    for (std::size_t i = 0; i < optionals_.size(); i += 7) {
      unsigned bits = 0;
      for (std::size_t j = i; j < std::min(i + 7, optionals_.size()); ++j) bits |= optionals_[j].used ? 1u << (j - i) : 0u;
      sequential::append_number(state_, bits);
    }
    state_.push_back(0);  // never empty
    return seen_.insert(state_);
  }

  void list_moves() {
    const auto begin = static_cast<std::ptrdiff_t>(moves_.size());
    for (std::uint32_t lane = 0; lane < lanes_.size(); ++lane) {
      if (lanes_[lane].next != lanes_[lane].units.size()) moves_.push_back(lane);
    }
    std::sort(moves_.begin() + begin, moves_.end(), [&](std::uint32_t a, std::uint32_t b) {
      const OpId x = unit(a).operations.front(), y = unit(b).operations.front();
      return history_.timed() && history_.call(x) != history_.call(y) ? history_.call(x) < history_.call(y) : x < y;
    });
    for (std::uint32_t i = 0; i < optionals_.size(); ++i) {
      const Optional& optional = optionals_[i];
      if (!optional.used && lanes_[optional.lane].next >= optional.after) moves_.push_back(static_cast<std::uint32_t>(lanes_.size()) + i);
    }
  }

  void account() {
    std::size_t bytes = moves_.capacity() * sizeof(std::uint32_t) + visits_.capacity() * sizeof(Visit) + undo_.capacity() * sizeof(undo_[0]) + path_.capacity() * (sizeof(Step) + sizeof(const Unit*));
    for (const std::unique_ptr<ObjectSpace>& space : spaces_) bytes += space ? space->bytes() : 0;
    held_.set(bytes);
  }

  const BaseRelations& relations_;
  const History& history_;
  bool timed_, in_sessions_;
  Budget& budget_;
  Held held_;  // for what account() counts
  sequential::StateSet seen_;
  std::vector<std::unique_ptr<ObjectSpace>> spaces_;  // by key; null: not looked at
  std::vector<StateId> states_;
  std::vector<Lane> lanes_;
  std::vector<Optional> optionals_;
  std::size_t left_ = 0;
  std::vector<Step> path_;
  std::vector<const Unit*> taken_;
  std::vector<std::pair<std::size_t, StateId>> undo_;
  std::vector<std::uint32_t> moves_;
  std::vector<Visit> visits_;
  std::vector<std::uint8_t> state_;
};

}  // namespace

Finding decide_by_objects(const BaseRelations& relations, const Model& model, Budget& budget, std::uint64_t states_max) {
  constexpr const char* kEngine = "search by specification";
  const History& h = relations.history();
  budget.phase("searching by specification");
  TransactionSearch search(relations, model, std::nullopt, budget);
  switch (search.run(states_max)) {
    case Search::found: return Finding::satisfied(kEngine, search.order());
    case Search::paused: return Finding::unknown(kEngine, {});
    case Search::spent: return Finding::unknown(kEngine, budget.reason());
    case Search::exhausted: break;
  }
  constexpr std::uint64_t kStepsForOneKey = 100'000;
  std::vector<OpId> core = search.operations();
  if (states_max != kNoStatesMax) return Finding::violated(kEngine, std::move(core));
  for (std::size_t k = 0; k < h.key_count() && h.key_count() > 1; ++k) {
    TransactionSearch alone(relations, model, id_at<KeyId>(k), budget);
    if (alone.run(kStepsForOneKey) == Search::exhausted && alone.operations().size() < core.size()) core = alone.operations();
    if (budget.spent()) break;
  }
  return Finding::violated(kEngine, std::move(core));
}

}  // namespace clio::transactional

// What may be left out without inventing a violation.
//
// What has sources, registers and over transactions sets and lists too, stands in removal_sources.cpp.
//
// Other objects are replayed in one order. An operation may be missing if it changes nothing; if everything that stays and observes its key
// certainly comes before it; or if nobody who stays could notice:
// - counter: every read notices;
// - set: without an add, those who found the value notice; without a remove, those who missed the value, as long as some add of it stays;
// - list: reads that contain the value;
// - queue, stack: nobody, if no operation on the value stays (what remains is again first-in first-out, or last-in first-out); otherwise every dequeue;
// - mutex: nobody, if an acquire is missing together with its release (the next ok operation of the process), or has none; unknown ones only
//   with all of their process.
// Whoever found a value also notices when no operation that put it there stays: it would seem to come from nowhere.
// What is missing is summed up by its earliest place, for each group of operations that are noticed alike: so one pass over the kept observers
// suffices, repeated while something more is lost.
// Over transactions the same rules hold for the order of transactions, as far as they speak of orders that the row keeps: where it keeps none (Adya's rows) only operations of one transaction certainly come
// before each other; a lock is left out only together with all that its process did to it; and as long as an unknown dequeue or pop stays, whatever is missing on its key may matter, since what
// shares its transaction may have taken effect.
// The validator has its own version of these rules (checker/validate/closed.cpp). Tested by tests/evidence/removal_test.cpp.

#include "checker/explain/removal.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <tuple>

#include "checker/engines/engine.hpp"
#include "checker/explain/small.hpp"

namespace clio {
namespace {

bool takes(Kind kind) { return kind == Kind::dequeue || kind == Kind::pop; }

}  // namespace

/// The earliest place of operations that are missing: enough to know who certainly came before all of them.
struct Removal::Gone {
  bool any = false, several_processes = false, several_transactions = false;
  Time call = kNever;
  ProcessId process{};
  TxnId transaction{};
  std::uint32_t place = kNone;
  struct Earliest {
    Time call = kNever;
    std::uint32_t place = kNone;
  };
  std::map<ProcessId, Earliest> by_process;  // rows of session order and real time alone

  void add(const Removal& removal, std::uint32_t position) {
    const History& history = *removal.history_;
    const OpId op = removal.ops_[position];
    if (history.timed()) call = std::min(call, history.call(op));
    if (any && process != history.process(op)) several_processes = true;
    process = history.process(op);
    if (any && transaction != history.transaction(op)) several_transactions = true;
    transaction = history.transaction(op);
    place = std::min(place, removal.place_[position]);
    any = true;
    if (removal.model_->extends != Base::causal_and_real_time) return;
    Earliest& mine = by_process[process];
    if (history.timed()) mine.call = std::min(mine.call, history.call(op));
    mine.place = std::min(mine.place, removal.place_[position]);
  }
};

Removal::Removal(const History& history, const Model& model, std::span<const OpId> core, std::uint64_t needs_max)
    : history_(&history), model_(&model), needs_max_(needs_max), over_transactions_(judged_over_transactions(history, model)) {
  const Object object = history.object();
  versioned_ = over_transactions_ && (object == Object::register_ || object == Object::set || object == Object::list);
  if (versioned_ && object != Object::register_) {
    exact_ = close_by_sources(core);
    if (!exact_) keep_whole(core);
    start_.assign(ops_.size(), 1);
    return;
  }
  if (history.object() == Object::register_) {
    if (versioned_) find_own_writes();
    const bool by_sources = versioned_ || model.extends == Base::real_time;
    if (by_sources) exact_ = versioned_ ? close_by_final_writes(core) : close_in_real_time(core);
    if (!by_sources || !exact_) close_register_core(core);
    make_cells();
    if (versioned_) place_own_writes();
    start_.assign(ops_.size(), 1);
    return;
  }
  take_keys_of(core);
  rank_places();
  if (history.object() == Object::mutex) pair_locks();
  start_.assign(ops_.size(), 0);
  for (const OpId op : core) {
    const auto at = std::lower_bound(ops_.begin(), ops_.end(), op);
    if (at != ops_.end() && *at == op) start_[static_cast<std::size_t>(at - ops_.begin())] = 1;
  }
  Kept closed = start_;
  trim(closed);
  if (closed != start_) start_.assign(ops_.size(), 1);  // not closed: everything on these keys is
}

void Removal::rank_places() {
  std::vector<std::uint32_t> order(ops_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return earlier_in_program(*history_, ops_[a], ops_[b]); });
  place_.resize(ops_.size());
  for (std::uint32_t rank = 0; rank < order.size(); ++rank) place_[order[rank]] = rank;
}

void Removal::take_keys_of(std::span<const OpId> core) {
  const History& h = *history_;
  std::vector<bool> of_key(h.key_count(), false);
  for (const OpId op : core) of_key[index(h.key(op))] = true;
  for (std::size_t i = 0; i < h.size(); ++i) {
    if (of_key[index(h.key(id_at<OpId>(i)))] && takes_part(h, id_at<OpId>(i))) ops_.push_back(id_at<OpId>(i));
  }
}

void Removal::pair_locks() {
  const History& h = *history_;
  std::map<std::pair<KeyId, ProcessId>, std::vector<std::uint32_t>> groups;
  for (std::uint32_t i = 0; i < ops_.size(); ++i) groups[{h.key(ops_[i]), h.process(ops_[i])}].push_back(i);
  partner_.assign(ops_.size(), kNone);
  holder_group_.assign(ops_.size(), kNone);
  for (auto& [of, members] : groups) {
    std::sort(members.begin(), members.end(), [&](std::uint32_t a, std::uint32_t b) { return earlier_in_program(h, ops_[a], ops_[b]); });
    std::vector<std::uint32_t> certain;
    for (const std::uint32_t i : members) {
      holder_group_[i] = static_cast<std::uint32_t>(certain_of_group_.size());
      if (h.status(ops_[i]) == Status::ok) certain.push_back(i);
    }
    bool touches = false;
    for (std::size_t c = 0; c + 1 < certain.size(); ++c) {
      touches = touches || !certainly_before(h, *model_, ops_[certain[c]], ops_[certain[c + 1]]);
      if (h.kind(ops_[certain[c]]) != Kind::acquire || h.kind(ops_[certain[c + 1]]) != Kind::release) continue;
      partner_[certain[c]] = certain[c + 1];
      partner_[certain[c + 1]] = certain[c];
    }
    group_touches_.push_back(touches ? 1 : 0);
    certain_of_group_.push_back(std::move(certain));
  }
}

void Removal::trim(Kept& kept) const {
  if (history_->object() == Object::register_) {
    do trim_register(kept);
    while (versioned_ && trim_by_own_writes(kept));
  } else if (versioned_) {
    trim_by_needs(kept);
  } else {
    while (trim_object_once(kept)) {
    }
  }
}

bool Removal::observes(OpId op) const {
  switch (history_->kind(op)) {
    case Kind::read:
    case Kind::contains:
    case Kind::acquire:
    case Kind::release: return true;
    case Kind::dequeue:
    case Kind::pop: return history_->status(op) == Status::ok;
    default: return false;
  }
}

bool Removal::changes_nothing(OpId op) const {
  const Kind kind = history_->kind(op);
  return kind == Kind::read || kind == Kind::contains || (takes(kind) && history_->status(op) == Status::ok && history_->value(op) == kNull);
}

bool Removal::found(OpId observer, ValueId value) const {
  if (history_->kind(observer) == Kind::contains) return history_->value(observer) == value && history_->success(observer);
  const Value read = history_->value_at(history_->value(observer));
  const Value::Array* members = read.as_array();
  return members != nullptr && std::find(members->begin(), members->end(), history_->value_at(value)) != members->end();
}

/// The values that an observation found, of those that some operation has.
std::vector<ValueId> Removal::values_found(OpId observer) const {
  const History& h = *history_;
  if (takes(h.kind(observer))) return h.value(observer) == kNull ? std::vector<ValueId>{} : std::vector{h.value(observer)};
  if (h.kind(observer) == Kind::contains) return h.success(observer) ? std::vector{h.value(observer)} : std::vector<ValueId>{};
  if (h.kind(observer) != Kind::read) return {};
  std::vector<ValueId> values;
  const Value read = h.value_at(h.value(observer));
  const Value::Array* members = read.as_array();
  for (std::size_t m = 0; members != nullptr && m < members->size(); ++m) {
    ValueId value{};
    if (h.values().find((*members)[m], value)) values.push_back(value);
  }
  return values;
}

bool Removal::noticed(std::uint32_t observer, const Gone& gone) const {
  if (!gone.any) return false;
  const OpId op = ops_[observer];
  if (model_->extends == Base::reads_from) {  // only a transaction itself has an order
    return history_->status(op) != Status::ok || gone.several_transactions || gone.transaction != history_->transaction(op) || place_[observer] >= gone.place;
  }
  if (model_->extends == Base::real_time) {
    const Time uncertainty = history_->header().clock_uncertainty;
    return history_->status(op) != Status::ok || history_->response(op) > kNever - uncertainty || history_->response(op) + uncertainty >= gone.call;
  }
  if (model_->extends == Base::causal_and_real_time) {
    return std::any_of(gone.by_process.begin(), gone.by_process.end(), [&](const auto& of) {
      const bool in_session = of.first == history_->process(op) && history_->status(op) == Status::ok && place_[observer] < of.second.place;
      return !in_session && settled(*history_, op) >= of.second.call;
    });
  }
  return history_->status(op) != Status::ok || gone.several_processes || gone.process != history_->process(op) || place_[observer] >= gone.place;
}

bool Removal::lock_matters(std::uint32_t gone, const Kept& kept) const {
  const std::uint32_t group = holder_group_[gone];
  if (over_transactions_) {  // a process's operations on a mutex go together
    for (std::uint32_t i = 0; i < ops_.size(); ++i) {
      if (kept[i] != 0 && holder_group_[i] == group) return true;
    }
    return false;
  }
  if (history_->status(ops_[gone]) == Status::unknown || group_touches_[group] != 0) {
    const auto& certain = certain_of_group_[group];
    return std::any_of(certain.begin(), certain.end(), [&](std::uint32_t i) { return kept[i] != 0; });
  }
  return partner_[gone] != kNone && kept[partner_[gone]] != 0;
}

/// One round: sums up what is missing, then takes out the observers that notice. Answers whether it took something.
bool Removal::trim_object_once(Kept& kept) const {
  const History& h = *history_;
  const Object object = h.object();
  std::set<std::uint64_t> values_kept, added_kept;  // cells: by which operations, or adds, stay
  std::set<KeyId> unknown_take_kept;                // over transactions it cannot be taken as having had no effect: it shares them with others
  if (object == Object::queue || object == Object::stack || object == Object::set) {
    for (std::uint32_t i = 0; i < ops_.size(); ++i) {
      if (kept[i] == 0 || changes_nothing(ops_[i])) continue;
      const bool anonymous = takes(h.kind(ops_[i])) && h.status(ops_[i]) == Status::unknown;
      if (anonymous) unknown_take_kept.insert(h.key(ops_[i]));
      if (!anonymous) values_kept.insert(packed(h.key(ops_[i]), h.value(ops_[i])));
      if (h.kind(ops_[i]) == Kind::add) added_kept.insert(packed(h.key(ops_[i]), h.value(ops_[i])));
    }
  }
  std::set<std::uint64_t> put, put_kept;  // cells: which some operation put in
  for (std::uint32_t i = 0; i < ops_.size(); ++i) {
    const Kind kind = h.kind(ops_[i]);
    if (object == Object::counter || object == Object::text || (kind != Kind::add && kind != Kind::enqueue && kind != Kind::push && kind != Kind::append)) continue;
    put.insert(packed(h.key(ops_[i]), h.value(ops_[i])));
    if (kept[i] != 0) put_kept.insert(packed(h.key(ops_[i]), h.value(ops_[i])));
  }
  std::map<KeyId, Gone> of_key;                                // noticed by every observer of the key
  std::map<std::uint64_t, Gone> found_only;                    // by those who found the value
  std::map<KeyId, std::map<ValueId, Gone>> missed_only;        // by those who missed the value
  for (std::uint32_t i = 0; i < ops_.size(); ++i) {
    const OpId op = ops_[i];
    if (kept[i] != 0 || changes_nothing(op)) continue;
    const std::uint64_t cell = packed(h.key(op), h.value(op));
    switch (object) {
      case Object::set:
        if (h.kind(op) == Kind::add) found_only[cell].add(*this, i);
        if (h.kind(op) == Kind::remove && added_kept.contains(cell)) missed_only[h.key(op)][h.value(op)].add(*this, i);
        break;
      case Object::list: found_only[cell].add(*this, i); break;
      case Object::queue:
      case Object::stack: {
        const bool anonymous = takes(h.kind(op)) && h.status(op) == Status::unknown;
        if (anonymous || values_kept.contains(cell) || (over_transactions_ && unknown_take_kept.contains(h.key(op)))) of_key[h.key(op)].add(*this, i);
        break;
      }
      case Object::mutex:
        if (lock_matters(i, kept)) of_key[h.key(op)].add(*this, i);
        break;
      case Object::counter:
      case Object::text:
      case Object::register_: of_key[h.key(op)].add(*this, i); break;
    }
  }
  bool took = false;
  for (std::uint32_t i = 0; i < ops_.size(); ++i) {
    const OpId op = ops_[i];
    if (kept[i] == 0 || !observes(op)) continue;
    bool notices = false;
    if (const auto all = of_key.find(h.key(op)); all != of_key.end()) notices = noticed(i, all->second);
    if (object != Object::counter && object != Object::text && object != Object::mutex && (!found_only.empty() || put.size() != put_kept.size())) {
      for (const ValueId value : values_found(op)) {
        const std::uint64_t cell = packed(h.key(op), value);
        if (const auto gone = found_only.find(cell); gone != found_only.end()) notices = notices || noticed(i, gone->second);
        notices = notices || (put.contains(cell) && !put_kept.contains(cell));
      }
    }
    if (const auto missed = missed_only.find(h.key(op)); missed != missed_only.end() && !notices) {
      for (const auto& [value, gone] : missed->second) {
        if (h.kind(op) == Kind::contains && h.value(op) != value) continue;
        if (!found(op, value) && noticed(i, gone)) notices = true;
      }
    }
    if (!notices) continue;
    kept[i] = 0;
    took = true;
  }
  return took;
}

std::vector<std::vector<std::vector<std::uint32_t>>> Removal::families() const {
  const History& h = *history_;
  using Family = std::vector<std::uint32_t>;
  std::map<KeyId, Family> keys;
  std::map<ProcessId, Family> processes;
  std::map<std::uint64_t, Family> values;
  std::vector<Family> locks;
  std::map<std::uint32_t, Family> holders;
  for (std::uint32_t i = 0; i < ops_.size(); ++i) {
    const OpId op = ops_[i];
    keys[h.key(op)].push_back(i);
    processes[h.process(op)].push_back(i);
    const bool whole_read = h.kind(op) == Kind::read && h.object() != Object::register_;
    const bool anonymous = takes(h.kind(op)) && h.status(op) == Status::unknown;  // whatever it took
    if (!whole_read && !anonymous) values[packed(h.key(op), observed_value(h, op))].push_back(i);
    if (!holder_group_.empty()) holders[holder_group_[i]].push_back(i);
    if (!partner_.empty() && partner_[i] != kNone && i < partner_[i]) locks.push_back({i, partner_[i]});
  }
  std::vector<std::vector<Family>> levels;
  const auto add = [&](const auto& of) {
    std::vector<Family> level;
    for (const auto& [name, family] : of) level.push_back(family);
    if (level.size() > 1) levels.push_back(std::move(level));
  };
  add(keys);
  add(processes);
  if (h.object() != Object::mutex) add(values);
  add(holders);
  if (!locks.empty()) levels.push_back(std::move(locks));
  return levels;
}

}  // namespace clio

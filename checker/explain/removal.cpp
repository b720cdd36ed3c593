// What may be left out without inventing a violation.
//
// Registers: readings always; a write only if no reading event that stays may have read from it. So "kept" sets are closed under possible sources, the
// union of closed sets is closed, and every set has a greatest closed subset, which trim() finds: a cell (a value of a key) with a missing
// writer loses its readers; a failed cas needs all cells of its key but one. Under real time fewer writes are possible sources (sources_in_time.hpp), and each
// reading has its own; where these would be too many to list, all writes of the value stay.
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
// Over transactions, registers, sets and lists have one rule (docs/semantics.md): with every read, internal ones included, all writes that may have been its source stay. Single operations of
// a transaction may go. The other objects are replayed in one order of transactions, and the rules above hold for it, as far as they speak of orders that the row keeps: where it keeps none
// (Adya's rows) nobody certainly comes before anything; and a lock is left out only together with all that happened to it.
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
#include "checker/engines/transactional/set_elements.hpp"
#include "checker/explain/small.hpp"
#include "checker/explain/sources_in_time.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

std::uint64_t cell_code(KeyId key, ValueId value) { return (static_cast<std::uint64_t>(key) << 32) | static_cast<std::uint32_t>(value); }

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

Removal::Removal(const History& history, const Model& model, std::span<const OpId> core)
    : history_(&history), model_(&model), over_transactions_(judged_over_transactions(history, model)) {
  const Object object = history.object();
  versioned_ = over_transactions_ && (object == Object::register_ || object == Object::set || object == Object::list);
  if (versioned_ && object != Object::register_) {
    close_by_sources(core);
    start_.assign(ops_.size(), 1);
    return;
  }
  if (history.object() == Object::register_) {
    if (model.extends != Base::real_time || !close_in_real_time(core)) close_register_core(core);
    if (versioned_) add_last_writes();
    make_cells();
    if (versioned_) find_overwriting();
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

void Removal::close_register_core(std::span<const OpId> core) {
  const History& h = *history_;
  std::vector<OpId> members;
  for (const OpId op : core) {
    if (takes_part(h, op)) members.push_back(op);
  }
  std::vector<bool> of_key(h.key_count(), false);
  for (const OpId op : members) of_key[index(h.key(op))] = true;
  std::vector<std::pair<std::uint64_t, OpId>> writers;  // of the keys concerned
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (of_key[index(h.key(op))] && takes_part(h, op) && sets_register(h, op)) writers.emplace_back(cell_code(h.key(op), h.value(op)), op);
  }
  std::sort(writers.begin(), writers.end());
  std::vector<bool> taken(h.size(), false);
  for (const OpId op : members) taken[index(op)] = true;
  std::set<std::uint64_t> done;
  const auto take = [&](auto from, auto to) {
    for (; from != to; ++from) {
      if (taken[index(from->second)]) continue;
      taken[index(from->second)] = true;
      members.push_back(from->second);
    }
  };
  for (std::size_t i = 0; i < members.size(); ++i) {  // grows while it is walked
    const OpId op = members[i];
    if (!reads_register(op)) continue;
    const std::uint64_t code = cell_code(h.key(op), observed_value(h, op));
    const auto first = std::lower_bound(writers.begin(), writers.end(), std::pair{code, OpId{}});
    const auto last = std::upper_bound(first, writers.end(), std::pair{code, kNoOp});
    if (!is_failed_cas(h, op)) {
      if (done.insert(code).second) take(first, last);
      continue;
    }
    take(std::lower_bound(writers.begin(), writers.end(), std::pair{cell_code(h.key(op), ValueId{}), OpId{}}), first);
    take(last, std::upper_bound(last, writers.end(), std::pair{cell_code(h.key(op), static_cast<ValueId>(kNone)), kNoOp}));
  }
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  ops_ = std::move(members);
}

/// As close_register_core, with the sources that real time leaves possible. Answers false where they are too many.
bool Removal::close_in_real_time(std::span<const OpId> core) {
  const History& h = *history_;
  const SourcesInTime sources(h, core);
  std::uint64_t work = 20'000'000;
  std::vector<OpId> members;
  for (const OpId op : core) {
    if (takes_part(h, op)) members.push_back(op);
  }
  std::vector<bool> taken(h.size(), false);
  for (const OpId op : members) taken[index(op)] = true;
  std::vector<std::pair<OpId, OpId>> needs, any;  // write, reading
  for (std::size_t i = 0; i < members.size(); ++i) {  // grows while it is walked
    const OpId reading = members[i];
    if (!reads_register(reading)) continue;
    SourcesInTime::Needed needed = sources.needed(reading, work);
    if (work == 0) return false;
    for (const OpId write : needed.possible) needs.emplace_back(write, reading);
    if (needed.shown) {
      any.emplace_back(*needed.shown, reading);
      needed.possible.push_back(*needed.shown);
    }
    for (const OpId write : needed.possible) {
      if (taken[index(write)]) continue;
      taken[index(write)] = true;
      members.push_back(write);
    }
  }
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  ops_ = std::move(members);
  const auto position = [&](OpId op) { return static_cast<std::uint32_t>(std::lower_bound(ops_.begin(), ops_.end(), op) - ops_.begin()); };
  needed_by_.resize(ops_.size());
  for (const auto& [write, reading] : needs) needed_by_[position(write)].push_back(position(reading));
  for (const auto& [write, reading] : any) need_any_.emplace_back(position(reading), position(write));
  return true;
}

/// The last write of the key in the operation's transaction.
OpId Removal::last_write(OpId write) const {
  const History& h = *history_;
  OpId last = write;
  const TxnId txn = h.transaction(write);
  for (std::size_t i = index(write) + 1; i < index(h.first_of(txn)) + h.length_of(txn); ++i) {
    const OpId op = id_at<OpId>(i);
    if (h.key(op) != h.key(write)) continue;
    const bool writes = h.object() == Object::register_ ? sets_register(h, op) : h.object() == Object::list ? h.kind(op) == Kind::append : h.value(op) == h.value(write) && (h.kind(op) == Kind::add || h.kind(op) == Kind::remove);
    if (writes) last = op;
  }
  return last;
}

/// What overwrote a write in its own transaction says that nobody else can have read that: it stays as long as somebody asks for the value.
void Removal::add_last_writes() {
  const std::size_t before = ops_.size();
  for (std::size_t i = 0; i < before; ++i) {
    if (!sets_register(*history_, ops_[i])) continue;
    const OpId last = last_write(ops_[i]);
    if (last != ops_[i]) ops_.push_back(last);
  }
  std::sort(ops_.begin(), ops_.end());
  ops_.erase(std::unique(ops_.begin(), ops_.end()), ops_.end());
}

void Removal::find_overwriting() {
  overwriting_.assign(ops_.size(), kNone);
  for (std::uint32_t i = 0; i < ops_.size(); ++i) {
    if (write_cell_[i] == kNone) continue;
    const OpId last = last_write(ops_[i]);
    const auto at = std::lower_bound(ops_.begin(), ops_.end(), last);
    if (last != ops_[i] && at != ops_.end() && *at == last) overwriting_[i] = static_cast<std::uint32_t>(at - ops_.begin());
  }
}

/// Readings by others of a write whose overwriting is gone go too. Answers whether some did.
bool Removal::trim_overwritten(Kept& kept) const {
  bool took = false;
  for (std::uint32_t i = 0; i < overwriting_.size(); ++i) {
    if (kept[i] == 0 || overwriting_[i] == kNone || kept[overwriting_[i]] != 0) continue;
    for (const std::uint32_t reader : readers_[write_cell_[i]]) {
      if (kept[reader] == 0 || history_->transaction(ops_[reader]) == history_->transaction(ops_[i])) continue;
      kept[reader] = 0;
      took = true;
    }
  }
  return took;
}

/// Sets and lists over transactions.
void Removal::close_by_sources(std::span<const OpId> core) {
  const History& h = *history_;
  const BaseRelations relations(h);
  std::optional<transactional::SetElements> elements;
  std::map<std::uint64_t, std::vector<OpId>> appends;
  if (h.object() == Object::set) {
    elements.emplace(relations);
  } else {
    std::vector<bool> of_key(h.key_count(), false);
    for (const OpId op : core) of_key[index(h.key(op))] = true;
    for (std::size_t i = 0; i < h.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      if (h.kind(op) == Kind::append && of_key[index(h.key(op))] && takes_part(h, op)) appends[cell_code(h.key(op), h.value(op))].push_back(op);
    }
  }
  std::vector<std::pair<OpId, OpId>> needs;  // write, reading
  for (const OpId op : core) {
    if (!takes_part(h, op)) continue;
    ops_.push_back(op);
    if (h.status(op) != Status::ok || (h.kind(op) != Kind::read && h.kind(op) != Kind::contains)) continue;
    if (elements) {
      for (const OpId write : elements->sources(op)) needs.emplace_back(write, op);
      continue;
    }
    for (const ValueId value : values_found(op)) {
      const auto of_value = appends.find(cell_code(h.key(op), value));
      if (of_value == appends.end()) continue;
      for (const OpId write : of_value->second) needs.emplace_back(write, op);
    }
  }
  for (std::size_t i = 0, count = needs.size(); i < count; ++i) {
    const auto [write, reading] = needs[i];
    if (h.transaction(write) == h.transaction(reading)) continue;
    if (h.object() == Object::set) {
      if (const OpId last = last_write(write); last != write) needs.emplace_back(last, reading);
      continue;
    }
    for (std::size_t o = index(h.first_of(h.transaction(write))); o < index(h.first_of(h.transaction(write))) + h.length_of(h.transaction(write)); ++o) {
      const OpId other = id_at<OpId>(o);  // a transaction's appends to a key are one step
      if (other != write && h.kind(other) == Kind::append && h.key(other) == h.key(write)) needs.emplace_back(other, reading);
    }
  }
  for (const auto& [write, reading] : needs) ops_.push_back(write);
  std::sort(ops_.begin(), ops_.end());
  ops_.erase(std::unique(ops_.begin(), ops_.end()), ops_.end());
  const auto position = [&](OpId op) { return static_cast<std::uint32_t>(std::lower_bound(ops_.begin(), ops_.end(), op) - ops_.begin()); };
  needed_by_.resize(ops_.size());
  for (const auto& [write, reading] : needs) needed_by_[position(write)].push_back(position(reading));
}

/// Whether it is a reading event of the row. Over transactions an unknown cas is a write.
bool Removal::reads_register(OpId op) const {
  if (over_transactions_ && history_->status(op) != Status::ok) return false;
  return observes_register(*history_, *model_, op);
}

void Removal::take_keys_of(std::span<const OpId> core) {
  const History& h = *history_;
  std::vector<bool> of_key(h.key_count(), false);
  for (const OpId op : core) of_key[index(h.key(op))] = true;
  for (std::size_t i = 0; i < h.size(); ++i) {
    if (of_key[index(h.key(id_at<OpId>(i)))] && takes_part(h, id_at<OpId>(i))) ops_.push_back(id_at<OpId>(i));
  }
}

void Removal::make_cells() {
  const History& h = *history_;
  std::vector<std::uint64_t> codes;
  for (const OpId op : ops_) {
    if (sets_register(h, op)) codes.push_back(cell_code(h.key(op), h.value(op)));
    if (reads_register(op)) codes.push_back(cell_code(h.key(op), observed_value(h, op)));
  }
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  const auto cell_of = [&](OpId op, ValueId value) {
    return static_cast<std::uint32_t>(std::lower_bound(codes.begin(), codes.end(), cell_code(h.key(op), value)) - codes.begin());
  };
  write_cell_.assign(ops_.size(), kNone);
  read_cell_.assign(ops_.size(), kNone);
  reads_other_.assign(ops_.size(), 0);
  writers_.resize(codes.size());
  readers_.resize(codes.size());
  for (std::uint32_t i = 0; i < ops_.size(); ++i) {
    const OpId op = ops_[i];
    if (sets_register(h, op)) writers_[write_cell_[i] = cell_of(op, h.value(op))].push_back(i);
    if (!reads_register(op)) continue;
    read_cell_[i] = cell_of(op, observed_value(h, op));
    reads_other_[i] = is_failed_cas(h, op) ? 1 : 0;
    if (reads_other_[i] == 0) readers_[read_cell_[i]].push_back(i);
  }
  for (const std::uint64_t code : codes) key_of_cell_.push_back(static_cast<std::uint32_t>(code >> 32));
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
    while (trim_overwritten(kept));
  } else if (versioned_) {
    trim_by_needs(kept);
  } else {
    while (trim_object_once(kept)) {
    }
  }
}

void Removal::lose_dependents(std::vector<std::uint32_t> lost, Kept& kept) const {
  while (!lost.empty()) {
    const std::uint32_t write = lost.back();
    lost.pop_back();
    for (const std::uint32_t reading : needed_by_[write]) {
      if (kept[reading] == 0) continue;
      kept[reading] = 0;
      lost.push_back(reading);
    }
  }
}

void Removal::trim_by_needs(Kept& kept) const {
  std::vector<std::uint32_t> lost;
  for (std::uint32_t i = 0; i < ops_.size(); ++i) {
    if (kept[i] == 0) lost.push_back(i);
  }
  lose_dependents(std::move(lost), kept);
  for (bool more = !need_any_.empty(); more;) {
    more = false;
    std::vector<std::uint32_t> of_cell(writers_.size(), 0);  // writes kept
    std::map<std::uint32_t, std::uint32_t> of_key;
    for (std::uint32_t i = 0; i < ops_.size(); ++i) {
      if (kept[i] == 0 || write_cell_[i] == kNone) continue;
      ++of_cell[write_cell_[i]];
      ++of_key[key_of_cell_[write_cell_[i]]];
    }
    for (const auto& [reading, shown] : need_any_) {
      if (kept[reading] == 0) continue;
      const std::uint32_t cell = read_cell_[reading];
      const bool others = reads_other_[reading] != 0;
      const std::uint32_t own = write_cell_[reading] == cell ? 1 : 0;
      const std::uint32_t right = others ? of_key[key_of_cell_[cell]] - of_cell[cell] : of_cell[cell] - own;
      if (right != 0) continue;
      kept[reading] = 0;
      more = true;
      lose_dependents({reading}, kept);
    }
  }
}

Removal::Kept Removal::without_spare_sources(const Kept& kept) const {
  Kept without = kept;
  std::vector<std::uint8_t> shown(ops_.size(), 0);
  for (const auto& [reading, write] : need_any_) shown[write] = 1;
  std::set<std::uint32_t> done;  // cells
  for (const auto& [reading, write] : need_any_) {
    if (kept[reading] == 0 || reads_other_[reading] != 0 || kept[write] == 0 || !done.insert(read_cell_[reading]).second) continue;
    for (const std::uint32_t spare : writers_[read_cell_[reading]]) {
      const bool wanted = shown[spare] != 0 || std::any_of(needed_by_[spare].begin(), needed_by_[spare].end(), [&](std::uint32_t r) { return kept[r] != 0; });
      if (!wanted) without[spare] = 0;
    }
  }
  return without;
}

void Removal::trim_register(Kept& kept) const {
  if (!needed_by_.empty()) {
    trim_by_needs(kept);
    return;
  }
  std::vector<std::uint8_t> broken(writers_.size(), 0);
  std::vector<std::uint32_t> todo;
  const auto lost = [&](std::uint32_t op) {
    const std::uint32_t cell = write_cell_[op];
    if (cell == kNone || broken[cell] != 0) return;
    broken[cell] = 1;
    todo.push_back(cell);
  };
  for (std::uint32_t i = 0; i < ops_.size(); ++i) {
    if (kept[i] == 0) lost(i);
  }
  while (!todo.empty()) {
    const std::uint32_t cell = todo.back();
    todo.pop_back();
    for (const std::uint32_t reader : readers_[cell]) {
      if (kept[reader] == 0) continue;
      kept[reader] = 0;
      lost(reader);
    }
  }
  std::map<std::uint32_t, std::vector<std::uint32_t>> broken_of_key;
  for (std::uint32_t cell = 0; cell < broken.size(); ++cell) {
    if (broken[cell] != 0) broken_of_key[key_of_cell_[cell]].push_back(cell);
  }
  for (std::uint32_t i = 0; i < ops_.size(); ++i) {
    if (kept[i] == 0 || reads_other_[i] == 0) continue;
    const auto cells = broken_of_key.find(key_of_cell_[read_cell_[i]]);
    if (cells != broken_of_key.end() && (cells->second.size() > 1 || cells->second.front() != read_cell_[i])) kept[i] = 0;
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
  if (object == Object::queue || object == Object::stack || object == Object::set) {
    for (std::uint32_t i = 0; i < ops_.size(); ++i) {
      if (kept[i] == 0 || changes_nothing(ops_[i])) continue;
      const bool anonymous = takes(h.kind(ops_[i])) && h.status(ops_[i]) == Status::unknown;
      if (!anonymous) values_kept.insert(cell_code(h.key(ops_[i]), h.value(ops_[i])));
      if (h.kind(ops_[i]) == Kind::add) added_kept.insert(cell_code(h.key(ops_[i]), h.value(ops_[i])));
    }
  }
  std::set<std::uint64_t> put, put_kept;  // cells: which some operation put in
  for (std::uint32_t i = 0; i < ops_.size(); ++i) {
    const Kind kind = h.kind(ops_[i]);
    if (object == Object::counter || object == Object::text || (kind != Kind::add && kind != Kind::enqueue && kind != Kind::push && kind != Kind::append)) continue;
    put.insert(cell_code(h.key(ops_[i]), h.value(ops_[i])));
    if (kept[i] != 0) put_kept.insert(cell_code(h.key(ops_[i]), h.value(ops_[i])));
  }
  std::map<KeyId, Gone> of_key;                                // noticed by every observer of the key
  std::map<std::uint64_t, Gone> found_only;                    // by those who found the value
  std::map<KeyId, std::map<ValueId, Gone>> missed_only;        // by those who missed the value
  for (std::uint32_t i = 0; i < ops_.size(); ++i) {
    const OpId op = ops_[i];
    if (kept[i] != 0 || changes_nothing(op)) continue;
    const std::uint64_t cell = cell_code(h.key(op), h.value(op));
    switch (object) {
      case Object::set:
        if (h.kind(op) == Kind::add) found_only[cell].add(*this, i);
        if (h.kind(op) == Kind::remove && added_kept.contains(cell)) missed_only[h.key(op)][h.value(op)].add(*this, i);
        break;
      case Object::list: found_only[cell].add(*this, i); break;
      case Object::queue:
      case Object::stack: {
        const bool anonymous = takes(h.kind(op)) && h.status(op) == Status::unknown;
        if (anonymous || values_kept.contains(cell)) of_key[h.key(op)].add(*this, i);
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
        const std::uint64_t cell = cell_code(h.key(op), value);
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
  if (!over_transactions_ || (object != Object::queue && object != Object::stack)) return took;
  // An unknown take shares its transaction with other effects: nobody may say that it had none because what it took is gone.
  std::set<KeyId> without_some;
  for (std::uint32_t i = 0; i < ops_.size(); ++i) {
    if (kept[i] == 0 && (h.kind(ops_[i]) == Kind::enqueue || h.kind(ops_[i]) == Kind::push)) without_some.insert(h.key(ops_[i]));
  }
  for (std::uint32_t i = 0; i < ops_.size(); ++i) {
    if (kept[i] == 0 || !takes(h.kind(ops_[i])) || h.status(ops_[i]) == Status::ok || !without_some.contains(h.key(ops_[i]))) continue;
    kept[i] = 0;
    took = true;
  }
  return took;
}

std::vector<std::uint32_t> Removal::wants() const {
  std::vector<std::uint32_t> wants(ops_.size(), 0);
  for (const std::vector<std::uint32_t>& readings : needed_by_) {
    for (const std::uint32_t reading : readings) ++wants[reading];
  }
  for (std::uint32_t i = 0; i < read_cell_.size(); ++i) {
    if (read_cell_[i] == kNone) continue;
    wants[i] = reads_other_[i] != 0 ? static_cast<std::uint32_t>(ops_.size()) : static_cast<std::uint32_t>(writers_[read_cell_[i]].size());
  }
  return wants;
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
    if (!whole_read && !anonymous) values[cell_code(h.key(op), observed_value(h, op))].push_back(i);
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

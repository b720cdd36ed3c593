// What may be left out of what has sources: registers and, over transactions, sets and lists.
//
// Readings always; a write only if no reading event that stays may have read from it. So "kept" sets are closed under possible sources. As long as the rule is that a reading goes without some write, the
// union of closed sets is closed, and every set has a greatest closed subset, which trim() finds: a cell (a value of a key) with a missing
// writer loses its readers; a failed cas needs all cells of its key but one. Under real time fewer writes are possible sources (sources_in_time.hpp), and each
// reading has its own; where these would be too many to list, all writes of the value stay.
//
// Over transactions a reading needs less and more (docs/semantics.md): only final writes of the value by other transactions may have been its source, and where there are none, one write of the value stays all
// the same. Only where these would be too many to list all writes of the value stay, and of a set or list everything. Single operations of a transaction may go, but a reading keeps what its own transaction wrote there before it, without which it would
// seem to read from others; and a value that somebody else asks for keeps what overwrote it in its own transaction, without which it would seem to be there for others. A transaction's appends to a list are one step.
// For registers the rule of what was overwritten takes readings away where a write stays and another one does not. Unions of closed sets need not be closed then: the readings may come from one set, and the write that
// is to be overwritten from another, so that a set without that write may be closed, violate the model and have no closed superset with it (monotone()).
// Tested by tests/evidence/removal_test.cpp and tests/evidence/transaction_contradiction_test.cpp.

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "checker/engines/transactional/own_writes.hpp"
#include "checker/engines/transactional/set_elements.hpp"
#include "checker/explain/removal.hpp"
#include "checker/explain/small.hpp"
#include "checker/explain/sources_in_time.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio {
namespace {

constexpr transactional::Place kNowhere = 0xffffffff;
static_assert(transactional::OwnWrites::kNone == static_cast<std::uint32_t>(kNoOp));

transactional::Place place_of_key(const History& h, OpId op) { return static_cast<transactional::Place>(h.key(op)); }

/// Whether it sets what it is about: the key, of a set the element.
bool writes(const History& h, OpId op) {
  switch (h.object()) {
    case Object::list: return h.kind(op) == Kind::append;
    case Object::set: return h.kind(op) == Kind::add || h.kind(op) == Kind::remove;
    default: return sets_register(h, op);
  }
}

}  // namespace

/// What each operation finds and leaves in its own transaction; place_of(op): where the operation is, one of `places`, or kNowhere. O(n).
template <class PlaceOf>
Removal::Own Removal::own_writes(std::size_t places, PlaceOf place_of) const {
  const History& h = *history_;
  Own own{.before = std::vector<OpId>(h.size(), kNoOp), .last = std::vector<OpId>(h.size(), kNoOp)};
  transactional::OwnWrites written(places);
  for (std::size_t t = 0; t < h.transaction_count(); ++t) {
    transactional::each_operation(h, id_at<TxnId>(t), [&](OpId op) {
      const transactional::Place place = place_of(op);
      if (place == kNowhere) return;
      own.before[index(op)] = OpId{written.at(place, id_at<TxnId>(t))};
      if (writes(h, op)) written.set(place, id_at<TxnId>(t), static_cast<std::uint32_t>(op));
    });
  }
  for (std::size_t i = h.size(); i-- > 0;) {
    const OpId op = id_at<OpId>(i), earlier = own.before[i];
    if (earlier != kNoOp && writes(h, op)) own.last[index(earlier)] = own.last[i] == kNoOp ? op : own.last[i];
  }
  return own;
}

bool Removal::monotone() const {
  if (history_->object() != Object::register_) return versioned_;
  const bool in_real_time = model_->extends == Base::real_time || model_->extends == Base::causal_and_real_time;
  const bool torn = std::any_of(overwriting_.begin(), overwriting_.end(), [](std::uint32_t overwriting) { return overwriting != kNone; });
  return (needed_by_.empty() || !in_real_time) && !torn;
}

/// Whether it is a reading event of the row. Over transactions an unknown cas is a write.
bool Removal::reads_register(OpId op) const {
  if (over_transactions_ && history_->status(op) != Status::ok) return false;
  return observes_register(*history_, *model_, op);
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
    if (of_key[index(h.key(op))] && takes_part(h, op) && sets_register(h, op)) writers.emplace_back(packed(h.key(op), h.value(op)), op);
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
    if (versioned_) {
      for (const OpId own : {own_.last[index(op)], reads_register(op) ? own_.before[index(op)] : kNoOp}) {
        if (own == kNoOp || taken[index(own)]) continue;
        taken[index(own)] = true;
        members.push_back(own);
      }
    }
    if (!reads_register(op)) continue;
    const std::uint64_t code = packed(h.key(op), observed_value(h, op));
    const auto first = std::lower_bound(writers.begin(), writers.end(), std::pair{code, OpId{}});
    const auto last = std::upper_bound(first, writers.end(), std::pair{code, kNoOp});
    if (!is_failed_cas(h, op)) {
      if (done.insert(code).second) take(first, last);
      continue;
    }
    take(std::lower_bound(writers.begin(), writers.end(), std::pair{packed(h.key(op), ValueId{}), OpId{}}), first);
    take(last, std::upper_bound(last, writers.end(), std::pair{packed(h.key(op), static_cast<ValueId>(kNone)), kNoOp}));
  }
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  ops_ = std::move(members);
}

/// As close_register_core over transactions, with the sources alone: an own write before decides what a reading finds; otherwise it needs the final writes of a right value by other transactions, but for those that real time excludes in a row that extends it, and
/// where there are none and the initial value is not right either, one write of the value. Answers false where these are too many to list.
bool Removal::close_by_final_writes(std::span<const OpId> core) {
  const History& h = *history_;
  std::uint64_t work = needs_max_;
  std::vector<bool> of_key(h.key_count(), false), taken(h.size(), false);
  std::vector<OpId> members;
  const auto take = [&](OpId op) {
    if (op == kNoOp || taken[index(op)]) return;
    taken[index(op)] = true;
    members.push_back(op);
  };
  for (const OpId op : core) {
    if (takes_part(h, op)) take(op);
    of_key[index(h.key(op))] = true;
  }
  std::map<KeyId, std::map<ValueId, std::vector<OpId>>> writes_of;
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (of_key[index(h.key(op))] && takes_part(h, op) && sets_register(h, op)) writes_of[h.key(op)][h.value(op)].push_back(op);
  }
  std::optional<SourcesInTime> in_time;  // which writes real time excludes
  if (model_->extends == Base::causal_and_real_time) in_time.emplace(h, core);
  std::vector<std::pair<OpId, OpId>> needs, any;  // write, reading
  for (std::size_t i = 0; i < members.size(); ++i) {  // grows while it is walked
    const OpId op = members[i];
    take(own_.last[index(op)]);
    if (!reads_register(op)) continue;
    if (const OpId own = own_.before[index(op)]; own != kNoOp) {
      needs.emplace_back(own, op);
      take(own);
      continue;
    }
    const ValueId observed = observed_value(h, op);
    const bool other = is_failed_cas(h, op);
    bool explained = (h.initial(h.key(op)) == observed) != other;
    SourcesInTime::Needed timely;
    if (in_time) timely = in_time->needed(op, work);
    if (work == 0) return false;
    std::sort(timely.possible.begin(), timely.possible.end());
    OpId shown = kNoOp;
    for (const auto& [value, writes] : writes_of[h.key(op)]) {
      if ((value == observed) == other) continue;
      if (work < writes.size()) return false;
      work -= writes.size();
      for (const OpId write : writes) {
        const bool own = h.transaction(write) == h.transaction(op);
        if (write != op && (shown == kNoOp || (!own && h.transaction(shown) == h.transaction(op)))) shown = write;
        if (own || own_.last[index(write)] != kNoOp) continue;
        if (in_time && !std::binary_search(timely.possible.begin(), timely.possible.end(), write)) continue;
        needs.emplace_back(write, op);
        take(write);
        explained = true;
      }
    }
    if (timely.shown) shown = *timely.shown;
    if (explained || shown == kNoOp) continue;
    any.emplace_back(shown, op);
    take(shown);
  }
  set_needs(std::move(members), needs, any);
  return true;
}

/// The operations and what they need, as pairs of a write and a reading.
void Removal::set_needs(std::vector<OpId> members, const std::vector<std::pair<OpId, OpId>>& needs, const std::vector<std::pair<OpId, OpId>>& any) {
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  ops_ = std::move(members);
  const auto position = [&](OpId op) { return static_cast<std::uint32_t>(std::lower_bound(ops_.begin(), ops_.end(), op) - ops_.begin()); };
  needed_by_.resize(ops_.size());
  for (const auto& [write, reading] : needs) needed_by_[position(write)].push_back(position(reading));
  for (const auto& [write, reading] : any) need_any_.emplace_back(position(reading), position(write));
}

/// As close_register_core, with the sources that real time leaves possible. Answers false where they are too many.
bool Removal::close_in_real_time(std::span<const OpId> core) {
  const History& h = *history_;
  const SourcesInTime sources(h, core);
  std::uint64_t work = needs_max_;
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
  set_needs(std::move(members), needs, any);
  return true;
}

/// Sets and lists over transactions. Answers false where their sources are too many to list.
bool Removal::close_by_sources(std::span<const OpId> core) {
  const History& h = *history_;
  const bool sets = h.object() == Object::set;
  const BaseRelations relations(h);
  std::optional<transactional::SetElements> elements;
  std::unordered_map<std::uint64_t, std::vector<OpId>> appends;
  if (sets) {
    elements.emplace(relations);
  } else {
    std::vector<bool> of_key(h.key_count(), false);
    for (const OpId op : core) of_key[index(h.key(op))] = true;
    for (std::size_t i = 0; i < h.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      if (h.kind(op) == Kind::append && of_key[index(h.key(op))] && takes_part(h, op)) appends[packed(h.key(op), h.value(op))].push_back(op);
    }
  }
  const Own of_key = own_writes(h.key_count(), [&](OpId op) { return place_of_key(h, op); });
  Own of_element;
  if (sets) of_element = own_writes(elements->count(), [&](OpId op) { return h.kind(op) == Kind::read ? kNowhere : elements->place(h.key(op), h.value(op)); });
  std::uint64_t work = needs_max_;
  std::vector<OpId> members;
  std::vector<std::pair<OpId, OpId>> needs;  // write, reading
  const auto need = [&](OpId write, OpId reading) {
    needs.emplace_back(write, reading);
    if (work > 0) --work;
  };
  std::vector<OpId> whole_for(h.transaction_count(), kNoOp);  // lists: the last reading that needs all that the transaction appended
  for (const OpId op : core) {
    if (!takes_part(h, op)) continue;
    members.push_back(op);
    if (h.status(op) != Status::ok || (h.kind(op) != Kind::read && h.kind(op) != Kind::contains)) continue;
    const std::vector<OpId>& before = h.kind(op) == Kind::contains ? of_element.before : of_key.before;
    for (OpId own = before[index(op)]; own != kNoOp && work > 0; own = before[index(own)]) need(own, op);
    const std::size_t first = needs.size();
    if (sets) {
      for (const OpId write : elements->sources(op)) need(write, op);
    } else {
      for (const ValueId value : values_found(op)) {
        const auto of_value = appends.find(packed(h.key(op), value));
        for (std::size_t i = 0; of_value != appends.end() && i < of_value->second.size(); ++i) need(of_value->second[i], op);
      }
    }
    for (std::size_t i = first, last = needs.size(); i < last && work > 0; ++i) {
      const OpId write = needs[i].first;
      const TxnId txn = h.transaction(write);
      if (txn == h.transaction(op)) continue;
      if (sets) {
        if (const OpId overwriting = of_element.last[index(write)]; overwriting != kNoOp) need(overwriting, op);
      } else if (std::exchange(whole_for[index(txn)], op) != op) {  // a transaction's appends to a key are one step
        const OpId end = of_key.last[index(write)];
        for (OpId other = end == kNoOp ? write : end; other != kNoOp && work > 0; other = of_key.before[index(other)]) need(other, op);
      }
    }
    if (work == 0) return false;
  }
  for (const auto& [write, reading] : needs) members.push_back(write);
  set_needs(std::move(members), needs, {});
  return true;
}

/// All of the core or nothing.
void Removal::keep_whole(std::span<const OpId> core) {
  std::vector<OpId> members;
  for (const OpId op : core) {
    if (takes_part(*history_, op)) members.push_back(op);
  }
  std::vector<std::pair<OpId, OpId>> needs;
  for (std::size_t i = 0; i < members.size(); ++i) needs.emplace_back(members[i], members[(i + 1) % members.size()]);
  set_needs(std::move(members), needs, {});
}

void Removal::make_cells() {
  const History& h = *history_;
  std::vector<std::uint64_t> codes;
  for (const OpId op : ops_) {
    if (sets_register(h, op)) codes.push_back(packed(h.key(op), h.value(op)));
    if (reads_register(op)) codes.push_back(packed(h.key(op), observed_value(h, op)));
  }
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  const auto cell_of = [&](OpId op, ValueId value) {
    return static_cast<std::uint32_t>(std::lower_bound(codes.begin(), codes.end(), packed(h.key(op), value)) - codes.begin());
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

void Removal::find_own_writes() {
  own_ = own_writes(history_->key_count(), [&](OpId op) { return place_of_key(*history_, op); });
}

void Removal::place_own_writes() {
  const auto position = [&](OpId op) {
    const auto at = std::lower_bound(ops_.begin(), ops_.end(), op);
    return op != kNoOp && at != ops_.end() && *at == op ? static_cast<std::uint32_t>(at - ops_.begin()) : kNone;
  };
  for (const OpId op : ops_) {
    overwriting_.push_back(position(own_.last[index(op)]));
    own_before_.push_back(reads_register(op) ? position(own_.before[index(op)]) : kNone);
  }
  own_ = {};
}

/// Readings whose own transaction's write is missing, and those of a value whose overwriting is. Answers whether it took some.
bool Removal::trim_by_own_writes(Kept& kept) const {
  bool took = false;
  const auto take = [&](std::uint32_t reading) {
    kept[reading] = 0;
    took = true;
  };
  // By cell: the transaction of which an overwriting is missing; its own readings of the value are its own. Of several, no reading stays.
  std::vector<TxnId> torn(writers_.size());
  std::vector<std::uint8_t> times(writers_.size(), 0);
  for (std::uint32_t i = 0; i < ops_.size(); ++i) {
    if (kept[i] == 0) continue;
    if (own_before_[i] != kNone && kept[own_before_[i]] == 0) take(i);
    if (overwriting_[i] == kNone || kept[overwriting_[i]] != 0) continue;
    const std::uint32_t cell = write_cell_[i];
    const TxnId txn = history_->transaction(ops_[i]);
    if (times[cell] == 0 || torn[cell] != txn) ++times[cell];
    times[cell] = std::min<std::uint8_t>(times[cell], 2);
    torn[cell] = txn;
  }
  const auto asks_others = [&](std::uint32_t reading, std::uint32_t cell) {
    return kept[reading] != 0 && (times[cell] > 1 || history_->transaction(ops_[reading]) != torn[cell]);
  };
  std::map<std::uint32_t, std::vector<std::uint32_t>> torn_of_key;
  for (std::uint32_t cell = 0; cell < times.size(); ++cell) {
    if (times[cell] == 0) continue;
    torn_of_key[key_of_cell_[cell]].push_back(cell);
    for (const std::uint32_t reading : readers_[cell]) {
      if (asks_others(reading, cell)) take(reading);
    }
  }
  for (std::uint32_t i = 0; i < ops_.size() && !torn_of_key.empty(); ++i) {
    if (kept[i] == 0 || reads_other_[i] == 0) continue;
    for (const std::uint32_t cell : torn_of_key[key_of_cell_[read_cell_[i]]]) {
      if (cell != read_cell_[i] && asks_others(i, cell)) take(i);
    }
  }
  return took;
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

}  // namespace clio

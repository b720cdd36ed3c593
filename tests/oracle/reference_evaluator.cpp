// The reference evaluator: docs/semantics.md, literally.
//
// For every set of unknown operations that may have taken effect, and for every way to give each reading event a source, it builds the row's relations
// as boolean matrices and asks whether the orders that the row wants exist. Two facts are all that is used beyond the text:
//  - where arb orders writes only, what a read must see does not depend on arb, so "an order exists that extends the base and has all those writes before
//    the source" says that one relation is acyclic;
//  - where a read must see all before it in arb, "every other write of the key before the read is before its source" says that the source is the last write
//    of the key placed before the read. So orders are built from the front, one event at a time, and what is placed and the last write of each key are
//    all that matters for what can follow: a state once found hopeless stays so.
// Cost: exponential in everything. Tested by: reference_test.cpp against verdicts that were worked out by hand, and by agreeing with engines, validator
// and lattice, which were written by others from the same page.

#include "tests/oracle/reference_evaluator.hpp"

#include <algorithm>
#include <unordered_set>

#include "checker/support/assert.hpp"

namespace clio::oracle {

Reference::Reference(const History& history) : history_(&history) {
  CLIO_ASSERT(!history.transactional());
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    const Kind kind = history.kind(op);
    const bool unknown = history.status(op) == Status::unknown;
    if (history.status(op) == Status::fail || (unknown && (kind == Kind::read || kind == Kind::contains))) continue;
    Participant p{.op = op, .optional = unknown, .reads = false, .reads_if_agreed = false, .other = false, .wanted = kNull, .writes = false,
                  .written = kNull};
    if (kind == Kind::read) {
      p.reads = p.reads_if_agreed = true;
      p.wanted = history.value(op);
    } else if (kind == Kind::write || kind == Kind::erase) {
      p.writes = true;
      p.written = kind == Kind::erase ? kNull : history.value(op);
    } else if (kind == Kind::cas) {
      p.reads = !unknown;
      p.reads_if_agreed = true;
      p.wanted = history.expected(op);
      p.other = !unknown && !history.success(op);
      p.writes = unknown || history.success(op);
      p.written = history.value(op);
    }
    participants_.push_back(p);
  }
  CLIO_ASSERT(participants_.size() <= kParticipantsMax);
  for (std::size_t a = 0; a < participants_.size(); ++a) {
    for (std::size_t b = 0; b < participants_.size(); ++b) {
      if (session_ordered(a, b)) session_[a] |= bit(b);
      if (history.timed() && real_time_ordered(a, b)) real_time_[a] |= bit(b);
    }
  }
}

bool Reference::session_ordered(std::size_t a, std::size_t b) const {
  const History& h = *history_;
  const OpId first = participants_[a].op, second = participants_[b].op;
  if (a == b || h.process(first) != h.process(second) || participants_[a].optional) return false;
  if (h.timed() && h.call(first) != h.call(second)) return h.call(first) < h.call(second);
  return index(first) < index(second);
}

bool Reference::real_time_ordered(std::size_t a, std::size_t b) const {
  const History& h = *history_;
  const OpId first = participants_[a].op, second = participants_[b].op;
  if (participants_[a].optional || h.response(first) >= h.call(second)) return false;
  const auto between = static_cast<std::uint64_t>(h.call(second)) - static_cast<std::uint64_t>(h.response(first));
  return between > static_cast<std::uint64_t>(h.header().clock_uncertainty);
}

bool Reference::can_read(std::size_t reader, std::size_t writer) const {
  const Participant& r = participants_[reader];
  const Participant& w = participants_[writer];
  return reader != writer && w.writes && key(reader) == key(writer) && (w.written == r.wanted) != r.other;
}

bool Reference::can_read_initial(std::size_t reader) const {
  const Participant& r = participants_[reader];
  return (history_->initial(key(reader)) == r.wanted) != r.other;
}

bool Reference::applies(const Model& model) const {
  return (history_->timed() || history_->empty() || !model.needs_times) && (history_->object() == Object::register_ || model.judged == Judged::any_object);
}

bool Reference::gaps() const {
  for (std::size_t a = 0; a < participants_.size(); ++a) {
    if ((session_[a] & ~real_time_[a]) != 0) return false;
  }
  return true;
}

std::vector<Set> Reference::judged_apart(const Model& model) const {
  if (model.scope == Scope::all_keys) return {bit(participants_.size()) - 1};
  std::vector<Set> by_key(history_->key_count(), 0);
  for (std::size_t e = 0; e < participants_.size(); ++e) by_key[index(key(e))] |= bit(e);
  return by_key;
}

bool Reference::satisfies(const Model& model) const {
  CLIO_ASSERT(applies(model));
  for (const Set universe : judged_apart(model)) {
    const bool holds = history_->object() == Object::register_ ? some_choice_holds(model, universe) : some_replay_holds(model, universe);
    if (!holds) return false;
  }
  return true;
}

bool Reference::some_choice_holds(const Model& model, Set universe) const {
  Set certain = 0;
  for (std::size_t e = 0; e < participants_.size(); ++e) {
    if (has(universe, e) && !participants_[e].optional) certain |= bit(e);
  }
  const Set optional = universe & ~certain;
  for (Set taken = optional;; taken = (taken - 1) & optional) {  // every subset of the unknown operations
    Choice choice{.effective = certain | taken, .readers = 0, .source = {}};
    for (std::size_t e = 0; e < participants_.size(); ++e) {
      const bool reads = model.agreed_by == Agreement::everyone ? participants_[e].reads_if_agreed : participants_[e].reads;
      if (has(choice.effective, e) && reads) choice.readers |= bit(e);
    }
    if (some_sources_hold(model, choice, 0)) return true;
    if (taken == 0) return false;
  }
}

bool Reference::some_sources_hold(const Model& model, Choice& choice, std::size_t next) const {
  if (next == participants_.size()) return orders_exist(model, choice);
  if (!has(choice.readers, next)) return some_sources_hold(model, choice, next + 1);
  if (can_read_initial(next)) {
    choice.source[next] = kInitial;
    if (some_sources_hold(model, choice, next + 1)) return true;
  }
  for (std::size_t writer = 0; writer < participants_.size(); ++writer) {
    if (!has(choice.effective, writer) || !can_read(next, writer)) continue;
    choice.source[next] = writer;
    if (some_sources_hold(model, choice, next + 1)) return true;
  }
  return false;
}

Matrix Reference::reads_from(const Choice& choice) const {
  Matrix wr{};
  for (std::size_t r = 0; r < participants_.size(); ++r) {
    if (has(choice.readers, r) && choice.source[r] != kInitial) wr[choice.source[r]] |= bit(r);
  }
  return wr;
}

Matrix Reference::base_of(const Model& model, const Choice& choice) const {
  const Matrix so = restricted(session_, choice.effective);
  const Matrix rt = restricted(real_time_, choice.effective);
  switch (model.extends) {
    case Base::real_time: return transitive_closure(either(reads_from(choice), rt));
    case Base::causal: return transitive_closure(either(reads_from(choice), so));
    case Base::session_order: return transitive_closure(so);
    case Base::causal_and_real_time: return transitive_closure(either(either(reads_from(choice), so), rt));
    case Base::reads_from: return transitive_closure(reads_from(choice));
  }
  return {};
}

Matrix Reference::visibility_of(const Model& model, const Choice& choice) const {
  const Matrix so = restricted(session_, choice.effective);
  const Matrix wr = reads_from(choice);
  switch (model.sees) {
    case Visibility::causal: return transitive_closure(either(so, wr));
    case Visibility::session: return so;
    case Visibility::read_then_session: return composed(wr, so);
    case Visibility::session_then_read: return composed_optionally(composed(so, wr), so);
    case Visibility::read_then_session_then_read: return composed_optionally(composed(composed(wr, so), wr), so);
    case Visibility::arbitrated_before: break;  // depends on the order
    case Visibility::prefix:
    case Visibility::snapshot:
    case Visibility::adjacent:
    case Visibility::read_earlier:
    case Visibility::nothing: break;  // rows over transactions
  }
  return {};
}

bool Reference::orders_exist(const Model& model, const Choice& choice) const {
  const Matrix base = base_of(model, choice);
  if (cyclic(base)) return false;

  std::vector<Set> agreeing;  // sets of reading events that share one order
  switch (model.agreed_by) {
    case Agreement::everyone: agreeing.push_back(choice.readers); break;
    case Agreement::each_process:
      agreeing.assign(history_->process_count(), 0);
      for (std::size_t r = 0; r < participants_.size(); ++r) {
        if (has(choice.readers, r)) agreeing[index(history_->process(participants_[r].op))] |= bit(r);
      }
      break;
    case Agreement::each_read:
      for (std::size_t r = 0; r < participants_.size(); ++r) {
        if (has(choice.readers, r)) agreeing.push_back(bit(r));
      }
      break;
  }

  Set writes = 0;
  for (std::size_t e = 0; e < participants_.size(); ++e) {
    if (has(choice.effective, e) && participants_[e].writes) writes |= bit(e);
  }
  return std::all_of(agreeing.begin(), agreeing.end(), [&](Set readers) {
    if (model.sees == Visibility::arbitrated_before) return full_order_exists(choice, base, writes | readers, readers);
    return write_order_exists(model, choice, restricted(base, writes), readers);
  });
}

bool Reference::write_order_exists(const Model& model, const Choice& choice, const Matrix& base, Set readers) const {
  const Matrix visibility = visibility_of(model, choice);
  Matrix wanted = base;
  for (std::size_t r = 0; r < participants_.size(); ++r) {
    if (!has(readers, r)) continue;
    for (std::size_t w2 = 0; w2 < participants_.size(); ++w2) {
      if (w2 == r || w2 == choice.source[r] || !has(choice.effective, w2) || !has(visibility[w2], r)) continue;
      if (!participants_[w2].writes || key(w2) != key(r)) continue;
      if (choice.source[r] == kInitial) return false;
      wanted[w2] |= bit(choice.source[r]);
    }
  }
  return !cyclic(wanted);
}

bool Reference::full_order_exists(const Choice& choice, const Matrix& base, Set ordered, Set readers) const {
  // A state in one number: what is placed, and for each key its last write (kInitial: none yet).
  constexpr unsigned kKeyBits = 5;
  static_assert(kInitial < (1u << kKeyBits));
  CLIO_ASSERT(kParticipantsMax + kKeyBits * history_->key_count() <= 64);
  const auto shift = [](KeyId k) { return kParticipantsMax + kKeyBits * index(k); };
  const auto last = [&](std::uint64_t state, KeyId k) { return static_cast<std::size_t>(state >> shift(k)) & ((1u << kKeyBits) - 1); };

  std::uint64_t start = 0;
  for (std::size_t k = 0; k < history_->key_count(); ++k) start |= std::uint64_t{kInitial} << shift(id_at<KeyId>(k));
  std::unordered_set<std::uint64_t> seen;
  std::vector<std::uint64_t> open{start};
  while (!open.empty()) {
    const std::uint64_t state = open.back();
    open.pop_back();
    const Set missing = ordered & ~static_cast<Set>(state & (bit(kParticipantsMax) - 1));
    if (missing == 0) return true;
    for (std::size_t e = 0; e < participants_.size(); ++e) {
      if (!has(missing, e)) continue;
      bool waits = false;
      for (std::size_t a = 0; a < participants_.size(); ++a) waits = waits || (has(missing, a) && has(base[a], e));
      if (waits) continue;
      if (has(readers, e) && choice.source[e] != last(state, key(e))) continue;
      std::uint64_t next = state | bit(e);
      if (participants_[e].writes) next ^= std::uint64_t{last(state, key(e)) ^ e} << shift(key(e));
      if (seen.insert(next).second) open.push_back(next);
    }
  }
  return false;
}

bool Reference::closed(const Model& model, std::span<const OpId> operations) const {
  const auto holds = [&](std::size_t e) { return std::binary_search(operations.begin(), operations.end(), participants_[e].op); };
  for (std::size_t r = 0; r < participants_.size(); ++r) {
    const bool reads = model.agreed_by == Agreement::everyone ? participants_[r].reads_if_agreed : participants_[r].reads;
    if (!reads || !holds(r)) continue;
    for (std::size_t w = 0; w < participants_.size(); ++w) {
      if (!can_read(r, w) || holds(w)) continue;
      if (model.extends != Base::real_time) return false;
      // Real time excludes a source that is called after the reading event returned, or that an ok write (of the whole history) certainly overwrote before it.
      bool excluded = real_time_ordered(r, w);
      for (std::size_t between = 0; between < participants_.size(); ++between) {
        const Participant& p = participants_[between];
        excluded = excluded || (between != r && p.writes && !p.optional && key(between) == key(r) && real_time_ordered(w, between) &&
                                real_time_ordered(between, r));
      }
      if (!excluded) return false;
    }
  }
  return true;
}

bool Reference::wanted(const Model& model, OpId write, std::span<const OpId> operations) const {
  for (std::size_t w = 0; w < participants_.size(); ++w) {
    if (participants_[w].op != write) continue;
    for (std::size_t r = 0; r < participants_.size(); ++r) {
      const bool reads = model.agreed_by == Agreement::everyone ? participants_[r].reads_if_agreed : participants_[r].reads;
      if (reads && std::binary_search(operations.begin(), operations.end(), participants_[r].op) && can_read(r, w)) return true;
    }
  }
  return false;
}

bool Reference::proves(const Model& model, std::span<const OpId> witness) const {
  std::vector<std::size_t> order;
  Set named = 0;
  for (const OpId op : witness) {
    const auto found = std::find_if(participants_.begin(), participants_.end(), [&](const Participant& p) { return p.op == op; });
    if (found == participants_.end()) return false;
    order.push_back(static_cast<std::size_t>(found - participants_.begin()));
    if (has(named, order.back())) return false;
    named |= bit(order.back());
  }
  const bool writes_only = model.sees != Visibility::arbitrated_before;
  Choice whole;  // everything that takes effect
  for (std::size_t e = 0; e < participants_.size(); ++e) {
    const bool to_be_named = !writes_only || participants_[e].writes;
    if (!participants_[e].optional && to_be_named && !has(named, e)) return false;
    if (writes_only && has(named, e) && !participants_[e].writes) return false;
    if (!participants_[e].optional || has(named, e)) whole.effective |= bit(e);
  }
  if (model.scope == Scope::per_key) {  // key by key, in order of keys
    for (std::size_t i = 1; i < order.size(); ++i) {
      if (index(key(order[i - 1])) > index(key(order[i]))) return false;
    }
  }
  for (const Set universe : judged_apart(model)) {
    std::vector<std::size_t> part;
    for (const std::size_t e : order) {
      if (has(universe, e)) part.push_back(e);
    }
    if (history_->object() != Object::register_) {
      for (std::size_t i = 0; i < part.size(); ++i) {
        for (std::size_t j = i + 1; j < part.size(); ++j) {
          if (has((model.extends == Base::real_time ? real_time_ : session_)[part[j]], part[i])) return false;
        }
      }
      if (!replays(part)) return false;
      continue;
    }
    Choice choice{.effective = whole.effective & universe, .readers = 0, .source = {}};
    for (std::size_t e = 0; e < participants_.size(); ++e) {
      if (has(choice.effective, e) && participants_[e].reads_if_agreed) choice.readers |= bit(e);
    }
    if (!sources_prove(model, choice, 0, part)) return false;
  }
  return true;
}

bool Reference::sources_prove(const Model& model, Choice& choice, std::size_t next, std::span<const std::size_t> order) const {
  if (next == participants_.size()) {
    const Matrix base = base_of(model, choice);
    if (cyclic(base)) return false;
    std::array<std::size_t, kParticipantsMax> place{};
    for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = i;
    for (const std::size_t a : order) {
      for (const std::size_t b : order) {
        if (has(base[a], b) && place[a] >= place[b]) return false;
      }
    }
    const Matrix visibility = visibility_of(model, choice);
    for (std::size_t r = 0; r < participants_.size(); ++r) {
      if (!has(choice.readers, r)) continue;
      const std::size_t source = choice.source[r];
      for (const std::size_t w2 : order) {
        if (w2 == r || w2 == source || !participants_[w2].writes || key(w2) != key(r)) continue;
        const bool sees = model.sees == Visibility::arbitrated_before ? place[w2] < place[r] : has(visibility[w2], r);
        if (sees && (source == kInitial || place[w2] > place[source])) return false;
      }
    }
    return true;
  }
  if (!has(choice.readers, next)) return sources_prove(model, choice, next + 1, order);
  if (can_read_initial(next)) {
    choice.source[next] = kInitial;
    if (sources_prove(model, choice, next + 1, order)) return true;
  }
  for (std::size_t writer = 0; writer < participants_.size(); ++writer) {
    if (!has(choice.effective, writer) || !can_read(next, writer)) continue;
    choice.source[next] = writer;
    if (sources_prove(model, choice, next + 1, order)) return true;
  }
  return false;
}

}  // namespace clio::oracle

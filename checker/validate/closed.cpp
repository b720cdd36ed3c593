// When does a violation by some of the operations prove a violation by all of them? When the others can be taken out of any order that explains
// the whole history, and the order then explains the rest. This file checks that, object by object, for the operations that were left out.
//
// Registers, every row: a write may go if no reading event that stays could have read from it; readings may always go (docs/semantics.md). In a row
// that extends real time a reading could not have read from what was called after it had returned, nor from what another write had certainly overwritten
// before it was called. Where nothing is left that it could have read from, at least one write of its value has to stay all the same, if there is
// one: otherwise every stale read would be a read of a value that nobody wrote.
// Other objects are replayed in one order, so an operation may go
// - if it changes nothing (a read, contains, a dequeue or pop that found nothing);
// - if everything that stays and observes the key comes before it in every order that the row allows (it settled before in real time, or precedes it in
//   its process): what comes later is not observed;
// - if what stays cannot tell that it is missing:
//   counter: never;
//   set: without an add, a value is absent more often, so only who saw the value could tell; without a remove, only who missed it, and nobody if
//     no add of the value stays either;
//   queue, stack: all operations with one value go together: what remains of the order is again first-in first-out (last-in first-out); an unknown dequeue that had taken one of
//     them can be taken as having had no effect (not over transactions, where other operations may need its transaction's effect: then nothing goes);
//   list: an append of a value that no read that stays contains stands behind all of these reads;
//   mutex: an acquire goes with the next ok operation of its process if that is the release, and the other way round; the unknown operations of the process
//     in between can then be taken as having had no effect. (Where ok operations of the process touch, real time does not order them: then they go together.)
//     The unknown operations go only with all ok operations of their process. (Over transactions, where an unknown operation's effect is that of others too, all operations of the
//     process on the key go together;)
// and all operations of a key may go, since the objects of different keys are independent. Here too one operation that put a value in has to stay with
// whoever found it, if there is one.
// Tested by tests/evidence/closed_test.cpp.

#include "checker/validate/closed.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "checker/validate/specification.hpp"
#include "checker/validate/transactional_definition.hpp"
#include "checker/validate/transactions.hpp"
#include "checker/validate/witness.hpp"

namespace clio::validate {
namespace {

bool failed_cas(const History& history, OpId op) {
  return history.kind(op) == Kind::cas && history.status(op) == Status::ok && !history.success(op);
}

ValueId read_value(const History& history, OpId op) { return history.kind(op) == Kind::cas ? history.expected(op) : history.value(op); }

std::string missing(OpId op, OpId because) { return named(op) + " is left out, but " + named(because) + " may depend on it"; }

std::string register_not_closed(const History& history, const Model& model, std::span<const OpId> operations) {
  std::map<std::pair<KeyId, ValueId>, std::vector<OpId>> read;  // who reads a cell
  std::map<KeyId, std::vector<OpId>> other;                     // the failed cas of a key
  std::map<OpId, OpId> only_impossible;                         // readings without a possible source so far, and a write that is left out
  std::set<OpId> sourced;                                       // readings with a write of theirs among the operations
  for (const OpId op : operations) {
    if (!reads_register(history, model, op)) continue;
    if (failed_cas(history, op)) {
      other[history.key(op)].push_back(op);
    } else {
      read[{history.key(op), read_value(history, op)}].push_back(op);
    }
  }
  const Excluded excluded(history, extends_real_time(model), operations);
  const auto each_reader = [&](OpId write, auto visit) {
    if (const auto readers = read.find({history.key(write), history.value(write)}); readers != read.end()) {
      for (const OpId reader : readers->second) visit(reader);
    }
    if (const auto readers = other.find(history.key(write)); readers != other.end()) {
      for (const OpId reader : readers->second) {
        if (history.expected(reader) != history.value(write)) visit(reader);
      }
    }
  };
  std::optional<OpId> left_out, reader_of_it;
  auto kept = operations.begin();
  for (std::size_t i = 0; i < history.size() && !left_out; ++i) {
    const OpId op = id_at<OpId>(i);
    const bool stays = kept != operations.end() && *kept == op;
    if (stays) ++kept;
    if (!participates(history, op) || !writes_register(history, op)) continue;
    each_reader(op, [&](OpId reader) {
      if (reader == op) return;
      if (stays) {
        sourced.insert(reader);
      } else if (excluded.holds(op, reader)) {
        only_impossible.emplace(reader, op);
      } else {
        left_out = op;
        reader_of_it = reader;
      }
    });
  }
  if (left_out) return missing(*left_out, *reader_of_it);
  for (const auto& [reader, write] : only_impossible) {
    if (!sourced.contains(reader) && !may_return(history, reader, history.initial(history.key(reader)))) return missing(write, reader);
  }
  return {};
}

/// The operations of one key that stay, and what is asked about one that goes.
class ObjectPart {
 public:
  ObjectPart(const History& history, const Model& model) : history_(history), model_(model) {}

  void keep(OpId op) {
    kept_.insert(op);
    const Kind kind = history_.kind(op);
    const bool takes_unknown = history_.status(op) == Status::unknown && (kind == Kind::dequeue || kind == Kind::pop);
    unknown_take_stays_ = unknown_take_stays_ || takes_unknown;
    if (kind != Kind::read && kind != Kind::contains && !takes_unknown) values_.insert(history_.value(op));
    if (kind == Kind::add) added_.insert(history_.value(op));
    if (puts(op)) put_.insert(history_.value(op));
    if (observes(op)) observers_.push_back(op);
  }

  /// Who might notice that `gone` is missing, or nothing.
  [[nodiscard]] std::optional<OpId> notices(OpId gone) const {
    if (changes_nothing(gone)) return std::nullopt;
    for (const OpId observer : observers_) {
      if (!certainly_before(observer, gone) && depends(observer, gone)) return observer;
      if (puts(gone) && !put_.contains(history_.value(gone)) && took_or_found(observer, history_.value(gone))) return observer;
    }
    return std::nullopt;
  }

  /// For mutexes: the key's operations of each process in session order.
  void know(std::map<ProcessId, std::vector<OpId>> sessions) { sessions_ = std::move(sessions); }

 private:
  [[nodiscard]] bool observes(OpId op) const {
    switch (history_.kind(op)) {
      case Kind::read:
      case Kind::contains:
      case Kind::acquire:
      case Kind::release: return true;
      case Kind::dequeue:
      case Kind::pop: return history_.status(op) == Status::ok;
      default: return false;
    }
  }
  [[nodiscard]] bool changes_nothing(OpId op) const {
    const Kind kind = history_.kind(op);
    if (kind == Kind::read || kind == Kind::contains) return true;
    return (kind == Kind::dequeue || kind == Kind::pop) && history_.status(op) == Status::ok && history_.value(op) == kNull;
  }
  [[nodiscard]] bool certainly_before(OpId a, OpId b) const {
    if (over_transactions(history_, model_)) {
      if (history_.transaction(a) == history_.transaction(b)) return a < b;
      return (extends_session_order(model_) && session_ordered(history_, a, b)) || (extends_real_time(model_) && before_in_real_time(history_, a, b));
    }
    return model_.extends == Base::real_time ? before_in_real_time(history_, a, b) : session_ordered(history_, a, b);
  }
  /// Whether a read or contains found `value`.
  [[nodiscard]] bool found(OpId observer, ValueId value) const {
    if (history_.kind(observer) == Kind::contains) return history_.success(observer);
    const Value read = history_.value_at(history_.value(observer));
    const Value::Array* members = read.as_array();
    return members != nullptr && std::find(members->begin(), members->end(), history_.value_at(value)) != members->end();
  }
  [[nodiscard]] bool puts(OpId op) const {
    const Kind kind = history_.kind(op);
    return history_.object() != Object::counter && history_.object() != Object::text && (kind == Kind::add || kind == Kind::enqueue || kind == Kind::push || kind == Kind::append);
  }
  [[nodiscard]] bool took_or_found(OpId observer, ValueId value) const {
    const Kind kind = history_.kind(observer);
    if (kind == Kind::dequeue || kind == Kind::pop) return history_.value(observer) == value;
    return (kind == Kind::contains && history_.value(observer) == value && history_.success(observer)) || (kind == Kind::read && found(observer, value));
  }
  [[nodiscard]] bool depends(OpId observer, OpId gone) const {
    const ValueId value = history_.value(gone);
    switch (history_.object()) {
      case Object::set:
        if (history_.kind(observer) == Kind::contains && history_.value(observer) != value) return false;
        if (history_.kind(gone) == Kind::add) return found(observer, value);
        return added_.contains(value) && !found(observer, value);
      case Object::queue:
      case Object::stack: {
        const bool takes_unknown = history_.status(gone) == Status::unknown && (history_.kind(gone) == Kind::dequeue || history_.kind(gone) == Kind::pop);
        if (over_transactions(history_, model_) && unknown_take_stays_) return true;
        return takes_unknown || values_.contains(value);
      }
      case Object::list: return found(observer, value);
      case Object::mutex: return mutex_depends(gone);
      case Object::register_:
      case Object::text:
      case Object::counter: return true;
    }
    return true;
  }
  [[nodiscard]] bool mutex_depends(OpId gone) const {
    const std::vector<OpId>& session = sessions_.at(history_.process(gone));
    std::vector<OpId> certain;
    std::copy_if(session.begin(), session.end(), std::back_inserter(certain), [&](OpId op) { return history_.status(op) == Status::ok; });
    const auto touch = [&](OpId a, OpId b) { return !certainly_before(a, b); };
    if (over_transactions(history_, model_)) return std::any_of(session.begin(), session.end(), [&](OpId op) { return kept_.contains(op); });
    if (history_.status(gone) == Status::unknown || std::adjacent_find(certain.begin(), certain.end(), touch) != certain.end()) {
      return std::any_of(certain.begin(), certain.end(), [&](OpId op) { return kept_.contains(op); });
    }
    const auto here = std::find(certain.begin(), certain.end(), gone);
    if (history_.kind(gone) == Kind::acquire) {
      return here + 1 != certain.end() && history_.kind(*(here + 1)) == Kind::release && kept_.contains(*(here + 1));
    }
    return here != certain.begin() && history_.kind(*(here - 1)) == Kind::acquire && kept_.contains(*(here - 1));
  }

  const History& history_;
  const Model& model_;
  std::set<OpId> kept_;
  std::vector<OpId> observers_;
  std::set<ValueId> values_, added_, put_;
  bool unknown_take_stays_ = false;  // a dequeue or pop
  std::map<ProcessId, std::vector<OpId>> sessions_;
};

std::string object_not_closed(const History& history, const Model& model, std::span<const OpId> operations) {
  std::map<KeyId, ObjectPart> parts;
  for (const OpId op : operations) parts.try_emplace(history.key(op), history, model).first->second.keep(op);
  if (history.object() == Object::mutex) {
    std::map<KeyId, std::map<ProcessId, std::vector<OpId>>> sessions;
    for (std::size_t i = 0; i < history.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      if (participates(history, op)) sessions[history.key(op)][history.process(op)].push_back(op);
    }
    for (auto& [key, of_process] : sessions) {
      for (auto& [process, ops] : of_process) {
        if (history.timed()) std::stable_sort(ops.begin(), ops.end(), [&](OpId a, OpId b) { return history.call(a) < history.call(b); });
      }
      if (const auto part = parts.find(key); part != parts.end()) part->second.know(std::move(of_process));
    }
  }
  auto kept = operations.begin();
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (kept != operations.end() && *kept == op) {
      ++kept;
      continue;
    }
    if (!participates(history, op)) continue;
    const auto part = parts.find(history.key(op));
    if (part == parts.end()) continue;
    if (const std::optional<OpId> observer = part->second.notices(op)) return missing(op, *observer);
  }
  return {};
}

}  // namespace

bool writes_register(const History& history, OpId op) {
  const Kind kind = history.kind(op);
  return kind == Kind::write || kind == Kind::erase || (kind == Kind::cas && !failed_cas(history, op));
}

bool reads_register(const History& history, const Model& model, OpId op) {
  if (history.kind(op) == Kind::cas) return history.status(op) == Status::ok || model.agreed_by == Agreement::everyone;
  return history.kind(op) == Kind::read;
}

bool may_return(const History& history, OpId reading, ValueId value) {
  return (value == read_value(history, reading)) != failed_cas(history, reading);
}

bool session_ordered(const History& history, OpId a, OpId b) {
  if (history.process(a) != history.process(b) || history.status(a) != Status::ok) return false;
  if (history.timed() && history.call(a) != history.call(b)) return history.call(a) < history.call(b);
  return a < b;
}

bool before_in_real_time(const History& history, OpId a, OpId b) {
  if (!history.timed() || history.status(a) != Status::ok) return false;
  const Time uncertainty = history.header().clock_uncertainty;
  return history.response(a) <= kNever - uncertainty && history.response(a) + uncertainty < history.call(b);
}

Excluded::Excluded(const History& history, bool real_time, std::span<const OpId> operations) : history_(history), real_time_(real_time && history.timed()) {
  if (!real_time_) return;
  for (const OpId op : operations) by_key_[history.key(op)];
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (history.status(op) != Status::ok || !writes_register(history, op)) continue;
    if (const auto writes = by_key_.find(history.key(op)); writes != by_key_.end()) writes->second.emplace_back(history.call(op), settles(op));
  }
  for (auto& [key, intervals] : by_key_) {
    std::sort(intervals.begin(), intervals.end());
    for (std::size_t i = intervals.size(); i-- > 1;) intervals[i - 1].second = std::min(intervals[i - 1].second, intervals[i].second);
  }
}

bool Excluded::holds(OpId write, OpId reading) const {
  if (!real_time_) return false;
  if (before_in_real_time(history_, reading, write)) return true;
  const auto& intervals = by_key_.at(history_.key(write));
  const auto next = std::upper_bound(intervals.begin(), intervals.end(), std::pair{settles(write), kNever});
  return next != intervals.end() && next->second < history_.call(reading);
}

Time Excluded::settles(OpId op) const {
  const Time uncertainty = history_.header().clock_uncertainty;
  return history_.status(op) != Status::ok || history_.response(op) > kNever - uncertainty ? kNever : history_.response(op) + uncertainty;
}

std::string not_closed(const History& history, const Model& model, std::span<const OpId> operations) {
  const Object object = history.object();
  if (over_transactions(history, model) && (object == Object::register_ || object == Object::set || object == Object::list)) {
    return part_not_closed(history, model, operations);
  }
  return history.object() == Object::register_ ? register_not_closed(history, model, operations) : object_not_closed(history, model, operations);
}

}  // namespace clio::validate

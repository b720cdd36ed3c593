// A witness for a row over transactions, taken apart: the order itself, what its transactions read and write, and who wrote each variable when.
//
// Idea: what docs/semantics.md says of sets and lists makes them registers, so that every row needs one check only.
// - A set is a register for each element that the history names; a member that nobody names by an operation of its own has no source.
// - Of a list the order alone decides the version order: the appends of the transactions, one after the other as the order has them. Every list that was read has
//   to be a beginning of that (before the reader's own appends, with which it has to end), which is what "arb begins with the appenders of the longest list
//   that anybody read" and "every list read is a prefix of the longest" say together. Then a list is told by its length: an append writes the length that it
//   makes, a read returns a length, and a length within one transaction's appends is no transaction's last write (G1b).
// Own values come first: a read behind a write of its own transaction must return that, and has no source. (A list has one all the same: what stands before its own.)
//
// The order extends session order and real time where no transaction stands behind one that has to follow it; unknown ones precede nothing. That it extends
// reads-from is found with the sources.
//
// Cost: O(n), and O(elements of its key) for each read of a set, O(length) for each read of a list. Memory: 4 bytes a transaction, 8 a write, and where values are looked
// up 8 a value (registers; at most 16 a write) or, of values that were written several times or are large, 8 a write. Tested by tests/evidence/transactions_witness_test.cpp.

#include "checker/validate/transactions.hpp"

#include <algorithm>

#include "checker/validate/specification.hpp"

namespace clio::validate {

// ---- the order

std::string Order::wrong_members() {
  place_.assign(history_.transaction_count(), kNoPlace);
  for (std::size_t i = 0; i < witness_.size(); ++i) {
    const OpId op = witness_[i];
    if (index(op) >= history_.size()) return named(op) + " does not exist";
    const TxnId txn = history_.transaction(op);
    if (history_.first_of(txn) != op) return named(op) + " is listed, but it does not begin a transaction";
    if (history_.status(op) == Status::fail) return named(op) + " is listed, but it had no effect";
    if (place_[index(txn)] != kNoPlace) return named(op) + " is listed twice";
    place_[index(txn)] = static_cast<std::uint32_t>(i);
  }
  for (std::size_t t = 0; t < place_.size(); ++t) {
    const OpId op = history_.first_of(id_at<TxnId>(t));
    if (place_[t] == kNoPlace && history_.status(op) == Status::ok) return named(op) + " took effect, but its transaction is not listed";
  }
  return {};
}

std::string Order::wrong(const Model& model) {
  if (std::string text = wrong_members(); !text.empty()) return text;
  if (extends_real_time(model) && !history_.timed() && !history_.empty()) return "the history has no times";
  if (extends_session_order(model)) {
    std::vector<std::pair<Time, std::uint32_t>> furthest(history_.process_count(), {std::numeric_limits<Time>::min(), 0});  // call, and operation + 1
    for (const OpId op : witness_) {
      const std::pair here{history_.timed() ? history_.call(op) : 0, static_cast<std::uint32_t>(index(op) + 1)};
      auto& before = furthest[index(history_.process(op))];
      if (before < here) before = here;
      else if (history_.status(op) == Status::ok) return named(op) + " stands after an operation that follows it in its process";
    }
  }
  if (extends_real_time(model)) {
    const Time uncertainty = history_.header().clock_uncertainty;
    Time latest_call = std::numeric_limits<Time>::min();
    for (const OpId op : witness_) {
      const bool settles = history_.status(op) == Status::ok && history_.response(op) <= kNever - uncertainty;
      if (settles && history_.response(op) + uncertainty < latest_call) return named(op) + " stands after an operation that was called only when it had returned";
      latest_call = std::max(latest_call, history_.call(op));
    }
  }
  return {};
}

// ---- what is read and written

Accesses::Accesses(const Order& order) : history_(order.history()), object_(order.history().object()) {
  if (object_ == Object::set) lower_sets();
  const std::size_t variables = object_ == Object::set ? element_.size() : history_.key_count();
  stamp_of_.assign(variables, 0);
  own_.assign(variables, 0);
  if (object_ == Object::list) lower_lists(order);
}

void Accesses::lower_sets() {
  std::vector<std::vector<ValueId>> named_of(history_.key_count());
  const auto names = [&](OpId op) { return history_.kind(op) == Kind::add || history_.kind(op) == Kind::remove || history_.kind(op) == Kind::contains; };
  for (std::size_t i = 0; i < history_.size(); ++i) {
    if (names(id_at<OpId>(i))) named_of[index(history_.key(id_at<OpId>(i)))].push_back(history_.value(id_at<OpId>(i)));
  }
  element_begin_.assign(1, 0);
  for (std::vector<ValueId>& elements : named_of) {
    std::sort(elements.begin(), elements.end());
    element_.insert(element_.end(), elements.begin(), std::unique(elements.begin(), elements.end()));
    element_begin_.push_back(static_cast<std::uint32_t>(element_.size()));
  }
  lowered_.assign(history_.size(), kNoPlace);
  for (std::size_t i = 0; i < history_.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (!names(op)) continue;
    const auto first = element_.begin() + element_begin_[index(history_.key(op))], last = element_.begin() + element_begin_[index(history_.key(op)) + 1];
    lowered_[i] = static_cast<std::uint32_t>(std::lower_bound(first, last, history_.value(op)) - element_.begin());
  }
  member_.assign(element_.size(), 0);
  for (std::size_t i = 0; i < history_.size() && wrong_.empty(); ++i) {
    if (history_.kind(id_at<OpId>(i)) == Kind::read && history_.status(id_at<OpId>(i)) == Status::ok) find_members(id_at<OpId>(i));
  }
}

void Accesses::find_members(OpId op) {
  ++member_stamp_;
  const auto first = element_.begin() + element_begin_[index(history_.key(op))], last = element_.begin() + element_begin_[index(history_.key(op)) + 1];
  for (const Value& member : *history_.values().entry(history_.value(op)).as_array()) {
    ValueId id{};
    const auto found = history_.values().find(member, id) ? std::lower_bound(first, last, id) : last;
    if (found == last || *found != id) {
      if (wrong_.empty()) wrong_ = named(op) + " returned " + member.to_json() + ", which nobody added";
      continue;
    }
    std::uint32_t& seen = member_[static_cast<std::size_t>(found - element_.begin())];
    if (seen == member_stamp_ && wrong_.empty()) wrong_ = named(op) + " returned " + member.to_json() + " twice";
    seen = member_stamp_;
  }
}

void Accesses::lower_lists(const Order& order) {
  lowered_.assign(history_.size(), 0);
  std::vector<std::vector<ValueId>> lists(history_.key_count());
  for (std::uint32_t place = 0; place < order.size(); ++place) {
    const auto [begin, end] = operations(order.at(place));
    for (std::size_t i = begin; i < end; ++i) {
      const OpId op = id_at<OpId>(i);
      if (history_.kind(op) != Kind::append) continue;
      std::vector<ValueId>& list = lists[index(history_.key(op))];
      list.push_back(history_.value(op));
      lowered_[i] = static_cast<std::uint32_t>(list.size());
    }
  }
  std::vector<std::uint32_t> own(lists.size(), 0);  // how much the transaction has appended so far
  for (std::uint32_t place = 0; place < order.size() && wrong_.empty(); ++place) {
    if (!order.certain(place)) continue;
    const auto [begin, end] = operations(order.at(place));
    ++stamp_;
    for (std::size_t i = begin; i < end && wrong_.empty(); ++i) {
      const OpId op = id_at<OpId>(i);
      const std::size_t key = index(history_.key(op));
      if (stamp_of_[key] != stamp_) own[key] = 0;
      if (history_.kind(op) == Kind::append) {
        if (own[key]++ == 0) own_[key] = lowered_[i] - 1;
        stamp_of_[key] = stamp_;
      } else {
        wrong_ = lower_list_read(op, lists[key], own_[key], own[key]);
      }
    }
  }
}

std::string Accesses::lower_list_read(OpId op, const std::vector<ValueId>& list, std::size_t own_begin, std::size_t own) {
  const Value::Array& read = *history_.values().entry(history_.value(op)).as_array();
  const auto same = [&](const Value& member, ValueId value) {
    ValueId id{};
    return history_.values().find(member, id) && id == value;
  };
  const std::size_t length = read.size() < own ? 0 : read.size() - own;  // before its own
  if (read.size() < own || !std::equal(read.begin() + static_cast<std::ptrdiff_t>(length), read.end(), list.begin() + static_cast<std::ptrdiff_t>(own_begin), same)) {
    return named(op) + " does not return what its own transaction had written";
  }
  if (length > list.size() || !std::equal(read.begin(), read.begin() + static_cast<std::ptrdiff_t>(length), list.begin(), same)) {
    return named(op) + " returned a list that the order contradicts";
  }
  lowered_[index(op)] = static_cast<std::uint32_t>(length);
  return {};
}

// ---- who wrote what

Writers::Writers(const Order& order, Accesses& accesses) : begin_(accesses.variables() + 1, 0), final_(order.history().size(), false) {
  for (std::uint32_t place = 0; place < order.size(); ++place) {
    accesses.each_final_write(order.at(place), [&](OpId, std::uint32_t variable, std::uint32_t) { ++begin_[variable + 1]; });
  }
  for (std::size_t v = 1; v < begin_.size(); ++v) begin_[v] += begin_[v - 1];
  writes_.resize(begin_.back());
  make_room_for_values(order.history());
  std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
  for (std::uint32_t place = 0; place < order.size(); ++place) {
    accesses.each_final_write(order.at(place), [&](OpId op, std::uint32_t variable, std::uint32_t value) {
      note_value(value, variable, next[variable] - begin_[variable]);
      writes_[next[variable]++] = {place, value};
      final_[index(op)] = true;
    });
  }
}

/// Most histories write a value once only: then a table by value says where, and is walked in the order in which values are written and read.
void Writers::make_room_for_values(const History& history) {
  if (history.object() != Object::register_) return;
  std::uint32_t largest = 0;
  const std::size_t worthwhile = 2 * writes_.size() + 1024;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const auto value = static_cast<std::uint32_t>(history.value(id_at<OpId>(i)));
    if (value < worthwhile) largest = std::max(largest, value);
  }
  writer_of_.resize(std::size_t{largest} + 1);
}

void Writers::note_value(std::uint32_t value, std::uint32_t variable, std::uint32_t at) {
  if (value >= writer_of_.size()) return;
  ValueWriter& writer = writer_of_[value];
  writer = writer.variable == kNoPlace ? ValueWriter{variable, at} : ValueWriter{kSeveral, 0};
}

std::uint32_t Writers::before(std::uint32_t variable, std::uint32_t place) const {
  const std::span<const Write> writes = of(variable);
  return static_cast<std::uint32_t>(std::partition_point(writes.begin(), writes.end(), [&](const Write& w) { return w.place < place; }) - writes.begin());
}

bool Writers::writes(std::uint32_t place, std::uint32_t variable) const {
  const std::uint32_t at = before(variable, place);
  return at < of(variable).size() && of(variable)[at].place == place;
}

std::uint32_t Writers::by_value_from(std::uint32_t variable, std::uint64_t wanted) {
  if (found_.empty()) {
    by_value_.resize(writes_.size());
    found_ = begin_;
    for (std::size_t v = 0; v + 1 < begin_.size(); ++v) {
      const auto first = by_value_.begin() + begin_[v], last = by_value_.begin() + begin_[v + 1];
      for (std::uint32_t i = begin_[v]; i < begin_[v + 1]; ++i) by_value_[i] = std::uint64_t{writes_[i].value} << 32 | (i - begin_[v]);
      if (!std::is_sorted(first, last)) std::sort(first, last);
    }
  }
  // From where the last look-up ended: values are often asked for in the order in which they were written.
  std::uint32_t low = begin_[variable], high = begin_[variable + 1], step = 1;
  std::uint32_t& at = found_[variable];
  if (at < high && by_value_[at] < wanted) {
    for (low = at + 1; high - low > step && by_value_[low + step - 1] < wanted; step *= 2) low += step;
    high = std::min(high, low + step);
  } else {
    for (high = at; high - low > step && by_value_[high - step] >= wanted; step *= 2) high -= step;
    low = high - std::min(high - low, step);
  }
  at = static_cast<std::uint32_t>(std::lower_bound(by_value_.begin() + low, by_value_.begin() + high, wanted) - by_value_.begin());
  return at;
}

std::uint32_t Writers::next(std::uint32_t variable, Wanted wanted, std::uint32_t from) {
  const std::span<const Write> writes = of(variable);
  if (wanted.other) {
    for (std::uint32_t i = from; i < writes.size(); ++i) {
      if (wanted.fits(writes[i].value)) return i;
    }
    return kNoPlace;
  }
  if (from < writes.size() && writes[from].value == wanted.value) return from;
  if (std::uint32_t at = kNoPlace; known(variable, wanted.value, at)) return at != kNoPlace && at >= from ? at : kNoPlace;
  const std::uint32_t found = by_value_from(variable, std::uint64_t{wanted.value} << 32 | from);
  return found < begin_[variable + 1] && by_value_[found] >> 32 == wanted.value ? static_cast<std::uint32_t>(by_value_[found]) : kNoPlace;
}

std::uint32_t Writers::last(std::uint32_t variable, Wanted wanted, std::uint32_t end) {
  const std::span<const Write> writes = of(variable);
  if (wanted.other) {
    while (end > 0 && !wanted.fits(writes[end - 1].value)) --end;
    return end > 0 ? end - 1 : kNoPlace;
  }
  if (end > 0 && writes[end - 1].value == wanted.value) return end - 1;
  if (std::uint32_t at = kNoPlace; known(variable, wanted.value, at)) return at < end ? at : kNoPlace;
  const std::uint32_t after = by_value_from(variable, std::uint64_t{wanted.value} << 32 | end);
  return after > begin_[variable] && by_value_[after - 1] >> 32 == wanted.value ? static_cast<std::uint32_t>(by_value_[after - 1]) : kNoPlace;
}

std::string given_source(const Order& order, const Writers& writers, std::span<const OpId> sources, OpId op, Wanted wanted, std::uint32_t place,
                         std::uint32_t& source) {
  const History& history = order.history();
  const OpId given = sources[index(op)];
  source = kNoPlace;
  if (given == kNoOp) return wanted.fits(static_cast<std::uint32_t>(history.initial(history.key(op)))) ? std::string() : named(op) + " cannot have read the initial value";
  const bool right = index(given) < history.size() && writers.is_final(given) && history.key(given) == history.key(op) &&
                     wanted.fits(static_cast<std::uint32_t>(history.value(given)));
  if (right) source = order.place(history.transaction(given));
  if (!right || source == place) return named(op) + " cannot have read from " + named(given);
  if (source > place) return named(op) + " is said to have read from " + named(given) + ", which the order has later";
  return {};
}

// ---- everything before is seen

std::string wrong_serial_order(const Order& order) {
  const History& history = order.history();
  const bool registers = history.object() == Object::register_;
  std::vector<ValueId> current;
  std::vector<Specification> objects;
  for (std::size_t k = 0; k < history.key_count(); ++k) {
    if (registers) current.push_back(history.initial(id_at<KeyId>(k)));
    else objects.emplace_back(history, id_at<KeyId>(k));
  }
  const auto apply = [&](OpId op, bool certain) {
    const std::size_t key = index(history.key(op));
    const Kind kind = history.kind(op);
    if (!certain && (kind == Kind::read || kind == Kind::contains)) return true;  // unchecked
    if (!registers) return objects[key].apply(op);
    switch (kind) {
      case Kind::read: return history.value(op) == current[key];
      case Kind::cas:
        if (certain && !history.success(op)) return history.expected(op) != current[key];
        if (certain && history.expected(op) != current[key]) return false;
        break;
      default: break;
    }
    current[key] = history.value(op);
    return true;
  };
  for (std::uint32_t place = 0; place < order.size(); ++place) {
    const std::size_t begin = index(order.first(place)), end = begin + history.length_of(order.at(place));
    for (std::size_t i = begin; i < end; ++i) {
      const OpId op = id_at<OpId>(i);
      if (apply(op, order.certain(place))) continue;
      const std::string state = registers ? history.value_at(current[index(history.key(op))]).to_json() : objects[index(history.key(op))].state_text();
      return named(op) + " cannot have its result where key " + history.key_name(history.key(op)).to_json() + " is " + state;
    }
  }
  return {};
}

WitnessCheck check_transactions(const History& history, const Model& model, std::span<const OpId> witness, std::span<const OpId> sources,
                                const WitnessBounds& bounds) {
  Order order(history, witness);
  if (std::string text = order.wrong(model); !text.empty()) return {.wrong = std::move(text)};
  switch (model.sees) {
    case Visibility::arbitrated_before: return {.wrong = wrong_serial_order(order)};
    case Visibility::prefix:
    case Visibility::snapshot: return check_snapshots(order, model, bounds);
    default: break;
  }
  if (!sources.empty() && sources.size() != history.size()) return {.wrong = "the sources are not those of all operations"};
  if (history.object() != Object::register_) sources = {};  // a set's read has many; a list's is told by the order
  if (model.sees == Visibility::causal) return check_transactional_causality(order, sources, bounds);
  return check_reads_apart(order, model, sources, bounds);
}

}  // namespace clio::validate

// What a history says by itself: who is ordered before whom, what has to be explained, and by what it may be. Written from docs/semantics.md. Tested by tests/certificate/verify_test.cpp.
#include "src/verify/facts.hpp"

namespace clio::verify {
namespace {

constexpr Row kRows[] = {
    {"linearizable", "a", "rt", Row::everyone, true, Row::operations, Row::any}, {"sequential", "a", "sr", Row::everyone, false, Row::operations, Row::any},
    {"cache", "a", "sr", Row::everyone, true, Row::operations, Row::any}, {"causal-convergent", "+", "sr", Row::everyone, false, Row::either, Row::versioned_transactions},
    {"causal", "a", "sr", Row::each_process, false, Row::operations, Row::registers}, {"weak-causal", "+", "sr", Row::each_read, false, Row::operations, Row::registers},
    {"pram", "a", "s", Row::each_process, false, Row::operations, Row::registers}, {"read-your-writes", "s", "s", Row::each_process, false, Row::either, Row::versioned_transactions},
    {"monotonic-reads", "rs", "s", Row::each_process, false, Row::either, Row::versioned_transactions}, {"monotonic-writes", "sr srs", "s", Row::each_process, false, Row::either, Row::versioned_transactions},
    {"writes-follow-reads", "rsr rsrs", "s", Row::each_process, false, Row::either, Row::versioned_transactions}, {"strict-serializable", "a", "srt", Row::everyone, false, Row::transactions, Row::any},
    {"serializable", "a", "sr", Row::everyone, false, Row::transactions, Row::any}, {"snapshot-isolation", "s r w as ar aw", "sr", Row::everyone, false, Row::transactions, Row::versioned},
    {"prefix", "s r as ar", "sr", Row::everyone, false, Row::transactions, Row::versioned}, {"read-atomic", "s r", "sr", Row::everyone, false, Row::transactions, Row::versioned},
    {"read-committed", "e", "sr", Row::everyone, false, Row::transactions, Row::versioned}, {"adya-serializable", "a", "r", Row::everyone, false, Row::transactions, Row::any},
    {"adya-snapshot-isolation", "r w ar aw", "r", Row::everyone, false, Row::transactions, Row::versioned}, {"adya-read-committed", "", "r", Row::everyone, false, Row::transactions, Row::versioned},
};
constexpr ValueId kAbsent{0}, kPresent{1};  // of a set's element
const Value::Array* array_of(const History& h, OpId read) { return ValueTable::is_small(h.value(read)) ? nullptr : h.values().entry(h.value(read)).as_array(); }

}  // namespace

const Row* row_named(std::string_view id) {
  const Row* const row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) { return r.id == id; });
  return row == std::end(kRows) ? nullptr : row;
}

Facts::Facts(const History& h, const Row& r, Steps& steps)
    : history(h), row(r), transactions(r.between == Row::transactions || (r.between == Row::either && h.transactional())), unit_of(h.size(), kNone) {
  const bool list = h.object() == Object::list, set = h.object() == Object::set;
  const bool judged = h.object() == Object::register_ || row.objects == Row::any || row.objects == Row::versioned || (row.objects == Row::versioned_transactions && h.transactional());
  if (!judged || (h.transactional() && row.between == Row::operations)) unusable = "the model is not defined for this history";
  if (!list && !set && h.object() != Object::register_) unusable = "a " + std::string(name_of(h.object())) + " has no sources, and what has none is not certified";
  if (extends('t') && !h.timed() && !h.empty()) unusable = "the model needs times, and the history has none";
  if (!unusable.empty()) return;
  std::map<Index, std::vector<Index>> sessions;
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i), first = h.first_of(h.transaction(op));
    if (h.status(op) == Status::fail) continue;
    if (op == first) units.push_back({.first = op, .ok = h.status(op) == Status::ok});
    unit_of[i] = static_cast<Index>(units.size() - 1);
    if (op == first) sessions[process(unit_of[i])].push_back(unit_of[i]);
    if (list && h.kind(op) == Kind::append) appends_[{h.key(op), h.value(op)}].push_back(op);
    if (set && h.kind(op) != Kind::read) elements_[h.key(op)].insert(h.value(op));
    if ((!list && !set) || h.kind(op) != Kind::read || h.status(op) != Status::ok) continue;
    const Value::Array* const array = array_of(h, op);
    OpId& longest = longest_.try_emplace(h.key(op), op).first->second;
    if (array_of(h, longest) == nullptr || (array != nullptr && shown(longest) < shown(op))) longest = op;
    ValueId id{};
    for (std::size_t m = 0; set && array != nullptr && m < array->size(); ++m) h.values().find((*array)[m], id) ? void(elements_[h.key(op)].insert(id)) : void();
  }
  for (auto& [process, session] : sessions) {
    if (h.timed()) std::stable_sort(session.begin(), session.end(), [&](Index a, Index b) { return h.call(units[a].first) < h.call(units[b].first); });
    std::map<KeyId, Index> last;
    for (Index i = 0; i < session.size(); ++i) {
      Index& previous = last.try_emplace(row.per_key ? key(session[i]) : KeyId{}, kNone).first->second;
      units[session[i]].rank = i, units[session[i]].previous = previous;
      if (units[session[i]].ok) previous = session[i];
    }
  }
  for (Index unit = 0; unit < units.size() && steps.left != 0; ++unit) read(unit, steps);
}

void Facts::read(Index u, Steps& steps) {
  const History& h = history;
  std::map<Index, ValueId> own;
  std::map<KeyId, std::vector<ValueId>> appended;
  const auto observe = [&](OpId op, ValueId element, ValueId wanted, bool other, ValueId initial) {
    Reading reading{.op = op, .unit = u, .cell = cell(h.key(op), element), .element = element, .wanted = wanted, .other = other, .initial = (initial == wanted) != other};
    const auto before = own.find(reading.cell);
    if (before != own.end()) reading.wrong = "it is not what its own transaction has written";
    if (before == own.end() || (before->second == wanted) == other) add(std::move(reading));  // otherwise it is internal and right
  };
  const auto observe_set = [&](OpId op) {
    const Value::Array none, &array = array_of(h, op) == nullptr ? none : *array_of(h, op);
    std::size_t found = array_of(h, op) == nullptr ? 1 : 0;
    for (const ValueId element : elements_[h.key(op)]) {
      const bool there = std::find(array.begin(), array.end(), h.value_at(element)) != array.end();
      if (steps.take(100 + array.size())) observe(op, element, there ? kPresent : kAbsent, false, kAbsent);
      found += there;
    }
    if (found != array.size()) add({.op = op, .unit = u, .cell = cell(h.key(op), kNull), .wrong = "it is no set of elements, each once, that were added"});
  };
  for (std::size_t i = index(units[u].first); i < h.size() && unit_of[i] == u && steps.take(); ++i) {
    const OpId op = id_at<OpId>(i);
    const Kind kind = h.kind(op);
    const bool ok = units[u].ok, reads = ok && kind == Kind::read;
    const ValueId value = h.value(op);
    if (h.object() == Object::register_) {
      if (reads) observe(op, kNull, value, false, h.initial(h.key(op)));
      if (kind == Kind::cas && (ok || (!transactions && row.agreed == Row::everyone))) observe(op, kNull, h.expected(op), ok && !h.success(op), h.initial(h.key(op)));
      if (!reads && kind != Kind::read && (kind != Kind::cas || !ok || h.success(op))) own[cell(h.key(op), kNull)] = value;
    } else if (h.object() == Object::set) {
      if (kind == Kind::add || kind == Kind::remove) own[cell(h.key(op), value)] = kind == Kind::add ? kPresent : kAbsent;
      if (kind == Kind::contains && ok) observe(op, value, h.success(op) ? kPresent : kAbsent, false, kAbsent);
      if (reads) observe_set(op);
    } else if (h.object() == Object::list) {
      if (reads) read_list({.op = op, .unit = u, .cell = cell(h.key(op), kNull)}, appended[h.key(op)]);
      if (kind == Kind::append) own[cell(h.key(op), kNull)] = value, appended[h.key(op)].push_back(value);
    }
  }
  for (const auto& [cell, value] : own) {
    units[u].writes.emplace_back(cell, value);
    cells[cell].writers.push_back(u);
  }
}

/// How much of a list stands before what the reader's own unit had appended.
std::size_t Facts::shown(OpId read) const {
  const std::size_t length = array_of(history, read)->size();
  std::size_t own = 0;
  for (std::size_t i = index(units[unit_of[index(read)]].first); i < index(read); ++i) own += history.kind(id_at<OpId>(i)) == Kind::append && history.key(id_at<OpId>(i)) == history.key(read);
  return length - std::min(length, own);
}

/// A list read must be, as far as shown, a beginning of the longest one, end with its own unit's appends so far, and before these show nothing of its own unit; the longest one must also show appends that exist,
/// each once and each unit's together, whole and in its order. That a read ends within a unit's appends leaves it without a source.
void Facts::read_list(Reading reading, const std::vector<ValueId>& own) {
  if (array_of(history, reading.op) == nullptr) return reading.wrong = "it returned no list", add(std::move(reading));
  const OpId longest = longest_.at(history.key(reading.op));
  const Value::Array& list = *array_of(history, reading.op);
  std::vector<OpId> appends;
  ValueId id{};
  for (const Value& element : list) {
    const auto found = history.values().find(element, id) ? appends_.find({history.key(reading.op), id}) : appends_.end();
    if (found == appends_.end()) return reading.wrong = "it shows an element that nobody appended", add(std::move(reading));
    if (found->second.size() > 1) unusable = "a list that was read shows a value that was appended twice: whose it is cannot be told";
    appends.push_back(found->second[0]);
  }
  const std::size_t shown = this->shown(reading.op);
  bool right = own.size() <= list.size() && shown <= this->shown(longest) && std::equal(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(shown), array_of(history, longest)->begin());
  for (std::size_t i = 0; right && i < list.size(); ++i) right = i < shown ? unit_of[index(appends[i])] != reading.unit : history.value(appends[i]) == own[i - shown];
  right = right && std::set<OpId>(appends.begin(), appends.end()).size() == appends.size();
  for (std::size_t i = 0; right && i < shown && reading.op == longest;) {
    cells[reading.cell].version.push_back(unit_of[index(appends[i])]);
    for (std::size_t next = index(units[unit_of[index(appends[i])]].first), unit = unit_of[next]; right && next < history.size() && unit_of[next] == unit && i < shown; ++next) {
      if (history.kind(id_at<OpId>(next)) == Kind::append && history.key(id_at<OpId>(next)) == history.key(reading.op)) right = appends[i++] == id_at<OpId>(next);
    }
  }
  if (!right) reading.wrong = "it fits neither the longest list of its key nor what its own transaction has appended";
  reading.initial = shown == 0;
  if (shown != 0) reading.wanted = history.value(appends[shown - 1]);
  add(std::move(reading));
}

}  // namespace clio::verify

// Reads and writes of each transaction are followed in its order: what it has written itself explains a read of the same cell or makes it
// wrong, and every other read came from outside. Sets fall into their elements; of lists, the longest one read gives the versions, and every
// other has to be a beginning of it. Tested by: tests/certificate/certificate_test.cpp, tests/certificate/verify_test.cpp.
#include "checker/history/footprints.hpp"

#include <algorithm>

namespace clio {
namespace {

constexpr ValueId kAbsent{0}, kPresent{1};  // of a set's element

}  // namespace

Footprints::Footprints(const History& h, Options options) : history(h), unit_of(h.size(), kNone), options_(options) {
  const bool lists = h.object() == Object::list, sets = h.object() == Object::set;
  if (!lists && !sets && h.object() != Object::register_) sourceless = "a " + std::string(name_of(h.object())) + " has no sources";
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (h.status(op) == Status::fail) continue;
    if (op == h.first_of(h.transaction(op))) units.push_back({.first = op, .ok = h.status(op) == Status::ok});
    unit_of[i] = static_cast<Index>(units.size() - 1);
    if (lists && h.kind(op) == Kind::append) appends_[{h.key(op), h.value(op)}].push_back(op);
    if (sets && h.kind(op) != Kind::read) elements_[h.key(op)].insert(h.value(op));
  }
  order_sessions();
  for (std::size_t i = 0; i < h.size() && unusable.empty() && sourceless.empty(); ++i) {
    if (unit_of[i] != kNone) read(id_at<OpId>(i));
    if (readings.size() > options_.readings_max) unusable = "it takes more steps than allowed";
  }
  if (!sourceless.empty()) forget();
  if (!sourceless.empty() || !unusable.empty()) return;
  for (Index unit = 0; unit < units.size(); ++unit) {
    for (const auto& [cell, value] : units[unit].writes) cells[cell].writers.push_back(unit);
  }
  std::map<Index, std::vector<Index>> reads;  // lists: by cell
  for (Index reading = 0; lists && reading < readings.size(); ++reading) reads[readings[reading].cell].push_back(reading);
  for (const auto& [cell, those] : reads) compare_lists(cell, those);
}

void Footprints::order_sessions() {
  std::map<Index, std::vector<Index>> sessions;
  for (Index unit = 0; unit < units.size(); ++unit) sessions[process(unit)].push_back(unit);
  const auto called = [&](Index unit) { return history.timed() ? history.call(units[unit].first) : Time{}; };
  for (auto& [process, session] : sessions) {
    std::stable_sort(session.begin(), session.end(), [&](Index a, Index b) { return called(a) < called(b); });
    std::map<KeyId, Index> last;
    for (Index rank = 0; rank < session.size(); ++rank) {
      Unit& unit = units[session[rank]];
      Index& previous = last.try_emplace(options_.sessions_of_keys ? history.key(unit.first) : KeyId{}, kNone).first->second;
      unit.rank = rank;
      unit.previous = previous;
      if (unit.ok) previous = session[rank];
    }
  }
}

/// Finds what an operation read from outside of its unit, or wrote.
void Footprints::read(OpId op) {
  const Index unit = unit_of[index(op)];
  const bool ok = units[unit].ok, succeeds = !ok || history.success(op);  // what nobody knows the answer of took effect, if at all, as it was asked
  const KeyId key = history.key(op);
  const ValueId value = history.value(op);
  switch (history.kind(op)) {
    case Kind::read:
      if (!ok) break;
      if (history.object() == Object::register_) observe(op, kNull, value);
      if (history.object() == Object::set) observe_set(op, history.value_at(value).as_array());
      if (history.object() == Object::list) observe_list(op, history.value_at(value).as_array());
      break;
    case Kind::contains:
      if (ok) observe(op, value, succeeds ? kPresent : kAbsent);
      break;
    case Kind::cas:
      if (ok || options_.unknown_cas_read) observe(op, kNull, history.expected(op), !succeeds);
      if (succeeds) units[unit].writes[cell(key)] = value;
      break;
    case Kind::add:
    case Kind::remove:
      units[unit].writes[cell(key, value)] = history.kind(op) == Kind::add ? kPresent : kAbsent;
      break;
    case Kind::append:
      appended_[{unit, cell(key)}].push_back(op);
      [[fallthrough]];
    case Kind::write:
    case Kind::erase:
      units[unit].writes[cell(key)] = value;
      break;
    case Kind::enqueue:
    case Kind::dequeue:
    case Kind::push:
    case Kind::pop:
    case Kind::acquire:
    case Kind::release:
      break;  // of no object that has footprints
  }
}

/// What its own unit has written before explains a reading, or makes it wrong; another one came from outside.
void Footprints::observe(OpId op, ValueId element, ValueId wanted, bool other) {
  Reading reading{.op = op, .unit = unit_of[index(op)], .cell = cell(history.key(op), element), .element = element, .wanted = wanted, .other = other};
  const ValueId initial = history.object() == Object::set ? kAbsent : history.initial(history.key(op));
  reading.initial = (initial == wanted) != other;
  const auto& own = units[reading.unit].writes;
  const auto written = own.find(reading.cell);
  if (written != own.end()) reading.wrong = (written->second == wanted) != other ? "" : "it is not what its own transaction has written";
  if (written == own.end() || !reading.wrong.empty()) add(std::move(reading));
}

void Footprints::observe_set(OpId op, const Value::Array* elements) {
  std::set<ValueId> shown;
  for (std::size_t i = 0; elements != nullptr && i < elements->size(); ++i) {
    ValueId id{};
    if (history.values().find((*elements)[i], id)) shown.insert(id);
  }
  std::size_t found = 0;
  for (const ValueId element : elements_[history.key(op)]) {
    const bool there = shown.contains(element);
    observe(op, element, there ? kPresent : kAbsent);
    found += there;
  }
  if (elements != nullptr && found == elements->size()) return;
  add({.op = op, .unit = unit_of[index(op)], .cell = cell(history.key(op)), .wrong = "it is no set of elements, each once, that were added"});
}

/// A list ends with what its own unit has appended so far; what stands before that came from outside.
void Footprints::observe_list(OpId op, const Value::Array* list) {
  Reading reading{.op = op, .unit = unit_of[index(op)], .cell = cell(history.key(op))};
  const std::vector<OpId>& own = appended_[{reading.unit, reading.cell}];
  bool right = list != nullptr && own.size() <= list->size();
  for (std::size_t i = 0; right && i < list->size(); ++i) {
    ValueId id{};
    const auto append = history.values().find((*list)[i], id) ? appends_.find({history.key(op), id}) : appends_.end();
    right = append != appends_.end();
    if (!right) break;
    if (append->second.size() > 1) sourceless = "a list that was read shows a value that was appended twice: whose it is cannot be told";
    const OpId appended = append->second.front();
    const std::size_t left = list->size() - i;
    if (left > own.size()) reading.shown.push_back(appended);
    right = left > own.size() ? unit_of[index(appended)] != reading.unit : appended == own[own.size() - left];
  }
  if (!right) reading.wrong = "it is no list of what others have appended, and then its own transaction";
  add(std::move(reading));
}

/// Nothing of the kind can be said.
void Footprints::forget() {
  for (Unit& unit : units) {
    unit.readings.clear();
    unit.writes.clear();
  }
  readings.clear();
  reading_of.clear();
  cells.clear();
}

/// The longest list of a key shows each unit's appends once, together, whole and in its order, but may end within those of one (and has no
/// source then). All other lists of the key are beginnings of it.
void Footprints::compare_lists(Index cell, const std::vector<Index>& reads) {
  const auto shorter = [&](Index a, Index b) { return readings[a].shown.size() < readings[b].shown.size(); };
  const Index longest = *std::max_element(reads.begin(), reads.end(), shorter);
  const std::vector<OpId> all = readings[longest].shown;
  std::set<Index> writers;
  bool right = true;
  for (std::size_t i = 0; i < all.size();) {
    const Index writer = unit_of[index(all[i])];
    right = right && writers.insert(writer).second;
    cells[cell].version.push_back(writer);
    for (const OpId append : appended_[{writer, cell}]) {
      if (i < all.size()) right = append == all[i++] && right;
    }
  }
  if (!right) readings[longest].wrong = "it shows a transaction's appends more than once, apart, in part or in another order";
  if (!right) cells[cell].version.clear();  // then it says nothing about their order
  for (const Index read : reads) {
    Reading& reading = readings[read];
    if (!std::equal(reading.shown.begin(), reading.shown.end(), all.begin())) reading.wrong = "it is no beginning of the longest list of its key";
    reading.initial = reading.shown.empty();
    reading.wanted = reading.initial ? kNull : history.value(reading.shown.back());
  }
}

void Footprints::add(Reading reading) {
  const Index number = static_cast<Index>(readings.size());
  units[reading.unit].readings.push_back(number);
  reading_of.try_emplace({reading.op, reading.element}, number);
  readings.push_back(std::move(reading));
}

Footprints::Index Footprints::cell(KeyId key, ValueId element) {
  const Index cell = cell_of_.try_emplace({key, element}, static_cast<Index>(cells.size())).first->second;
  cells.resize(cell_of_.size());
  return cell;
}

std::vector<OpId> Footprints::operations(Index unit) const {
  std::vector<OpId> operations(history.length_of(history.transaction(units[unit].first)));
  for (std::size_t i = 0; i < operations.size(); ++i) operations[i] = id_at<OpId>(index(units[unit].first) + i);
  return operations;
}

bool Footprints::session_ordered(Index a, Index b) const {
  return units[a].ok && process(a) == process(b) && units[a].rank < units[b].rank;
}

bool Footprints::real_time_ordered(Index a, Index b) const {
  const Time response = history.timed() ? history.response(units[a].first) : kNever, uncertainty = history.header().clock_uncertainty;
  return units[a].ok && response <= kNever - uncertainty && response + uncertainty < history.call(units[b].first);
}

bool Footprints::may_read(Index r, Index source) const {
  const Reading& reading = readings[r];
  if (source == kNone) return reading.initial;
  const bool empty_list = history.object() == Object::list && reading.initial;
  const auto written = units[source].writes.find(reading.cell);
  if (written == units[source].writes.end() || source == reading.unit || empty_list) return false;
  return (written->second == reading.wanted) != reading.other;
}

bool Footprints::shown_before(Index a, Index b) const {
  return std::any_of(units[b].writes.begin(), units[b].writes.end(), [&](const auto& write) {
    const std::vector<Index>& shown = cells[write.first].version;
    const auto first = std::find(shown.begin(), shown.end(), a);
    return first != shown.end() && first < std::find(shown.begin(), shown.end(), b);
  });
}

bool Footprints::write_together(Index a, Index b) const {
  return std::any_of(units[a].writes.begin(), units[a].writes.end(), [&](const auto& write) { return writes(b, write.first); });
}

}  // namespace clio

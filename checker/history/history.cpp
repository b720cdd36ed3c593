#include "checker/history/history.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "checker/support/assert.hpp"

namespace clio {
namespace {

constexpr std::size_t kSmallNames = 1u << 16;

constexpr std::array<std::string_view, 8> kObjectNames{"register", "counter", "set", "queue", "stack", "list", "mutex", "text"};
constexpr std::array<std::string_view, 14> kKindNames{"read",    "write",   "cas",  "delete", "add",    "remove",  "contains",
                                                      "enqueue", "dequeue", "push", "pop",    "append", "acquire", "release"};
constexpr std::array<std::string_view, 3> kStatusNames{"ok", "fail", "unknown"};

template <class Enum, std::size_t N>
std::optional<Enum> named(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

constexpr std::uint8_t flags_of(Status status, bool success) {
  return static_cast<std::uint8_t>(static_cast<unsigned>(status) | (success ? 4u : 0u));
}

std::string operation_text(const History& history, OpId op) {
  return "operation " + std::to_string(index(op)) + " of process " + history.process_name(history.process(op)).to_json();
}

/// What is wrong with an operation's value for its object; empty if nothing.
std::string wrong_value(Object object, Kind kind, Status status, const Value& value) {
  const auto found = [&](std::string_view expected) {
    return "\"" + std::string(name_of(kind)) + "\" of a " + std::string(name_of(object)) + " has the value " + value.to_json() + "; expected " +
           std::string(expected);
  };
  const bool observed = status == Status::ok;  // what an unknown or failed read returned is not looked at
  switch (object) {
    case Object::counter: return value.as_int() || (kind == Kind::read && !observed) ? std::string() : found("an integer of 64 bits");
    case Object::set:
    case Object::list: return kind != Kind::read || !observed || value.as_array() ? std::string() : found("an array");
    case Object::queue: return kind == Kind::enqueue && value.is_null() ? found("anything but null, which stands for an empty queue") : std::string();
    case Object::stack: return kind == Kind::push && value.is_null() ? found("anything but null, which stands for an empty stack") : std::string();
    case Object::text: return value.as_string() || (kind == Kind::read && !observed) ? std::string() : found("a string");
    case Object::register_:
    case Object::mutex: return {};
  }
  return {};
}

}  // namespace

std::string_view name_of(Object object) { return kObjectNames[static_cast<std::size_t>(object)]; }
std::string_view name_of(Kind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }
std::string_view name_of(Status status) { return kStatusNames[static_cast<std::size_t>(status)]; }
std::optional<Object> object_named(std::string_view name) { return named<Object>(kObjectNames, name); }
std::optional<Kind> kind_named(std::string_view name) { return named<Kind>(kKindNames, name); }

bool has_operation(Object object, Kind kind) {
  switch (object) {
    case Object::register_: return kind == Kind::read || kind == Kind::write || kind == Kind::cas || kind == Kind::erase;
    case Object::counter: return kind == Kind::add || kind == Kind::read;
    case Object::set: return kind == Kind::add || kind == Kind::remove || kind == Kind::contains || kind == Kind::read;
    case Object::queue: return kind == Kind::enqueue || kind == Kind::dequeue;
    case Object::stack: return kind == Kind::push || kind == Kind::pop;
    case Object::list: return kind == Kind::append || kind == Kind::read;
    case Object::mutex: return kind == Kind::acquire || kind == Kind::release;
    case Object::text: return kind == Kind::write || kind == Kind::append || kind == Kind::read;
  }
  return false;
}

std::string operations_of(Object object) {
  std::vector<std::string_view> names;
  for (std::size_t k = 0; k < kKindNames.size(); ++k) {
    if (has_operation(object, static_cast<Kind>(k))) names.push_back(kKindNames[k]);
  }
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i != 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

std::optional<std::int64_t> History::version(OpId op) const {
  if (columns_.version.empty() || columns_.version[index(op)] == HistoryColumns::kNoVersion) return std::nullopt;
  return columns_.version[index(op)];
}

Operation History::at(OpId op) const {
  return {.kind = kind(op),
          .status = status(op),
          .success = success(op),
          .process = process(op),
          .key = key(op),
          .value = value(op),
          .expected = expected(op),
          .call = timed_ ? call(op) : 0,
          .response = timed_ ? response(op) : kNever,
          .node = node(op),
          .version = version(op),
          .line = line(op)};
}

HistoryBuilder::HistoryBuilder(Header header) { history_.header_ = std::move(header); }

void HistoryBuilder::reserve(std::size_t operations) {
  History& h = history_;
  h.columns_.kind.reserve(operations);
  h.columns_.flags.reserve(operations);
  h.columns_.process.reserve(operations);
  h.columns_.key.reserve(operations);
  h.columns_.value.reserve(operations);
  h.columns_.line.reserve(operations);
  if (h.timed_) {
    h.columns_.call.reserve(operations);
    h.columns_.response.reserve(operations);
  }
}

ProcessId HistoryBuilder::process(const Value& name) {
  if (const std::int64_t* i = name.as_int()) return process(*i);
  const auto [entry, added] = process_ids_.try_emplace(name, static_cast<std::uint32_t>(history_.processes_.size()));
  if (added) history_.processes_.push_back(name);
  return static_cast<ProcessId>(entry->second);
}

ProcessId HistoryBuilder::process(std::int64_t name) {
  if (name >= 0 && static_cast<std::uint64_t>(name) < kSmallNames) {
    const auto slot = static_cast<std::size_t>(name);
    if (slot >= small_process_ids_.size()) small_process_ids_.resize(slot + 1, 0);
    if (small_process_ids_[slot] == 0) {
      history_.processes_.emplace_back(name);
      small_process_ids_[slot] = static_cast<std::uint32_t>(history_.processes_.size());
    }
    return static_cast<ProcessId>(small_process_ids_[slot] - 1);
  }
  const auto [entry, added] = process_ids_.try_emplace(Value(name), static_cast<std::uint32_t>(history_.processes_.size()));
  if (added) history_.processes_.emplace_back(name);
  return static_cast<ProcessId>(entry->second);
}

KeyId HistoryBuilder::key(const Value& name) {
  if (const std::int64_t* i = name.as_int()) return key(*i);
  const auto [entry, added] = key_ids_.try_emplace(name, static_cast<std::uint32_t>(history_.keys_.size()));
  if (added) history_.keys_.push_back(name);
  return static_cast<KeyId>(entry->second);
}

KeyId HistoryBuilder::key(std::int64_t name) {
  if (name >= 0 && static_cast<std::uint64_t>(name) < kSmallNames) {
    const auto slot = static_cast<std::size_t>(name);
    if (slot >= small_key_ids_.size()) small_key_ids_.resize(slot + 1, 0);
    if (small_key_ids_[slot] == 0) {
      history_.keys_.emplace_back(name);
      small_key_ids_[slot] = static_cast<std::uint32_t>(history_.keys_.size());
    }
    return static_cast<KeyId>(small_key_ids_[slot] - 1);
  }
  const auto [entry, added] = key_ids_.try_emplace(Value(name), static_cast<std::uint32_t>(history_.keys_.size()));
  if (added) history_.keys_.emplace_back(name);
  return static_cast<KeyId>(entry->second);
}

KeyId HistoryBuilder::key(std::string_view name) {
  const auto known = key_ids_.find(name);  // without building a Value for the commonest case
  return known != key_ids_.end() ? static_cast<KeyId>(known->second) : key(Value(std::string(name)));
}

NodeId HistoryBuilder::node(const Value& name) {
  const auto [entry, added] = node_ids_.try_emplace(name, static_cast<std::uint32_t>(history_.nodes_.size()));
  if (added) history_.nodes_.push_back(name);
  return static_cast<NodeId>(entry->second);
}

void HistoryBuilder::push(const Operation& operation, bool starts_transaction) {
  History& h = history_;
  const std::size_t position = h.columns_.kind.size();
  CLIO_ASSERT(position < index(kNoOp));
  h.columns_.kind.push_back(operation.kind);
  h.columns_.flags.push_back(flags_of(operation.status, operation.success));
  h.columns_.process.push_back(operation.process);
  h.columns_.key.push_back(operation.key);
  h.columns_.value.push_back(operation.value);
  h.columns_.line.push_back(operation.line);
  if (operation.kind == Kind::cas && h.columns_.expected.empty()) h.columns_.expected.resize(position, kNull);
  if (operation.kind == Kind::cas || !h.columns_.expected.empty()) h.columns_.expected.push_back(operation.expected);
  if (operation.node != kNoNode && h.columns_.node.empty()) h.columns_.node.resize(position, kNoNode);
  if (operation.node != kNoNode || !h.columns_.node.empty()) h.columns_.node.push_back(operation.node);
  if (operation.version && h.columns_.version.empty()) h.columns_.version.resize(position, HistoryColumns::kNoVersion);
  if (operation.version || !h.columns_.version.empty()) h.columns_.version.push_back(operation.version.value_or(HistoryColumns::kNoVersion));
  if (h.timed_) {
    h.columns_.call.push_back(operation.call);
    h.columns_.response.push_back(operation.status == Status::unknown ? kNever : operation.response);
  }
  if (h.transactional()) {
    if (starts_transaction) h.columns_.txn_begin.push_back(id_at<OpId>(position));
    h.columns_.txn_of.push_back(id_at<TxnId>(h.columns_.txn_begin.size() - 1));
  }
}

OpId HistoryBuilder::add(const Operation& operation) {
  push(operation, true);
  return id_at<OpId>(history_.columns_.kind.size() - 1);
}

/// From now on; so far every operation was its own transaction.
void HistoryBuilder::keep_transactions() {
  History& h = history_;
  if (h.transactional_) return;
  h.transactional_ = true;
  for (std::size_t i = 0; i < h.size(); ++i) {
    h.columns_.txn_begin.push_back(id_at<OpId>(i));
    h.columns_.txn_of.push_back(id_at<TxnId>(i));
  }
}

void HistoryBuilder::add_transaction(std::span<const Operation> operations) {
  CLIO_ASSERT(!operations.empty());
  keep_transactions();
  const Operation& first = operations.front();
  bool starts = true;
  for (Operation operation : operations) {
    operation.process = first.process;
    operation.status = first.status;
    operation.line = first.line;
    operation.call = first.call;
    operation.response = first.response;
    push(operation, starts);
    starts = false;
  }
}

void HistoryBuilder::adopt(TransactionColumns columns) {
  History& h = history_;
  const std::size_t operations = columns.kind.size();
  CLIO_ASSERT(h.empty() && !h.timed_ && operations < index(kNoOp));
  CLIO_ASSERT(columns.status.size() == operations && columns.process.size() == operations && columns.key.size() == operations);
  CLIO_ASSERT(columns.value.size() == operations && columns.line.size() == operations && columns.transaction.size() == operations);
  CLIO_ASSERT(columns.id_in_file.empty() || columns.id_in_file.size() == operations);
  if (operations == 0) return;
  h.transactional_ = true;
  h.columns_.kind = std::move(columns.kind);
  h.columns_.flags.resize(operations);
  for (std::size_t i = 0; i < operations; ++i) h.columns_.flags.at(i) = flags_of(columns.status[i], true);
  h.columns_.process = std::move(columns.process);
  h.columns_.key = std::move(columns.key);
  h.columns_.value = std::move(columns.value);
  h.columns_.line = std::move(columns.line);
  h.columns_.txn_of = std::move(columns.transaction);
  h.columns_.txn_begin = std::move(columns.begins);
  h.columns_.id_in_file = std::move(columns.id_in_file);
}

void HistoryBuilder::adopt(HistoryColumns columns) {
  History& h = history_;
  CLIO_ASSERT(h.empty() && columns.kind.size() < index(kNoOp) && columns.flags.size() == columns.kind.size());
  h.timed_ = !columns.call.empty();
  h.transactional_ = !columns.txn_begin.empty();
  h.columns_ = std::move(columns);
}

namespace {

/// The part's entries behind the column's, each as `map` has it.
template <class T, class Map>
void extend(HistoryColumn<T>& column, const HistoryColumn<T>& part, Map map) {
  const std::size_t before = column.size();
  column.resize(before + part.size());
  for (std::size_t i = 0; i < part.size(); ++i) column.at(before + i) = map(part[i]);
}
template <class T>
void extend(HistoryColumn<T>& column, const HistoryColumn<T>& part) {
  extend(column, part, [](const T& entry) { return entry; });
}
/// The same of columns that are empty where all entries are `none`.
template <class T, class Map>
void extend_optional(HistoryColumn<T>& column, std::size_t size, const HistoryColumn<T>& part, std::size_t part_size, const T& none, Map map) {
  if (column.empty() && part.empty()) return;
  column.resize(size, none);
  if (part.empty()) column.resize(size + part_size, none);
  else extend(column, part, map);
}

}  // namespace

void HistoryBuilder::append(const HistoryBuilder& part, std::size_t lines_before) {
  History& h = history_;
  const History& p = part.history_;
  const std::size_t before = h.size(), added = p.size();
  if (added == 0) return;
  CLIO_ASSERT((before == 0 || h.timed_ == p.timed_) && before + added < index(kNoOp));
  h.timed_ = p.timed_;

  std::vector<ProcessId> processes;
  std::vector<KeyId> keys;
  std::vector<NodeId> nodes;
  std::vector<ValueId> values{kNull};
  for (const Value& name : p.processes_) processes.push_back(process(name));
  for (const Value& name : p.keys_) keys.push_back(key(name));
  for (const Value& name : p.nodes_) nodes.push_back(node(name));
  for (std::size_t i = 1; i < p.values_.size(); ++i) values.push_back(value(p.values_.entry(static_cast<ValueId>(index(kNull) + i))));
  const auto value_here = [&](ValueId id) { return ValueTable::is_small(id) ? id : values[index(id) - index(kNull)]; };
  const auto node_here = [&](NodeId id) { return id == kNoNode ? id : nodes[index(id)]; };
  const std::size_t line_max = std::numeric_limits<std::uint32_t>::max();
  const auto line_here = [&](std::uint32_t line) { return line == 0 ? line : static_cast<std::uint32_t>(std::min(line + lines_before, line_max)); };

  if (h.transactional_ || p.transactional_) {
    keep_transactions();
    const std::size_t transactions = h.columns_.txn_begin.size();
    if (p.transactional_) {
      extend(h.columns_.txn_begin, p.columns_.txn_begin, [&](OpId op) { return id_at<OpId>(before + index(op)); });
      extend(h.columns_.txn_of, p.columns_.txn_of, [&](TxnId txn) { return id_at<TxnId>(transactions + index(txn)); });
    } else {
      for (std::size_t i = 0; i < added; ++i) {
        h.columns_.txn_begin.push_back(id_at<OpId>(before + i));
        h.columns_.txn_of.push_back(id_at<TxnId>(transactions + i));
      }
    }
  }
  extend(h.columns_.flags, p.columns_.flags);
  extend(h.columns_.process, p.columns_.process, [&](ProcessId id) { return processes[index(id)]; });
  extend(h.columns_.key, p.columns_.key, [&](KeyId id) { return keys[index(id)]; });
  extend(h.columns_.value, p.columns_.value, value_here);
  extend(h.columns_.call, p.columns_.call);
  extend(h.columns_.response, p.columns_.response);
  extend(h.columns_.line, p.columns_.line, line_here);
  extend_optional(h.columns_.expected, before, p.columns_.expected, added, kNull, value_here);
  extend_optional(h.columns_.node, before, p.columns_.node, added, kNoNode, node_here);
  extend_optional(h.columns_.version, before, p.columns_.version, added, HistoryColumns::kNoVersion, [](std::int64_t version) { return version; });
  extend(h.columns_.kind, p.columns_.kind);  // the last: its length is the history's
}

void HistoryBuilder::check_rows(std::vector<InputError>& errors) const {
  const History& h = history_;
  const bool any_value = h.object() == Object::register_ || h.object() == Object::mutex;
  std::array<bool, kKindNames.size()> possible{};
  for (std::size_t k = 0; k < possible.size(); ++k) possible[k] = has_operation(h.object(), static_cast<Kind>(k));
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (!possible[static_cast<std::size_t>(h.kind(op))]) {
      errors.push_back({h.line(op), "a " + std::string(name_of(h.object())) + " has no operation \"" + std::string(name_of(h.kind(op))) +
                                        "\"; expected " + operations_of(h.object())});
    }
    if (!any_value) {
      const ValueId id = h.value(op);
      std::string wrong = ValueTable::is_small(id) ? wrong_value(h.object(), h.kind(op), h.status(op), Value(static_cast<std::int64_t>(id)))
                                                   : wrong_value(h.object(), h.kind(op), h.status(op), h.values().entry(id));
      if (!wrong.empty()) errors.push_back({h.line(op), std::move(wrong)});
    }
    if (!h.timed() || h.status(op) == Status::unknown) continue;
    if (h.response(op) == kNever) {
      errors.push_back({h.line(op), operation_text(h, op) + " is " + std::string(name_of(h.status(op))) +
                                        " but has no return time; expected one, or the status unknown"});
    } else if (h.response(op) < h.call(op)) {
      errors.push_back({h.line(op), operation_text(h, op) + " returns at " + std::to_string(h.response(op)) + ", before its call at " +
                                        std::to_string(h.call(op))});
    }
  }
}

void HistoryBuilder::check_sessions(std::vector<InputError>& errors) const {
  const History& h = history_;
  if (!h.timed()) return;
  struct Session {
    OpId before = kNoOp;          // the last that answered
    Time called = 0, free = 0;    // when the last was called, and until when `before` went on
    bool begun = false;
  };
  std::vector<Session> sessions(h.process_count());
  const std::size_t first_error = errors.size();
  const auto follow = [&](OpId op) {
    Session& session = sessions[index(h.process(op))];
    const OpId before = session.before;
    if (before != kNoOp && session.free > h.call(op) && h.transaction(before) != h.transaction(op)) {
      errors.push_back({h.line(op), operation_text(h, op) + " is called at " + std::to_string(h.call(op)) + ", before operation " +
                                        std::to_string(index(before)) + " of the same process" +
                                        (h.line(before) != 0 ? " (line " + std::to_string(h.line(before)) + ")" : "") +
                                        " returns at " + std::to_string(h.response(before)) +
                                        "; expected the operations of a process one after the other"});
    }
    if (h.status(op) == Status::unknown) return;
    session.before = op;
    session.free = h.response(op);
  };
  // By process, in order of call; most recordings are in that order already, and then one pass with a slot for each process suffices.
  std::size_t ordered = 0;
  for (; ordered < h.size(); ++ordered) {
    const OpId op = id_at<OpId>(ordered);
    Session& session = sessions[index(h.process(op))];
    if (session.begun && session.called > h.call(op)) break;
    session.begun = true;
    session.called = h.call(op);
    follow(op);
  }
  if (ordered < h.size()) {
    errors.resize(first_error);
    std::fill(sessions.begin(), sessions.end(), Session{});
    std::vector<OpId> order(h.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = id_at<OpId>(i);
    std::stable_sort(order.begin(), order.end(), [&](OpId a, OpId b) { return h.call(a) < h.call(b); });
    for (const OpId op : order) follow(op);
  }
  std::stable_sort(errors.begin() + static_cast<std::ptrdiff_t>(first_error), errors.end(),
                   [](const InputError& a, const InputError& b) { return a.line < b.line; });
}

Result<History, std::vector<InputError>> HistoryBuilder::build(std::size_t errors_max) && {
  History& h = history_;
  if (h.transactional() && (h.columns_.txn_begin.empty() || index(h.columns_.txn_begin[h.columns_.txn_begin.size() - 1]) != h.size())) {
    h.columns_.txn_begin.push_back(id_at<OpId>(h.size()));  // an adopted table has its end
  }
  std::vector<InputError> errors;
  check_rows(errors);
  check_sessions(errors);
  if (!errors.empty()) {
    std::stable_sort(errors.begin(), errors.end(), [](const InputError& a, const InputError& b) { return a.line < b.line; });
    if (errors_max != 0 && errors.size() > errors_max) errors.resize(errors_max);
    return Unexpected(std::move(errors));
  }
  const Value zero(0), nothing("");
  h.initial_.reserve(h.key_count());
  for (const Value& key : h.keys_) {
    const std::string name = key.as_string() ? *key.as_string() : key.to_json();
    const auto own = h.header_.initial_of.find(name);
    const Value* initial = own != h.header_.initial_of.end() ? &own->second : &h.header_.initial;
    if (h.object() == Object::counter && initial->is_null()) initial = &zero;
    if (h.object() == Object::text && initial->is_null()) initial = &nothing;
    h.initial_.push_back(h.values_.intern(*initial));
  }
  return std::move(history_);
}

SubHistory sub_history(const History& history, std::span<const OpId> operations) {
  HistoryBuilder builder(history.header());
  builder.set_timed(history.timed());
  SubHistory part;
  const auto copy = [&](OpId op) {
    Operation row = history.at(op);
    row.process = builder.process(history.process_name(row.process));
    row.key = builder.key(history.key_name(row.key));
    row.value = builder.value(history.value_at(row.value));
    row.expected = builder.value(history.value_at(row.expected));
    if (row.node != kNoNode) row.node = builder.node(history.node_name(row.node));
    part.origin.push_back(op);
    return row;
  };
  std::vector<Operation> rows;  // of the transaction that is being collected
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const OpId op = operations[i];
    if (!history.transactional()) {
      builder.add(copy(op));
      continue;
    }
    rows.push_back(copy(op));
    if (i + 1 < operations.size() && history.transaction(operations[i + 1]) == history.transaction(op)) continue;
    builder.add_transaction(rows);
    rows.clear();
  }
  Result<History, std::vector<InputError>> built = std::move(builder).build();
  CLIO_ASSERT(built.has_value());
  part.history = std::move(built).value();
  part.history.columns_.id_in_file.reserve(part.origin.size());
  for (const OpId op : part.origin) part.history.columns_.id_in_file.push_back(history.id_in_file(op));
  return part;
}

}  // namespace clio

// The writer of Jepsen's histories, in EDN and JSON.
//
// The idea: an operation is two events, and the reader finds out from all of them what they are about. So the writer says beforehand what the format has no
// words for, and what the reader would take for something else.
// Invariant: events stand in the order of their times; at one time invocations come before completions, so that tools that know only the order see no
// more real time than there was, but an operation is completed before its process invokes the next.
// Cost: O(n log n) for the order. Memory: 16 bytes an event, and a block of text.
// Tested by tests/adapters/jepsen_writer_test.cpp and tests/fuzz/.
#include <algorithm>
#include <limits>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include "adapters/edn/lexer.hpp"
#include "adapters/formats/jepsen/jepsen_history.hpp"
#include "adapters/formats/jepsen/nemesis.hpp"

namespace clio {
namespace {

using edn::Syntax;

constexpr std::size_t kBlockBytes = std::size_t{1} << 16;

bool is_name(const Value& value) { return value.as_int() || value.as_string() || std::holds_alternative<std::uint64_t>(value.data()); }

/// Whether the operation is given a value, rather than nothing.
bool gives(Kind kind) {
  switch (kind) {
    case Kind::write:
    case Kind::cas:
    case Kind::add:
    case Kind::remove:
    case Kind::contains:
    case Kind::enqueue:
    case Kind::push:
    case Kind::append: return true;
    case Kind::read:
    case Kind::erase:
    case Kind::dequeue:
    case Kind::pop:
    case Kind::acquire:
    case Kind::release: return false;
  }
  return false;
}

bool answers(Kind kind) { return kind == Kind::read || kind == Kind::dequeue || kind == Kind::pop; }

/// Transactions in the order of their calls; of plain operations each is one.
std::vector<TxnId> by_call(const History& history) {
  std::vector<TxnId> order(history.transaction_count());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = id_at<TxnId>(i);
  if (history.timed()) {
    std::stable_sort(order.begin(), order.end(), [&](TxnId a, TxnId b) { return history.call(history.first_of(a)) < history.call(history.first_of(b)); });
  }
  return order;
}

// What cannot be held.

class Objections {
 public:
  Objections(const History& history, Syntax syntax) : history_(history), syntax_(syntax) {}

  std::vector<std::string> all() && {
    about_the_header();
    about_names();
    about_operations();
    about_the_object();
    return std::move(problems_);
  }

 private:
  void add(std::string problem) { problems_.push_back(std::move(problem)); }
  template <class Predicate>
  [[nodiscard]] bool any(Predicate predicate) const {
    for (std::size_t i = 0; i < history_.size(); ++i) {
      if (predicate(id_at<OpId>(i))) return true;
    }
    return false;
  }
  [[nodiscard]] bool has(Kind kind) const {
    return any([&](OpId op) { return history_.kind(op) == kind; });
  }
  [[nodiscard]] bool has_ok_read() const {
    return any([&](OpId op) { return history_.kind(op) == Kind::read && history_.status(op) == Status::ok; });
  }

  void about_the_header() {
    const Header& h = history_.header();
    if (!history_.timed() && !history_.empty()) add("an untimed history, since the order of events is real time there");
    if (!h.initial.is_null() || !h.initial_of.empty()) add("initial values, which are an option of whoever reads it");
    if (!h.expect.empty()) add("the expected verdicts");
    if (!history_.timed() && !h.annotations.empty()) add("annotations of an untimed history");
    for (const Annotation& annotation : h.annotations) {
      if (annotation.node.is_null() || annotation.node.as_string()) continue;
      add("nodes of annotations whose names are no strings");
      break;
    }
    if (h.clock_uncertainty != 0 || h.one_clock) add("what is known of the clocks");
    if (syntax_ == Syntax::json && !(h.name.empty() && h.about.empty())) add("the name and description");
  }

  void about_names() {
    for (std::size_t i = 0; i < history_.process_count(); ++i) {
      const Value& name = history_.process_name(id_at<ProcessId>(i));
      if (name.as_int()) continue;
      add("the process " + name.to_json() + ", which is no integer of 64 bits (processes are numbered anew)");
      break;
    }
    std::size_t unnamed = 0;
    for (std::size_t i = 0; i < history_.key_count(); ++i) {
      const Value& key = history_.key_name(id_at<KeyId>(i));
      if (key.is_null()) ++unnamed;
      else if (!is_name(key)) add("the key " + key.to_json() + ", which is neither an integer nor a string");
    }
    if (unnamed != 0 && history_.key_count() > 1) add("operations without a key beside operations with one");
    if (unnamed != 0 && history_.transactional()) add("transactions on an object without a key");
  }

  void about_operations() {
    if (any([&](OpId op) { return history_.node(op) != kNoNode || history_.version(op).has_value(); })) add("the replicas that answered");
    if (has(Kind::contains)) add("the operation contains");
    if (history_.transactional() && any([&](OpId op) {
          const Kind kind = history_.kind(op);
          return kind != Kind::read && kind != Kind::write && kind != Kind::append;
        })) {
      add("operations of transactions that are neither read nor write nor append");
    }
    if (any([&](OpId op) {
          if (history_.status(op) == Status::ok) return false;
          return (answers(history_.kind(op)) && history_.value(op) != kNull) || (history_.kind(op) == Kind::cas && !history_.success(op));
        })) {
      add("answers of operations that failed or are unknown");
    }
    std::vector<bool> abandoned(history_.process_count(), false);
    for (const TxnId txn : by_call(history_)) {
      const std::size_t process = index(history_.process(history_.first_of(txn)));
      if (abandoned[process]) {
        add("processes that go on after an unknown operation, which there end with it");
        break;
      }
      abandoned[process] = history_.status(history_.first_of(txn)) == Status::unknown;
    }
  }

  void about_the_object() {
    if (!tells_object()) add("the " + std::string(name_of(history_.object())) + ", since no operation shows that it is one");
    if (history_.empty() || history_.transactional()) return;
    if (!history_.key_name(history_.key(id_at<OpId>(0))).is_null()) return;
    const auto tuple = [&](OpId op) {
      if (!gives(history_.kind(op))) return false;
      const Value value = history_.value_at(history_.value(op));
      const auto pair = [](const Value& v) { return v.as_array() && v.as_array()->size() == 2; };
      if (history_.kind(op) == Kind::cas) return is_name(history_.value_at(history_.expected(op))) && pair(value);
      return pair(value) && is_name(value.as_array()->front());
    };
    if (!any([&](OpId op) { return !tuple(op); })) add("values that would all be read as a key and a value");
    const auto like_transaction = [&](OpId op) {
      if (!gives(history_.kind(op))) return false;
      // A micro-operation begins with a name; that of a cas would be its expected value, that of anything else its value's first element.
      const bool cas = history_.kind(op) == Kind::cas;
      const Value value = history_.value_at(cas ? history_.expected(op) : history_.value(op));
      const auto first = [](const Value* v) { return v && v->as_array() && !v->as_array()->empty() ? &v->as_array()->front() : nullptr; };
      const Value* const name = cas ? first(&value) : first(first(&value));
      return name != nullptr && name->as_string() != nullptr;
    };
    if (syntax_ == Syntax::json && any(like_transaction)) add("values that would be read as transactions");
  }

  /// Whether the reader finds the object from the operations.
  [[nodiscard]] bool tells_object() const {
    if (history_.transactional()) {
      if (has(Kind::write) || has(Kind::append)) return true;
      const bool arrays = any([&](OpId op) { return history_.status(op) == Status::ok && history_.value_at(history_.value(op)).as_array(); });
      return arrays == (history_.object() == Object::list);
    }
    switch (history_.object()) {
      case Object::register_: return true;
      case Object::counter: return has(Kind::add) && has_ok_read();
      case Object::set: return has(Kind::add) || has(Kind::remove);
      case Object::list: return has(Kind::append);
      case Object::queue:
      case Object::stack:
      case Object::mutex: return !history_.empty();
      case Object::text: return false;
    }
    return false;
  }

  const History& history_;
  Syntax syntax_;
  std::vector<std::string> problems_;
};

// The text.

class EventWriter {
 public:
  EventWriter(const History& history, std::ostream& out, Syntax syntax) : history_(history), out_(out), json_(syntax == Syntax::json) {
    for (std::size_t i = 0; i < history.process_count(); ++i) numbered_ |= history.process_name(id_at<ProcessId>(i)).as_int() == nullptr;
  }

  void write() {
    if (json_) text_ += '[';
    else comments();
    order_events();
    for (const Event& event : events_) {
      if (event.nemesis) annotation(history_.annotations()[event.rank], event.completes, event.time);
      else if (event.completes) complete(event.rank, event.time);
      else invoke(event.rank, event.time);
      if (text_.size() >= kBlockBytes) flush();
    }
    if (json_) text_ += "]\n";
    flush();
  }

 private:
  struct Event {
    Time time;
    std::uint32_t rank;     ///< of a transaction among their calls; of an annotation among them
    bool completes;
    bool nemesis = false;
  };
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  void flush() {
    out_.write(text_.data(), static_cast<std::streamsize>(text_.size()));
    text_.clear();
  }

  void comments() {
    for (const std::string* part : {&history_.header().name, &history_.header().about}) {
      if (part->empty()) continue;
      std::string line = "; ";
      for (const char c : *part) line += c == '\n' || c == '\r' ? std::string("\n; ") : std::string(1, c);
      text_ += line + "\n";
    }
  }

  void order_events() {
    order_ = by_call(history_);
    open_.assign(history_.process_count(), kNone);
    for (std::size_t rank = 0; rank < order_.size(); ++rank) {
      const OpId op = history_.first_of(order_[rank]);
      if (history_.kind(op) == Kind::contains) continue;
      const Time call = history_.timed() ? history_.call(op) : static_cast<Time>(2 * rank);
      events_.push_back({call, static_cast<std::uint32_t>(rank), false});
      if (history_.status(op) != Status::unknown) events_.push_back({history_.timed() ? history_.response(op) : call + 1, static_cast<std::uint32_t>(rank), true});
    }
    for (std::size_t i = 0; history_.timed() && i < history_.annotations().size(); ++i) {
      const Annotation& annotation = history_.annotations()[i];
      events_.push_back({annotation.begin, static_cast<std::uint32_t>(i), false, true});
      if (annotation.end != kNever) events_.push_back({annotation.end, static_cast<std::uint32_t>(i), true, true});
    }
    std::stable_sort(events_.begin(), events_.end(), [](const Event& a, const Event& b) {
      return std::tie(a.time, a.completes, a.nemesis, a.rank) < std::tie(b.time, b.completes, b.nemesis, b.rank);
    });
  }

  void invoke(std::uint32_t rank, Time time) {
    const TxnId txn = order_[rank];
    std::uint32_t& open = open_[index(history_.process(history_.first_of(txn)))];
    if (open != kNone) complete(open, time);
    open = rank;
    event("invoke", txn, false, time);
  }

  void complete(std::uint32_t rank, Time time) {
    const TxnId txn = order_[rank];
    const OpId op = history_.first_of(txn);
    std::uint32_t& open = open_[index(history_.process(op))];
    if (open != rank) return;  // written already, before the next invocation of its process at the same time
    open = kNone;
    const bool mismatch = history_.kind(op) == Kind::cas && !history_.success(op) && history_.status(op) == Status::ok;
    const std::string_view type = history_.status(op) == Status::unknown ? "info" : history_.status(op) == Status::fail || mismatch ? "fail" : "ok";
    event(type, txn, history_.status(op) == Status::ok, time, mismatch && !history_.transactional());
  }

  void name(std::string_view text) {
    if (json_) text_.append("\"").append(text).append("\"");
    else text_.append(":").append(text);
  }
  void field(std::string_view text) {
    if (text_.back() != '{') text_ += json_ ? "," : ", ";
    name(text);
    text_ += json_ ? ':' : ' ';
  }

  void event(std::string_view type, TxnId txn, bool answered, Time time, bool mismatch = false) {
    const OpId op = history_.first_of(txn);
    if (json_ && index_ != 0) text_ += ",\n";
    text_ += '{';
    field("type"), name(type);
    field("f"), name(history_.transactional() ? std::string_view("txn") : name_of(history_.kind(op)));
    field("value");
    if (history_.transactional()) micro_operations(txn, answered);
    else operand(op, answered);
    const ProcessId process = history_.process(op);
    field("process"), text_ += numbered_ ? std::to_string(index(process)) : history_.process_name(process).to_json();
    field("time"), text_ += std::to_string(time);
    field("index"), text_ += std::to_string(index_++);
    if (mismatch) field("error"), name("precondition-failed");
    text_ += json_ ? "}" : "}\n";
  }

  void annotation(const Annotation& annotation, bool ends, Time time) {
    const jepsen::NemesisWords words = jepsen::nemesis_words(annotation.text);
    if (json_ && index_ != 0) text_ += ",\n";
    text_ += '{';
    field("type"), name(ends ? "info" : "invoke");
    if (!words.function.empty()) field("f"), name(words.function);
    field("value"), value(words.value.empty() ? Value() : Value(std::string(words.value)));
    field("process"), name("nemesis");
    field("time"), text_ += std::to_string(time);
    field("index"), text_ += std::to_string(index_++);
    if (!annotation.node.is_null()) field("node"), value(annotation.node);
    text_ += json_ ? "}" : "}\n";
  }

  void separator() { text_ += json_ ? "," : " "; }

  void value(const Value& v) {
    if (v.is_null()) {
      text_ += json_ ? "null" : "nil";
    } else if (const Value::Array* items = v.as_array()) {
      text_ += '[';
      for (std::size_t i = 0; i < items->size(); ++i) {
        if (i != 0) separator();
        value((*items)[i]);
      }
      text_ += ']';
    } else {
      text_ += v.to_json();
    }
  }

  void operand(OpId op, bool answered) {
    const Kind kind = history_.kind(op);
    const Value& key = history_.key_name(history_.key(op));
    if (!key.is_null()) text_ += '[', value(key), separator();
    if (kind == Kind::cas) {
      text_ += '[';
      value(history_.value_at(history_.expected(op)));
      separator();
      value(history_.value_at(history_.value(op)));
      text_ += ']';
    } else if (gives(kind) || (answered && answers(kind))) {
      value(history_.value_at(history_.value(op)));
    } else {
      value(Value());
    }
    if (!key.is_null()) text_ += ']';
  }

  void micro_operations(TxnId txn, bool answered) {
    text_ += '[';
    for (std::size_t i = 0; i < history_.length_of(txn); ++i) {
      const OpId op = id_at<OpId>(index(history_.first_of(txn)) + i);
      const Kind kind = history_.kind(op);
      if (kind != Kind::read && kind != Kind::write && kind != Kind::append) continue;
      if (text_.back() != '[') separator();
      text_ += '[';
      name(kind == Kind::read ? "r" : kind == Kind::append ? "append" : "w");
      separator();
      value(history_.key_name(history_.key(op)));
      separator();
      value(kind == Kind::read && !answered ? Value() : history_.value_at(history_.value(op)));
      text_ += ']';
    }
    text_ += ']';
  }

  const History& history_;
  std::ostream& out_;
  bool json_;
  bool numbered_ = false;  ///< processes get numbers, since some have other names
  std::string text_;
  std::vector<TxnId> order_;
  std::vector<Event> events_;
  std::vector<std::uint32_t> open_;  ///< by process: the rank of what it has invoked, or kNone
  std::size_t index_ = 0;
};

std::vector<std::string> write(const History& history, std::ostream& out, const WriteOptions& options, Syntax syntax) {
  std::vector<std::string> problems = Objections(history, syntax).all();
  if (!problems.empty() && !options.lossy) return problems;
  EventWriter(history, out, syntax).write();
  return problems;
}

}  // namespace

std::vector<std::string> write_jepsen_edn(const History& history, std::ostream& out, const WriteOptions& options) {
  return write(history, out, options, Syntax::edn);
}

std::vector<std::string> write_jepsen_json(const History& history, std::ostream& out, const WriteOptions& options) {
  return write(history, out, options, Syntax::json);
}

}  // namespace clio

// Each rule is a function that looks at the history once and reports at most one finding, with the first operation concerned and a count.
// What a register's read may have read from comes from BaseRelations; other objects have a small table of what was put in.

#include "adapters/lint.hpp"

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <unordered_set>

namespace clio {
namespace {

constexpr std::size_t kOkForDurationsMin = 20;  // fewer say nothing about what is slow

/// Counts what a rule finds.
struct Tally {
  std::optional<OpId> first;
  std::size_t count = 0;

  /// Whether this is the first one.
  bool add(OpId op) {
    ++count;
    if (first && index(*first) <= index(op)) return false;
    first = op;
    return true;
  }
};

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + ' ' + std::string(count == 1 ? one : many);
}

struct KeyValue {
  KeyId key;
  ValueId value;
  friend bool operator==(const KeyValue&, const KeyValue&) = default;
};
struct KeyValueHash {
  std::size_t operator()(const KeyValue& kv) const {
    return std::hash<std::uint64_t>{}((std::uint64_t{static_cast<std::uint32_t>(kv.key)} << 32 | static_cast<std::uint32_t>(kv.value)) *
                                      0x9E3779B97F4A7C15u);
  }
};
using OpsByValue = std::unordered_map<KeyValue, OpId, KeyValueHash>;

class Linter {
 public:
  explicit Linter(const BaseRelations& relations) : history_(relations.history()), base_(relations) {}

  std::vector<LintFinding> run() &&;

 private:
  void look_for_the_end();
  void look_for_times();
  void look_for_operations();
  void look_for_reads();
  void look_for_similar_names();
  void look_at_failed_writes();
  void look_at_slow_failures();
  void look_at_unwritten_values();
  void look_at_repeated_values();
  void look_at_sessions();
  void look_at_clocks();

  void report(std::string_view rule, const Tally& tally, std::string message) {
    findings_.push_back({rule, std::move(message), tally.first, tally.count});
  }
  [[nodiscard]] bool is_register() const { return history_.object() == Object::register_; }
  [[nodiscard]] bool reads_exactly(OpId op) const { return base_.participates(op) && base_.reads(op) && !base_.reads_other(op); }
  [[nodiscard]] std::string value_text(ValueId value) const { return history_.value_at(value).to_json(); }
  [[nodiscard]] std::string of_key(OpId op) const {
    const Value& name = history_.key_name(history_.key(op));
    return name.is_null() ? std::string() : " of key " + name.to_json();
  }
  static std::string op_text(OpId op) { return "operation " + std::to_string(index(op)); }
  template <class Visit>
  void for_each_operation(Visit visit) const {
    for (std::size_t i = 0; i < history_.size(); ++i) visit(id_at<OpId>(i));
  }
  /// Calls visit(op, value) for every value that an ok operation took out of an object that is not a register.
  template <class Visit>
  void for_each_taken(Visit visit) const;

  const History& history_;
  const BaseRelations& base_;
  std::vector<LintFinding> findings_;
};

bool puts_in(Kind kind) {
  return kind == Kind::write || kind == Kind::cas || kind == Kind::add || kind == Kind::enqueue || kind == Kind::push || kind == Kind::append;
}

/// The integer that a string spells, the string that spells an integer: what a recorder wrote where it forgot a conversion.
std::optional<Value> spelled_otherwise(const Value& value) {
  if (value.as_int()) return Value(value.to_json());
  const std::string* text = value.as_string();
  std::int64_t number = 0;
  if (text == nullptr || text->empty()) return std::nullopt;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  return error == std::errc() && end == text->data() + text->size() ? std::optional<Value>(number) : std::nullopt;
}

bool answers(Kind kind) {
  return kind == Kind::read || kind == Kind::cas || kind == Kind::contains || kind == Kind::dequeue || kind == Kind::pop;
}

template <class Visit>
void Linter::for_each_taken(Visit visit) const {
  for_each_operation([&](OpId op) {
    if (history_.status(op) != Status::ok) return;
    const Kind kind = history_.kind(op);
    if (kind == Kind::dequeue || kind == Kind::pop) {
      if (history_.value(op) != kNull) visit(op, history_.value(op));
    } else if (kind == Kind::contains && history_.success(op)) {
      visit(op, history_.value(op));
    } else if (kind == Kind::read && (history_.object() == Object::list || history_.object() == Object::set)) {
      const Value all = history_.value_at(history_.value(op));
      for (const Value& value : *all.as_array()) {
        ValueId id = kNull;
        // A value that the history knows only inside arrays was put in by nobody.
        if (history_.values().find(value, id)) {
          visit(op, id);
        } else {
          visit(op, std::nullopt);
        }
      }
    }
  });
}

void Linter::look_for_the_end() {
  const std::string& cut_off = history_.header().cut_off;
  if (!cut_off.empty()) report("cut-off", {std::nullopt, 1}, cut_off + ": was the recorder stopped? What was not recorded as completed is unknown");
}

void Linter::look_for_times() {
  const std::string& why = history_.header().order_for_times;
  if (why.empty() || history_.empty()) return;
  report("order-for-times", {std::nullopt, 1},
         why + ": the order of the events in the file stands for real time; if they were not recorded by one observer as they happened, real-time verdicts can be wrong");
}

void Linter::look_for_operations() {
  if (history_.empty()) report("no-operations", {std::nullopt, 1}, "there are no operations: every model is satisfied, which says nothing");
}

void Linter::look_for_reads() {
  if (history_.empty() || history_.object() == Object::mutex) return;
  bool some = false;
  for_each_operation([&](OpId op) { some |= history_.status(op) == Status::ok && answers(history_.kind(op)); });
  if (!some) report("no-reads", {std::nullopt, 1}, "no operation returned anything: nothing that could contradict a model was observed");
}

void Linter::look_for_similar_names() {
  // 1 and "1" are different; whoever wrote both rarely meant that.
  const auto look = [&](std::size_t count, auto name_of_position, std::string_view what) {
    std::unordered_set<std::int64_t> integers;
    for (std::size_t i = 0; i < count; ++i) {
      if (const std::int64_t* n = name_of_position(i).as_int()) integers.insert(*n);
    }
    if (integers.empty() || integers.size() == count) return;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string* text = name_of_position(i).as_string();
      std::int64_t number = 0;
      if (text == nullptr || std::from_chars(text->data(), text->data() + text->size(), number).ec != std::errc()) continue;
      if (std::to_string(number) != *text || integers.count(number) == 0) continue;
      report("similar-names", {std::nullopt, 1},
             "there is a " + std::string(what) + " " + *text + " and another \"" + *text + "\": they are judged as two, a number and a string");
      return;
    }
  };
  look(history_.key_count(), [&](std::size_t i) -> const Value& { return history_.key_name(id_at<KeyId>(i)); }, "key");
  look(history_.process_count(), [&](std::size_t i) -> const Value& { return history_.process_name(id_at<ProcessId>(i)); }, "process");
}

void Linter::look_at_failed_writes() {
  OpsByValue failed;
  for_each_operation([&](OpId op) {
    if (history_.status(op) == Status::fail && puts_in(history_.kind(op))) failed.try_emplace({history_.key(op), history_.value(op)}, op);
  });
  if (failed.empty()) return;
  OpsByValue put;
  if (!is_register()) {
    for_each_operation([&](OpId op) {
      if (history_.status(op) != Status::fail && puts_in(history_.kind(op))) put.try_emplace({history_.key(op), history_.value(op)}, op);
    });
  }
  Tally tally;
  OpId first_write{};
  const auto look = [&](OpId op, ValueId value) {
    const auto write = failed.find({history_.key(op), value});
    if (write != failed.end() && tally.add(op)) first_write = write->second;
  };
  if (is_register()) {
    for_each_operation([&](OpId op) {
      if (!reads_exactly(op)) return;
      const CellId cell = base_.read_cell(op);
      if (base_.writers(cell).empty() && !base_.is_initial(cell)) look(op, history_.kind(op) == Kind::cas ? history_.expected(op) : history_.value(op));
    });
  } else {
    for_each_taken([&](OpId op, std::optional<ValueId> value) {
      if (value && put.find({history_.key(op), *value}) == put.end()) look(op, *value);
    });
  }
  if (tally.count == 0) return;
  report("failed-writes-observed", tally,
         counted(tally.count, "read", "reads") + " returned a value that only a failed write wrote (first: " + op_text(*tally.first) + " that of " +
             op_text(first_write) + "): this violates every model; was a timeout recorded as a failure? A timeout is \"unknown\"");
}

void Linter::look_at_slow_failures() {
  if (!history_.timed()) return;
  std::vector<Time> durations;
  std::size_t failed = 0;
  for_each_operation([&](OpId op) {
    if (history_.status(op) == Status::fail) ++failed;
  });
  if (failed == 0) return;
  const auto duration = [&](OpId op) { return history_.response(op) - history_.call(op); };
  for_each_operation([&](OpId op) {
    if (history_.status(op) == Status::ok) durations.push_back(duration(op));
  });
  if (durations.size() < kOkForDurationsMin) return;
  const auto at = [&](std::size_t percent) {
    const auto place = durations.begin() + static_cast<std::ptrdiff_t>((durations.size() - 1) * percent / 100);
    std::nth_element(durations.begin(), place, durations.end());
    return *place;
  };
  const Time median = at(50), slow = at(99);
  const Time suspicious = std::max(slow, median > kNever / 10 ? kNever : median * 10);
  Tally tally;
  for_each_operation([&](OpId op) {
    if (history_.status(op) == Status::fail && history_.kind(op) != Kind::read && duration(op) > suspicious) tally.add(op);
  });
  if (tally.count == 0) return;
  report("slow-failures", tally,
         counted(tally.count, "failed operation", "failed operations") + " took more than ten times as long as half of the ok ones, and longer than 99 of 100 (first: " +
             op_text(*tally.first) + ", " + std::to_string(duration(*tally.first)) +
             "): was a timeout recorded as a failure? That hides writes that took effect; a timeout is \"unknown\"");
}

void Linter::look_at_unwritten_values() {
  OpsByValue known;  // failed writes have a rule of their own
  for_each_operation([&](OpId op) {
    if (puts_in(history_.kind(op)) && (!is_register() || history_.status(op) == Status::fail)) known.try_emplace({history_.key(op), history_.value(op)}, op);
  });
  Tally tally;
  std::optional<ValueId> what;
  bool alike = true;
  if (is_register()) {
    bool some = false;  // of most histories no value is: then its reads need not be looked at
    for (std::size_t c = 0; c < base_.cell_count() && !some; ++c) some = base_.writers(id_at<CellId>(c)).empty() && !base_.is_initial(id_at<CellId>(c));
    if (!some) return;
    for_each_operation([&](OpId op) {
      if (!reads_exactly(op)) return;
      const CellId cell = base_.read_cell(op);
      if (!base_.writers(cell).empty() || base_.is_initial(cell)) return;
      const ValueId value = history_.kind(op) == Kind::cas ? history_.expected(op) : history_.value(op);
      if (known.find({history_.key(op), value}) != known.end()) return;
      alike &= !what || *what == value;
      tally.add(op);
      if (*tally.first == op) what = value;
    });
  } else {
    alike = false;
    std::optional<OpId> latest;  // an array counts once
    for_each_taken([&](OpId op, std::optional<ValueId> value) {
      if (latest == op || (value && known.find({history_.key(op), *value}) != known.end())) return;
      latest = op;
      tally.add(op);
    });
  }
  if (tally.count == 0) return;
  std::string message = counted(tally.count, "operation", "operations") + " returned a value that nobody wrote (first: " + op_text(*tally.first) +
                        of_key(*tally.first) + "): this violates every model";
  const std::optional<Value> other = is_register() ? spelled_otherwise(history_.value_at(*what)) : std::nullopt;
  bool other_written = false;
  if (ValueId id{}; other && history_.values().find(*other, id)) {
    for_each_operation([&](OpId op) {
      other_written |= puts_in(history_.kind(op)) && history_.key(op) == history_.key(*tally.first) && history_.value(op) == id;
    });
  }
  if (other_written) {
    message += "; " + other->to_json() + " was written, but " + value_text(*what) + " is another value: a number is no string";
  } else if (is_register() && alike) {
    message += "; if " + value_text(*what) + " is what keys hold before any write, give it as the initial value (--initial, or in the header)";
  }
  report("unwritten-values", tally, std::move(message));
}

void Linter::look_at_repeated_values() {
  if (history_.object() == Object::set || history_.object() == Object::counter || history_.object() == Object::mutex ||
      history_.object() == Object::text) {
    return;  // what repeats there has no one source anyway
  }
  Tally tally;
  OpId earlier{};
  bool initial = false;
  if (is_register()) {
    for (std::size_t c = 0; c < base_.cell_count(); ++c) {
      const CellId cell = id_at<CellId>(c);
      std::optional<OpId> before;
      for (const OpId op : base_.writers(cell)) {
        if (history_.kind(op) == Kind::erase) continue;
        if ((before || base_.is_initial(cell)) && tally.add(op)) {
          earlier = before.value_or(op);
          initial = !before;
        }
        if (!before) before = op;
      }
    }
  } else {
    OpsByValue put;
    for_each_operation([&](OpId op) {
      if (history_.status(op) == Status::fail || !puts_in(history_.kind(op))) return;
      const auto [entry, added] = put.try_emplace({history_.key(op), history_.value(op)}, op);
      if (!added && tally.add(op)) earlier = entry->second;
    });
  }
  if (tally.count == 0) return;
  report("repeated-values", tally,
         counted(tally.count, "write repeats a value", "writes repeat a value") + " that its key has held or may have held (first: " + op_text(*tally.first) +
             of_key(*tally.first) + (initial ? " writes the initial value" : " writes what " + op_text(earlier) + " wrote") +
             "): a read of such a value has several possible sources, so that violations can hide; deciding can take a search");
}

void Linter::look_at_sessions() {
  if (!history_.timed()) return;
  Tally decreasing, touching, abandoned;
  std::vector<OpId> latest(history_.process_count(), kNoOp);
  for_each_operation([&](OpId op) {
    OpId& before = latest[index(history_.process(op))];
    if (before != kNoOp && history_.call(op) < history_.call(before)) decreasing.add(op);
    before = op;
  });
  for (std::size_t p = 0; p < base_.session_count(); ++p) {
    const auto session = base_.session(id_at<ProcessId>(p));
    OpId before = kNoOp;  // the last that precedes what follows
    for (const OpId op : session) {
      if (base_.optional(op)) {
        if (history_.transaction(op) != history_.transaction(session.back())) abandoned.add(op);
      }
      if (before != kNoOp && history_.transaction(before) != history_.transaction(op) && !base_.before_in_real_time(before, op)) touching.add(op);
      if (!base_.optional(op)) before = op;
    }
  }
  if (decreasing.count != 0) {
    report("decreasing-calls", decreasing,
           counted(decreasing.count, "operation stands", "operations stand") + " below a later one of its process in the file (first: " + op_text(*decreasing.first) +
               "): the order of a process is that of its calls, not of its lines; were times recorded by several clocks?");
  }
  if (touching.count != 0) {
    const Time uncertainty = history_.header().clock_uncertainty;
    report("touching-operations", touching,
           counted(touching.count, "operation is", "operations are") + " called no later than the response before it in its process" +
               (uncertainty != 0 ? " plus the clock uncertainty" : "") + " (first: " + op_text(*touching.first) +
               "): in real time they are concurrent, so that linearizable does not keep the order of the process");
  }
  if (abandoned.count != 0) {
    report("abandoned-operations", abandoned,
           counted(abandoned.count, "unknown operation is", "unknown operations are") + " followed by others of its process (first: " + op_text(*abandoned.first) +
               "): it may take effect at any later time or never, and precedes nothing");
  }
}

void Linter::look_at_clocks() {
  if (!history_.timed()) return;
  Tally early;
  OpId write{};
  if (is_register()) {
    for_each_operation([&](OpId op) {
      if (!reads_exactly(op) || base_.is_initial(base_.read_cell(op))) return;
      const auto writers = base_.writers(base_.read_cell(op));
      if (writers.size() == 1 && writers.front() != op && base_.before_in_real_time(op, writers.front()) && early.add(op)) write = writers.front();
    });
  }
  if (early.count != 0) {
    report("reads-from-the-future", early,
           counted(early.count, "read", "reads") + " returned before the only write of the value was called (first: " + op_text(*early.first) + ", written by " +
               op_text(write) + "): no store does that; do the times come from clocks that differ? Then the clock uncertainty is missing or too small");
  }
  if (history_.node_count() > 1 && history_.header().clock_uncertainty == 0 && !history_.header().one_clock) {
    report("several-hosts", {std::nullopt, history_.node_count()},
           std::to_string(history_.node_count()) + " nodes answered, and no clock uncertainty is given: if the times were taken on several hosts, say by how much their "
                                                   "clocks may differ, or real-time verdicts can be wrong");
  }
}

std::vector<LintFinding> Linter::run() && {
  look_for_the_end();
  look_for_times();
  look_for_operations();
  look_for_reads();
  look_for_similar_names();
  look_at_failed_writes();
  look_at_slow_failures();
  look_at_unwritten_values();
  look_at_repeated_values();
  look_at_sessions();
  look_at_clocks();
  return std::move(findings_);
}

}  // namespace

std::vector<LintFinding> lint(const History& history) { return lint(BaseRelations(history)); }

std::vector<LintFinding> lint(const BaseRelations& relations) { return Linter(relations).run(); }

}  // namespace clio

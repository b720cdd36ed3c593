// Violations of other objects have no write order to argue with; but most are one of a few situations that people know by sight: a value from
// nowhere, taken twice, taken out of turn, an effect that was missed. Each object has its list, the most telling first. A situation is told only
// where the row's own order (real time, or session order) makes it certain, so that the sentence alone convinces: "A came before B, because the history says so;
// but B came before A, because the object would have answered otherwise: a contradiction".
// A sentence is true of the whole history, not of the few operations only. What was left out may have come later: so something "had not been dequeued by then",
// and nothing "was never dequeued".
// Tested by tests/evidence/transcript_test.cpp and tests/evidence/explain_random_test.cpp.

#include "checker/explain/object_story.hpp"

#include <algorithm>

#include "checker/explain/describe.hpp"
#include "checker/explain/small.hpp"

namespace clio {
namespace {

class Teller {
 public:
  Teller(const History& history, const Model& model, std::span<const OpId> operations, const Words& words)
      : history_(history), model_(model), ops_(operations), words_(words) {}

  std::optional<Story> story() const {
    switch (history_.object()) {
      case Object::counter: return first({&Teller::impossible_sum, &Teller::crossed_sums});
      case Object::set: return first({&Teller::from_nowhere, &Teller::from_the_future, &Teller::found_too_often, &Teller::missed_in_set,
                                        &Teller::still_in_set, &Teller::lost_in_set});
      case Object::queue: return first({&Teller::from_nowhere, &Teller::taken_twice, &Teller::from_the_future, &Teller::out_of_turn, &Teller::wrongly_empty, &Teller::too_few_taken});
      case Object::stack: return first({&Teller::from_nowhere, &Teller::taken_twice, &Teller::from_the_future, &Teller::not_on_top, &Teller::wrongly_empty, &Teller::too_few_taken});
      case Object::list:
        return first({&Teller::from_nowhere, &Teller::found_too_often, &Teller::from_the_future, &Teller::shrinking_list, &Teller::missed_in_list,
                      &Teller::reordered_list, &Teller::forked_list});
      case Object::mutex: return first({&Teller::released_unheld, &Teller::acquired_again, &Teller::held_twice});
      case Object::text:
      case Object::register_: break;
    }
    return std::nullopt;
  }

 private:
  static constexpr std::size_t kNamedMax = 12;     // operations that a sentence names one by one
  static constexpr std::size_t kComparedMax = 192;  // operations of which pairs of readings are compared
  using Situation = std::optional<Story> (Teller::*)() const;

  std::optional<Story> first(std::initializer_list<Situation> situations) const {
    for (const Situation situation : situations) {
      if (std::optional<Story> found = (this->*situation)()) return found;
    }
    return std::nullopt;
  }

  // ---- what the operations are

  [[nodiscard]] Kind kind(OpId op) const { return history_.kind(op); }
  [[nodiscard]] ValueId value(OpId op) const { return history_.value(op); }
  [[nodiscard]] bool ok(OpId op) const { return history_.status(op) == Status::ok; }
  [[nodiscard]] bool puts(OpId op) const {
    return kind(op) == Kind::add || kind(op) == Kind::enqueue || kind(op) == Kind::push || kind(op) == Kind::append;
  }
  [[nodiscard]] bool takes(OpId op) const { return (kind(op) == Kind::dequeue || kind(op) == Kind::pop) && ok(op); }
  [[nodiscard]] bool takes_unknown(OpId op) const { return (kind(op) == Kind::dequeue || kind(op) == Kind::pop) && !ok(op); }
  [[nodiscard]] std::vector<OpId> such(auto property) const {
    std::vector<OpId> found;
    std::copy_if(ops_.begin(), ops_.end(), std::back_inserter(found), property);
    return found;
  }
  /// Operations that put a value into the key of `op`.
  [[nodiscard]] std::vector<OpId> puts_of(OpId op, ValueId put) const {
    return such([&](OpId other) { return puts(other) && history_.key(other) == history_.key(op) && value(other) == put; });
  }
  [[nodiscard]] std::vector<OpId> takes_of(OpId op, ValueId taken) const {
    return such([&](OpId other) { return takes(other) && history_.key(other) == history_.key(op) && value(other) == taken; });
  }
  [[nodiscard]] bool same_key(OpId a, OpId b) const { return history_.key(a) == history_.key(b); }
  /// What an observation found: the one value taken or found, or all that was read. (Values of a read that no operation has are not interned.)
  [[nodiscard]] std::vector<Value> found(OpId op) const {
    if (takes(op)) return value(op) == kNull ? std::vector<Value>{} : std::vector{history_.value_at(value(op))};
    if (kind(op) == Kind::contains) return history_.success(op) ? std::vector{history_.value_at(value(op))} : std::vector<Value>{};
    if (kind(op) != Kind::read) return {};
    const Value read = history_.value_at(value(op));
    const Value::Array* members = read.as_array();
    return members == nullptr ? std::vector<Value>{} : *members;
  }
  [[nodiscard]] bool finds(OpId op, ValueId wanted) const {
    const std::vector<Value> all = found(op);
    return std::find(all.begin(), all.end(), history_.value_at(wanted)) != all.end();
  }
  [[nodiscard]] bool before(OpId a, OpId b) const { return certainly_before(history_, model_, a, b); }

  // ---- words

  [[nodiscard]] std::string text(const Value& shown) const { return describe(shown); }
  [[nodiscard]] std::string text(ValueId id) const { return describe(history_.value_at(id)); }
  /// "P1 enqueued 1 (op 0)".
  [[nodiscard]] std::string event(OpId op) const { return words_.process(op) + " " + words_.did(op) + " (op " + std::to_string(index(history_.id_in_file(op))) + ")"; }
  /// "P1 enqueued 1".
  [[nodiscard]] std::string deed(OpId op) const { return words_.process(op) + " " + words_.did(op); }
  /// How a value gets in, and out: "enqueued", "dequeued".
  [[nodiscard]] std::string put_word() const {
    switch (history_.object()) {
      case Object::queue: return "enqueued";
      case Object::stack: return "pushed";
      case Object::list: return "appended";
      default: return "added";
    }
  }
  [[nodiscard]] std::string taken_word() const { return history_.object() == Object::queue ? "dequeued" : "popped"; }
  /// Why a is before b.
  [[nodiscard]] std::string reason(OpId a, OpId b) const {
    if (model_.extends == Base::real_time) {
      return words_.brief(a) + " returned at " + Words::at(history_.response(a)) + ", before " + words_.brief(b) + " was called at " + Words::at(history_.call(b));
    }
    return words_.process(a) + " " + words_.did(a) + " before it " + words_.did(b);
  }
  [[nodiscard]] std::string contradiction(OpId a, OpId b, const std::string& because, const std::string& but_because) const {
    return words_.full(a) + " came before " + words_.full(b) + ", because " + because + "; but " + words_.brief(b) + " came before " + words_.brief(a) + ", because " +
           but_because + ": a contradiction.";
  }
  [[nodiscard]] Edge fact(OpId a, OpId b) const {
    return {.from = a, .to = b, .relation = model_.extends == Base::real_time ? Relation::real_time : Relation::session_order, .key = {}, .because = reason(a, b)};
  }
  [[nodiscard]] Edge forced(OpId a, OpId b, Relation relation, std::string because) const {
    return {.from = a, .to = b, .relation = relation, .key = history_.key(a), .because = std::move(because)};
  }
  /// The history has a before b; the object's answers have b before a.
  [[nodiscard]] Story crossed(Anomaly anomaly, OpId a, OpId b, Relation relation, const std::string& but_because) const {
    return {.anomaly = anomaly,
            .sentence = contradiction(a, b, reason(a, b), but_because),
            .cycle = {fact(a, b), forced(b, a, relation, but_because)}};
  }

  // ---- situations

  /// A value that nobody put there.
  std::optional<Story> from_nowhere() const {
    for (const OpId op : ops_) {
      for (const Value& seen : found(op)) {
        ValueId id{};
        if (history_.values().find(seen, id) && !puts_of(op, id).empty()) continue;
        std::string sentence = event(op) + ", but ";
        const std::optional<OpId> failed = history_.values().find(seen, id) ? failed_writer_of(history_, history_.key(op), id) : std::nullopt;
        if (failed) {
          sentence += "only " + words_.full(*failed) + " " + put_word() + " " + text(seen) + ", and that failed.";
          return Story{.anomaly = Anomaly::aborted_read, .sentence = std::move(sentence)};
        }
        return Story{.anomaly = Anomaly::thin_air_read, .sentence = sentence + "nobody ever " + put_word() + " " + text(seen) + words_.of_key(op, "at") + "."};
      }
    }
    return std::nullopt;
  }

  /// A value found before it was put there.
  std::optional<Story> from_the_future() const {
    for (const OpId op : ops_) {
      for (const OpId put : ops_) {
        if (!puts(put) || !same_key(op, put) || op == put || !finds(op, value(put)) || puts_of(op, value(put)).size() > 1 || !before(op, put)) continue;
        const std::string verb = takes(op) ? taken_word() : "found";
        const bool own = history_.process(op) == history_.process(put);
        const std::string what = own ? "its own " + text(value(put)) : "the " + text(value(put)) + " that " + words_.process(put) + " " + put_word();
        return crossed(Anomaly::future_read, op, put, Relation::reads_from, words_.process(op) + " " + verb + " " + what);
      }
    }
    return std::nullopt;
  }

  /// More takers than there was to take.
  std::optional<Story> taken_twice() const {
    for (const OpId op : ops_) {
      if (!takes(op) || value(op) == kNull) continue;
      const std::vector<OpId> takers = takes_of(op, value(op));
      const std::vector<OpId> put = puts_of(op, value(op));
      if (takers.size() <= put.size()) continue;
      if (takers.size() == 2 && put.size() == 1) {
        const std::string once = "the only " + text(value(op)) + " (" + event(put.front()) + ")";
        const auto had = [&](OpId taker) { return words_.process(taker) + " got " + once + ", so it was still there"; };
        return Story{.anomaly = Anomaly::double_success,
                     .sentence = words_.full(takers[0]) + " came before " + words_.full(takers[1]) + ", because " + had(takers[0]) + "; but " +
                                 words_.brief(takers[1]) + " came before " + words_.brief(takers[0]) + ", because " + words_.process(takers[1]) +
                                 " got the same " + text(value(op)) + ": a contradiction.",
                     .cycle = {forced(takers[0], takers[1], Relation::write_order, had(takers[0])), forced(takers[1], takers[0], Relation::write_order, had(takers[1]))}};
      }
      std::vector<std::string> names;
      for (const OpId taker : takers) names.push_back(words_.full(taker));
      return Story{.anomaly = Anomaly::double_success,
                   .sentence = listed(names) + " each returned " + text(value(op)) + ", which had been " + put_word() + " only " +
                               (put.size() == 1 ? "once." : std::to_string(put.size()) + " times.")};
    }
    return std::nullopt;
  }

  /// The only operation that put in, or took out, a value; nothing if there are several or an unknown taker might have.
  [[nodiscard]] std::optional<OpId> only_put(OpId op) const {
    const std::vector<OpId> all = puts_of(op, value(op));
    return all.size() == 1 ? std::optional(all.front()) : std::nullopt;
  }
  [[nodiscard]] bool anonymous_takers() const { return std::any_of(ops_.begin(), ops_.end(), [&](OpId op) { return takes_unknown(op); }); }

  /// A queue gave a later value first.
  std::optional<Story> out_of_turn() const {
    for (const OpId late : ops_) {
      if (!takes(late) || value(late) == kNull || takes_of(late, value(late)).size() != 1) continue;
      const std::optional<OpId> put_late = only_put(late);
      for (const OpId put_early : ops_) {
        if (!put_late || !puts(put_early) || !same_key(put_early, late) || !before(put_early, *put_late) || puts_of(late, value(put_early)).size() != 1) continue;
        const std::vector<OpId> early = takes_of(late, value(put_early));
        if (early.size() == 1 && before(late, early.front())) {
          return crossed(Anomaly::order_violation, put_early, *put_late, Relation::write_order,
                         text(value(late)) + " left the queue first: " + reason(late, early.front()));
        }
        if (early.empty() && !anonymous_takers()) {
          return crossed(Anomaly::order_violation, put_early, *put_late, Relation::write_order,
                         words_.process(late) + " dequeued " + text(value(late)) + " (op " + std::to_string(index(late)) + ") while " + text(value(put_early)) +
                             " had not yet been dequeued, and a queue gives first what was enqueued first");
        }
      }
    }
    return std::nullopt;
  }

  /// A stack gave a value that another one covered.
  std::optional<Story> not_on_top() const {
    for (const OpId low : ops_) {
      if (!takes(low) || value(low) == kNull) continue;
      const std::optional<OpId> put_low = only_put(low);
      for (const OpId put_high : ops_) {
        if (!put_low || !puts(put_high) || put_high == *put_low || !same_key(put_high, low) || !before(*put_low, put_high) || !before(put_high, low)) continue;
        if (puts_of(low, value(put_high)).size() != 1 || anonymous_takers()) continue;
        const std::vector<OpId> high = takes_of(low, value(put_high));
        const bool taken_later = high.size() == 1 && before(low, high.front());
        if (!high.empty() && !taken_later) continue;
        const std::string above = text(value(put_high));
        return crossed(Anomaly::order_violation, put_high, low, Relation::anti_dependency,
                       words_.process(low) + " popped " + text(value(low)) + ", on which " + above + " had been pushed (" + reason(*put_low, put_high) + "), and " +
                           (taken_later ? above + " was popped only later (" + reason(low, high.front()) + ")" : above + " had not been popped by then"));
      }
    }
    return std::nullopt;
  }

  /// Empty, while something was certainly inside.
  std::optional<Story> wrongly_empty() const {
    for (const OpId op : ops_) {
      if (!takes(op) || value(op) != kNull || anonymous_takers()) continue;
      for (const OpId put : ops_) {
        if (!puts(put) || !same_key(put, op) || !before(put, op) || puts_of(op, value(put)).size() != 1) continue;
        const std::vector<OpId> taken = takes_of(op, value(put));
        const bool taken_later = taken.size() == 1 && before(op, taken.front());
        if (!taken.empty() && !taken_later) continue;
        return crossed(Anomaly::stale_read, put, op, Relation::anti_dependency,
                       deed(op) + ", and " + text(value(put)) + (taken_later ? " was " + taken_word() + " only later: " + reason(op, taken.front()) : " had not been " + taken_word() + " by then"));
      }
    }
    return std::nullopt;
  }

  /// Empty, while fewer can have been taken than had certainly been put in: of all values, or of one.
  std::optional<Story> too_few_taken() const {
    for (const OpId op : ops_) {
      if (!takes(op) || value(op) != kNull) continue;
      std::vector<std::optional<ValueId>> among{std::nullopt};
      for (const OpId put : ops_) {
        if (puts(put) && same_key(put, op) && ok(put) && before(put, op) && !anonymous_takers()) among.emplace_back(value(put));
      }
      for (const std::optional<ValueId>& wanted : among) {
        const auto counts = [&](OpId other) { return same_key(other, op) && (!wanted || value(other) == *wanted); };
        const std::vector<OpId> in = such([&](OpId other) { return puts(other) && counts(other) && ok(other) && before(other, op); });
        const std::vector<OpId> out = such([&](OpId other) {
          return other != op && ((takes(other) && value(other) != kNull) || takes_unknown(other)) && counts(other) && !before(op, other);
        });
        if (in.size() <= out.size()) continue;
        const OpId last = in.back();
        const std::string what = wanted ? text(*wanted) : "values";
        const std::string times = in.size() == 1 ? "1 value" : std::to_string(in.size()) + (wanted ? " times " : " ") + what;
        return crossed(Anomaly::stale_read, last, op, Relation::anti_dependency,
                       deed(op) + ", although of " + times + " " + put_word() + " before that (" + names(in) + ") " +
                           (out.empty() ? "none can have been " + taken_word() : "at most " + std::to_string(out.size()) + " can have been " + taken_word() + " (" + names(out) + ")") +
                           " by then");
      }
    }
    return std::nullopt;
  }

  /// A set's reader that missed what had been added for good.
  std::optional<Story> missed_in_set() const {
    for (const OpId op : ops_) {
      if (kind(op) != Kind::contains && kind(op) != Kind::read) continue;
      for (const OpId put : ops_) {
        if (kind(put) != Kind::add || !same_key(put, op) || (kind(op) == Kind::contains && value(op) != value(put))) continue;
        if (finds(op, value(put)) || !before(put, op)) continue;
        const auto removes = [&](OpId other) { return kind(other) == Kind::remove && same_key(other, op) && value(other) == value(put); };
        if (std::any_of(ops_.begin(), ops_.end(), [&](OpId other) { return removes(other) && !before(other, put) && !before(op, other); })) continue;
        return crossed(Anomaly::stale_read, put, op, Relation::anti_dependency,
                       deed(op) + (kind(op) == Kind::read ? ", without " + text(value(put)) : "") +
                           ", and nobody had removed it by then");
      }
    }
    return std::nullopt;
  }

  /// A set's reader that found what had been removed for good.
  std::optional<Story> still_in_set() const {
    for (const OpId op : ops_) {
      for (const OpId gone : ops_) {
        if (kind(gone) != Kind::remove || !same_key(gone, op) || !finds(op, value(gone)) || !before(gone, op)) continue;
        const std::vector<OpId> added = puts_of(op, value(gone));
        if (!std::all_of(added.begin(), added.end(), [&](OpId put) { return before(put, gone) || before(op, put); })) continue;
        return crossed(Anomaly::stale_read, gone, op, Relation::anti_dependency,
                       words_.process(op) + " still found " + text(value(gone)) + ", and nobody had added it again in between");
      }
    }
    return std::nullopt;
  }

  /// A set that lost a value between two readers, though nobody can have removed it.
  std::optional<Story> lost_in_set() const {
    for (const OpId earlier : ops_) {
      for (const OpId put : ops_) {
        if (kind(put) != Kind::add || !same_key(put, earlier) || !finds(earlier, value(put))) continue;
        for (const OpId later : ops_) {
          const bool observes = kind(later) == Kind::read || (kind(later) == Kind::contains && value(later) == value(put));
          if (!observes || !same_key(earlier, later) || !before(earlier, later) || finds(later, value(put))) continue;
          const bool removable = std::any_of(ops_.begin(), ops_.end(), [&](OpId other) {
            return kind(other) == Kind::remove && same_key(other, later) && value(other) == value(put) && !before(other, earlier) && !before(later, other);
          });
          if (removable) continue;
          const std::string without = text(value(put)) + " is in " + words_.brief(earlier) + " and not in " + words_.brief(later) + ", and nobody can have removed it in between";
          return Story{.anomaly = Anomaly::non_monotonic_read, .sentence = contradiction(earlier, later, reason(earlier, later), without)};
        }
      }
    }
    return std::nullopt;
  }

  // ---- counters

  __extension__ using Total = __int128;

  /// A reading of a counter: which additions may have come before it, so that it read what it read.
  struct Sum {
    OpId reading{};
    std::vector<OpId> certain, maybe;      // additions before it; and those that may or may not be
    std::vector<std::uint32_t> choices;    // of maybe, as bits: those that give what was read
    std::vector<std::int64_t> possible;    // what it could have read, sorted; empty: too many
  };
  [[nodiscard]] std::optional<Sum> sum_of(OpId reading) const {
    constexpr std::size_t kMaybeMax = 12, kPossibleMax = 8;
    Sum sum{.reading = reading};
    const Value start = history_.value_at(history_.initial(history_.key(reading)));
    const Value read = history_.value_at(value(reading));
    if (read.as_int() == nullptr) return std::nullopt;
    Total certain = start.as_int() == nullptr ? 0 : *start.as_int();
    for (const OpId put : ops_) {
      if (kind(put) != Kind::add || !same_key(put, reading) || before(reading, put)) continue;
      if (!amount(put)) return std::nullopt;
      if (before(put, reading)) certain += *amount(put);
      (before(put, reading) ? sum.certain : sum.maybe).push_back(put);
    }
    if (sum.maybe.size() > kMaybeMax) return std::nullopt;
    std::vector<Total> totals;
    for (std::uint32_t chosen = 0; chosen < (1u << sum.maybe.size()); ++chosen) {
      Total total = certain;
      for (std::size_t i = 0; i < sum.maybe.size(); ++i) total += (chosen >> i & 1u) != 0 ? *amount(sum.maybe[i]) : 0;
      if (total == *read.as_int()) sum.choices.push_back(chosen);
      totals.push_back(total);
    }
    std::sort(totals.begin(), totals.end());
    totals.erase(std::unique(totals.begin(), totals.end()), totals.end());
    for (const Total total : totals) {
      const auto exact = static_cast<std::int64_t>(total);
      if (totals.size() <= kPossibleMax && exact == total) sum.possible.push_back(exact);
    }
    if (sum.possible.size() != totals.size()) sum.possible.clear();
    return sum;
  }
  /// What an addition adds, if that is an integer.
  [[nodiscard]] std::optional<std::int64_t> amount(OpId put) const {
    const Value added = history_.value_at(value(put));
    return added.as_int() == nullptr ? std::nullopt : std::optional(*added.as_int());
  }
  [[nodiscard]] std::string names(const std::vector<OpId>& operations) const {
    if (operations.size() > kNamedMax) return std::to_string(operations.size()) + " operations";
    std::vector<std::string> parts;
    for (const OpId op : operations) parts.push_back(words_.full(op));
    return listed(parts);
  }

  /// A counter's reader whose sum no choice of additions gives.
  std::optional<Story> impossible_sum() const {
    for (const OpId op : ops_) {
      if (kind(op) != Kind::read) continue;
      const std::optional<Sum> sum = sum_of(op);
      if (!sum || !sum->choices.empty()) continue;
      std::string sentence = event(op);
      if (sum->possible.empty()) {
        sentence += ", which no choice among the additions makes";
      } else {
        std::vector<std::string> values;
        for (const std::int64_t possible : sum->possible) values.push_back(std::to_string(possible));
        const std::string last = values.back();
        values.pop_back();
        sentence += ", but the counter" + words_.of_key(op, "at") + started(op) + " can only have been at " + (values.empty() ? "" : listed_with_commas(values) + " or ") + last;
      }
      std::vector<std::string> parts;
      if (!sum->certain.empty()) {
        parts.push_back(names(sum->certain) + " came before that, because " + reasons_before(*sum));
      }
      if (!sum->maybe.empty()) parts.push_back(names(sum->maybe) + " may have come before it or after");
      if (parts.empty()) parts.emplace_back("nothing can have been added before that");
      sentence += ": ";
      for (std::size_t i = 0; i < parts.size(); ++i) sentence += (i == 0 ? "" : "; ") + parts[i];
      return Story{.anomaly = Anomaly::order_violation, .sentence = sentence + "."};
    }
    return std::nullopt;
  }
  [[nodiscard]] static std::string listed_with_commas(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
    return text;
  }
  [[nodiscard]] std::string reasons_before(const Sum& sum) const {
    if (sum.certain.size() == 1) return reason(sum.certain.front(), sum.reading);
    if (model_.extends != Base::real_time) return words_.process(sum.reading) + " made them before it " + words_.did(sum.reading);
    return "all of them had returned before " + words_.brief(sum.reading) + " was called at " + Words::at(history_.call(sum.reading));
  }
  /// ", which started at 5," where that needs saying.
  [[nodiscard]] std::string started(OpId op) const {
    const Value start = history_.value_at(history_.initial(history_.key(op)));
    return start.as_int() == nullptr || *start.as_int() == 0 ? std::string() : ", which started at " + text(start) + ",";
  }

  /// Two readers of a counter, each of whom needs an addition that the other one excludes.
  std::optional<Story> crossed_sums() const {
    if (ops_.size() > kComparedMax) return std::nullopt;
    for (const OpId a : ops_) {
      for (const OpId b : ops_) {
        if (a == b || kind(a) != Kind::read || kind(b) != Kind::read || !same_key(a, b)) continue;
        const std::optional<Sum> left = sum_of(a), right = sum_of(b);
        if (!left || !right || left->choices.size() != 1 || right->choices.size() != 1) continue;
        const std::optional<OpId> only_left = counted_alone(*left, *right), only_right = counted_alone(*right, *left);
        if (only_left && only_right && a < b) {
          const auto why = [&](const Sum& sum, OpId with, OpId without) {
            return deed(sum.reading) + " (op " + std::to_string(index(sum.reading)) + "), which takes " + words_.brief(with) + " but not " + words_.brief(without);
          };
          const std::string first = why(*left, *only_left, *only_right), second = why(*right, *only_right, *only_left);
          return Story{.anomaly = Anomaly::divergence,
                       .sentence = contradiction(*only_left, *only_right, first, second),
                       .cycle = {forced(*only_left, *only_right, Relation::write_order, first), forced(*only_right, *only_left, Relation::write_order, second)}};
        }
        if (only_left && before(a, b)) {
          const std::string without = deed(a) + ", which takes " + words_.full(*only_left) + ", and " + deed(b) + ", which is without it";
          return Story{.anomaly = Anomaly::non_monotonic_read, .sentence = contradiction(a, b, reason(a, b), without)};
        }
      }
    }
    return std::nullopt;
  }
  /// An addition that the one reading counts and the other one does not.
  [[nodiscard]] std::optional<OpId> counted_alone(const Sum& in, const Sum& out) const {
    const auto counts = [&](const Sum& sum, OpId put) {
      const auto maybe = std::find(sum.maybe.begin(), sum.maybe.end(), put);
      if (maybe == sum.maybe.end()) return std::find(sum.certain.begin(), sum.certain.end(), put) != sum.certain.end();
      return (sum.choices.front() >> (maybe - sum.maybe.begin()) & 1u) != 0;
    };
    const auto found = std::find_if(ops_.begin(), ops_.end(), [&](OpId put) { return kind(put) == Kind::add && counts(in, put) && !counts(out, put); });
    return found == ops_.end() ? std::nullopt : std::optional(*found);
  }

  // ---- lists

  /// A value that a list holds more often than it was appended, or a set twice.
  std::optional<Story> found_too_often() const {
    for (const OpId op : ops_) {
      const std::vector<Value> read = kind(op) == Kind::read ? found(op) : std::vector<Value>{};
      for (const Value& seen : read) {
        ValueId id{};
        if (!history_.values().find(seen, id)) continue;
        const std::vector<OpId> put = puts_of(op, id);
        const auto times = static_cast<std::size_t>(std::count(read.begin(), read.end(), seen));
        if (history_.object() == Object::set && times > 1) {
          return Story{.anomaly = Anomaly::order_violation, .sentence = event(op) + ", with " + text(seen) + " in it " + std::to_string(times) + " times, but a set holds a value once."};
        }
        if (times <= put.size()) continue;
        return Story{.anomaly = Anomaly::order_violation,
                     .sentence = event(op) + ", with " + text(seen) + " in it " + std::to_string(times) + " times, but it was appended only " +
                                 (put.size() == 1 ? "once: " : std::to_string(put.size()) + " times: ") + names(put) + "."};
      }
    }
    return std::nullopt;
  }

  /// A list that lost elements between two reads.
  std::optional<Story> shrinking_list() const {
    for (const OpId earlier : ops_) {
      for (const OpId later : ops_) {
        if (kind(earlier) != Kind::read || kind(later) != Kind::read || !same_key(earlier, later) || !before(earlier, later)) continue;
        if (found(later).size() >= found(earlier).size()) continue;
        const std::string shorter = text(value(later)) + " is shorter than " + text(value(earlier)) + ", and a list only grows";
        return Story{.anomaly = Anomaly::non_monotonic_read, .sentence = contradiction(earlier, later, reason(earlier, later), shorter)};
      }
    }
    return std::nullopt;
  }

  /// A list without what had been appended.
  std::optional<Story> missed_in_list() const {
    for (const OpId put : ops_) {
      for (const OpId op : ops_) {
        if (kind(put) != Kind::append || kind(op) != Kind::read || !same_key(put, op) || !before(put, op)) continue;
        const std::vector<OpId> all = such([&](OpId other) { return puts(other) && same_key(other, op) && value(other) == value(put) && before(other, op); });
        const std::vector<Value> read = found(op);
        const auto times = static_cast<std::size_t>(std::count(read.begin(), read.end(), history_.value_at(value(put))));
        if (times >= all.size()) continue;
        return crossed(Anomaly::stale_read, all.back(), op, Relation::anti_dependency,
                       times == 0 ? deed(op) + ", without " + text(value(put))
                                  : deed(op) + ", although " + text(value(put)) + " had been appended " + std::to_string(all.size()) + " times by then (" + names(all) + ")");
      }
    }
    return std::nullopt;
  }

  /// A list in another order than that of its appends.
  std::optional<Story> reordered_list() const {
    for (const OpId op : ops_) {
      if (kind(op) != Kind::read) continue;
      const std::vector<Value> read = found(op);
      for (const OpId early : ops_) {
        for (const OpId late : ops_) {
          if (kind(early) != Kind::append || kind(late) != Kind::append || !same_key(early, op) || !same_key(late, op) || !before(early, late)) continue;
          if (puts_of(op, value(early)).size() != 1 || puts_of(op, value(late)).size() != 1) continue;
          const auto place = [&](OpId put) { return std::find(read.begin(), read.end(), history_.value_at(value(put))); };
          if (place(late) == read.end() || place(early) < place(late)) continue;
          const bool absent = place(early) == read.end();
          return crossed(Anomaly::order_violation, early, late, Relation::write_order,
                         deed(op) + " (op " + std::to_string(index(op)) + "), with " + text(value(late)) + (absent ? " but without " : " before ") + text(value(early)));
        }
      }
    }
    return std::nullopt;
  }

  /// Two lists of which neither continues the other.
  std::optional<Story> forked_list() const {
    for (const OpId a : ops_) {
      for (const OpId b : ops_) {
        if (a >= b || kind(a) != Kind::read || kind(b) != Kind::read || !same_key(a, b)) continue;
        const std::vector<Value> left = found(a), right = found(b);
        const auto common = static_cast<std::ptrdiff_t>(std::min(left.size(), right.size()));
        const auto fork = std::mismatch(left.begin(), left.begin() + common, right.begin());
        if (fork.first == left.begin() + common) continue;
        ValueId x{}, y{};
        const bool known = history_.values().find(*fork.first, x) && history_.values().find(*fork.second, y);
        if (known && puts_of(a, x).size() == 1 && puts_of(a, y).size() == 1) {
          const std::string place = std::to_string(fork.first - left.begin() + 1);
          const auto why = [&](OpId op, ValueId there) { return event(op) + ", with " + text(there) + " in place " + place; };
          const OpId first = puts_of(a, x).front(), second = puts_of(a, y).front();
          return Story{.anomaly = Anomaly::divergence,
                       .sentence = contradiction(first, second, why(a, x), why(b, y)),
                       .cycle = {forced(first, second, Relation::write_order, why(a, x)), forced(second, first, Relation::write_order, why(b, y))}};
        }
        return Story{.anomaly = Anomaly::divergence, .sentence = event(a) + " and " + event(b) + ": neither list continues the other, although a list only grows."};
      }
    }
    return std::nullopt;
  }

  // ---- locks

  /// The release that ends an acquire: the next one of its process on the key.
  [[nodiscard]] std::optional<OpId> release_of(OpId acquire) const {
    std::optional<OpId> next;
    for (const OpId op : ops_) {
      if (history_.process(op) != history_.process(acquire) || !same_key(op, acquire) || op == acquire || !earlier_in_program(history_, acquire, op)) continue;
      if (kind(op) == Kind::release && (!next || earlier_in_program(history_, op, *next))) next = op;
    }
    return next;
  }
  [[nodiscard]] bool unknown_of(ProcessId process, Kind wanted) const {
    return std::any_of(ops_.begin(), ops_.end(), [&](OpId op) { return history_.process(op) == process && kind(op) == wanted && !ok(op); });
  }

  /// Two holders at once.
  std::optional<Story> held_twice() const {
    for (const OpId a : ops_) {
      for (const OpId b : ops_) {
        if (kind(a) != Kind::acquire || kind(b) != Kind::acquire || !ok(a) || !ok(b) || a >= b || !same_key(a, b)) continue;
        if (history_.process(a) == history_.process(b) || unknown_of(history_.process(a), Kind::release) || unknown_of(history_.process(b), Kind::release)) continue;
        const std::optional<OpId> end_a = release_of(a), end_b = release_of(b);
        if ((end_b && !before(a, *end_b)) || (end_a && !before(b, *end_a))) continue;
        const auto why = [&](OpId holder, const std::optional<OpId>& end, OpId other) {
          const std::string not_later = words_.process(other) + " cannot have acquired it after " + words_.process(holder) + ", who ";
          if (!end) return not_later + "had not released it by then";
          return not_later + "released it (op " + std::to_string(index(*end)) + ") only later: " + reason(other, *end);
        };
        return Story{.anomaly = Anomaly::double_success,
                     .sentence = words_.process(a) + " and " + words_.process(b) + " held the lock" + words_.of_key(a, "of") + " at once: " +
                                 contradiction(a, b, why(b, end_b, a), why(a, end_a, b)),
                     .cycle = {forced(a, b, Relation::write_order, why(b, end_b, a)), forced(b, a, Relation::write_order, why(a, end_a, b))}};
      }
    }
    return std::nullopt;
  }

  /// An acquire by someone who holds the lock already.
  std::optional<Story> acquired_again() const {
    for (const OpId a : ops_) {
      for (const OpId b : ops_) {
        if (kind(a) != Kind::acquire || kind(b) != Kind::acquire || !ok(a) || !ok(b) || !same_key(a, b) || history_.process(a) != history_.process(b)) continue;
        if (!before(a, b) || released_between(a, b)) continue;
        return Story{.anomaly = Anomaly::double_success,
                     .sentence = words_.process(a) + " acquired the lock" + words_.of_key(a, "of") + " twice, in " + words_.full(a) + " and then in " + words_.full(b) +
                                 ", without having released it in between" + (model_.extends == Base::real_time ? ": " + reason(a, b) : "") + "."};
      }
    }
    return std::nullopt;
  }
  [[nodiscard]] bool released_between(OpId a, OpId b) const {
    return std::any_of(ops_.begin(), ops_.end(), [&](OpId op) {
      return kind(op) == Kind::release && same_key(op, a) && history_.process(op) == history_.process(a) && !before(op, a) && !before(b, op);
    });
  }

  /// A release by someone who has not acquired the lock, or not again since the last release.
  std::optional<Story> released_unheld() const {
    for (const OpId op : ops_) {
      if (kind(op) != Kind::release || !ok(op)) continue;
      const auto acquires = [&](OpId other) {
        return kind(other) == Kind::acquire && history_.process(other) == history_.process(op) && same_key(other, op) && !before(op, other);
      };
      if (std::none_of(ops_.begin(), ops_.end(), acquires)) {
        return Story{.anomaly = Anomaly::order_violation,
                     .sentence = event(op) + ", but did not hold it then: only the process that holds a lock can release it."};
      }
      for (const OpId last : ops_) {
        if (kind(last) != Kind::release || !ok(last) || !same_key(last, op) || history_.process(last) != history_.process(op) || !before(last, op)) continue;
        if (std::any_of(ops_.begin(), ops_.end(), [&](OpId other) { return acquires(other) && !before(other, last); })) continue;
        return Story{.anomaly = Anomaly::order_violation,
                     .sentence = words_.process(op) + " released the lock" + words_.of_key(op, "of") + " twice, in " + words_.full(last) + " and then in " +
                                 words_.full(op) + ", without having acquired it in between" + (model_.extends == Base::real_time ? ": " + reason(last, op) : "") + "."};
      }
    }
    return std::nullopt;
  }

  const History& history_;
  const Model& model_;
  std::span<const OpId> ops_;
  const Words& words_;
};

}  // namespace

std::optional<OpId> failed_writer_of(const History& history, KeyId key, ValueId value) {
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (history.status(op) != Status::fail || history.key(op) != key || history.value(op) != value) continue;
    const Kind kind = history.kind(op);
    const bool puts = kind == Kind::write || kind == Kind::erase || kind == Kind::cas || kind == Kind::add || kind == Kind::enqueue || kind == Kind::push ||
                      kind == Kind::append;
    if (puts) return op;
  }
  return std::nullopt;
}

std::optional<Story> story_of_object(const History& history, const Model& model, std::span<const OpId> operations, const Words& words) {
  return Teller(history, model, operations, words).story();
}

}  // namespace clio

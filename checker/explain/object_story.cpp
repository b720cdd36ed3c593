// Violations of other objects have no write order to argue with; but most are one of a few situations that people know by sight: a value from
// nowhere, taken twice, taken out of turn, an effect that was missed. Each object has its list, the most telling first. A situation is told only
// where the row's own order (real time, or session order) makes it certain, so that the sentence alone convinces.
// Tested by tests/evidence/explain_test.cpp.

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
      case Object::counter: return first({&Teller::impossible_sum});
      case Object::set: return first({&Teller::from_nowhere, &Teller::from_the_future, &Teller::missed_in_set, &Teller::still_in_set});
      case Object::queue: return first({&Teller::from_nowhere, &Teller::taken_twice, &Teller::from_the_future, &Teller::out_of_turn, &Teller::wrongly_empty});
      case Object::stack: return first({&Teller::from_nowhere, &Teller::taken_twice, &Teller::from_the_future, &Teller::not_on_top, &Teller::wrongly_empty});
      case Object::list:
        return first({&Teller::from_nowhere, &Teller::from_the_future, &Teller::shrinking_list, &Teller::missed_in_list, &Teller::reordered_list, &Teller::forked_list});
      case Object::mutex: return first({&Teller::held_twice, &Teller::released_unheld});
      case Object::register_: break;
    }
    return std::nullopt;
  }

 private:
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
  /// Why a is before b.
  [[nodiscard]] std::string reason(OpId a, OpId b) const {
    if (model_.extends == Base::real_time) {
      return words_.brief(a) + " returned at " + Words::at(history_.response(a)) + ", before " + words_.brief(b) + " was called at " + Words::at(history_.call(b));
    }
    return words_.process(a) + " " + words_.did(a) + " before it " + words_.did(b);
  }
  [[nodiscard]] Edge fact(OpId a, OpId b) const {
    return {.from = a, .to = b, .relation = model_.extends == Base::real_time ? Relation::real_time : Relation::session_order, .key = {}, .because = reason(a, b)};
  }
  [[nodiscard]] Edge forced(OpId a, OpId b, Relation relation, std::string because) const {
    return {.from = a, .to = b, .relation = relation, .key = history_.key(a), .because = std::move(because)};
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
          sentence += "only " + words_.full(*failed) + " put " + text(seen) + " there, and that failed.";
          return Story{.anomaly = Anomaly::aborted_read, .sentence = std::move(sentence)};
        }
        return Story{.anomaly = Anomaly::thin_air_read, .sentence = sentence + "nobody put " + text(seen) + " there."};
      }
    }
    return std::nullopt;
  }

  /// A value found before it was put there.
  std::optional<Story> from_the_future() const {
    for (const OpId op : ops_) {
      for (const OpId put : ops_) {
        if (!puts(put) || !same_key(op, put) || op == put || !finds(op, value(put)) || puts_of(op, value(put)).size() > 1 || !before(op, put)) continue;
        return Story{.anomaly = Anomaly::future_read,
                     .sentence = event(op) + " before " + event(put) + ": " + reason(op, put) + ".",
                     .cycle = {forced(put, op, Relation::reads_from, words_.process(op) + " found the " + text(value(put)) + " that " + words_.process(put) + " put there"),
                               fact(op, put)}};
      }
    }
    return std::nullopt;
  }

  /// More takers than there was to take.
  std::optional<Story> taken_twice() const {
    for (const OpId op : ops_) {
      if (!takes(op) || value(op) == kNull) continue;
      const std::vector<OpId> takers = takes_of(op, value(op));
      const std::size_t times = puts_of(op, value(op)).size();
      if (takers.size() <= times) continue;
      std::vector<std::string> names;
      for (const OpId taker : takers) names.push_back(words_.full(taker));
      const std::string put = kind(op) == Kind::dequeue ? "enqueued" : "pushed";
      return Story{.anomaly = Anomaly::double_success,
                   .sentence = listed(names) + " each returned " + text(value(op)) + ", which had been " + put + " " +
                               (times == 1 ? "only once." : "only " + std::to_string(times) + " times.")};
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
        const std::string turn = text(value(put_early)) + " was enqueued before " + text(value(late)) + ": " + reason(put_early, *put_late);
        if (early.size() == 1 && before(late, early.front())) {
          return Story{.anomaly = Anomaly::order_violation,
                       .sentence = event(late) + " before " + event(early.front()) + ", although " + turn + ".",
                       .cycle = {fact(late, early.front()), forced(early.front(), late, Relation::write_order, turn)}};
        }
        if (early.empty() && !anonymous_takers()) {
          return Story{.anomaly = Anomaly::order_violation, .sentence = event(late) + " while " + text(value(put_early)) + " was still waiting, although " + turn + "."};
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
        return Story{.anomaly = Anomaly::order_violation,
                     .sentence = event(low) + " while " + text(value(put_high)) + " lay on top of it: " + reason(*put_low, put_high) + ", and " +
                                 reason(put_high, low) + (taken_later ? ", while " + words_.full(high.front()) + " came only later." : ".")};
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
        Story story{.anomaly = Anomaly::stale_read,
                    .sentence = event(op) + ", although " + text(value(put)) + " was in it: " + reason(put, op)};
        story.sentence += taken_later ? ", and " + words_.full(taken.front()) + " came only later." : ", and nobody had taken it.";
        return story;
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
        const bool removable = std::any_of(ops_.begin(), ops_.end(), [&](OpId other) {
          return kind(other) == Kind::remove && same_key(other, op) && value(other) == value(put) && !before(other, put) && !before(op, other);
        });
        if (removable) continue;
        return Story{.anomaly = Anomaly::stale_read,
                     .sentence = event(op) + ", although " + text(value(put)) + " had been added and nobody had removed it: " + reason(put, op) + ".",
                     .cycle = {fact(put, op), forced(op, put, Relation::anti_dependency, words_.process(op) + " did not find " + text(value(put)))}};
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
        return Story{.anomaly = Anomaly::stale_read,
                     .sentence = event(op) + ", although " + text(value(gone)) + " had been removed and nobody had added it again: " + reason(gone, op) + ".",
                     .cycle = {fact(gone, op), forced(op, gone, Relation::anti_dependency, words_.process(op) + " still found " + text(value(gone)))}};
      }
    }
    return std::nullopt;
  }

  /// A counter's reader whose sum no choice of additions gives.
  std::optional<Story> impossible_sum() const {
    for (const OpId op : ops_) {
      if (kind(op) != Kind::read) continue;
      const Value start = history_.value_at(history_.initial(history_.key(op)));
      __extension__ __int128 sum = start.as_int() == nullptr ? 0 : *start.as_int();
      std::vector<std::int64_t> around;
      for (const OpId put : ops_) {
        if (kind(put) != Kind::add || !same_key(put, op) || before(op, put)) continue;
        const Value amount = history_.value_at(value(put));
        if (amount.as_int() == nullptr) return std::nullopt;
        if (before(put, op)) {
          sum += *amount.as_int();
        } else {
          around.push_back(*amount.as_int());
        }
      }
      const Value read = history_.value_at(value(op));
      if (read.as_int() == nullptr || around.size() > 16) return std::nullopt;
      bool possible = false;
      for (std::uint32_t chosen = 0; chosen < (1u << around.size()); ++chosen) {
        __extension__ __int128 with = sum;
        for (std::size_t i = 0; i < around.size(); ++i) with += (chosen >> i & 1u) != 0 ? around[i] : 0;
        possible = possible || with == *read.as_int();
      }
      if (possible) continue;
      std::string sentence = event(op) + ", but what had certainly been added by then comes to " + std::to_string(static_cast<long long>(sum));
      if (!around.empty()) {
        std::vector<std::string> amounts;
        for (const std::int64_t amount : around) amounts.push_back(std::to_string(amount));
        sentence += ", and no choice among what may have been added (" + listed(amounts) + ") makes up the difference";
      }
      return Story{.anomaly = Anomaly::order_violation, .sentence = sentence + "."};
    }
    return std::nullopt;
  }

  /// A list that lost elements between two reads.
  std::optional<Story> shrinking_list() const {
    for (const OpId earlier : ops_) {
      for (const OpId later : ops_) {
        if (kind(earlier) != Kind::read || kind(later) != Kind::read || !same_key(earlier, later) || !before(earlier, later)) continue;
        if (found(later).size() >= found(earlier).size()) continue;
        return Story{.anomaly = Anomaly::non_monotonic_read,
                     .sentence = event(earlier) + ", and after that " + event(later) + ", which is shorter, although a list only grows: " + reason(earlier, later) + "."};
      }
    }
    return std::nullopt;
  }

  /// A list without what had been appended.
  std::optional<Story> missed_in_list() const {
    for (const OpId put : ops_) {
      for (const OpId op : ops_) {
        if (kind(put) != Kind::append || kind(op) != Kind::read || !same_key(put, op) || !before(put, op) || finds(op, value(put))) continue;
        return Story{.anomaly = Anomaly::stale_read,
                     .sentence = event(op) + ", although " + text(value(put)) + " had been appended: " + reason(put, op) + ".",
                     .cycle = {fact(put, op), forced(op, put, Relation::anti_dependency, words_.process(op) + " did not find " + text(value(put)))}};
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
          if (place(early) == read.end() || place(late) == read.end() || place(early) < place(late)) continue;
          return Story{.anomaly = Anomaly::order_violation,
                       .sentence = event(op) + ", with " + text(value(late)) + " before " + text(value(early)) + ", although they were appended the other way round: " +
                                   reason(early, late) + ".",
                       .cycle = {fact(early, late), forced(late, early, Relation::write_order,
                                                           words_.process(op) + " read " + text(value(late)) + " before " + text(value(early)))}};
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
        if (std::equal(left.begin(), left.begin() + common, right.begin())) continue;
        return Story{.anomaly = Anomaly::divergence, .sentence = event(a) + " and " + event(b) + ": neither list continues the other, although a list only grows."};
      }
    }
    return std::nullopt;
  }

  /// The release that ends an acquire: the next operation of its process on the key.
  [[nodiscard]] std::optional<OpId> release_of(OpId acquire) const {
    std::optional<OpId> next;
    for (const OpId op : ops_) {
      if (history_.process(op) != history_.process(acquire) || !same_key(op, acquire) || op == acquire || !earlier_in_program(history_, acquire, op)) continue;
      if (kind(op) == Kind::release && (!next || earlier_in_program(history_, op, *next))) next = op;
    }
    return next;
  }
  [[nodiscard]] bool unknown_release(ProcessId process) const {
    return std::any_of(ops_.begin(), ops_.end(), [&](OpId op) { return history_.process(op) == process && kind(op) == Kind::release && !ok(op); });
  }

  /// Two holders at once.
  std::optional<Story> held_twice() const {
    for (const OpId a : ops_) {
      for (const OpId b : ops_) {
        if (kind(a) != Kind::acquire || kind(b) != Kind::acquire || !ok(a) || !ok(b) || a >= b || !same_key(a, b)) continue;
        if (history_.process(a) == history_.process(b) || unknown_release(history_.process(a)) || unknown_release(history_.process(b))) continue;
        const std::optional<OpId> end_a = release_of(a), end_b = release_of(b);
        if ((end_b && !before(a, *end_b)) || (end_a && !before(b, *end_a))) continue;
        std::vector<std::string> facts;
        if (end_b) facts.push_back(reason(a, *end_b));
        if (end_a) facts.push_back(reason(b, *end_a));
        if (!end_a && !end_b) facts.emplace_back("nobody released it in between");
        return Story{.anomaly = Anomaly::double_success, .sentence = event(a) + " and " + event(b) + ", and held it at once: " + listed(facts) + "."};
      }
    }
    return std::nullopt;
  }

  /// A release by someone who never acquired.
  std::optional<Story> released_unheld() const {
    for (const OpId op : ops_) {
      if (kind(op) != Kind::release || !ok(op)) continue;
      const bool acquired = std::any_of(ops_.begin(), ops_.end(), [&](OpId other) {
        return kind(other) == Kind::acquire && history_.process(other) == history_.process(op) && same_key(other, op) && !before(op, other);
      });
      if (!acquired) return Story{.anomaly = Anomaly::order_violation, .sentence = event(op) + " without holding it."};
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

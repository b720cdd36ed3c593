// Queues and stacks: something taken from nowhere, twice, before it was there, or out of turn.
// Tested by tests/evidence/transcript_test.cpp and tests/evidence/explain_random_test.cpp.

#include "checker/explain/object_teller.hpp"

namespace clio {
namespace {

class QueueTeller : public ObjectTeller {
 public:
  explicit QueueTeller(const ObjectTeller& about) : ObjectTeller(about) {}

  [[nodiscard]] std::optional<Story> story() const {
    const bool queue = history_.object() == Object::queue;
    return first<QueueTeller>(*this, {&QueueTeller::from_nowhere, &QueueTeller::taken_twice, &QueueTeller::from_the_future,
                                      queue ? &QueueTeller::out_of_turn : &QueueTeller::not_on_top, &QueueTeller::wrongly_empty, &QueueTeller::too_few_taken});
  }

 private:
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
                         words_.process(late) + " dequeued " + text(value(late)) + " (" + number(late) + ") while " + text(value(put_early)) +
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
};

}  // namespace

std::optional<Story> story_of_queue(const ObjectTeller& about) { return QueueTeller(about).story(); }

}  // namespace clio

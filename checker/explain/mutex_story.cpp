// Locks: released by who did not hold it, acquired again, held twice.
// Tested by tests/evidence/transcript_test.cpp and tests/evidence/explain_random_test.cpp.

#include "checker/explain/object_teller.hpp"

namespace clio {
namespace {

class MutexTeller : public ObjectTeller {
 public:
  explicit MutexTeller(const ObjectTeller& about) : ObjectTeller(about) {}

  [[nodiscard]] std::optional<Story> story() const {
    return first<MutexTeller>(*this, {&MutexTeller::released_unheld, &MutexTeller::acquired_again, &MutexTeller::held_twice});
  }

 private:
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
          return not_later + "released it (" + number(*end) + ") only later: " + reason(other, *end);
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
};

}  // namespace

std::optional<Story> story_of_mutex(const ObjectTeller& about) { return MutexTeller(about).story(); }

}  // namespace clio

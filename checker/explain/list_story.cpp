// Lists: elements from nowhere, before they were there or too often, lists that shrink, miss something, or fork.
// Tested by tests/evidence/transcript_test.cpp and tests/evidence/explain_random_test.cpp.

#include "checker/explain/object_teller.hpp"

namespace clio {
namespace {

class ListTeller : public ObjectTeller {
 public:
  explicit ListTeller(const ObjectTeller& about) : ObjectTeller(about) {}

  [[nodiscard]] std::optional<Story> story() const {
    return first<ListTeller>(*this, {&ListTeller::from_nowhere, &ListTeller::found_too_often, &ListTeller::from_the_future, &ListTeller::shrinking_list, &ListTeller::missed_in_list, &ListTeller::reordered_list, &ListTeller::forked_list});
  }

 private:
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
                         deed(op) + " (" + number(op) + "), with " + text(value(late)) + (absent ? " but without " : " before ") + text(value(early)));
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
};

}  // namespace

std::optional<Story> story_of_list(const ObjectTeller& about) { return ListTeller(about).story(); }

}  // namespace clio

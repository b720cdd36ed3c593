// Sets: something found from nowhere, before it was there or too often, missed, or still found.
// Tested by tests/evidence/transcript_test.cpp and tests/evidence/explain_random_test.cpp.

#include "checker/explain/object_teller.hpp"

namespace clio {
namespace {

class SetTeller : public ObjectTeller {
 public:
  explicit SetTeller(const ObjectTeller& about) : ObjectTeller(about) {}

  [[nodiscard]] std::optional<Story> story() const {
    return first<SetTeller>(*this, {&SetTeller::from_nowhere, &SetTeller::from_the_future, &SetTeller::found_too_often, &SetTeller::missed_in_set, &SetTeller::still_in_set, &SetTeller::lost_in_set});
  }

 private:
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
};

}  // namespace

std::optional<Story> story_of_set(const ObjectTeller& about) { return SetTeller(about).story(); }

}  // namespace clio

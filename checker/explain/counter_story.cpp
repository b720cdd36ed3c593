// Counters: sums that nothing adds up to, and two readings of which each counted what the other did not.
// Tested by tests/evidence/transcript_test.cpp and tests/evidence/explain_random_test.cpp.

#include "checker/explain/object_teller.hpp"

namespace clio {
namespace {

class CounterTeller : public ObjectTeller {
 public:
  explicit CounterTeller(const ObjectTeller& about) : ObjectTeller(about) {}

  [[nodiscard]] std::optional<Story> story() const {
    return first<CounterTeller>(*this, {&CounterTeller::impossible_sum, &CounterTeller::crossed_sums});
  }

 private:
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
            return deed(sum.reading) + " (" + number(sum.reading) + "), which takes " + words_.brief(with) + " but not " + words_.brief(without);
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
};

}  // namespace

std::optional<Story> story_of_counter(const ObjectTeller& about) { return CounterTeller(about).story(); }

}  // namespace clio

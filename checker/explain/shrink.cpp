// Delta debugging over operations (Zeller and Hildebrandt 2002), on sets that are closed under what their members depend on.
//
// A set of operations counts only together with what removal.hpp keeps closed, so each attempt first trims and then asks the engine about the small
// history. Three things make that affordable for a core of 100,000 operations of which five matter:
// - a violation is there as soon as a prefix of the recording shows it: the shortest violating prefix is found by bisection;
// - then keys, processes and values are left out in halves, quarters, ..., and only then single operations, in chunks that halve;
// - an engine that says "violated" names a core of its own: what lies outside is left out at once.
// Over transactions whole transactions go first, then single operations of those that stay.
// Where a reading needs certain writes and no other rule takes it away, a violation by a closed set is one by every closed superset. So an operation that could not be
// left out once cannot be later, and one pass over single operations proves the rest minimal. Under real time (where leaving out an overwrite makes another source
// look possible), and where a transaction overwrites what it has written (the overwriting stays for as long as the overwritten does), passes are repeated until nothing goes; for other objects families and single
// operations take turns.
// Invariant: `kept_` is closed and violates the model. Cost: see shrink.hpp. Tested by tests/evidence/shrink_test.cpp.

#include "checker/explain/shrink.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <numeric>
#include <optional>

#include "checker/explain/removal.hpp"
#include "checker/explain/small.hpp"

namespace clio {
namespace {

using Kept = Removal::Kept;
using Family = std::vector<std::uint32_t>;

constexpr std::size_t kBisectFrom = 48;    // below, chunks find the same as quickly
constexpr std::size_t kFamiliesFrom = 16;
constexpr std::size_t kShort = 5;          // operations: nobody minds that many

std::size_t count(const Kept& kept) { return static_cast<std::size_t>(std::count(kept.begin(), kept.end(), std::uint8_t{1})); }

class Shrinker {
 public:
  Shrinker(const History& history, const Model& model, std::span<const OpId> core, const Decide& decide, Budget& budget)
      : history_(history), model_(model), decide_(decide), budget_(budget), removal_(history, model, core), kept_(removal_.start()) {}

  Shrunk run() {
    budget_.phase("shrinking the counterexample");
    if (budget_.spent_now()) return result(false);
    if (Kept without = removal_.without_spare_sources(kept_); without != kept_) attempt(std::move(without));
    if (count(kept_) >= kBisectFrom) find_prefix();
    if (budget_.spent_now()) return result(false);
    if (count(kept_) >= kFamiliesFrom || history_.object() != Object::register_) {
      for (const std::vector<Family>& level : removal_.families()) leave_out(level);
    }
    if (budget_.spent_now()) return result(false);
    const Kept base = kept_;
    const std::optional<std::chrono::nanoseconds> before = budget_.time_left();
    bool minimal = minimise(Order::latest_first);
    const std::optional<std::chrono::nanoseconds> after = budget_.time_left();
    // Which operations survive depends on the order of trying; where that was cheap and the outcome is not small, other orders get a chance.
    const bool cheap = !before || !after || (*before - *after) * 16 < *after;
    for (const Order order : {Order::earliest_first, Order::most_wanting_first}) {
      if (!minimal || !cheap || count(kept_) <= kShort) break;
      const Kept best = kept_;
      kept_ = base;
      if (!minimise(order) || count(kept_) >= count(best)) kept_ = best;
    }
    return result(minimal);
  }

 private:
  [[nodiscard]] Shrunk result(bool minimal) const {
    Shrunk result{.operations = members(kept_), .minimal = minimal && removal_.exact(), .degraded = {}};
    if (minimal && !removal_.exact()) {
      result.degraded = "not minimal: what its reads may have found is too much to list, so every write of their values is kept";
    } else if (!minimal) {
      result.degraded = "not minimal: " + (budget_.spent_now() ? budget_.reason() : "a smaller history could not be decided (" + open_reason_ + ")") +
                        " while shrinking " + std::to_string(result.operations.size()) + " operations";
    }
    return result;
  }

  [[nodiscard]] std::vector<OpId> members(const Kept& kept) const {
    std::vector<OpId> ids;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      if (kept[i] != 0) ids.push_back(removal_.operations()[i]);
    }
    return ids;
  }

  enum class Order : std::uint8_t {
    latest_first,        ///< by call: what comes after the contradiction goes first
    earliest_first,
    most_wanting_first,  ///< what depends on the most other operations goes first
  };

  /// Leaves out single operations until none can be; answers whether that was decided to the end.
  bool minimise(Order order) {
    if (removal_.by_transactions()) leave_out(transactions(order));
    bool removed = leave_out(singles(order));
    while (removed && !removal_.monotone() && !budget_.spent_now()) {
      removed = false;
      if (history_.object() != Object::register_) {
        for (const std::vector<Family>& level : removal_.families()) removed = leave_out(level) || removed;
      }
      removed = leave_out(singles(order)) || removed;
    }
    return !undecided_ && !budget_.spent_now();
  }

  /// Families of one.
  [[nodiscard]] std::vector<Family> singles(Order by) const {
    Family order;
    for (std::uint32_t i = 0; i < kept_.size(); ++i) {
      if (kept_[i] != 0) order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return earlier(b, a); });
    if (by == Order::earliest_first) std::reverse(order.begin(), order.end());
    if (by == Order::most_wanting_first) {
      const std::vector<std::uint32_t> wants = removal_.wants();
      std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return wants[a] > wants[b]; });
    }
    std::vector<Family> families;
    for (const std::uint32_t i : order) families.push_back({i});
    return families;
  }
  /// Families of the operations of one transaction.
  [[nodiscard]] std::vector<Family> transactions(Order by) const {
    std::map<TxnId, std::size_t> family_of;
    std::vector<Family> families;
    for (const Family& single : singles(by)) {
      const auto [of, added] = family_of.try_emplace(history_.transaction(removal_.operations()[single.front()]), families.size());
      if (added) families.emplace_back();
      families[of->second].push_back(single.front());
    }
    return families;
  }
  [[nodiscard]] bool earlier(std::uint32_t a, std::uint32_t b) const {
    return earlier_in_program(history_, removal_.operations()[a], removal_.operations()[b]);
  }

  /// If the trimmed set still violates the model, it becomes the kept one. Not decided counts as no.
  bool attempt(Kept candidate) {
    removal_.trim(candidate);
    if (candidate == kept_) return true;
    if (count(candidate) == 0) return false;
    if (budget_.spent_now()) return undecided_ = true, false;
    const SubHistory part = sub_history(history_, members(candidate));
    Limits limits = budget_.limits();
    limits.progress = nullptr;
    std::optional<std::chrono::nanoseconds> time = budget_.time_left();
    if (time) time = std::max(*time / 8, std::min<std::chrono::nanoseconds>(*time, std::chrono::milliseconds(20)));
    Budget budget(limits, time);
    const Finding finding = decide_(part.history, model_, budget);
    if (finding.answer == Answer::unknown) {
      open_reason_ = finding.reason;
      return undecided_ = true, false;
    }
    if (finding.answer == Answer::satisfied) return false;
    kept_ = std::move(candidate);
    take_core(part, finding.core);
    return true;
  }

  /// What the engine says suffices, if that is closed as it stands.
  void take_core(const SubHistory& part, const std::vector<OpId>& core) {
    if (core.empty() || core.size() >= part.origin.size()) return;
    Kept named(kept_.size(), 0);
    for (const OpId op : core) {
      if (index(op) >= part.origin.size()) return;
      const auto at = std::lower_bound(removal_.operations().begin(), removal_.operations().end(), part.origin[index(op)]);
      named[static_cast<std::size_t>(at - removal_.operations().begin())] = 1;
    }
    Kept trimmed = named;
    removal_.trim(trimmed);
    if (trimmed == named) kept_ = std::move(named);
  }

  /// The shortest prefix, by calls, that still violates the model.
  void find_prefix() {
    const std::vector<Family> order = singles(Order::earliest_first);
    std::size_t satisfied = 0, violated = order.size();
    while (satisfied + 1 < violated && !budget_.spent_now()) {
      const std::size_t middle = satisfied + (violated - satisfied) / 2;
      Kept prefix(kept_.size(), 0);
      for (std::size_t i = 0; i < middle; ++i) {
        if (kept_[order[i].front()] != 0) prefix[order[i].front()] = 1;
      }
      (attempt(std::move(prefix)) ? violated : satisfied) = middle;
    }
  }

  /// Leaves out families, in chunks that halve; answers whether the last round, over single families, removed something. undecided_ then tells whether
  /// that round left a question open.
  bool leave_out(std::vector<Family> families) {
    for (std::size_t chunk = std::max<std::size_t>(families.size() / 2, 1);; chunk = (chunk + 1) / 2) {
      std::erase_if(families, [&](const Family& family) { return !touches_kept(family); });
      bool removed = false;
      undecided_ = false;
      for (std::size_t begin = 0; begin < families.size(); begin += chunk) {
        if (budget_.spent_now()) return undecided_ = true, false;
        Kept candidate = kept_;
        bool smaller = false;
        for (std::size_t f = begin; f < std::min(begin + chunk, families.size()); ++f) {
          smaller = smaller || touches_kept(families[f]);
          for (const std::uint32_t i : families[f]) candidate[i] = 0;
        }
        if (smaller && attempt(std::move(candidate))) removed = true;
      }
      if (chunk == 1) return removed;
    }
  }
  [[nodiscard]] bool touches_kept(const Family& family) const {
    return std::any_of(family.begin(), family.end(), [&](std::uint32_t i) { return kept_[i] != 0; });
  }

  const History& history_;
  const Model& model_;
  const Decide& decide_;
  Budget& budget_;
  Removal removal_;
  Kept kept_;
  bool undecided_ = false;
  std::string open_reason_;  // why the last open question stayed open
};

}  // namespace

Shrunk shrink(const History& history, const Model& model, std::span<const OpId> core, const Decide& decide, Budget& budget) {
  if (!budget.spent_now()) return Shrinker(history, model, core, decide, budget).run();
  // No time at all: the core as the engine gave it, which is closed.
  return {.operations = {core.begin(), core.end()},
          .minimal = false,
          .degraded = "not minimal: " + budget.reason() + " before " + std::to_string(core.size()) + " operations could be shrunk"};
}

}  // namespace clio

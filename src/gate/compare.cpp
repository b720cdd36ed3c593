// One commit's result against another's.
//
// Under the same seed a simulated run meets the same faults and is asked the same things, so what a run was before and is now can be set
// side by side. A case holds, of each seed, how strong its run was: the strongest class that any run has, but for the seeds listed as
// weaker. So the comparison looks only at the seeds that either result lists, and the others count as one group: its cost does not grow
// with the seeds that passed.
//
// What is compared is said in sentences, because a gate that fails has to say why; numbers carry both sides. Where the two results cannot
// be compared at all, that is a weakening too: nothing that was not judged is green.
//
// Tested by tests/gate/compare_test.cpp.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <set>

#include "src/gate/report_words.hpp"
#include "src/gate/run.hpp"
#include "src/report/words.hpp"

namespace clio::gate {
namespace {

constexpr std::size_t kNamedSeeds = 2;
constexpr std::uint64_t kAll = std::numeric_limits<std::uint64_t>::max();
constexpr std::string_view kNone = "none", kUndecided = "undecided";

/// Seeds [from, to).
struct Range {
  std::uint64_t from = 0, to = 0;
  [[nodiscard]] bool contains(std::uint64_t seed) const { return seed >= from && seed < to; }
  [[nodiscard]] std::uint64_t size() const { return to > from ? to - from : 0; }
};

Range range_of(const GateResult& result, const CaseResult& one) { return {result.seeds.from, result.seeds.from + one.runs}; }

std::string text_of(const Range& range) { return seeds_text({.from = range.from, .count = range.size()}); }

/// How strong a case's runs were, by seed.
struct Strengths {
  explicit Strengths(const CaseResult& one) : weaker(one.weaker.begin(), one.weaker.end()) {
    for (const auto& [strength, runs] : one.strongest) {
      if (runs > 0 && strength != kUndecided && (usual.empty() || weakness(strength) < weakness(usual))) usual = strength;
    }
    std::map<std::string_view, std::pair<std::uint64_t, std::uint64_t>> listed;  // by strength: how many seeds, and the last
    for (const auto& [seed, strength] : weaker) listed[strength] = {listed[strength].first + 1, seed};
    for (const auto& [strength, runs] : one.strongest) {
      if (strength == usual || listed[strength].first >= runs) continue;
      known_to = std::min(known_to, listed[strength].first == 0 ? 0 : listed[strength].second + 1);
    }
  }
  /// Precondition: seed < known_to.
  [[nodiscard]] const std::string& of(std::uint64_t seed) const {
    const auto found = weaker.find(seed);
    return found == weaker.end() ? usual : found->second;
  }

  std::string usual;  ///< of every seed that is not listed; empty: nothing is known
  std::map<std::uint64_t, std::string> weaker;
  std::uint64_t known_to = kAll;  ///< from here on seeds may be weaker and not listed
};

/// Seeds with the same change.
struct Group {
  std::uint64_t count = 0;
  std::set<std::uint64_t> named;  ///< the first few
  void add(std::uint64_t seed) {
    ++count;
    named.insert(seed);
    if (named.size() > kNamedSeeds) named.erase(std::prev(named.end()));
  }
  [[nodiscard]] std::string text() const {
    std::string text = count == 1 ? "seed " : "seeds ";
    for (const std::uint64_t seed : named) {
      const bool last = seed == *named.rbegin() && count == named.size();
      text += (seed == *named.begin() ? "" : last ? " and " : ", ") + std::to_string(seed);
    }
    return count == named.size() ? text : text + " and " + std::to_string(count - named.size()) + " more";
  }
};

class Comparison {
 public:
  Comparison(GateResult& result, const GateResult& base, const Tolerances& tolerances)
      : result_(result), base_(base), tolerances_(tolerances) {}

  void run() {
    result_.weakenings.clear();
    result_.changes.clear();
    if (base_.interrupted)
      changed("the base was interrupted" + (base_.interruption.empty() ? "" : " by " + base_.interruption) +
              ": it may know less than a whole one");
    bool common = false, ran = false;
    for (const CaseResult& before : base_.cases) {
      const CaseResult* now = find(result_, before.name);
      if (now == nullptr) {
        weakened(before.name + ": was judged before, is not there now");
        continue;
      }
      compare(before, *now);
      ran = ran || (before.runs > 0 && now->runs > 0);
      common = common || common_range(before, *now).size() > 0;
    }
    for (const CaseResult& now : result_.cases) {
      if (find(base_, now.name) == nullptr) changed(now.name + ": is new, with nothing to compare it with");
    }
    if (ran && !common)
      weakened("no seed in common: " + seeds_text(base_.seeds) + " before, " + seeds_text(result_.seeds) +
               " now; run the base again with the same seeds");
  }

 private:
  void weakened(std::string text) { result_.weakenings.push_back(std::move(text)); }
  /// Where the gate was interrupted, that is why, and fails on its own.
  void not_judged(std::string text) { result_.interrupted ? changed(std::move(text)) : weakened(std::move(text)); }
  void changed(std::string text) { result_.changes.push_back(std::move(text)); }

  static const CaseResult* find(const GateResult& result, const std::string& name) {
    const auto found = std::find_if(result.cases.begin(), result.cases.end(), [&](const CaseResult& one) { return one.name == name; });
    return found == result.cases.end() ? nullptr : &*found;
  }
  [[nodiscard]] Range common_range(const CaseResult& before, const CaseResult& now) const {
    const Range a = range_of(base_, before), b = range_of(result_, now);
    return {std::max(a.from, b.from), std::min(a.to, b.to)};
  }

  void compare(const CaseResult& before, const CaseResult& now) {
    if (before.options != now.options) changed(now.name + ": is run otherwise now: " + now.options + "; before: " + before.options);
    promises(before, now);
    if (now.runs == 0 && before.runs > 0) return not_judged(now.name + ": was judged before, was not run now");
    if (before.runs == 0) return changed(now.name + ": was not run before, with nothing to compare it with");
    if (now.canary && !before.canary) weakened(now.name + ": is a canary now, of which less is asked than before");
    if (now.canary && before.canary) {
      canary(before, now);
      return expectations(before, now, {});
    }
    const Range a = range_of(base_, before), b = range_of(result_, now), common = common_range(before, now);
    if (a.from != b.from || a.to != b.to) {
      changed(now.name + ": " + text_of(a) + " before, " + text_of(b) + " now; runs are compared under " +
              (common.size() == 0 ? "none" : counted(common.size(), "common seed")) + ", measurements over all");
    }
    const std::set<std::string> weaker = strengths(before, now, common);
    models(before, now, common, weaker);
    expectations(before, now, weaker);
    measurements(before, now);
  }

  /// What is asked: less is a weakening of the gate.
  void promises(const CaseResult& before, const CaseResult& now) {
    const auto has = [](const std::vector<const Model*>& models, const Model* model) {
      return std::find(models.begin(), models.end(), model) != models.end();
    };
    const auto kept = [&](const CaseResult& one, const Model* model) {
      return std::any_of(one.expect.keeps.begin(), one.expect.keeps.end(), [&](const Model* other) { return implies(*other, *model); });
    };
    for (const Model* model : before.expect.keeps) {
      if (!kept(now, model)) weakened(now.name + ": had to keep " + std::string(model->id) + " before, has not to now");
    }
    for (const Model* model : now.expect.keeps) {
      if (!kept(before, model)) changed(now.name + ": has to keep " + std::string(model->id) + " now, had not to before");
    }
    for (const Model* model : before.expect.caught) {
      if (has(now.expect.caught, model)) continue;
      const std::string text = now.name + ": had to be caught at " + std::string(model->id) + " before, has not to now";
      kept(now, model) ? changed(text + ": it has to keep it") : weakened(text);
    }
    for (const Model* model : now.expect.caught) {
      if (!has(before.expect.caught, model))
        changed(now.name + ": has to be caught at " + std::string(model->id) + " now, had not to before");
    }
    const auto flag = [&](bool was, bool is, bool instead, const std::string& what) {
      if (was && !is && !instead) weakened(now.name + ": had to " + what + " before, has not to now");
      if (is && !was) changed(now.name + ": has to " + what + " now, had not to before");
    };
    flag(before.expect.invariants, now.expect.invariants, now.expect.breaks_invariant, "keep its invariants");
    flag(before.expect.breaks_invariant, now.expect.breaks_invariant, now.expect.invariants, "be caught at an invariant");
    flag(before.expect.available, now.expect.available, false, "answer everything once healed");
  }

  void canary(const CaseResult& before, const CaseResult& now) {
    const std::uint64_t was = seeds_until_caught(before, base_.seeds), is = seeds_until_caught(now, result_.seeds);
    if (was > 0 && is > 0 && was != is)
      changed(now.name + ": caught after " + counted(was, "seed") + " before, after " + std::to_string(is) + " now");
    if (was == 0 && is > 0) changed(now.name + ": survived before, caught after " + counted(is, "seed") + " now");
  }

  /// Classes seed by seed. Answers what runs have come down to.
  std::set<std::string> strengths(const CaseResult& before, const CaseResult& now, Range common) {
    const Strengths was(before), is(now);
    std::set<std::string> down;
    if (was.usual.empty() || is.usual.empty() || common.size() == 0) return down;
    const std::uint64_t known_to = std::min(was.known_to, is.known_to);
    if (known_to < common.to) {
      if (before.weaker != now.weaker || before.strongest != now.strongest) {
        changed(now.name + ": too many weaker runs to list; those under " +
                (known_to > common.from ? "seeds below " + std::to_string(known_to) : "no seed") + " are compared one by one" +
                (before.runs == now.runs ? ", all by their number" : ""));
      }
      if (before.runs == now.runs && common.size() == now.runs) sizes(before, now, down);
      common.to = std::max(known_to, common.from);
    }
    std::map<std::pair<std::string, std::string>, Group> groups;
    std::set<std::uint64_t> listed;
    for (const auto* weaker : {&was.weaker, &is.weaker}) {
      for (const auto& [seed, strength] : *weaker) {
        if (common.contains(seed)) listed.insert(seed);
      }
    }
    for (const std::uint64_t seed : listed) groups[{was.of(seed), is.of(seed)}].add(seed);
    if (common.size() > listed.size()) {
      Group& rest = groups[{was.usual, is.usual}];
      std::uint64_t left = common.size() - listed.size(), named = 0;
      for (std::uint64_t seed = common.from; named < kNamedSeeds && left > named; ++seed) {
        if (listed.contains(seed)) continue;
        rest.add(seed);
        ++named;
      }
      rest.count += left - named;
    }
    for (const auto& [change, group] : groups) {
      const auto& [from, to] = change;
      if (from == to) continue;
      const std::string text = now.name + ": " + words(from) + " before, " + words(to) + " now (" + group.text() + ")";
      const bool known = from != kUndecided && to != kUndecided;
      if (!known || weakness(to) < weakness(from)) {
        changed(text);
      } else {
        weakened(text);
        down.insert(to);
      }
    }
    return down;
  }
  /// Classes by their sizes, over the same seeds.
  void sizes(const CaseResult& before, const CaseResult& now, std::set<std::string>& down) {
    const auto at_most = [](const CaseResult& one, std::size_t weak) {
      std::uint64_t count = 0;
      for (const auto& [strength, runs] : one.strongest) count += strength != kUndecided && weakness(strength) >= weak ? runs : 0;
      return count;
    };
    std::set<std::string> all;
    for (const auto* strongest : {&before.strongest, &now.strongest}) {
      for (const auto& [strength, runs] : *strongest) all.insert(strength);
    }
    all.erase(std::string(kUndecided));
    for (const std::string& strength : all) {
      const std::uint64_t was = at_most(before, weakness(strength)), is = at_most(now, weakness(strength));
      if (was == is) continue;
      const std::string text = now.name + ": " + words(strength) + (strength == kNone ? " holds in " : " or weaker in ") +
                               std::to_string(was) + " of " + counted(before.runs, "run") + " before, in " + std::to_string(is) + " now";
      if (is < was) {
        changed(text);
      } else {
        weakened(text);
        down.insert(strength);
      }
    }
  }
  static std::string words(const std::string& strength) { return strength == kNone ? "no model" : strength; }

  /// Whether a class that runs have come down to says already that the model is violated.
  static bool explained(const std::set<std::string>& down, const Model& model) {
    return std::any_of(down.begin(), down.end(), [&](const std::string& strength) {
      const Model* left = model_named(strength);
      return left == nullptr || !implies(*left, model);
    });
  }

  /// Models violated that never were, beside the chain that classes are made of.
  void models(const CaseResult& before, const CaseResult& now, const Range& common, const std::set<std::string>& down) {
    for (const auto& [id, count] : now.violated) {
      const Model* model = model_named(id);
      const auto was = before.violated.find(id);
      if (count == 0 || was == before.violated.end() || was->second > 0 || model == nullptr || explained(down, *model)) continue;
      const auto first = now.first_violated.find(id);
      const std::string text = now.name + ": " + id + " never violated before, in " + std::to_string(count) + " of " +
                               counted(now.runs, "run") + " now" +
                               (first == now.first_violated.end() ? "" : " (first under seed " + std::to_string(first->second) + ")");
      const bool same_seeds = first == now.first_violated.end() || common.contains(first->second);
      same_seeds ? weakened(text) : changed(text + ", which the base did not run");
    }
  }

  void expectations(const CaseResult& before, const CaseResult& now, const std::set<std::string>& down) {
    const std::vector<Check> were = checks_of(before);
    for (const Check& check : checks_of(now)) {
      const auto was = std::find_if(were.begin(), were.end(), [&](const Check& one) { return one.name == check.name; });
      if (was == were.end() || was->standing == check.standing) continue;
      const std::string_view word = check.standing == CheckStanding::met      ? "met"
                                    : check.standing == CheckStanding::failed ? "not met"
                                                                              : "not judged";
      const std::string text = now.name + ": \"" + check.name + "\" was " +
                               (was->standing == CheckStanding::met      ? "met"
                                : was->standing == CheckStanding::failed ? "not met"
                                                                         : "not judged") +
                               " before, is " + std::string(word) + " now" + (check.message.empty() ? "" : ": " + check.message);
      if (was->standing != CheckStanding::met) {
        changed(text);
      } else if (check.standing == CheckStanding::not_judged) {
        not_judged(text);
      } else if (check.finding != Finding::violated || check.model == nullptr || !explained(down, *check.model)) {
        weakened(text);
      }
    }
  }

  void measurements(const CaseResult& before, const CaseResult& now) {
    if (before.operations == 0 || now.operations == 0) return;
    const double was = before.availability(), is = now.availability();
    if (std::abs(is - was) > tolerances_.availability) {
      const std::string text = now.name + ": availability " + percent(was) + " before, " + percent(is) + " now";
      is < was ? weakened(text) : changed(text);
    }
    if (before.latency.count() > 0 && now.latency.count() > 0) {
      for (const auto& [name, share] : {std::pair("p50", 0.50), std::pair("p95", 0.95), std::pair("p99", 0.99)}) {
        relative(now, std::string("latency ") + name, static_cast<double>(before.latency.percentile(share)),
                 static_cast<double>(now.latency.percentile(share)), tolerances_.latency, latency_text(before.latency, share),
                 latency_text(now.latency, share), now.source == Source::simulated);
      }
    }
    relative(now, "messages an operation", static_cast<double>(before.messages) / static_cast<double>(before.operations),
             static_cast<double>(now.messages) / static_cast<double>(now.operations), tolerances_.messages, messages_text(before),
             messages_text(now), true);
  }

  /// `counts`: more fails; in real time it does not, for another machine or a busy one takes longer too.
  void relative(const CaseResult& one, const std::string& what, double before, double now, double tolerance, const std::string& before_text,
                const std::string& now_text, bool counts) {
    if (std::abs(now - before) <= tolerance * before) return;
    char more[32] = "";
    if (before > 0) std::snprintf(more, sizeof more, " (%+.0f%%)", 100 * (now - before) / before);
    const std::string text = one.name + ": " + what + " " + before_text + " before, " + now_text + " now" + more;
    now > before&& counts ? weakened(text) : changed(text);
  }

  GateResult& result_;
  const GateResult& base_;
  const Tolerances& tolerances_;
};

}  // namespace

void compare(GateResult& result, const GateResult& base, const Tolerances& tolerances) { Comparison(result, base, tolerances).run(); }

}  // namespace clio::gate

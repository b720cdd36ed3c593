// From an engine's core to a counterexample for people: shrink it, find the contradiction, name it, say it, have it confirmed.
//
// Every step is bounded and may fall short without losing what the earlier ones found: a core that could not be shrunk to the end is still a proof; one
// without a cycle still has its operations and a sentence. `degraded` collects what fell short. Nothing here decides whether the history
// violates the model: that was the engine, and the validator has the last word on the evidence.
// Tested by tests/evidence/explain_random_test.cpp, and within limits by tests/evidence/shrink_test.cpp.

#include "checker/explain/explain.hpp"

#include <algorithm>
#include <exception>

#include "checker/explain/anomaly.hpp"
#include "checker/explain/cause.hpp"
#include "checker/explain/contradiction.hpp"
#include "checker/explain/describe.hpp"
#include "checker/explain/object_story.hpp"
#include "checker/explain/sentence.hpp"
#include "checker/explain/shrink.hpp"
#include "checker/explain/small.hpp"
#include "checker/explain/small_core.hpp"
#include "checker/explain/transaction_contradiction.hpp"
#include "checker/explain/transaction_core.hpp"
#include "checker/explain/transaction_words.hpp"
#include "checker/explain/words.hpp"
#include "checker/validate/validate.hpp"

namespace clio {
namespace {

constexpr std::size_t kToldMax = 192;   // operations that are looked at together
constexpr std::size_t kSummedMax = 5000;  // of a counter, whose readings are looked at one by one
constexpr std::size_t kListedMax = 12;  // operations that a sentence names one by one

void degrade(Counterexample& counterexample, const std::string& why) {
  if (!counterexample.degraded.empty()) counterexample.degraded += "; ";
  counterexample.degraded += why;
}

/// Which events can have written at all: an unknown cas only if something it can have found leads up to it.
std::vector<bool> possible_writes(const SmallCore& core) {
  std::vector<bool> possible(static_cast<std::size_t>(core.size()), false);
  for (bool grows = true; grows;) {
    grows = false;
    for (int w = 0; w < core.size(); ++w) {
      const auto at = static_cast<std::size_t>(w);
      if (possible[at] || !core.writes(w)) continue;
      const bool found = std::any_of(core.candidates(w).begin(), core.candidates(w).end(),
                                     [&](int source) { return source == SmallCore::kInitial || possible[static_cast<std::size_t>(source)]; });
      if (!core.unknown(w) || !core.reads(w) || found) possible[at] = grows = true;
    }
  }
  return possible;
}

/// A reading that nothing can have been the source of.
std::optional<int> sourceless(const SmallCore& core) {
  const std::vector<bool> possible = possible_writes(core);
  for (int r = 0; r < core.size(); ++r) {
    const bool found = std::any_of(core.candidates(r).begin(), core.candidates(r).end(),
                                   [&](int source) { return source == SmallCore::kInitial || possible[static_cast<std::size_t>(source)]; });
    if (core.reads(r) && !core.unknown(r) && !found) return r;
  }
  return std::nullopt;
}

void tell_sourceless(const SmallCore& core, int event, const Words& words, Counterexample& counterexample) {
  const History& history = core.history();
  const OpId reading = core.op(event);
  const std::string text = describe(history.value_at(observed_value(history, reading)));
  const std::string key = words.of_key(reading, "to");
  if (is_failed_cas(history, reading)) {
    counterexample.anomaly = Anomaly::thin_air_read;
    counterexample.explanation = words.full(reading) + " did not find " + text + ", but nothing else was ever written" + key + ".";
    return;
  }
  const std::string found = words.full(reading) + " found " + text + ", but ";
  if (const std::optional<OpId> failed = failed_writer_of(history, history.key(reading), observed_value(history, reading))) {
    counterexample.anomaly = Anomaly::aborted_read;
    counterexample.explanation = found + "only " + words.full(*failed) + " wrote it, and that failed.";
    return;
  }
  counterexample.anomaly = Anomaly::thin_air_read;
  if (!core.candidates(event).empty()) {  // unknown compare-and-sets that cannot have succeeded
    const OpId writer = core.op(core.candidates(event).front());
    counterexample.explanation = found + "only " + words.full(writer) + " might have written it, and that would have had to find " +
                                 describe(history.value_at(history.expected(writer))) + ", which was never there.";
    return;
  }
  const bool own = sets_register(history, reading) && history.value(reading) == observed_value(history, reading);
  counterexample.explanation = found + (own ? "nobody else wrote " : "nobody wrote ") + text + key + ".";
}

/// What no order can do, for a violation without a story.
std::string no_order(const Model& model, std::size_t operations) {
  const std::string these = operations == 1 ? "this operation" : "these " + std::to_string(operations) + " operations";
  const std::string which = model.unit == Unit::transaction ? "of the transactions of " + these : "of " + these;
  const bool all_before = model.agreed_by == Agreement::everyone && model.sees == Visibility::arbitrated_before;
  std::string keeping;
  switch (model.extends) {
    case Base::real_time: keeping = " that keeps real time"; break;
    case Base::causal_and_real_time: keeping = " that keeps real time and each process's own order"; break;
    case Base::causal: keeping = all_before ? " that keeps each process's own order" : " that keeps causes before effects"; break;
    case Base::session_order: keeping = " that keeps each process's own order"; break;
    case Base::reads_from: break;
  }
  const std::string whose = model.agreed_by == Agreement::everyone ? "" : " as one process saw them";
  return "No order " + which + whose + keeping + " gives all the recorded answers";
}

void tell_plainly(const Model& model, const Words& words, Counterexample& counterexample) {
  std::string text = no_order(model, counterexample.operations.size());
  if (counterexample.operations.size() <= kListedMax) {
    std::vector<std::string> names;
    for (const OpId op : counterexample.operations) names.push_back(words.full(op));
    text += ": " + listed(names);
  }
  counterexample.explanation = text + ".";
}

void tell_registers(const History& history, const Model& model, Counterexample& counterexample, Budget& budget) {
  const Words words(history, counterexample.operations);
  const SmallCore core(history, model, counterexample.operations);
  if (const std::optional<int> reading = sourceless(core)) {
    tell_sourceless(core, *reading, words, counterexample);
    counterexample.explanation += remarks_of(history, counterexample.operations, words);
    return;
  }
  budget.phase("looking for the shortest cycle");
  if (const std::optional<Contradiction> contradiction = find_contradiction(core, budget)) {
    counterexample.anomaly = anomaly_of(core, *contradiction);
    counterexample.explanation = sentence_of(core, *contradiction, words);
    counterexample.cycle = edges_of(core, *contradiction, words);
  } else {
    tell_plainly(model, words, counterexample);
    if (budget.spent_now()) degrade(counterexample, "no cycle: " + budget.reason());
  }
  counterexample.explanation += remarks_of(history, counterexample.operations, words);
  if (model.extends == Base::real_time) counterexample.explanation += excluded_sources(core, words);
}

void tell_object(const History& history, const Model& model, Counterexample& counterexample) {
  const Words words(history, counterexample.operations);
  counterexample.anomaly = Anomaly::order_violation;
  if (std::optional<Story> story = story_of_object(history, model, counterexample.operations, words)) {
    counterexample.anomaly = story->anomaly;
    counterexample.explanation = std::move(story->sentence);
    counterexample.cycle = std::move(story->cycle);
  } else {
    tell_plainly(model, words, counterexample);
  }
  counterexample.explanation += remarks_of(history, counterexample.operations, words);
}

/// Over transactions. Answers false for objects whose reads have no sources.
bool tell_transactions(const History& history, const Model& model, Counterexample& counterexample, Budget& budget) {
  const Object object = history.object();
  if (object != Object::register_ && object != Object::list && object != Object::set) return false;
  const Words words(history, counterexample.operations);
  const TransactionCore core(history, model, counterexample.operations);
  if (!tell_inconsistency(core, words, counterexample)) {
    budget.phase("looking for the shortest cycle");
    if (const std::optional<TransactionContradiction> contradiction = find_contradiction(core, budget)) {
      const TransactionCase at(core, contradiction->sources);
      counterexample.anomaly = anomaly_of(at, *contradiction);
      counterexample.phenomenon = contradiction->phenomenon;
      counterexample.explanation = sentence_of(at, *contradiction, words);
      counterexample.cycle = edges_of(at, *contradiction, words);
    } else {
      tell_plainly(model, words, counterexample);
      if (budget.spent_now()) degrade(counterexample, "no cycle: " + budget.reason());
    }
  }
  counterexample.explanation += remarks_of(history, counterexample.operations, words);
  return true;
}

void confirm(const History& history, const Model& model, Counterexample& counterexample, const Budget& budget) {
  std::uint64_t steps = 2'000'000;
  if (const auto left = budget.time_left()) {
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(*left).count();
    steps = std::min(steps, 5'000 + 500 * static_cast<std::uint64_t>(milliseconds));
  }
  switch (validate_counterexample(history, model, counterexample.operations, steps)) {
    case Confirmation::confirmed: counterexample.validated = true; break;
    case Confirmation::refuted: degrade(counterexample, "the validator does not see a violation in these operations (a bug of Clio: please report it)"); break;
    case Confirmation::too_large: degrade(counterexample, "not validated: too many operations to try every case"); break;
  }
  if (const std::string wrong = validate_cycle(history, model, counterexample); !wrong.empty()) {
    degrade(counterexample, "no cycle: the validator found that " + wrong + " (a bug of Clio: please report it)");
    counterexample.cycle.clear();
  }
}

void tell(const History& history, const Model& model, Counterexample& counterexample, Budget& budget) {
  const std::size_t told_max = history.object() == Object::counter ? kSummedMax : kToldMax;
  if (counterexample.operations.size() > told_max || budget.spent_now()) {
    counterexample.anomaly = history.object() == Object::register_ ? Anomaly::other_cycle : Anomaly::order_violation;
    counterexample.explanation = no_order(model, counterexample.operations.size()) + ".";
    degrade(counterexample, counterexample.operations.size() > told_max ? "no cycle: too many operations" : "no cycle: " + budget.reason());
    return;
  }
  if (judged_over_transactions(history, model)) {
    if (tell_transactions(history, model, counterexample, budget)) return;
    const Words words(history, counterexample.operations);
    counterexample.anomaly = Anomaly::order_violation;
    tell_plainly(model, words, counterexample);
    counterexample.explanation += remarks_of(history, counterexample.operations, words);
    return;
  }
  if (history.object() == Object::register_) {
    tell_registers(history, model, counterexample, budget);
  } else {
    tell_object(history, model, counterexample);
  }
}

/// Names like "process 7" may start a sentence.
void start_with_capital(std::string& text) {
  if (text.starts_with("process ")) text.front() = 'P';
}

}  // namespace

Counterexample explain(const History& history, const Model& model, std::span<const OpId> core, const Decide& decide, const Limits& limits) {
  Counterexample counterexample{.operations = {core.begin(), core.end()}};
  try {
    Budget budget(limits, limits.explain_time);
    Shrunk shrunk = shrink(history, model, core, decide, budget);
    if (!shrunk.operations.empty()) counterexample.operations = std::move(shrunk.operations);
    counterexample.minimal = shrunk.minimal;
    counterexample.degraded = std::move(shrunk.degraded);
    tell(history, model, counterexample, budget);
    start_with_capital(counterexample.explanation);
    confirm(history, model, counterexample, budget);
    counterexample.cause = cause_of(history, counterexample);
  } catch (const std::exception& problem) {
    if (counterexample.explanation.empty()) counterexample.explanation = no_order(model, counterexample.operations.size()) + ".";
    degrade(counterexample, std::string("explaining was given up: ") + problem.what());
  }
  return counterexample;
}

}  // namespace clio

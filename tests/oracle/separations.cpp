#include "tests/oracle/separations.hpp"

#include <algorithm>
#include <utility>

namespace clio::oracle {
namespace {

Step read(int process, int key, int value) { return {.kind = Kind::read, .process = process, .key = key, .value = value}; }
Step write(int process, int key, int value) { return {.kind = Kind::write, .process = process, .key = key, .value = value}; }
Step cas(int process, int expected, int value) { return {.kind = Kind::cas, .process = process, .value = value, .expected = expected}; }

}  // namespace

std::vector<Pair> pairs_outside_the_lattice(std::span<const Model* const> rows) {
  std::vector<Pair> pairs;
  for (const Model* holds : rows) {
    for (const Model* fails : rows) {
      if (!implies(*holds, *fails, false)) pairs.push_back({holds, fails});
    }
  }
  return pairs;
}

std::vector<Pair> pairs_of_transactions() {
  std::vector<Pair> pairs = pairs_outside_the_lattice(transaction_models());
  std::erase_if(pairs, [](const Pair& pair) { return pair.holds->unit == Unit::either && pair.fails->unit == Unit::either; });
  return pairs;
}

std::string file_name(const Pair& pair) {
  return "separates_" + std::string(pair.holds->id) + "_from_" + std::string(pair.fails->id) + ".history";
}

Separations::Separations(std::span<const Model* const> rows) : rows_(rows), seen_(rows.size(), std::vector<bool>(rows.size(), false)) {}

std::size_t Separations::row_of(const Model& model) const {
  return static_cast<std::size_t>(std::find(rows_.begin(), rows_.end(), &model) - rows_.begin());
}

void Separations::see(const Reference& reference) {
  std::vector<bool> applies, holds;
  for (const Model* model : rows_) {
    applies.push_back(reference.applies(*model));
    holds.push_back(applies.back() && reference.satisfies(*model));
  }
  see(applies, holds, reference.gaps());
}

void Separations::see(const TransactionReference& reference) {
  std::vector<bool> applies;
  for (const Model* model : rows_) applies.push_back(reference.applies(*model));
  see(applies, reference.satisfied(rows_), false);
}

void Separations::see(const std::vector<bool>& applies, const std::vector<bool>& holds, bool gaps) {
  refuted_.clear();
  for (std::size_t a = 0; a < rows_.size(); ++a) {
    for (std::size_t b = 0; b < rows_.size(); ++b) {
      if (!holds[a] || !applies[b] || holds[b]) continue;
      seen_[a][b] = true;
      if (refuted_.empty() && implies(*rows_[a], *rows_[b], gaps)) refuted_ = std::string(rows_[a]->id) + " holds and " + std::string(rows_[b]->id) + " fails";
    }
  }
}

bool Separations::separated(const Pair& pair) const { return seen_[row_of(*pair.holds)][row_of(*pair.fails)]; }

std::vector<Plan> longer_separations() {
  std::vector<Plan> plans;
  const auto add = [&](std::vector<Step> steps) {
    Plan plan;
    plan.steps = std::move(steps);
    plans.push_back(std::move(plan));
  };
  // Causal-convergent without cache: both take the initial value, and neither has to see the other. (Without cas nothing separates these two.)
  add({cas(0, 0, 1), cas(1, 0, 2)});
  // Causal-convergent without pram: what P1 read of y puts both writes of x before its last read, its own one first.
  add({write(0, 0, 1), read(0, 1, 0), read(0, 1, 1), read(0, 0, 1), write(1, 1, 2), write(1, 0, 2), write(1, 1, 1)});
  // Cache without monotonic reads: each key has its order, but together with session order the two orders are a circle.
  add({write(0, 0, 1), write(0, 1, 1), write(1, 1, 2), write(1, 0, 2), read(2, 0, 2), read(2, 0, 1), read(2, 1, 1), read(2, 1, 2)});
  // Weak-causal without monotonic writes: each read orders the two writes of x in a way of its own.
  add({write(0, 0, 1), write(0, 1, 1), write(1, 0, 2), write(1, 1, 2), read(2, 1, 1), read(2, 0, 2), read(2, 1, 2), read(2, 0, 1)});
  // Weak-causal without writes-follow-reads: likewise, the writes of x being known through P1's own read of them.
  add({write(0, 0, 1), read(0, 0, 1), read(0, 0, 2), write(0, 1, 1), read(0, 1, 1), read(0, 0, 1), read(0, 0, 2), write(1, 0, 2)});
  // Linearizable without monotonic writes, and without writes-follow-reads: everything may have happened at the instant at which all intervals touch.
  const auto timed = [&](Step step, Time call, Time response) {
    step.call = call;
    step.response = response;
    plans.back().timed = true;
    plans.back().steps.push_back(step);
  };
  plans.emplace_back();
  timed(write(0, 0, 1), 0, 5), timed(write(0, 1, 1), 5, 9), timed(read(1, 1, 1), 0, 5), timed(read(1, 0, 0), 5, 9);
  plans.emplace_back();
  timed(write(0, 0, 1), 0, 9), timed(read(1, 0, 1), 0, 5), timed(write(1, 1, 1), 5, 9), timed(read(2, 1, 1), 0, 5), timed(read(2, 0, 0), 5, 9);
  return plans;
}

Plan drawn(Plan plan) {
  if (plan.timed) return plan;
  plan.timed = true;
  // What is drawn as one: an operation, or a transaction.
  std::vector<std::pair<std::size_t, std::size_t>> units;  // from a step to behind another
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const bool goes_on = i > 0 && plan.steps[i].txn >= 0 && plan.steps[i].txn == plan.steps[i - 1].txn;
    if (!goes_on) units.emplace_back(i, i);
    units.back().second = i + 1;
  }
  std::vector<bool> placed(units.size(), false);
  const auto next_of_its_process = [&](std::size_t u) {
    for (std::size_t a = 0; a < u; ++a) {
      if (!placed[a] && plan.steps[units[a].first].process == plan.steps[units[u].first].process) return false;
    }
    return !placed[u];
  };
  const auto written = [&](const Step& reading) {
    for (std::size_t u = 0; u < units.size(); ++u) {
      for (std::size_t i = units[u].first; placed[u] && i < units[u].second; ++i) {
        const Step& s = plan.steps[i];
        if (s.kind == Kind::write && s.key == reading.key && s.value == reading.value) return true;
      }
    }
    return false;
  };
  const auto waits_for_its_source = [&](std::size_t u) {
    for (std::size_t i = units[u].first; i < units[u].second; ++i) {
      const Step& reading = plan.steps[i];
      if (reading.kind == Kind::read && reading.value != 0 && !written(reading)) return true;
    }
    return false;
  };
  for (Time column = 0; std::find(placed.begin(), placed.end(), false) != placed.end(); column += 3) {
    std::vector<std::size_t> round, waiting;
    for (std::size_t u = 0; u < units.size(); ++u) {
      if (next_of_its_process(u)) (waits_for_its_source(u) ? waiting : round).push_back(u);
    }
    if (round.empty()) round.push_back(waiting.front());  // reads the future, or what nobody wrote
    for (const std::size_t u : round) {
      placed[u] = true;
      for (std::size_t i = units[u].first; i < units[u].second; ++i) {
        plan.steps[i].call = column;
        plan.steps[i].response = column + 1;
      }
    }
  }
  return plan;
}

}  // namespace clio::oracle

#pragma once

#include <utility>
#include <vector>

#include "checker/engines/causal/events.hpp"
#include "checker/engines/causal/sources.hpp"
#include "tests/oracle/plan.hpp"

namespace clio::test {

/// An untimed register history of any number of processes, keys and values, which are those of the steps; value 0 is null.
[[nodiscard]] inline History history_of_steps(const std::vector<oracle::Step>& steps) {
  HistoryBuilder builder;
  builder.set_timed(false);
  for (const oracle::Step& step : steps) {
    builder.add({.kind = step.kind,
                 .status = step.status,
                 .success = step.success,
                 .process = builder.process(step.process),
                 .key = builder.key(step.key),
                 .value = builder.value(step.value == 0 ? Value() : Value(step.value)),
                 .expected = builder.value(step.expected == 0 ? Value() : Value(step.expected))});
  }
  return std::move(builder).build().value();
}

/// A history with all that the theories take, each read with its only source; those with several are undecided. Stays where it is made.
struct LaidOut {
  explicit LaidOut(History recorded, const Model& model = kCausal)
      : history(std::move(recorded)), relations(history), candidates(relations, model), certain(causal::certain_sources(candidates)), events(relations, certain.of) {}
  LaidOut(const LaidOut&) = delete;
  LaidOut& operator=(const LaidOut&) = delete;

  [[nodiscard]] causal::Event event(std::size_t operation) const { return events.event_of(id_at<OpId>(operation)); }

  History history;
  BaseRelations relations;
  causal::Candidates candidates;
  causal::CertainSources certain;
  causal::Events events;
};

}  // namespace clio::test

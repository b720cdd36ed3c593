#pragma once

#include <string>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/verdict.hpp"
#include "src/gate/shrink.hpp"
#include "src/store/run/run.hpp"

namespace clio::gate {

/// A run made again under the same seed with one thing changed.
struct Counterfactual {
  std::string what;         ///< "with synchronous acknowledgement", "with message 12 from n0 to n2 delivered at once", ...
  bool still_fails = true;  ///< false: the changed thing was needed for the failure
};

/// How a run came to violate a model.
struct Cause {
  std::string sentence;              ///< in one or two sentences; empty: not known
  std::vector<std::string> chain;    ///< the events that led to it, in order of time
  std::vector<Counterfactual> tried; ///< in the order of trying
  bool asynchronous = false;         ///< the model is violated because writes are acknowledged before other replicas hold them: confirmed by replay
};

/// Joins a violation with the trace of its run: which acknowledgement overtook which replication message, what was lost or late, which crash,
/// cut or view change mattered, which replica answered and what it had applied; then confirms by replays with one suspect changed.
/// Preconditions: `run` is what simulate(config) gives, with a trace; `fails(config, run)`; `history` is the history of `run`, and
/// `counterexample` of `model` in it.
[[nodiscard]] Cause cause_of(const store::RunConfig& config, const store::RunResult& run, const History& history, const Model& model,
                             const Counterexample& counterexample, const StillFails& fails);

}  // namespace clio::gate

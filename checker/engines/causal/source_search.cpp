// The search for sources over operations: what it asks of the causal family. The search itself: checker/engines/source_search.cpp. Tested by: tests/causal/source_search_test.cpp.

#include "checker/engines/causal/source_search.hpp"

#include <algorithm>

#include "checker/support/assert.hpp"

namespace clio::causal {
namespace {

/// An unknown cas that took effect and has no source, with its readers; empty if there is none.
std::vector<OpId> unsupported(const Candidates& candidates, const Events& events) {
  for (Event e = 0; e < events.size(); ++e) {
    const OpId op = events.op(e);
    if (candidates.relations().optional(op) && candidates.reads(op) && !events.reads(e)) return {op};
  }
  return {};
}

/// Who makes unknown operations take effect: for each a reader, from which the next leads on, the shortest way to one who certainly took effect.
class ReaderChains {
 public:
  ReaderChains(const BaseRelations& relations, const Events& events) : relations_(relations), events_(events), next_(events.size(), kNoEvent) {
    std::vector<Event> reached;
    const auto reach = [&](Event reader) {
      if (!events_.has_source(reader)) return;
      const Event source = events_.source(reader);
      if (!unknown(source) || next_[source] != kNoEvent) return;
      next_[source] = reader;
      reached.push_back(source);
    };
    for (Event e = 0; e < events.size(); ++e) {
      if (!unknown(e)) reach(e);
    }
    for (std::size_t i = 0; i < reached.size(); ++i) reach(reached[i]);
  }

  /// Adds, to each unknown operation of a conflict, its chain of readers.
  void add_to(std::vector<OpId>& conflict) const {
    const std::size_t size = conflict.size();
    for (std::size_t i = 0; i < size; ++i) {
      for (Event e = events_.event_of(conflict[i]); unknown(e); conflict.push_back(events_.op(e))) {
        e = next_[e];
        CLIO_ASSERT(e != kNoEvent);
      }
    }
    std::sort(conflict.begin(), conflict.end());
    conflict.erase(std::unique(conflict.begin(), conflict.end()), conflict.end());
  }

 private:
  [[nodiscard]] bool unknown(Event e) const { return relations_.optional(events_.op(e)); }

  const BaseRelations& relations_;
  const Events& events_;
  std::vector<Event> next_;
};

}  // namespace

Ruling judge_sources(const Candidates& candidates, const Events& events, const Model& model, Budget& budget, Wanted wanted) {
  Ruling ruling;
  if (std::vector<OpId> conflict = unsupported(candidates, events); !conflict.empty()) ruling.conflicts.push_back(std::move(conflict));
  else ruling = judge(events, model, budget, wanted);
  const BaseRelations& relations = candidates.relations();
  const auto has_unknown = [&](const std::vector<OpId>& conflict) { return std::any_of(conflict.begin(), conflict.end(), [&](OpId op) { return relations.optional(op); }); };
  if (std::none_of(ruling.conflicts.begin(), ruling.conflicts.end(), has_unknown)) return ruling;
  const ReaderChains chains(relations, events);
  for (std::vector<OpId>& conflict : ruling.conflicts) chains.add_to(conflict);
  return ruling;
}

namespace {

class OperationSources final : public SourceProblem {
 public:
  OperationSources(const Candidates& candidates, const Model& model) : candidates_(candidates), relations_(candidates.relations()), likelihood_(relations_), model_(model) {}

  [[nodiscard]] std::pair<Slot, Slot> reads_of(OpId op) const override {
    const auto slot = static_cast<Slot>(op);
    return {slot, slot + (candidates_.reads(op) ? 1 : 0)};
  }
  [[nodiscard]] OpId operation_of(Slot read) const override { return id_at<OpId>(read); }
  [[nodiscard]] OpId best(Slot read) const override { return candidates_.best(id_at<OpId>(read), likelihood_); }
  [[nodiscard]] std::vector<OpId> ranked(Slot read) const override { return candidates_.ranked(id_at<OpId>(read), likelihood_); }
  [[nodiscard]] bool reads_if_chosen(OpId op) const override { return relations_.optional(op) && candidates_.reads(op); }

  [[nodiscard]] SourceRuling judge(const std::vector<OpId>& sources, std::span<const OpId> only, Budget& budget) const override {
    const Events events = only.empty() ? Events(relations_, sources) : Events(relations_, sources, std::vector<OpId>(only.begin(), only.end()));
    Ruling ruling = judge_sources(candidates_, events, model_, budget, Wanted::several);
    return {.spent = ruling.spent, .reason = {}, .conflicts = std::move(ruling.conflicts), .order = std::move(ruling.order)};
  }
  [[nodiscard]] std::vector<OpId> closed(std::vector<OpId> operations) const override { return closed_under_candidates(candidates_, std::move(operations)); }
  [[nodiscard]] std::vector<OpId> by_operation(std::vector<OpId> sources) const override {
    for (OpId& source : sources) {
      if (source == kInitialValue || source == kOpen) source = kNoOp;
    }
    return sources;
  }

 private:
  const Candidates& candidates_;
  const BaseRelations& relations_;
  Likelihood likelihood_;
  const Model& model_;
};

}  // namespace

Finding search_sources(const Candidates& candidates, const CertainSources& certain, const Model& model, Budget& budget, Choosable choosable) {
  return clio::search_sources(OperationSources(candidates, model), certain.of, budget, choosable);
}

}  // namespace clio::causal

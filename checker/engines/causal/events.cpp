// The events of one choice of sources.
//
// Operations are renumbered session by session, so that theories walk each session in memory order and "is in this prefix of that session" is one comparison
// of numbers. Which unknown operations take effect is a closure: whoever is read by an event that takes effect does so too. Tested by tests/causal.

#include "checker/engines/causal/events.hpp"

namespace clio::causal {
namespace {

/// Unknown operations that somebody reads who took effect. Empty where nothing is unknown.
std::vector<bool> effective_unknowns(const BaseRelations& relations, const Sources& sources) {
  std::vector<bool> effective;
  std::vector<OpId> open;
  const auto reach = [&](OpId source) {
    if (source >= kOpen || !relations.optional(source)) return;  // the marks are the largest ids
    if (effective.empty()) effective.resize(sources.size());
    if (effective[index(source)]) return;
    effective[index(source)] = true;
    open.push_back(source);
  };
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (sources[i] < kOpen && !relations.optional(id_at<OpId>(i))) reach(sources[i]);
  }
  while (!open.empty()) {
    const OpId op = open.back();
    open.pop_back();
    reach(sources[index(op)]);
  }
  return effective;
}

}  // namespace

Events::Events(const BaseRelations& relations, const Sources& sources) : relations_(&relations) {
  place_sessions(effective_unknowns(relations, sources));
  const History& history = relations.history();
  key_.resize(op_.size());
  source_.resize(op_.size());
  for (std::size_t e = 0; e < op_.size(); ++e) {
    const OpId op = op_[e], source = sources[index(op)];
    key_[e] = static_cast<std::uint32_t>(history.key(op)) | (relations.writes(op) ? kWrites : 0u);
    if (source == kNoOp) source_[e] = kNoEvent;
    else if (source == kInitialValue) source_[e] = kFromInitial;
    else if (source == kOpen) source_[e] = kUndecided;
    else source_[e] = event_of_[index(source)];
  }
}

void Events::place_sessions(const std::vector<bool>& effective) {
  const BaseRelations& relations = *relations_;
  event_of_.assign(relations.history().size(), kNoEvent);
  op_.reserve(relations.participant_count());
  begin_.reserve(relations.session_count() + 1);
  std::vector<OpId> sides;
  for (std::size_t p = 0; p < relations.session_count(); ++p) {
    begin_.push_back(static_cast<Event>(op_.size()));
    for (const OpId op : relations.session(id_at<ProcessId>(p))) {
      if (relations.optional(op)) {
        if (effective.empty() || !effective[index(op)]) continue;
        if (relations.abandoned(op)) {
          sides.push_back(op);
          before_side_.push_back(op_.size() == begin_.back() ? kNoEvent : static_cast<Event>(op_.size() - 1));
          continue;
        }
      }
      event_of_[index(op)] = static_cast<Event>(op_.size());
      op_.push_back(op);
    }
  }
  begin_.push_back(static_cast<Event>(op_.size()));
  for (const OpId op : sides) {
    event_of_[index(op)] = static_cast<Event>(op_.size());
    op_.push_back(op);
  }
}

std::vector<std::uint32_t> Events::reader_counts() const {
  std::vector<std::uint32_t> counts(size());
  for (const Event source : source_) {
    if (source < kUndecided) ++counts[source];
  }
  return counts;
}

}  // namespace clio::causal

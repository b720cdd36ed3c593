// The events of one choice of sources.
//
// Operations are renumbered session by session, so that theories walk each session in memory order and "is in this prefix of that session" is one comparison
// of numbers. Which unknown operations take effect is a closure: whoever is read by an event that takes effect does so too. Tested by tests/causal.

#include "checker/engines/causal/events.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace clio::causal {
namespace {

/// Unknown operations that somebody among the operations reads who took effect, himself one of them. Empty where nothing is unknown.
class EffectiveUnknowns {
 public:
  /// `only`: the operations, sorted; null: all of them.
  EffectiveUnknowns(const BaseRelations& relations, const Sources& sources, const std::vector<OpId>* only) : relations_(relations), sources_(sources), only_(only) {}

  void see(OpId op) {
    if (sources_[index(op)] < kOpen && !relations_.optional(op)) reach(sources_[index(op)]);
  }
  std::vector<bool> take() {
    while (!open_.empty()) {
      const OpId op = open_.back();
      open_.pop_back();
      reach(sources_[index(op)]);
    }
    return std::move(effective_);
  }

 private:
  void reach(OpId source) {
    if (source >= kOpen || !relations_.optional(source)) return;  // the marks are the largest ids
    if (only_ != nullptr && !std::binary_search(only_->begin(), only_->end(), source)) return;  // nor does it make others effective
    if (effective_.empty()) effective_.resize(sources_.size());
    if (effective_[index(source)]) return;
    effective_[index(source)] = true;
    open_.push_back(source);
  }

  const BaseRelations& relations_;
  const Sources& sources_;
  const std::vector<OpId>* only_;
  std::vector<bool> effective_;
  std::vector<OpId> open_;
};

}  // namespace

Events::Events(const BaseRelations& relations, const Sources& sources) : relations_(&relations) {
  EffectiveUnknowns unknowns(relations, sources, nullptr);
  for (std::size_t i = 0; i < sources.size(); ++i) unknowns.see(id_at<OpId>(i));
  event_of_.assign(sources.size(), kNoEvent);
  place_all(unknowns.take());
  describe(sources);
}

Events::Events(const BaseRelations& relations, const Sources& sources, std::vector<OpId> only)
    : relations_(&relations), restricted_(true), only_(std::move(only)) {
  EffectiveUnknowns unknowns(relations, sources, &only_);
  for (const OpId op : only_) unknowns.see(op);
  event_of_.assign(sources.size(), kNoEvent);
  place_only(unknowns.take());
  describe(sources);
}

void Events::place_all(const std::vector<bool>& effective) {
  op_.reserve(relations_->participant_count());
  begin_.reserve(relations_->session_count() + 1);
  for (std::size_t p = 0; p < relations_->session_count(); ++p) {
    begin_.push_back(static_cast<Event>(op_.size()));
    for (const OpId op : relations_->session(id_at<ProcessId>(p))) place(op, effective);
  }
  place_sides();
}

void Events::place_only(const std::vector<bool>& effective) {
  const History& history = relations_->history();
  std::vector<OpId> ordered;
  std::copy_if(only_.begin(), only_.end(), std::back_inserter(ordered), [&](OpId op) { return relations_->participates(op); });
  std::sort(ordered.begin(), ordered.end(), [&](OpId a, OpId b) {
    return std::pair(history.process(a), relations_->position(a)) < std::pair(history.process(b), relations_->position(b));
  });
  auto op = ordered.begin();
  for (std::size_t p = 0; p < relations_->session_count(); ++p) {
    begin_.push_back(static_cast<Event>(op_.size()));
    for (; op != ordered.end() && history.process(*op) == id_at<ProcessId>(p); ++op) place(*op, effective);
  }
  place_sides();
}

/// Appends an operation to the session that is being placed.
void Events::place(OpId op, const std::vector<bool>& effective) {
  if (relations_->optional(op)) {
    if (effective.empty() || !effective[index(op)]) return;
    if (relations_->abandoned(op)) {
      sides_.push_back(op);
      before_side_.push_back(op_.size() == begin_.back() ? kNoEvent : static_cast<Event>(op_.size() - 1));
      return;
    }
  }
  event_of_[index(op)] = static_cast<Event>(op_.size());
  op_.push_back(op);
}

void Events::place_sides() {
  begin_.push_back(static_cast<Event>(op_.size()));
  for (const OpId op : sides_) {
    event_of_[index(op)] = static_cast<Event>(op_.size());
    op_.push_back(op);
  }
}

void Events::describe(const Sources& sources) {
  const History& history = relations_->history();
  key_.resize(op_.size());
  source_.resize(op_.size());
  for (std::size_t e = 0; e < op_.size(); ++e) {
    const OpId op = op_[e], source = sources[index(op)];
    key_[e] = static_cast<std::uint32_t>(history.key(op)) | (relations_->writes(op) ? kWrites : 0u);
    if (source == kNoOp) source_[e] = kNoEvent;
    else if (source == kInitialValue) source_[e] = kFromInitial;
    else if (source == kOpen || event_of_[index(source)] == kNoEvent) source_[e] = kUndecided;
    else source_[e] = event_of_[index(source)];
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

// From a contradiction of the clocks back to the few events behind it.
//
// The clocks say that an event precedes another, not why. A breadth-first search from the later event backwards finds a path, held to events that the
// earlier one is known to precede; steps within a session are free, since session order survives when what lies between is removed. The edges of the
// path were derived for reasons of their own, before the edge that they explain; these are followed up in turn until only session order and reads-from are left.
// Tested by tests/sequential/saturation_test.cpp (small cores) and agreement_test.cpp (cores violate alone).

#include "checker/engines/sequential/saturation_reasons.hpp"

#include <deque>
#include <numeric>
#include <unordered_map>

namespace clio::sequential {

void Saturation::Reasons::add(Event e) {
  while (e < kInitial && events_.insert(e).second) {
    if (const auto found = s_.resolved_.find(e); found != s_.resolved_.end()) {
      for (const auto& [first, second] : found->second.because) paths_.push_back({first, second, found->second.edges});
    }
    if (e < s_.certain_) return;
    const auto forced = s_.forced_by_.find(e);
    if (forced == s_.forced_by_.end()) return;
    e = forced->second;  // it took effect because this one read it
  }
}

void Saturation::Reasons::add_edge(std::uint32_t edge, Event end) {
  const Derived& derived = s_.edges_[edge];
  add(end);
  add(derived.later);
  if (!edges_.insert(edge).second) return;
  if (!s_.is_initial(derived.earlier)) add(derived.earlier);
  if (derived.sign == kNoEvent) return;
  add_path(derived.sign, derived.seen_by, edge);
}

void Saturation::Reasons::add_path(Event from, Event to, std::uint32_t limit) {
  add(from);
  add(to);
  paths_.push_back({from, to, limit});
}

std::vector<Event> Saturation::Reasons::collect() {
  while (!paths_.empty()) {
    const Path path = paths_.back();
    paths_.pop_back();
    add(path.from);
    add(path.to);
    if (find(path)) continue;
    std::vector<Event> all(s_.problem_->size());
    std::iota(all.begin(), all.end(), Event{0});
    return all;
  }
  return {events_.begin(), events_.end()};
}

std::vector<Event> Saturation::reasons(std::span<const Event> events, std::span<const std::pair<Event, Event>> facts) const {
  Reasons reasons(*this);
  for (const Event e : events) reasons.add(e);
  for (const auto& [first, second] : facts) reasons.add_path(first, second, static_cast<std::uint32_t>(edges_.size()));
  return reasons.collect();
}

/// The number from which on derived edges may rest on its source: they are numbered later.
std::uint32_t Saturation::Reasons::known_since(Event e) const {
  const auto found = s_.resolved_.find(e);
  return found == s_.resolved_.end() ? 0 : found->second.edges + 1;
}

bool Saturation::Reasons::find(const Path& path) {
  const Problem& p = *s_.problem_;
  struct Step {
    Event next = kNoEvent;             // towards path.to
    std::uint32_t edge = kNothing;     // by this derived edge
    bool within_session = false;
  };
  std::unordered_map<Event, Step> steps{{path.to, {}}};
  std::deque<std::pair<Event, Step>> queue;
  const auto expand = [&](Event z) {
    const Event before = p.predecessor(z);
    if (before != kNoEvent && s_.knows(before, path.from) && !steps.contains(before)) queue.emplace_front(before, Step{z, kNothing, true});
    s_.each_input(z, [&](Event input, std::uint32_t edge) {
      if (edge != kNothing && edge >= path.limit) return true;
      // As a source of z, or as a reader of the cluster before: known only once the reader's source is.
      const bool is_source = edge == kNothing && input == s_.source_[z];
      if (known_since(is_source ? z : input) > path.limit || (edge == kNothing && known_since(z) > path.limit)) return true;
      if ((input == path.from || s_.knows(input, path.from)) && !steps.contains(input)) queue.emplace_back(input, Step{z, edge, false});
      return true;
    });
  };
  const auto same_session = [&](Event z) {
    return z >= path.from && !p.optional(z) && p.session(z) == p.session(path.from);
  };
  Event at = path.to;
  while (!same_session(at)) {
    expand(at);
    at = kNoEvent;
    while (!queue.empty()) {
      const auto [z, step] = queue.front();
      queue.pop_front();
      if (!steps.emplace(z, step).second) continue;
      at = z;
      break;
    }
    if (at == kNoEvent) return false;
  }
  while (at != path.to) {
    const Step& step = steps.at(at);
    if (!step.within_session) {
      add(at);
      add(step.next);
      if (step.edge != kNothing) add_edge(step.edge, at);
    }
    at = step.next;
  }
  return true;
}

}  // namespace clio::sequential

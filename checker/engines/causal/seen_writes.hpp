#pragma once

#include "checker/engines/causal/causal_walk.hpp"
#include "checker/engines/causal/key_writers.hpp"
#include "checker/engines/causal/side_sight.hpp"

namespace clio::causal {

/// Which writes a read has in its past beside its source, told while a CausalWalk goes on: of each session the last one only, and only if the source does not have it in its own past.
/// Cost: O(sessions that write the key) for a read. Lifetime: borrows `events`.
template <class Layout>
class SeenWrites {
 public:
  explicit SeenWrites(const Layout& events) : events_(&events), writers_(events), sides_(events) {}
  [[nodiscard]] static std::size_t bytes(const Layout& events) { return KeyWriters<Layout>::bytes(events); }

  /// To be told of each event once it is visited.
  void visit(Event e) {
    if (!events_->is_side(e)) writers_.visit(*events_, e);
  }

  /// Calls see(write) for these; `source_past` is the past of the source with the source itself. The reader's own write is not among them.
  template <class See>
  void beside(Event reader, std::uint32_t key, Past past, Event source, Past source_past, See see) const {
    const std::uint32_t begin = writers_.lanes_begin(key), end = writers_.lanes_end(key);
    std::uint32_t block = end - begin == events_->session_count() ? begin : end;  // with a lane for each session, in their order, one look at several of them says mostly that there is nothing
    for (std::uint32_t lane = begin; lane != end; ++lane) {
      if (lane == block && end - lane >= kBlock) {
        block += kBlock;
        if (nothing_beside(writers_.visited_ends(lane), past + (lane - begin), source_past + (lane - begin))) {
          lane = block - 1;
          continue;
        }
      }
      const std::uint32_t s = writers_.session(lane);
      const Event known = source_past[s], visited = writers_.visited_end(lane);  // NOLINT(clang-analyzer-core.NullDereference)
      if (visited <= known || past[s] <= known) continue;
      if (visited <= past[s]) {
        see(visited - 1);
      } else if (writers_.first(lane) < past[s]) {
        const Event write = writers_.last_before(lane, past[s]);
        if (write >= known) see(write);
      }
    }
    for (const Event side : sides_.on_key(key)) {
      if (side != source && side != reader && sides_.sees(reader, past, side)) see(side);
    }
  }

  /// Some write of the key in the past of the reader, or kNoEvent.
  [[nodiscard]] Event any(Event reader, std::uint32_t key, Past past) const {
    for (std::uint32_t lane = writers_.lanes_begin(key), end = writers_.lanes_end(key); lane != end; ++lane) {
      if (writers_.first(lane) < past[writers_.session(lane)]) return writers_.first(lane);
    }
    for (const Event side : sides_.on_key(key)) {
      if (side != reader && sides_.sees(reader, past, side)) return side;
    }
    return kNoEvent;
  }

  [[nodiscard]] const SideSight<Layout>& sides() const { return sides_; }
  /// Nothing is asked any more but sides(): gives the memory back.
  void finish() { writers_ = KeyWriters<Layout>(); }

 private:
  static constexpr std::uint32_t kBlock = 16;

  /// Whether none of kBlock sessions has a write to tell. Without branches, so that a compiler takes several at once.
  [[nodiscard]] static bool nothing_beside(const Event* visited, const Event* past, const Event* known) {
    std::uint32_t some = 0;
    for (std::uint32_t i = 0; i < kBlock; ++i) some |= static_cast<std::uint32_t>(visited[i] > known[i]) & static_cast<std::uint32_t>(past[i] > known[i]);
    return some == 0;
  }

  const Layout* events_;
  KeyWriters<Layout> writers_;
  SideSight<Layout> sides_;
};

}  // namespace clio::causal

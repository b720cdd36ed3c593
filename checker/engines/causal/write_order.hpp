#pragma once

#include <cstdint>
#include <vector>

#include "checker/engines/causal/events.hpp"
#include "checker/limits.hpp"
#include "checker/models/catalogue.hpp"

namespace clio::causal {

/// From which of one process's events on the process sees each write, under a session guarantee. Visibility never ends once it began.
///
/// The guarantees differ in nothing else. Memory: 4 bytes an event. Cost: O(n) for a process.
class FirstSight {
 public:
  FirstSight(const Events& events, Visibility sees);

  void compute(std::uint32_t process);
  /// The first event of the process that sees the write; kNoEvent: none does.
  [[nodiscard]] Event of(Event write) const { return first_[write]; }
  /// Adds the operations, beside the write and the reader, that make this reader see the write. Precondition: of(write) <= reader.
  void explain(Event write, Event reader, std::vector<OpId>& operations) const;

 private:
  void see(Event write, Event reader) {
    if (reader < first_[write]) first_[write] = reader;
  }

  const Events* events_;
  Visibility sees_;
  std::uint32_t process_ = 0;
  std::vector<Event> first_;
  std::vector<Event> known_end_;  // by session: the end of the events that precede a write which the process has read
};

/// One process's order of all writes under a session guarantee, built from the back: the essay is in write_order.cpp.
class WriteOrder {
 public:
  WriteOrder(const Events& events, Visibility sees);

  enum class Outcome : std::uint8_t { exists, impossible, spent };
  Outcome run(std::uint32_t process, Budget& budget);
  /// After `impossible`: operations that alone are impossible to order.
  [[nodiscard]] std::vector<OpId> why() const;

 private:
  static constexpr std::uint32_t kNobody = 0xffffffffu;

  struct Read {
    Event event, source;
  };
  /// What keeps a write from being taken: `source` is to come after it, because of `reader`.
  struct Blocked {
    Event write = kNoEvent, source = kNoEvent, reader = kNoEvent;
  };
  enum class State : std::uint8_t { left, awaited, taken };

  void list_reads(std::uint32_t process);
  [[nodiscard]] bool sees_write_of_initial();
  void start();
  void advance(std::uint32_t session);
  void try_side(Event e);
  [[nodiscard]] bool take(Event e, std::uint32_t taker);
  [[nodiscard]] bool left(Event e) const { return state_[e] != State::taken; }
  [[nodiscard]] bool all_taken() const;
  [[nodiscard]] Event last_left(std::uint32_t session) const;
  [[nodiscard]] std::vector<OpId> why_cycle() const;

  const Events* events_;
  FirstSight sight_;
  std::uint32_t process_ = 0;
  // The process's reads by key, in session order; those of a key in [reads_begin_[k], reads_begin_[k + 1]).
  std::vector<Read> reads_;
  std::vector<std::uint32_t> reads_begin_;
  std::vector<std::uint32_t> reads_end_;       // by key: reads from here on have sources that are taken
  // Takers: sessions by number, then side events.
  std::vector<Event> end_;
  std::vector<State> state_;                   // by event
  std::vector<std::uint32_t> sides_left_;      // by event: side events that it precedes; empty where there are none
  std::vector<std::uint32_t> ready_;
  std::vector<Blocked> blocked_;               // by taker, with the place where looking goes on
  std::vector<std::uint32_t> resume_;          // by taker
  Blocked initial_;                            // a seen write of a key whose initial value was read
};

}  // namespace clio::causal

#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "checker/engines/causal/session_writes.hpp"
#include "checker/limits.hpp"
#include "checker/models/catalogue.hpp"

namespace clio::causal {

/// From which of one process's reads on the process sees each write, under a session guarantee. Visibility never ends once it began.
///
/// The guarantees differ in nothing else. Memory: 4 bytes a write. Cost: O(n) for a process.
class FirstSight {
 public:
  static constexpr std::uint32_t kNever = std::numeric_limits<std::uint32_t>::max();

  FirstSight(const SessionWrites& writes, Visibility sees);

  void compute(std::uint32_t process);
  /// The first read of the process that sees the write; kNever: none does.
  [[nodiscard]] std::uint32_t of(Write write) const { return first_[write]; }
  /// Adds the operations, beside the write and the read, that make this read see the write. Precondition: of(write) <= read.
  void explain(Write write, std::uint32_t read, std::vector<OpId>& operations) const;

 private:
  void see(Write write, std::uint32_t read) {
    if (read < first_[write]) first_[write] = read;
  }
  void see_own_writes();
  [[nodiscard]] Write connection(Write write, std::uint32_t read, std::uint32_t through) const;

  const SessionWrites* writes_;
  Visibility sees_;
  std::uint32_t process_ = 0;
  std::vector<std::uint32_t> first_;  // by write
  // By session: how far what precedes a write that the process has read is known; a write for monotonic-writes, a read for writes-follow-reads.
  std::vector<std::uint32_t> known_end_;
};

/// One process's order of all writes under a session guarantee, built from the back: the essay is in write_order.cpp.
/// Memory: 4 bytes a write and 12 bytes a read of the process. Lifetime: borrows `writes`.
class WriteOrder {
 public:
  WriteOrder(const SessionWrites& writes, Visibility sees);
  /// How many bytes the tables take at most.
  [[nodiscard]] static std::size_t bytes(const SessionWrites& writes) {
    return (writes.first_side() == writes.size() ? 4 : 8) * writes.size() + 12 * writes.longest_reads() + 16 * writes.events().key_count() + 48 * writes.lane_count();
  }

  enum class Outcome : std::uint8_t { exists, impossible, spent };
  Outcome run(std::uint32_t process, Budget& budget);
  /// After `impossible`: operations that alone are impossible to order.
  [[nodiscard]] std::vector<OpId> why() const;

 private:
  static constexpr Write kNoWrite = SessionWrites::kNoWrite;
  static constexpr Write kInitial = SessionWrites::kInitial;
  static constexpr std::uint32_t kNobody = 0xffffffffu;

  /// A read by its number, with its source.
  struct Read {
    std::uint32_t number;
    Write source;
    std::uint32_t lane;
  };
  /// What keeps a write from being taken: `source` is to come after it, because of `read`.
  struct Blocked {
    Write write = kNoWrite, source = kNoWrite;
    std::uint32_t read = FirstSight::kNever;
    std::uint32_t source_lane = 0;
  };

  void list_reads();
  [[nodiscard]] bool sees_write_of_initial();
  void start();
  void advance(std::uint32_t lane);
  [[nodiscard]] bool may_take(Write w, std::uint32_t lane);
  void wait(std::uint32_t lane, const Blocked& blocked);
  void wake(Write taken, std::uint32_t lane);
  void take_side(Write w);
  [[nodiscard]] bool left(const Read& read) const { return read.source < end_[read.lane]; }
  [[nodiscard]] bool own_read(const Read& read, Write w) const { return writes_->read(read.number).event == writes_->event(w); }
  [[nodiscard]] bool all_taken() const;
  [[nodiscard]] std::vector<OpId> why_cycle() const;

  const SessionWrites* writes_;
  FirstSight sight_;
  std::uint32_t process_ = 0;
  // The process's reads by key, in session order; those of a key in [reads_begin_[k], reads_begin_[k + 1]).
  std::vector<Read> reads_;
  std::vector<std::uint32_t> reads_begin_;
  std::vector<std::uint32_t> reads_end_;       // by key: reads from here on have sources that are taken
  std::vector<std::uint32_t> initial_last_, initial_last_but_one_;  // by key: reads of the initial value
  // By lane.
  std::vector<Write> end_;                     // the end of what is left
  std::vector<Write> awaited_;                 // the last write of the lane that somebody waits for, or kNoWrite
  std::vector<std::uint32_t> waiting_head_;    // the lanes that wait for writes of this one
  std::vector<std::uint32_t> waiting_next_;
  std::vector<Blocked> blocked_;
  std::vector<std::uint32_t> resume_;          // the place among the key's reads where looking goes on
  std::vector<std::uint32_t> sides_left_;      // by write: side events that it precedes; empty where there are none
  std::vector<std::uint32_t> ready_;           // lanes that may be able to go on
  Blocked initial_;                            // a seen write of a key whose initial value was read
};

}  // namespace clio::causal

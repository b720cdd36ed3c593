#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "checker/history/history.hpp"

namespace clio {

/// A value of a key: where writes and reads meet. Dense; the cells of one key are adjacent.
enum class CellId : std::uint32_t {};
inline constexpr CellId kNoCell{std::numeric_limits<std::uint32_t>::max()};

/// What follows from the history alone, for every engine: session order, real time, and who may have written what a read returned.
///
/// Only operations that can matter take part: ok ones, and unknown ones that may have changed something (an unknown read or contains
/// says nothing; failed operations did not happen). An unknown operation follows its predecessors in its process and precedes nothing.
/// Cost: O(n) expected, O(n log n) where the file is not in order of call. Memory: at most 36 bytes an operation.
/// Lifetime: borrows `history`. With `jobs` above 1 sessions and cells of a large one are made on two threads.
class BaseRelations {
 public:
  explicit BaseRelations(const History& history, unsigned jobs = 1);

  [[nodiscard]] const History& history() const { return *history_; }
  [[nodiscard]] std::size_t participant_count() const { return session_ops_.size(); }
  [[nodiscard]] bool participates(OpId op) const { return position_[index(op)] != kNowhere; }
  /// Whether it may or may not have taken effect.
  [[nodiscard]] bool optional(OpId op) const { return history_->status(op) == Status::unknown; }

  // Session order.
  [[nodiscard]] std::size_t session_count() const { return session_begin_.size() - 1; }  ///< processes, those without participants included
  /// The participants of a process in program order (unknown ones included, at their place).
  [[nodiscard]] std::span<const OpId> session(ProcessId process) const {
    return {session_ops_.data() + session_begin_[index(process)], session_ops_.data() + session_begin_[index(process) + 1]};
  }
  /// Whether each process's operations stand in the file in program order.
  [[nodiscard]] bool sessions_in_file_order() const { return sessions_in_file_order_; }
  /// Place of a participant in its session.
  [[nodiscard]] std::uint32_t position(OpId op) const { return position_[index(op)]; }
  [[nodiscard]] bool session_ordered(OpId a, OpId b) const {
    return history_->process(a) == history_->process(b) && !optional(a) && position(a) < position(b);
  }
  /// Whether an unknown operation is followed by another participant of its process (if none is, its place in the chain is harmless).
  [[nodiscard]] bool abandoned(OpId op) const {
    return optional(op) && position(op) + 1 < session(history_->process(op)).size();
  }

  // Real time (timed histories only). Closed intervals: what touches is concurrent.
  /// response + clock uncertainty, saturated; kNever for unknown operations.
  [[nodiscard]] Time settled(OpId op) const {
    const Time response = history_->response(op), uncertainty = history_->header().clock_uncertainty;
    return response >= kNever - uncertainty ? kNever : response + uncertainty;
  }
  [[nodiscard]] bool before_in_real_time(OpId a, OpId b) const { return settled(a) < history_->call(b); }
  /// Whether session order lies within real time.
  [[nodiscard]] bool gaps() const { return gaps_; }

  // Keys.
  /// The participants on a key, in file order.
  [[nodiscard]] std::span<const OpId> on_key(KeyId key) const {
    return {key_ops_.data() + key_begin_[index(key)], key_ops_.data() + key_begin_[index(key) + 1]};
  }

  // Values, of register histories only. (For other objects there are no cells.)
  /// Whether it observes the key: an ok read, or an ok cas, successful or not. An unknown cas does not count.
  [[nodiscard]] bool reads(OpId op) const { return read_cell_[index(op)] != kNothing; }
  /// Whether it sets the key: a write, delete, successful cas, or an unknown one of these.
  [[nodiscard]] bool writes(OpId op) const { return write_cell_[index(op)] != kNoCell; }
  /// The cell that a read returned; for a failed cas the cell that it did *not* find. Precondition: reads(op), or op is an unknown cas
  /// (then the cell it needs for success).
  [[nodiscard]] CellId read_cell(OpId op) const { return static_cast<CellId>(read_cell_or_need(op) & ~kOther); }
  /// Whether it is a failed cas: it read any cell of its key other than read_cell(op).
  [[nodiscard]] bool reads_other(OpId op) const { return reads(op) && (read_cell_[index(op)] & kOther) != 0; }
  [[nodiscard]] CellId write_cell(OpId op) const { return write_cell_[index(op)]; }

  [[nodiscard]] std::size_t cell_count() const { return cell_key_.size(); }
  [[nodiscard]] KeyId key_of(CellId cell) const { return cell_key_[index(cell)]; }
  /// The cells of a key are first_cell(key) up to, not including, end_cell(key).
  [[nodiscard]] CellId first_cell(KeyId key) const { return id_at<CellId>(cell_begin_[index(key)]); }
  [[nodiscard]] CellId end_cell(KeyId key) const { return id_at<CellId>(cell_begin_[index(key) + 1]); }
  /// The participants that write the cell's value to its key, in file order.
  [[nodiscard]] std::span<const OpId> writers(CellId cell) const {
    return {writers_.data() + writers_begin_[index(cell)], writers_.data() + writers_begin_[index(cell) + 1]};
  }
  /// The cell of the key's initial value: the first of the key's cells.
  [[nodiscard]] CellId initial_cell(KeyId key) const { return first_cell(key); }
  [[nodiscard]] bool is_initial(CellId cell) const { return cell == initial_cell(key_of(cell)); }

  /// Whether every exact read of the key has at most one source: no value is written twice, nor is the initial value written. (A failed cas
  /// may still have many.)
  [[nodiscard]] bool distinct(KeyId key) const { return distinct_[index(key)]; }
  [[nodiscard]] bool all_distinct() const { return all_distinct_; }
  /// Whether some participant is a failed cas (its source is a choice even where values are distinct).
  [[nodiscard]] bool has_failed_cas() const { return has_failed_cas_; }
  [[nodiscard]] bool has_cas() const { return has_cas_; }

 private:
  static constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::uint32_t kNothing = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::uint32_t kOther = 0x80000000u;

  [[nodiscard]] std::uint32_t read_cell_or_need(OpId op) const {
    return read_cell_[index(op)] != kNothing ? read_cell_[index(op)] : needed_cell_[index(op)];
  }
  void order_sessions();
  void sort_sessions();
  [[nodiscard]] bool leaves_gaps(ProcessId process) const;
  void group_by_key();
  void make_cells();
  void number_cells();

  const History* history_;
  std::vector<std::uint32_t> session_begin_, position_, key_begin_;
  std::vector<OpId> session_ops_, key_ops_;
  std::vector<std::uint32_t> read_cell_;    // kOther marks a failed cas
  std::vector<std::uint32_t> needed_cell_;  // of unknown cas; empty where there is none
  std::vector<CellId> write_cell_;
  std::vector<KeyId> cell_key_;
  std::vector<std::uint32_t> cell_begin_, writers_begin_;
  std::vector<OpId> writers_;
  std::vector<bool> distinct_;
  bool sessions_in_file_order_ = true, gaps_ = true, all_distinct_ = true, has_failed_cas_ = false, has_cas_ = false;
};

}  // namespace clio

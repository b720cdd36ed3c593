#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"

namespace clio {

/// What may be left out of a history so that a violation by the rest is still one of the whole (docs/semantics.md, "consequences"; for objects other
/// than registers the essay of removal.cpp).
///
/// Operations are counted within `operations()`; a set of them is a vector of flags. Borrows the history and the model.
class Removal {
 public:
  using Kept = std::vector<std::uint8_t>;

  /// How many pairs of a reading and a write that it may depend on are listed at most.
  static constexpr std::uint64_t kNeedsMax = 20'000'000;

  /// The operations are those of `core`, of them the participants, and whatever they may depend on.
  Removal(const History& history, const Model& model, std::span<const OpId> core, std::uint64_t needs_max = kNeedsMax);

  [[nodiscard]] const std::vector<OpId>& operations() const { return ops_; }
  /// All of `core`, closed.
  [[nodiscard]] const Kept& start() const { return start_; }
  /// Takes out of `kept` what cannot stay without something that is missing. What remains is closed. O(operations), O(operations log operations)
  /// for objects other than registers, times the length of the longest chain of such dependencies.
  void trim(Kept& kept) const;

  /// Whether nothing that could be left out is kept. Otherwise what reads may have found was too much to list, and they keep every write of the value.
  [[nodiscard]] bool exact() const { return exact_; }

  /// Whether every closed superset of a violating closed set violates the model too. Not so under real time, nor where a write stays a source only because
  /// what overwrote it in its own transaction is missing. O(operations).
  [[nodiscard]] bool monotone() const;
  /// Whether the row is about transactions of several operations, so that these are worth leaving out as a whole.
  [[nodiscard]] bool by_transactions() const { return over_transactions_ && history_->transactional(); }
  /// `kept` without the writes that are there only because some write of their value has to be, but for those best shown. Not trimmed.
  [[nodiscard]] Kept without_spare_sources(const Kept& kept) const;
  /// How many operations each one cannot stay without (registers; 0 for other objects).
  [[nodiscard]] std::vector<std::uint32_t> wants() const;
  /// Families of operations that are worth leaving out together, coarse ones first: keys, processes, values. The families of one level are disjoint.
  [[nodiscard]] std::vector<std::vector<std::vector<std::uint32_t>>> families() const;

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  struct Gone;  // a summary of what was left out
  void close_register_core(std::span<const OpId> core);
  bool close_in_real_time(std::span<const OpId> core);
  bool close_by_final_writes(std::span<const OpId> core);
  bool close_by_sources(std::span<const OpId> core);
  void keep_whole(std::span<const OpId> core);
  /// Within transactions, by operation: the last earlier write to the same place, and of writes the last one, if that is another. kNoOp.
  struct Own {
    std::vector<OpId> before, last;
  };
  template <class PlaceOf>
  [[nodiscard]] Own own_writes(std::size_t places, PlaceOf place_of) const;
  void find_own_writes();
  void set_needs(std::vector<OpId> members, const std::vector<std::pair<OpId, OpId>>& needs, const std::vector<std::pair<OpId, OpId>>& any);
  void place_own_writes();
  bool trim_by_own_writes(Kept& kept) const;
  void trim_by_needs(Kept& kept) const;
  void lose_dependents(std::vector<std::uint32_t> lost, Kept& kept) const;
  void take_keys_of(std::span<const OpId> core);
  void rank_places();
  void make_cells();
  void pair_locks();
  void trim_register(Kept& kept) const;
  bool trim_object_once(Kept& kept) const;

  [[nodiscard]] bool reads_register(OpId op) const;
  [[nodiscard]] bool observes(OpId op) const;
  [[nodiscard]] bool changes_nothing(OpId op) const;
  [[nodiscard]] bool found(OpId observer, ValueId value) const;
  [[nodiscard]] std::vector<ValueId> values_found(OpId observer) const;
  [[nodiscard]] bool noticed(std::uint32_t observer, const Gone& gone) const;
  [[nodiscard]] bool lock_matters(std::uint32_t gone, const Kept& kept) const;

  const History* history_;
  const Model* model_;
  std::uint64_t needs_max_;
  bool over_transactions_ = false;  // the row's relations are between transactions
  bool versioned_ = false;          // and reads have sources: registers, sets, lists
  bool exact_ = true;
  std::vector<OpId> ops_;  // sorted
  Kept start_;

  // Registers under real time, and registers, sets and lists over transactions: the readings for which a write is needed, by position (empty where closure is by cells); and the
  // readings that need any one write of a right value, with the one that is best shown.
  std::vector<std::vector<std::uint32_t>> needed_by_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> need_any_;
  Own own_;  // registers over transactions, while the sets are closed
  // Registers. A cell is a value of a key.
  std::vector<std::uint32_t> write_cell_, read_cell_;             // by operation; kNone
  std::vector<std::uint8_t> reads_other_;                         // failed cas: any cell of the key but read_cell_
  std::vector<std::vector<std::uint32_t>> writers_, readers_;     // by cell
  std::vector<std::uint32_t> key_of_cell_;                        // dense
  std::vector<std::uint32_t> overwriting_, own_before_;           // over transactions, by operation: what overwrites it in its transaction, what it finds there; kNone

  // Other objects.
  std::vector<std::uint32_t> place_;                              // by operation: rank by call, ties by id; grows along a session
  // Mutexes.
  std::vector<std::uint32_t> partner_;                            // the acquire's release or the release's acquire; kNone
  std::vector<std::uint32_t> holder_group_;                       // by operation: operations of one process on one key
  std::vector<std::vector<std::uint32_t>> certain_of_group_;      // the ok ones
  std::vector<std::uint8_t> group_touches_;
};

}  // namespace clio

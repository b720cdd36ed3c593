#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"

namespace clio {

/// A few operations of a register history, closed under possible sources, seen as the events of a row's definition. Events are counted from 0 in the
/// order of their ids.
class SmallCore {
 public:
  static constexpr int kInitial = -1;   ///< as a source: the initial value
  static constexpr int kNoSource = -2;  ///< not a reading event, or none chosen

  /// Precondition: the operations are sorted participants. Borrows the history and the model.
  SmallCore(const History& history, const Model& model, std::span<const OpId> operations);

  [[nodiscard]] const History& history() const { return *history_; }
  [[nodiscard]] const Model& model() const { return *model_; }
  [[nodiscard]] int size() const { return static_cast<int>(ops_.size()); }
  [[nodiscard]] OpId op(int event) const { return ops_[static_cast<std::size_t>(event)]; }
  [[nodiscard]] bool contains(OpId op) const { return std::binary_search(ops_.begin(), ops_.end(), op); }
  [[nodiscard]] KeyId key(int event) const { return history_->key(op(event)); }
  [[nodiscard]] ProcessId process(int event) const { return history_->process(op(event)); }
  [[nodiscard]] bool writes(int event) const { return writes_[static_cast<std::size_t>(event)] != 0; }
  [[nodiscard]] bool reads(int event) const { return reads_[static_cast<std::size_t>(event)] != 0; }
  [[nodiscard]] bool unknown(int event) const { return history_->status(op(event)) == Status::unknown; }
  [[nodiscard]] bool same_key(int a, int b) const { return key(a) == key(b); }
  /// Where a reading event may have read from: writing events of a right value and kInitial. (Without regard to order.)
  [[nodiscard]] const std::vector<int>& candidates(int reading) const { return candidates_[static_cast<std::size_t>(reading)]; }

  /// A way to match readings with writes, or some of them: by event; kNoSource where nothing is chosen. Unknown operations take effect where something was
  /// read from them.
  using Sources = std::vector<int>;
  /// Whether an event took effect, as far as the sources chosen tell.
  [[nodiscard]] static bool effective(const SmallCore& core, const Sources& sources, int event);

 private:
  const History* history_;
  const Model* model_;
  std::vector<OpId> ops_;
  std::vector<std::uint8_t> writes_, reads_;
  std::vector<std::vector<int>> candidates_;
};

}  // namespace clio

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/formats/lecture/layout.hpp"
#include "checker/history/history.hpp"

namespace clio::lecture {

/// What a picture of a history is put together from: a block and a text for each transaction, by TxnId. Blocks without times stand to the right of their
/// predecessors and of what they read from.
struct Pieces {
  std::vector<Block> blocks;
  std::vector<std::string> texts;
  std::optional<OpId> clipped;  ///< an operation whose uncertain response lies beyond the next call of its process
};
[[nodiscard]] Pieces pieces_of(const History& history);

/// An operation without its process and its outcome: "R(x)a".
[[nodiscard]] std::string answer_text(const History& history, OpId op);
/// "?" unknown, "!" failed, nothing for ok.
[[nodiscard]] std::string_view outcome_text(Status status);
/// Whether a transaction of one operation is written in brackets: in a history that would otherwise seem to have no transactions.
[[nodiscard]] bool brackets_everywhere(const History& history);

}  // namespace clio::lecture

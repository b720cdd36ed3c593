#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/format.hpp"
#include "adapters/formats/jepsen/events.hpp"
#include "adapters/formats/jepsen/values.hpp"

namespace clio::elle {

/// Whether a value reads like a transaction: a vector whose first element is a micro-operation, [:r x 1].
[[nodiscard]] bool looks_like_transaction(std::string_view value, edn::Lexer& lexer);
/// What the transactions work on: lists where one appends, registers where one writes; where they only read, lists if something that was read is a vector.
[[nodiscard]] Object object_of(const jepsen::Log& log, std::string_view text, edn::Lexer& lexer);

/// Reads transactions as Elle has them: vectors of micro-operations [:r key answer], [:w key value] or [:append key value] (:read and :write too).
class TransactionReader {
 public:
  TransactionReader(std::string_view text, edn::Lexer& lexer, HistoryBuilder& builder, jepsen::ValueReader& values, const ReadOptions& options)
      : text_(text), lexer_(lexer), builder_(builder), values_(values), options_(options) {}

  /// The rows of a transaction, without process, times and line: of an ok one as it was completed, of any other as it was invoked, and then its
  /// reads say nothing. A nil that was read is the initial value (for a list the empty one), or with `read_nil` unknown the read is left out.
  /// Rows is empty for a transaction that says nothing. Otherwise message() says what was found and what was expected.
  [[nodiscard]] bool read(const jepsen::Recorded& recorded, std::vector<Operation>& rows);
  [[nodiscard]] const std::string& message() const { return message_; }

 private:
  bool rows_of(std::string_view value, bool answers, std::vector<Operation>& rows);
  bool row_of(bool answers, std::vector<Operation>& rows);
  bool read_answer(Operation& row);
  bool wrong(std::string message) {
    message_ = std::move(message);
    return false;
  }

  std::string_view text_;
  edn::Lexer& lexer_;
  HistoryBuilder& builder_;
  jepsen::ValueReader& values_;
  const ReadOptions& options_;
  std::vector<Operation> asked_;
  std::vector<std::size_t> unsaid_;  ///< positions of reads that say nothing
  std::string message_;
};

}  // namespace clio::elle

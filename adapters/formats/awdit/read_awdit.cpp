// One pass: operations are collected until a separator ends their transaction, and a separator of sessions ends that too.
// Tested by tests/adapters/awdit_test.cpp, malformed_test.cpp, tests/conformance/expectations_test.cpp and tests/fuzz/.
#include <vector>

#include "adapters/formats/awdit/awdit.hpp"
#include "adapters/text/line_cursor.hpp"

namespace clio {
namespace {

constexpr std::string_view kTransactionEnd = "-----";
constexpr std::string_view kSessionEnd = "=====";

std::string_view without_blanks(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

bool is_separator(std::string_view line) {
  const std::string_view text = without_blanks(line);
  return text == kTransactionEnd || text == kSessionEnd;
}

struct Line {
  Kind kind;
  std::int64_t key, value;
};

Result<Line, std::string> operation_of(std::string_view text) {
  LineCursor cursor(text);
  const bool read = cursor.take("r ");
  if (!read && !cursor.take("w ")) return Unexpected(cursor.wrong("an operation (r KEY VALUE or w KEY VALUE), ----- or ====="));
  const auto key = cursor.integer();
  if (!key) return Unexpected(cursor.wrong("the key, an integer of 64 bits"));
  const auto value = cursor.integer();
  if (!value) return Unexpected(cursor.wrong("the value, an integer of 64 bits"));
  if (!cursor.at_end()) return Unexpected(cursor.wrong("the end of the line after the value"));
  return Line{read ? Kind::read : Kind::write, *key, *value};
}

class AwditReader {
 public:
  AwditReader(std::string_view text, const ReadOptions& options) : lines_(text, options) {
    if (options.initial) builder_.header().initial = *options.initial;
  }

  HistoryOrErrors read() {
    while (const auto line = lines_.next()) read_line(*line);
    end_transaction();
    return lines_.finish(std::move(builder_));
  }

 private:
  void read_line(std::string_view text) {
    const std::string_view line = without_blanks(text);
    if (line.empty()) return;
    if (line == kTransactionEnd) return end_transaction();
    if (line == kSessionEnd) {
      end_transaction();
      ++session_;
      return;
    }
    const Result<Line, std::string> operation = operation_of(text);
    if (!operation) return lines_.error(operation.error());
    rows_.push_back({.kind = operation->kind, .process = builder_.process(session_), .key = builder_.key(operation->key),
                     .value = builder_.value(operation->value), .line = lines_.short_number()});
  }

  /// Also of a transaction without operations, which says nothing.
  void end_transaction() {
    if (!rows_.empty()) builder_.add_transaction(rows_);
    rows_.clear();
  }

  Lines lines_;
  HistoryBuilder builder_;
  std::vector<Operation> rows_;  ///< of the transaction that is being read
  std::int64_t session_ = 0;
};

}  // namespace

HistoryOrErrors read_awdit(std::string_view text, const ReadOptions& options) { return AwditReader(text, options).read(); }

bool recognises_awdit(std::string_view beginning) {
  const std::string_view line = first_line_of(beginning);
  return !line.empty() && (is_separator(line) || operation_of(line).has_value());
}

}  // namespace clio

// Rows one after the other; those of a transaction stand together. A cell that is a JSON value is that value, any other is the string that it is.
// Tested by tests/adapters/csv_test.cpp, malformed_test.cpp and tests/fuzz/.
#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <map>
#include <set>

#include "adapters/formats/csv/csv.hpp"
#include "adapters/formats/csv/csv_rows.hpp"
#include "adapters/json/strict_json.hpp"
#include "adapters/text/line_cursor.hpp"
#include "adapters/text/utf8.hpp"

namespace clio {
namespace {

enum Field { kProcess, kOp, kKey, kValue, kExpected, kSuccess, kCall, kReturn, kStatus, kTxn, kNode, kVersion, kFields };
constexpr std::array<std::string_view, kFields> kNames{"process", "op", "key", "value", "expected", "success", "call", "return", "status", "txn", "node", "version"};
constexpr std::size_t kNoColumn = std::numeric_limits<std::size_t>::max();
constexpr int kDepthMax = 16;  // of arrays, as in the native format

std::string shown(std::string_view cell) {
  std::string text = shortened(cell, 24);
  std::replace_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return "'" + text + "'";
}

bool is_value(const Json& json, int depth = 0) {
  if (json.type == Json::Type::object || depth > kDepthMax) return false;
  return std::all_of(json.items.begin(), json.items.end(), [&](const Json& item) { return is_value(item, depth + 1); });
}

/// Precondition: the cell is UTF-8.
Value value_of(const std::string& cell) {
  if (cell.empty()) return {};
  std::int64_t number = 0;  // the commonest, at once
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  if (error == std::errc() && end == cell.data() + cell.size() && cell != "-0" && (cell[0] != '0' || cell.size() == 1) && !cell.starts_with("-0")) return Value(number);
  const Result<Json, JsonFault> json = parse_json(cell);
  return json && is_value(*json) ? to_value(*json) : Value(cell);
}

/// Of processes, keys and nodes: integers and strings only.
Value name_of_cell(const std::string& cell) {
  Value value = value_of(cell);
  return value.as_int() || value.as_string() ? value : Value(cell);
}

std::optional<std::int64_t> integer_of(const std::string& cell) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  return error == std::errc() && end == cell.data() + cell.size() && !cell.empty() ? std::optional(number) : std::nullopt;
}

class CsvReader {
 public:
  CsvReader(std::string_view text, const ReadOptions& options) : options_(options), rows_(text) {
    if (options.initial) builder_.header().initial = *options.initial;
    column_.fill(kNoColumn);
  }

  HistoryOrErrors read() {
    if (rows_.next(cells_)) {
      if (std::string wrong = read_names(); !wrong.empty()) {
        error(std::move(wrong));
        return finish();
      }
      while (!full() && rows_.next(cells_)) {
        if (std::string wrong = read_row(); !wrong.empty()) error(std::move(wrong));
      }
      end_transaction();
    }
    if (!rows_.fault().empty() && !full()) error(rows_.fault());
    if (errors_.empty() && builder_.size() != 0) {
      if (const auto object = object_shown_by(kinds_, arrays_)) builder_.header().object = *object;
      else errors_.push_back({0, "found operations that no object has all of; expected those of one object"});
    }
    return finish();
  }

 private:
  [[nodiscard]] bool full() const { return options_.errors_max != 0 && errors_.size() >= options_.errors_max; }
  void error(std::string message) { errors_.push_back({rows_.line(), std::move(message)}); }
  [[nodiscard]] bool has(Field field) const { return column_[field] != kNoColumn; }
  [[nodiscard]] const std::string& cell(Field field) const { return cells_[column_[field]]; }

  HistoryOrErrors finish() {
    if (!errors_.empty()) return Unexpected(std::move(errors_));
    return std::move(builder_).build(options_.errors_max);
  }

  std::string read_names() {
    if (std::string wrong = not_utf8(); !wrong.empty()) return wrong;
    columns_ = cells_.size();
    for (std::size_t f = 0; f < kFields; ++f) {
      const auto mapped = options_.columns.find(std::string(kNames[f]));
      const std::string name = mapped != options_.columns.end() ? mapped->second : std::string(kNames[f]);
      for (std::size_t c = 0; c < cells_.size(); ++c) {
        if (cells_[c] != name) continue;
        if (column_[f] != kNoColumn) return "found two columns " + shown(name) + "; expected one";
        column_[f] = c;
      }
      if (mapped != options_.columns.end() && column_[f] == kNoColumn) return "found no column " + shown(name) + "; expected it to hold the " + std::string(kNames[f]);
    }
    for (const auto& [field, column] : options_.columns) {
      if (std::find(kNames.begin(), kNames.end(), field) == kNames.end()) return "found the field " + shown(field) + " in the mapping; expected process, op, key, value, expected, success, call, return, status, txn, node or version";
    }
    for (const Field field : {kProcess, kOp}) {
      if (!has(field)) return "found no column '" + std::string(kNames[field]) + "'; expected one, or a mapping that names it";
    }
    if (has(kReturn) && !has(kCall)) return "found a column 'return' without 'call'; expected both or none";
    builder_.set_timed(has(kCall));
    return {};
  }

  std::string not_utf8() const {
    for (std::size_t c = 0; c < cells_.size(); ++c) {
      if (first_invalid_utf8(cells_[c])) return "found a byte in cell " + std::to_string(c + 1) + " that is not UTF-8; expected text in UTF-8";
    }
    return {};
  }

  std::string read_row() {
    if (cells_.size() != columns_) return "found " + std::to_string(cells_.size()) + " cells; expected " + std::to_string(columns_) + ", as in the first row";
    if (std::string wrong = not_utf8(); !wrong.empty()) return wrong;
    Operation row;
    const auto kind = kind_named(cell(kOp));
    if (!kind) return "found the operation " + shown(cell(kOp)) + "; expected read, write, cas, delete or one of another object";
    row.kind = *kind;
    if (cell(kProcess).empty()) return "found an empty process; expected an integer or a name";
    row.process = builder_.process(name_of_cell(cell(kProcess)));
    if (has(kKey) && cell(kKey).empty()) return "found an empty key; expected an integer or a name, or no column of keys";
    row.key = builder_.key(has(kKey) ? name_of_cell(cell(kKey)) : Value());
    if (std::string wrong = read_times(row); !wrong.empty()) return wrong;
    if (std::string wrong = read_results(row); !wrong.empty()) return wrong;
    if (has(kNode) && !cell(kNode).empty()) row.node = builder_.node(name_of_cell(cell(kNode)));
    if (has(kVersion) && !cell(kVersion).empty()) {
      row.version = integer_of(cell(kVersion));
      if (!row.version || *row.version == std::numeric_limits<std::int64_t>::min()) return "found the version " + shown(cell(kVersion)) + "; expected an integer of 64 bits";
    }
    row.line = static_cast<std::uint32_t>(std::min<std::size_t>(rows_.line(), std::numeric_limits<std::uint32_t>::max()));
    kinds_ |= 1u << static_cast<unsigned>(row.kind);
    return add(row);
  }

  std::string read_times(Operation& row) const {
    row.status = Status::ok;
    if (has(kCall)) {
      const auto call = integer_of(cell(kCall));
      if (!call) return "found the call " + shown(cell(kCall)) + "; expected an integer of 64 bits";
      row.call = *call;
      const std::string none;
      const std::string& text = has(kReturn) ? cell(kReturn) : none;
      if (text.empty() || text == "null") {
        row.status = Status::unknown;
      } else {
        const auto response = integer_of(text);
        if (!response || *response == kNever) return "found the return " + shown(text) + "; expected an integer of 64 bits, or nothing";
        row.response = *response;
      }
    }
    if (!has(kStatus) || cell(kStatus).empty()) return {};
    for (const Status status : {Status::ok, Status::fail, Status::unknown}) {
      if (cell(kStatus) != name_of(status)) continue;
      row.status = status;
      return {};
    }
    return "found the status " + shown(cell(kStatus)) + "; expected ok, fail or unknown";
  }

  std::string read_results(Operation& row) {
    const bool bare = row.kind == Kind::erase || row.kind == Kind::acquire || row.kind == Kind::release;
    if (has(kValue) && !cell(kValue).empty()) {
      if (bare) return "found a value of " + std::string(name_of(row.kind)) + "; expected none";
      const Value value = value_of(cell(kValue));
      arrays_ = arrays_ || (row.kind == Kind::read && value.as_array());
      row.value = builder_.value(value);
    }
    if (row.kind == Kind::cas) {
      if (has(kExpected)) row.expected = builder_.value(value_of(cell(kExpected)));
    } else if (has(kExpected) && !cell(kExpected).empty()) {
      return "found what " + std::string(name_of(row.kind)) + " expects; expected it of cas only";
    }
    const bool answers = row.kind == Kind::cas || row.kind == Kind::contains;
    const std::string none;
    const std::string& success = has(kSuccess) ? cell(kSuccess) : none;
    if (success.empty()) return answers && row.status == Status::ok ? "found no success of " + std::string(name_of(row.kind)) + "; expected true or false" : std::string();
    if (!answers) return "found the success of " + std::string(name_of(row.kind)) + "; expected it of cas and contains only";
    if (success != "true" && success != "false") return "found the success " + shown(success) + "; expected true or false";
    row.success = success == "true";
    return {};
  }

  std::string add(const Operation& row) {
    const std::string none;
    const std::string& txn = has(kTxn) ? cell(kTxn) : none;
    const bool goes_on = !txn.empty() && !transaction_.empty() && txn == name_ && row.process == transaction_.front().process;
    if (!goes_on) end_transaction();
    if (txn.empty()) {
      builder_.add(row);
      return {};
    }
    if (!goes_on) {
      if (!names_.emplace(row.process, txn).second) return "found transaction " + shown(txn) + " of this process again; expected its rows to stand together";
      name_ = txn;
    } else if (const Operation& first = transaction_.front(); row.status != first.status || row.call != first.call || row.response != first.response) {
      return "found other times or another status than in the first row of the transaction, line " + std::to_string(first.line) + "; expected the same";
    }
    transaction_.push_back(row);
    return {};
  }

  void end_transaction() {
    if (!transaction_.empty()) builder_.add_transaction(transaction_);
    transaction_.clear();
  }

  const ReadOptions& options_;
  csv::Rows rows_;
  HistoryBuilder builder_;
  std::vector<std::string> cells_;
  std::size_t columns_ = 0;
  std::array<std::size_t, kFields> column_{};  ///< by field
  std::vector<Operation> transaction_;
  std::string name_;  ///< of that transaction
  std::set<std::pair<ProcessId, std::string>> names_;
  std::uint32_t kinds_ = 0;  ///< a bit for each that occurs
  bool arrays_ = false;
  std::vector<InputError> errors_;
};

}  // namespace

HistoryOrErrors read_csv(std::string_view text, const ReadOptions& options) { return CsvReader(text, options).read(); }

bool recognises_csv(std::string_view beginning) {
  csv::Rows rows(first_line_of(beginning));
  std::vector<std::string> cells;
  if (!rows.next(cells)) return false;
  return std::find(cells.begin(), cells.end(), "process") != cells.end() && std::find(cells.begin(), cells.end(), "op") != cells.end();
}

std::optional<Object> object_shown_by(std::uint32_t kinds, bool arrays) {
  const auto has_all = [&](Object object) {
    for (unsigned k = 0; k < 32; ++k) {
      if ((kinds >> k & 1u) != 0 && !has_operation(object, static_cast<Kind>(k))) return false;
    }
    return true;
  };
  const bool adds = (kinds >> static_cast<unsigned>(Kind::add) & 1u) != 0;
  for (const Object object : {Object::register_, adds && arrays ? Object::set : Object::counter, Object::set, Object::list, Object::queue, Object::stack, Object::mutex}) {
    if (has_all(object)) return object;
  }
  return std::nullopt;
}

}  // namespace clio

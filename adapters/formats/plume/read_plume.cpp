// The reader of Plume text: bulk goes through a loop that takes the usual line and nothing else; all other lines are read carefully.
//
// The idea: a line is four numbers, so reading is parsing numbers, and what costs time is not knowing how long they are. So a number is taken eight digits at a
// time (adapters/text/digits.hpp), and the end of a line, ",SESSION,TRANSACTION)", is first compared with that of the line before, which it mostly equals:
// then the transaction goes on, and two of four numbers need no reading. Operations go straight into a history's columns.
// Invariant: `columns_` holds the operations in file order, each with the transaction's position in order of first appearance. Where a transaction's lines
// are not adjacent, one stable counting sort by transaction at the end makes its operations so.
// Cost: O(size), one pass; the sort another over the columns. Memory: plume.hpp.
// Reading beyond the text's end is harmless: the loop looks where it is after two numbers, and each of its reads ends at most 16 bytes beyond its number's
// beginning, so less than kPaddingBytes beyond; a line counts only if its line break is within the text.
// Tested by tests/adapters/plume_test.cpp, malformed_test.cpp and tests/fuzz/.
#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include "adapters/formats/plume/plume.hpp"
#include "adapters/formats/plume/plume_line.hpp"
#include "adapters/text/digits.hpp"
#include "adapters/text/integer_ids.hpp"
#include "adapters/text/line_cursor.hpp"

namespace clio {
namespace {

using plume::kAborted;
using plume::Line;

constexpr std::size_t kBlockOperations = 4096;  // columns grow by so many at once

/// The end of a line: what follows its value, with the line break. Kept of one line to know it in the next.
class LineEnd {
 public:
  static constexpr std::size_t kBytesMax = 16;

  void remember(const char* text, std::size_t bytes) {
    bytes_ = bytes <= kBytesMax ? bytes : 0;
    text_ = {};
    mask_ = {};
    std::memcpy(text_.data(), text, bytes_);
    std::memset(mask_.data(), 0xff, bytes_);
  }
  void forget() { bytes_ = 0; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  /// Precondition: kBytesMax bytes can be read.
  [[nodiscard]] bool stands_at(const char* text) const {
    std::array<std::uint64_t, 2> there;
    std::memcpy(there.data(), text, sizeof there);
    return bytes_ != 0 && (((there[0] & mask_[0]) ^ text_[0]) | ((there[1] & mask_[1]) ^ text_[1])) == 0;
  }

 private:
  std::array<std::uint64_t, 2> text_{}, mask_{};
  std::size_t bytes_ = 0;
};

/// Moves each entry of a column to its new place: `from[i]` says what stands at i afterwards.
template <class T>
void permute(std::vector<T>& column, const std::vector<OpId>& from) {
  std::vector<T> moved(column.size());
  for (std::size_t i = 0; i < moved.size(); ++i) moved[i] = column[index(from[i])];
  column = std::move(moved);
}

class PlumeReader {
 public:
  PlumeReader(std::string_view text, const ReadOptions& options)
      : options_(options), at_(text.data()), begin_(text.data()), end_(text.data() + text.size()) {
    builder_.header().initial = options.initial.value_or(Value(0));
  }

  HistoryOrErrors read() {
    while (at_ < end_ && !full()) {
      read_usual_lines();
      if (at_ < end_) read_any_line();
    }
    if (!errors_.empty()) return Unexpected(std::move(errors_));
    resize_columns(operations_);
    if (scattered_) gather();
    builder_.adopt(std::move(columns_));
    return std::move(builder_).build(options_.errors_max);
  }

 private:
  [[nodiscard]] bool full() const { return options_.errors_max != 0 && errors_.size() >= options_.errors_max; }
  void error(std::string message) { errors_.push_back({line_number_, std::move(message)}); }

  /// All that has an entry an operation.
  template <class Act>
  void each_column(Act act) {
    act(columns_.kind), act(columns_.status), act(columns_.process), act(columns_.key), act(columns_.value), act(columns_.line), act(columns_.transaction);
  }
  void resize_columns(std::size_t operations) {
    each_column([&](auto& column) { column.resize(operations); });
  }
  void reserve_columns(std::size_t operations) {
    each_column([&](auto& column) { column.reserve(operations); });
  }

  /// Room for one more operation. Reserving too much costs addresses, not memory; growing by doubling would cost memory.
  void make_room() {
    if (operations_ < columns_.kind.size()) return;
    if (operations_ == kBlockOperations) {
      const double rest = static_cast<double>(end_ - begin_) / static_cast<double>(at_ - begin_);
      reserve_columns(static_cast<std::size_t>(static_cast<double>(operations_) * rest * 1.2) + kBlockOperations);
    }
    resize_columns(operations_ + kBlockOperations);
  }

  void add(Kind kind, std::int64_t key, ValueId value) {
    make_room();
    const std::size_t i = operations_++;
    columns_.kind[i] = kind;
    columns_.status[i] = status_;
    columns_.process[i] = process_;
    columns_.key[i] = static_cast<KeyId>(keys_.find(key, [&] { return static_cast<std::uint32_t>(builder_.key(key)); }));
    columns_.value[i] = value;
    columns_.line[i] = static_cast<std::uint32_t>(std::min<std::size_t>(line_number_, std::numeric_limits<std::uint32_t>::max()));
    columns_.transaction[i] = transaction_;
  }

  /// Lines as programs write them; stops at the first other one.
  void read_usual_lines() {
    while (at_ < end_ && operations_ < index(kNoOp) - 1) {
      const char* at = at_;
      const bool is_read = *at == 'r';
      if ((!is_read && *at != 'w') || at[1] != '(') break;
      const Digits key = digits_at(at + 2);
      const char* next = at + 2 + key.count;
      if (key.count == 0 || *next != ',') break;
      const Digits value = digits_at(++next);
      next += value.count;
      if (value.count == 0 || next >= end_) break;
      next = line_end_.stands_at(next) ? next + line_end_.bytes() : read_line_end(next);
      if (!next || next > end_) break;
      ++line_number_;
      add(is_read ? Kind::read : Kind::write, static_cast<std::int64_t>(key.number), value_of(value.number));
      at_ = next;
    }
  }

  [[nodiscard]] ValueId value_of(std::uint64_t number) {
    return number <= std::numeric_limits<std::int32_t>::max() ? static_cast<ValueId>(number) : builder_.value(static_cast<std::int64_t>(number));
  }

  /// Another end than that of the line before: mostly, another transaction begins. Null where the line is not usual.
  const char* read_line_end(const char* text) {
    const char* next = text;
    if (*next != ',') return nullptr;
    const Digits session = digits_at(++next);
    next += session.count;
    if (session.count == 0 || *next != ',') return nullptr;
    const Digits transaction = digits_at(++next);
    next += transaction.count;
    if (transaction.count == 0 || *next != ')') return nullptr;
    ++next;
    if (*next == '\r') ++next;
    if (*next != '\n') return nullptr;
    ++next;
    if (next > end_ || enter(static_cast<std::int64_t>(session.number), static_cast<std::int64_t>(transaction.number))) return nullptr;
    line_end_.remember(text, static_cast<std::size_t>(next - text));
    return next;
  }

  /// Makes a transaction the current one, a new one where it is not known. Where it is one of another session, its first operation is the answer.
  [[nodiscard]] std::optional<OpId> enter(std::int64_t session, std::int64_t transaction) {
    const ProcessId process = builder_.process(session);
    bool added = false;
    const std::uint32_t known = transactions_.find(transaction, [&] {
      added = true;
      return static_cast<std::uint32_t>(columns_.begins.size());
    });
    if (added) {
      columns_.begins.push_back(id_at<OpId>(operations_));
    } else {
      const OpId first = columns_.begins[known];
      if (columns_.process[index(first)] != process) return first;
      scattered_ = scattered_ || known + 1 != columns_.begins.size();
    }
    transaction_ = static_cast<TxnId>(known);
    process_ = process;
    status_ = Status::ok;
    return std::nullopt;
  }

  void enter_aborted(std::int64_t session) {
    transaction_ = id_at<TxnId>(columns_.begins.size());
    columns_.begins.push_back(id_at<OpId>(operations_));
    process_ = builder_.process(session);
    status_ = Status::fail;
  }

  void read_any_line() {
    const void* newline = std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_));
    const char* line_end = newline ? static_cast<const char*>(newline) : end_;
    const std::string_view text(at_, static_cast<std::size_t>(line_end - at_));
    at_ = newline ? line_end + 1 : end_;
    ++line_number_;
    line_end_.forget();
    if (is_blank_line(text)) return;
    if (operations_ >= index(kNoOp) - 1) {
      error("found more than " + std::to_string(index(kNoOp) - 1) + " operations; expected fewer in one history");
      at_ = end_;
      return;
    }
    const Result<Line, std::string> line = plume::read_line(text);
    if (!line) return error(line.error() + (newline ? "" : " (the file ends within its last line: was it cut off?)"));
    if (line->transaction == kAborted) {
      enter_aborted(line->session);
    } else if (const std::optional<OpId> first = enter(line->session, line->transaction)) {
      return error("found transaction " + std::to_string(line->transaction) + " in session " + std::to_string(line->session) + "; expected session " +
                   builder_.process_name(columns_.process[index(*first)]).to_json() + ", in which line " +
                   std::to_string(columns_.line[index(*first)]) + " began it");
    }
    add(line->kind, line->key, builder_.value(line->value));
  }

  /// Makes the operations of each transaction adjacent, by a stable counting sort.
  void gather() {
    std::vector<OpId>& begins = columns_.begins;
    std::vector<std::uint32_t> place(begins.size(), 0);
    for (const TxnId txn : columns_.transaction) ++place[index(txn)];
    std::uint32_t before = 0;
    for (std::size_t t = 0; t < begins.size(); ++t) {
      begins[t] = static_cast<OpId>(before);
      before += std::exchange(place[t], before);
    }
    std::vector<OpId>& from = columns_.id_in_file;
    from.resize(operations_);
    for (std::size_t i = 0; i < operations_; ++i) from[place[index(columns_.transaction[i])]++] = id_at<OpId>(i);
    permute(columns_.kind, from);
    permute(columns_.status, from);
    permute(columns_.process, from);
    permute(columns_.key, from);
    permute(columns_.value, from);
    permute(columns_.line, from);
    permute(columns_.transaction, from);
  }

  const ReadOptions& options_;
  const char* at_;
  const char* begin_;
  const char* end_;
  HistoryBuilder builder_;
  TransactionColumns columns_;
  std::size_t operations_ = 0;  ///< columns have room for some more
  IntegerIds keys_, transactions_;
  LineEnd line_end_;  ///< where it stands again, the current transaction goes on
  TxnId transaction_{};
  ProcessId process_{};
  Status status_ = Status::ok;
  bool scattered_ = false;
  std::vector<InputError> errors_;
  std::size_t line_number_ = 0;
};

}  // namespace

HistoryOrErrors read_plume(std::string_view text, const ReadOptions& options) { return PlumeReader(text, options).read(); }

bool recognises_plume(std::string_view beginning) {
  const std::string_view line = first_line_of(beginning);
  return !line.empty() && plume::read_line(line).has_value();
}

}  // namespace clio

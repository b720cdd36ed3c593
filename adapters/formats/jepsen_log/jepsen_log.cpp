#include "adapters/formats/jepsen_log/jepsen_log.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <unordered_map>
#include <utility>

#include "adapters/formats/jepsen/nemesis.hpp"
#include "adapters/text/utf8.hpp"

// One pass: an invocation opens an operation of its process, the next line of that process closes it. Operations keep the order of
// their invocations.

namespace clio {
namespace {

constexpr std::string_view kMarker = "jepsen.util ";
constexpr std::array<std::string_view, 4> kTypes{":invoke", ":ok", ":fail", ":info"};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

void skip_blanks(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

std::string_view take_token(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && !is_blank(text[length])) ++length;
  const std::string_view token = text.substr(0, length);
  text.remove_prefix(length);
  skip_blanks(text);
  return token;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 40;
  if (text.empty()) return "nothing";
  std::string shown = shortened(text, kShown);
  std::replace_if(shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return "'" + shown + "'";
}

/// What a line says after its process and type; `absent` where it gives no value (":timed-out").
struct Payload {
  enum class Form { absent, one, two } form = Form::absent;
  Value first, second;
};

/// The value of an operation, whatever follows it (an error's name).
Result<Payload, std::string> payload_of(Kind kind, std::string_view text) {
  const std::string_view whole = text;
  const auto wrong = [&] {
    return Unexpected("found the value " + quoted(whole) + "; expected " +
                      (kind == Kind::cas ? "two integers or nil in brackets, such as [1 3]" : "an integer or nil"));
  };
  const auto one_of = [&](Value& value) {
    if (text.substr(0, 3) == "nil") {
      text.remove_prefix(3);
      value = Value();
      return true;
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    value = Value(number);
    return true;
  };
  Payload payload;
  if (kind == Kind::cas) {
    payload.form = Payload::Form::two;
    if (text.empty() || text.front() != '[') return wrong();
    text.remove_prefix(1);
    skip_blanks(text);
    if (!one_of(payload.first) || text.empty() || (!is_blank(text.front()) && text.front() != ',')) return wrong();
    while (!text.empty() && (is_blank(text.front()) || text.front() == ',')) text.remove_prefix(1);
    if (!one_of(payload.second)) return wrong();
    skip_blanks(text);
    if (text.empty() || text.front() != ']') return wrong();
    text.remove_prefix(1);
  } else {
    payload.form = Payload::Form::one;
    if (!one_of(payload.first)) return wrong();
  }
  if (!text.empty() && !is_blank(text.front())) return wrong();
  return payload;
}

class Reader {
 public:
  explicit Reader(const ReadOptions& options) : options_(options) {}

  HistoryOrErrors read(std::string_view text);

 private:
  struct Open {
    std::size_t row;
    std::string_view function;
  };

  void read_line(std::string_view line);
  void annotate(std::string_view rest);
  void invoke(std::int64_t process, std::string_view function, std::string_view rest);
  void complete(std::int64_t process, std::string_view type, std::string_view function, std::string_view rest);
  void fail(std::string message) { errors_.push_back({line_number_, std::move(message)}); }
  [[nodiscard]] bool full() const { return options_.errors_max != 0 && errors_.size() >= options_.errors_max; }

  const ReadOptions& options_;
  HistoryBuilder builder_;
  std::vector<Operation> rows_;
  std::unordered_map<std::int64_t, Open> open_;
  std::vector<InputError> errors_;
  jepsen::Nemesis nemesis_;
  std::size_t line_number_ = 0;
};

HistoryOrErrors Reader::read(std::string_view text) {
  const bool has_text = text.find_first_not_of(" \t\r\n") != std::string_view::npos;
  builder_.set_timed(true);
  if (options_.initial) builder_.header().initial = *options_.initial;
  while (!text.empty() && !full()) {
    ++line_number_;
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (end == std::string_view::npos) {
      fail("found the end of the file within a line; expected a line break, without which nobody knows whether the line is whole");
    } else {
      read_line(line);
    }
  }
  if (errors_.empty() && has_text && rows_.empty()) {
    errors_.push_back({0, "found no operation; expected lines such as 'INFO  jepsen.util - 3 :invoke :read nil'"});
  }
  if (!errors_.empty()) return Unexpected(std::move(errors_));
  builder_.header().annotations = nemesis_.annotations(false);
  builder_.reserve(rows_.size());
  for (const Operation& row : rows_) builder_.add(row);
  return std::move(builder_).build(options_.errors_max);
}

void Reader::read_line(std::string_view line) {
  if (const auto invalid = first_invalid_utf8(line)) {
    return fail("column " + std::to_string(column_of(line, *invalid)) + ": found a byte that is not UTF-8; expected text in UTF-8");
  }
  const std::size_t marker = line.find(kMarker);
  if (marker == std::string_view::npos) return;
  std::string_view rest = line.substr(marker + kMarker.size());
  skip_blanks(rest);
  if (rest.substr(0, 2) == "- ") rest.remove_prefix(2);
  skip_blanks(rest);
  if (!rest.empty() && rest.front() == ':') return annotate(rest);  // not a client: the nemesis
  const std::string_view process_text = take_token(rest);
  std::int64_t process = 0;
  const auto [end, error] = std::from_chars(process_text.data(), process_text.data() + process_text.size(), process);
  if (error != std::errc() || end != process_text.data() + process_text.size()) {
    return fail("found the process " + quoted(process_text) + "; expected an integer");
  }
  const std::string_view type = take_token(rest);
  const std::string_view function = take_token(rest);
  while (!rest.empty() && is_blank(rest.back())) rest.remove_suffix(1);
  if (std::find(kTypes.begin(), kTypes.end(), type) == kTypes.end()) {
    return fail("found the type " + quoted(type) + "; expected :invoke, :ok, :fail or :info");
  }
  if (function != ":read" && function != ":write" && function != ":cas") {
    return fail("found the function " + quoted(function) + "; expected :read, :write or :cas");
  }
  if (type == ":invoke") {
    invoke(process, function, rest);
  } else {
    complete(process, type, function, rest);
  }
}

/// ":nemesis :info :start "Cut off ..."": the value is a string in quotes, or anything else as it stands.
void Reader::annotate(std::string_view rest) {
  take_token(rest);
  const std::string_view type = take_token(rest);
  std::string_view function = take_token(rest);
  if (function.starts_with(':')) function.remove_prefix(1);
  while (!rest.empty() && is_blank(rest.back())) rest.remove_suffix(1);
  if (rest == "nil") rest = {};
  if (rest.size() >= 2 && rest.front() == '"' && rest.back() == '"') rest = rest.substr(1, rest.size() - 2);
  const auto line = static_cast<Time>(line_number_);
  nemesis_.take({.begins = type == ":invoke", .time = line, .position = line, .function = function, .value = rest, .node = {}});
}

void Reader::invoke(std::int64_t process, std::string_view function, std::string_view rest) {
  Operation row{.kind = function == ":read" ? Kind::read : function == ":write" ? Kind::write : Kind::cas, .status = Status::unknown};
  row.process = builder_.process(process);
  row.key = builder_.key(Value());
  row.call = static_cast<Time>(line_number_);
  row.line = static_cast<std::uint32_t>(std::min<std::size_t>(line_number_, std::numeric_limits<std::uint32_t>::max()));
  if (row.kind != Kind::read) {
    auto payload = payload_of(row.kind, rest);
    if (!payload) return fail(payload.error());
    row.value = builder_.value(row.kind == Kind::cas ? payload->second : payload->first);
    if (row.kind == Kind::cas) row.expected = builder_.value(payload->first);
  } else if (rest != "nil") {
    return fail("found the value " + quoted(rest) + " in the invocation of a read; expected nil");
  }
  const auto [entry, added] = open_.try_emplace(process, Open{rows_.size(), function});
  if (!added) {
    fail("process " + std::to_string(process) + " invokes an operation while that of line " + std::to_string(rows_[entry->second.row].line) +
         " is not completed; expected :ok, :fail or :info first");
    entry->second = {rows_.size(), function};
  }
  rows_.push_back(row);
}

void Reader::complete(std::int64_t process, std::string_view type, std::string_view function, std::string_view rest) {
  const auto found = open_.find(process);
  if (found == open_.end()) {
    return fail("found " + std::string(type) + " of process " + std::to_string(process) + ", which has invoked nothing; expected :invoke first");
  }
  const Open open = found->second;
  open_.erase(found);
  Operation& row = rows_[open.row];
  if (function != open.function) {
    return fail("found " + std::string(type) + " of " + std::string(function) + "; expected " + std::string(open.function) +
                ", which process " + std::to_string(process) + " invoked in line " + std::to_string(row.line));
  }
  row.response = static_cast<Time>(line_number_);
  if (type == ":info") {
    row.response = kNever;
    return;
  }
  // A failure may name its error instead of the value; otherwise a completion repeats what was asked.
  const bool names_error = type == ":fail" && !rest.empty() && rest.front() == ':';
  Payload payload;
  if (!names_error && !(type == ":fail" && row.kind == Kind::read)) {
    auto read = payload_of(row.kind, rest);
    if (!read) return fail(read.error());
    payload = *std::move(read);
  }
  if (payload.form != Payload::Form::absent && row.kind != Kind::read) {
    const bool same = builder_.value(row.kind == Kind::cas ? payload.second : payload.first) == row.value &&
                      (row.kind != Kind::cas || builder_.value(payload.first) == row.expected);
    if (!same) return fail("found the value " + quoted(rest) + "; expected that of the invocation in line " + std::to_string(row.line));
  }
  row.status = type == ":ok" ? Status::ok : Status::fail;
  if (type == ":fail" && row.kind == Kind::cas && options_.fail_cas.value_or(ReadOptions::FailCas::mismatch) == ReadOptions::FailCas::mismatch) {
    row.status = Status::ok;
    row.success = false;
  }
  if (type == ":ok" && row.kind == Kind::read) {
    row.value = builder_.value(payload.first.is_null() ? builder_.header().initial : payload.first);
    if (payload.first.is_null() && options_.read_nil == ReadOptions::ReadNil::unknown) {
      row.status = Status::unknown;
      row.response = kNever;
    }
  }
}

}  // namespace

HistoryOrErrors read_jepsen_log(std::string_view text, const ReadOptions& options) { return Reader(options).read(text); }

bool recognises_jepsen_log(std::string_view beginning) {
  // Other formats of Jepsen have maps; this one has lines with a log level, a logger and tabs.
  const std::size_t marker = beginning.find(kMarker);
  if (marker == std::string_view::npos) return false;
  const std::string_view line = beginning.substr(marker, beginning.find('\n', marker) - marker);
  return std::any_of(kTypes.begin(), kTypes.end(), [&](std::string_view type) { return line.find(type) != std::string_view::npos; });
}

}  // namespace clio

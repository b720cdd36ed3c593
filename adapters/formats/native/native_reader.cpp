// The reader of the native format: line by line, each by the first of three readers that takes it: plain, fast (simdjson), careful.
//
// The idea: what a line means is the careful reader's to say; bulk goes through the others, which take only what they read as it does. What needs more
// than one line is judged here (a header only once and first, times and keys on all operations or on none) and by HistoryBuilder (sessions).
// Faults stay within their line, so that all of a file's can be reported.
// With several threads a file's bulk is read in parts (part.hpp), which are taken over in order; a part that holds anything unusual is read here instead. The history, and what is said of a
// file that is none, are the same.
// Cost: O(size), one pass; what is under way where a part ends early is read again, kRefusalsMax times at most. Memory: the history's columns, and buffers as long as the longest line; with threads, for each three parts.
// Tested by tests/adapters/native_reader_test.cpp, native_parts_test.cpp, malformed_test.cpp and tests/fuzz/.
#include <algorithm>
#include <atomic>
#include <cstring>
#include <optional>

#include "adapters/formats/native/all_or_none.hpp"
#include "adapters/formats/native/careful_line.hpp"
#include "adapters/formats/native/fast_line.hpp"
#include "adapters/formats/native/native.hpp"
#include "adapters/formats/native/native_header.hpp"
#include "adapters/formats/native/part.hpp"
#include "adapters/formats/native/plain_line.hpp"
#include "adapters/json/strict_json.hpp"
#include "adapters/text/utf8.hpp"
#include "checker/support/ordered_work.hpp"

namespace clio {
namespace {

using native::AllOrNone;
using native::Field;
using native::is_blank;
using native::kLineBytesMax;
using native::Line;
using native::Part;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kSampleOperations = 4096;              // after so many the size of the rest is estimated

constexpr std::size_t kLinesBetweenReports = 1u << 14;
constexpr int kRefusalsMax = 3;  // then nothing more is read in parts

class NativeReader {
 public:
  NativeReader(std::string_view text, const ReadOptions& options) : text_(text), options_(options) {}

  HistoryOrErrors read() {
    if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF")) {
      return Unexpected(std::vector<InputError>{{1, "found a file in UTF-16; expected UTF-8"}});
    }
    std::size_t at = text_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    while (at < text_.size() && !full()) {
      const void* newline = std::memchr(text_.data() + at, '\n', text_.size() - at);
      const std::size_t end = newline ? static_cast<std::size_t>(static_cast<const char*>(newline) - text_.data()) : text_.size();
      ++line_number_;
      read_line(text_.substr(at, end - at), newline == nullptr);
      at = end + 1;
      if (options_.progress && line_number_ % kLinesBetweenReports == 0) options_.progress->done.store(at, std::memory_order_relaxed);
      if (!reserved_ && builder_.size() >= kSampleOperations) reserve(at);
      if (options_.jobs > 1 && at >= parts_from_) at = read_parts(at);
    }
    override_initial();
    return finish();
  }

 private:
  [[nodiscard]] bool full() const { return options_.errors_max != 0 && errors_.size() >= options_.errors_max; }
  void error(std::string message) { errors_.push_back({line_number_, std::move(message)}); }

  /// Reserving too much costs addresses, not memory; growing by doubling would cost memory.
  void reserve(std::size_t bytes_read) {
    const double rest = static_cast<double>(text_.size()) / static_cast<double>(bytes_read);
    builder_.reserve(static_cast<std::size_t>(static_cast<double>(builder_.size()) * rest * 1.2) + kSampleOperations);
    reserved_ = true;
  }

  /// Reads on from a line's begin in parts, on several threads. Answers where the first line begins that is left.
  std::size_t read_parts(std::size_t begin) {
    parts_from_ = begin + options_.bytes_a_thread;
    if (builder_.size() == 0 || !errors_.empty() || refusals_ == kRefusalsMax || text_.size() - std::min(begin, text_.size()) < 2 * options_.bytes_a_thread) return begin;
    std::vector<std::size_t> begins{begin};
    while (begins.back() < text_.size()) begins.push_back(line_begin_from(begins.back() + options_.bytes_a_thread));
    const native::Uniform uniform{.timed = times_.wanted(), .keyed = keys_.wanted()};
    const auto expected = static_cast<std::size_t>(static_cast<double>(builder_.size()) / static_cast<double>(begin) * 1.1 * static_cast<double>(options_.bytes_a_thread));
    std::size_t taken = 0;
    std::atomic<bool> refused = false;
    in_order_while<std::optional<Part>>(
        options_.jobs, [&](std::size_t i) { return i + 1 < begins.size() && !refused; },
        [&](std::size_t i) { return native::read_part(text_.substr(begins[i], begins[i + 1] - begins[i]), uniform, expected); },
        [&](std::optional<Part> part) {
          refused = refused || !part || builder_.size() + part->operations.size() >= index(kNoOp);
          if (refused) return;
          builder_.append(part->operations, line_number_);
          line_number_ += part->lines;
          ++taken;
          if (options_.progress) options_.progress->done.store(begins[taken], std::memory_order_relaxed);
        });
    refusals_ += refused ? 1 : 0;
    parts_from_ = begins[std::min(taken + 1, begins.size() - 1)];
    return begins[taken];
  }

  /// Where the next line begins, the one at `at` included; no further than the end.
  [[nodiscard]] std::size_t line_begin_from(std::size_t at) const {
    if (at >= text_.size()) return text_.size();
    const void* newline = std::memchr(text_.data() + at - 1, '\n', text_.size() - at + 1);
    return newline ? static_cast<std::size_t>(static_cast<const char*>(newline) - text_.data()) + 1 : text_.size();
  }

  void read_line(std::string_view text, bool last) {
    if (text.size() > kLineBytesMax) {
      return error("found a line of " + std::to_string(text.size()) + " bytes; expected at most " + std::to_string(kLineBytesMax));
    }
    if (plain_.read(text, builder_, line_) || fast_.read(text, builder_, line_)) return add_line();
    if (is_blank(text)) return;
    if (const std::optional<std::size_t> invalid = first_invalid_utf8(text)) return not_utf8(text, *invalid);
    const Result<Json, JsonFault> json = parse_json(text);
    if (!json) return not_json(text, json.error(), last);
    if (json->type != Json::Type::object) return error("found " + json->description() + "; expected an object: a header, an operation or a transaction");
    if (native::is_header(*json) && !(json->members.empty() && seen_anything())) return header(*json);
    if (json->find("annotation")) return annotation(*json);
    messages_.clear();
    native::read_carefully(*json, builder_, line_, messages_);
    if (messages_.empty()) return add_line();
    for (std::string& message : messages_) error(std::move(message));
    operations_begun_ = true;
  }

  void not_utf8(std::string_view text, std::size_t position) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(text[position]);
    error("column " + std::to_string(column_of(text, position)) + ": found the byte 0x" + kHex[byte >> 4] + kHex[byte & 15] + "; expected UTF-8");
  }

  void not_json(std::string_view text, const JsonFault& fault, bool last) {
    // What ends in the middle of its last line was most likely cut off.
    const std::string cut = last && parse_json_ends_early(text, fault) ? " (the file ends within its last line: was it cut off?)" : "";
    error("column " + std::to_string(column_of(text, fault.position)) + ": " + fault.message + cut);
  }

  static bool parse_json_ends_early(std::string_view text, const JsonFault& fault) {
    return fault.position == text.size() || fault.message.starts_with("found a string without an end");
  }

  [[nodiscard]] bool seen_anything() const { return header_line_ != 0 || operations_begun_; }

  void header(const Json& json) {
    if (header_line_ != 0) return error("found a second header; expected one, and line " + std::to_string(header_line_) + " is it");
    if (operations_begun_) return error("found a header after operations; expected it on the first line");
    header_line_ = line_number_;
    messages_.clear();
    native::read_header(json, builder_.header(), messages_, object_known_);
    for (std::string& message : messages_) error(std::move(message));
  }

  /// {"annotation":"start-partition","begin":5,"end":9,"node":"n1"}
  void annotation(const Json& json) {
    Annotation read;
    const std::size_t errors_before = errors_.size();
    bool timed = false;
    for (const Json::Member& field : json.members) {
      const std::string& name = field.name;
      const Json& member = field.value;
      const auto time = [&](Time& out) {
        const std::int64_t* number = member.scalar.as_int();
        if (number && *number < kNever) out = *number;
        else error("\"" + name + "\" is " + member.description() + "; expected an integer below 2^63 - 1");
      };
      if (name == "annotation") {
        if (member.scalar.as_string()) read.text = *member.scalar.as_string();
        else error("\"annotation\" is " + member.description() + "; expected a text");
      } else if (name == "begin") {
        timed = true;
        time(read.begin);
      } else if (name == "end") {
        if (member.type != Json::Type::null) time(read.end);
      } else if (name == "node") {
        if (member.scalar.as_string() || member.scalar.as_int()) read.node = member.scalar;
        else error("\"node\" is " + member.description() + "; expected an integer or a string");
      } else {
        error("found the unknown field " + Value(shortened(name, 40)).to_json() + " of an annotation; expected annotation, begin, end or node");
      }
    }
    if (!timed && json.find("end")) error("\"end\" stands without \"begin\"; expected both or neither");
    if (read.end < read.begin) error("an annotation ends at " + std::to_string(read.end) + ", before its begin at " + std::to_string(read.begin));
    operations_begun_ = true;
    if (errors_.size() != errors_before) return;
    (timed ? annotation_timed_ : annotation_untimed_) = line_number_;
    builder_.header().annotations.push_back(std::move(read));
  }

  /// Annotations have times where operations have.
  void check_annotations() {
    if (builder_.size() == 0) return;
    const std::size_t wrong = builder_.timed() ? annotation_untimed_ : annotation_timed_;
    if (wrong == 0) return;
    errors_.push_back({wrong, builder_.timed() ? "\"begin\" of an annotation is missing, but operations have times; expected times on all or on none"
                                               : "found the \"begin\" of an annotation, but operations have no times; expected times on all or on none"});
  }

  /// Judges the line just read against the lines before it, and adds its operations.
  void add_line() {
    operations_begun_ = true;
    const std::size_t errors_before = errors_.size();
    const bool timed = line_.seen.has(Field::call);
    if (!times_.agrees(timed, line_number_)) {
      error(times_.wanted() ? "\"call\" is missing, but " + times_.first_line() + " has it; expected times on all operations or on none"
                            : "found \"call\", but " + times_.first_line() + " has none; expected times on all operations or on none");
    } else if (!timed && line_.seen.has(Field::response) && line_.rows.front().status != Status::unknown) {
      error("\"return\" is null, but the status is " + std::string(clio::name_of(line_.rows.front().status)) + "; expected unknown, or no \"return\"");
    }
    bool key_error = false;
    for (std::size_t i = 0; i < line_.rows.size() && !key_error; ++i) {
      const bool named = line_.row_seen[i].has(Field::key);
      key_error = !keys_.agrees(named, line_number_);
      if (!named && !key_error) line_.rows[i].key = no_key();
    }
    if (key_error) {
      error(keys_.wanted() ? "\"key\" is missing, but " + keys_.first_line() + " names one; expected a key on all operations or on none"
                           : "found a \"key\", but " + keys_.first_line() + " names none; expected a key on all operations or on none");
    }
    if (builder_.size() + line_.rows.size() >= index(kNoOp)) error("found more than 4294967294 operations; expected fewer in one history");
    if (errors_.size() != errors_before) return;

    builder_.set_timed(times_.wanted());
    const auto line = static_cast<std::uint32_t>(std::min<std::size_t>(line_number_, std::numeric_limits<std::uint32_t>::max()));
    for (Operation& row : line_.rows) row.line = line;
    if (line_.transaction) {
      builder_.add_transaction(line_.rows);
    } else {
      builder_.add(line_.rows.front());
    }
  }

  KeyId no_key() {
    if (!no_key_) no_key_ = builder_.key(Value());
    return *no_key_;
  }

  void override_initial() {
    if (!object_known_) return;
    if (const std::string wrong = native::override_initial(builder_.header(), options_); !wrong.empty()) errors_.push_back({0, wrong});
  }

  HistoryOrErrors finish() {
    check_annotations();
    if (errors_.empty()) return std::move(builder_).build(options_.errors_max);
    if (!full() && object_known_) {  // of an unknown object nothing more can be said
      if (HistoryOrErrors rest = std::move(builder_).build(0); !rest) {
        errors_.insert(errors_.end(), rest.error().begin(), rest.error().end());
        std::stable_sort(errors_.begin(), errors_.end(), [](const InputError& a, const InputError& b) { return a.line < b.line; });
      }
    }
    if (options_.errors_max != 0 && errors_.size() > options_.errors_max) errors_.resize(options_.errors_max);
    return Unexpected(std::move(errors_));
  }

  std::string_view text_;
  const ReadOptions& options_;
  HistoryBuilder builder_;
  native::PlainLineReader plain_;
  native::FastLineReader fast_;
  Line line_;
  std::vector<std::string> messages_;
  std::vector<InputError> errors_;
  std::size_t line_number_ = 0;
  std::size_t header_line_ = 0;  ///< 0: none so far
  std::size_t annotation_timed_ = 0, annotation_untimed_ = 0;  ///< the last line with an annotation that has times, or none; 0: none
  bool operations_begun_ = false;
  bool object_known_ = true;
  bool reserved_ = false;
  std::size_t parts_from_ = options_.bytes_a_thread;  ///< from where on parts are tried
  int refusals_ = 0;
  AllOrNone times_, keys_;
  std::optional<KeyId> no_key_;
};

}  // namespace

HistoryOrErrors read_native(std::string_view text, const ReadOptions& options) { return NativeReader(text, options).read(); }

/// Its first line that is not blank is a JSON object, or begins like one: with a quoted name. A recording's header is another format's.
bool recognises_native(std::string_view beginning) {
  if (beginning.starts_with(kByteOrderMark)) beginning.remove_prefix(kByteOrderMark.size());
  const std::size_t brace = beginning.find_first_not_of(" \t\r\n");
  if (brace == std::string_view::npos || beginning[brace] != '{') return false;
  const std::size_t next = beginning.find_first_not_of(" \t", brace + 1);
  if (next == std::string_view::npos || beginning[next] == '}') return true;
  return beginning[next] == '"' && !beginning.substr(next).starts_with("\"clio_recording\"");
}

}  // namespace clio

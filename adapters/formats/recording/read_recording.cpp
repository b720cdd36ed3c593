// The reader of recordings: one pass that pairs invocations with completions.
//
// The idea: a line's own rules (which fields, which types) are those of the native format, so each invocation is put to the native format's careful
// reader as an unknown operation, and again with its answer when it completes. What is a recording's own is judged here: ids, pairs, one operation
// of a process at a time, times that do not run backwards within an operation. Faults stay within their line.
// Cost: O(size), two careful readings an operation. Memory: the rows, the ids, and the trees of the operations that run.
// Tested by tests/adapters/recording_test.cpp, malformed_test.cpp and tests/fuzz/.

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

#include "adapters/formats/native/all_or_none.hpp"
#include "adapters/formats/native/careful_line.hpp"
#include "adapters/formats/native/native_header.hpp"
#include "adapters/formats/recording/recording.hpp"
#include "adapters/formats/recording/torn.hpp"
#include "adapters/json/strict_json.hpp"
#include "adapters/text/utf8.hpp"

namespace clio {
namespace {

using native::Field;
using native::Fields;

constexpr std::string_view kVersionField = "clio_recording";
constexpr std::array<std::string_view, 7> kInvocationFields{"invoke", "process", "op", "key", "expected", "value", "time"};
constexpr std::array<std::string_view, 7> kCompletionFields{"complete", "status", "value", "success", "node", "version", "time"};

std::string in_quotes(std::string_view text) { return Value(shortened(text, 40)).to_json(); }

/// What an operation of this kind is answered; what it is given stands on its invocation.
Fields answer_of(Kind kind) {
  switch (kind) {
    case Kind::read:
    case Kind::dequeue:
    case Kind::pop: return Fields(Field::value);
    case Kind::contains:
    case Kind::cas: return Fields(Field::success);
    case Kind::write:
    case Kind::add:
    case Kind::remove:
    case Kind::enqueue:
    case Kind::push:
    case Kind::append:
    case Kind::erase:
    case Kind::acquire:
    case Kind::release: return {};
  }
  return {};
}

class RecordingReader {
 public:
  RecordingReader(std::string_view text, const ReadOptions& options) : text_(text), options_(options) { builder_.set_timed(true); }

  HistoryOrErrors read() {
    while (!text_.empty() && !full()) {
      ++line_number_;
      const std::size_t end = text_.find('\n');
      const std::string_view line = text_.substr(0, end);
      text_.remove_prefix(std::min(line.size() + 1, text_.size()));
      read_line(line, end == std::string_view::npos);
    }
    override_initial();
    return finish();
  }

 private:
  struct Invoked {
    enum class State : std::uint8_t { wrong, running, completed } state = State::wrong;  ///< wrong: its invocation got an error; its completion gets none
    std::size_t row = 0;
    std::size_t line = 0;  ///< of its invocation, or of its completion once that is there
    Json tree{};           ///< as the native format has it; while it runs
  };
  struct IdHash {
    std::size_t operator()(const Value& id) const { return hash_value(id); }
  };

  [[nodiscard]] bool full() const { return options_.errors_max != 0 && errors_.size() >= options_.errors_max; }
  void error(std::string message) { errors_.push_back({line_number_, std::move(message)}); }
  static std::string shown(const Value& name) { return shortened(name.to_json(), 40); }
  static std::string line_text(std::size_t number) { return "line " + std::to_string(number); }

  void read_line(std::string_view text, bool last) {
    if (text.find_first_not_of(" \t\r") == std::string_view::npos) return;
    if (const std::optional<std::size_t> invalid = first_invalid_utf8(text)) {
      // A character that is cut off within the last few bytes is torn, like any other token.
      if (last && text.size() - *invalid < 4 && recording::is_torn(text, *invalid)) return cut_off();
      return error("column " + std::to_string(column_of(text, *invalid)) + ": found a byte that is not UTF-8; expected text in UTF-8");
    }
    const Result<Json, JsonFault> json = parse_json(text);
    if (!json) {
      if (last && recording::is_torn(text, json.error().position)) return cut_off();
      return error("column " + std::to_string(column_of(text, json.error().position)) + ": " + json.error().message);
    }
    if (json->type != Json::Type::object) return error("found " + json->description() + "; expected an object: a header, an invocation or a completion");
    if (json->find(kVersionField)) return header(*json);
    if (!begun_) {
      begun_ = true;
      error("found no header; expected one on the first line, like {\"clio_recording\":1}");
    }
    const Json* invoked = json->find("invoke");
    const Json* completed = json->find("complete");
    if (invoked && completed) return error("found both \"invoke\" and \"complete\"; expected one of them");
    if (invoked) return invoke(*json, *invoked);
    if (completed) return complete(*json, *completed);
    error("found neither \"invoke\" nor \"complete\"; expected one of them, with the operation's id");
  }

  void cut_off() {
    builder_.header().cut_off = line_text(line_number_) + " is cut off and was left out";
    begun_ = true;
  }

  void header(const Json& json) {
    if (header_line_ != 0) return error("found a second header; expected one, and " + line_text(header_line_) + " is it");
    header_line_ = line_number_;
    if (begun_) return error("found a header after operations; expected it on the first line");
    begun_ = true;
    messages_.clear();
    native::read_header(json, builder_.header(), messages_, object_known_, kVersionField);
    for (std::string& message : messages_) error(std::move(message));
  }

  /// Reports the fields that a line of this sort has not; whether there are none.
  template <std::size_t N>
  bool known_fields(const Json& json, const std::array<std::string_view, N>& known, std::string_view what) {
    bool all = true;
    for (const auto& [name, value] : json.members) {
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      std::string list;
      for (std::size_t i = 0; i < N; ++i) list.append(i == 0 ? "" : i + 1 == N ? " or " : ", ").append(known[i]);
      error("found the unknown field " + in_quotes(name) + " of " + std::string(what) + "; expected " + list);
      all = false;
    }
    return all;
  }

  /// The id, or nothing and an error.
  std::optional<Value> id_of(const Json& json, std::string_view field) {
    const bool integer = json.scalar.as_int() || std::holds_alternative<std::uint64_t>(json.scalar.data());
    if (integer || json.type == Json::Type::string) return json.scalar;
    error(in_quotes(field) + " is " + json.description() + "; expected the operation's id, an integer or a string");
    return std::nullopt;
  }

  std::optional<Time> time_of(const Json& json) {
    const Json* member = json.find("time");
    const std::int64_t* time = member ? member->scalar.as_int() : nullptr;
    if (time && *time != kNever) return *time;
    const std::string expected = "expected an integer below 2^63 - 1";
    error(member ? "\"time\" is " + member->description() + "; " + expected : "\"time\" is missing; " + expected);
    return std::nullopt;
  }

  /// Has the native format's reader read a tree into line_; whether it took it.
  bool take(const Json& tree) {
    messages_.clear();
    native::read_carefully(tree, builder_, line_, messages_);
    for (std::string& message : messages_) error(std::move(message));
    return messages_.empty();
  }

  void invoke(const Json& json, const Json& id_json) {
    const std::size_t errors_before = errors_.size();
    const std::optional<Value> id = id_of(id_json, "invoke");
    const std::optional<Time> time = time_of(json);
    known_fields(json, kInvocationFields, "an invocation");
    if (!id) return;
    const auto [entry, added] = known_.try_emplace(*id, Invoked{.line = line_number_});
    if (!added) return error("operation " + shown(*id) + " is invoked a second time, before in " + line_text(entry->second.line) + "; expected an id of its own");
    if (!json.find("op")) return error("\"op\" is missing; expected the operation");
    Json tree{.type = Json::Type::object};
    for (const auto& [name, value] : json.members) {
      const bool own = name == "invoke" || name == "time";
      if (!own && std::find(kInvocationFields.begin(), kInvocationFields.end(), name) != kInvocationFields.end()) tree.members.push_back({name, value});
    }
    tree.members.push_back({"call", {.type = Json::Type::number, .scalar = Value(time.value_or(0))}});
    if (!take(tree)) return;
    const Operation row = line_.rows.front();
    if (line_.seen.has(Field::value) && answer_of(row.kind).has(Field::value)) {
      error("found \"value\" on the invocation of " + in_quotes(name_of(row.kind)) + "; expected it on the completion, as the answer");
    }
    const bool named = line_.seen.has(Field::key);
    if (!keys_.agrees(named, line_number_)) {
      error(keys_.wanted() ? "\"key\" is missing, but " + keys_.first_line() + " names one; expected a key on all operations or on none"
                           : "found a \"key\", but " + keys_.first_line() + " names none; expected a key on all operations or on none");
    }
    if (running_.size() <= index(row.process)) running_.resize(index(row.process) + 1);
    std::optional<std::size_t>& running = running_[index(row.process)];
    if (running) {
      error("process " + shown(tree.find("process")->scalar) + " invokes an operation while that of " + line_text(rows_[*running].line) +
            " is not completed; expected its completion first");
    }
    if (rows_.size() + 1 >= index(kNoOp)) error("found more than 4294967294 operations; expected fewer in one history");
    if (errors_.size() != errors_before) return;
    running = rows_.size();
    entry->second = {.state = Invoked::State::running, .row = rows_.size(), .line = line_number_, .tree = std::move(tree)};
    rows_.push_back(row);
    if (!named) rows_.back().key = no_key();
    rows_.back().line = static_cast<std::uint32_t>(std::min<std::size_t>(line_number_, std::numeric_limits<std::uint32_t>::max()));
  }

  void complete(const Json& json, const Json& id_json) {
    const std::size_t errors_before = errors_.size();
    const std::optional<Value> id = id_of(id_json, "complete");
    const std::optional<Time> time = time_of(json);
    known_fields(json, kCompletionFields, "a completion");
    if (!json.find("status")) error("\"status\" is missing; expected \"ok\", \"fail\" or \"unknown\"");
    if (!id) return;
    const auto found = known_.find(*id);
    if (found == known_.end()) return error("operation " + shown(*id) + " is completed, but was not invoked; expected its invocation first");
    Invoked& invoked = found->second;
    if (invoked.state == Invoked::State::wrong) return;
    if (invoked.state == Invoked::State::completed) {
      return error("operation " + shown(*id) + " is completed a second time, before in " + line_text(invoked.line) + "; expected one completion");
    }
    Operation& row = rows_[invoked.row];
    if (time && *time < row.call) {
      error("operation " + shown(*id) + " is completed at " + std::to_string(*time) + ", before its invocation at " + std::to_string(row.call) + " in " +
            line_text(row.line) + "; expected a time that is not earlier");
    }
    const Fields answer = answer_of(row.kind);
    Json tree = std::move(invoked.tree);
    for (const auto& [name, value] : json.members) {
      const std::optional<Field> field = native::field_named(name);
      if (!field || !Fields(Field::status, Field::value, Field::success, Field::node, Field::version).has(*field)) continue;
      if ((field == Field::value || field == Field::success) && !answer.has(*field)) {
        error("found " + in_quotes(name) + " on the completion of " + in_quotes(name_of(row.kind)) + "; expected " +
              (answer.empty() ? std::string("no answer but the status") : native::list_of(answer) + " as the answer"));
        continue;
      }
      tree.members.push_back({name, value});
    }
    tree.members.push_back({"return", {.type = Json::Type::number, .scalar = Value(std::max(time.value_or(row.call), row.call))}});
    invoked = {.state = Invoked::State::completed, .row = invoked.row, .line = line_number_};
    running_[index(row.process)].reset();
    if (!take(tree) || errors_.size() != errors_before) return;
    const KeyId key = row.key;
    const std::uint32_t line = row.line;
    row = line_.rows.front();
    row.key = key;
    row.line = line;
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
    if (!errors_.empty()) {
      if (full()) errors_.resize(options_.errors_max);
      return Unexpected(std::move(errors_));
    }
    builder_.reserve(rows_.size());
    for (const Operation& row : rows_) builder_.add(row);
    return std::move(builder_).build(options_.errors_max);
  }

  std::string_view text_;
  const ReadOptions& options_;
  HistoryBuilder builder_;
  native::Line line_;
  std::vector<std::string> messages_;
  std::vector<InputError> errors_;
  std::vector<Operation> rows_;
  std::unordered_map<Value, Invoked, IdHash> known_;
  std::vector<std::optional<std::size_t>> running_;  ///< by process: the row of what it has invoked and not completed
  native::AllOrNone keys_;
  std::optional<KeyId> no_key_;
  std::size_t line_number_ = 0;
  std::size_t header_line_ = 0;  ///< 0: none so far
  bool begun_ = false;           ///< a line that is not blank was there
  bool object_known_ = true;
};

}  // namespace

HistoryOrErrors read_recording(std::string_view text, const ReadOptions& options) { return RecordingReader(text, options).read(); }

bool recognises_recording(std::string_view beginning) {
  const std::size_t brace = beginning.find_first_not_of(" \t\r\n");
  if (brace == std::string_view::npos || beginning[brace] != '{') return false;
  const std::size_t name = beginning.find_first_not_of(" \t", brace + 1);
  return name != std::string_view::npos && beginning.substr(name).starts_with("\"clio_recording\"");
}

}  // namespace clio

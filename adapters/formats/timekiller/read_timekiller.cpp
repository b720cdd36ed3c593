// TimeKiller's transactions, walked over once. Whether keys are registers or lists is what the first write, append or array read says, wherever it stands; so the text is
// walked over as far as that before it is read.
// Tested by tests/adapters/timekiller_test.cpp, malformed_test.cpp and tests/fuzz/.
#include "adapters/formats/timekiller/timekiller.hpp"

#include "adapters/formats/jepsen/values.hpp"
#include "adapters/json/json_walk.hpp"

namespace clio {
namespace {

using edn::Token;

enum class Type : std::uint8_t { none, read, write, append };

Type type_named(std::string_view name) {
  const auto is = [&](std::string_view known) {
    return name.size() == known.size() && std::equal(name.begin(), name.end(), known.begin(), [](char a, char b) { return (a | 0x20) == b; });
  };
  if (is("r") || is("read")) return Type::read;
  if (is("w") || is("write")) return Type::write;
  if (is("a") || is("append")) return Type::append;
  return Type::none;
}

class TimeKillerReader {
 public:
  TimeKillerReader(std::string_view text, const ReadOptions& options) : options_(options), walk_(text), lexer_(walk_.lexer()), values_(builder_) {
    if (options.initial) builder_.header().initial = *options.initial;
  }

  /// Only finds out what the keys are.
  bool find_object() {
    finding_ = true;
    document();
    return object_ == Object::list;
  }
  HistoryOrErrors read(bool lists) {
    builder_.header().object = object_ = lists ? Object::list : Object::register_;
    if (!document()) return Unexpected(std::vector<InputError>{std::move(walk_.error())});
    return std::move(builder_).build(options_.errors_max);
  }

 private:
  bool document() {
    if (!walk_.next()) return false;
    if (lexer_.token() == Token::end) return true;
    if (!walk_.array("an array of transactions", [&] { return transaction(); })) return false;
    return walk_.next() && (lexer_.token() == Token::end || walk_.expected("the end of the file after the array"));
  }

  bool transaction() {
    rows_.clear();
    const std::uint32_t line = walk_.line();
    std::optional<Value> session;
    bool operations = false;
    const bool read = walk_.object("a transaction: an object with \"sid\" and \"ops\"", [&](std::string_view name) {
      if (name == "sid") return session_name(session);
      if (name != "ops") return walk_.skip();
      operations = true;
      return walk_.array("an array of operations", [&] { return operation(); });
    });
    if (!read) return false;
    if (!session || !operations) return walk_.wrong(operations ? "found a transaction without \"sid\"; expected its session" : "found a transaction without \"ops\"; expected its operations");
    if (rows_.empty() || finding_) return true;
    rows_.front().process = builder_.process(*session);
    rows_.front().line = line;
    builder_.add_transaction(rows_);
    return true;
  }

  bool session_name(std::optional<Value>& session) {
    if (lexer_.token() == Token::string) session = Value(std::string(lexer_.text()));
    if (lexer_.token() == Token::number) session = lexer_.integer();
    return session || walk_.expected("a session: an integer or a string");
  }

  bool operation() {
    Type type = Type::none;
    std::optional<KeyId> key;
    std::optional<ValueId> value;
    bool array = false;
    const bool read = walk_.object("an operation: {\"t\":\"w\",\"k\":KEY,\"v\":VALUE}", [&](std::string_view name) {
      if (name == "t") {
        if (lexer_.token() == Token::string) type = type_named(lexer_.text());
        return type != Type::none || walk_.expected("\"r\", \"w\" or \"a\"");
      }
      if (name == "k") return (key = values_.key(lexer_)) || refused();
      if (name != "v") return walk_.skip();
      array = walk_.opens('[');
      if (lexer_.token() == Token::nil) return true;
      return (value = array && object_ == Object::list ? values_.collection(lexer_) : values_.value(lexer_)) || refused();
    });
    if (!read) return false;
    if (type == Type::none || !key) return walk_.wrong(key ? "found an operation without \"t\"; expected \"r\", \"w\" or \"a\"" : "found an operation without \"k\"; expected its key");
    return finding_ ? find(type, array) : keep(type, *key, value, array);
  }
  bool refused() { return lexer_.token() == Token::fault ? walk_.skip() : walk_.wrong(values_.message()); }

  /// False, which ends the walk, once it is known.
  bool find(Type type, bool array) {
    if (type == Type::read && !array) return true;
    object_ = type == Type::write ? Object::register_ : Object::list;
    return false;
  }

  bool keep(Type type, KeyId key, std::optional<ValueId> value, bool array) {
    const bool lists = object_ == Object::list;
    if (type == (lists ? Type::write : Type::append)) {
      return walk_.wrong(lists ? "found a write, but the file's keys are lists; expected reads and appends" : "found an append, but the file's keys are registers; expected reads and writes");
    }
    if (type == Type::read) {
      if (lists && value && !array) return walk_.wrong("found a read without an array, but the file's keys are lists; expected the whole list");
      if (!value) value = builder_.value(lists ? Value(Value::Array()) : builder_.header().initial);
    } else if (!value) {
      if (lists) return walk_.wrong("found an append without \"v\"; expected what was appended");
      value = kNull;
    }
    rows_.push_back({.kind = type == Type::read ? Kind::read : lists ? Kind::append : Kind::write, .key = key, .value = *value});
    return true;
  }

  const ReadOptions& options_;
  JsonWalk walk_;
  edn::Lexer& lexer_;
  HistoryBuilder builder_;
  jepsen::ValueReader values_;
  bool finding_ = false;
  Object object_ = Object::register_;
  std::vector<Operation> rows_;  ///< of the transaction that is being read
};

}  // namespace

HistoryOrErrors read_timekiller(std::string_view text, const ReadOptions& options) {
  if (std::optional<InputError> error = not_utf8(text)) return Unexpected(std::vector<InputError>{*std::move(error)});
  const bool lists = TimeKillerReader(text, options).find_object();
  return TimeKillerReader(text, options).read(lists);
}

bool recognises_timekiller(std::string_view beginning) {
  const std::size_t first = beginning.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || beginning[first] != '[') return false;
  const auto has = [&](std::string_view name) { return beginning.find(name) != std::string_view::npos; };
  return (has("\"ops\"") && (has("\"sts\"") || has("\"cts\"") || (has("\"t\"") && has("\"k\"")))) || (has("\"sts\"") && has("\"cts\""));
}

}  // namespace clio

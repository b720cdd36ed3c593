// Viper's transactions, walked over once; a file a session. The transaction that says of itself that it is the initial one belongs to no session: what it writes is what keys
// hold first.
// Tested by tests/adapters/viper_test.cpp, malformed_test.cpp and tests/fuzz/.
#include "adapters/formats/viper/viper.hpp"

#include "adapters/formats/jepsen/values.hpp"
#include "adapters/json/json_walk.hpp"

namespace clio {
namespace {

using edn::Token;

class ViperReader {
 public:
  explicit ViperReader(const ReadOptions& options) : options_(options), values_(builder_) {
    if (options.initial) builder_.header().initial = *options.initial;
  }

  std::optional<InputError> add(std::string_view text, const Value& session) {
    if (std::optional<InputError> error = not_utf8(text)) return error;
    JsonWalk walk(text);
    walk_ = &walk;
    session_ = session;
    if (document()) return std::nullopt;
    return std::move(walk.error());
  }
  HistoryOrErrors finish() { return std::move(builder_).build(options_.errors_max); }

 private:
  /// Transactions in an array, or one after the other.
  bool document() {
    bool enclosed = false, any = false;
    while (walk_->next()) {
      if (walk_->lexer().token() == Token::end) return true;
      if (enclosed) return walk_->expected("the end of the file after the array");
      enclosed = !any && walk_->opens('[');
      any = true;
      if (enclosed ? !walk_->array("", [&] { return transaction(); }) : !transaction()) return false;
    }
    return false;
  }

  bool transaction() {
    rows_.clear();
    failed_.clear();
    line_ = walk_->line();
    bool found = false, initial = false;
    const bool read = walk_->object("a transaction: {\"value\":[[\"w\",KEY,VALUE,true]]}", [&](std::string_view name) {
      if (name == "value") {
        found = true;
        return walk_->array("an array of operations", [&] { return operation(); });
      }
      if (name == "isInitial") {
        initial = walk_->lexer().truth();
        return walk_->lexer().token() == Token::boolean || walk_->expected("true or false");
      }
      return walk_->skip();
    });
    if (!read) return false;
    if (!found) return walk_->wrong("found a transaction without \"value\"; expected its operations");
    return initial ? begin_with_rows() : keep_rows();
  }

  bool operation() {
    edn::Lexer& lexer = walk_->lexer();
    if (!walk_->opens('[')) return walk_->expected("an operation: [\"w\",KEY,VALUE,true] or [\"r\",KEY,VALUE,true]");
    const std::size_t inside = lexer.depth();
    const auto element = [&](std::string_view what) {
      if (!walk_->next()) return false;
      return (lexer.token() != Token::close || lexer.depth() >= inside) || walk_->expected(what);
    };
    if (!element("\"r\" or \"w\"")) return false;
    const bool write = lexer.token() == Token::string && lexer.text() == "w";
    if (!write && !(lexer.token() == Token::string && lexer.text() == "r")) return walk_->expected("\"r\" or \"w\"; ranges, inserts and deletes have no model here");
    if (!element("a key")) return false;
    const std::optional<KeyId> key = values_.key(lexer);
    if (!key) return refused();
    if (!element("a value")) return false;
    const bool nothing = !write && (lexer.token() == Token::nil || (lexer.token() == Token::string && lexer.text() == "nil"));
    const std::optional<ValueId> value = nothing ? builder_.value(builder_.header().initial) : values_.value(lexer);
    if (!value) return refused();
    if (!walk_->next()) return false;
    bool succeeded = true;
    if (lexer.token() == Token::boolean) {
      succeeded = !write || lexer.truth();  // of a read it says whether the value was a deleted one
      if (!walk_->next()) return false;
    }
    if (lexer.token() != Token::close || lexer.depth() >= inside) return walk_->expected("true or false, or the end of the operation");
    (succeeded ? rows_ : failed_).push_back({.kind = write ? Kind::write : Kind::read, .key = *key, .value = *value});
    return true;
  }
  bool refused() { return walk_->lexer().token() == Token::fault ? walk_->skip() : walk_->wrong(values_.message()); }

  bool keep_rows() {
    const ProcessId process = builder_.process(session_);
    const auto settle = [&](Operation& row, Status status) {
      row.process = process;
      row.status = status;
      row.line = line_;
    };
    if (!rows_.empty()) {
      settle(rows_.front(), Status::ok);
      builder_.add_transaction(rows_);
    }
    for (Operation& row : failed_) {
      settle(row, Status::fail);
      builder_.add_transaction({&row, 1});
    }
    return true;
  }

  bool begin_with_rows() {
    for (const Operation& row : rows_) {
      if (row.kind != Kind::write) return walk_->wrong("found a read in the initial transaction; expected writes");
      const Value& key = builder_.key_name(row.key);
      builder_.header().initial_of[key.as_string() ? *key.as_string() : key.to_json()] = builder_.value_at(row.value);
    }
    return true;
  }

  const ReadOptions& options_;
  HistoryBuilder builder_;
  jepsen::ValueReader values_;
  JsonWalk* walk_ = nullptr;
  Value session_;
  std::uint32_t line_ = 0;
  std::vector<Operation> rows_, failed_;  ///< of the transaction that is being read; writes that did not succeed
};

}  // namespace

HistoryOrErrors read_viper_folder(std::span<const SessionFile> files, const ReadOptions& options) {
  ViperReader reader(options);
  for (const SessionFile& file : files) {
    if (std::optional<InputError> error = reader.add(file.text, file.session)) {
      return Unexpected(std::vector<InputError>{{0, file.name + ": line " + std::to_string(error->line) + ": " + error->message}});
    }
  }
  return reader.finish();
}

HistoryOrErrors read_viper(std::string_view text, const ReadOptions& options) {
  ViperReader reader(options);
  if (std::optional<InputError> error = reader.add(text, Value(0))) return Unexpected(std::vector<InputError>{*std::move(error)});
  return reader.finish();
}

bool recognises_viper(std::string_view beginning) {
  // The first operation is a triple of "r" or "w", right behind "value".
  edn::Lexer lexer(beginning, edn::Syntax::json);
  Token token = lexer.next();
  if (token == Token::open && lexer.bracket() == '[') token = lexer.next();
  if (token != Token::open || lexer.bracket() != '{') return false;
  while ((token = lexer.next()) == Token::string && lexer.text() != "value") {
    if (lexer.text() == "type" || lexer.text() == "process" || lexer.text() == "f") return false;  // an event of Jepsen's, an operation of Clio's
    if (lexer.next() == Token::fault || !lexer.skip()) return false;
  }
  if (token != Token::string) return false;
  for (int depth = 0; depth < 2; ++depth) {
    if (lexer.next() != Token::open || lexer.bracket() != '[') return false;
  }
  return lexer.next() == Token::string && (lexer.text() == "r" || lexer.text() == "w" || lexer.text() == "range");
}

bool is_viper_log(std::string_view name) { return name.ends_with(".log") || name.ends_with(".json") || name.ends_with(".jsonl"); }

}  // namespace clio

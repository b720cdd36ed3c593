#include "adapters/formats/elle/transactions.hpp"

#include <algorithm>

namespace clio::elle {
namespace {

using edn::Lexer;
using edn::Syntax;
using edn::Token;
using jepsen::Outcome;
using jepsen::Recorded;

bool is_name(const Lexer& lexer) {
  return lexer.token() == Token::keyword || (lexer.syntax() == Syntax::json && lexer.token() == Token::string);
}

std::optional<Kind> micro_operation(const Lexer& lexer) {
  if (!is_name(lexer)) return std::nullopt;
  const std::string_view name = lexer.text();
  if (name == "r" || name == "read") return Kind::read;
  if (name == "w" || name == "write") return Kind::write;
  if (name == "append") return Kind::append;
  return std::nullopt;
}

bool opens_vector(const Lexer& lexer) {
  return lexer.token() == Token::open && (lexer.bracket() == '[' || lexer.bracket() == '(');
}

/// Calls visit(kind, lexer on the third element's first token) for each micro-operation that can be read as one, until it answers true.
template <class Visit>
bool any_micro_operation(std::string_view value, Lexer& lexer, Visit visit) {
  lexer.restart(value);
  if (value.empty() || (lexer.next(), !opens_vector(lexer))) return false;
  while (lexer.next() != Token::close) {
    if (!opens_vector(lexer)) return false;
    const std::size_t depth = lexer.depth();
    lexer.next();
    const std::optional<Kind> kind = micro_operation(lexer);
    if (!kind || lexer.next() == Token::close || !lexer.skip() || lexer.next() == Token::close) return false;
    if (visit(*kind, lexer)) return true;
    while (lexer.depth() >= depth) lexer.next();
  }
  return false;
}

}  // namespace

bool looks_like_transaction(std::string_view value, Lexer& lexer) {
  return any_micro_operation(value, lexer, [](Kind, const Lexer&) { return true; });
}

Object object_of(const jepsen::Log& log, std::string_view text, Lexer& lexer) {
  bool vector_read = false;
  std::optional<Object> object;
  const auto look = [&](Kind kind, const Lexer& at) {
    if (kind == Kind::append) object = Object::list;
    else if (kind == Kind::write) object = Object::register_;
    else vector_read |= opens_vector(at);
    return object.has_value();
  };
  for (const Recorded& recorded : log.operations) {
    if (any_micro_operation(recorded.asked.of(text), lexer, look)) break;
    if (recorded.outcome == Outcome::ok && any_micro_operation(recorded.answered.of(text), lexer, look)) break;
  }
  return object.value_or(vector_read ? Object::list : Object::register_);
}

/// The answer of a read, at its first token.
bool TransactionReader::read_answer(Operation& row) {
  const bool list = builder_.header().object == Object::list;
  std::optional<ValueId> answer;
  if (lexer_.token() == Token::nil) {
    answer = builder_.value(list ? Value(Value::Array()) : builder_.header().initial);
  } else {
    answer = list ? values_.collection(lexer_) : values_.value(lexer_);
  }
  if (!answer) return wrong(values_.message());
  row.value = *answer;
  return true;
}

bool TransactionReader::row_of(bool answers, std::vector<Operation>& rows) {
  const bool edn = lexer_.syntax() == Syntax::edn;
  if (!opens_vector(lexer_)) {
    return wrong("found " + lexer_.description() + " in a transaction; expected a micro-operation such as " + (edn ? "[:r 5 nil]" : "[\"r\",5,null]"));
  }
  const std::size_t depth = lexer_.depth();
  lexer_.next();
  const std::optional<Kind> kind = micro_operation(lexer_);
  if (!kind) {
    return wrong("found " + lexer_.description() + " at the beginning of a micro-operation; expected " + (edn ? ":r, :w or :append" : "\"r\", \"w\" or \"append\""));
  }
  Operation row{.kind = *kind};
  const auto short_of = [&] { return wrong("found a micro-operation of fewer than three elements; expected its name, a key and a value"); };
  if (lexer_.next() == Token::close) return short_of();
  const std::optional<KeyId> key = values_.key(lexer_);
  if (!key) return wrong(values_.message());
  row.key = *key;
  if (lexer_.next() == Token::close) return short_of();
  if (*kind != Kind::read) {
    const std::optional<ValueId> value = values_.value(lexer_);
    if (!value) return wrong(values_.message());
    row.value = *value;
  } else if (!answers) {
    lexer_.skip();
  } else {
    if (lexer_.token() == Token::nil && options_.read_nil == ReadOptions::ReadNil::unknown) unsaid_.push_back(rows.size());
    if (!read_answer(row)) return false;
  }
  if (lexer_.next() != Token::close || lexer_.depth() >= depth) {
    return wrong("found " + lexer_.description() + " as the fourth element of a micro-operation; expected three: its name, a key and a value");
  }
  rows.push_back(row);
  return true;
}

bool TransactionReader::rows_of(std::string_view value, bool answers, std::vector<Operation>& rows) {
  rows.clear();
  unsaid_.clear();
  lexer_.restart(value);
  lexer_.next();
  if (!opens_vector(lexer_)) return wrong("found " + lexer_.description() + " as a transaction; expected a vector of micro-operations");
  while (lexer_.next() != Token::close) {
    if (!row_of(answers, rows)) return false;
  }
  return true;
}

bool TransactionReader::read(const Recorded& recorded, std::vector<Operation>& rows) {
  const auto says = [&](const jepsen::Span& span) {
    if (span.absent()) return false;
    lexer_.restart(span.of(text_));
    return lexer_.next() != Token::nil;
  };
  rows.clear();
  const bool ok = recorded.outcome == Outcome::ok;
  const bool asked = says(recorded.asked);
  if (asked && !rows_of(recorded.asked.of(text_), false, ok ? asked_ : rows)) return false;
  if (!ok) {
    if (asked || recorded.outcome == Outcome::fail) return true;
    return wrong("found a transaction without a value that may have taken effect; expected its micro-operations");
  }
  if (!says(recorded.answered)) return wrong("found an ok transaction without a value; expected its micro-operations with what was read");
  if (!rows_of(recorded.answered.of(text_), true, rows)) return false;
  const auto same = [](const Operation& a, const Operation& b) { return a.kind == b.kind && a.key == b.key && (a.kind == Kind::read || a.value == b.value); };
  if (asked && !std::equal(asked_.begin(), asked_.end(), rows.begin(), rows.end(), same)) {
    return wrong("found " + jepsen::shown(recorded.answered.of(text_), 60) + " completed with other micro-operations than those of its invocation in line " +
                 std::to_string(recorded.line) + "; expected the same with what was read");
  }
  for (auto read = unsaid_.rbegin(); read != unsaid_.rend(); ++read) rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(*read));
  return true;
}

}  // namespace clio::elle

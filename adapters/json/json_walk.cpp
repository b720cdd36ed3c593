#include "adapters/json/json_walk.hpp"

#include <algorithm>

namespace clio {

bool JsonWalk::wrong(std::string message) {
  if (!error_.message.empty()) return false;
  const std::size_t begin = text_.substr(0, lexer_.begin()).rfind('\n') + 1;  // npos + 1 is 0
  error_ = {lexer_.line(), "column " + std::to_string(column_of(text_.substr(begin), lexer_.begin() - begin)) + ": " + std::move(message)};
  return false;
}

bool JsonWalk::faulty() {
  if (!error_.message.empty()) return false;
  const edn::Fault& fault = lexer_.fault();
  error_ = {fault.line, "column " + std::to_string(fault.column) + ": " + fault.message};
  return false;
}

bool JsonWalk::note_name(std::size_t first) {
  const std::string_view name = lexer_.text();
  const auto begin = names_.begin() + static_cast<std::ptrdiff_t>(first);
  if (std::find(begin, names_.end(), name) != names_.end()) {
    return wrong("found the member " + Value(shortened(name, 40)).to_json() + " more than once in one object; expected each once");
  }
  if (names_.size() - first == kMembersMax) return wrong("found an object of more than " + std::to_string(kMembersMax) + " members; expected fewer");
  const bool as_written = lexer_.end() - lexer_.begin() == name.size() + 2;  // but for its quotes
  names_.push_back(as_written ? text_.substr(lexer_.begin() + 1, name.size()) : std::string_view(unescaped_.emplace_back(name)));
  return true;
}

}  // namespace clio

#include "tests/transactional/small_history.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace clio::test {
namespace {

std::vector<std::int64_t> numbers(const std::string& text, char between) {
  std::vector<std::int64_t> all;
  std::istringstream in(text);
  for (std::string word; std::getline(in, word, between);) all.push_back(std::stoll(word));
  return all;
}

Object object_of(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const bool starts = i == 0 || text[i - 1] == ' ' || text[i - 1] == '[';
    if (starts && (text[i] == 'a' || text[i] == 'l')) return Object::list;
    if (starts && (text[i] == '+' || text[i] == '-' || text[i] == 's')) return Object::set;
  }
  return Object::register_;
}

class SmallHistory {
 public:
  explicit SmallHistory(std::string_view text) : text_(text), builder_([&] {
    Header header;
    header.object = object_of(text);
    return header;
  }()) {
    builder_.set_timed(false);
  }

  History read() {
    std::string spaced;
    for (const char c : text_) {
      if (c == '[') spaced += " [ ";
      else if (c == ']') spaced += " ]";
      else spaced += c;
    }
    std::istringstream in(spaced);
    for (std::string word; in >> word;) {
      if (word.back() == ':') process_ = builder_.process(word[0]);
      else if (word == "[") operations_.clear();
      else if (word[0] == ']') end(word.size() == 1 ? Status::ok : word[1] == '?' ? Status::unknown : Status::fail);
      else operations_.push_back(operation(word));
    }
    auto history = std::move(builder_).build();
    if (!history) ADD_FAILURE() << history.error().front().message << " in " << text_;
    return history ? std::move(*history) : History();
  }

 private:
  void end(Status status) {
    for (Operation& operation : operations_) operation.status = status;
    builder_.add_transaction(operations_);
  }

  Operation operation(const std::string& word) {
    Operation op{.process = process_, .key = builder_.key(std::string_view(word).substr(1, 1))};
    const std::string rest = word.substr(2);
    switch (word[0]) {
      case 'w': case 'r':
        op.kind = word[0] == 'w' ? Kind::write : Kind::read;
        op.value = value(std::stoll(rest));
        break;
      case 'c': case 'f': {
        const auto both = numbers(rest, ':');
        op.kind = Kind::cas;
        op.success = word[0] == 'c';
        op.expected = value(both.at(0));
        op.value = value(both.at(1));
        break;
      }
      case 'a': case '+': case '-':
        op.kind = word[0] == 'a' ? Kind::append : word[0] == '+' ? Kind::add : Kind::remove;
        op.value = value(std::stoll(rest));
        break;
      case 'l': case 's': {
        Value::Array elements;
        for (const std::int64_t element : numbers(rest, ',')) elements.emplace_back(element);
        op.kind = Kind::read;
        op.value = builder_.value(Value(std::move(elements)));
        break;
      }
      default: ADD_FAILURE() << "what is " << word << "?";
    }
    return op;
  }

  [[nodiscard]] ValueId value(std::int64_t number) { return number == 0 ? kNull : builder_.value(number); }

  std::string text_;
  HistoryBuilder builder_;
  ProcessId process_{};
  std::vector<Operation> operations_;
};

}  // namespace

History small_history(std::string_view text) { return SmallHistory(text).read(); }

History part_of(const History& history, const std::vector<OpId>& operations) {
  HistoryBuilder builder(history.header());
  builder.set_timed(history.timed());
  const auto copied = [&](OpId op) {
    Operation operation = history.at(op);
    operation.process = builder.process(history.process_name(operation.process));
    operation.key = builder.key(history.key_name(operation.key));
    operation.value = builder.value(history.value_at(operation.value));
    operation.expected = builder.value(history.value_at(operation.expected));
    return operation;
  };
  for (std::size_t i = 0; i < operations.size();) {
    const TxnId txn = history.transaction(operations[i]);
    std::vector<Operation> together;
    for (; i < operations.size() && history.transaction(operations[i]) == txn; ++i) together.push_back(copied(operations[i]));
    if (history.transactional()) builder.add_transaction(together);
    else builder.add(together.front());
  }
  auto part = std::move(builder).build();
  if (!part) ADD_FAILURE() << part.error().front().message;
  return part ? std::move(*part) : History();
}

}  // namespace clio::test

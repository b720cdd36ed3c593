// Tested by: transaction_reference_test.cpp

#include "tests/oracle/short_notation.hpp"

#include <sstream>
#include <string>

#include "checker/support/assert.hpp"

namespace clio::oracle {
namespace {

int digit(char c) { return c == '-' ? 0 : c - '0'; }

Step step_of(const std::string& word, Object object) {
  const bool many = object == Object::set || object == Object::list;
  Step step{.key = word.at(1) - 'x'};
  switch (word.at(0)) {
    case 'R': step.kind = Kind::read; break;
    case 'W': step.kind = Kind::write; break;
    case 'D': step.kind = Kind::erase; break;
    case 'C':
    case 'c':
      step.kind = Kind::cas;
      step.success = word[0] == 'C';
      step.expected = digit(word.at(2));
      step.value = digit(word.at(3));
      return step;
    case 'A': step.kind = Kind::append; break;
    case '+': step.kind = Kind::add; break;
    case '-': step.kind = Kind::remove; break;
    case '?': step.kind = Kind::contains; break;
    case '!':
      step.kind = Kind::contains;
      step.success = false;
      break;
    default: assertion_failed("a kind of operation: " + word, __FILE__, __LINE__);
  }
  if (many && step.kind == Kind::read) {
    for (const char c : word.substr(2)) step.values.push_back(digit(c));
  } else if (step.kind != Kind::erase) {
    step.value = digit(word.at(2));
  }
  return step;
}

}  // namespace

Plan plan_of(std::string_view text, Object object) {
  Plan plan{.object = object};
  std::istringstream lines{std::string(text)};
  int process = -1, txn = 0;
  for (std::string word; lines >> word;) {
    if (word.front() == 'P') {
      process = word.at(1) - '1';
      continue;
    }
    const bool begins = word.front() == '[';
    const std::size_t end = word.find(']');
    Step step = step_of(word.substr(begins ? 1 : 0, (end == std::string::npos ? word.size() : end) - (begins ? 1 : 0)), object);
    step.process = process;
    step.txn = txn;
    plan.steps.push_back(step);
    if (end == std::string::npos) continue;
    std::string after = word.substr(end + 1);
    for (Step& s : plan.steps) {
      if (s.txn != txn) continue;
      if (after.starts_with('?')) s.status = Status::unknown;
      if (after.starts_with('!')) s.status = Status::fail;
      if (const std::size_t at = after.find('@'); at != std::string::npos) {
        plan.timed = true;
        s.call = std::stoll(after.substr(at + 1));
        s.response = std::stoll(after.substr(after.find('-', at) + 1));
      }
    }
    ++txn;
  }
  return plan;
}

}  // namespace clio::oracle

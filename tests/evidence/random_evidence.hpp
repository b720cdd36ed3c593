#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "checker/history/history.hpp"
#include "tests/oracle/plan.hpp"
#include "tests/oracle/random_history.hpp"

namespace clio::test {

/// Text is the last: the drawers of transactions leave it out.
inline constexpr Object kObjects[] = {Object::register_, Object::counter, Object::set, Object::queue, Object::stack, Object::list, Object::mutex, Object::text};

/// How many random histories a test looks at: its own figure, or CLIO_RANDOM of the environment.
inline std::size_t random_count(std::size_t usual) {
  const char* wanted = std::getenv("CLIO_RANDOM");
  return wanted == nullptr ? usual : static_cast<std::size_t>(std::strtoull(wanted, nullptr, 10));
}

/// The seed of a test's histories: its own, moved by CLIO_SEED of the environment.
inline std::uint64_t random_seed(std::uint64_t usual) {
  const char* moved = std::getenv("CLIO_SEED");
  return moved == nullptr ? usual : usual + 1'000'003 * std::strtoull(moved, nullptr, 10);
}

/// The operations that can matter, sorted.
inline std::vector<OpId> participants_of(const History& history) {
  std::vector<OpId> participants;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    const bool says_nothing = history.kind(op) == Kind::read || history.kind(op) == Kind::contains;
    if (history.status(op) == Status::ok || (history.status(op) == Status::unknown && !says_nothing)) participants.push_back(op);
  }
  return participants;
}

/// "linearizable of [0,2,5]", for messages.
inline std::string ids_text(const std::vector<OpId>& operations) {
  std::string text;
  for (const OpId op : operations) text += (text.empty() ? "" : ",") + std::to_string(index(op));
  return "[" + text + "]";
}

}  // namespace clio::test

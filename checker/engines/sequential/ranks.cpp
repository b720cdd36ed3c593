// Guesses at the order of execution, which the schedules and searches try first. Nothing but speed depends on them.
// Tested by tests/sequential/ranks_test.cpp.

#include "checker/engines/sequential/ranks.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace clio::sequential {
namespace {

std::vector<std::uint32_t> ranks_of_order(const std::vector<Event>& order) {
  std::vector<std::uint32_t> ranks(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) ranks[order[i]] = static_cast<std::uint32_t>(i);
  return ranks;
}

/// By a number for each event, equal ones by place in the file.
template <class Measure>
std::vector<std::uint32_t> by_measure(const Problem& problem, Measure measure) {
  using Number = decltype(measure(Event{}));
  struct Item {
    Number number;
    OpId op;
    Event event;
  };
  std::vector<Item> items(problem.size());
  for (Event e = 0; e < problem.size(); ++e) items[e] = {measure(e), problem.op(e), e};
  std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.number != b.number ? a.number < b.number : a.op < b.op; });
  std::vector<Event> order(problem.size());
  for (std::size_t i = 0; i < items.size(); ++i) order[i] = items[i].event;
  return ranks_of_order(order);
}

}  // namespace

std::vector<std::uint32_t> ranked(const Problem& problem, const History& history, Guess guess) {
  if (guess == Guess::progress) {
    return by_measure(problem, [&](Event e) {
      const std::uint32_t s = problem.session(e);
      const Event before = problem.predecessor(e);
      const double length = problem.session_end(s) - problem.session_begin(s);
      return before == kNoEvent ? 0.0 : (before - problem.session_begin(s) + 1) / length;
    });
  }
  const bool timed = history.timed();
  const auto measure = [&](Event e) -> Time {
    if (!timed) return 0;
    const OpId op = problem.op(e);
    return guess == Guess::response && history.status(op) != Status::unknown ? history.response(op) : history.call(op);
  };
  // Most files are in order of call: then the place in the file is the rank, and no sorting is needed.
  bool in_file_order = true;
  std::vector<Event> order;
  if (guess == Guess::call || !timed) {
    std::vector<Event> at(history.size(), kNoEvent);
    for (Event e = 0; e < problem.size(); ++e) at[index(problem.op(e))] = e;
    Time latest = 0;
    order.reserve(problem.size());
    for (const Event e : at) {
      if (e == kNoEvent) continue;
      in_file_order = in_file_order && (order.empty() || measure(e) >= latest);
      latest = measure(e);
      order.push_back(e);
    }
    if (in_file_order) return ranks_of_order(order);
  }
  return by_measure(problem, measure);
}

std::vector<std::uint32_t> ranked_by_past(const Problem& problem, const Clocks& known) {
  return by_measure(problem, [&](Event e) {
    const std::span<const std::uint32_t> past = known.row(e);
    return std::accumulate(past.begin(), past.end(), std::uint64_t{0});
  });
}

std::vector<Guess> guesses(const Problem& problem, const History& history) {
  if (history.timed()) return {Guess::call, Guess::response, Guess::progress};
  std::size_t changes = 0;
  for (std::size_t i = 1; i < history.size(); ++i) changes += history.process(id_at<OpId>(i)) != history.process(id_at<OpId>(i - 1)) ? 1 : 0;
  if (changes < 2 * problem.session_count()) return {Guess::progress, Guess::call};
  return {Guess::call, Guess::progress};
}

}  // namespace clio::sequential

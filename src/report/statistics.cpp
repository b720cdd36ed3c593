#include "src/report/statistics.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace clio {
namespace {

/// Most intervals that share a point: calls and responses merged in order of time, a call before a response of the same time.
std::size_t most_open(std::vector<Time> calls, std::vector<Time> responses) {
  std::sort(calls.begin(), calls.end());
  std::sort(responses.begin(), responses.end());
  std::size_t most = 0;
  for (std::size_t opened = 0, closed = 0; opened < calls.size(); ++opened) {
    while (responses[closed] < calls[opened]) ++closed;
    most = std::max(most, opened + 1 - closed);
  }
  return most;
}

/// Of a transaction all operations have the same times: it counts once, and as no kind of operation.
void measure_times(const History& history, Statistics& statistics) {
  std::vector<Time> calls, responses;
  std::map<std::optional<Kind>, std::vector<std::int64_t>> latencies;
  double open_time = 0;
  statistics.first_call = std::numeric_limits<Time>::max();
  statistics.last_response = std::numeric_limits<Time>::min();
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (op != history.first_of(history.transaction(op))) continue;
    statistics.first_call = std::min(statistics.first_call, history.call(op));
    statistics.last_response = std::max(statistics.last_response, history.call(op));
    if (history.status(op) == Status::unknown) continue;  // nobody knows when it ended
    const Time call = history.call(op), response = history.response(op);
    statistics.last_response = std::max(statistics.last_response, response);
    calls.push_back(call);
    responses.push_back(response);
    open_time += static_cast<double>(response) - static_cast<double>(call);
    if (history.status(op) != Status::ok) continue;
    latencies[history.transactional() ? std::nullopt : std::optional(history.kind(op))].push_back(latency_of(history, op));
  }
  const double span = static_cast<double>(statistics.last_response) - static_cast<double>(statistics.first_call);
  statistics.open_mean = span > 0 ? open_time / span : static_cast<double>(calls.size());
  statistics.open_max = most_open(std::move(calls), std::move(responses));
  for (auto& [kind, numbers] : latencies) (kind ? statistics.latency[*kind] : statistics.transaction_latency) = spread_of(std::move(numbers));
}

}  // namespace

std::int64_t latency_of(const History& history, OpId op) {
  const std::uint64_t took = static_cast<std::uint64_t>(history.response(op)) - static_cast<std::uint64_t>(history.call(op));
  return static_cast<std::int64_t>(std::min<std::uint64_t>(took, std::numeric_limits<std::int64_t>::max()));
}

Spread spread_of(std::vector<std::int64_t> numbers) {
  if (numbers.empty()) return {};
  std::sort(numbers.begin(), numbers.end());
  const auto rank = [&](std::size_t percent) { return numbers[(numbers.size() * percent + 99) / 100 - 1]; };
  return {.count = numbers.size(), .min = numbers.front(), .p50 = rank(50), .p90 = rank(90), .p99 = rank(99), .max = numbers.back()};
}

Statistics statistics_of(const History& history) {
  Statistics statistics;
  statistics.by_process.resize(history.process_count());
  statistics.by_key.resize(history.key_count());
  statistics.by_node.resize(history.node_count());
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    ++statistics.by_status[static_cast<std::size_t>(history.status(op))];
    if (op == history.first_of(history.transaction(op))) ++statistics.transactions_by_status[static_cast<std::size_t>(history.status(op))];
    ++statistics.by_kind[history.kind(op)];
    ++statistics.by_process[index(history.process(op))];
    ++statistics.by_key[index(history.key(op))];
    if (history.node(op) != kNoNode) ++statistics.by_node[index(history.node(op))];
  }
  if (history.timed() && !history.empty()) measure_times(history, statistics);
  return statistics;
}

}  // namespace clio

#include "src/report/statistics_text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "src/report/words.hpp"

namespace clio {
namespace {

constexpr std::size_t kNamedMax = 16;     // processes, keys, nodes: beyond, their spread says more than their names
constexpr std::size_t kVersionsMax = 12;  // rows of the staleness distribution

std::string row(const Palette& palette, std::string_view label, const std::string& text) {
  return "  " + palette.faint(padded(label, 12)) + "  " + text + "\n";
}

std::string name_text(const Value& name) {
  return name.is_null() ? "(no name)" : name.as_string() != nullptr ? printable(*name.as_string()) : name.to_json();
}

/// "3: P1 (2), P2 (2), P3 (1)", or with many of them how their counts are spread.
template <class Id, class NameOf>
std::string shares(const std::vector<std::size_t>& counts, const NameOf& name_of_id) {
  std::string text = std::to_string(counts.size());
  if (counts.size() > kNamedMax) {
    const Spread spread = spread_of({counts.begin(), counts.end()});
    return text + ", with " + std::to_string(spread.min) + " to " + std::to_string(spread.max) + " operations each, median " +
           std::to_string(spread.p50);
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    text += (i == 0 ? ": " : ", ") + name_text(name_of_id(id_at<Id>(i))) + " (" + std::to_string(counts[i]) + ")";
  }
  return text;
}

/// "3: 2 ok, 0 failed, 1 unknown".
std::string outcomes(const std::array<std::size_t, 3>& by_status) {
  return std::to_string(by_status[0] + by_status[1] + by_status[2]) + ": " + std::to_string(by_status[0]) + " ok, " + std::to_string(by_status[1]) +
         " failed, " + std::to_string(by_status[2]) + " unknown";
}

std::string kinds(const Statistics& statistics) {
  std::vector<std::string> parts;
  for (const auto& [kind, count] : statistics.by_kind) parts.push_back(std::string(name_of(kind)) + " " + std::to_string(count));
  return listed(parts);
}

std::string latency(std::string_view of, const Spread& spread) {
  return std::string(of) + ": p50 " + std::to_string(spread.p50) + ", p90 " + std::to_string(spread.p90) + ", p99 " + std::to_string(spread.p99) + ", max " +
         std::to_string(spread.max);
}

std::string times(const Palette& palette, const Statistics& statistics, bool transactional) {
  char mean[32];
  std::snprintf(mean, sizeof mean, "%.2f", statistics.open_mean);
  std::string text = row(palette, "times", std::to_string(statistics.first_call) + " to " + std::to_string(statistics.last_response));
  text += row(palette, "open at once", std::to_string(statistics.open_max) + " at most, " + mean + " on average (answered " + (transactional ? "transactions)" : "operations)"));
  bool first = true;
  for (const auto& [kind, spread] : statistics.latency) {
    text += row(palette, first ? "latency" : "", latency(name_of(kind), spread));
    first = false;
  }
  if (transactional && statistics.transaction_latency.count > 0) text += row(palette, "latency", latency("transaction", statistics.transaction_latency));
  return text;
}

std::string staleness_rows(const Palette& palette, const Staleness& staleness) {
  std::string text =
      row(palette, "staleness",
          counted(staleness.reads, "read") + ", " + std::to_string(staleness.stale.size()) + " certainly stale" +
              (staleness.without_source == 0 ? "" : ", " + std::to_string(staleness.without_source) + " more without a source"));
  if (staleness.stale.empty()) return text;
  std::vector<std::int64_t> ages;
  for (const StaleRead& read : staleness.stale) ages.push_back(read.time);
  const Spread age = spread_of(std::move(ages));
  text += row(palette, "",
              "of the stale: p50 " + std::to_string(age.p50) + ", p90 " + std::to_string(age.p90) + ", p99 " + std::to_string(age.p99) +
                  ", max " + std::to_string(age.max) + " in time");
  std::size_t rows = 0, rest = 0;
  for (const auto& [versions, reads] : staleness.versions) {
    if (++rows > kVersionsMax) {
      rest += reads;
    } else {
      text += row(palette, "", counted(versions, "version") + " behind: " + counted(reads, "read"));
    }
  }
  if (rest > 0)
    text += row(palette, "", "further behind, " + counted(staleness.versions_max, "version") + " at most: " + counted(rest, "read"));
  return text;
}

std::string k_text(const Atomicity& atomicity) {
  switch (atomicity.k) {
    case Atomicity::Bound::one: return "1: linearizable";
    case Atomicity::Bound::two: return "2: every read returned one of the last two values";
    case Atomicity::Bound::three_or_more: return "3 or more";
    case Atomicity::Bound::undecided: return "undecided: " + atomicity.reason;
  }
  return {};
}

}  // namespace

std::string statistics_text(const std::string& path, const History& history, const Statistics& statistics,
                            const std::optional<Staleness>& staleness, const Atomicity& atomicity, const Palette& palette) {
  std::string text = palette.strong(printable(path));
  if (!history.header().name.empty()) text += palette.faint("  " + printable(history.header().name));
  text += "\n" + row(palette, "operations", outcomes(statistics.by_status));
  if (history.transactional()) text += row(palette, "transactions", outcomes(statistics.transactions_by_status));
  if (history.object() != Object::register_) text += row(palette, "object", std::string(name_of(history.object())));
  if (history.empty()) return text;
  text += row(palette, "kinds", kinds(statistics));
  text += row(palette, "processes", shares<ProcessId>(statistics.by_process, [&](ProcessId id) { return history.process_name(id); }));
  text += row(palette, "keys", shares<KeyId>(statistics.by_key, [&](KeyId id) { return history.key_name(id); }));
  if (history.node_count() > 0)
    text += row(palette, "nodes", shares<NodeId>(statistics.by_node, [&](NodeId id) { return history.node_name(id); }));
  text += history.timed() ? times(palette, statistics, history.transactional()) : row(palette, "times", "none");
  if (staleness) text += staleness_rows(palette, *staleness) + row(palette, "k-atomicity", k_text(atomicity));
  return text;
}

}  // namespace clio

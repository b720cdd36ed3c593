#include "checker/verdict.hpp"

#include <array>

namespace clio {
namespace {

constexpr std::array<std::string_view, 3> kAnswers{"satisfied", "violated", "unknown"};
constexpr std::array<std::string_view, 6> kRelations{"session-order", "reads-from", "write-order", "anti-dependency", "real-time", "visibility"};
constexpr std::array<std::string_view, 27> kAnomalies{
    "thin-air-read", "aborted-read", "future-read", "stale-read", "lost-update", "non-monotonic-read", "read-your-writes-violation",
    "monotonic-writes-violation", "writes-follow-reads-violation", "causality-violation", "divergence", "store-buffering", "long-fork",
    "order-violation", "double-success", "circular-causality", "other-cycle", "intermediate-read", "own-write-missed", "non-repeatable-read",
    "duplicate-elements", "incompatible-order", "dirty-write", "circular-information-flow", "fractured-read", "read-skew", "write-skew"};
constexpr std::array<std::string_view, 17> kPhenomena{
    "G0", "G0-process", "G0-realtime", "G1a", "G1b", "G1c", "G1c-process", "G1c-realtime", "G-single", "G-single-process", "G-single-realtime",
    "G-nonadjacent", "G-nonadjacent-process", "G-nonadjacent-realtime", "G2-item", "G2-item-process", "G2-item-realtime"};

template <class Enum, std::size_t N>
constexpr std::array<Enum, N> all_of_enum() {
  std::array<Enum, N> all{};
  for (std::size_t i = 0; i < N; ++i) all[i] = static_cast<Enum>(i);
  return all;
}
constexpr auto kAllRelations = all_of_enum<Relation, kRelations.size()>();
constexpr auto kAllAnomalies = all_of_enum<Anomaly, kAnomalies.size()>();
constexpr auto kAllPhenomena = all_of_enum<Phenomenon, kPhenomena.size()>();
static_assert(kAnomalies.size() == static_cast<std::size_t>(Anomaly::write_skew) + 1);
static_assert(kPhenomena.size() == static_cast<std::size_t>(Phenomenon::g2_item_realtime) + 1);

}  // namespace

std::string_view name_of(Answer answer) { return kAnswers[static_cast<std::size_t>(answer)]; }
std::string_view name_of(Relation relation) { return kRelations[static_cast<std::size_t>(relation)]; }
std::string_view name_of(Anomaly anomaly) { return kAnomalies[static_cast<std::size_t>(anomaly)]; }
std::string_view name_of(Phenomenon phenomenon) { return kPhenomena[static_cast<std::size_t>(phenomenon)]; }
std::span<const Relation> all_relations() { return kAllRelations; }
std::span<const Anomaly> all_anomalies() { return kAllAnomalies; }
std::span<const Phenomenon> all_phenomena() { return kAllPhenomena; }

std::string name_of(const Counterexample& counterexample) {
  std::string name(name_of(counterexample.anomaly));
  if (counterexample.phenomenon) name.append(" (").append(name_of(*counterexample.phenomenon)).append(")");
  return name;
}

}  // namespace clio

#include "checker/verdict.hpp"

#include <array>

namespace clio {
namespace {

constexpr std::array<std::string_view, 3> kAnswers{"satisfied", "violated", "unknown"};
constexpr std::array<std::string_view, 6> kRelations{"session-order", "reads-from", "write-order", "anti-dependency", "real-time", "visibility"};
constexpr std::array<std::string_view, 17> kAnomalies{
    "thin-air-read", "aborted-read", "future-read", "stale-read", "lost-update", "non-monotonic-read", "read-your-writes-violation",
    "monotonic-writes-violation", "writes-follow-reads-violation", "causality-violation", "divergence", "store-buffering", "long-fork",
    "order-violation", "double-success", "circular-causality", "other-cycle"};

template <class Enum, std::size_t N>
constexpr std::array<Enum, N> all_of_enum() {
  std::array<Enum, N> all{};
  for (std::size_t i = 0; i < N; ++i) all[i] = static_cast<Enum>(i);
  return all;
}
constexpr auto kAllRelations = all_of_enum<Relation, kRelations.size()>();
constexpr auto kAllAnomalies = all_of_enum<Anomaly, kAnomalies.size()>();

}  // namespace

std::string_view name_of(Answer answer) { return kAnswers[static_cast<std::size_t>(answer)]; }
std::string_view name_of(Relation relation) { return kRelations[static_cast<std::size_t>(relation)]; }
std::string_view name_of(Anomaly anomaly) { return kAnomalies[static_cast<std::size_t>(anomaly)]; }
std::span<const Relation> all_relations() { return kAllRelations; }
std::span<const Anomaly> all_anomalies() { return kAllAnomalies; }

}  // namespace clio

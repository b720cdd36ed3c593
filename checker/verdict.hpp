#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checker/history/ids.hpp"
#include "checker/models/catalogue.hpp"

namespace clio {

enum class Answer : std::uint8_t { satisfied, violated, unknown };

/// Why one operation comes before another, the closed list that `clio models --json` prints.
enum class Relation : std::uint8_t { session_order, reads_from, write_order, anti_dependency, real_time, visibility };

/// The usual name of what went wrong, the closed list that `clio models --json` prints.
enum class Anomaly : std::uint8_t {
  thin_air_read,             ///< a value that nobody wrote
  aborted_read,              ///< a value that only a failed write wrote
  future_read,               ///< a read returned a value before it was written (in real time, or later in its own process)
  stale_read,                ///< an overwritten value, after the overwrite had completed
  lost_update,               ///< two compare-and-sets, or a write and one, built on the same value
  non_monotonic_read,        ///< a process went back from a newer value to an older one
  read_your_writes_violation,///< a process missed its own write
  monotonic_writes_violation,///< two writes of one process seen in the other order
  writes_follow_reads_violation, ///< a write seen without what its process had read before
  causality_violation,       ///< an effect seen without its cause
  divergence,                ///< processes disagree for good on the order of concurrent writes
  store_buffering,           ///< two processes both missed the other's write
  long_fork,                 ///< independent reads saw independent writes in opposite orders
  order_violation,           ///< an answer that the object's specification allows in no order (queue, stack, list, ...)
  double_success,            ///< both of two exclusive operations succeeded (mutex, dequeue of one value twice)
  circular_causality,        ///< operations that each causally precede the other
  other_cycle,               ///< none of the named ones
  // Of transactions; checker/models/anomalies.hpp says what each rules out.
  intermediate_read,         ///< a value that its transaction overwrote itself
  own_write_missed,          ///< a read after a write of its own transaction returned something else
  non_repeatable_read,       ///< two reads of one key in a transaction returned what two others wrote
  duplicate_elements,        ///< a list holds an element more often than it was appended, or a set holds one twice (of operations too)
  incompatible_order,        ///< two reads of a list, neither the beginning of the other
  dirty_write,               ///< transactions whose writes to several keys took effect in different orders
  circular_information_flow, ///< transactions that each depend on what the other wrote
  fractured_read,            ///< a transaction saw one write of another and missed another one
  read_skew,                 ///< a transaction saw the effects of another and missed a write of it
  write_skew,                ///< two transactions each missed the other's write
};

/// Adya's class of a cycle (1999; Cerone and Gotsman's G-nonadjacent), or of a read whose value should not have been seen. "Process": session order is part of the cycle; "realtime": real time is.
/// The closed list that `clio models --json` prints.
enum class Phenomenon : std::uint8_t {
  g0, g0_process, g0_realtime,                                  ///< write order alone
  g1a,                                                          ///< aborted read
  g1b,                                                          ///< intermediate read
  g1c, g1c_process, g1c_realtime,                               ///< write order and reads-from
  g_single, g_single_process, g_single_realtime,                ///< with one anti-dependency
  g_nonadjacent, g_nonadjacent_process, g_nonadjacent_realtime, ///< with several, no two of them in a row
  g2_item, g2_item_process, g2_item_realtime,                   ///< with two in a row
};

[[nodiscard]] std::string_view name_of(Answer answer);
[[nodiscard]] std::string_view name_of(Relation relation);
[[nodiscard]] std::string_view name_of(Anomaly anomaly);
[[nodiscard]] std::string_view name_of(Phenomenon phenomenon);  ///< as in the literature: "G-single-process"
[[nodiscard]] std::span<const Relation> all_relations();
[[nodiscard]] std::span<const Anomaly> all_anomalies();
[[nodiscard]] std::span<const Phenomenon> all_phenomena();

/// One edge of a counterexample's cycle: `from` must come before `to`. Over transactions the relation is between the transactions of these operations.
struct Edge {
  OpId from{}, to{};
  Relation relation{};
  std::optional<KeyId> key;  ///< where the relation is about one key
  std::string because;       ///< for people, in the third person: "P2 read b from it"
};

/// Why a model is violated. Operations are ids of the history that was checked.
struct Counterexample {
  Anomaly anomaly = Anomaly::other_cycle;
  std::optional<Phenomenon> phenomenon = std::nullopt;  ///< over transactions, where the literature has a class for it
  std::string explanation;         ///< a sentence or two for people
  std::vector<OpId> operations;    ///< sorted; on their own (all other operations removed) they violate the model
  std::vector<Edge> cycle;         ///< closed: each edge starts where the one before ended (over transactions: in the transaction where it ended); empty where no order is to blame (thin air)
  bool minimal = false;            ///< no operation can be left out
  bool validated = false;          ///< the independent validator confirmed it
  std::string degraded;            ///< why it is not minimal, not short or not validated; empty: it is all three
  std::optional<std::string> cause;
};

/// "lost-update (G-single)": the usual name, and the class where there is one.
[[nodiscard]] std::string name_of(const Counterexample& counterexample);

/// The answer for one model, with its evidence.
struct Verdict {
  const Model* model = nullptr;
  Answer answer = Answer::unknown;
  std::string reason;                            ///< why unknown
  bool applies = true;                           ///< false: no times, or the object is not judged for this model (answer is unknown)
  std::vector<OpId> witness;                     ///< satisfied, one order for everyone: the order (for `per_key` scopes key by key; over transactions each by its first operation); may be empty
  std::vector<std::uint32_t> snapshots;          ///< with a witness of prefix or snapshot isolation: how many transactions of it the snapshot of each holds
  std::string unchecked;                         ///< satisfied, one order for everyone: why the validator has not checked such an order; empty: it has
  std::optional<Counterexample> counterexample;  ///< violated
  std::chrono::nanoseconds spent{0};
  std::string engine;                            ///< which engine answered
};

}  // namespace clio

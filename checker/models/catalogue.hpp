#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace clio {

/// Which writes of its key a read must see.
enum class Visibility : std::uint8_t {
  arbitrated_before,            ///< all before it in arb: then arb orders the reads too
  causal,                       ///< (so ∪ wr)+
  session,                      ///< so
  read_then_session,            ///< wr;so
  session_then_read,            ///< so;wr;so?
  read_then_session_then_read,  ///< wr;so;wr;so?
  prefix,                       ///< arb?;base, where base is what arb extends
  snapshot,                     ///< arb?;(base ∪ ww): what the prefix holds, and everything before a transaction that writes one of the reader's keys
  adjacent,                     ///< so ∪ wr
  read_earlier,                 ///< what an earlier read of the same transaction read from
  nothing,
};

/// What arb must extend (its closure over all operations, restricted to what arb orders).
enum class Base : std::uint8_t {
  real_time,             ///< wr ∪ rt
  causal,                ///< so ∪ wr
  session_order,         ///< so
  causal_and_real_time,  ///< so ∪ wr ∪ rt
  reads_from,            ///< wr
};

/// Who has to agree on arb. Without `arbitrated_before`, arb orders writes only.
enum class Agreement : std::uint8_t {
  everyone,
  each_process,  ///< an order for each process, over all writes and (with arbitrated_before) its own reads
  each_read,     ///< an order for each read
};

enum class Scope : std::uint8_t { all_keys, per_key };

/// What the relations of a row are between.
enum class Unit : std::uint8_t {
  operation,    ///< single operations: histories with transactions are not judged
  transaction,  ///< transactions; a plain operation is one of its own
  either,       ///< operations, and in a history with transactions these
};

/// Which objects a row is judged for.
enum class Judged : std::uint8_t {
  registers,
  versioned_transactions,  ///< registers; in histories with transactions sets and lists too
  versioned,               ///< registers, sets and lists: what has sources
  any_object, ///< all, by their sequential specification
};

/// A consistency model: one row of the table (DESIGN section 3; over transactions, docs/semantics.md). A history satisfies it when reads-from can be chosen and an order arb
/// exists, extending `extends`, acyclic, agreed by `agreed_by` over `scope`, such that for each read r of key k from write w, every
/// other write of k that r `sees` comes before w in arb; a read of the initial value sees no write of k.
struct Model {
  std::string_view id;
  std::string_view title;   ///< as people write it
  std::string_view abbreviation;  ///< as tables head their columns
  std::string_view cite;    ///< where it was defined
  std::string_view meaning; ///< one sentence
  Visibility sees;
  Base extends;
  Agreement agreed_by;
  Scope scope;
  Unit unit;
  bool needs_times;   ///< real time is part of it
  Judged judged;      ///< for which objects

  friend bool operator==(const Model& a, const Model& b) { return a.id == b.id; }
};

extern const Model kLinearizable, kSequential, kCache, kCausalConvergent, kCausal, kWeakCausal, kPram, kReadYourWrites, kMonotonicReads,
    kMonotonicWrites, kWritesFollowReads, kStrictSerializable, kSerializable, kSnapshotIsolation, kPrefix, kReadAtomic, kReadCommitted, kAdyaSerializable,
    kAdyaSnapshotIsolation, kAdyaReadCommitted;

/// All models, strongest first, in table order.
[[nodiscard]] std::span<const Model* const> catalogue();
/// The rows by which histories are classified: those without transactions (linearizable to writes-follow-reads), and those with (strict-serializable to adya-read-committed, with
/// causal-convergent and the session guarantees between them). Strongest first.
[[nodiscard]] std::span<const Model* const> operation_models();
[[nodiscard]] std::span<const Model* const> transaction_models();
[[nodiscard]] const Model* model_named(std::string_view id);

/// One step of the lattice: whatever satisfies `stronger` satisfies `weaker`.
struct Implication {
  const Model* stronger;
  const Model* weaker;
  bool needs_gaps;  ///< only where each process's operations are separated in real time (so within rt)
};
[[nodiscard]] std::span<const Implication> implications();
/// The reflexive, transitive closure; implications that need gaps are used only if `gaps`.
[[nodiscard]] bool implies(const Model& stronger, const Model& weaker, bool gaps = true);

}  // namespace clio

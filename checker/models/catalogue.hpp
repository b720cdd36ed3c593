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
};

/// What arb must extend (its closure over all operations, restricted to what arb orders).
enum class Base : std::uint8_t {
  real_time,      ///< wr ∪ rt
  causal,         ///< so ∪ wr
  session_order,  ///< so
};

/// Who has to agree on arb. Without `arbitrated_before`, arb orders writes only.
enum class Agreement : std::uint8_t {
  everyone,
  each_process,  ///< an order for each process, over all writes and (with arbitrated_before) its own reads
  each_read,     ///< an order for each read
};

enum class Scope : std::uint8_t { all_keys, per_key };

/// A consistency model: one row of the table (DESIGN section 3). A history satisfies it when reads-from can be chosen and an order arb
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
  bool needs_times;   ///< real time is part of it
  bool any_object;    ///< judged for every object, by its sequential specification; otherwise for registers only

  friend bool operator==(const Model& a, const Model& b) { return a.id == b.id; }
};

extern const Model kLinearizable, kSequential, kCache, kCausalConvergent, kCausal, kWeakCausal, kPram, kReadYourWrites, kMonotonicReads,
    kMonotonicWrites, kWritesFollowReads;

/// All models, strongest first, in table order.
[[nodiscard]] std::span<const Model* const> catalogue();
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

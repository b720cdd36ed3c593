#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/limits.hpp"
#include "checker/models/catalogue.hpp"
#include "checker/relations/base_relations.hpp"
#include "checker/verdict.hpp"

namespace clio {

/// What an engine answers. The evidence is raw: check() validates witnesses, and shrinks and explains cores.
struct Finding {
  Answer answer = Answer::unknown;
  std::string reason;           ///< why unknown
  /// Satisfied, rows agreed by everyone: for linearizable and cache the participants that took effect, key by key (keys in KeyId order), each key
  /// in its arbitration order; for sequential all of them in one order; for causal-convergent the writes that took effect in arbitration order
  /// (over all keys). Rows over transactions, causal-convergent included where the history has transactions: the effective transactions in arbitration order, each by its first
  /// operation. Unknown operations that never took effect are left out.
  std::vector<OpId> witness;
  /// With a witness for causal-convergent or a row over transactions, where some read has several possible sources: by operation, the write that it read from in `witness`; kNoOp
  /// stands for the initial value, and for what reads nothing or its own transaction's write. Otherwise empty.
  std::vector<OpId> sources;
  /// Violated: sorted operations that alone violate the model and that are closed: with a read they contain everything that may have been its
  /// source. The smaller the better; all participants, or all of one key for per-key models, in the worst case. Of a transaction some operations may be left out.
  std::vector<OpId> core;
  std::string engine;

  static Finding satisfied(std::string engine, std::vector<OpId> witness = {}) {
    return {.answer = Answer::satisfied, .reason = {}, .witness = std::move(witness), .sources = {}, .core = {}, .engine = std::move(engine)};
  }
  static Finding violated(std::string engine, std::vector<OpId> core) {
    return {.answer = Answer::violated, .reason = {}, .witness = {}, .sources = {}, .core = std::move(core), .engine = std::move(engine)};
  }
  static Finding unknown(std::string engine, std::string reason) {
    return {.answer = Answer::unknown, .reason = std::move(reason), .witness = {}, .sources = {}, .core = {}, .engine = std::move(engine)};
  }
};

/// Which way an engine goes; tests force each path, everybody else lets it choose.
enum class Path : std::uint8_t { automatic, fast, complete };

/// Per-key models under real time: linearizable. Any object. (checker/engines/linearizable/)
[[nodiscard]] Finding decide_linearizable(const BaseRelations& relations, Budget& budget, Path path = Path::automatic);
/// Per-key models under session order: cache. Any object. (checker/engines/sequential/)
[[nodiscard]] Finding decide_cache(const BaseRelations& relations, Budget& budget, Path path = Path::automatic);
/// Sequential consistency over all keys. Any object. (checker/engines/sequential/)
[[nodiscard]] Finding decide_sequential(const BaseRelations& relations, Budget& budget, Path path = Path::automatic);
/// The causal family and the session guarantees: every row that is not agreed by everyone, and causal-convergent. Registers only.
/// (checker/engines/causal/)
[[nodiscard]] Finding decide_causal_family(const BaseRelations& relations, const Model& model, Budget& budget, Path path = Path::automatic);
/// Rows over transactions, and causal-convergent and the session guarantees where the history has transactions (checker/engines/transactional/). One for all rows of a history: what
/// they need of it is derived once. Lifetime: borrows `relations`.
class TransactionalEngine {
 public:
  explicit TransactionalEngine(const BaseRelations& relations);
  ~TransactionalEngine();
  TransactionalEngine(const TransactionalEngine&) = delete;
  TransactionalEngine& operator=(const TransactionalEngine&) = delete;

  /// Precondition: judged_over_transactions(history, model), and the row is judged for the history's object. May be called by several threads at once.
  [[nodiscard]] Finding decide(const Model& model, Budget& budget, Path path = Path::automatic);
  /// Whether what is said of a row never depends on which rows were decided before it.
  [[nodiscard]] bool rows_apart();

 private:
  struct Derived;
  [[nodiscard]] Derived& derived();
  const BaseRelations* relations_;
  std::once_flag once_;
  std::unique_ptr<Derived> derived_;
};

/// Whether the row's relations are between the history's transactions.
[[nodiscard]] inline bool judged_over_transactions(const History& history, const Model& model) {
  return model.unit == Unit::transaction || (model.unit == Unit::either && history.transactional());
}

}  // namespace clio

#pragma once

#include <vector>

#include "checker/engines/likelihood.hpp"
#include "checker/models/catalogue.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio::causal {

/// Where each operation's value came from, by OpId: an operation, one of the two marks below, or kNoOp for what reads nothing.
using Sources = std::vector<OpId>;

/// Which reading events a row knows, and what each may have read from.
///
/// An unknown cas reads in rows agreed by everyone only, and only if it took effect. Every reading event's candidates follow from values alone;
/// semantics: docs/semantics.md, "Registers". Lifetime: borrows `relations`.
class Candidates {
 public:
  Candidates(const BaseRelations& relations, const Model& model)
      : relations_(&relations), unknown_cas_reads_(model.agreed_by == Agreement::everyone) {}

  [[nodiscard]] const BaseRelations& relations() const { return *relations_; }
  /// Whether the operation is a reading event whenever it takes effect.
  [[nodiscard]] bool reads(OpId op) const;
  /// Whether the key's initial value is among the candidates. Precondition: reads(op).
  [[nodiscard]] bool may_read_initial(OpId op) const;
  /// Calls visit(writer) for each operation that may have been the source, in the order of their cells and then of the file. Precondition: reads(op).
  template <class Visit>
  void each_writer(OpId op, Visit visit) const {
    const CellId cell = relations_->read_cell(op);
    if (!relations_->reads_other(op)) return writers_of(cell, op, visit);
    const KeyId key = relations_->key_of(cell);
    for (std::size_t other = index(relations_->first_cell(key)); other < index(relations_->end_cell(key)); ++other) {
      if (other != index(cell)) writers_of(id_at<CellId>(other), op, visit);
    }
  }
  /// The one possible source, kOpen if there are several, kNoOp if there is none. O(1); for a failed cas O(values of the key that nobody wrote). Precondition: reads(op).
  [[nodiscard]] OpId only(OpId op) const;
  /// The likeliest candidate; kNoOp if there is none. Precondition: reads(op).
  [[nodiscard]] OpId best(OpId op, const Likelihood& likelihood) const;
  /// All candidates, likeliest first. Precondition: reads(op).
  [[nodiscard]] std::vector<OpId> ranked(OpId op, const Likelihood& likelihood) const;

 private:
  template <class Visit>
  void writers_of(CellId cell, OpId reader, Visit& visit) const {
    for (const OpId writer : relations_->writers(cell)) {
      if (writer != reader) visit(writer);
    }
  }

  const BaseRelations* relations_;
  bool unknown_cas_reads_;
};

/// The sources that the values alone determine; the others are open.
struct CertainSources {
  Sources of;
  std::size_t open = 0;          ///< reading events with several candidates
  OpId without_source = kNoOp;   ///< an ok reading event that nobody can have written for; then the history violates every row
};
[[nodiscard]] CertainSources certain_sources(const Candidates& candidates);

/// The smallest set that holds `operations` and, with every reading event, all that may have been its source. Sorted. Cost: O(n log n).
[[nodiscard]] std::vector<OpId> closed_under_candidates(const Candidates& candidates, std::vector<OpId> operations);

}  // namespace clio::causal

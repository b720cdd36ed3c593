#pragma once

#include "checker/engines/source_search.hpp"
#include "checker/engines/transactional/theory.hpp"

namespace clio::transactional {

/// The theory on one choice of sources, made whole: a conflict that rests on an unknown transaction having taken effect holds who read from it, or a list that shows it.
[[nodiscard]] Ruling judge_sources(const Transactions& transactions, const Model& model, Budget& budget, Wanted wanted);

/// The search over transactions: a slot for each external read. Precondition: no read is inconsistent by itself.
[[nodiscard]] Finding search_sources(const Accesses& accesses, const Model& model, Budget& budget, Choosable choosable);

}  // namespace clio::transactional

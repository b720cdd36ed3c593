#pragma once

#include "checker/engines/source_search.hpp"
#include "checker/engines/transactional/theory.hpp"

namespace clio::transactional {

/// The search over transactions: a slot for each external read. Precondition: no read is inconsistent by itself.
[[nodiscard]] Finding search_sources(const Accesses& accesses, const Model& model, Budget& budget, Choosable choosable);

}  // namespace clio::transactional

// Stands in until the theories are merged; never on main.
#include "checker/engines/transactional/theory.hpp"

namespace clio::transactional {

Ruling judge_read_committed(const Transactions&, const Model&, Budget&, Wanted) { return {.spent = true, .reason = "not built yet"}; }
Ruling judge_read_atomic(const Transactions&, const Model&, Budget&, Wanted) { return {.spent = true, .reason = "not built yet"}; }
Ruling judge_causal_past(const Transactions&, const Model&, Budget&, Wanted) { return {.spent = true, .reason = "not built yet"}; }
Ruling judge_session_guarantee(const Transactions&, const Model&, Budget&, Wanted) { return {.spent = true, .reason = "not built yet"}; }

}  // namespace clio::transactional

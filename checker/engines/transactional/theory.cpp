#include "checker/engines/transactional/theory.hpp"

namespace clio::transactional {

Ruling judge(const Transactions& transactions, const Model& model, Budget& budget, Wanted wanted, OrderSearch search) {
  switch (model.sees) {
    case Visibility::nothing:
    case Visibility::read_earlier: return judge_read_committed(transactions, model, budget, wanted);
    case Visibility::adjacent: return judge_read_atomic(transactions, model, budget, wanted);
    case Visibility::causal: return judge_causal_past(transactions, model, budget, wanted);
    case Visibility::session:
    case Visibility::read_then_session:
    case Visibility::session_then_read:
    case Visibility::read_then_session_then_read: return judge_session_guarantee(transactions, model, budget, wanted);
    case Visibility::prefix:
    case Visibility::snapshot:
    case Visibility::arbitrated_before: return judge_orders(transactions, model, budget, search);
  }
  return {};
}

}  // namespace clio::transactional

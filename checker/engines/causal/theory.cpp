#include "checker/engines/causal/theory.hpp"

namespace clio::causal {

Ruling judge(const Events& events, const Model& model, Budget& budget, Wanted wanted) {
  switch (model.sees) {
    case Visibility::causal: return judge_causal_past(events, model, budget, wanted);
    case Visibility::arbitrated_before: return judge_process_orders(events, model, budget, wanted);
    case Visibility::session:
    case Visibility::read_then_session:
    case Visibility::session_then_read:
    case Visibility::read_then_session_then_read: return judge_session_guarantee(events, model, budget, wanted);
    case Visibility::prefix:
    case Visibility::snapshot:
    case Visibility::adjacent:
    case Visibility::read_earlier:
    case Visibility::nothing: break;  // rows over transactions
  }
  return {};
}

}  // namespace clio::causal

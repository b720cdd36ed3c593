// The validator against the definition, order by order: it accepts a witness exactly where the reference evaluator says that it proves the row.

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

#include "checker/validate/validate.hpp"
#include "tests/oracle/bounds.hpp"
#include "tests/oracle/dice.hpp"
#include "tests/oracle/reference_evaluator.hpp"

namespace clio::oracle {
namespace {

/// Every order of all operations (causal-convergent: of all writes), key by key for rows that judge keys apart.
void each_order(const History& history, const Model& model, const std::function<void(std::span<const OpId>)>& visit) {
  std::vector<OpId> order;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (model.sees == Visibility::arbitrated_before || history.kind(op) != Kind::read) order.push_back(op);
  }
  do {
    visit(order);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Validator, AcceptsExactlyTheOrdersThatProveARow) {
  std::uint64_t orders = 0, proofs = 0, wrong = 0;
  for (const std::size_t steps : {2u, 3u, 4u, 5u}) {
    enumerate(plain_bound(steps), [&](const Plan& plan) {
      const History history = history_of(plan);
      const Reference reference(history);
      for (const Model* model : {&kCausalConvergent, &kSequential, &kCache}) {
        if (steps == 5 && *model != kCausalConvergent && effort() != Effort::full) continue;
        each_order(history, *model, [&](std::span<const OpId> order) {
          const bool proves = reference.proves(*model, order);
          ++orders;
          proofs += proves ? 1 : 0;
          if (validate_witness(history, *model, order).empty() == proves || ++wrong > 3) return;
          std::string text;
          for (const OpId op : order) text += " " + std::to_string(index(op));
          ADD_FAILURE() << model->id << ":" << text << (proves ? " proves it" : " does not prove it") << ", the validator says otherwise\n" << show(plan);
        });
      }
    });
  }
  std::cout << orders << " orders, " << proofs << " of them proofs\n";
  EXPECT_GT(proofs, orders / 100);
  EXPECT_EQ(wrong, 0u);
}

}  // namespace
}  // namespace clio::oracle

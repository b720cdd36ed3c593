// What people read: what explain() says of the histories of two transcripts, of the models of operations and of the rows over transactions that they violate.

#include <gtest/gtest.h>

#include "checker/check.hpp"
#include "tests/evidence/brute.hpp"
#include "tests/evidence/transcript.hpp"

namespace clio::test {
namespace {

TEST(Explanations, ReadAsInTheTranscript) {
  expect_transcript("explanations.transcript", operation_models(), [](const History& history, const Model& model) -> std::optional<Counterexample> {
    if ((model.needs_times && !history.timed()) || (model.judged != Judged::any_object && history.object() != Object::register_)) return {};
    const std::vector<OpId> all = participants_of(history);
    if (all.empty() || validate_counterexample(history, model, all) != Confirmation::confirmed) return {};
    Counterexample found = explained(history, model);
    EXPECT_TRUE(found.validated && found.minimal && found.degraded.empty()) << found.degraded;
    return found;
  });
}

TEST(TransactionExplanations, ReadAsInTheTranscript) {
  expect_transcript("transactions.transcript", transaction_models(), [](const History& history, const Model& model) -> std::optional<Counterexample> {
    if (!not_applicable(history, model).empty()) return {};
    const Limits limits;
    Budget budget(limits);
    const Finding finding = decide_transactions(history, model, budget);
    if (finding.answer != Answer::violated) return {};
    Counterexample found = explain(history, model, finding.core, decide_transactions, limits);
    EXPECT_TRUE(found.minimal) << found.degraded;
    return found;
  });
}

}  // namespace
}  // namespace clio::test

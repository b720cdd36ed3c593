// What follows from other answers is answered, also where a limit ended a model's own decision before they were known.

#include <gtest/gtest.h>

#include "adapters/format.hpp"
#include "checker/check.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio {
namespace {

const CheckOptions kNoTime{.limits = {.time = std::chrono::nanoseconds(0)}, .explain = false};

const Verdict& of(const std::vector<Verdict>& verdicts, const Model& model) {
  for (const Verdict& verdict : verdicts) {
    if (*verdict.model == model) return verdict;
  }
  throw std::logic_error("not judged");
}

TEST(Inference, AnswersAModelThatWasGivenUpBeforeAWeakerOneTurnedOutViolated) {
  const Loaded loaded = load(CLIO_SOURCE_DIR "/histories/lecture/async_reordered_replication.history").value();
  std::size_t settled = 0;
  for (std::size_t bytes = 64; bytes < 64 * 1024; bytes += 64) {  // somewhere between what the weaker model needs and what the stronger one does
    const CheckOptions scarce{.limits = {.memory_bytes = bytes}};
    if (check(loaded.history, kCausalConvergent, scarce).answer != Answer::unknown) continue;
    if (check(loaded.history, kMonotonicWrites, scarce).answer != Answer::violated) continue;
    ++settled;
    const std::vector<Verdict> verdicts = classify(loaded.history, scarce);
    EXPECT_EQ(of(verdicts, kCausalConvergent).answer, Answer::violated) << bytes;
    EXPECT_EQ(of(verdicts, kCausalConvergent).reason, "");
    ASSERT_TRUE(of(verdicts, kCausalConvergent).counterexample);
    EXPECT_FALSE(of(verdicts, kCausalConvergent).counterexample->operations.empty());
  }
  EXPECT_GT(settled, 0u);
}

TEST(Inference, LeavesNothingOpenInAnySampleThatTheLatticeSettles) {
  std::size_t open = 0;
  const std::vector<std::string> paths = histories_at(CLIO_SOURCE_DIR "/histories").value();
  for (const std::string& path : paths) {
    const Loaded loaded = load(path).value();
    const bool gaps = loaded.history.timed() && BaseRelations(loaded.history).gaps();
    const std::vector<Verdict> verdicts = classify(loaded.history, kNoTime);
    for (const Verdict& given_up : verdicts) {
      if (given_up.answer != Answer::unknown) continue;
      ++open;
      for (const Verdict& known : verdicts) {
        EXPECT_FALSE(known.answer == Answer::violated && implies(*given_up.model, *known.model, gaps)) << path << ": " << given_up.model->id;
        EXPECT_FALSE(known.answer == Answer::satisfied && implies(*known.model, *given_up.model, gaps)) << path << ": " << given_up.model->id;
      }
    }
  }
  EXPECT_GT(open, 0u) << "a limit of no time at all ends some decision";
}

}  // namespace
}  // namespace clio

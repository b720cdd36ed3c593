// Certificates of true verdicts are made and accepted, on every sample history and on random ones; of a false verdict none can be made.
#include "src/certificate/certificate.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "adapters/format.hpp"
#include "adapters/formats/native/native.hpp"
#include "checker/check.hpp"
#include "src/verify/verify.hpp"
#include "tests/certificate/random_transactions.hpp"
#include "tests/evidence/random_evidence.hpp"
#include "tests/oracle/reference_evaluator.hpp"
#include "tests/oracle/reference_transactions.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

namespace fs = std::filesystem;

verify::Outcome verified(const History& history, const std::string& certificate) { return verify::verify(history, certificate).outcome; }

class SampleCertificates : public testing::TestWithParam<std::string> {};

TEST_P(SampleCertificates, AreMadeAndAcceptedForEveryModelThatIsJudged) {
  const auto loaded = load(GetParam());
  ASSERT_TRUE(loaded);
  const History& history = loaded->history;
  for (const Model* model : history.transactional() ? transaction_models() : operation_models()) {
    if (!not_applicable(history, *model).empty()) continue;
    const Verdict verdict = check(history, *model, {.witness = true});
    Budget budget({});
    const auto certificate = certificate::make(history, verdict, budget);
    ASSERT_TRUE(certificate) << verdict.model->id << ": " << certificate.error();
    EXPECT_EQ(verified(history, *certificate), verify::Outcome::accepted) << verdict.model->id << "\n" << *certificate;
  }
}

std::vector<std::string> sample_files() {
  const auto found = histories_at((fs::path(CLIO_SOURCE_DIR) / "histories").string());
  std::vector<std::string> files = found ? *found : std::vector<std::string>();
  std::erase_if(files, [](const std::string& file) { return file.find("/scenarios/") != std::string::npos; });  // how runs are made, not histories
  return files;
}

INSTANTIATE_TEST_SUITE_P(All, SampleCertificates, testing::ValuesIn(sample_files()), [](const auto& tested) {
  std::string name = fs::path(tested.param).lexically_relative(fs::path(CLIO_SOURCE_DIR) / "histories").generic_string();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
});

TEST(Certificates, AreMadeOfListsThatShowAnAppendTwice) {
  const History history = test::history_of("# object: list\nP1: A(x)1       R(x)[]\nP2: A(x)2 A(x)3\nP3:                    R(x)[2,3,2]");
  for (const Model* model : {&kLinearizable, &kSequential, &kCache}) {
    Budget budget({});
    const auto certificate = certificate::make(history, check(history, *model), budget);
    ASSERT_TRUE(certificate) << model->id << ": " << certificate.error();
    EXPECT_NE(certificate->find("verdict violated"), std::string::npos);
  }
}

class RandomCertificates : public testing::TestWithParam<Object> {};

TEST_P(RandomCertificates, ExistForTheTrueVerdictAndForNoOther) {
  oracle::Dice dice(test::random_seed(4711));
  const std::size_t count = test::random_count(GetParam() == Object::register_ ? 1500 : 300);
  std::size_t satisfied = 0, violated = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const oracle::Plan plan = oracle::random_plan(dice, {.object = GetParam(), .steps_min = 3, .steps_max = 7});
    const History history = oracle::history_of(plan);
    const oracle::Reference reference(history);
    for (const Model* model : operation_models()) {
      if (!not_applicable(history, *model).empty()) continue;
      const bool holds = reference.satisfies(*model);
      ++(holds ? satisfied : violated);
      for (const bool claimed : {true, false}) {
        const Verdict verdict{.model = model, .answer = claimed ? Answer::satisfied : Answer::violated};
        Budget budget({});
        const auto certificate = certificate::make(history, verdict, budget);
        const bool expected = claimed == holds;
        // A value that was appended twice to a list, and read: replay_test.cpp has what is certified of it, with the verdict's evidence.
        const bool twice = !certificate && (certificate.error().find("appended twice") != std::string::npos || certificate.error().find("what the verdict came with") != std::string::npos);
        if (!twice) {
          ASSERT_EQ(certificate.has_value(), expected) << model->id << (claimed ? " satisfied\n" : " violated\n") << (certificate ? *certificate : certificate.error()) << "\n" << oracle::show(plan);
        }
      }
    }
  }
  EXPECT_GT(satisfied, count / 10);
  EXPECT_GT(violated, count / 10);
}

INSTANTIATE_TEST_SUITE_P(Objects, RandomCertificates, testing::Values(Object::register_, Object::set, Object::list), [](const auto& tested) { return tested.param == Object::register_ ? std::string("register") : std::string(name_of(tested.param)); });

class RandomTransactions : public testing::TestWithParam<Object> {};

TEST_P(RandomTransactions, HaveCertificatesOfTheTrueVerdictAndOfNoOther) {
  oracle::Dice dice(test::random_seed(815));
  const std::size_t count = test::random_count(600);
  std::map<std::string_view, std::array<std::size_t, 2>> seen;
  for (std::size_t i = 0; i < count; ++i) {
    const History history = test::random_transactions(dice, GetParam());
    const oracle::TransactionReference reference(history);
    for (const Model* model : transaction_models()) {
      if (!not_applicable(history, *model).empty()) continue;
      const bool holds = reference.satisfies(*model);
      ++seen[model->id][holds];
      for (const bool claimed : {true, false}) {
        Budget budget({});
        const auto certificate = certificate::make(history, {.model = model, .answer = claimed ? Answer::satisfied : Answer::violated}, budget);
        std::ostringstream text;
        if (certificate.has_value() != (claimed == holds)) (void)write_native(history, text, {});
        ASSERT_EQ(certificate.has_value(), claimed == holds) << model->id << (claimed ? " satisfied\n" : " violated\n") << (certificate ? *certificate : certificate.error()) << "\n" << text.str();
      }
    }
  }
  for (const auto& [model, answers] : seen) {
    EXPECT_GT(answers[0], count / 100) << model;
    EXPECT_GT(answers[1], count / 100) << model;
  }
}

INSTANTIATE_TEST_SUITE_P(Objects, RandomTransactions, testing::Values(Object::register_, Object::set, Object::list),
                         [](const auto& tested) { return tested.param == Object::register_ ? std::string("register") : std::string(name_of(tested.param)); });

}  // namespace
}  // namespace clio

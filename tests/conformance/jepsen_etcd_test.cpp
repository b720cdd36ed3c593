// The histories that Jepsen recorded from etcd, with the verdicts of their origin, where that data stands beside the checkout.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "adapters/format.hpp"
#include "checker/check.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

struct Recording {
  std::string file;
  bool linearizable;
};

std::vector<Recording> recordings() {
  std::vector<Recording> found;
  std::ifstream table(test::peer_histories() + "/EXPECTED.tsv");
  for (std::string row; std::getline(table, row);) {
    std::istringstream fields(row);
    std::string file, model, holds;
    std::getline(fields, file, '\t') && std::getline(fields, model, '\t') && std::getline(fields, holds, '\t');
    if (file.rfind("jepsen-etcd-log/", 0) == 0) found.push_back({file, holds == "true"});
  }
  return found;
}

class JepsenEtcd : public testing::TestWithParam<ReadOptions::FailCas> {};

TEST_P(JepsenEtcd, EveryRecordingHasItsOriginsVerdict) {
  if (test::peer_histories().empty()) GTEST_SKIP() << "the recordings are not here";
  const std::vector<Recording> all = recordings();
  EXPECT_EQ(all.size(), 51u);
  for (const Recording& recording : all) {
    const auto loaded = load(test::peer_histories() + "/" + recording.file, nullptr, {.fail_cas = GetParam()});
    ASSERT_TRUE(loaded) << recording.file << ": " << loaded.error().front().message;
    EXPECT_EQ(loaded->format->id, "jepsen-log");
    const Verdict verdict = check(loaded->history, kLinearizable, {.explain = false});
    EXPECT_EQ(verdict.answer, recording.linearizable ? Answer::satisfied : Answer::violated) << recording.file << " " << verdict.reason;
  }
}

INSTANTIATE_TEST_SUITE_P(FailedCas, JepsenEtcd, testing::Values(ReadOptions::FailCas::mismatch, ReadOptions::FailCas::none),
                         [](const auto& reading) { return reading.param == ReadOptions::FailCas::mismatch ? "IsAMismatch" : "DidNotHappen"; });

}  // namespace
}  // namespace clio

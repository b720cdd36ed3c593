// The program, ended at any moment: what it has written is readable and true.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "src/gate/result.hpp"
#include "tests/gate/files.hpp"

namespace clio::gate {
namespace {

namespace fs = std::filesystem;

const char* const kConfiguration = R"({"clio_gate": 1, "seeds": {"count": 1000000}, "keep": {"failing": 3, "sampled": 3}, "limits": {"shrink": 1},
  "workloads": {"mixed": {"ops": 100}}, "faults": {"all": "all"},
  "subjects": [{"name": "asynchronous", "protocol": "async-primary-backup", "keeps": ["linearizable"]}, {"name": "quorum", "protocol": "quorum", "keeps": "promise"}]})";

/// Runs the gate until it gets `signal` after `seconds`; the folder of its evidence, or nothing if it had not come so far.
class Interruption : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("clio-interrupted-" + std::to_string(getpid()));
    fs::create_directories(folder_);
    std::ofstream(folder_ / "gate.json") << kConfiguration;
  }
  void TearDown() override { fs::remove_all(folder_); }

  int interrupted(const char* signal, const std::string& seconds) {
    fs::remove_all(folder_ / "out");
    const std::string command = "cd '" + folder_.string() + "' && timeout --preserve-status -s " + signal + " " + seconds + " '" + CLIO_PROGRAM + "' gate gate.json --out out >said 2>&1";
    return std::system(command.c_str());
  }
  /// Every line of runs.jsonl but a torn last one, and every file with a name of its own, is whole.
  void expect_readable(bool whole) {
    const fs::path latest = folder_ / "out" / "latest";
    if (!fs::exists(latest)) return;
    const std::string lines = text_of(latest / "runs.jsonl");
    for (std::size_t begin = 0, end = 0; (end = lines.find('\n', begin)) != std::string::npos; begin = end + 1) {
      const std::string line = lines.substr(begin, end - begin);
      EXPECT_TRUE(nlohmann::json::accept(line)) << line;
    }
    EXPECT_TRUE(lines.empty() || lines.ends_with('\n')) << "each line is one write";
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(latest)) {
      const fs::path extension = entry.path().extension();
      EXPECT_TRUE(extension != ".json" || nlohmann::json::accept(text_of(entry.path()))) << entry.path();
      EXPECT_TRUE(extension != ".partial" || !whole) << entry.path();
    }
  }
  fs::path folder_;
};

const char* const kMoments[] = {"0.02", "0.05", "0.11", "0.23", "0.4", "0.9"};

TEST_F(Interruption, BySigtermLeavesATrueResult) {
  for (const char* moment : kMoments) {
    const int status = interrupted("TERM", moment);
    expect_readable(true);
    const fs::path result = folder_ / "out" / "latest" / "result.json";
    if (!fs::exists(result)) continue;  // it had not begun
    EXPECT_NE(WEXITSTATUS(status), 0) << "never green: not everything was run";
    const Result<GateResult, std::string> read = read_result(text_of(result));
    ASSERT_TRUE(read.has_value()) << read.error();
    EXPECT_TRUE(read->interrupted);
    EXPECT_EQ(read->interruption, "SIGTERM");
    std::size_t judged = 0;
    std::ifstream runs(folder_ / "out" / "latest" / "runs.jsonl");
    for (std::string line; std::getline(runs, line);) judged += nlohmann::json::parse(line)["event"] == "judged";
    EXPECT_EQ(judged, read->runs);
    for (const char* name : {"junit.xml", "results.sarif", "summary.md"}) EXPECT_TRUE(fs::exists(folder_ / "out" / "latest" / name)) << name;
  }
}

TEST_F(Interruption, BySigkillLosesNothingThatHadBegun) {
  for (const char* moment : kMoments) {
    (void)interrupted("KILL", moment);
    expect_readable(false);
  }
}

}  // namespace
}  // namespace clio::gate

// The gate as a whole: what it answers, what it leaves behind, whatever the number of threads and however it ends.
#include "src/gate/gate.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "src/gate/evidence.hpp"
#include "tests/gate/files.hpp"

namespace clio::gate {
namespace {

namespace fs = std::filesystem;

/// A folder of the test's own, gone afterwards.
class Gates : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("clio-gate-" + std::to_string(getpid()) + "-" + testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  GateResult gate(const std::string& json, unsigned jobs = 2, const std::atomic<int>* stop = nullptr, std::function<void(const Standing&)> watch = {}) {
    Result<Config, std::string> config = read_config(json);
    EXPECT_TRUE(config.has_value()) << config.error();
    return run_gate(*config, json, "gate.json", {.folder = folder_, .program = CLIO_PROGRAM, .jobs = jobs, .stop = stop, .watch = std::move(watch)});
  }
  static fs::path folder_named(const char* kind, const char* name) { return fs::path(kind) / folder_name(name); }
  fs::path folder_;
};

std::string configuration(const std::string& subjects, int seeds = 12) {
  return R"({"clio_gate": 1, "name": "test", "seeds": {"from": 1, "count": )" + std::to_string(seeds) +
         R"(}, "run_twice": 0.3, "workloads": {"small": {"ops": 60, "clients": 4, "keys": 2}}, "faults": {"all": "all"}, "subjects": [)" + subjects + "]}";
}
const char* const kSynchronous = R"({"name": "synchronous", "protocol": "primary-backup", "keeps": "promise"})";
const char* const kAsynchronous = R"({"name": "asynchronous", "protocol": "async-primary-backup", "settings": {"reads": "primary"}, "keeps": ["linearizable"]})";
const char* const kCanary = R"({"name": "early", "protocol": "primary-backup", "settings": {"mutant": "ack-before-backups"}, "canary": true, "caught": ["linearizable"]})";

TEST_F(Gates, PassWhereEveryPromiseIsKept) {
  const GateResult result = gate(configuration(kSynchronous));
  EXPECT_EQ(outcome_of(result), Outcome::holds) << text_report(result);
  EXPECT_EQ(result.runs, 12u);
  EXPECT_GT(result.cases[0].run_twice, 0u);
  EXPECT_TRUE(fs::exists(folder_ / "latest" / "result.json"));
}

TEST_F(Gates, FailWithTheSmallestRunThatBreaksThePromiseAndItsCause) {
  const GateResult result = gate(configuration(kAsynchronous));
  EXPECT_EQ(outcome_of(result), Outcome::violated);
  ASSERT_FALSE(result.cases[0].failures.empty());
  const Failure& failure = result.cases[0].failures[0];
  EXPECT_EQ(failure.finding, Finding::violated);
  EXPECT_EQ(failure.model->id, "linearizable");
  EXPECT_LE(failure.operations_after, 6u);
  EXPECT_LT(failure.faults_after, failure.faults_before);
  EXPECT_TRUE(failure.asynchronous) << failure.cause;
  EXPECT_NE(failure.cause.find("acknowledged op"), std::string::npos) << failure.cause;
  EXPECT_FALSE(failure.chain.empty());
  EXPECT_FALSE(failure.core.empty());
  const fs::path kept = folder_ / "latest" / failure.folder;
  for (const char* name : {"history.jsonl", "trace.jsonl", "meta.json", "result.json", "core.history", "repro.sh", "smallest.json", "smallest.jsonl", "smallest-trace.jsonl", "report.html"})
    EXPECT_TRUE(fs::exists(kept / name)) << name;
  // The page shows the smallest run with its cause, then the run, each with its trace.
  const std::string page = text_of(kept / "report.html");
  EXPECT_NE(page.find("\"path\":\"smallest.jsonl\""), std::string::npos);
  EXPECT_LT(page.find("\"path\":\"smallest.jsonl\""), page.find("\"path\":\"history.jsonl\""));
  EXPECT_NE(page.find("\"account\":[\"" + failure.cause.substr(0, 40)), std::string::npos);
  EXPECT_NE(page.find("\"trace\":{"), page.rfind("\"trace\":{"));
}

/// repro.sh runs the same seed again, compares byte for byte, replays the smallest run, and judges: it exits 1 for the violation.
TEST_F(Gates, LeaveAScriptThatReproducesTheRunByteForByte) {
  const GateResult result = gate(configuration(kAsynchronous));
  ASSERT_FALSE(result.cases[0].failures.empty());
  const fs::path script = fs::absolute(folder_ / "latest" / result.cases[0].failures[0].folder / "repro.sh");
  const int status = std::system(("'" + script.string() + "' >'" + (folder_ / "out").string() + "' 2>&1").c_str());
  EXPECT_EQ(WEXITSTATUS(status), 1) << text_of(folder_ / "out");
  const std::string said = text_of(folder_ / "out");
  EXPECT_NE(said.find("as expected"), std::string::npos) << said;
  EXPECT_EQ(said.find("NOT as expected"), std::string::npos) << said;
  EXPECT_EQ(said.find("differ"), std::string::npos) << said;
  EXPECT_NE(said.find("linearizable  violated"), std::string::npos) << said;
}

TEST_F(Gates, AnswerTheSameWithAnyNumberOfThreads) {
  const std::string json = configuration(std::string(kSynchronous) + "," + kAsynchronous + "," + kCanary);
  GateResult one = gate(json, 1), three = gate(json, 3);
  for (GateResult* result : {&one, &three}) {
    result->elapsed_ms = 0;
    result->folder.clear();
    for (CaseResult& known : result->cases) {
      for (Failure& failure : known.failures) failure.command.clear();
    }
  }
  EXPECT_TRUE(one == three);
}

TEST_F(Gates, StopACanaryOnceItIsCaught) {
  const GateResult result = gate(configuration(kCanary, 100));
  EXPECT_EQ(outcome_of(result), Outcome::holds) << text_report(result);
  EXPECT_LT(result.cases[0].runs, 100u);
  ASSERT_EQ(result.cases[0].failures.size(), 1u);
  EXPECT_EQ(result.cases[0].failures[0].finding, Finding::passed) << "it was caught, as it had to be";
}

TEST_F(Gates, FailWhereACanarySurvives) {
  const GateResult result = gate(configuration(R"({"name": "sound", "protocol": "quorum", "keeps": [], "canary": true, "caught": ["linearizable"]})", 5));
  EXPECT_EQ(outcome_of(result), Outcome::violated);
  ASSERT_FALSE(result.cases[0].complaints.empty());
  EXPECT_NE(result.cases[0].complaints[0].find("survives"), std::string::npos) << result.cases[0].complaints[0];
}

TEST_F(Gates, FailWhereAWeakProtocolIsNeverCaught) {
  const GateResult result = gate(configuration(R"({"name": "peace", "protocol": "quorum", "keeps": ["sequential"], "caught": ["linearizable"]})", 4));
  EXPECT_EQ(outcome_of(result), Outcome::violated) << text_report(result);
}

TEST_F(Gates, StopAtTheFirstFailureAndSaySo) {
  std::string json = configuration(kAsynchronous, 1000);
  json.insert(json.find("\"name\": \"test\""), "\"stop\": \"first\", ");
  const GateResult result = gate(json);
  EXPECT_TRUE(result.interrupted);
  EXPECT_EQ(result.interruption, "the first failure");
  EXPECT_LT(result.runs, 100u);
  EXPECT_EQ(outcome_of(result), Outcome::violated);
}

/// What is written by the time of an interruption can be read and is true; nothing is green that was not run.
TEST_F(Gates, FinishWhatRunsWhenTheyAreInterrupted) {
  for (const std::uint64_t after : {1u, 3u, 10u}) {
    std::atomic<int> stop{0};
    const GateResult result = gate(configuration(std::string(kSynchronous) + "," + kCanary, 1000), 2, &stop, [&](const Standing& standing) {
      if (standing.runs >= after) stop.store(SIGTERM);
    });
    EXPECT_TRUE(result.interrupted);
    EXPECT_EQ(result.interruption, "SIGTERM");
    EXPECT_EQ(outcome_of(result), Outcome::undecided) << text_report(result);
    const Result<GateResult, std::string> written = read_result(text_of(folder_ / "latest" / "result.json"));
    ASSERT_TRUE(written.has_value()) << written.error();
    EXPECT_TRUE(*written == result);
    std::size_t begun = 0, judged = 0;
    std::ifstream runs(folder_ / "latest" / "runs.jsonl");
    for (std::string line; std::getline(runs, line);) {
      const auto json = nlohmann::json::parse(line);
      (json["event"] == "begins" ? begun : judged) += 1;
    }
    EXPECT_EQ(judged, result.runs);
    EXPECT_GE(begun, judged);
  }
}

TEST_F(Gates, SpendATimeBudgetOnAllCasesAlike) {
  std::string json = configuration(std::string(kSynchronous) + "," + R"({"name": "quorum", "protocol": "quorum", "keeps": "promise"})");
  json.replace(json.find("\"count\": 12"), 11, "\"seconds\": 1");
  const GateResult result = gate(json);
  EXPECT_EQ(outcome_of(result), Outcome::holds) << text_report(result);
  EXPECT_LE(result.cases[0].runs - result.cases[1].runs, 1u);
}

// Real systems.

TEST_F(Gates, RunCommandsThatWriteHistories) {
  const std::string record = std::string("\"") + CLIO_PROGRAM + " record --protocol quorum --ops 20 --seed {seed} -o {out}\"";
  const GateResult result = gate(configuration(R"({"name": "ours", "command": )" + record + R"(, "keeps": ["linearizable"]})", 3));
  EXPECT_EQ(outcome_of(result), Outcome::holds) << text_report(result);
  EXPECT_EQ(result.cases[0].runs, 3u);
  EXPECT_TRUE(fs::exists(folder_ / "latest" / "runs" / "ours" / "seed-1" / "history.jsonl")) << "one is kept as a sample";
  EXPECT_FALSE(fs::exists(folder_ / "latest" / "runs" / "ours" / "seed-2"));
}

TEST_F(Gates, AskOtherStoresThroughClients) {
  const auto subject = [&](const std::string& client, const std::string& rest) {
    return R"({"name": ")" + client + R"(", "client": "python3 ')" CLIO_SOURCE_DIR "/docs/examples/" + client + R"(' ')" + folder_.string() + R"(/)" + client + R"(-$CLIO_SEED.json'", "settings": {"deadline": 60000000}, )" + rest + "}";
  };
  const std::string sound = subject("client.py", R"("keeps": ["linearizable"])"), stale = subject("stale_client.py", R"("keeps": [], "caught": ["linearizable"], "canary": true)");
  std::string json = configuration(sound + "," + stale, 2);
  for (std::size_t at = 0; (at = json.find("-$CLIO_SEED.json'", at)) != std::string::npos;) json.replace(at, 17, "-'$CLIO_SEED.json");
  fs::create_directories(folder_);
  const GateResult result = gate(json);
  EXPECT_EQ(outcome_of(result), Outcome::holds) << text_report(result);
  EXPECT_EQ(result.cases[0].runs, 2u);
}

TEST_F(Gates, RunIncludedProtocolsAsProcesses) {
  const GateResult result = gate(R"({"clio_gate": 1, "seeds": {"count": 1}, "subjects": [{"name": "over tcp", "protocol": "quorum", "runtime": "tcp", "settings": {"ops": 20, "duration": 300000}, "keeps": "promise"}]})");
  EXPECT_EQ(outcome_of(result), Outcome::holds) << text_report(result);
  EXPECT_TRUE(fs::exists(folder_ / "latest" / folder_named("runs", "over tcp") / "seed-1" / "trace.jsonl"));
}

TEST_F(Gates, FailWhereACommandFailsHangsOrWritesNonsense) {
  const auto finding = [&](const std::string& command) {
    const GateResult result = gate(R"({"clio_gate": 1, "seeds": {"count": 1}, "limits": {"run": 1}, "subjects": [{"name": "x", "command": ")" + command + R"(", "keeps": ["linearizable"]}]})");
    EXPECT_NE(outcome_of(result), Outcome::holds) << command;
    return result.cases[0].failures.empty() ? std::string("none") : std::string(name_of(result.cases[0].failures[0].finding)) + ": " + result.cases[0].failures[0].what;
  };
  EXPECT_EQ(finding("exit 3; {out}"), "not-run: the command exited with status 3; runs/x/seed-1/output.txt has what it said");
  EXPECT_EQ(finding("tail -f /dev/null; {out}"), "cut-short: it was not over after 1.00 s");
  EXPECT_EQ(finding("true {out}"), "not-run: it has left no history");
  EXPECT_TRUE(finding("echo nonsense > {out}").starts_with("not-run: its history cannot be read: "));
  EXPECT_EQ(finding("echo '{\\\"clio\\\":1}' > {out}"), "nothing-done: the run has no operations");
}

TEST_F(Gates, JudgeKeptRunsAgainWithoutRunningAnything) {
  const GateResult first = gate(configuration(std::string(kSynchronous) + "," + kAsynchronous));
  const GateResult again = recheck(folder_ / "latest", 2);
  EXPECT_EQ(outcome_of(again), Outcome::violated);
  ASSERT_EQ(again.cases.size(), 2u);
  EXPECT_EQ(again.cases[0].runs, 1u) << "the sample";
  EXPECT_TRUE(again.cases[0].passed());
  EXPECT_EQ(again.cases[1].failures.size(), first.cases[1].failures.size());
}

TEST_F(Gates, SayWhereKeptRunsCannotBeJudged) {
  EXPECT_THROW((void)recheck(folder_ / "nowhere", 1), UnwritableEvidence);
  (void)gate(configuration(kSynchronous, 1));
  std::ofstream(folder_ / "latest" / folder_named("sampled", "synchronous / small / all") / "seed-1" / "history.jsonl") << "{";
  const GateResult again = recheck(folder_ / "latest", 1);
  EXPECT_NE(outcome_of(again), Outcome::holds);
}

TEST_F(Gates, KeepWhatOnlyARunCanShowWhenItIsJudgedAgain) {
  const std::string never = R"({"name": "peace", "protocol": "quorum", "keeps": ["sequential"], "caught": ["linearizable"]})";
  const std::string broken = R"({"name": "broken", "protocol": "primary-backup", "settings": {"mutant": "ack-before-backups"}, "keeps": ["read-your-writes"], "invariants": true})";
  (void)gate(configuration(never + "," + broken, 3));
  const GateResult again = recheck(folder_ / "latest", 2);
  EXPECT_EQ(outcome_of(again), Outcome::violated) << text_report(again);
  ASSERT_EQ(again.cases.size(), 2u);
  EXPECT_FALSE(again.cases[0].passed()) << "it was never caught";
  EXPECT_GT(again.cases[1].findings.at(Finding::invariant_broken), 0u);
}

TEST_F(Gates, SeeThatEvidenceIsNoLongerWhatItWas) {
  const std::string json = configuration(std::string(kSynchronous) + "," + kAsynchronous + "," + kCanary);
  const GateResult first = gate(json);
  ASSERT_FALSE(first.cases[1].failures.empty());
  const fs::path failing = folder_ / "latest" / first.cases[1].failures[0].folder;
  const std::string history = text_of(failing / "history.jsonl"), meta = text_of(failing / "meta.json");
  const auto judged = [&] { return text_report(recheck(folder_ / "latest", 2)); };
  std::ofstream(failing / "history.jsonl") << history.substr(0, history.find('\n', history.size() / 2) + 1);
  EXPECT_NE(judged().find("its history is not the one that was judged"), std::string::npos) << judged();
  std::ofstream(failing / "history.jsonl") << history;
  std::ofstream(failing / "meta.json") << meta.substr(0, 10);
  EXPECT_NE(judged().find("the text is not JSON"), std::string::npos) << judged();
  EXPECT_NE(outcome_of(recheck(folder_ / "latest", 1)), Outcome::holds);
  fs::remove_all(failing);
  EXPECT_NE(judged().find("is gone"), std::string::npos) << judged();
}

TEST_F(Gates, KeepCasesApartThatWouldBeCalledAlike) {
  EXPECT_NE(folder_name("our store"), folder_name("our-store"));
  EXPECT_NE(folder_name("our/store"), folder_name("our store"));
  EXPECT_EQ(folder_name("our-store"), "our-store");
  for (const char* name : {"..", "-x", "/", "", "\n", "`rm`"}) {
    const std::string folder = folder_name(name);
    EXPECT_FALSE(folder.empty() || folder[0] == '-' || folder[0] == '.' || folder.find('/') != std::string::npos) << name << ' ' << folder;
  }
}

TEST_F(Gates, ReadNoDevicesAndNoPipesAsHistories) {
  for (const char* command : {"mkfifo {out}", "ln -s /dev/zero {out}"}) {
    const GateResult result = gate(R"({"clio_gate": 1, "seeds": {"count": 1}, "limits": {"run": 5}, "subjects": [{"name": "x", "command": ")" + std::string(command) + R"(", "keeps": ["linearizable"]}]})");
    ASSERT_EQ(result.cases[0].failures.size(), 1u) << command;
    EXPECT_EQ(result.cases[0].failures[0].what, "its history is no file") << command;
  }
}

TEST_F(Gates, RunNothingThatANameSays) {
  const std::string name = R"(a\ntouch injected #`touch injected`$(touch injected)</script>)";
  const GateResult result = gate(configuration(R"({"name": ")" + name + R"(", "protocol": "async-primary-backup", "settings": {"reads": "primary"}, "keeps": ["linearizable"]})"));
  ASSERT_FALSE(result.cases[0].failures.empty());
  const fs::path kept = fs::absolute(folder_ / "latest" / result.cases[0].failures[0].folder);
  const int status = std::system(("cd '" + folder_.string() + "' && '" + (kept / "repro.sh").string() + "' >/dev/null 2>&1").c_str());
  EXPECT_EQ(WEXITSTATUS(status), 1);
  EXPECT_FALSE(fs::exists(folder_ / "injected") || fs::exists(kept / "injected"));
}

TEST_F(Gates, FailWhereNothingIsWritten) {
  const GateResult result = gate(configuration(R"({"name": "readers", "protocol": "quorum", "settings": {"read-ratio": 1}, "keeps": "promise"})", 2));
  EXPECT_EQ(result.cases[0].findings.at(Finding::nothing_done), 2u);
  EXPECT_NE(outcome_of(result), Outcome::holds);
}

TEST_F(Gates, WriteWhatIsWeakerThanTheBaseIntoTheirFiles) {
  const std::string before = configuration(R"({"name": "store", "protocol": "primary-backup", "keeps": ["read-your-writes"]})");
  const std::string after = configuration(R"({"name": "store", "protocol": "async-primary-backup", "settings": {"reads": "primary"}, "keeps": ["read-your-writes"], "available": true})");
  const GateResult base = gate(before);
  Result<Config, std::string> config = read_config(after);
  ASSERT_TRUE(config.has_value()) << config.error();
  const GateResult result = run_gate(*config, after, "gate.json", {.folder = folder_, .program = CLIO_PROGRAM, .jobs = 2, .base = &base, .watch = {}});
  EXPECT_FALSE(result.weakenings.empty());
  const Result<GateResult, std::string> written = read_result(text_of(folder_ / "latest" / "result.json"));
  ASSERT_TRUE(written.has_value()) << written.error();
  EXPECT_TRUE(*written == result);
  EXPECT_NE(text_of(folder_ / "latest" / "summary.md").find(result.weakenings[0].substr(0, 20)), std::string::npos);
}

TEST_F(Gates, KeepEveryRunWithItsVerdictsAndAScriptThatMakesItAgain) {
  const std::string record = std::string("\"") + CLIO_PROGRAM + " record --protocol quorum --ops 20 --seed {seed} -o {out}\"";
  (void)gate(configuration(std::string(kSynchronous) + R"(, {"name": "our store", "command": )" + record + R"(, "keeps": ["linearizable"]}, {"name": "fails", "command": "exit 3; {out}", "keeps": ["linearizable"]})", 1));
  const auto replayed = [&](const fs::path& run) { return WEXITSTATUS(std::system(("'" + (fs::absolute(folder_ / "latest" / run) / "repro.sh").string() + "' >'" + (folder_ / "said").string() + "' 2>&1").c_str())); };
  const fs::path simulated = folder_named("sampled", "synchronous / small / all") / "seed-1", real = folder_named("runs", "our store") / "seed-1";
  for (const fs::path& run : {simulated, real}) {
    EXPECT_TRUE(nlohmann::json::accept(text_of(folder_ / "latest" / run / "result.json"))) << run;
    EXPECT_EQ(replayed(run), 0) << run << text_of(folder_ / "said");
  }
  std::string made = text_of(folder_ / "said");
  EXPECT_NE(made.find("the new run is in "), std::string::npos);
  made = made.substr(made.find("the new run is in ") + 18);
  EXPECT_TRUE(fs::exists(fs::path(made.substr(0, made.find('\n'))) / "history.jsonl")) << "and it is there";
  EXPECT_EQ(replayed(folder_named("runs", "fails") / "seed-1"), 3) << "as the command does";
}

}  // namespace
}  // namespace clio::gate

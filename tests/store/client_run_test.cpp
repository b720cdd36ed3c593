// Clients of the user's: what they answer is recorded, what goes wrong with them is unknown and told, and nothing of a run is lost or left behind
// when it is killed.
#include "src/record/client_run.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "adapters/format.hpp"
#include "checker/check.hpp"
#include "src/record/child.hpp"
#include "src/record/journal.hpp"
#include "tests/support/temporary_folder.hpp"

namespace clio {
namespace {

/// Answers writes, as long as it is not told otherwise: $n counts the requests.
std::string writer(const std::string& otherwise) {
  return "n=0; while read line; do n=$((n+1)); " + otherwise + " echo \"{\\\"id\\\":$n,\\\"status\\\":\\\"ok\\\"}\"; done";
}

class ClientRuns : public testing::Test {
 protected:
  ClientRuns() {
    config_.workload.sessions = 2;
    config_.workload.operations = 20;
    config_.workload.reads = 0;
    config_.workload.think = 0;
    config_.workload.final_reads = false;
    config_.settle = 0;
  }

  /// Runs it, and reads what was recorded.
  Result<ClientRunResult, std::string> run(const std::string& command) {
    Journal journal(file("run.jsonl"), "", "");
    Result<ClientRunResult, std::string> result = run_clients(config_, command, journal.recorder());
    Result<Loaded, std::vector<InputError>> loaded = load(journal.path());
    EXPECT_TRUE(loaded.has_value()) << loaded.error().front().message;
    if (loaded) history_ = std::move(loaded->history);
    return result;
  }
  [[nodiscard]] std::string file(const std::string& name) const { return folder_ / name; }
  [[nodiscard]] std::size_t count(Status status) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < history_.size(); ++i) count += history_.status(id_at<OpId>(i)) == status;
    return count;
  }

  store::RunConfig config_ = default_client_config();
  History history_;
  test::TemporaryFolder folder_;
};

TEST_F(ClientRuns, RecordWhatClientsAnswer) {
  const auto result = run(writer(""));
  ASSERT_TRUE(result.has_value()) << result.error();
  EXPECT_EQ(result->ok, 20u);
  EXPECT_TRUE(result->notes.empty());
  EXPECT_EQ(result->processes, 2u);
  EXPECT_EQ(history_.size(), 20u);
  EXPECT_EQ(count(Status::ok), 20u);
  EXPECT_EQ(history_.process_count(), 2u);
}

TEST_F(ClientRuns, AskEverySessionToReadEveryKeyInTheEnd) {
  config_.workload.operations = 0;
  config_.workload.final_reads = true;
  config_.workload.keys = 4;
  const auto result = run("n=0; while read line; do n=$((n+1)); echo \"{\\\"id\\\":$n,\\\"status\\\":\\\"ok\\\",\\\"value\\\":\\\"$line\\\"}\" | sed 's/\"{.*}\"/null/'; done");
  ASSERT_TRUE(result.has_value()) << result.error();
  EXPECT_EQ(history_.size(), 8u);
  EXPECT_EQ(history_.key_count(), 4u);
}

TEST_F(ClientRuns, GoOnAsAnotherSessionWhereAClientEnds) {
  const auto result = run(writer("[ $n = 4 ] && exit 5;"));
  ASSERT_TRUE(result.has_value()) << result.error();
  EXPECT_EQ(result->ok + result->unknown, 20u);
  EXPECT_EQ(count(Status::unknown), result->unknown);
  EXPECT_EQ(result->unknown, 4u) << "ten operations a session, of which the fourth and the eighth get no answer";
  EXPECT_EQ(history_.process_count(), 6u);
  ASSERT_FALSE(result->notes.empty());
  EXPECT_TRUE(std::regex_match(result->notes.front(), std::regex("session [01]: the client exited with status 5 \\(asked: write k[0-2] [0-9]+, now unknown\\); goes on as session 2")))
      << result->notes.front();
}

TEST_F(ClientRuns, TakeASilentClientsOperationAsUnknown) {
  config_.policy.deadline = 50 * store::kMillisecond;
  config_.workload.sessions = 1;
  config_.workload.operations = 6;
  const auto result = run(writer("[ $n = 4 ] && sleep 1000;"));
  ASSERT_TRUE(result.has_value()) << result.error();
  EXPECT_EQ(result->unknown, 1u);
  ASSERT_EQ(result->notes.size(), 1u);
  EXPECT_NE(result->notes.front().find("did not answer within 50 ms"), std::string::npos) << result->notes.front();
}

TEST_F(ClientRuns, TakeWhatCannotBeUnderstoodAsUnknown) {
  const auto result = run(writer("[ $n = 3 ] && echo nonsense && continue; [ $n = 2 ] && n=7;"));
  ASSERT_TRUE(result.has_value()) << result.error();
  EXPECT_GT(result->unknown, 0u);
  EXPECT_EQ(count(Status::unknown), result->unknown);
  EXPECT_NE(result->notes.front().find("answered what cannot be understood: \"id\" is the number 7; expected 2"), std::string::npos) << result->notes.front();
}

TEST_F(ClientRuns, TellDefiniteFromIndefiniteErrors) {
  config_.workload.sessions = 1;
  config_.workload.operations = 4;
  const auto result = run(writer("[ $n = 2 ] && echo '{\"id\":2,\"status\":\"fail\",\"why\":\"read only\"}' && continue; [ $n = 3 ] && echo '{\"id\":3,\"status\":\"unknown\"}' && continue;"));
  ASSERT_TRUE(result.has_value()) << result.error();
  EXPECT_EQ(result->ok, 2u);
  EXPECT_EQ(count(Status::fail), 1u);
  EXPECT_EQ(count(Status::unknown), 1u);
  EXPECT_EQ(history_.process_count(), 1u) << "the client lives on";
  ASSERT_EQ(result->notes.size(), 1u);
  EXPECT_NE(result->notes.front().find("fail, \"read only\""), std::string::npos) << result->notes.front();
}

TEST_F(ClientRuns, SayThatNoClientEverWorked) {
  const auto ended = run("exit 9");
  ASSERT_FALSE(ended.has_value());
  EXPECT_EQ(ended.error(), "no client ever answered; the first that was given up exited with status 9");
  std::filesystem::remove(file("run.jsonl.rec"));
  config_.policy.deadline = 20 * store::kMillisecond;
  const auto silent = run("sleep 1000");
  ASSERT_FALSE(silent.has_value());
  EXPECT_NE(silent.error().find("did not answer within 20 ms"), std::string::npos) << silent.error();
}

/// `clio record ...` in a process of its own, of whose descendants this one hears when they are left behind.
class KilledRuns : public ClientRuns {
 protected:
  KilledRuns() { prctl(PR_SET_CHILD_SUBREAPER, 1); }
  ~KilledRuns() override { prctl(PR_SET_CHILD_SUBREAPER, 0); }

  static pid_t start(const std::vector<std::string>& arguments) {
    std::vector<std::string> copies = arguments;
    std::vector<char*> words;
    std::string program = CLIO_PROGRAM;
    words.push_back(program.data());
    for (std::string& word : copies) words.push_back(word.data());
    words.push_back(nullptr);
    const pid_t pid = fork();
    if (pid == 0) {
      execv(program.c_str(), words.data());
      _exit(127);
    }
    return pid;
  }
  /// Returns once everything that was started has ended.
  static void await_all() {
    while (waitpid(-1, nullptr, 0) > 0) {
    }
    EXPECT_EQ(errno, ECHILD);
  }
  static std::set<std::int64_t> written(const History& history) {
    std::set<std::int64_t> values;
    for (std::size_t i = 0; i < history.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      if (history.kind(op) == Kind::write) values.insert(*history.value_at(history.value(op)).as_int());
    }
    return values;
  }
};

TEST_F(KilledRuns, LoseNoOperationThatAClientWasAskedFor) {
  const std::string told = file("told");
  ASSERT_EQ(mkfifo(told.c_str(), 0600), 0);
  const pid_t pid = start({"record", "--client", writer("echo \"$line\" >>'" + told + "';"), "--clients", "3", "--ops", "1000000", "--read-ratio", "0", "--think", "0", "-o", file("run.jsonl")});
  std::set<std::int64_t> values;
  const std::regex value("\"value\":([0-9]+)");
  const auto take = [&](const std::string& line) {
    std::smatch match;
    if (std::regex_search(line, match, value)) values.insert(std::stoll(match[1]));
  };
  const int file_of_told = open(told.c_str(), O_RDONLY | O_CLOEXEC);
  const int kept_open = open(told.c_str(), O_WRONLY | O_CLOEXEC);  // between two requests no client may have it open
  std::string line;
  for (char c = 0; values.size() < 200 && read(file_of_told, &c, 1) == 1;) {
    if (c != '\n') {
      line += c;
      continue;
    }
    take(line);
    line.clear();
  }
  kill(pid, SIGKILL);
  await_all();
  close(kept_open);
  for (char c = 0; read(file_of_told, &c, 1) == 1;) {
    if (c != '\n') line += c;
    else take(line), line.clear();
  }
  close(file_of_told);

  EXPECT_FALSE(std::filesystem::exists(file("run.jsonl")));
  const auto loaded = load(file("run.jsonl.rec"));
  ASSERT_TRUE(loaded.has_value()) << loaded.error().front().message;
  const std::set<std::int64_t> recorded = written(loaded->history);
  for (const std::int64_t one : values) EXPECT_TRUE(recorded.contains(one)) << one;
  EXPECT_GE(values.size(), 200u);
}

TEST_F(KilledRuns, LoseNoOperationOfTheStoreOverTcp) {
  // The journal is a pipe here: so that the run goes on for as long as somebody reads it, and no longer.
  const std::string journal = file("run.jsonl.rec");
  ASSERT_EQ(mkfifo(journal.c_str(), 0600), 0);
  const pid_t pid = start({"record", "--runtime", "tcp", "--protocol", "quorum", "--ops", "1000000", "--think", "0", "--duration", "3600000000", "--folder", file("nodes"), "-o",
                           file("run.jsonl"), "--trace", file("trace.jsonl")});
  std::string text;
  {
    const int reading = open(journal.c_str(), O_RDONLY | O_CLOEXEC);
    std::size_t lines = 0;
    for (char c = 0; read(reading, &c, 1) == 1; text += c) {
      if (c == '\n' && ++lines == 400) kill(pid, SIGKILL);
    }
    close(reading);
  }
  await_all();
  std::ofstream(file("journal.rec")) << text;
  const auto loaded = load(file("journal.rec"));
  ASSERT_TRUE(loaded.has_value()) << loaded.error().front().message;
  EXPECT_GE(loaded->history.size(), 200u);
  EXPECT_EQ(check(loaded->history, kLinearizable).answer, Answer::satisfied);
  const std::set<std::int64_t> recorded = written(loaded->history);
  std::size_t applied = 0;
  const std::regex value("\"event\":\"applied\".*\"value\":([0-9]+)");
  for (const auto& trace : std::filesystem::directory_iterator(file("nodes"))) {
    if (trace.path().extension() != ".jsonl") continue;
    std::ifstream lines(trace.path());
    for (std::string line; std::getline(lines, line);) {
      std::smatch match;
      if (!std::regex_search(line, match, value)) continue;
      ++applied;
      EXPECT_TRUE(recorded.contains(std::stoll(match[1]))) << line;
    }
  }
  EXPECT_GT(applied, 0u) << "the nodes tell what they did";
}

}  // namespace
}  // namespace clio

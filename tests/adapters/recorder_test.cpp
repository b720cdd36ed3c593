// The recorder for programs: what it writes is read as it happened, and killing the program at any moment loses no operation.
#include "adapters/formats/recording/recorder.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>
#include <thread>

#include "adapters/format.hpp"
#include "adapters/lint.hpp"
#include "checker/check.hpp"
#include "tests/support/temporary_folder.hpp"

namespace clio {
namespace {

using Replica = Recorder::Replica;

class RecorderTest : public testing::Test {
 protected:
  [[nodiscard]] std::string text() const {
    std::ostringstream text;
    text << std::ifstream(path_).rdbuf();
    return text.str();
  }
  [[nodiscard]] History history() const {
    Result<Loaded, std::vector<InputError>> loaded = load(path_);
    if (loaded) return std::move(loaded->history);
    ADD_FAILURE() << "line " << loaded.error().front().line << ": " << loaded.error().front().message;
    return {};
  }
  /// Counts 1, 2, 3, ...
  [[nodiscard]] static Recorder::Options counting() {
    return {.name = "a \"test\"", .clock = [time = std::int64_t{0}]() mutable { return ++time; }};
  }

  test::TemporaryFolder folder_;
  std::string path_ = folder_ / "history.rec";
};

TEST_F(RecorderTest, WritesEachHalfAsItHappens) {
  Recorder recorder(path_, counting());
  auto write = recorder.invoke("client 1", "write", "x", 5);
  EXPECT_EQ(text(),
            "{\"clio_recording\":1,\"name\":\"a \\\"test\\\"\",\"clock\":{\"uncertainty\":0}}\n"
            "{\"invoke\":0,\"process\":\"client 1\",\"op\":\"write\",\"key\":\"x\",\"value\":5,\"time\":1}\n");
  auto read = recorder.invoke(2, "read", "x");
  recorder.ok(read, nullptr, Replica{"n2", 17});
  recorder.ok(write, Replica{3});
  auto cas = recorder.invoke(2, "cas", "x", 5, 6);
  recorder.ok(cas, true);
  auto refused = recorder.invoke(2, "delete", "x");
  recorder.fail(refused);
  auto lost = recorder.invoke(2, "write", "x", 7);
  recorder.unknown(lost);
  const std::string all = text();
  EXPECT_EQ(all.substr(all.find("{\"invoke\":1")),
            "{\"invoke\":1,\"process\":2,\"op\":\"read\",\"key\":\"x\",\"time\":2}\n"
            "{\"complete\":1,\"status\":\"ok\",\"value\":null,\"node\":\"n2\",\"version\":17,\"time\":3}\n"
            "{\"complete\":0,\"status\":\"ok\",\"node\":3,\"time\":4}\n"
            "{\"invoke\":2,\"process\":2,\"op\":\"cas\",\"key\":\"x\",\"expected\":5,\"value\":6,\"time\":5}\n"
            "{\"complete\":2,\"status\":\"ok\",\"success\":true,\"time\":6}\n"
            "{\"invoke\":3,\"process\":2,\"op\":\"delete\",\"key\":\"x\",\"time\":7}\n"
            "{\"complete\":3,\"status\":\"fail\",\"time\":8}\n"
            "{\"invoke\":4,\"process\":2,\"op\":\"write\",\"key\":\"x\",\"value\":7,\"time\":9}\n"
            "{\"complete\":4,\"status\":\"unknown\",\"time\":10}\n");
  EXPECT_EQ(history().size(), 5u);
}

TEST_F(RecorderTest, WritesEveryValueSoThatItIsReadBack) {
  const std::vector<std::vector<int>> nested{{1, 2}, {}};
  const std::string awkward = std::string("\x01\n\"\\\x7f \xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", 16) + std::string(1, '\0');
  {
    Recorder recorder(path_);
    for (const Recorder::Value& value : std::vector<Recorder::Value>{
             nullptr, true, -5, std::numeric_limits<std::uint64_t>::max(), 0.1, 1e300, "text", awkward, nested, std::optional<int>(), std::vector<bool>{true, false}}) {
      auto write = recorder.invoke(0, "write", std::nullopt, value);
      recorder.ok(write);
    }
  }
  const History h = history();
  const std::vector<Value> expected{nullptr, true, -5, std::numeric_limits<std::uint64_t>::max(), 0.1, 1e300, "text", awkward,
                                    Value::Array{Value::Array{1, 2}, Value::Array{}}, nullptr, Value::Array{true, false}};
  ASSERT_EQ(h.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(h.value_at(h.value(id_at<OpId>(i))), expected[i]) << i;
}

TEST_F(RecorderTest, RefusesWhatAFileCannotSay) {
  Recorder recorder(path_);
  for (const char* text : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "a\x80"}) {
    EXPECT_THROW((void)recorder.invoke(0, "write", "x", text), std::invalid_argument) << text;
  }
  EXPECT_THROW((void)recorder.invoke(0, "write", "x", std::numeric_limits<double>::infinity()), std::invalid_argument);
  EXPECT_THROW((void)recorder.invoke(0, "put", "x", 1), std::invalid_argument);
  EXPECT_THROW((void)recorder.invoke(0, "write", "x"), std::invalid_argument);
  EXPECT_THROW((void)recorder.invoke(0, "read", "x", 1), std::invalid_argument);
  EXPECT_THROW((void)recorder.invoke(0, "cas", "x", 1), std::invalid_argument);
  auto read = recorder.invoke(0, "read", "x");
  EXPECT_THROW(recorder.ok(read), std::invalid_argument) << "what was read?";
  recorder.ok(read, 1);
  auto write = recorder.invoke(0, "write", "x", 1);
  EXPECT_THROW(recorder.ok(write, 1), std::invalid_argument);
  recorder.ok(write);
  auto cas = recorder.invoke(0, "cas", "x", 1, 2);
  EXPECT_THROW(recorder.ok(cas, 1), std::invalid_argument);
  recorder.ok(cas, false);
  EXPECT_EQ(history().size(), 3u) << "nothing that was refused is in the file";
}

TEST_F(RecorderTest, HoldsAProcessToOneOperationAtATime) {
  Recorder recorder(path_);
  auto write = recorder.invoke(0, "write", "x", 1);
  EXPECT_THROW((void)recorder.invoke(0, "read", "x"), std::logic_error);
  auto other = recorder.invoke("0", "read", "x");  // another name, another process
  recorder.unknown(write);
  EXPECT_THROW(recorder.ok(write), std::logic_error) << "completed already";
  auto next = recorder.invoke(0, "write", "x", 2);  // goes on after an unknown operation
  recorder.ok(next);
  recorder.ok(other, 2);
  EXPECT_EQ(history().size(), 3u);
}

TEST_F(RecorderTest, TakesAnOperationThatIsForgottenAsUnknown) {
  Recorder recorder(path_);
  { auto write = recorder.invoke(0, "write", "x", 1); }
  auto next = recorder.invoke(0, "read", "x");
  recorder.ok(next, nullptr);
  EXPECT_EQ(history().status(id_at<OpId>(0)), Status::unknown);
}

TEST_F(RecorderTest, NeverWritesOverARecording) {
  { const Recorder recorder(path_); }
  try {
    const Recorder again(path_);
    FAIL() << "opened";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::file_exists);
  }
  EXPECT_THROW(Recorder("/no/such/folder/history.rec"), std::system_error);
}

TEST_F(RecorderTest, ThrowsWhereTheInvocationCannotBeWritten) {
  EXPECT_THROW(Recorder("/dev/full"), std::system_error);
}

TEST_F(RecorderTest, LeavesTimeBetweenTheOperationsOfAProcess) {
  // A clock that stands still for a while, as coarse ones do.
  Recorder recorder(path_, {.clock = [asked = 0]() mutable { return std::int64_t{asked++ / 5}; }});
  for (int i = 0; i < 20; ++i) {
    auto write = recorder.invoke(0, "write", "x", i + 1);
    recorder.ok(write);
  }
  for (const LintFinding& finding : lint(history())) EXPECT_NE(finding.rule, "touching-operations") << finding.message;
}

/// A store that threads ask at the same time.
class Register {
 public:
  void write(int value) {
    const std::lock_guard<std::mutex> lock(mutex_);
    value_ = value;
  }
  int read() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return value_;
  }

 private:
  std::mutex mutex_;
  int value_ = 0;
};

/// One client: writes values of its own and reads; says through `told` what it is about to do, once it is recorded.
void ask(Recorder& recorder, Register& store, int client, int operations, int told) {
  for (int i = 0; i < operations; ++i) {
    const int value = client * 1'000'000 + i;
    if (i % 2 == 0) {
      auto write = recorder.invoke(client, "write", "x", value);
      if (told >= 0 && ::write(told, &value, sizeof value) != sizeof value) return;
      store.write(value);
      recorder.ok(write);
    } else {
      auto read = recorder.invoke(client, "read", "x");
      const int found = store.read();
      recorder.ok(read, found == 0 ? Recorder::Value(nullptr) : Recorder::Value(found));
    }
  }
}

TEST_F(RecorderTest, RecordsThreadsAtTheSameTime) {
  {
    Recorder recorder(path_);
    Register store;
    std::vector<std::thread> threads;
    for (int client = 1; client <= 4; ++client) threads.emplace_back([&, client] { ask(recorder, store, client, 500, -1); });
    for (std::thread& thread : threads) thread.join();
  }
  const History h = history();
  EXPECT_EQ(h.size(), 2000u);
  EXPECT_EQ(h.process_count(), 4u);
  EXPECT_EQ(check(h, kLinearizable).answer, Answer::satisfied);
}

TEST_F(RecorderTest, LosesNoInvocationWhenItsProgramIsKilled) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    close(ends[0]);
    Recorder recorder(path_);
    Register store;
    std::vector<std::thread> threads;
    for (int client = 1; client <= 4; ++client) threads.emplace_back([&, client] { ask(recorder, store, client, 1'000'000, ends[1]); });
    for (std::thread& thread : threads) thread.join();
    _exit(0);
  }
  close(ends[1]);
  std::set<int> told;
  int value = 0;
  while (read(ends[0], &value, sizeof value) == sizeof value) {
    told.insert(value);
    if (told.size() == 1000) kill(child, SIGKILL);  // then read on what it had said by then
  }
  close(ends[0]);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));

  const History h = history();
  std::set<int> recorded;
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (h.kind(op) == Kind::write) recorded.insert(static_cast<int>(*h.value_at(h.value(op)).as_int()));
  }
  for (const int invoked : told) EXPECT_TRUE(recorded.contains(invoked)) << invoked;
  EXPECT_GE(told.size(), 1000u);
  EXPECT_EQ(check(h, kLinearizable).answer, Answer::satisfied);
}

}  // namespace
}  // namespace clio

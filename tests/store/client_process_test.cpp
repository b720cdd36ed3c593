// A command of the user's ends with whoever started it, and so does all that it has started.
#include "src/record/client_process.hpp"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

namespace clio {
namespace {

std::string line_from(int file) {
  std::string line;
  for (char c = 0; read(file, &c, 1) == 1 && c != '\n';) line += c;
  return line;
}

ClientProcess started(const std::string& command, const ClientProcess::Environment& environment = {}) {
  Result<ClientProcess, std::string> process = ClientProcess::start(command, environment);
  EXPECT_TRUE(process.has_value());
  return std::move(process).value();
}

/// Waits for its end, which shows as the end of its output once the guard is gone too.
std::string awaited_end(ClientProcess process) {
  while (!process.ended()) {
  }
  return process.end();
}

/// A child in the command's group, and one that leaves the group and the session, as daemons do. Prints their numbers; then reads for ever.
constexpr const char* kWithDescendants = "sleep 1000 & echo $!; setsid sh -c 'sleep 1000 & echo $!; wait' & read never; read again";

TEST(ClientProcess, SpeaksThroughPipesAndKnowsItsVariables) {
  ClientProcess process = started("read word; echo \"$word $CLIO_SESSION\"", {{"CLIO_SESSION", "7"}});
  EXPECT_TRUE(process.send("session\n"));
  EXPECT_EQ(line_from(process.output()), "session 7");
  EXPECT_EQ(awaited_end(std::move(process)), "exited with status 0");
}

TEST(ClientProcess, SaysHowItEnded) {
  EXPECT_EQ(awaited_end(started("exit 3")), "exited with status 3");
  EXPECT_EQ(awaited_end(started("kill -KILL $$")), "was killed by signal 9");
  EXPECT_EQ(awaited_end(started("/no/such/program 2>/dev/null")), "exited with status 127");
  EXPECT_EQ(started("read never").end(), "was stopped");
}

TEST(ClientProcess, EndsWhenItsInputEnds) {
  ClientProcess process = started("cat");
  process.close_input();
  EXPECT_EQ(awaited_end(std::move(process)), "exited with status 0");
}

TEST(ClientProcess, TakesAllThatItStartedAlong) {
  ClientProcess process = started(kWithDescendants);
  const pid_t child = std::stoi(line_from(process.output())), daemon = std::stoi(line_from(process.output()));
  EXPECT_EQ(kill(child, 0), 0);
  EXPECT_EQ(kill(daemon, 0), 0);
  process.end();
  EXPECT_EQ(kill(child, 0), -1);
  EXPECT_EQ(kill(daemon, 0), -1) << "although it had left the group";
}

TEST(ClientProcess, TakesAllThatItStartedAlongWhenItEndsByItself) {
  ClientProcess process = started("sleep 1000 >/dev/null & echo $!; exit 1");
  const pid_t child = std::stoi(line_from(process.output()));
  EXPECT_EQ(awaited_end(std::move(process)), "exited with status 1");
  EXPECT_EQ(kill(child, 0), -1);
}

TEST(ClientProcess, EndsWhenItsOwnerIsKilled) {
  ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);  // so that what is left behind becomes this process's child, to be waited for
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t owner = fork();
  ASSERT_GE(owner, 0);
  if (owner == 0) {
    const ClientProcess process = std::move(ClientProcess::start(kWithDescendants, {}).value());
    const std::string told = line_from(process.output()) + "\n" + line_from(process.output()) + "\n";
    if (write(ends[1], told.data(), told.size()) < 0) _exit(1);
    for (;;) pause();
  }
  close(ends[1]);
  const pid_t child = std::stoi(line_from(ends[0])), daemon = std::stoi(line_from(ends[0]));
  close(ends[0]);
  kill(owner, SIGKILL);
  while (waitpid(-1, nullptr, 0) > 0) {
  }
  EXPECT_EQ(errno, ECHILD) << "the owner and the guard have ended";
  EXPECT_EQ(kill(child, 0), -1);
  EXPECT_EQ(kill(daemon, 0), -1);
  prctl(PR_SET_CHILD_SUBREAPER, 0);
}

}  // namespace
}  // namespace clio

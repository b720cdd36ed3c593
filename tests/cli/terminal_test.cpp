// The program on a terminal of its own: colours appear there, and only there.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "src/cli/progress_line.hpp"

namespace clio {
namespace {

/// What `clio models` prints on a terminal with these variables in its environment.
std::string on_a_terminal(const std::vector<std::string>& environment) {
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
  if (child == 0) {
    unsetenv("NO_COLOR");
    setenv("TERM", "xterm", 1);
    for (const std::string& variable : environment) putenv(const_cast<char*>(variable.c_str()));
    execl(CLIO_PROGRAM, CLIO_PROGRAM, "models", nullptr);
    _exit(127);
  }
  std::string output;
  char buffer[4096];
  for (ssize_t got = 0; (got = read(terminal, buffer, sizeof buffer)) > 0;) output.append(buffer, static_cast<std::size_t>(got));
  close(terminal);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  return output;
}

TEST(Terminal, ShowsColours) { EXPECT_NE(on_a_terminal({}).find("\033[1mlinearizable\033[0m"), std::string::npos); }

TEST(Terminal, ShowsNoColoursWhereNoColorIsSet) { EXPECT_EQ(on_a_terminal({"NO_COLOR=1"}).find('\033'), std::string::npos); }

TEST(Terminal, TakesAnEmptyNoColorForUnset) { EXPECT_NE(on_a_terminal({"NO_COLOR="}).find('\033'), std::string::npos); }

TEST(Terminal, ShowsNoColoursWhereItIsDumb) { EXPECT_EQ(on_a_terminal({"TERM=dumb"}).find('\033'), std::string::npos); }

TEST(Progress, SaysTheTimeThePhaseAndHowFarItGot) {
  Progress engine;
  EXPECT_EQ(progress_text(std::chrono::seconds(2), std::chrono::milliseconds(900), engine, 0, 1), "2 s");
  engine.phase = "searching";
  engine.done = 1200;
  EXPECT_EQ(progress_text(std::chrono::seconds(2), std::chrono::milliseconds(900), engine, 0, 1), "2 s  searching  1200");
  engine.total = 5000;
  EXPECT_EQ(progress_text(std::chrono::seconds(75), std::chrono::milliseconds(900), engine, 3, 51), "75 s  searching  1200 of 5000  (3 of 51 histories done)");
  EXPECT_EQ(progress_text(std::chrono::seconds(75), std::chrono::milliseconds(12000), engine, 3, 51), "75 s  searching  1200 of 5000, about 38 s left  (3 of 51 histories done)");
}

}  // namespace
}  // namespace clio

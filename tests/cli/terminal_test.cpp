// The program on a terminal of its own: colours appear there, and only there.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "src/cli/progress_line.hpp"
#include "src/report/words.hpp"

namespace clio {
namespace {

/// What `clio` prints on a terminal of so many columns with these variables in its environment.
std::string on_a_terminal(const std::vector<std::string>& environment, std::vector<std::string> arguments = {"models"}, unsigned short columns = 100, int expected_status = 0) {
  int terminal = -1;
  winsize size{.ws_row = 50, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
  const pid_t child = forkpty(&terminal, nullptr, nullptr, &size);
  if (child == 0) {
    unsetenv("NO_COLOR");
    unsetenv("COLUMNS");
    setenv("TERM", "xterm", 1);
    for (const std::string& variable : environment) putenv(const_cast<char*>(variable.c_str()));
    std::vector<char*> argv{const_cast<char*>(CLIO_PROGRAM)};
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    execv(CLIO_PROGRAM, argv.data());
    _exit(127);
  }
  std::string output;
  char buffer[4096];
  for (ssize_t got = 0; (got = read(terminal, buffer, sizeof buffer)) > 0;) output.append(buffer, static_cast<std::size_t>(got));
  close(terminal);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == expected_status);
  return output;
}

TEST(Terminal, ShowsColours) { EXPECT_NE(on_a_terminal({}).find("\033[1mlinearizable\033[0m"), std::string::npos); }

TEST(Terminal, ShowsNoColoursWhereNoColorIsSet) { EXPECT_EQ(on_a_terminal({"NO_COLOR=1"}).find('\033'), std::string::npos); }

TEST(Terminal, TakesAnEmptyNoColorForUnset) { EXPECT_NE(on_a_terminal({"NO_COLOR="}).find('\033'), std::string::npos); }

TEST(Terminal, ShowsNoColoursWhereItIsDumb) { EXPECT_EQ(on_a_terminal({"TERM=dumb"}).find('\033'), std::string::npos); }

const std::string kHistories = CLIO_SOURCE_DIR "/histories/";

TEST(Terminal, ShowsSmallCounterexamplesWithTheirArrows) {
  const std::vector<std::string> check{"check", "--color=never", "-m", "sequential", kHistories + "classics/store_buffering.history"};
  EXPECT_NE(on_a_terminal({}, check, 100, 1).find("▼"), std::string::npos);
  EXPECT_EQ(on_a_terminal({}, {"check", "--no-picture", "-m", "sequential", kHistories + "classics/store_buffering.history"}, 100, 1).find("▼"), std::string::npos);
}

TEST(Terminal, FoldsPicturesToItsWidth) {
  std::string output = on_a_terminal({"NO_COLOR=1"}, {"check", "--picture", "-m", "weak-causal", kHistories + "lecture/causal_negative_1.history"}, 46, 1);
  std::size_t lines = 0;
  for (std::size_t begin = output.find("is violated"), end = 0; (end = output.find("\r\n", begin)) != std::string::npos; begin = end + 2, ++lines) {
    EXPECT_LE(columns(output.substr(begin, end - begin)), 46u) << output.substr(begin, end - begin);
  }
  EXPECT_GT(lines, 10u);
  EXPECT_NE(output.find("P1:", output.find("P1:") + 1), std::string::npos) << "lanes go on in a second band";
}

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

// Transcripts of the command line: every file of transcripts/ holds commands and, word by word, what they print and how they exit.
//
//     # a remark
//     $ clio check inputs/stale.history
//     what it prints, standard error included
//     [exit 1]
//
// Commands run in a shell with tests/cli as the folder. Times are masked as TIME, escapes shown as <ESC>. CLIO_REWRITE_TRANSCRIPTS=1 writes
// what the program says now: read the difference before you commit it.

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace clio {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(CLIO_SOURCE_DIR) / "tests" / "cli";

std::vector<std::string> transcripts() {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(kFolder / "transcripts")) {
    if (entry.path().extension() == ".txt") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string replaced(const std::string& text, const std::string& from, const std::string& to) {
  std::string result;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(from, begin), text.size());
    result.append(text, begin, end - begin);
    if (end < text.size()) result += to;
    begin = end == text.size() ? end + 1 : end + from.size();
  }
  return result;
}

/// What differs from run to run, made equal.
std::string masked(std::string text) {
  static const std::regex duration(R"([0-9]+(\.[0-9]+)?(e-[0-9]+)? (us|ms|s)\b)");
  static const std::regex seconds(R"re("seconds":[0-9.e+-]+)re");
  static const std::regex attribute(R"re( time="[0-9.]+")re");
  text = std::regex_replace(text, duration, "TIME");
  text = std::regex_replace(text, seconds, "\"seconds\":TIME");
  text = std::regex_replace(text, attribute, " time=\"TIME\"");
  return replaced(text, "\033", "<ESC>");
}

/// What a command prints, and its exit status as the last line.
std::string run(const std::string& command) {
  const std::string folder = fs::path(CLIO_PROGRAM).parent_path().string();
  const std::string scratch = (fs::path(CLIO_BINARY_DIR) / "tests" / "cli-scratch").string();
  fs::create_directories(scratch);
  const std::string line = "cd '" + kFolder.string() + "' && unset NO_COLOR COLUMNS && export TERM=xterm PATH='" + folder + "':$PATH SCRATCH='" +
                           scratch + "' LC_ALL=C && { " + command + "\n} 2>&1";
  FILE* pipe = popen(line.c_str(), "r");
  if (pipe == nullptr) return "cannot run\n";
  std::string output;
  char buffer[4096];
  for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) output.append(buffer, got);
  const int status = pclose(pipe);
  if (!output.empty() && output.back() != '\n') output += '\n';
  output = replaced(masked(output), scratch, "SCRATCH");
  return output + "[exit " + std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)) + "]\n";
}

class Transcripts : public testing::TestWithParam<std::string> {};

TEST_P(Transcripts, SayWhatTheProgramSays) {
  const fs::path path = kFolder / "transcripts" / (GetParam() + ".txt");
  std::ifstream file(path);
  std::stringstream expected, actual;
  expected << file.rdbuf();
  ASSERT_FALSE(expected.str().empty());
  bool in_output = false;
  for (std::string line; std::getline(expected, line);) {
    if (line.starts_with("$ ")) {
      actual << line << '\n' << run(line.substr(2));
      in_output = true;
    } else if (!in_output) {
      actual << line << '\n';
    }
    if (line.starts_with("[exit ")) in_output = false;  // what follows up to the next command is a remark
  }
  if (std::getenv("CLIO_REWRITE_TRANSCRIPTS") != nullptr) {
    std::ofstream(path) << actual.str();
  } else {
    EXPECT_EQ(actual.str(), expected.str()) << "to accept: CLIO_REWRITE_TRANSCRIPTS=1";
  }
}

INSTANTIATE_TEST_SUITE_P(All, Transcripts, testing::ValuesIn(transcripts()), [](const auto& param) {
  std::string name = param.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
});

}  // namespace
}  // namespace clio

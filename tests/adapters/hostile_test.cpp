// Hostile input, for every format: what is nested without end, tokens without end, members that stand twice, bytes that are no text, each alone and in the middle of a good file. Nothing
// of it may hang, grow without bound or be answered with an essay: a reader gives a history, or few errors that are short, in UTF-8, and of a line that the input has.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/format.hpp"
#include "adapters/text/utf8.hpp"
#include "tests/adapters/native_text.hpp"

namespace clio {
namespace {

namespace fs = std::filesystem;

struct Piece {
  const char* name;
  std::string text;
};

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

constexpr std::size_t kGiant = (std::size_t{16} << 20) + 10;  // more than the longest token

std::vector<Piece> pieces() {
  return {{"brackets", repeated("[", 200'000)},
          {"braces", repeated("{\"a\":", 100'000)},
          {"maps", repeated("{:a ", 100'000)},
          {"sets", repeated("#{", 100'000)},
          {"parentheses", repeated("(", 200'000)},
          {"discards", repeated("#_", 100'000)},
          {"tags", repeated("#a ", 100'000)},
          {"quotes in quotes", repeated("\"\"", 100'000)},
          {"one string without end", "\"" + std::string(kGiant, 'a')},
          {"one word", std::string(kGiant, 'a')},
          {"one number", std::string(kGiant, '7')},
          {"one number with an exponent", "1e" + std::string(100'000, '9')},
          {"backslashes", "\"" + repeated("\\", 100'001)},
          {"members twice", "{\"process\":0,\"process\":0,\"op\":\"read\",\"op\":\"read\",\"value\":1,\"value\":1,\"sid\":1,\"sid\":1,\"events\":[],\"events\":[]}"},
          {"keywords twice", "{:process 0, :process 0, :type :invoke, :type :invoke, :f :read, :f :read}"},
          {"no UTF-8", "\xff\xfe\x80\xc0\xaf"},
          {"half of a character", "\xe2\x82"},
          {"zeros", std::string(100'000, '\0')},
          {"control characters", "\x01\x02\x1b[31m\x7f"},
          {"blank lines", std::string(300'000, '\n')},
          {"blanks", std::string(300'000, ' ')},
          {"minus signs", std::string(100'000, '-')}};
}

/// A good file of the format.
std::string good(std::string_view format) {
  const fs::path folder = fs::path(CLIO_SOURCE_DIR) / "tests" / "conformance" / "formats" / format;
  std::vector<fs::path> files;
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    if (file.is_regular_file() && file.path().filename() != "columns.json") files.push_back(file.path());
  }
  std::sort(files.begin(), files.end());
  std::ostringstream text;
  if (!files.empty()) text << std::ifstream(files.front(), std::ios::binary).rdbuf();
  return text.str();
}

void expect_answer(const Format& format, const std::string& text, const std::string& what) {
  const HistoryOrErrors history = test::read_padded(format.read, text, {.errors_max = 3});
  if (history) return;
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  EXPECT_GE(history.error().size(), 1u) << what;
  EXPECT_LE(history.error().size(), 3u) << what;
  for (const InputError& error : history.error()) {
    EXPECT_LE(error.message.size(), 600u) << what << ": " << error.message.substr(0, 200);
    EXPECT_FALSE(error.message.empty()) << what;
    EXPECT_FALSE(first_invalid_utf8(error.message)) << what;
    EXPECT_LE(error.line, lines) << what;
  }
}

class Hostile : public testing::TestWithParam<std::string> {};

TEST_P(Hostile, InputGetsAHistoryOrAShortError) {
  const Format& format = *format_named(GetParam());
  const std::string file = good(format.id);
  ASSERT_FALSE(file.empty());
  ASSERT_TRUE(test::read_padded(format.read, file)) << "the good file is good";
  for (const Piece& piece : pieces()) {
    expect_answer(format, piece.text, std::string(piece.name) + ", alone");
    // At the beginning of the second line, in the middle of the file, and behind its last quote, colon or bracket.
    for (const std::size_t at : {file.find('\n') + 1, file.size() / 2, file.find_last_of("\":[(") + 1}) {
      expect_answer(format, file.substr(0, at) + piece.text + file.substr(at), std::string(piece.name) + ", at byte " + std::to_string(at));
    }
  }
}

std::vector<std::string> ids() {
  std::vector<std::string> all;
  for (const Format& format : formats()) all.emplace_back(format.id);
  return all;
}
INSTANTIATE_TEST_SUITE_P(Formats, Hostile, testing::ValuesIn(ids()), [](const auto& one) {
  std::string name = one.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace clio

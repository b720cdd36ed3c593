// Recordings: invocations and completions become operations, and a crash of the recorder costs nothing but answers.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/formats/recording/recording.hpp"
#include "adapters/formats/recording/torn.hpp"
#include "adapters/lint.hpp"
#include "tests/adapters/native_text.hpp"
#include "tests/support/history_difference.hpp"

namespace clio {
namespace {

constexpr std::string_view kHeader = "{\"clio_recording\":1}\n";
constexpr std::string_view kRecording =
    "{\"clio_recording\":1,\"name\":\"two clients\",\"about\":\"at once\",\"initial\":0}\n"
    "{\"invoke\":0,\"process\":0,\"op\":\"write\",\"key\":\"x\",\"value\":1,\"time\":5}\n"
    "{\"invoke\":1,\"process\":\"b\",\"op\":\"read\",\"key\":\"x\",\"time\":6}\n"
    "\n"
    "{\"complete\":1,\"status\":\"ok\",\"value\":0,\"node\":\"n1\",\"version\":3,\"time\":9}\n"
    "{\"complete\":0,\"status\":\"fail\",\"time\":10}\n"
    "{\"invoke\":\"third\",\"process\":\"b\",\"op\":\"cas\",\"key\":\"x\",\"expected\":0,\"value\":2,\"time\":11}\n"
    "{\"complete\":\"third\",\"status\":\"ok\",\"success\":false,\"time\":12}\n"
    "{\"invoke\":3,\"process\":0,\"op\":\"write\",\"key\":\"y\",\"value\":[1,\"a\"],\"time\":13}\n"
    "{\"complete\":3,\"status\":\"unknown\",\"time\":14}\n"
    "{\"invoke\":4,\"process\":0,\"op\":\"read\",\"key\":\"y\",\"time\":15}\n";

History recording(std::string_view text, const ReadOptions& options = {}) {
  HistoryOrErrors history = test::read_padded(read_recording, text, options);
  if (history) return std::move(history).value();
  ADD_FAILURE() << "line " << history.error().front().line << ": " << history.error().front().message << "\n" << text;
  return {};
}

TEST(Recording, PairsInvocationsWithCompletionsAndLeavesTheRestUnknown) {
  EXPECT_EQ(test::written_native(recording(kRecording)),
            "{\"clio\":1,\"name\":\"two clients\",\"about\":\"at once\",\"initial\":0}\n"
            "{\"process\":0,\"op\":\"write\",\"key\":\"x\",\"value\":1,\"call\":5,\"return\":10,\"status\":\"fail\"}\n"
            "{\"process\":\"b\",\"op\":\"read\",\"key\":\"x\",\"value\":0,\"call\":6,\"return\":9,\"node\":\"n1\",\"version\":3}\n"
            "{\"process\":\"b\",\"op\":\"cas\",\"key\":\"x\",\"expected\":0,\"value\":2,\"success\":false,\"call\":11,\"return\":12}\n"
            "{\"process\":0,\"op\":\"write\",\"key\":\"y\",\"value\":[1,\"a\"],\"call\":13,\"return\":null}\n"
            "{\"process\":0,\"op\":\"read\",\"key\":\"y\",\"call\":15,\"return\":null}\n");
}

TEST(Recording, IsTheSameHistoryOnceItIsNative) {
  const History history = recording(kRecording);
  EXPECT_EQ(test::difference(history, test::native(test::written_native(history))), "");
}

TEST(Recording, NumbersLinesByInvocations) {
  const History history = recording(kRecording);
  ASSERT_EQ(history.size(), 5u);
  EXPECT_EQ(history.line(id_at<OpId>(1)), 3u);
  EXPECT_EQ(history.line(id_at<OpId>(2)), 7u);
}

TEST(Recording, IsRecognisedByItsHeaderAndByItsExtension) {
  EXPECT_EQ(recognise("run.jsonl", kRecording)->id, "recording");
  EXPECT_EQ(recognise("run.rec", "{\"clio_re")->id, "native") << "by content first: this begins like any JSON";
  EXPECT_EQ(recognise("run.rec", "")->id, "recording");
  EXPECT_EQ(recognise("", "{\"clio\":1}\n")->id, "native");
}

TEST(Recording, TakesAnInitialValueFromOutside) {
  const History history = recording(kRecording, {.initial = Value(7)});
  EXPECT_EQ(history.header().initial, Value(7));
}

TEST(Recording, MayHoldNothingYet) {
  EXPECT_TRUE(recording("").empty());
  EXPECT_TRUE(recording(kHeader).empty());
  EXPECT_TRUE(recording("{\"clio_recording\":1,\"na").empty());
}

/// Every prefix of a recording is what a recorder that was killed may leave: it can be read, and no invocation that stands in it is lost.
TEST(Recording, CanBeReadWhereverItIsCutOff) {
  std::size_t torn = 0;
  for (std::size_t size = 0; size <= kRecording.size(); ++size) {
    const std::string_view text = kRecording.substr(0, size);
    const History history = recording(text);
    std::size_t invocations = 0;
    for (std::size_t at = text.find("\"invoke\""); at != std::string_view::npos; at = text.find("\"invoke\"", at + 1)) {
      invocations += text.find("}", at) != std::string_view::npos;
    }
    ASSERT_EQ(history.size(), invocations) << text;
    const std::size_t last_line = text.rfind('\n') == std::string_view::npos ? 0 : text.rfind('\n') + 1;
    const bool cut = last_line < text.size() && text.back() != '}';
    EXPECT_EQ(!history.header().cut_off.empty(), cut) << text;
    torn += cut;
  }
  EXPECT_GT(torn, 500u);
}

TEST(Recording, SaysAloudThatItsEndIsTorn) {
  const History history = recording(std::string(kRecording) + "{\"complete\":4,\"sta");
  const std::vector<LintFinding> findings = lint(history);
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings.front().rule, "cut-off");
  EXPECT_EQ(findings.front().message, "line 12 is cut off and was left out: was the recorder stopped? What was not recorded as completed is unknown");
  EXPECT_EQ(history.status(id_at<OpId>(4)), Status::unknown);
}

TEST(Recording, IsTornWithinEveryKindOfToken) {
  for (const std::string end : {"{", "{\"", "{\"invoke", "{\"invoke\"", "{\"invoke\":", "{\"invoke\":-", "{\"invoke\":1", "{\"invoke\":1.", "{\"invoke\":1e", "{\"invoke\":1,",
                                "{\"complete\":1,\"success\":tr", "{\"complete\":1,\"value\":[1,", "{\"complete\":1,\"value\":[nu", "{\"complete\":1,\"value\":\"\\",
                                "{\"complete\":1,\"value\":\"\\u00", "{\"complete\":1,\"value\":\"\\ud83d", "{\"complete\":1,\"value\":\"\xe2\x82"}) {
    EXPECT_NE(recording(std::string(kHeader) + end).header().cut_off, "") << end;
  }
}

TEST(Recording, IsNotTornWhereItIsWrong) {
  for (const std::string end : {"x", "5", "[", "{\"invoke\":zero,\"pro", "{\"invoke\":1}}", "{invoke", "{\"invoke\" 1", "{\"invoke\":1,tr", "{\"invoke\":no", "{\"invoke\":1,\"value\":\"\xff\",\"op"}) {
    EXPECT_FALSE(test::read_padded(read_recording, std::string(kHeader) + end).has_value()) << end;
  }
}

}  // namespace
}  // namespace clio

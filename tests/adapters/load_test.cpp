#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "adapters/format.hpp"
#include "tests/support/temporary_folder.hpp"

namespace clio {
namespace {

namespace fs = std::filesystem;

const std::string kWrite = "{\"process\":0,\"op\":\"write\",\"key\":\"x\",\"value\":1}\n";

/// A folder of its own for each test, gone afterwards.
class Loading : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text) { return own_.write(name, text); }
  std::string path(const std::string& name) const { return own_ / name; }

  /// Paths below the folder, as histories_at finds them.
  std::vector<std::string> found(const std::string& below = "") {
    const auto files = histories_at(below.empty() ? folder_.string() : path(below));
    if (!files) return {"error: " + files.error().message};
    std::vector<std::string> names;
    for (const std::string& name : *files) names.push_back(fs::path(name).lexically_relative(folder_).string());
    return names;
  }

  test::TemporaryFolder own_;
  const fs::path& folder_ = own_.path();
};

std::string message_of(const Result<Loaded, std::vector<InputError>>& loaded) { return loaded ? "" : loaded.error().front().message; }

TEST_F(Loading, ReadsAFileOfEverySizeAroundAPage) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  for (const std::size_t size : {page - 65, page - 64, page - 63, page - 1, page, page + 1, 2 * page}) {
    std::string text = kWrite;
    const std::string last = "{\"process\":0,\"op\":\"read\",\"key\":\"x\",\"value\":\"";
    text += last;
    text.append(size - text.size() - 2, 'a');
    text += "\"}";
    ASSERT_EQ(text.size(), size);
    const auto loaded = load(file("a.jsonl", text));
    ASSERT_TRUE(loaded) << message_of(loaded);
    EXPECT_EQ(loaded->history.size(), 2u);
  }
}

TEST_F(Loading, ReadsAnEmptyFileAsAHistoryWithoutOperations) {
  for (const char* name : {"empty.jsonl", "empty.history", "empty"}) {
    const auto loaded = load(file(name, ""));
    ASSERT_TRUE(loaded) << name << ": " << message_of(loaded);
    EXPECT_TRUE(loaded->history.empty());
  }
}

TEST_F(Loading, ReadsAPipe) {
  const std::string pipe = path("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::string text;
  for (int i = 0; i < 20000; ++i) text += kWrite;
  const pid_t writer = ::fork();
  if (writer == 0) {
    std::ofstream(pipe, std::ios::binary) << text;
    ::_exit(0);
  }
  const auto loaded = load(pipe);
  ASSERT_TRUE(loaded) << message_of(loaded);
  EXPECT_EQ(loaded->history.size(), 20000u);
  ::waitpid(writer, nullptr, 0);
}

TEST_F(Loading, SaysWhatAPathIsInsteadOfAFile) {
  EXPECT_EQ(message_of(load(folder_.string())), "found a folder; expected a file");
  EXPECT_EQ(message_of(load(path("missing.jsonl"))), "the file cannot be opened: No such file or directory");
}

TEST_F(Loading, RecognisesAFormatByContentBeforeItsExtension) {
  const auto loaded = load(file("recording.history", kWrite));
  ASSERT_TRUE(loaded) << message_of(loaded);
  EXPECT_EQ(loaded->format->id, "native");
}

TEST_F(Loading, ReadsAsTheFormatThatIsAskedFor) {
  const auto loaded = load(file("a.jsonl", kWrite), format_named("lecture"));
  EXPECT_FALSE(loaded);
}

TEST_F(Loading, SaysWhichFormatsThereAreWhereNoneFits) {
  const std::string message = message_of(load(file("picture.png", "\x89PNG and so on")));
  EXPECT_TRUE(message.starts_with("the format is not recognised; expected one of native (.jsonl, .ndjson), ")) << message;
}

TEST_F(Loading, RecognisesNativeTextByItsFirstLine) {
  for (const char* text : {"{\"clio\":1}", "\xEF\xBB\xBF{\"process\":0}", "\n\n {\"op\"", "{}", "{"}) EXPECT_EQ(recognise("", text), format_named("native")) << text;
  for (const char* text : {"[1]", "{:process 0}", "{:a 1}", "x", ""}) EXPECT_NE(recognise("", text), format_named("native")) << text;
}

TEST(Formats, AreFoundByTheirNames) {
  for (const Format& format : formats()) EXPECT_EQ(format_named(format.id), &format);
  EXPECT_EQ(format_named("parquet"), nullptr);
}

TEST_F(Loading, FindsHistoriesInAllSubfoldersSortedByPath) {
  file("b.jsonl", "");
  file("a/z.history", "");
  file("a/deep/er/c.ndjson", "");
  file("a/notes.txt", "");
  file("EXPECTED.tsv", "");
  file("a-b.jsonl", "");
  const std::vector<std::string> expected{"a-b.jsonl", "a/deep/er/c.ndjson", "a/z.history", "b.jsonl"};
  EXPECT_EQ(found(), expected);
}

TEST_F(Loading, TakesAFileThatIsNamedWhateverItsExtension) {
  file("notes.txt", "");
  EXPECT_EQ(found("notes.txt"), std::vector<std::string>{"notes.txt"});
  EXPECT_EQ(histories_at("-").value(), std::vector<std::string>{"-"});
  EXPECT_EQ(found("missing"), std::vector<std::string>{"error: there is no file or folder of this name"});
}

TEST_F(Loading, GoesRoundNoCircleOfLinks) {
  file("a/x.jsonl", "");
  fs::create_directory_symlink(folder_, folder_ / "a" / "up");
  fs::create_directory_symlink(folder_ / "a", folder_ / "b");
  EXPECT_EQ(found(), std::vector<std::string>{"a/x.jsonl"});
}

TEST_F(Loading, WaitsForNoPipeBelowAFolder) {
  file("a.jsonl", "");
  ASSERT_EQ(::mkfifo(path("b.jsonl").c_str(), 0600), 0);
  EXPECT_EQ(found(), std::vector<std::string>{"a.jsonl"});
}

TEST_F(Loading, NamesAnUnreadableFolderAndFindsWhatStandsBesideIt) {
  file("a.jsonl", "");
  file("b/c.jsonl", "");
  fs::permissions(folder_ / "b", fs::perms::none);
  const bool root = ::access(path("b/c.jsonl").c_str(), F_OK) == 0;  // whom nothing is closed to
  const std::vector<std::string> files = found();
  const std::string message = message_of(load(path("b")));
  fs::permissions(folder_ / "b", fs::perms::owner_all);
  EXPECT_EQ(files, (std::vector<std::string>{"a.jsonl", root ? "b/c.jsonl" : "b"}));
  EXPECT_EQ(message, root ? "found a folder; expected a file" : "the file cannot be opened: Permission denied");
}

TEST_F(Loading, KeepsALinkToNowhereSoThatItsReaderComplains) {
  fs::create_symlink(folder_ / "gone.jsonl", folder_ / "link.jsonl");
  EXPECT_EQ(found(), std::vector<std::string>{"link.jsonl"});
  EXPECT_NE(message_of(load(path("link.jsonl"))), "");
}

}  // namespace
}  // namespace clio

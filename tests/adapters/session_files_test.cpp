// Folders that are one history, and folders that are not.
#include "adapters/session_files.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace clio {
namespace {

namespace fs = std::filesystem;

const std::string kViperWrite = "{\"value\":[[\"w\",1,1,true]]}\n";
const std::string kViperRead = "{\"value\":[[\"r\",1,1,true]]}\n";

class SessionFiles : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text) { return own_.write(name, text); }
  std::vector<std::string> found(const Format* format = nullptr) {
    const auto files = histories_at(folder_.string(), format);
    if (!files) return {"error: " + files.error().message};
    std::vector<std::string> names;
    for (const std::string& name : *files) names.push_back(fs::path(name).lexically_relative(folder_).string());
    return names;
  }
  std::string message(const Format* format = nullptr) {
    const auto loaded = load(folder_.string(), format);
    return loaded ? "" : loaded.error().front().message;
  }

  test::TemporaryFolder own_;
  const fs::path& folder_ = own_.path();
};

using Names = std::vector<std::string>;

TEST(SessionOf, IsTheNumberThatEndsTheFilesName) {
  EXPECT_EQ(session_of("a/T12.log"), Value(12));
  EXPECT_EQ(session_of("T0.log.gz"), Value(0));
  EXPECT_EQ(session_of("J7.jsonl.zst"), Value(7));
  EXPECT_EQ(session_of("client.json"), Value("client"));
  EXPECT_EQ(session_of("T99999999999999999999.log"), Value("T99999999999999999999"));
}

TEST_F(SessionFiles, OfOneFormatAreOneHistoryWithSessionsInTheOrderOfTheirNumbers) {
  file("J10.log", kViperRead);
  file("J9.log", kViperWrite);
  file("README.md", "what this is");
  EXPECT_EQ(found(), Names{"."});
  const auto loaded = load(folder_.string());
  ASSERT_TRUE(loaded) << loaded.error().front().message;
  EXPECT_EQ(loaded->format->id, "viper");
  ASSERT_EQ(loaded->history.process_count(), 2u);
  EXPECT_EQ(loaded->history.process_name(loaded->history.process(OpId{})), Value(9));
}

TEST_F(SessionFiles, MayBeEmptyWhereASessionDidNothing) {
  file("J1.log", kViperWrite);
  file("J2.log", "");
  EXPECT_EQ(found(), Names{"."});
  const auto loaded = load(folder_.string());
  ASSERT_TRUE(loaded) << loaded.error().front().message;
  EXPECT_EQ(loaded->history.size(), 1u);
}

TEST_F(SessionFiles, OfAForcedFormatAreLookedForWhereItsNamesAre) {
  file("README.md", "what this is");
  file("docs/more.md", "what that is");
  file("run/J1.log", kViperWrite);
  EXPECT_EQ(found(format_named("viper")), Names{"run"});
}

TEST_F(SessionFiles, InSubfoldersAreAHistoryEach) {
  file("one/J0.log", kViperWrite);
  file("two/J0.log", kViperWrite);
  file("a.plume", "w(1,7,0,0)\n");
  EXPECT_EQ(found(), (Names{"a.plume", "one", "two"}));
}

TEST_F(SessionFiles, BesideOthersOfTheirExtensionAreReadOneByOne) {
  file("J0.jsonl", kViperWrite);
  file("run.jsonl", "{\"process\":0,\"op\":\"write\",\"key\":\"x\",\"value\":1}\n");
  EXPECT_EQ(found(), (Names{"J0.jsonl", "run.jsonl"}));
  EXPECT_EQ(message(), "found a folder; expected a file");
}

TEST_F(SessionFiles, OfAForcedFormatAreItsByNameOrAllOfThem) {
  file("session1", kViperWrite);
  file("session2", kViperRead);
  EXPECT_EQ(found(), Names{});
  EXPECT_EQ(found(format_named("viper")), Names{"."});
  const auto loaded = load(folder_.string(), format_named("viper"));
  ASSERT_TRUE(loaded) << loaded.error().front().message;
  EXPECT_EQ(loaded->history.process_count(), 2u);
}

TEST_F(SessionFiles, OfOneSessionAreRefused) {
  file("J1.log", kViperWrite);
  file("K1.log", kViperWrite);
  EXPECT_EQ(message(), "found J1.log and K1.log; expected one file a session");
}

TEST_F(SessionFiles, ThatAreBrokenNameTheFile) {
  file("J1.log", kViperWrite);
  file("J2.log", kViperWrite + "{");
  EXPECT_EQ(message(), "J2.log: line 2: column 2: found the end of the text within the object that line 2 opens; expected '}' (was the file cut off?)");
}

TEST_F(SessionFiles, FolderWithoutFilesIsNoHistory) { EXPECT_EQ(message(format_named("viper")), "found an empty folder; expected files, one a session"); }

TEST_F(SessionFiles, FolderWithAForcedFormatKeepsToItsExtensionsWhereFilesHaveThem) {
  file("a.txt", "w(1,7,0,0)\n");
  file("b.dat", "r(1,7,1,1)\n");
  EXPECT_EQ(found(), Names{});
  EXPECT_EQ(found(format_named("plume")), (Names{"a.txt", "b.dat"}));
  file("c.plume", "w(1,7,0,0)\n");
  EXPECT_EQ(found(format_named("plume")), Names{"c.plume"});
}

}  // namespace
}  // namespace clio

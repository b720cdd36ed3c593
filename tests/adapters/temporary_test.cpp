#include "adapters/input/temporary.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace clio {
namespace {

TEST(TemporaryFolder, IsNewAndGoneWithAllThatIsInIt) {
  std::filesystem::path path;
  {
    const TemporaryFolder folder, other;
    path = folder.path();
    EXPECT_NE(other.path(), path);
    EXPECT_TRUE(std::filesystem::is_empty(path));
    std::ofstream(folder / "file") << "text";
    EXPECT_TRUE(std::filesystem::exists(path / "file"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(TemporaryFile, IsNewAndEmptyAndNamedAsAsked) {
  const std::string one = temporary_file(".rec"), two = temporary_file(".rec");
  EXPECT_NE(one, two);
  for (const std::string& file : {one, two}) {
    EXPECT_TRUE(file.ends_with(".rec"));
    EXPECT_EQ(std::filesystem::file_size(file), 0u);
    EXPECT_TRUE(std::filesystem::remove(file));
  }
}

}  // namespace
}  // namespace clio

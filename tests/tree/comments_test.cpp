// What the sources say of the tree is true: a file that a comment names is there.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace clio::test {
namespace {

namespace fs = std::filesystem;

TEST(Comments, NameOnlyFilesThatExist) {
  const fs::path root = CLIO_SOURCE_DIR;
  const std::regex named("(tests|checker|adapters|src|docs|scripts)(/[A-Za-z0-9_-]+)+\\.(cpp|hpp|md|sh|json|transcript)\\b");
  std::size_t names = 0;
  for (const char* folder : {"checker", "adapters", "src", "tests"}) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp") continue;
      std::ifstream file(entry.path());
      std::string line;
      for (std::size_t number = 1; std::getline(file, line); ++number) {
        const std::size_t comment = line.find("//");
        if (comment == std::string::npos) continue;
        for (std::sregex_iterator at(line.begin() + static_cast<std::ptrdiff_t>(comment), line.end(), named), end; at != end; ++at, ++names) {
          EXPECT_TRUE(fs::exists(root / at->str())) << fs::relative(entry.path(), root).string() << ":" << number << " names " << at->str();
        }
      }
    }
  }
  EXPECT_GT(names, 20u);
}

}  // namespace
}  // namespace clio::test

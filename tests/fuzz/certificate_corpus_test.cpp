// The fuzzer's seeds of certificates, put to the property that it checks, whole, cut off and spoilt: so that it holds in every build.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/fuzz/certificate_property.hpp"

namespace clio::fuzz {
namespace {

TEST(CertificateCorpus, HoldsTheVerifiersPropertyWholeCutOffOrSpoiltAtEveryByte) {
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(CLIO_SOURCE_DIR) / "tests" / "fuzz" / "corpus" / "certificate")) {
    std::ostringstream read;
    read << std::ifstream(file.path(), std::ios::binary).rdbuf();
    const std::string text = read.str();
    ++files;
    for (int first = 0; first < 40; ++first) check_certificate(static_cast<char>(first) + text);
    for (std::size_t i = 0; i < text.size(); ++i) {
      check_certificate(std::string(1, '\1') + text.substr(0, i));
      for (const char c : {'\0', ' ', '\n', '\x80', '0', '9', 'a', '-'}) {
        std::string spoilt = text;
        spoilt[i] = c;
        check_certificate(spoilt);
        check_certificate(std::string(1, '\1') + spoilt);
        check_certificate(std::string(1, '\2') + spoilt);
      }
    }
  }
  EXPECT_GT(files, 4u);
}

}  // namespace
}  // namespace clio::fuzz

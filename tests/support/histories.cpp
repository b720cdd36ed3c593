#include "tests/support/histories.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "adapters/formats/lecture/lecture.hpp"

namespace clio::test {

History history_of(std::string_view lecture_notation) {
  std::string padded(lecture_notation);
  padded.append(kPaddingBytes, '\0');
  HistoryOrErrors read = read_lecture(std::string_view(padded).substr(0, lecture_notation.size()));
  if (!read) {
    ADD_FAILURE() << "line " << read.error().front().line << ": " << read.error().front().message << "\n" << lecture_notation;
    return {};
  }
  return std::move(read).value();
}

std::string peer_histories() {
  const char* const elsewhere = std::getenv("CLIO_PEER_HISTORIES");
  const std::filesystem::path folder = elsewhere ? std::filesystem::path(elsewhere)
                                                 : std::filesystem::path(CLIO_SOURCE_DIR) / ".." / "shared" / "peer-histories";
  return std::filesystem::is_directory(folder) ? folder.lexically_normal().string() : std::string();
}

}  // namespace clio::test

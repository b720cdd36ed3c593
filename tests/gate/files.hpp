#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace clio::gate {

/// What stands in a file; empty where it cannot be read.
inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace clio::gate

// Files and folders that nobody names. Tested by tests/adapters/temporary_test.cpp.
#include "adapters/input/temporary.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace clio {
namespace {

namespace fs = std::filesystem;

/// What mkdtemp() and mkstemps() make a name of.
std::string pattern(const std::string& suffix) { return (fs::temp_directory_path() / "clio-").string() + std::string(6, 'X') + suffix; }

[[noreturn]] void fail(const std::string& path) { throw std::system_error(errno, std::generic_category(), path); }

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string path = pattern("");
  if (::mkdtemp(path.data()) == nullptr) fail(path);
  path_ = path;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string temporary_file(const std::string& suffix) {
  std::string path = pattern(suffix);
  const int file = ::mkstemps(path.data(), static_cast<int>(suffix.size()));
  if (file < 0) fail(path);
  ::close(file);
  return path;
}

}  // namespace clio

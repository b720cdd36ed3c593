#include "src/record/journal.hpp"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace clio {
namespace {

std::string temporary_file() {
  std::string pattern = (std::filesystem::temp_directory_path() / "clio-run-XXXXXX.rec").string();
  const int file = mkstemps(pattern.data(), 4);
  if (file < 0) throw std::system_error(errno, std::generic_category(), pattern);
  close(file);
  return pattern;
}

}  // namespace

Journal::Journal(const std::string& out, const std::string& name, const std::string& about) : path_(out.empty() || out == "-" ? temporary_file() : out + ".rec") {
  Recorder::Options options;
  options.name = name;
  options.about = about;
  options.clock = [began = std::chrono::steady_clock::now()] {
    return static_cast<std::int64_t>(std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began).count());
  };
  recorder_ = std::make_unique<Recorder>(path_, std::move(options));
}

void Journal::remove() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

}  // namespace clio

#include "src/cli/output_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "src/cli/command.hpp"

namespace clio {
namespace {

[[noreturn]] void cannot_write(const std::string& path, const std::string& why) { throw UsageError("cannot write " + path + ": " + why); }

}  // namespace

OutputFile::OutputFile(std::string path, std::ostream& standard_output) : path_(std::move(path)), standard_output_(standard_output) {
  if (path_ == "-") return;
  // A device or a pipe cannot be replaced by renaming: it is written directly.
  std::error_code ignored;
  const bool replaceable = !std::filesystem::exists(path_, ignored) || std::filesystem::is_regular_file(path_, ignored);
  partial_ = replaceable ? path_ + ".partial-" + std::to_string(getpid()) : path_;
  file_.open(partial_, std::ios::binary | std::ios::trunc);
  if (!file_) cannot_write(path_, std::strerror(errno));
}

OutputFile::~OutputFile() {
  std::error_code ignored;
  if (!partial_.empty() && partial_ != path_) std::filesystem::remove(partial_, ignored);
}

void OutputFile::commit() {
  if (path_ == "-") return;
  file_.close();
  if (!file_) cannot_write(path_, "the device is full, or it went away");
  if (partial_ == path_) return;
  std::error_code error;
  std::filesystem::rename(partial_, path_, error);
  if (error) cannot_write(path_, error.message());
  partial_.clear();
}

}  // namespace clio

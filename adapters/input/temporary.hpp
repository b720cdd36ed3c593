#pragma once

#include <filesystem>
#include <string>

namespace clio {

/// A folder of its own, which is gone with all that is in it when this is.
class TemporaryFolder {
 public:
  TemporaryFolder();  ///< throws std::system_error where there can be none
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// The path of a name below it.
  [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// The path of a new, empty file whose name ends in `suffix`; whoever asks for it takes it away. Throws std::system_error where there can be none.
[[nodiscard]] std::string temporary_file(const std::string& suffix);

}  // namespace clio

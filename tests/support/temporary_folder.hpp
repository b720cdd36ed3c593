#pragma once

#include <filesystem>
#include <string>

namespace clio::test {

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
  /// Writes a file, and the folders that its name asks for; answers its path.
  std::string write(const std::string& name, const std::string& text) const;

 private:
  std::filesystem::path path_;
};

}  // namespace clio::test

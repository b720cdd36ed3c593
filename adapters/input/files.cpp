#include "adapters/input/files.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

namespace clio {
namespace {

namespace fs = std::filesystem;

Unexpected<InputError> unreadable(const fs::path& path, const std::error_code& error) {
  return Unexpected(InputError{0, path.string() + " cannot be read: " + error.message()});
}

}  // namespace

Result<std::vector<std::string>, InputError> files_at(const std::string& path, const std::function<bool(std::string_view)>& wanted) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return Unexpected(InputError{0, "there is no file or folder of this name"});
  if (error) return unreadable(path, error);
  if (!fs::is_directory(status)) return std::vector<std::string>{path};

  std::vector<std::string> files;
  std::set<fs::path> visited;
  std::vector<fs::path> folders{path};  // still to visit, the next one last
  while (!folders.empty()) {
    const fs::path folder = std::move(folders.back());
    folders.pop_back();
    const fs::path real = fs::canonical(folder, error);
    fs::directory_iterator entry;
    if (!error && !visited.insert(real).second) continue;
    if (!error) entry = fs::directory_iterator(folder, error);
    if (error && folder == path) return unreadable(folder, error);
    if (error) {  // whoever reads it says so; what stands beside it is found all the same
      files.push_back(folder.string());
      continue;
    }
    std::vector<fs::path> inner;
    for (; entry != fs::directory_iterator(); entry.increment(error)) {
      if (error) return unreadable(folder, error);
      std::error_code broken;  // a link to nowhere is a file that cannot be read, and whoever reads it says so
      const fs::file_type type = entry->status(broken).type();
      if (type == fs::file_type::directory) {
        inner.push_back(entry->path());
      } else if (type != fs::file_type::fifo && type != fs::file_type::socket && wanted(entry->path().native())) {
        files.push_back(entry->path().string());
      }
    }
    std::sort(inner.begin(), inner.end(), std::greater<>());  // in a fixed order, so that a folder reached twice is always found the same way
    folders.insert(folders.end(), inner.begin(), inner.end());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace clio

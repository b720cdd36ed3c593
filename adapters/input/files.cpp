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

/// Sorts what a folder holds into files and subfolders.
std::error_code list(const fs::path& folder, std::vector<std::string>& files, std::vector<fs::path>& inner) {
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code broken;  // a link to nowhere is a file that cannot be read, and whoever reads it says so
    const fs::file_type type = entry->status(broken).type();
    if (type == fs::file_type::directory) {
      inner.push_back(entry->path());
    } else if (type != fs::file_type::fifo && type != fs::file_type::socket) {
      files.push_back(entry->path().string());
    }
  }
  std::sort(files.begin(), files.end());
  std::sort(inner.begin(), inner.end(), std::greater<>());  // in a fixed order, so that a folder reached twice is always found the same way
  return error;
}

}  // namespace

bool is_folder(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

Result<std::vector<std::string>, InputError> files_in(const std::string& folder) {
  std::vector<std::string> files;
  std::vector<fs::path> inner;
  if (const std::error_code error = list(folder, files, inner)) return unreadable(folder, error);
  return files;
}

Result<std::vector<std::string>, InputError> files_at(const std::string& path, const Wanted& look_for) {
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
    if (!error && !visited.insert(real).second) continue;
    std::vector<std::string> here;
    std::vector<fs::path> inner;
    if (!error) error = list(folder, here, inner);
    if (error && folder == path) return unreadable(folder, error);
    if (error) {  // whoever reads it says so; what stands beside it is found all the same
      files.push_back(folder.string());
      continue;
    }
    if (look_for.whole && look_for.whole(here)) {
      files.push_back(folder.string());
    } else if (look_for.wanted) {
      std::copy_if(here.begin(), here.end(), std::back_inserter(files), look_for.wanted);
    }
    folders.insert(folders.end(), inner.begin(), inner.end());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace clio

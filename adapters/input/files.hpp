#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/support/result.hpp"

namespace clio {

/// What is looked for in folders.
struct Wanted {
  std::function<bool(std::string_view)> wanted;                           ///< a file by its path; none where this is empty
  std::function<bool(const std::vector<std::string>& files)> whole = {};  ///< whether a folder with these files is itself what is looked for; none where this is empty
};

/// The files below a path: the path itself where it is a file (wanted or not), otherwise those of the folder and its subfolders that are wanted, and the folders that are,
/// in the place of their files; sorted by path. Links are followed; a folder that is reached twice (links may make circles) is visited once.
[[nodiscard]] Result<std::vector<std::string>, InputError> files_at(const std::string& path, const Wanted& look_for);

/// The files of a folder itself, sorted by path.
[[nodiscard]] Result<std::vector<std::string>, InputError> files_in(const std::string& folder);

[[nodiscard]] bool is_folder(const std::string& path);

}  // namespace clio

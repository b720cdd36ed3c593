#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/support/result.hpp"

namespace clio {

/// The files below a path: the path itself where it is a file (wanted or not), otherwise those of the folder and its subfolders that are `wanted`,
/// sorted by path. Links are followed; a folder that is reached twice (links may make circles) is visited once.
[[nodiscard]] Result<std::vector<std::string>, InputError> files_at(const std::string& path, const std::function<bool(std::string_view)>& wanted);

}  // namespace clio

#pragma once

#include <string>
#include <vector>

#include "adapters/format.hpp"

namespace clio {

/// Which session a file holds, by its name: "T12.log" is 12, whatever compressed it; a name that does not end in digits is itself.
[[nodiscard]] Value session_of(std::string_view path);

/// Whether the format claims one of the files by its name. Precondition: its histories are folders.
[[nodiscard]] bool claims_any(const Format& format, const std::vector<std::string>& files);

/// The format whose histories are folders of files, if the folder's files are one history: each file that the format claims by its name is the format's by its content or
/// empty, and not all are empty. Null otherwise. `files` are those of the folder itself.
[[nodiscard]] const Format* format_of_folder(const std::vector<std::string>& files);

/// The history that a folder is: of the format where one is given (then of the files that it claims by name or, if it claims none, of all), otherwise of that which recognises
/// its files. Errors name their file.
[[nodiscard]] Result<Loaded, std::vector<InputError>> load_folder(const std::string& path, const Format* format, const ReadOptions& options);

}  // namespace clio

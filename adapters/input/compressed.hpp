#pragma once

#include <string>
#include <string_view>

#include "checker/history/history.hpp"
#include "checker/support/result.hpp"

namespace clio {

/// Whether bytes begin like a gzip or a Zstandard file.
[[nodiscard]] bool is_compressed(std::string_view bytes);

/// What such a file holds (all of its members or frames, one after the other), followed by kPaddingBytes bytes that are no part of it. What is cut off or damaged is an
/// error, and so is what holds over 64 MiB and over 1,100 times its own size: more than deflate can, so nobody's history.
[[nodiscard]] Result<std::string, InputError> decompressed(std::string_view bytes);

/// A path without the extension that says how a file is compressed.
[[nodiscard]] std::string_view without_compression(std::string_view path);

}  // namespace clio

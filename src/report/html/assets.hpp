#pragma once

#include <span>
#include <string_view>

/// The page's own text, put together at build time from src/report/html/assets by cmake/embed_page.cmake.
namespace clio::html_assets {

/// Everything up to where the data begins: the policy with the hashes of style and script, the style, the page's skeleton.
[[nodiscard]] std::span<const std::string_view> before_data();
/// Everything behind the data: the script.
[[nodiscard]] std::span<const std::string_view> after_data();

}  // namespace clio::html_assets

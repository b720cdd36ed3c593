#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "checker/history/history.hpp"
#include "checker/support/result.hpp"

namespace clio {

/// The text of an input, in memory or mapped, followed by at least kPaddingBytes readable bytes. Owns it; a text() is valid as long as this lives. Of a gzip or Zstandard
/// file it is what that holds.
class InputText {
 public:
  /// Maps a regular file; reads anything else (pipes, devices) to its end. The error says what the path is instead of a readable file.
  /// A file that somebody else shortens while it is mapped cannot be read on: the system ends the program then.
  [[nodiscard]] static Result<InputText, InputError> file(const std::string& path);
  [[nodiscard]] static Result<InputText, InputError> standard_input();

  InputText(InputText&& other) noexcept;
  InputText& operator=(InputText&& other) = delete;
  ~InputText();

  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  InputText() = default;
  static Result<InputText, InputError> read_all(int descriptor);
  [[nodiscard]] bool is_compressed() const;
  [[nodiscard]] Result<InputText, InputError> decompressed() const;

  std::unique_ptr<std::string> owned_;  ///< null where it is mapped or empty
  void* mapping_ = nullptr;
  std::size_t mapping_bytes_ = 0;
  std::string_view text_;
};

}  // namespace clio

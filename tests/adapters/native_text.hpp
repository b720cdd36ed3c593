#pragma once

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <string_view>

#include "adapters/formats/native/native.hpp"

namespace clio::test {

/// What a reader makes of a text that is followed by padding, as Format asks for; the padding is hostile.
inline HistoryOrErrors read_padded(HistoryOrErrors (*read)(std::string_view, const ReadOptions&), std::string_view text, const ReadOptions& options = {}) {
  std::string padded(text);
  padded.append(kPaddingBytes, '"');
  return read(std::string_view(padded).substr(0, text.size()), options);
}

/// The same, read; fails the test (and answers an empty history) where the text is wrong.
inline History history_of(HistoryOrErrors (*read)(std::string_view, const ReadOptions&), std::string_view text, const ReadOptions& options = {}) {
  HistoryOrErrors history = read_padded(read, text, options);
  if (history) return std::move(history).value();
  ADD_FAILURE() << "line " << history.error().front().line << ": " << history.error().front().message << "\n" << text;
  return {};
}

/// The history of native text; fails the test (and answers an empty history) where the text is wrong.
inline History native(std::string_view text, const ReadOptions& options = {}) { return history_of(read_native, text, options); }

inline std::string written_native(const History& history, const WriteOptions& options = {}) {
  std::ostringstream out;
  const std::vector<std::string> problems = write_native(history, out, options);
  for (const std::string& problem : problems) ADD_FAILURE() << problem;
  return out.str();
}

}  // namespace clio::test

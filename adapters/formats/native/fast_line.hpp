#pragma once

#include <memory>
#include <string_view>

#include "adapters/formats/native/line.hpp"

namespace clio::native {

/// Reads lines at simdjson's speed, without a word about faults: it takes every ordinary line that is right in itself and leaves the rest (all
/// that is wrong, headers, and rare things such as doubles and \u escapes) to read_carefully, which means the same where both read.
class FastLineReader {
 public:
  FastLineReader();
  ~FastLineReader();

  /// False where the line is left to read_carefully; `line` then holds rubbish. Names and values are interned into `builder` either way.
  /// Precondition: at least kPaddingBytes readable bytes follow the text. Cost: O(length).
  [[nodiscard]] bool read(std::string_view text, HistoryBuilder& builder, Line& line);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace clio::native

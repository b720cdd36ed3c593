#pragma once

#include <string_view>

#include "adapters/formats/native/line.hpp"
#include "adapters/formats/native/short_names.hpp"

namespace clio::native {

/// Reads the lines that programs write, several times as fast as a JSON parser: no space between tokens, ASCII strings without escapes, whole numbers of at
/// most 18 digits, no arrays as values. Without a word about anything else: that is left to FastLineReader and read_carefully, which mean the
/// same where they read a line too.
class PlainLineReader {
 public:
  /// False where the line is left to the other readers; `line` then holds rubbish. Names and values are interned into `builder` either way, in
  /// the order in which they appear. Precondition: at least kPaddingBytes readable bytes follow the text. Cost: O(length).
  [[nodiscard]] bool read(std::string_view text, HistoryBuilder& builder, Line& line);

 private:
  class Cursor;

  bool object(Cursor& cursor, HistoryBuilder& builder, Line& line, Operation& row, Fields& seen, bool inner);
  bool transaction(Cursor& cursor, HistoryBuilder& builder, Line& line);

  ShortNames<KeyId> keys_;
  ShortNames<ProcessId> processes_;
  ShortNames<NodeId> nodes_;
};

}  // namespace clio::native

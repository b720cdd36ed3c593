// A part of a native file on a thread of its own: bulk lines into a builder of their own, which the file's takes over in order (HistoryBuilder::append).
//
// The idea: a line that the bulk readers take, and that has times and a key as the file's first operation has or lacks them, needs nothing from other lines. Whatever is not such a line ends
// the part, which is then read once more by the reader that judges the whole file; so there is one place that finds faults, and its words do not depend on threads.
// Tested by tests/adapters/native_parts_test.cpp and, against the whole file's reader, tests/fuzz/properties.cpp.
#include "adapters/formats/native/part.hpp"

#include <cstring>

#include "adapters/formats/native/fast_line.hpp"
#include "adapters/formats/native/line.hpp"
#include "adapters/formats/native/plain_line.hpp"

namespace clio::native {
namespace {

class PartReader {
 public:
  PartReader(Uniform uniform, std::size_t operations_expected) : uniform_(uniform) {
    part_.operations.reserve(operations_expected);
    part_.operations.set_timed(uniform.timed);
  }

  std::optional<Part> read(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      const void* newline = std::memchr(text.data() + at, '\n', text.size() - at);
      const std::size_t end = newline ? static_cast<std::size_t>(static_cast<const char*>(newline) - text.data()) : text.size();
      ++part_.lines;
      if (!read_line(text.substr(at, end - at))) return std::nullopt;
      at = end + 1;
    }
    return std::move(part_);
  }

 private:
  bool read_line(std::string_view text) {
    if (text.size() > kLineBytesMax) return false;
    if (!plain_.read(text, part_.operations, line_) && !fast_.read(text, part_.operations, line_)) return is_blank(text);
    const bool timed = line_.seen.has(Field::call);
    if (timed != uniform_.timed || (!timed && line_.seen.has(Field::response) && line_.rows.front().status != Status::unknown)) return false;
    for (std::size_t i = 0; i < line_.rows.size(); ++i) {
      if (line_.row_seen[i].has(Field::key) != uniform_.keyed) return false;
      if (!uniform_.keyed) line_.rows[i].key = no_key();
      line_.rows[i].line = static_cast<std::uint32_t>(part_.lines);
    }
    if (line_.transaction) part_.operations.add_transaction(line_.rows);
    else part_.operations.add(line_.rows.front());
    return true;
  }

  KeyId no_key() {
    if (!no_key_) no_key_ = part_.operations.key(Value());
    return *no_key_;
  }

  Uniform uniform_;
  Part part_;
  PlainLineReader plain_;
  FastLineReader fast_;
  Line line_;
  std::optional<KeyId> no_key_;
};

}  // namespace

std::optional<Part> read_part(std::string_view text, Uniform uniform, std::size_t operations_expected) { return PartReader(uniform, operations_expected).read(text); }

}  // namespace clio::native

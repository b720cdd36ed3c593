// Tested by tests/store/frame_test.cpp.

#include "src/store/net/frame.hpp"

namespace clio::store {

std::string frame(FrameKind kind, std::string_view payload) {
  const auto length = static_cast<std::uint32_t>(payload.size() + 1);
  std::string bytes;
  bytes.reserve(payload.size() + 5);
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(length >> shift);
  bytes += static_cast<char>(kind);
  return bytes += payload;
}

std::optional<Frame> FrameReader::next() {
  const std::string_view rest = std::string_view(buffer_).substr(read_);
  if (!wrong_.empty() || rest.size() < 4) return std::nullopt;
  std::uint32_t length = 0;
  for (std::size_t i = 0; i < 4; ++i) length |= static_cast<std::uint32_t>(static_cast<std::uint8_t>(rest[i])) << (8 * i);
  if (length == 0 || length > kFrameBytesMax) {
    wrong_ = "a frame of " + std::to_string(length) + " bytes; expected 1 to " + std::to_string(kFrameBytesMax);
    return std::nullopt;
  }
  if (rest.size() < 4 + std::size_t{length}) return std::nullopt;
  const auto kind = static_cast<std::uint8_t>(rest[4]);
  if (kind > static_cast<std::uint8_t>(FrameKind::reply)) {
    wrong_ = "a frame of kind " + std::to_string(kind) + "; expected 0 to 3";
    return std::nullopt;
  }
  Frame frame{static_cast<FrameKind>(kind), std::string(rest.substr(5, length - 1))};
  read_ += 4 + std::size_t{length};
  if (read_ > 65536 || read_ == buffer_.size()) {
    buffer_.erase(0, read_);
    read_ = 0;
  }
  return frame;
}

}  // namespace clio::store

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/store/core/wire.hpp"

namespace clio::store {

/// What travels over a TCP connection of the store: frames of four bytes of length (little endian, of what follows), a byte of kind and a payload.
/// The first frame is a Hello. (docs/formats/store-wire.md)
enum class FrameKind : std::uint8_t { hello, message, request, reply };

struct Frame {
  FrameKind kind = FrameKind::hello;
  std::string payload;
};

/// Who opens a connection, and which language it speaks.
struct Hello {
  static constexpr std::uint32_t kMagic = 0x6f696c63, kVersion = 1;  // "clio"
  std::uint32_t magic = kMagic, version = kVersion;
  bool client = false;    ///< else a node
  std::uint32_t id = 0;   ///< node or session

  [[nodiscard]] bool acceptable() const { return magic == kMagic && version == kVersion; }
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("magic", self.magic), f("version", self.version), f("client", self.client), f("id", self.id); }
};

inline constexpr std::size_t kFrameBytesMax = 4u << 20;

[[nodiscard]] std::string frame(FrameKind kind, std::string_view payload);

/// Takes bytes as they come and gives whole frames. Once something was wrong with the bytes, nothing more comes.
class FrameReader {
 public:
  void feed(std::string_view bytes) {
    if (wrong_.empty()) buffer_ += bytes;
  }
  [[nodiscard]] std::optional<Frame> next();
  /// Why the bytes are no frames; empty while they are.
  [[nodiscard]] const std::string& wrong() const { return wrong_; }

 private:
  std::string buffer_, wrong_;
  std::size_t read_ = 0;
};

}  // namespace clio::store

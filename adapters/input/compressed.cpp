// Tested by tests/adapters/compressed_test.cpp.
#include "adapters/input/compressed.hpp"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "adapters/format.hpp"

namespace clio {
namespace {

constexpr std::string_view kGzip = "\x1f\x8b\x08";
constexpr std::string_view kZstd = "\x28\xb5\x2f\xfd";
constexpr std::size_t kAlwaysAllowed = std::size_t{64} << 20;
constexpr std::size_t kTimesMax = 1100;

/// Output that grows by doubling up to what an input of this size may hold.
class Output {
 public:
  explicit Output(std::size_t input_bytes) : bytes_max_(std::max(kAlwaysAllowed, kTimesMax * input_bytes)) {
    text_.resize(std::min(bytes_max_, std::max<std::size_t>(4 * input_bytes, std::size_t{1} << 16)));
  }

  /// Makes room; false where the output is as large as it may be.
  bool make_room() {
    if (size_ < text_.size()) return true;
    if (size_ == bytes_max_) return false;
    text_.resize(std::min(bytes_max_, 2 * text_.size()));
    return true;
  }
  [[nodiscard]] char* end() { return text_.data() + size_; }
  [[nodiscard]] std::size_t room() const { return text_.size() - size_; }
  void add(std::size_t bytes) { size_ += bytes; }
  [[nodiscard]] std::string take() {
    text_.resize(size_ + kPaddingBytes);
    std::fill(text_.begin() + static_cast<std::ptrdiff_t>(size_), text_.end(), '\0');
    return std::move(text_);
  }

 private:
  std::size_t bytes_max_;
  std::string text_;
  std::size_t size_ = 0;
};

Unexpected<InputError> damaged(std::string_view kind, std::string_view reason) {
  return Unexpected(InputError{0, "the " + std::string(kind) + " file is damaged or cut off: " + std::string(reason)});
}

Unexpected<InputError> too_large(std::string_view kind) {
  return Unexpected(InputError{0, "the " + std::string(kind) + " file holds more than " + std::to_string(kTimesMax) + " times its size; expected a history"});
}

Result<std::string, InputError> gunzipped(std::string_view bytes) {
  constexpr int kGzipOnly = 16 + MAX_WBITS;
  z_stream stream{};
  if (inflateInit2(&stream, kGzipOnly) != Z_OK) return damaged("gzip", "zlib cannot begin");
  const auto end = [](z_stream* s) { inflateEnd(s); };
  const std::unique_ptr<z_stream, decltype(end)> guard(&stream, end);
  Output output(bytes.size());
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (!output.make_room()) return too_large("gzip");
    const auto given = static_cast<uInt>(std::min<std::size_t>(bytes.size() - at, std::numeric_limits<uInt>::max()));
    const auto room = static_cast<uInt>(std::min<std::size_t>(output.room(), std::numeric_limits<uInt>::max()));
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + at));  // zlib does not write there
    stream.avail_in = given;
    stream.next_out = reinterpret_cast<Bytef*>(output.end());
    stream.avail_out = room;
    const int status = inflate(&stream, Z_NO_FLUSH);
    at += given - stream.avail_in;
    output.add(room - stream.avail_out);
    if (status == Z_STREAM_END) {
      if (at == bytes.size()) return output.take();
      if (inflateReset(&stream) != Z_OK) return damaged("gzip", "zlib cannot go on");
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      return damaged("gzip", stream.msg ? stream.msg : "zlib cannot read it");
    }
  }
  // The input is used up within a member: its end is still to come, or output that had no room.
  while (true) {
    if (!output.make_room()) return too_large("gzip");
    const auto room = static_cast<uInt>(std::min<std::size_t>(output.room(), std::numeric_limits<uInt>::max()));
    stream.avail_in = 0;
    stream.next_out = reinterpret_cast<Bytef*>(output.end());
    stream.avail_out = room;
    const int status = inflate(&stream, Z_NO_FLUSH);
    output.add(room - stream.avail_out);
    if (status == Z_STREAM_END) return output.take();
    if (status != Z_OK || stream.avail_out != 0) return damaged("gzip", "found its end within a member");
  }
}

Result<std::string, InputError> unzstd(std::string_view bytes) {
  const std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(), ZSTD_freeDStream);
  if (!stream) return damaged("Zstandard", "libzstd cannot begin");
  Output output(bytes.size());
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  while (true) {
    if (!output.make_room()) return too_large("Zstandard");
    ZSTD_outBuffer out{output.end(), output.room(), 0};
    const std::size_t status = ZSTD_decompressStream(stream.get(), &out, &in);
    output.add(out.pos);
    if (ZSTD_isError(status) != 0) return damaged("Zstandard", ZSTD_getErrorName(status));
    if (in.pos < in.size) continue;
    if (status == 0) return output.take();  // the frame is read and written
    if (out.pos < out.size) return damaged("Zstandard", "found its end within a frame");
  }
}

}  // namespace

bool is_compressed(std::string_view bytes) { return bytes.starts_with(kGzip) || bytes.starts_with(kZstd); }

Result<std::string, InputError> decompressed(std::string_view bytes) { return bytes.starts_with(kGzip) ? gunzipped(bytes) : unzstd(bytes); }

std::string_view without_compression(std::string_view path) {
  for (const std::string_view extension : {".gz", ".zst"}) {
    if (path.ends_with(extension)) return path.substr(0, path.size() - extension.size());
  }
  return path;
}

}  // namespace clio

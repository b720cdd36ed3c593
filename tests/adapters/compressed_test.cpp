#include "adapters/input/compressed.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>

#include "adapters/format.hpp"
#include "tests/benchmarks/random.hpp"
#include "tests/support/temporary_folder.hpp"

namespace clio {
namespace {

namespace fs = std::filesystem;

std::string gzipped(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY), Z_OK);
  std::string bytes(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  bytes.resize(stream.total_out);
  deflateEnd(&stream);
  return bytes;
}

std::string zstd(const std::string& text) {
  std::string bytes(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size = ZSTD_compress(bytes.data(), bytes.size(), text.data(), text.size(), 3);
  EXPECT_EQ(ZSTD_isError(size), 0u);
  bytes.resize(size);
  return bytes;
}

struct Kind {
  const char* name;
  std::string (*compress)(const std::string&);
};

std::ostream& operator<<(std::ostream& out, const Kind& kind) { return out << kind.name; }

class Compressed : public testing::TestWithParam<Kind> {
 protected:
  static std::string held_by(const std::string& bytes) {
    const auto text = decompressed(bytes);
    if (!text) return "error: " + text.error().message;
    EXPECT_EQ(text->substr(text->size() - kPaddingBytes), std::string(kPaddingBytes, '\0'));
    return text->substr(0, text->size() - kPaddingBytes);
  }
};

TEST_P(Compressed, TextOfEverySizeIsReadBack) {
  bench::Random random(1);
  for (const std::size_t size : {0u, 1u, 63u, 65536u, 65537u, 300000u}) {
    std::string noise, repeated;
    for (std::size_t i = 0; i < size; ++i) {
      noise += static_cast<char>(random.below(256));
      repeated += "w(1,7,0,0)\n"[i % 11];
    }
    for (const std::string& text : {noise, repeated}) {
      const std::string bytes = GetParam().compress(text);
      ASSERT_TRUE(is_compressed(bytes));
      EXPECT_TRUE(held_by(bytes) == text) << size;
      EXPECT_TRUE(held_by(bytes + GetParam().compress("more")) == text + "more") << size;
    }
  }
}

TEST_P(Compressed, FileThatIsCutOffAnywhereIsRefused) {
  const std::string bytes = GetParam().compress("w(1,7,0,0)\nr(1,7,1,1)\n");
  for (std::size_t size = 4; size < bytes.size(); ++size) {
    EXPECT_TRUE(held_by(bytes.substr(0, size)).starts_with("error: the ")) << size;
    EXPECT_NE(held_by(bytes.substr(0, size)).find("is damaged or cut off: "), std::string::npos) << size;
  }
}

TEST_P(Compressed, FileThatIsSpoiltAnywhereIsNeverReadAsSomethingElseUnnoticed) {
  const std::string bytes = GetParam().compress(std::string(1000, 'a'));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string spoilt = bytes;
    spoilt[i] = static_cast<char>(spoilt[i] ^ 0x55);
    if (is_compressed(spoilt)) {
      EXPECT_LE(held_by(spoilt).size(), std::size_t{64} << 20) << i;
    }
  }
  EXPECT_TRUE(held_by(bytes + "rubbish").starts_with("error: ")) << "what stands behind";
}

TEST_P(Compressed, FileWhoseExtensionSaysSoIsFoundAndRecognised) {
  const test::TemporaryFolder folder;
  const std::string path = folder.write(std::string("a.plume") + GetParam().name, GetParam().compress("w(1,7,0,0)\nr(1,7,1,1)\n"));
  const auto files = histories_at(folder.path().string());
  ASSERT_TRUE(files);
  EXPECT_EQ(*files, std::vector<std::string>{path});
  const auto loaded = load(path);
  ASSERT_TRUE(loaded) << loaded.error().front().message;
  EXPECT_EQ(loaded->format->id, "plume");
  EXPECT_EQ(loaded->history.size(), 2u);
}

INSTANTIATE_TEST_SUITE_P(Kinds, Compressed, testing::Values(Kind{".gz", gzipped}, Kind{".zst", zstd}),
                         [](const auto& kind) { return std::string(kind.param.name + 1); });

TEST(CompressedInput, BombIsRefusedBeforeItFillsTheMemory) {
  std::string bytes;
  for (int i = 0; i < 5; ++i) bytes += zstd(std::string(std::size_t{20} << 20, 'a'));
  const auto text = decompressed(bytes);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().message, "the Zstandard file holds more than 1100 times its size; expected a history");
}

}  // namespace
}  // namespace clio

// Reading an input without copying it.
//
// A mapped file ends at a page boundary or before it; only in the second case may its reader look past the end. So first a region of anonymous memory
// is taken that is a page longer than the file, then the file is mapped over its beginning: what follows the file's last page is zeros.
// Tested by tests/adapters/load_test.cpp, with sizes around a page.
#include "adapters/input/input_text.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "adapters/format.hpp"
#include "adapters/input/compressed.hpp"

namespace clio {
namespace {

constexpr char kNothing[kPaddingBytes] = {};  // an empty text has padding too
constexpr std::size_t kBlockBytes = std::size_t{1} << 18;

std::string reason() { return std::generic_category().message(errno); }

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

}  // namespace

InputText::InputText(InputText&& other) noexcept
    : owned_(std::move(other.owned_)),
      mapping_(std::exchange(other.mapping_, nullptr)),
      mapping_bytes_(std::exchange(other.mapping_bytes_, 0)),
      text_(std::exchange(other.text_, {})) {}

InputText::~InputText() {
  if (mapping_) ::munmap(mapping_, mapping_bytes_);
}

Result<InputText, InputError> InputText::file(const std::string& path) {
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (descriptor.number() < 0) return Unexpected(InputError{0, "the file cannot be opened: " + reason()});
  struct stat status {};
  if (::fstat(descriptor.number(), &status) != 0) return Unexpected(InputError{0, "the file cannot be read: " + reason()});
  if (S_ISDIR(status.st_mode)) return Unexpected(InputError{0, "found a folder; expected a file"});
  if (!S_ISREG(status.st_mode) || status.st_size == 0) return read_all(descriptor.number());  // files of /proc have the size 0

  const auto size = static_cast<std::size_t>(status.st_size);
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t pages_bytes = (size + page - 1) / page * page;
  InputText input;
  void* region = ::mmap(nullptr, pages_bytes + page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (region == MAP_FAILED) return Unexpected(InputError{0, "the file cannot be mapped into memory: " + reason()});
  input.mapping_ = region;
  input.mapping_bytes_ = pages_bytes + page;
  if (::mmap(region, size, PROT_READ, MAP_PRIVATE | MAP_FIXED, descriptor.number(), 0) == MAP_FAILED) return read_all(descriptor.number());
  ::madvise(region, size, MADV_SEQUENTIAL);
  input.text_ = {static_cast<const char*>(region), size};
  return input.is_compressed() ? input.decompressed() : std::move(input);
}

Result<InputText, InputError> InputText::standard_input() { return read_all(STDIN_FILENO); }

bool InputText::is_compressed() const { return clio::is_compressed(text_); }

Result<InputText, InputError> InputText::decompressed() const {
  Result<std::string, InputError> text = clio::decompressed(text_);
  if (!text) return Unexpected(std::move(text).error());
  InputText plain;
  plain.owned_ = std::make_unique<std::string>(std::move(text).value());
  plain.text_ = std::string_view(*plain.owned_).substr(0, plain.owned_->size() - kPaddingBytes);
  return plain;
}

Result<InputText, InputError> InputText::read_all(int descriptor) {
  InputText input;
  auto text = std::make_unique<std::string>();
  std::size_t size = 0;
  while (true) {
    if (text->size() - size < kBlockBytes) text->resize(std::max(2 * text->size(), kBlockBytes));
    const ssize_t got = ::read(descriptor, text->data() + size, text->size() - size);
    if (got == 0) break;
    if (got < 0) {
      if (errno == EINTR) continue;
      return Unexpected(InputError{0, "the input cannot be read: " + reason()});
    }
    size += static_cast<std::size_t>(got);
  }
  if (size == 0) {
    input.text_ = std::string_view(kNothing, 1).substr(0, 0);
    return input;
  }
  text->resize(size + kPaddingBytes);
  input.text_ = {text->data(), size};
  input.owned_ = std::move(text);
  return input.is_compressed() ? input.decompressed() : std::move(input);
}

}  // namespace clio

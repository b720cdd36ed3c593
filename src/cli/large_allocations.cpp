// Columns and tables of large histories on large pages: operator new of the program (not of the libraries).
//
// The idea: a history of a million operations is some hundred megabytes of vectors, each touched for the first time once: with pages of 4 KB a sixth of a run is the system handing
// them out. So the system is asked for pages of 2 MB where what is large lies, that of its first page which others may share included, and of its last where most of it is needed; where it has none, nothing
// changes. Memory is still handed out as it is touched, so that a vector that reserved too much costs at most one page more.
// Not linked under sanitizers, which bring an operator new that watches.
#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>
#include <new>

namespace {

constexpr std::size_t kLargePage = std::size_t{2} << 20;
constexpr std::size_t kLarge = kLargePage / 2;

void* allocate(std::size_t size) {
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (size < kLarge || memory == nullptr) return memory;
  const auto begin = reinterpret_cast<std::uintptr_t>(memory) / kLargePage * kLargePage;
  const auto end = (reinterpret_cast<std::uintptr_t>(memory) + size + kLargePage / 4) / kLargePage * kLargePage;
  if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);  // a wish: whether it is granted does not matter
  return memory;
}

}  // namespace

void* operator new(std::size_t size) {
  for (;;) {
    if (void* const memory = allocate(size)) return memory;
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

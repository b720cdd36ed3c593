#include "src/cli/terminal_width.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace clio {
namespace {

constexpr std::size_t kWithoutTerminal = 100, kLeast = 40;

}  // namespace

std::size_t terminal_width(const Console& console) {
  if (const char* text = std::getenv("COLUMNS"); text != nullptr) {
    char* end = nullptr;
    const unsigned long columns = std::strtoul(text, &end, 10);
    if (end != text && *end == '\0' && columns > 0 && columns < 100000) return std::max<std::size_t>(columns, kLeast);
  }
  winsize size{};
  if (console.out_is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return std::max<std::size_t>(size.ws_col, kLeast);
  return kWithoutTerminal;
}

}  // namespace clio

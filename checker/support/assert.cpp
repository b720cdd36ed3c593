#include "checker/support/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace clio {

void assertion_failed(std::string_view condition, std::string_view file, int line) {
  std::fprintf(stderr, "clio: internal error: %.*s does not hold at %.*s:%d\n", static_cast<int>(condition.size()),
               condition.data(), static_cast<int>(file.size()), file.data(), line);
  std::abort();
}

}  // namespace clio

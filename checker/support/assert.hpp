#pragma once

#include <string_view>

namespace clio {

/// Reports a broken internal assumption and aborts; never returns. For our own bugs only: bad input is a Result,
/// a violated model is a Verdict. Stays on in release builds.
[[noreturn]] void assertion_failed(std::string_view condition, std::string_view file, int line);

}  // namespace clio

#define CLIO_ASSERT(condition) \
  (static_cast<bool>(condition) ? void(0) : ::clio::assertion_failed(#condition, __FILE__, __LINE__))

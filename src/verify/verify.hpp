#pragma once

#include <string>
#include <string_view>

#include "checker/history/history.hpp"

namespace clio::verify {

enum class Outcome : std::uint8_t { accepted, refused, unreadable };

struct Answer {
  Outcome outcome;
  std::size_t line;     ///< of the certificate, 1-based; 0: the whole
  std::string message;  ///< what was proved, or why it was not
};

/// What `clio verify` allows.
inline constexpr std::uint64_t kStepsMax = 10'000'000'000;

/// Decides whether a certificate (docs/certificates.md) proves its verdict on `history`; of the checker it uses the history alone.
/// Never throws, whatever the bytes; `steps_max` bounds the work (a step is about a memory access), and a certificate that needs more is refused.
[[nodiscard]] Answer verify(const History& history, std::string_view certificate, std::uint64_t steps_max = kStepsMax);

}  // namespace clio::verify

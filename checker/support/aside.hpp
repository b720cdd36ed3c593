#pragma once

#include <cstddef>
#include <future>
#include <utility>

namespace clio {

inline constexpr std::size_t kWorthAThread = 100'000;  ///< operations

/// The result of `work`, which looks at so many operations: on a thread of its own where `jobs` allows another and there are enough of them, otherwise done when this returns. What it throws comes with the
/// result. Its destructor waits, so that what `work` borrows has to live as long.
template <class Work>
[[nodiscard]] auto aside(unsigned jobs, std::size_t operations, Work work) {
  const bool threaded = jobs > 1 && operations >= kWorthAThread;
  auto result = std::async(threaded ? std::launch::async : std::launch::deferred, std::move(work));
  if (!threaded) result.wait();
  return result;
}

}  // namespace clio

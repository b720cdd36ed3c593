#include "checker/support/first_false.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace clio {

std::size_t first_false(std::size_t count, unsigned jobs, const std::function<bool(std::size_t)>& ask, bool of_all) {
  std::atomic<std::size_t> next{0}, lowest{count};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      for (std::size_t i = next++; i < count && (of_all || i < lowest); i = next++) {
        if (ask(i)) continue;
        for (std::size_t least = lowest; i < least && !lowest.compare_exchange_weak(least, i);) {
        }
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
      next = count;
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t t = 1; t < std::min<std::size_t>(jobs, count); ++t) others.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
  return lowest;
}

}  // namespace clio

#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace clio {

/// Does work(0), work(1), ... work(count - 1) on up to `jobs` threads and hands the results to `take` one after the other, in this order,
/// on the calling thread, each as soon as it and all before it are done. At most 2 * jobs results wait at any time. `work` must not throw.
template <class T>
void in_order(std::size_t count, unsigned jobs, const std::function<T(std::size_t)>& work, const std::function<void(T)>& take) {
  if (jobs <= 1 || count <= 1) {
    for (std::size_t i = 0; i < count; ++i) take(work(i));
    return;
  }
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t next = 0, taken = 0;
  std::vector<std::optional<T>> done(count);

  const auto worker = [&] {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [&] { return next == count || next < taken + 2 * std::size_t{jobs}; });
      if (next == count) return;
      const std::size_t mine = next++;
      lock.unlock();
      T result = work(mine);
      lock.lock();
      done[mine].emplace(std::move(result));
      changed.notify_all();
    }
  };
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < std::min<std::size_t>(jobs, count); ++i) workers.emplace_back(worker);
  std::unique_lock lock(mutex);
  while (taken < count) {
    changed.wait(lock, [&] { return done[taken].has_value(); });
    T result = std::move(*done[taken]);
    done[taken].reset();
    lock.unlock();
    take(std::move(result));
    lock.lock();
    ++taken;
    changed.notify_all();
  }
}

}  // namespace clio

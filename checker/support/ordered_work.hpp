#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace clio {

/// Does work(0), work(1), ... on up to `jobs` threads for as long as more(i) says that the i-th is wanted, and hands the results to `take` one
/// after the other, in this order, on the calling thread, each as soon as it and all before it are done. At most 2 * jobs results wait at any
/// time, and nothing grows with their number. `more` is asked with ascending numbers, one at a time, and not again once it has said no.
/// What one of them throws ends the work and is thrown here, once all threads have ended.
template <class T>
void in_order_while(unsigned jobs, const std::function<bool(std::size_t)>& more, const std::function<T(std::size_t)>& work, const std::function<void(T)>& take) {
  if (jobs <= 1) {
    for (std::size_t i = 0; more(i); ++i) take(work(i));
    return;
  }
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t next = 0, taken = 0;
  bool over = false;
  std::exception_ptr failure;
  std::vector<std::optional<T>> done(2 * std::size_t{jobs});  // a ring

  const auto worker = [&] {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [&] { return over || next < taken + done.size(); });
      if (over) return;
      if (!more(next)) {
        over = true;
        changed.notify_all();
        return;
      }
      const std::size_t mine = next++;
      lock.unlock();
      try {
        T result = work(mine);
        lock.lock();
        done[mine % done.size()].emplace(std::move(result));
      } catch (...) {
        if (!lock.owns_lock()) lock.lock();
        if (!failure) failure = std::current_exception();
        over = true;
      }
      changed.notify_all();
    }
  };
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < jobs; ++i) workers.emplace_back(worker);
  std::unique_lock lock(mutex);
  for (;;) {
    std::optional<T>& place = done[taken % done.size()];
    changed.wait(lock, [&] { return failure || place.has_value() || (over && taken == next); });
    if (failure || !place) break;
    T result = std::move(*place);
    place.reset();
    lock.unlock();
    try {
      take(std::move(result));
      lock.lock();
    } catch (...) {
      lock.lock();
      failure = std::current_exception();
      over = true;
    }
    ++taken;
    changed.notify_all();
  }
  lock.unlock();
  workers.clear();  // joins
  if (failure) std::rethrow_exception(failure);
}

/// The same for work(0) to work(count - 1).
template <class T>
void in_order(std::size_t count, unsigned jobs, const std::function<T(std::size_t)>& work, const std::function<void(T)>& take) {
  in_order_while<T>(count <= 1 ? 1 : jobs, [count](std::size_t i) { return i < count; }, work, take);
}

}  // namespace clio

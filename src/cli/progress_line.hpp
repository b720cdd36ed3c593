#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "checker/limits.hpp"
#include "src/cli/command.hpp"

namespace clio {

/// Shows what long work is doing: one line on a terminal's standard error, from the first second on; nothing anywhere else. It samples what
/// the engines write into `engine()`, and how many histories are done.
class ProgressLine {
 public:
  ProgressLine(Console& console, std::size_t histories);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// For Limits::progress of a single running decision.
  [[nodiscard]] Progress* engine() { return &engine_; }
  void history_done() { done_.fetch_add(1, std::memory_order_relaxed); }
  /// Wipes the line, so that something else can be printed; it comes back by itself.
  void clear();

 private:
  void show();
  void watch(std::stop_token stop);

  Console& console_;
  const std::size_t histories_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  Progress engine_;
  std::atomic<std::size_t> done_{0};
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool shown_ = false;
  const char* phase_ = nullptr;  // that was last seen, and since when
  std::chrono::steady_clock::time_point phase_start_ = start_;
  std::jthread watcher_;
};

/// "12 s  sequential: search  1200 of 5000, about 38 s left  (3 of 51 histories done)": the line without the terminal's control characters. What is left is estimated from the
/// time that the phase has taken so far, `in_phase`.
[[nodiscard]] std::string progress_text(std::chrono::seconds elapsed, std::chrono::milliseconds in_phase, const Progress& engine, std::size_t done, std::size_t histories);

}  // namespace clio

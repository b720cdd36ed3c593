#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace clio {

/// What a long decision is doing, written by the engines and read by whoever shows it. All members may be read at any time.
struct Progress {
  std::atomic<const char*> phase{""};      ///< a string literal
  std::atomic<std::uint64_t> done{0};
  std::atomic<std::uint64_t> total{0};     ///< 0: not known
};

/// How much a decision may cost. The defaults have no limit.
struct Limits {
  std::optional<std::chrono::nanoseconds> time;  ///< for each model decided
  std::size_t memory_bytes = 0;                  ///< of search tables, beyond the history and its relations; 0: none
  unsigned jobs = 1;                             ///< threads that an engine may use, at least 1
  std::optional<std::chrono::nanoseconds> explain_time = std::chrono::seconds(10);  ///< for shrinking and explaining a violation
  Progress* progress = nullptr;                  ///< borrowed
};

/// The running account of one decision against its limits: asked often, cheap to ask, safe to share between threads.
///
///     if (budget.spent()) return Finding::unknown("zones", budget.reason());
class Budget {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Budget(const Limits& limits) : Budget(limits, limits.time) {}
  Budget(const Limits& limits, std::optional<std::chrono::nanoseconds> time);
  Budget(const Budget&) = delete;
  Budget& operator=(const Budget&) = delete;

  /// Whether a limit is reached or stop() was called; once true, always true. Looks at the clock only every 256th call.
  [[nodiscard]] bool spent();
  /// Looks at the clock now.
  [[nodiscard]] bool spent_now();
  /// Accounts for search tables; spent() turns true when the sum passes the limit.
  void hold(std::size_t bytes);
  void release(std::size_t bytes) { held_.fetch_sub(bytes, std::memory_order_relaxed); }
  /// Ends the work from outside: a racing engine has answered.
  void stop() { state_.store(State::stopped, std::memory_order_relaxed); }

  [[nodiscard]] std::string reason() const;  ///< why it is spent, for people
  [[nodiscard]] unsigned jobs() const { return limits_.jobs; }
  [[nodiscard]] const Limits& limits() const { return limits_; }
  [[nodiscard]] std::size_t memory_left() const;
  [[nodiscard]] std::optional<std::chrono::nanoseconds> time_left() const;
  void phase(const char* name, std::uint64_t total = 0) const;
  void advance(std::uint64_t done) const;

 private:
  enum class State : std::uint8_t { running, time, memory, stopped };
  Limits limits_;
  std::optional<std::chrono::nanoseconds> allowed_;
  Clock::time_point deadline_;
  std::atomic<State> state_{State::running};
  std::atomic<std::size_t> held_{0};
  std::atomic<std::uint32_t> calls_{0};
};

}  // namespace clio

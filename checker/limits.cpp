#include "checker/limits.hpp"

#include <algorithm>
#include <cstdio>
#include <limits>

namespace clio {

Budget::Budget(const Limits& limits, std::optional<std::chrono::nanoseconds> time) : limits_(limits), allowed_(time) {
  const auto now = Clock::now();
  const auto longest = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::time_point::max() - now);
  deadline_ = now + std::chrono::duration_cast<Clock::duration>(std::min(allowed_.value_or(longest), longest));
}

bool Budget::spent() {
  if (state_.load(std::memory_order_relaxed) != State::running) return true;
  if ((calls_.fetch_add(1, std::memory_order_relaxed) & 255u) != 0) return false;
  return spent_now();
}

bool Budget::spent_now() {
  if (state_.load(std::memory_order_relaxed) != State::running) return true;
  if (!allowed_ || Clock::now() < deadline_) return false;
  State running = State::running;
  state_.compare_exchange_strong(running, State::time);
  return true;
}

void Budget::hold(std::size_t bytes) {
  const std::size_t held = held_.fetch_add(bytes, std::memory_order_relaxed) + bytes;
  if (limits_.memory_bytes != 0 && held > limits_.memory_bytes) {
    State running = State::running;
    state_.compare_exchange_strong(running, State::memory);
  }
}

std::size_t Budget::memory_left() const {
  if (limits_.memory_bytes == 0) return std::numeric_limits<std::size_t>::max();
  const std::size_t held = held_.load(std::memory_order_relaxed);
  return held >= limits_.memory_bytes ? 0 : limits_.memory_bytes - held;
}

std::optional<std::chrono::nanoseconds> Budget::time_left() const {
  if (!allowed_) return std::nullopt;
  const auto now = Clock::now();
  return now >= deadline_ ? std::chrono::nanoseconds(0) : std::chrono::duration_cast<std::chrono::nanoseconds>(deadline_ - now);
}

std::string Budget::reason() const {
  char text[96];
  switch (state_.load(std::memory_order_relaxed)) {
    case State::running: return "the search was given up";
    case State::stopped: return "the search was stopped";
    case State::time:
      std::snprintf(text, sizeof text, "the time limit of %g s was reached", std::chrono::duration<double>(*allowed_).count());
      return text;
    case State::memory:
      std::snprintf(text, sizeof text, "the memory limit of %zu MiB was reached", limits_.memory_bytes >> 20);
      return text;
  }
  return {};
}

void Budget::phase(const char* name, std::uint64_t total) const {
  if (limits_.progress == nullptr) return;
  limits_.progress->done.store(0, std::memory_order_relaxed);
  limits_.progress->total.store(total, std::memory_order_relaxed);
  limits_.progress->phase.store(name, std::memory_order_relaxed);
}

void Budget::advance(std::uint64_t done) const {
  if (limits_.progress != nullptr) limits_.progress->done.store(done, std::memory_order_relaxed);
}

}  // namespace clio

#include "src/cli/progress_line.hpp"

#include <ostream>

namespace clio {
namespace {

constexpr auto kPatience = std::chrono::seconds(1);
constexpr auto kRefresh = std::chrono::milliseconds(200);
constexpr const char* kWipe = "\r\033[K";

}  // namespace

std::string progress_text(std::chrono::seconds elapsed, std::chrono::milliseconds in_phase, const Progress& engine, std::size_t done, std::size_t histories) {
  std::string text = std::to_string(elapsed.count()) + " s";
  const std::string phase = engine.phase.load(std::memory_order_relaxed);
  if (!phase.empty()) text += "  " + phase;
  const std::uint64_t steps = engine.done.load(std::memory_order_relaxed), total = engine.total.load(std::memory_order_relaxed);
  if (steps > 0) text += "  " + std::to_string(steps);
  if (steps > 0 && total > 0) text += " of " + std::to_string(total);
  if (steps > 0 && total >= steps && in_phase >= kPatience) {
    const double left = std::chrono::duration<double>(in_phase).count() * static_cast<double>(total - steps) / static_cast<double>(steps);
    text += ", about " + std::to_string(static_cast<std::uint64_t>(left + 0.5)) + " s left";
  }
  if (histories > 1) text += "  (" + std::to_string(done) + " of " + std::to_string(histories) + " histories done)";
  return text;
}

ProgressLine::ProgressLine(Console& console, std::size_t histories) : console_(console), histories_(histories) {
  if (console.err_is_terminal) watcher_ = std::jthread([this](std::stop_token stop) { watch(std::move(stop)); });
}

ProgressLine::~ProgressLine() {
  if (watcher_.joinable()) {
    watcher_.request_stop();
    watcher_.join();
  }
  clear();
}

void ProgressLine::clear() {
  const std::lock_guard lock(mutex_);
  if (shown_) console_.err << kWipe << std::flush;
  shown_ = false;
}

void ProgressLine::show() {
  const auto now = std::chrono::steady_clock::now();
  if (const char* phase = engine_.phase.load(std::memory_order_relaxed); phase != phase_) {
    phase_ = phase;
    phase_start_ = now;
  }
  const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(now - start_);
  const auto in_phase = std::chrono::duration_cast<std::chrono::milliseconds>(now - phase_start_);
  console_.err << kWipe << progress_text(elapsed, in_phase, engine_, done_.load(std::memory_order_relaxed), histories_) << std::flush;
  shown_ = true;
}

void ProgressLine::watch(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, kPatience, [] { return false; });
  while (!stop.stop_requested()) {
    show();
    changed_.wait_for(lock, stop, kRefresh, [] { return false; });
  }
}

}  // namespace clio

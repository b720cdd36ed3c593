#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "checker/engines/engine.hpp"
#include "checker/limits.hpp"
#include "checker/models/catalogue.hpp"

namespace clio {

/// Decides rows before their turn, several at once, for whoever takes them one after the other: what a row's engine says does not depend on other rows, so neither do the verdicts on these threads.
///
/// Nothing begins until `patience` has passed (none: every row is decided here): most histories are classified before, with most rows following from others. From then on limits.jobs
/// threads decide, lowest rows first, each row within limits of its own. Who takes a row waits for it; progress is then told in rows.
class Ahead {
 public:
  using Decide = std::function<Finding(const Model&, Budget&)>;
  struct Taken {
    Finding finding;
    std::chrono::nanoseconds spent;
  };

  /// `rows` in the order in which they will be taken or dropped. `decide` is called by several threads at once. Lifetime: borrows nothing; `decide` has to outlive this.
  Ahead(std::span<const Model* const> rows, const Limits& limits, std::chrono::nanoseconds patience, Decide decide);
  /// Stops what is being decided, and waits until it has noticed.
  ~Ahead();
  Ahead(const Ahead&) = delete;
  Ahead& operator=(const Ahead&) = delete;

  /// The finding of a row, which was not taken or dropped yet; nothing while patience lasts: then whoever asks decides it. Throws what deciding it threw.
  [[nodiscard]] std::optional<Taken> take(std::size_t row);
  /// The row is settled; its decision, if there is one, is stopped.
  void drop(std::size_t row);

 private:
  struct Row {
    const Model* model;
    bool begun = false, settled = false;
    Budget* running = nullptr;  // of its decision, while it lasts
    std::optional<Taken> taken;
    std::exception_ptr failure;
  };
  void wait_and_work();
  void work(std::unique_lock<std::mutex>& lock);
  void decide(Row& row, std::unique_lock<std::mutex>& lock);

  Limits limits_;
  Progress* progress_;
  std::chrono::nanoseconds patience_;
  Decide decide_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Row> rows_;
  bool impatient_ = false, over_ = false, replaced_ = false;  // replaced: by a thread of ours, whoever takes rows
  std::vector<std::jthread> threads_;
};

}  // namespace clio

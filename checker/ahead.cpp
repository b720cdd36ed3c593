#include "checker/ahead.hpp"

#include <algorithm>
#include <utility>

namespace clio {

Ahead::Ahead(std::span<const Model* const> rows, const Limits& limits, std::chrono::nanoseconds patience, Decide decide)
    : limits_(limits), progress_(limits.progress), patience_(patience), decide_(std::move(decide)) {
  limits_.progress = nullptr;
  impatient_ = patience_ <= std::chrono::nanoseconds(0) && limits.jobs > 1;
  for (const Model* model : rows) rows_.push_back({.model = model, .running = nullptr, .taken = {}, .failure = {}});
  const std::size_t others = std::min<std::size_t>(limits.jobs, rows.size());
  for (std::size_t t = 1; t < others; ++t) threads_.emplace_back([this] { wait_and_work(); });
}

Ahead::~Ahead() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
    for (Row& row : rows_) {
      if (row.running != nullptr) row.running->stop();
    }
  }
  changed_.notify_all();
}

std::optional<Ahead::Taken> Ahead::take(std::size_t number) {
  std::unique_lock lock(mutex_);
  Row& row = rows_[number];
  row.settled = true;
  if (!impatient_) {
    row.begun = true;
    return std::nullopt;
  }
  if (!std::exchange(replaced_, true)) {
    threads_.emplace_back([this] {
      std::unique_lock its_lock(mutex_);
      work(its_lock);
    });
  }
  if (progress_ != nullptr) {
    progress_->done = number;
    progress_->total = rows_.size();
    progress_->phase = "models, several at once";
  }
  changed_.wait(lock, [&] { return row.taken || row.failure; });
  if (row.failure) std::rethrow_exception(row.failure);
  return std::move(row.taken);
}

void Ahead::drop(std::size_t number) {
  const std::lock_guard lock(mutex_);
  Row& row = rows_[number];
  row.settled = row.begun = true;
  if (row.running != nullptr) row.running->stop();
}

void Ahead::wait_and_work() {
  std::unique_lock lock(mutex_);
  if (!impatient_ && changed_.wait_for(lock, patience_, [&] { return over_; })) return;
  impatient_ = true;
  work(lock);
}

void Ahead::work(std::unique_lock<std::mutex>& lock) {
  while (!over_) {
    const auto open = std::find_if(rows_.begin(), rows_.end(), [](const Row& row) { return !row.begun; });
    if (open == rows_.end()) return;
    open->begun = true;
    decide(*open, lock);
  }
}

void Ahead::decide(Row& row, std::unique_lock<std::mutex>& lock) {
  const auto start = Budget::Clock::now();
  const auto others = std::count_if(rows_.begin(), rows_.end(), [&](const Row& other) { return &other != &row && !other.settled && !other.taken; });
  Limits limits = limits_;
  limits.jobs = std::max(1u, limits_.jobs / static_cast<unsigned>(others + 1));
  Budget budget(limits);
  row.running = &budget;
  lock.unlock();
  std::optional<Finding> finding;
  std::exception_ptr failure;
  try {
    finding = decide_(*row.model, budget);
  } catch (...) {
    failure = std::current_exception();
  }
  lock.lock();
  row.running = nullptr;
  row.failure = failure;
  if (finding) row.taken = Taken{*std::move(finding), std::chrono::duration_cast<std::chrono::nanoseconds>(Budget::Clock::now() - start)};
  changed_.notify_all();
}

}  // namespace clio

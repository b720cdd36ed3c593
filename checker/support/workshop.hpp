#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace clio {

/// Tools with large tables, handed from one task to the next instead of being built anew; at most one for each thread exists.
template <class Tool>
class Workshop {
 public:
  explicit Workshop(std::function<std::unique_ptr<Tool>()> make) : make_(std::move(make)) {}

  [[nodiscard]] std::unique_ptr<Tool> borrow() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        std::unique_ptr<Tool> tool = std::move(idle_.back());
        idle_.pop_back();
        return tool;
      }
    }
    return make_();
  }
  void give_back(std::unique_ptr<Tool> tool) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(tool));
  }

 private:
  std::function<std::unique_ptr<Tool>()> make_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Tool>> idle_;
};

}  // namespace clio

#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace clio::native {

/// Whether something is on all operations of a file or on none: times, keys.
class AllOrNone {
 public:
  /// False where this line differs from the first.
  bool agrees(bool present, std::size_t line) {
    if (!first_) first_ = {present, line};
    return first_->present == present;
  }
  [[nodiscard]] bool wanted() const { return first_->present; }
  [[nodiscard]] std::string first_line() const { return "line " + std::to_string(first_->line); }

 private:
  struct First {
    bool present;
    std::size_t line;
  };
  std::optional<First> first_;
};

}  // namespace clio::native

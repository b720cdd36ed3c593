#pragma once

#include <cstddef>

#include "checker/limits.hpp"

namespace clio {

/// Accounts to the budget for tables that live as long as this does. Asked for before the tables are made, so that a limit is noticed before memory is gone.
class Held {
 public:
  explicit Held(Budget& budget, std::size_t bytes = 0) : budget_(budget) { set(bytes); }
  ~Held() { budget_.release(bytes_); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  /// The tables take this much in all now.
  void set(std::size_t bytes) {
    if (bytes > bytes_) budget_.hold(bytes - bytes_);
    else budget_.release(bytes_ - bytes);
    bytes_ = bytes;
  }
  void add(std::size_t bytes) { set(bytes_ + bytes); }
  void remove(std::size_t bytes) { set(bytes_ - bytes); }
  /// Whether so much more may be taken. It is on the account then; and also where it may not, so that the limit is said to be reached.
  [[nodiscard]] bool may_add(std::size_t bytes) {
    add(bytes);
    return !budget_.spent();
  }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  Budget& budget_;
  std::size_t bytes_ = 0;
};

}  // namespace clio

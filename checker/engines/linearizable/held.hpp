#pragma once

#include <cstddef>

#include "checker/limits.hpp"

namespace clio::linearizable {

/// Keeps a budget's account of a table that changes its size.
class Held {
 public:
  explicit Held(Budget& budget) : budget_(budget) {}
  ~Held() { budget_.release(bytes_); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  void now(std::size_t bytes) {
    if (bytes > bytes_) budget_.hold(bytes - bytes_);
    else budget_.release(bytes_ - bytes);
    bytes_ = bytes;
  }

 private:
  Budget& budget_;
  std::size_t bytes_ = 0;
};

}  // namespace clio::linearizable

#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "checker/support/assert.hpp"

namespace clio {

/// A column of a table: values of its own, which can be added to, or a view of values that somebody else keeps (a mapped file), which cannot.
/// Reading costs one load either way.
template <class T>
class HistoryColumn {
 public:
  HistoryColumn() = default;
  HistoryColumn(std::vector<T> values) : own_(std::move(values)) { look(); }  // NOLINT(*-explicit-*)
  explicit HistoryColumn(std::span<const T> view) : data_(view.data()), size_(view.size()) {}
  HistoryColumn(HistoryColumn&& other) noexcept : own_(std::move(other.own_)), data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  HistoryColumn& operator=(HistoryColumn&& other) noexcept {
    own_ = std::move(other.own_);
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }

  [[nodiscard]] const T& operator[](std::size_t position) const { return data_[position]; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::span<const T> all() const { return {data_, size_}; }

  // Of a column of its own values only.
  void reserve(std::size_t size) {
    CLIO_ASSERT(own_.size() == size_);
    own_.reserve(size);
    look();
  }
  void push_back(const T& value) {
    CLIO_ASSERT(own_.size() == size_);
    own_.push_back(value);
    look();
  }
  void resize(std::size_t size, const T& value = T{}) {
    CLIO_ASSERT(own_.size() == size_);
    own_.resize(size, value);
    look();
  }
  /// A place to write to. Precondition: position < size().
  [[nodiscard]] T& at(std::size_t position) { return own_[position]; }

 private:
  void look() {
    data_ = own_.data();
    size_ = own_.size();
  }

  std::vector<T> own_;
  const T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace clio

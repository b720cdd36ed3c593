#pragma once

#include <utility>
#include <variant>

#include "checker/support/assert.hpp"

namespace clio {

/// The error half of a Result, spelled like std::unexpected (C++23), which GCC 12 lacks in C++20 mode.
template <class E>
class Unexpected {
 public:
  explicit Unexpected(E error) : error_(std::move(error)) {}
  [[nodiscard]] const E& error() const& { return error_; }
  [[nodiscard]] E&& error() && { return std::move(error_); }

 private:
  E error_;
};

/// A value or the reason why there is none; the part of std::expected that Clio needs.
template <class T, class E>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}                          // NOLINT(*-explicit-*)
  Result(Unexpected<E> error) : state_(std::in_place_index<1>, std::move(error).error()) {}      // NOLINT(*-explicit-*)

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  /// Precondition: has_value().
  [[nodiscard]] T& value() & { CLIO_ASSERT(has_value()); return std::get<0>(state_); }
  [[nodiscard]] const T& value() const& { CLIO_ASSERT(has_value()); return std::get<0>(state_); }
  [[nodiscard]] T&& value() && { CLIO_ASSERT(has_value()); return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  /// Precondition: !has_value().
  [[nodiscard]] const E& error() const& { CLIO_ASSERT(!has_value()); return std::get<1>(state_); }
  [[nodiscard]] E&& error() && { CLIO_ASSERT(!has_value()); return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, E> state_;
};

}  // namespace clio

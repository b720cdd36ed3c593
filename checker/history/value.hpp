#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "checker/history/ids.hpp"

namespace clio {

/// A value of the client's data: null, boolean, integer (exact to 64 bits, signed or unsigned), other number, string,
/// or an array of values. Equality is by JSON type and value: 1 is not "1"; 1 is 1.0.
class Value {
 public:
  using Array = std::vector<Value>;

  Value() = default;  ///< null
  Value(std::nullptr_t) {}                                        // NOLINT(*-explicit-*)
  Value(bool b) : data_(b) {}                                     // NOLINT(*-explicit-*)
  Value(int i) : data_(std::int64_t{i}) {}                        // NOLINT(*-explicit-*)
  Value(std::int64_t i) : data_(i) {}                             // NOLINT(*-explicit-*)
  Value(std::uint64_t u);                                         // NOLINT(*-explicit-*)
  /// A whole number becomes an integer where it fits 64 bits. Precondition: `d` is finite.
  Value(double d);                                                // NOLINT(*-explicit-*)
  Value(std::string s) : data_(std::move(s)) {}                   // NOLINT(*-explicit-*)
  Value(const char* s) : data_(std::string(s)) {}                 // NOLINT(*-explicit-*)
  Value(Array a) : data_(std::move(a)) {}                         // NOLINT(*-explicit-*)

  /// Unsigned integers appear as std::uint64_t only above the signed range: one representation for each number.
  using Data = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, Array>;
  [[nodiscard]] const Data& data() const { return data_; }

  [[nodiscard]] bool is_null() const { return data_.index() == 0; }
  [[nodiscard]] const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&data_); }
  [[nodiscard]] const std::string* as_string() const { return std::get_if<std::string>(&data_); }
  [[nodiscard]] const Array* as_array() const { return std::get_if<Array>(&data_); }
  [[nodiscard]] const bool* as_bool() const { return std::get_if<bool>(&data_); }

  friend bool operator==(const Value& a, const Value& b) { return a.data_ == b.data_; }
  /// A total order for reproducible output: by type in the order of `Data`, then by value.
  /// Three-way, so that arrays of arrays cost what they hold: with `<` alone each level of nesting would be compared twice.
  friend std::partial_ordering operator<=>(const Value& a, const Value& b) { return a.data_ <=> b.data_; }

  /// The value as compact JSON text (strings quoted and escaped, non-ASCII kept as UTF-8; doubles so that they read back the same).
  [[nodiscard]] std::string to_json() const;

 private:
  Data data_;
};

[[nodiscard]] std::size_t hash_value(const Value& value);
[[nodiscard]] std::size_t hash_string(std::string_view text);  ///< of a string value, without building it

/// The values of one history that are not small non-negative integers, each once.
class ValueTable {
 public:
  ValueTable();
  ValueTable(const ValueTable&) = delete;  // by_id_ points at the keys of ids_, which stay in place when the map is moved
  ValueTable& operator=(const ValueTable&) = delete;
  ValueTable(ValueTable&&) = default;
  ValueTable& operator=(ValueTable&&) = default;

  [[nodiscard]] ValueId intern(const Value& value);
  /// Without building a Value for the commonest cases.
  [[nodiscard]] ValueId intern_int(std::int64_t value);
  [[nodiscard]] ValueId intern_string(std::string_view value);

  /// The id of a value that is already known, or false.
  [[nodiscard]] bool find(const Value& value, ValueId& id) const;
  [[nodiscard]] Value at(ValueId id) const;
  [[nodiscard]] std::size_t size() const { return by_id_.size(); }  ///< entries, of which null is the first
  /// Precondition: !is_small(id).
  [[nodiscard]] const Value& entry(ValueId id) const;
  [[nodiscard]] static constexpr bool is_small(ValueId id) { return (static_cast<std::uint32_t>(id) & 0x80000000u) == 0; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const Value& v) const { return hash_value(v); }
    std::size_t operator()(std::string_view s) const;
    std::size_t operator()(std::int64_t i) const;
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const Value& a, const Value& b) const { return a == b; }
    bool operator()(std::string_view a, const Value& b) const { return b.as_string() && *b.as_string() == a; }
    bool operator()(const Value& a, std::string_view b) const { return (*this)(b, a); }
    bool operator()(std::int64_t a, const Value& b) const { return b.as_int() && *b.as_int() == a; }
    bool operator()(const Value& a, std::int64_t b) const { return (*this)(b, a); }
  };
  std::deque<const Value*> by_id_;
  std::unordered_map<Value, std::uint32_t, Hash, Equal> ids_;
};

}  // namespace clio

// Values as bytes: one tag, then the value in little-endian order; exact, and nothing has two forms.
//
// Written so that hostile bytes cost no more than themselves: an array of n elements needs n bytes at least, and depth is bounded.
// Tested by tests/adapters/columnar_test.cpp and tests/fuzz/.
#include "adapters/formats/columnar/values.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "adapters/formats/columnar/columnar.hpp"
#include "adapters/text/utf8.hpp"

namespace clio::columnar {
namespace {

enum class Tag : std::uint8_t { null, no, yes, integer, large, number, string, array };

template <class T>
void put_plain(std::string& bytes, T value) {
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  bytes.append(raw, sizeof raw);
}

template <class T>
std::optional<T> take_plain(std::string_view& bytes) {
  if (bytes.size() < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes.remove_prefix(sizeof value);
  return value;
}

std::optional<Value> take(std::string_view& bytes, int depth) {
  const auto tag = take_plain<std::uint8_t>(bytes);
  if (!tag) return std::nullopt;
  switch (static_cast<Tag>(*tag)) {
    case Tag::null: return Value();
    case Tag::no: return Value(false);
    case Tag::yes: return Value(true);
    case Tag::integer:
      if (const auto integer = take_plain<std::int64_t>(bytes)) return Value(*integer);
      return std::nullopt;
    case Tag::large: {
      const auto integer = take_plain<std::uint64_t>(bytes);
      if (!integer || *integer <= static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
      return Value(*integer);
    }
    case Tag::number: {
      const auto number = take_plain<double>(bytes);
      if (!number || !std::isfinite(*number)) return std::nullopt;
      Value value(*number);
      if (!std::holds_alternative<double>(value.data())) return std::nullopt;  // an integer
      return value;
    }
    case Tag::string: {
      const auto size = take_plain<std::uint32_t>(bytes);
      if (!size || bytes.size() < *size) return std::nullopt;
      const std::string_view text = bytes.substr(0, *size);
      if (first_invalid_utf8(text)) return std::nullopt;
      bytes.remove_prefix(*size);
      return Value(std::string(text));
    }
    case Tag::array: {
      const auto size = take_plain<std::uint32_t>(bytes);
      if (!size || depth == kColumnarDepthMax || bytes.size() < *size) return std::nullopt;
      Value::Array array;
      for (std::uint32_t i = 0; i < *size; ++i) {
        std::optional<Value> element = take(bytes, depth + 1);
        if (!element) return std::nullopt;
        array.push_back(*std::move(element));
      }
      return Value(std::move(array));
    }
  }
  return std::nullopt;
}

}  // namespace

void put(std::string& bytes, const Value& value) {
  const auto tag = [&](Tag t) { put_plain(bytes, static_cast<std::uint8_t>(t)); };
  struct Writer {
    std::string& bytes;
    decltype(tag)& with;
    void operator()(std::monostate) const { with(Tag::null); }
    void operator()(bool b) const { with(b ? Tag::yes : Tag::no); }
    void operator()(std::int64_t i) const { with(Tag::integer), put_plain(bytes, i); }
    void operator()(std::uint64_t u) const { with(Tag::large), put_plain(bytes, u); }
    void operator()(double d) const { with(Tag::number), put_plain(bytes, d); }
    void operator()(const std::string& s) const {
      with(Tag::string), put_plain(bytes, static_cast<std::uint32_t>(s.size()));
      bytes += s;
    }
    void operator()(const Value::Array& a) const {
      with(Tag::array), put_plain(bytes, static_cast<std::uint32_t>(a.size()));
      for (const Value& element : a) put(bytes, element);
    }
  };
  std::visit(Writer{bytes, tag}, value.data());
}

std::optional<Value> take(std::string_view& bytes) { return take(bytes, 0); }

}  // namespace clio::columnar

#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "src/store/core/command.hpp"
#include "src/store/core/types.hpp"

/// Messages and durable records as bytes, from one description of their fields.
///
///     struct Ack {
///       static constexpr const char* kName = "ack";
///       std::uint64_t view = 0, position = 0;
///       template <class Self, class Fields> static void fields(Self& self, Fields& f) { f("view", self.view), f("position", self.position); }
///     };
///     using Message = std::variant<Replicate, Ack>;
///     std::string bytes = wire::encode(Message(Ack{.view = 1, .position = 7}));
///     std::optional<Message> message = wire::decode<Message>(bytes);   // empty: malformed, truncated, or with something behind it
///     wire::text(*message);                                            // ack {"view":1,"position":7}
///
/// Encoding: unsigned integers as LEB128 (7 bits a byte), signed ones zigzag first, booleans as a byte, strings, vectors and maps with their length,
/// optionals with a byte, variants with the index of the alternative. Decoding is total: any bytes give a value or nothing, a length is
/// believed only as far as there are bytes, and what was decoded encodes to the same bytes again (no second spelling is accepted).
namespace clio::store::wire {

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsMap : std::false_type {};
template <class K, class V>
struct IsMap<std::map<K, V>> : std::true_type {};
template <class T>
struct IsVariant : std::false_type {};
template <class... T>
struct IsVariant<std::variant<T...>> : std::true_type {};

/// The largest value of enumerations that travel; an enumeration without one (an id) may take every value.
template <class E>
constexpr std::uint64_t last_of() {
  if constexpr (std::same_as<E, Operation>) return static_cast<std::uint64_t>(kLastOperation);
  else if constexpr (std::same_as<E, Outcome>) return static_cast<std::uint64_t>(kLastOutcome);
  else if constexpr (std::same_as<E, Reads>) return static_cast<std::uint64_t>(kLastReads);
  else if constexpr (requires { last_value(E{}); }) return static_cast<std::uint64_t>(last_value(E{}));
  else return std::numeric_limits<std::underlying_type_t<E>>::max();
}

class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out) {}
  template <class T>
  void operator()(const char*, const T& value) { put(value); }

  template <class T>
  void put(const T& value) {
    if constexpr (std::same_as<T, bool>) out_ += static_cast<char>(value);
    else if constexpr (std::is_enum_v<T>) number(static_cast<std::uint64_t>(static_cast<std::underlying_type_t<T>>(value)));
    else if constexpr (std::signed_integral<T>) number((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(static_cast<std::int64_t>(value) >> 63));
    else if constexpr (std::unsigned_integral<T>) number(value);
    else if constexpr (std::same_as<T, NodeSet>) number(value.bits());
    else if constexpr (std::same_as<T, std::string>) number(value.size()), out_ += value;
    else if constexpr (IsOptional<T>::value) { out_ += static_cast<char>(value.has_value()); if (value) put(*value); }
    else if constexpr (IsVector<T>::value) { number(value.size()); for (const auto& one : value) put(one); }
    else if constexpr (IsMap<T>::value) { number(value.size()); for (const auto& [key, one] : value) put(key), put(one); }
    else if constexpr (IsVariant<T>::value) { number(value.index()); std::visit([&](const auto& one) { put(one); }, value); }
    else T::fields(value, *this);
  }

 private:
  void number(std::uint64_t n) {
    for (; n >= 0x80; n >>= 7) out_ += static_cast<char>(0x80 | (n & 0x7f));
    out_ += static_cast<char>(n);
  }
  std::string& out_;
};

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : rest_(bytes) {}
  template <class T>
  void operator()(const char*, T& value) { get(value); }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  template <class T>
  void get(T& value) {
    if (!good_) return;
    if constexpr (std::same_as<T, bool>) value = byte(1) != 0;
    else if constexpr (std::is_enum_v<T>) value = static_cast<T>(number(last_of<T>()));
    else if constexpr (std::signed_integral<T>) {
      const std::uint64_t zigzag = number();
      const auto wide = static_cast<std::int64_t>((zigzag >> 1) ^ (~(zigzag & 1) + 1));
      value = static_cast<T>(wide);
      if (static_cast<std::int64_t>(value) != wide) fail();
    } else if constexpr (std::unsigned_integral<T>) value = static_cast<T>(number(std::numeric_limits<T>::max()));
    else if constexpr (std::same_as<T, NodeSet>) value = NodeSet::from_bits(number());
    else if constexpr (std::same_as<T, std::string>) {
      const std::size_t size = length();
      value.assign(rest_.substr(0, size));
      rest_.remove_prefix(size);
    } else if constexpr (IsOptional<T>::value) {
      value.reset();
      if (byte(1) != 0) get(value.emplace());
    } else if constexpr (IsVector<T>::value) {
      value.clear();
      for (std::size_t left = length(); good_ && left > 0; --left) get(value.emplace_back());
    } else if constexpr (IsMap<T>::value) {
      value.clear();
      for (std::size_t left = length(); good_ && left > 0; --left) {
        typename T::key_type key{};
        get(key);
        if (!value.empty() && !(std::prev(value.end())->first < key)) return fail();  // one spelling: in order, each key once
        get(value[key]);
      }
    } else if constexpr (IsVariant<T>::value) alternative<0>(value, number(std::variant_size_v<T> - 1));
    else T::fields(value, *this);
  }

 private:
  void fail() { good_ = false, rest_ = {}; }

  std::uint8_t byte(std::uint8_t most) {
    if (rest_.empty() || static_cast<std::uint8_t>(rest_.front()) > most) return fail(), std::uint8_t{0};
    const auto b = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return b;
  }
  std::uint64_t number(std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) {
    std::uint64_t n = 0;
    for (unsigned shift = 0;; shift += 7) {
      const std::uint8_t b = byte(0xff);
      if (!good_) return 0;
      if (shift == 63 && b > 1) return fail(), 0;
      n |= static_cast<std::uint64_t>(b & 0x7f) << shift;
      if (b < 0x80) {
        if (b == 0 && shift != 0) return fail(), 0;  // a longer spelling of a smaller number
        break;
      }
    }
    return n > most ? (fail(), 0) : n;
  }
  /// A length; every element takes at least a byte.
  std::size_t length() {
    const std::uint64_t size = number();
    if (size > rest_.size()) fail();
    return good_ ? static_cast<std::size_t>(size) : 0;
  }

  template <std::size_t I, class T>
  void alternative(T& value, std::uint64_t wanted) {
    if constexpr (I < std::variant_size_v<T>) {
      if (I == wanted) get(value.template emplace<I>());
      else alternative<I + 1>(value, wanted);
    }
  }

  std::string_view rest_;
  bool good_ = true;
};

/// Writes a value as JSON, for people and traces.
class Describer {
 public:
  explicit Describer(std::string& out) : out_(out) {}
  template <class T>
  void operator()(const char* name, const T& value) {
    if (!first_) out_ += ',';
    first_ = false;
    (out_ += '"') += name;
    out_ += "\":";
    put(value);
  }

  template <class T>
  void put(const T& value) {
    if constexpr (std::same_as<T, bool>) out_ += value ? "true" : "false";
    else if constexpr (std::is_enum_v<T>) {
      if constexpr (requires { name_of(value); }) ((out_ += '"') += name_of(value)) += '"';
      else if constexpr (std::same_as<T, Node>) out_ += value == kNobody ? std::string("null") : std::to_string(index(value));
      else out_ += std::to_string(static_cast<std::uint64_t>(value));
    } else if constexpr (std::integral<T>) out_ += std::to_string(value);
    else if constexpr (std::same_as<T, NodeSet>) {
      std::vector<Node> nodes;
      for (const Node node : value) nodes.push_back(node);
      put(nodes);
    } else if constexpr (std::same_as<T, std::string>) out_ += std::to_string(value.size());  // opaque bytes: how many
    else if constexpr (IsOptional<T>::value) { if (value) put(*value); else out_ += "null"; }
    else if constexpr (IsVector<T>::value) {
      out_ += '[';
      for (std::size_t i = 0; i < value.size(); ++i) { if (i > 0) out_ += ','; put(value[i]); }
      out_ += ']';
    } else if constexpr (IsMap<T>::value) {
      out_ += '[';
      bool first = true;
      for (const auto& [key, one] : value) { if (!first) out_ += ','; first = false; out_ += '['; put(key); out_ += ','; put(one); out_ += ']'; }
      out_ += ']';
    } else if constexpr (IsVariant<T>::value) std::visit([&](const auto& one) { put(one); }, value);
    else {
      const bool outer = std::exchange(first_, true);
      out_ += '{';
      T::fields(value, *this);
      out_ += '}';
      first_ = outer;
    }
  }

 private:
  std::string& out_;
  bool first_ = true;
};

template <class T>
[[nodiscard]] std::string encode(const T& value) {
  std::string bytes;
  Encoder(bytes).put(value);
  return bytes;
}

/// Empty where `bytes` is not exactly one well-formed T.
template <class T>
[[nodiscard]] std::optional<T> decode(std::string_view bytes) {
  std::optional<T> value(std::in_place);
  Decoder decoder(bytes);
  decoder.get(*value);
  if (!decoder.good() || !decoder.at_end()) value.reset();
  return value;
}

/// A message for people: its name and its fields as JSON.
template <class Message>
[[nodiscard]] std::string text(const Message& message) {
  std::string out = std::visit([](const auto& one) { return std::string(one.kName) + ' '; }, message);
  Describer(out).put(message);
  return out;
}

/// The text of bytes that should be a Message; empty if they are none.
template <class Message>
[[nodiscard]] std::string text_of_bytes(std::string_view bytes) {
  const std::optional<Message> message = decode<Message>(bytes);
  return message ? text(*message) : std::string();
}

}  // namespace clio::store::wire

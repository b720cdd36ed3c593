#include "checker/history/value.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>

#include "checker/support/assert.hpp"
#include "checker/support/unprintable.hpp"

namespace clio {
namespace {

constexpr std::uint32_t kTableBit = 0x80000000u;
constexpr std::uint64_t kSignedLimit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

std::size_t mix(std::size_t seed, std::size_t h) {
  return (seed ^ (h + 0x9e3779b97f4a7c15ULL + (seed << 6) + (seed >> 2))) * 0xff51afd7ed558ccdULL;
}

std::size_t hash_int(std::int64_t i) { return mix(2, std::hash<std::int64_t>{}(i)); }

void write_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (c >= 0x20 && c < 0x7F) {  // most are
          out += c;
        } else if (const Unprintable escaped = unprintable_at(text, i); escaped.bytes != 0) {
          append_escape(out, escaped.character);
          i += escaped.bytes - 1;
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void write_json(std::string& out, const Value& value) {
  struct Writer {
    std::string& out;
    void operator()(std::monostate) const { out += "null"; }
    void operator()(bool b) const { out += b ? "true" : "false"; }
    void operator()(std::int64_t i) const { out += std::to_string(i); }
    void operator()(std::uint64_t u) const { out += std::to_string(u); }
    void operator()(double d) const {
      char text[64];
      const auto end = std::to_chars(text, text + sizeof text, d);
      out.append(text, end.ptr);
      if (std::find_if(text, end.ptr, [](char c) { return c == '.' || c == 'e'; }) == end.ptr) out += ".0";  // not an integer of over 64 bits
    }
    void operator()(const std::string& s) const { write_string(out, s); }
    void operator()(const Value::Array& a) const {
      out += '[';
      for (std::size_t i = 0; i < a.size(); ++i) {
        if (i != 0) out += ',';
        write_json(out, a[i]);
      }
      out += ']';
    }
  };
  std::visit(Writer{out}, value.data());
}

}  // namespace

Value::Value(std::uint64_t u) {
  if (u <= kSignedLimit) {
    data_ = static_cast<std::int64_t>(u);
  } else {
    data_ = u;
  }
}

Value::Value(double d) {
  CLIO_ASSERT(std::isfinite(d));
  constexpr double kTwo63 = 9223372036854775808.0;
  if (d == std::floor(d) && d >= -kTwo63 && d < 2 * kTwo63) {
    if (d < kTwo63) {
      data_ = static_cast<std::int64_t>(d);
    } else {
      data_ = static_cast<std::uint64_t>(d);
    }
  } else {
    data_ = d;
  }
}

std::string Value::to_json() const {
  std::string out;
  write_json(out, *this);
  return out;
}

std::size_t hash_string(std::string_view text) { return mix(5, std::hash<std::string_view>{}(text)); }

std::size_t hash_value(const Value& value) {
  struct Hasher {
    std::size_t operator()(std::monostate) const { return mix(0, 0); }
    std::size_t operator()(bool b) const { return mix(1, b ? 1 : 0); }
    std::size_t operator()(std::int64_t i) const { return hash_int(i); }
    std::size_t operator()(std::uint64_t u) const { return mix(3, std::hash<std::uint64_t>{}(u)); }
    std::size_t operator()(double d) const { return mix(4, std::hash<double>{}(d)); }
    std::size_t operator()(const std::string& s) const { return hash_string(s); }
    std::size_t operator()(const Value::Array& a) const {
      std::size_t h = mix(6, a.size());
      for (const Value& v : a) h = mix(h, hash_value(v));
      return h;
    }
  };
  return std::visit(Hasher{}, value.data());
}

std::size_t ValueTable::Hash::operator()(std::string_view s) const { return hash_string(s); }
std::size_t ValueTable::Hash::operator()(std::int64_t i) const { return hash_int(i); }

ValueTable::ValueTable() { CLIO_ASSERT(intern(Value{}) == kNull); }

ValueId ValueTable::intern(const Value& value) {
  if (const std::int64_t* i = value.as_int(); i && *i >= 0 && *i < std::int64_t{kTableBit}) {
    return static_cast<ValueId>(static_cast<std::uint32_t>(*i));
  }
  CLIO_ASSERT(by_id_.size() < kTableBit - 1);
  const auto [entry, added] = ids_.try_emplace(value, kTableBit | static_cast<std::uint32_t>(by_id_.size()));
  if (added) by_id_.push_back(&entry->first);
  return static_cast<ValueId>(entry->second);
}

ValueId ValueTable::intern_int(std::int64_t value) {
  if (value >= 0 && value < std::int64_t{kTableBit}) return static_cast<ValueId>(static_cast<std::uint32_t>(value));
  if (const auto known = ids_.find(value); known != ids_.end()) return static_cast<ValueId>(known->second);
  return intern(Value(value));
}

ValueId ValueTable::intern_string(std::string_view value) {
  if (const auto known = ids_.find(value); known != ids_.end()) return static_cast<ValueId>(known->second);
  return intern(Value(std::string(value)));
}

bool ValueTable::find(const Value& value, ValueId& id) const {
  if (const std::int64_t* i = value.as_int(); i && *i >= 0 && *i < std::int64_t{kTableBit}) {
    id = static_cast<ValueId>(static_cast<std::uint32_t>(*i));
    return true;
  }
  const auto known = ids_.find(value);
  if (known == ids_.end()) return false;
  id = static_cast<ValueId>(known->second);
  return true;
}

Value ValueTable::at(ValueId id) const {
  if (is_small(id)) return Value(static_cast<std::int64_t>(static_cast<std::uint32_t>(id)));
  return entry(id);
}

const Value& ValueTable::entry(ValueId id) const {
  const std::uint32_t position = static_cast<std::uint32_t>(id) & ~kTableBit;
  CLIO_ASSERT(!is_small(id) && position < by_id_.size());
  return *by_id_[position];
}

}  // namespace clio

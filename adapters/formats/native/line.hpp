#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "checker/history/history.hpp"

namespace clio::native {

/// The fields of an operation or transaction line, in the order in which they are written.
enum class Field : std::uint8_t { process, op, txn, key, expected, value, success, call, response, status, node, version };

inline constexpr std::array<std::string_view, 12> kFieldNames{"process", "op",       "txn",    "key",    "expected", "value",
                                                              "success", "call",     "return", "status", "node",     "version"};

[[nodiscard]] constexpr std::string_view name_of(Field field) { return kFieldNames[static_cast<std::size_t>(field)]; }
[[nodiscard]] std::optional<Field> field_named(std::string_view name);
[[nodiscard]] std::optional<Status> status_named(std::string_view name);

/// A set of fields.
class Fields {
 public:
  constexpr Fields() = default;
  template <class... More>
  constexpr explicit Fields(More... fields) : bits_(static_cast<std::uint16_t>((bit(fields) | ...))) {}

  [[nodiscard]] constexpr bool has(Field field) const { return (bits_ & bit(field)) != 0; }
  constexpr void add(Field field) { bits_ = static_cast<std::uint16_t>(bits_ | bit(field)); }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr Fields without(Fields other) const { return from_bits(bits_ & ~other.bits_); }
  [[nodiscard]] constexpr Fields also(Fields other) const { return from_bits(bits_ | other.bits_); }
  friend constexpr bool operator==(Fields, Fields) = default;

 private:
  static constexpr unsigned bit(Field field) { return 1u << static_cast<unsigned>(field); }
  static constexpr Fields from_bits(unsigned bits) {
    Fields fields;
    fields.bits_ = static_cast<std::uint16_t>(bits);
    return fields;
  }
  std::uint16_t bits_ = 0;
};

/// What stands on a line that holds one operation, on one that holds a transaction, and on an operation of a transaction.
inline constexpr Fields kTimeFields(Field::process, Field::call, Field::response, Field::status, Field::node, Field::version);
inline constexpr Fields kTransactionLineFields = kTimeFields.also(Fields(Field::txn));
inline constexpr Fields kInnerFields(Field::op, Field::key, Field::expected, Field::value, Field::success, Field::node, Field::version);
inline constexpr Fields kOperationLineFields = kTimeFields.also(kInnerFields);

/// Of key, expected, value and success: those that an operation of this kind may have, and those that it must have. (The key is asked for on
/// every operation or on none, which one operation cannot tell.)
[[nodiscard]] Fields allowed_fields(Kind kind);
[[nodiscard]] Fields required_fields(Kind kind, Status status);

/// Arrays in arrays, as deep as a value may be.
inline constexpr std::size_t kValueDepthMax = 16;

/// One line, read: the row of an operation, or the rows of a transaction. Values and names are interned already.
struct Line {
  bool transaction = false;
  Fields seen;                  ///< on the line itself
  bool return_given = false;    ///< `return` is a time, not null
  std::vector<Operation> rows;
  std::vector<Fields> row_seen; ///< for each row; of a plain operation the same as `seen`

  void clear() {
    transaction = false;
    seen = {};
    return_given = false;
    rows.clear();
    row_seen.clear();
  }

  /// The status where the line names none: ok, but unknown where there is a call without a return, or the return is null.
  [[nodiscard]] Status status_by_return() const {
    if (return_given) return Status::ok;
    return seen.has(Field::call) || seen.has(Field::response) ? Status::unknown : Status::ok;
  }
};

/// Gives an operation of a transaction what its line says for all of them. A node or version of its own stays.
inline void complete(Operation& row, const Operation& line) {
  row.process = line.process;
  row.call = line.call;
  row.response = line.response;
  if (row.node == kNoNode) row.node = line.node;
  if (!row.version) row.version = line.version;
}

/// Gives every row the line's status, and no response where the line has none; then whether each has the fields that it must have, and no other.
[[nodiscard]] bool settle_rows(Line& line, Status status);

/// The same of a line of which only the fields have been read, those of the line itself into `common`: whether they make an operation or a transaction. Precondition: a transaction's rows are in the line.
[[nodiscard]] bool settle_line(Line& line, const Operation& common);

}  // namespace clio::native

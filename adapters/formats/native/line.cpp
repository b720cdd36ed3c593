#include "adapters/formats/native/line.hpp"

#include <algorithm>

namespace clio::native {

std::optional<Field> field_named(std::string_view name) {
  const auto found = std::find(kFieldNames.begin(), kFieldNames.end(), name);
  if (found == kFieldNames.end()) return std::nullopt;
  return static_cast<Field>(found - kFieldNames.begin());
}

std::optional<Status> status_named(std::string_view name) {
  for (const Status status : {Status::ok, Status::fail, Status::unknown}) {
    if (clio::name_of(status) == name) return status;
  }
  return std::nullopt;
}

Fields allowed_fields(Kind kind) {
  switch (kind) {
    case Kind::read:
    case Kind::write:
    case Kind::add:
    case Kind::remove:
    case Kind::enqueue:
    case Kind::dequeue:
    case Kind::push:
    case Kind::pop:
    case Kind::append: return Fields(Field::key, Field::value);
    case Kind::contains: return Fields(Field::key, Field::value, Field::success);
    case Kind::cas: return Fields(Field::key, Field::expected, Field::value, Field::success);
    case Kind::erase:
    case Kind::acquire:
    case Kind::release: return Fields(Field::key);
  }
  return {};
}

Fields required_fields(Kind kind, Status status) {
  const bool observed = status == Status::ok;  // otherwise nobody knows what the answer was
  switch (kind) {
    case Kind::write:
    case Kind::add:
    case Kind::remove:
    case Kind::enqueue:
    case Kind::push:
    case Kind::append: return Fields(Field::value);
    case Kind::read:
    case Kind::dequeue:
    case Kind::pop: return observed ? Fields(Field::value) : Fields();
    case Kind::contains: return observed ? Fields(Field::value, Field::success) : Fields(Field::value);
    case Kind::cas: return observed ? Fields(Field::expected, Field::value, Field::success) : Fields(Field::expected, Field::value);
    case Kind::erase:
    case Kind::acquire:
    case Kind::release: return {};
  }
  return {};
}

bool settle_rows(Line& line, Status status) {
  for (std::size_t i = 0; i < line.rows.size(); ++i) {
    Operation& row = line.rows[i];
    const Fields seen = line.row_seen[i];
    row.status = status;
    if (!line.return_given) row.response = kNever;
    if (!seen.without(allowed_fields(row.kind)).empty() || !required_fields(row.kind, status).without(seen).empty()) return false;
  }
  return true;
}

bool settle_line(Line& line, const Operation& common) {
  if (!line.seen.has(Field::process) || line.seen.has(Field::txn) == line.seen.has(Field::op)) return false;
  if (line.return_given && !line.seen.has(Field::call)) return false;
  if (!line.transaction) {
    line.rows.push_back(common);
    line.row_seen.push_back(line.seen.without(kTimeFields).without(Fields(Field::op)));
  } else if (!line.seen.without(kTransactionLineFields).empty()) {
    return false;
  } else {
    for (std::size_t i = 0; i < line.rows.size(); ++i) {
      Fields& seen = line.row_seen[i];
      if (!seen.has(Field::op)) return false;
      seen = seen.without(Fields(Field::op, Field::node, Field::version));
      complete(line.rows[i], common);
    }
  }
  return settle_rows(line, line.seen.has(Field::status) ? common.status : line.status_by_return());
}

}  // namespace clio::native

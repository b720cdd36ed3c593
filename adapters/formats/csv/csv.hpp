#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Reads comma-separated values (adapters/formats/csv/README.md): a row of column names, then a row an operation. `columns` says which of the file's columns holds which field; without it,
/// columns bear the names of the native format's fields. The object is that which has all the operations. `read_nil` and `fail_cas` mean nothing here.
[[nodiscard]] HistoryOrErrors read_csv(std::string_view text, const ReadOptions& options = {});

/// Reads which column holds which field from a file: a JSON object such as {"process":"client","op":"verb"}, for ReadOptions::columns. Whether there are such fields and
/// columns is asked when a history is read.
[[nodiscard]] Result<std::map<std::string, std::string>, InputError> read_columns(const std::string& path);

/// Writes such text, with the columns that the history needs. It holds no header, no object that its operations do not show, and names of processes, keys and nodes that are
/// integers or strings; the answer names what else there is. With `lossy` it writes regardless.
[[nodiscard]] std::vector<std::string> write_csv(const History& history, std::ostream& out, const WriteOptions& options = {});

/// Whether the first line is a row of names with "process" and "op" among them.
[[nodiscard]] bool recognises_csv(std::string_view beginning);

/// The only object that has all of these operations (a counter, where the set or the counter could be meant and no result is an array); nothing where there is none.
[[nodiscard]] std::optional<Object> object_shown_by(std::uint32_t kinds, bool arrays);

}  // namespace clio

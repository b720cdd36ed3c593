#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Reads what Jepsen, Knossos and Elle store (adapters/formats/jepsen/README.md): maps {:process 3, :type :invoke, :f :cas, :value [1 3], :time 953, :index 7},
/// in a vector or one after the other; registers, counters, sets, queues, stacks, lists, mutexes, transactions. What the object is, and whether values are
/// tuples of a key and a value, follows from the functions and the values.
///
/// :info and a missing completion make an operation unknown, :fail means that it did not happen, unless its :error says that a cas found another value
/// (:precondition-failed, :key-does-not-exist) or `fail_cas` says otherwise. An ok read of nil returned the initial value; with `read_nil` unknown it says
/// nothing. Times are :time where all events have one, otherwise positions of events, which the header's `order_for_times` says.
[[nodiscard]] HistoryOrErrors read_jepsen_edn(std::string_view text, const ReadOptions& options = {});
[[nodiscard]] bool recognises_jepsen_edn(std::string_view beginning);

/// Writes an invocation and a completion for each operation, in the order of their times. Nothing on success, otherwise what the format cannot hold.
[[nodiscard]] std::vector<std::string> write_jepsen_edn(const History& history, std::ostream& out, const WriteOptions& options);

/// The same in JSON, as elle-cli reads it: names are strings.
[[nodiscard]] HistoryOrErrors read_jepsen_json(std::string_view text, const ReadOptions& options = {});
[[nodiscard]] bool recognises_jepsen_json(std::string_view beginning);
[[nodiscard]] std::vector<std::string> write_jepsen_json(const History& history, std::ostream& out, const WriteOptions& options);

}  // namespace clio

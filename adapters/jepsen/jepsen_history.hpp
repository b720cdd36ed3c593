#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Reads what Jepsen, Knossos and Elle store (docs/formats/jepsen-edn.md): maps {:process 3, :type :invoke, :f :cas, :value [1 3], :time 953, :index 7},
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

/// Maelstrom's stored histories (docs/formats/maelstrom.md): Jepsen's EDN, where an operation that is not a read, and failed with an error that leaves open
/// whether it happened (:net-timeout, :timeout, :crash; codes 0 and 13), is unknown.
[[nodiscard]] HistoryOrErrors read_maelstrom(std::string_view text, const ReadOptions& options = {});
[[nodiscard]] bool recognises_maelstrom(std::string_view beginning);

/// Porcupine's logs of a key-value store (docs/formats/porcupine-kv.md): one map a line, {:process 0, :type :ok, :f :get, :key "4", :value "x"}. Keys are
/// texts, first the empty one: a put replaces, an append extends.
[[nodiscard]] HistoryOrErrors read_porcupine_kv(std::string_view text, const ReadOptions& options = {});
[[nodiscard]] bool recognises_porcupine_kv(std::string_view beginning);

}  // namespace clio

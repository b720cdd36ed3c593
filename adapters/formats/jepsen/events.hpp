#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/edn/lexer.hpp"
#include "adapters/formats/jepsen/nemesis.hpp"
#include "checker/history/history.hpp"

namespace clio::jepsen {

/// What an operation's :f says.
enum class Function : std::uint8_t {
  none,   ///< there is no :f
  other,  ///< a name that Clio does not know
  read, write, cas, erase, add, remove, enqueue, dequeue, push, pop, append, acquire, release, txn, transfer, get, put, broadcast,
};

[[nodiscard]] Function function_named(std::string_view name);

/// What is known of an operation from its completion.
enum class Outcome : std::uint8_t { open, ok, fail, info };

/// What an operation's :error says, by the names that Maelstrom gives its codes.
enum class Error : std::uint8_t { none, indefinite, mismatch, missing_key };

/// A part of the text: one form, or nothing where a field is absent.
struct Span {
  std::uint64_t begin = 0;
  std::uint32_t size = 0;
  [[nodiscard]] bool absent() const { return size == 0; }
  [[nodiscard]] std::string_view of(std::string_view text) const { return text.substr(begin, size); }
};

/// An operation of a client: its invocation and its completion, as far as the file has one.
struct Recorded {
  std::int64_t process = 0;
  Function function = Function::none;
  Outcome outcome = Outcome::open;
  Error error = Error::none;
  std::uint32_t line = 0, line_completed = 0;   ///< where the events begin
  std::uint32_t called_at = 0, returned_at = 0; ///< 1-based positions among the events of the file
  Time call = 0, response = 0;                  ///< :time of the two events
  Span name, key;                               ///< :f and :key of the invocation
  Span asked, answered;                         ///< :value of the two events
};

/// A file's operations, in order of their invocations.
struct Log {
  std::vector<Recorded> operations;
  std::size_t events = 0;       ///< of clients
  std::size_t events_timed = 0; ///< of these, with a :time
  std::vector<Annotation> annotations;  ///< what processes with names did, above all :nemesis; times as those of the operations
  bool processes = true;        ///< false: no event names a process, and each operation is numbered as one of its own
  [[nodiscard]] bool timed() const { return events != 0 && events == events_timed; }
};

/// Reads a vector, list or plain sequence of event maps, and pairs the invocations of each process with their completions. Events whose process is not
/// an integer (:nemesis) become annotations. Errors are well-formedness (only the first of these), fields of a wrong type, twice or missing, and
/// completions that fit no invocation; at most `errors_max` (0: all). Precondition: UTF-8, below 4 GiB of events.
[[nodiscard]] Result<Log, std::vector<InputError>> read_log(std::string_view text, edn::Syntax syntax, std::size_t errors_max);

}  // namespace clio::jepsen

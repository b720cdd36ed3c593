#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "checker/history/history.hpp"
#include "checker/support/result.hpp"

namespace clio {

// What travels between `clio record --client` and a client, one JSON object a line (docs/clients.md).

/// An operation for a client.
struct ClientRequestLine {
  std::uint64_t id = 0;  ///< counts the requests of this client process, from 1
  Kind kind = Kind::read;  ///< read, write or cas
  std::string key;
  Value value;     ///< of write and cas
  Value expected;  ///< of cas
};
/// With its line end: {"id":1,"op":"write","key":"k0","value":5}
[[nodiscard]] std::string text_of(const ClientRequestLine& request);
/// For people: "write k0 5", "cas k0 null -> 5".
[[nodiscard]] std::string described(const ClientRequestLine& request);

/// What a client says became of it.
struct ClientAnswerLine {
  Status status = Status::unknown;
  Value value;           ///< of an ok read
  bool success = true;   ///< of an ok cas
  std::optional<Value> node;
  std::optional<std::int64_t> version;
  std::string why;       ///< of fail and unknown: for people
};
/// Reads a client's line as the answer to `request`. The error says what was found and what was expected: another id, an unknown field, an answer
/// that is missing or that this operation has not, ...
[[nodiscard]] Result<ClientAnswerLine, std::string> read_answer(std::string_view line, const ClientRequestLine& request);

}  // namespace clio

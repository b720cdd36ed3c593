#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "src/store/core/protocol.hpp"

namespace clio::store {

/// What happened in a run, in order: enough to say why a client was answered what it was.
struct TraceEvent {
  enum class What : std::uint8_t {
    sent,       ///< node -> peer: message `message` of that link, `text`
    delivered,  ///< at node, from peer
    dropped,    ///< node -> peer: lost (text: by chance, cut, or the receiver was down)
    asked,      ///< session -> node: an attempt of `request`
    answered,   ///< node -> session: its answer, `text`
    invoked,    ///< session: operation `operation` begins
    completed,  ///< session: it ends (text: its status)
    noted,      ///< node: `note`
    fault,      ///< a fault begins (text)
    healed,     ///< it ends (text)
    started,    ///< node: runs, from what is durable
    stopped     ///< node: crashed
  };
  Time at = 0;
  What what = What::noted;
  Node node = kNobody, peer = kNobody;
  std::uint64_t message = 0;           ///< number on the link from sender to receiver
  Token token;                         ///< of asked, answered, invoked, completed
  std::uint64_t operation = 0;         ///< of invoked and completed: its id in the history
  std::string text;
  Note note;                           ///< of noted
};

[[nodiscard]] std::string_view name_of(TraceEvent::What what);
/// One event as a JSON object without a line end (docs/formats/trace.md).
[[nodiscard]] std::string json_of(const TraceEvent& event);
/// A string as JSON, quotes included.
[[nodiscard]] std::string json_string(std::string_view text);

}  // namespace clio::store

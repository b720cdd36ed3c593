#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/measures/staleness.hpp"
#include "checker/support/result.hpp"

namespace clio {

/// What happened between the nodes of a run, as docs/formats/trace.md has it, joined to its history: what a space-time diagram needs. Times are the trace's own, moved so that
/// operations begin when the history says; nodes and operations are positions in `nodes` and ids in the file.
struct Trace {
  static constexpr std::int64_t kNone = -1;

  struct Message {
    std::uint32_t from = 0, to = 0;
    std::uint64_t number = 0;        ///< counts those of its link
    Time sent = 0;
    Time arrived = kNever;           ///< kNever: not seen to arrive
    bool lost = false;
    std::uint32_t text = 0;          ///< what it says, in `texts`
    std::uint32_t because = 0;       ///< of a lost one
  };
  /// An attempt that reached a node, and what the node answered.
  struct Exchange {
    std::int64_t operation = kNone;
    std::uint32_t node = 0;
    Time at = 0;
    bool answer = false;
    std::uint32_t text = 0;
  };
  struct Note {
    std::uint32_t node = 0;
    Time at = 0;
    std::uint32_t what = 0;          ///< "applied", "view", "leads", ..., in `texts`
    std::int64_t operation = kNone;  ///< whose write it is about
    std::uint32_t text = 0;
  };
  struct Fault {
    Time from = 0, until = kNever;
    std::uint32_t text = 0;
  };
  /// Why a read was answered without a write that was over: the message that would have brought it.
  struct Missed {
    std::uint64_t read = 0, write = 0;           ///< operations
    std::int64_t message = kNone;                ///< in `messages`: the one that brought it too late, or that was lost; kNone: none was seen
    Time acknowledged = kNever, answered = kNever;
    Time applied = kNever;                       ///< at the node that answered; kNever: not in this trace
  };

  std::vector<std::string> nodes;
  std::vector<Message> messages;    ///< by time sent
  std::vector<Exchange> exchanges;  ///< by time
  std::vector<Note> notes;          ///< by time
  std::vector<Fault> faults;
  std::vector<std::string> texts;   ///< the first is empty
  std::vector<Missed> missed;       ///< by read
  bool cut = false;                 ///< the trace is longer than what is kept: its end is left out

  /// Events that a report keeps at most: beyond, a page would be slow to load, and nobody looks at them all.
  static constexpr std::size_t kEventsMax = 200'000;
};

/// Reads a trace and joins it with the history of the same run by the ids of operations. The error names the line. Unknown events are skipped: a trace may hold more than is drawn.
/// Cost: linear.
[[nodiscard]] Result<Trace, InputError> read_trace(std::string_view text, const History& history);

/// The same, from a file; line 0 where it cannot be read at all.
[[nodiscard]] Result<Trace, InputError> trace_file(const std::string& path, const History& history);

/// The trace that belongs to a history by its name: trace.jsonl beside history.jsonl, NAME-trace.jsonl beside NAME.jsonl. Empty: there is none.
[[nodiscard]] std::string trace_beside(const std::string& history_path);

/// Fills `missed`: for each of the reads, the latest write of its key that was over before it began and that the node which answered it had not applied. Precondition: the history is timed.
/// Cost: the reads times the writes of their keys.
void find_missed(Trace& trace, const History& history, const std::vector<OpId>& reads);

}  // namespace clio

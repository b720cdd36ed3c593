// From times to columns.
//
// Idea. Sort all calls and responses by time, calls before responses where times are equal (intervals are closed, so that what touches is
// concurrent). What matters of this sequence is only where a call follows a response: between two such points lies an *epoch*, some calls
// followed by some responses. a is before b in real time exactly when a responds in an earlier epoch than that in which b is called. So a
// picture is right when in each epoch no call stands to the right of a response, and the next epoch begins to the right of all responses;
// inside these bounds every column may be chosen freely (the canonical form of an interval order: Fishburn 1985, section 2).
//
// Columns are chosen from left to right. An epoch begins two columns after the last response of the one before. Its *pivot* is its rightmost
// call; responses stand at the pivot or further right, as far as their text needs (a block that lies in one epoch moves right to end at
// the pivot, which saves dashes). Only two things move a call from the beginning of
// its epoch: an unknown operation before it in its process, whose text has to end first (nobody else waits for it, it has no response); and
// a call at the very time of its predecessor's response. These two must share a column, which can only be the pivot, and they need two lines.
//
// One shape has no picture: an operation of no length that touches its predecessor and its successor would be one column wide. Where that
// happens all operations of that instant that touch are pulled apart, in the order of their processes, and the layout says so.
//
// Cost: O(n log n) for sorting; everything else is linear but for the search for a free line, of which a process rarely needs three.
// Tested by tests/adapters/lecture_write_test.cpp (random histories keep their relations).

#include "adapters/formats/lecture/layout.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>

#include "checker/support/assert.hpp"

namespace clio::lecture {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

struct Event {
  Time time;
  bool response;
  std::size_t block;
};

class Columns {
 public:
  Columns(std::span<const Block> blocks, std::size_t processes) : blocks_(blocks.begin(), blocks.end()), processes_(processes) {
    order_.resize(blocks_.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) { return blocks_[a].call < blocks_[b].call; });
  }

  Layout place() &&;

 private:
  void find_touching();
  void pull_apart(const std::set<Time>& instants);
  void place_epoch(std::span<const Event> calls, std::span<const Event> responses);
  void choose_lines();

  std::vector<Block> blocks_;
  std::size_t processes_;
  std::vector<std::size_t> order_;          // by call: within a process, program order
  std::vector<char> touches_;               // is called when its predecessor responds
  std::vector<char> touched_;               // responds when a successor is called
  std::vector<std::size_t> unknown_end_;  // by process: the last column of the text of its latest unknown block
  std::vector<std::size_t> epoch_of_call_;  // by block
  std::size_t epoch_ = 0;
  std::size_t begin_ = 0;                   // the first column of the epoch
  Layout layout_;
};

void Columns::find_touching() {
  touches_.assign(blocks_.size(), 0);
  touched_.assign(blocks_.size(), 0);
  std::vector<std::size_t> before(processes_, kNone);  // the latest block with a response
  for (const std::size_t b : order_) {
    std::size_t& previous = before[index(blocks_[b].process)];
    if (previous != kNone) {
      CLIO_ASSERT(blocks_[previous].response <= blocks_[b].call);
      if (blocks_[previous].response == blocks_[b].call) touches_[b] = touched_[previous] = 1;
    }
    if (blocks_[b].response != kNever) previous = b;
  }
}

/// Gives the endpoints at these instants times of their own: first the calls that touch nothing, then for each process response, call,
/// response, ... in its order, then the other responses.
void Columns::pull_apart(const std::set<Time>& instants) {
  std::vector<Time> times;
  for (const Block& b : blocks_) {
    times.push_back(b.call);
    if (b.response != kNever) times.push_back(b.response);
  }
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  const Time stride = 2 * static_cast<Time>(blocks_.size()) + 2;
  const auto moved = [&](Time t) { return stride * (std::lower_bound(times.begin(), times.end(), t) - times.begin()); };

  struct Chain {
    Time instant = kNever;
    Time calls = 0;  // of touching blocks at that instant, so far
  };
  std::vector<Chain> chains(processes_);
  for (const std::size_t b : order_) {
    Block& block = blocks_[b];
    Chain& chain = chains[index(block.process)];
    if (chain.instant != block.call) chain = {block.call, 0};
    if (touches_[b] != 0) ++chain.calls;
    const Time call = moved(block.call) + (instants.count(block.call) != 0 ? 2 * chain.calls : 0);
    if (block.response != kNever) {
      Time offset = 0;
      if (instants.count(block.response) != 0) {
        offset = touched_[b] == 0 ? stride - 1 : block.response == block.call ? 2 * chain.calls + 1 : 1;
      }
      block.response = moved(block.response) + offset;
    }
    block.call = call;
  }
}

Layout Columns::place() && {
  layout_.places.resize(blocks_.size());
  find_touching();
  std::set<Time> instants;
  for (const std::size_t b : order_) {
    if (touches_[b] == 0 || touched_[b] == 0 || blocks_[b].call != blocks_[b].response) continue;
    instants.insert(blocks_[b].call);
    if (!layout_.separated) layout_.separated = b;
  }
  if (!instants.empty()) {
    pull_apart(instants);
    find_touching();
  }

  std::vector<Event> events;
  events.reserve(2 * blocks_.size());
  for (const std::size_t b : order_) {
    events.push_back({blocks_[b].call, false, b});
    if (blocks_[b].response != kNever) events.push_back({blocks_[b].response, true, b});
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& a, const Event& b) { return std::tie(a.time, a.response) < std::tie(b.time, b.response); });
  unknown_end_.assign(processes_, kNone);
  epoch_of_call_.assign(blocks_.size(), 0);
  for (std::size_t at = 0; at < events.size();) {
    const std::size_t calls = at;
    while (at < events.size() && !events[at].response) ++at;
    const std::size_t responses = at;
    while (at < events.size() && events[at].response) ++at;
    const std::span<const Event> all(events);
    place_epoch(all.subspan(calls, responses - calls), all.subspan(responses, at - responses));
  }
  choose_lines();
  return std::move(layout_);
}

void Columns::place_epoch(std::span<const Event> calls, std::span<const Event> responses) {
  std::vector<Place>& places = layout_.places;
  const auto text_end = [&](std::size_t b) { return places[b].first + blocks_[b].width - 1; };
  std::size_t pivot = begin_;
  const auto call_at = [&](std::size_t b, std::size_t column) {
    places[b].first = column;
    if (blocks_[b].response == kNever) {
      places[b].last = text_end(b);
      unknown_end_[index(blocks_[b].process)] = places[b].last;
    }
  };
  for (const Event& call : calls) {
    if (touches_[call.block] != 0) continue;
    const std::size_t unknown_end = unknown_end_[index(blocks_[call.block].process)];
    call_at(call.block, unknown_end == kNone ? begin_ : std::max(begin_, unknown_end + 2));
    pivot = std::max(pivot, places[call.block].first);
  }
  for (const Event& response : responses) {
    if (touched_[response.block] != 0) pivot = std::max(pivot, text_end(response.block));
  }
  for (const Event& call : calls) {
    if (touches_[call.block] != 0) call_at(call.block, pivot);
  }
  for (const Event& call : calls) epoch_of_call_[call.block] = epoch_;
  std::size_t end = pivot;
  for (const Event& response : responses) {
    Place& place = places[response.block];
    // Of a block that begins and ends here the text may as well end at the pivot: no dashes.
    if (epoch_of_call_[response.block] == epoch_ && text_end(response.block) < pivot) place.first = pivot + 1 - blocks_[response.block].width;
    place.last = touched_[response.block] != 0 ? pivot : std::max(pivot, text_end(response.block));
    end = std::max(end, place.last);
  }
  ++epoch_;
  begin_ = end + 2;
  layout_.gaps.push_back(end + 1);
}

/// Each block goes on the first line of its process that is free. Blocks that begin in one column get lines in the order of the process.
void Columns::choose_lines() {
  std::vector<std::vector<std::size_t>> ends(processes_);  // by process and line: the last column taken
  for (const std::size_t b : order_) {
    auto& lines = ends[index(blocks_[b].process)];
    Place& place = layout_.places[b];
    const auto free = std::find_if(lines.begin(), lines.end(), [&](std::size_t end) { return end + 2 <= place.first; });
    place.line = static_cast<std::size_t>(free - lines.begin());
    if (free == lines.end()) {
      lines.push_back(place.last);
    } else {
      *free = place.last;
    }
  }
  for (const auto& lines : ends) layout_.lines.push_back(lines.size());
}

}  // namespace

Layout lay_out(std::span<const Block> blocks, std::size_t processes) { return Columns(blocks, processes).place(); }

}  // namespace clio::lecture

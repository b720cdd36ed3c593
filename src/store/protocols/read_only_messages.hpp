#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "src/store/core/wire.hpp"
#include "src/store/protocols/ordered_state.hpp"

/// Messages of the read-only replicas. Versions count the writes that the origin has carried out. A replica names its life in all that it
/// asks, and what is sent to it names that life: an answer to an earlier life is not for the present one.
namespace clio::store::read_only {

// From a replica to the origin.

/// All that has changed behind `since`, please.
struct Ask {
  static constexpr const char* kName = "ask";
  std::uint64_t life = 0;
  Version since = 0;
  Time asked = 0;  ///< the replica's clock; the answer repeats it
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("life", self.life), f("since", self.since), f("asked", self.asked); }
};
/// I have all changes up to there.
struct Have {
  static constexpr const char* kName = "have";
  std::uint64_t life = 0;
  Version version = 0;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("life", self.life), f("version", self.version); }
};
/// A key's value, please.
struct Get {
  static constexpr const char* kName = "get";
  std::uint64_t life = 0;
  Key key = 0;
  Time asked = 0;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("life", self.life), f("key", self.key), f("asked", self.asked); }
};
/// Is the key's value of that version still the newest?
struct Check {
  static constexpr const char* kName = "check";
  std::uint64_t life = 0;
  Key key = 0;
  Version version = 0;
  Time asked = 0;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("life", self.life), f("key", self.key), f("version", self.version), f("asked", self.asked); }
};

// From the origin to a replica.

/// I have started: who are you, and what do you have?
struct Hello {
  static constexpr const char* kName = "hello";
  template <class Self, class Fields>
  static void fields(Self&, Fields&) {}
};
/// A key's value and the write that it is of; without a value (invalidation) only that there is such a write.
struct Change {
  Key key = 0;
  Version version = 0;
  std::optional<Value> value;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("key", self.key), f("version", self.version), f("value", self.value); }
};
/// What has changed behind `from`, up to `to`: of each key the last change.
struct Changes {
  static constexpr const char* kName = "changes";
  std::uint64_t life = 0;
  Version from = 0, to = 0;
  std::vector<Change> list;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("life", self.life), f("from", self.from), f("to", self.to), f("list", self.list); }
};
struct Write {
  Token token;
  Command command;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("token", self.token), f("command", self.command); }
};
/// The writes behind `from`, in order; behind a state that has `from` writes, where those before are no longer known one by one.
struct Writes {
  static constexpr const char* kName = "writes";
  std::uint64_t life = 0;
  Version from = 0;
  Time asked = kLongAgo;  ///< of the question; kLongAgo: nobody asked
  std::optional<ordered::State> state;
  std::vector<Write> list;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) {
    f("life", self.life), f("from", self.from), f("asked", self.asked), f("state", self.state), f("list", self.list);
  }
};
/// A key's value, of the write `version`, newest when `as_of` writes had been carried out.
struct Got {
  static constexpr const char* kName = "got";
  std::uint64_t life = 0;
  Key key = 0;
  Version version = 0, as_of = 0;
  Time asked = 0;
  Value value;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) {
    f("life", self.life), f("key", self.key), f("version", self.version), f("as_of", self.as_of), f("asked", self.asked), f("value", self.value);
  }
};
/// Whether the key's value of that version was the newest when `as_of` writes had been carried out.
struct Checked {
  static constexpr const char* kName = "checked";
  std::uint64_t life = 0;
  Key key = 0;
  Version version = 0, as_of = 0;
  Time asked = 0;
  bool newest = false;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) {
    f("life", self.life), f("key", self.key), f("version", self.version), f("as_of", self.as_of), f("asked", self.asked), f("newest", self.newest);
  }
};

using Message = std::variant<Ask, Have, Get, Check, Hello, Changes, Writes, Got, Checked>;

/// The origin's durable record: the state after some writes; those behind it have records of their own.
struct Record {
  Version version = 0;
  ordered::State state;
  std::map<Key, Version> changed;  ///< by key: the write that its value is of
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("version", self.version), f("state", self.state), f("changed", self.changed); }
};
inline constexpr std::uint64_t kRecordSlot = 0;
[[nodiscard]] constexpr std::uint64_t slot_of(Version version) { return version; }  ///< of a write; versions start at 1

}  // namespace clio::store::read_only

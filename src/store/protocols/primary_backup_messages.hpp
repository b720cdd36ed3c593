#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "src/store/core/wire.hpp"
#include "src/store/protocols/primary_backup_state.hpp"

namespace clio::store::primary_backup {

/// A member to the primary of a new view: what I have carried out; bring me to your state.
struct Report {
  static constexpr const char* kName = "report";
  std::uint64_t view = 0;
  Version applied = 0;
  std::uint64_t applied_view = 0;  ///< in which the write at `applied` was ordered
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("view", self.view), f("applied", self.applied), f("applied_view", self.applied_view); }
};

/// The primary to a member that reported: all its writes behind `from`, which the member has, or behind the snapshot.
struct Bring {
  static constexpr const char* kName = "bring";
  std::uint64_t view = 0;
  Version from = 0;
  std::optional<Snapshot> snapshot;  ///< with version `from`; instead of what the member has
  std::vector<LogEntry> entries;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("view", self.view), f("from", self.from), f("snapshot", self.snapshot), f("entries", self.entries); }
};

/// The primary to a backup: writes to hold, and how far the order is committed.
struct Replicate {
  static constexpr const char* kName = "replicate";
  std::uint64_t view = 0;
  Version previous = 0;  ///< the place before the first entry
  Version committed = 0;
  std::vector<LogEntry> entries;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("view", self.view), f("previous", self.previous), f("committed", self.committed), f("entries", self.entries); }
};

/// A backup to the primary: I hold, durably, the order of writes of this view up to there.
struct Held {
  static constexpr const char* kName = "held";
  std::uint64_t view = 0;
  Version version = 0;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("view", self.view), f("version", self.version); }
};

using Message = std::variant<Report, Bring, Replicate, Held>;

// On the disk: slot 0 holds the record, and each write behind it has a slot of its own.
inline constexpr std::uint64_t kRecordSlot = 0;
[[nodiscard]] constexpr std::uint64_t slot_of(Version version) { return version + 1; }

/// The durable record beside the log: a state, and what was behind it when the record was written.
struct Record {
  std::uint64_t brought_in = 0;  ///< the view in which the order of writes was last taken over from a primary: older log records are void
  Snapshot snapshot;
  std::vector<LogEntry> tail;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("brought_in", self.brought_in), f("snapshot", self.snapshot), f("tail", self.tail); }
};

}  // namespace clio::store::primary_backup

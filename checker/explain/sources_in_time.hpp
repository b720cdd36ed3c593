#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "checker/history/history.hpp"

namespace clio {

/// Which writes of a timed register history may have been the source of a reading, as far as real time tells: not those that were called after the
/// reading had returned, nor those that another write certainly overwrote before the reading was called.
///
/// Borrows the history. Cost of making: O(n log n) in the operations of the history.
class SourcesInTime {
 public:
  /// Knows the keys of `operations` only.
  SourcesInTime(const History& history, std::span<const OpId> operations);

  /// What has to stay with a reading: every possible source; where there is none, but there are writes of a right value, any one of these, of
  /// which `shown` (overwritten last, or else called first; a plain write rather than a cas) makes the best story.
  struct Needed {
    std::vector<OpId> possible;
    std::optional<OpId> shown;  ///< where `possible` is empty, and the initial value is wrong
  };
  /// `work` counts down by the writes looked at; at 0 the answer may be incomplete.
  [[nodiscard]] Needed needed(OpId reading, std::uint64_t& work) const;

 private:
  struct Write {
    OpId op;
    ValueId value;
    Time call;
    Time overwritten;  ///< by when another write had certainly followed it; kNever: by no time
  };
  struct Group {
    std::vector<Write> certain;               // by call
    std::vector<Time> overwritten_latest;     // of the first i + 1
    std::vector<Write> unknown;               // by call
  };
  void add(Group& group, const Write& write) const;

  const History* history_;
  std::map<std::uint64_t, Group> by_cell_;    // writes of a value of a key
  std::map<KeyId, Group> by_key_;             // for failed cas
};

}  // namespace clio

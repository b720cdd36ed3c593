#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/format.hpp"
#include "checker/check.hpp"
#include "checker/measures/staleness.hpp"
#include "src/report/slice.hpp"

namespace clio {

/// What is asked about every history.
struct Question {
  std::vector<const Model*> models;  ///< empty: classify, every model that applies
  CheckOptions options;
  Slice slice;
  bool measure_staleness = false;
  bool warn = true;  ///< look for what makes the verdicts weaker than they look
};

/// Everything that a report says about one history: the verdicts with their evidence, or why there are none.
struct Judgement {
  std::string path;                 ///< as it was given; below a folder: the folder's path and the file's
  std::optional<InputError> error;  ///< unreadable input: nothing below has a meaning
  std::string internal_error;       ///< our own failure: likewise
  bool classified = false;          ///< nobody asked for particular models
  std::vector<std::string> warnings;
  std::vector<Verdict> verdicts;  ///< in the order asked, or in table order
  std::vector<const Model*> strongest;
  std::vector<const Model*> weakest_violated;
  std::optional<Staleness> staleness;
  Atomicity atomicity;

  std::unique_ptr<const History> owned;  ///< what was judged, unless it is borrowed
  const History* subject = nullptr;      ///< what was judged

  [[nodiscard]] bool judged() const { return !error && internal_error.empty(); }
  /// What was judged: the file's history, or the slice of it. Precondition: judged().
  [[nodiscard]] const History& history() const { return *subject; }
  /// The id of an operation in its file.
  [[nodiscard]] OpId in_file(OpId op) const { return history().id_in_file(op); }
};

/// Judges what was read, and keeps it. Never throws: a failure of ours is an `internal_error`.
[[nodiscard]] Judgement judge(std::string path, Result<Loaded, std::vector<InputError>> loaded, const Question& question);
/// The same, borrowing: `history` must outlive the answer.
[[nodiscard]] Judgement judge(std::string path, const History& history, const Question& question);

/// How the judgement counts for a program's exit status.
enum class Outcome : std::uint8_t {
  holds,      ///< every asked model holds; classifying: every model that applies was decided
  violated,   ///< some asked model is violated
  unusable,   ///< unreadable input, or an asked model does not apply to it
  undecided,  ///< not decided within the limits, and nothing is violated
  internal,   ///< an error of ours
};
[[nodiscard]] Outcome outcome_of(const Judgement& judgement);
/// The one that decides over several: internal, unusable, violated, undecided, holds.
[[nodiscard]] Outcome worse(Outcome a, Outcome b);
/// 0 holds, 1 violated, 2 unusable, 3 undecided, 4 internal: a stable interface.
[[nodiscard]] int exit_status(Outcome outcome);

/// Operations that nobody knows the fate of.
[[nodiscard]] std::size_t pending_count(const History& history);

}  // namespace clio

#pragma once

#include <cstddef>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/limits.hpp"
#include "checker/support/result.hpp"

namespace clio {

using HistoryOrErrors = Result<History, std::vector<InputError>>;

/// What a format leaves open, as options; each has the format's usual meaning as its default.
struct ReadOptions {
  std::size_t errors_max = 1;  ///< stop after so many errors; 0: find all
  unsigned jobs = 1;           ///< threads a reader may use
  std::size_t bytes_a_thread = std::size_t{2} << 20;  ///< of text, positive; less is not worth one
  std::optional<Value> initial;                          ///< overrides what keys hold before any write
  enum class ReadNil { unknown, initial };
  std::optional<ReadNil> read_nil;                       ///< Jepsen and Knossos: what an ok read of nil says
  enum class FailCas { mismatch, none };
  std::optional<FailCas> fail_cas;                       ///< Jepsen: an observed mismatch, or a cas that did not happen
  Progress* progress = nullptr;                          ///< borrowed; readers of what can be huge say there how many bytes of the text they have read
  std::shared_ptr<const void> text_owner = nullptr;      ///< what keeps the text in place for as long as it is held; null: it stays for the call
  std::map<std::string, std::string> columns;            ///< CSV: by field of the native format, the column that holds it
};

/// What a writer may leave out.
struct WriteOptions {
  bool lossy = false;  ///< write what the format can hold and drop the rest
};

/// One file of a history that is a folder of them.
struct SessionFile {
  Value session;          ///< its process
  std::string name;       ///< of the file, for messages
  std::string_view text;  ///< padded as all text
};

/// A file format: how to know it, read it and write it. Readers are handed text that stays in place for the call, followed by at least
/// kPaddingBytes readable bytes.
struct Format {
  std::string_view id;     ///< for --format, --from, --to
  std::string_view title;
  std::span<const std::string_view> extensions;
  bool (*recognises)(std::string_view beginning) = nullptr;                             ///< by content: the first few kilobytes
  HistoryOrErrors (*read)(std::string_view text, const ReadOptions& options) = nullptr;
  /// Nothing on success, otherwise everything that the format cannot hold (nothing is written then, unless `lossy`). Null: not written by Clio.
  std::vector<std::string> (*write)(const History& history, std::ostream& out, const WriteOptions& options) = nullptr;
  /// Formats whose histories are folders with a file a session; null for all others. `read` reads one such file alone. Files come in the order of their sessions.
  HistoryOrErrors (*read_folder)(std::span<const SessionFile> files, const ReadOptions& options) = nullptr;
  bool (*claims_session)(std::string_view name) = nullptr;  ///< whether a file of this name is a session's; where read_folder is
};

inline constexpr std::size_t kPaddingBytes = 64;
inline constexpr std::size_t kBeginningBytes = 4096;  ///< what a format is recognised by

/// All formats, in order of recognition.
[[nodiscard]] std::span<const Format> formats();
[[nodiscard]] const Format* format_named(std::string_view id);
/// By content, then by the file's extension; null if nothing fits.
[[nodiscard]] const Format* recognise(std::string_view path, std::string_view beginning);

/// A file's history and how it was read.
struct Loaded {
  History history;
  const Format* format;
};

/// Reads a file (or standard input where the path is "-", or a folder that is one history): maps it into memory, recognises the format unless one is given, reads it.
[[nodiscard]] Result<Loaded, std::vector<InputError>> load(const std::string& path, const Format* format = nullptr, const ReadOptions& options = {});

/// Every history below a path, sorted: the file itself, or of a folder and its subfolders the files whose extension a format claims, and those folders that are one history each.
/// Where a format is given: the files with its extensions or, if there is none, all files; for a format of folders, the folders with files that it claims.
[[nodiscard]] Result<std::vector<std::string>, InputError> histories_at(const std::string& path, const Format* format = nullptr);

}  // namespace clio

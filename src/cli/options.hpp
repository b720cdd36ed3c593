#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/cli/command.hpp"
#include "src/report/palette.hpp"

namespace clio {

// Groups of options that several commands share, and what they mean. Bad values throw UsageError when the meaning is asked for.

/// A history that a command's paths name, or what is wrong with that path.
struct Input {
  std::string path;
  std::optional<InputError> error;
};

/// Which files, and how they are read.
class InputOptions {
 public:
  void add_paths(CLI::App& command);
  enum class FormatOption { present, absent };
  void add_reading(CLI::App& command, FormatOption format = FormatOption::present);

  /// The format asked for, null to recognise it.
  [[nodiscard]] const Format* format() const;
  [[nodiscard]] ReadOptions read_options() const;
  /// Every history that the paths name, in the order given and sorted below folders.
  [[nodiscard]] std::vector<Input> inputs() const;

 private:
  std::vector<std::string> paths_;
  std::string format_, initial_, read_nil_, fail_cas_, columns_;
  const CLI::Option* initial_option_ = nullptr;
};

/// --key, --process, --from, --to.
class SliceOptions {
 public:
  void add(CLI::App& command);
  [[nodiscard]] const Slice& slice() const { return slice_; }

 private:
  Slice slice_;
};

/// --timeout, --memory, --jobs.
class LimitOptions {
 public:
  void add(CLI::App& command);
  [[nodiscard]] Limits limits() const;
  [[nodiscard]] unsigned jobs() const;

 private:
  std::optional<double> timeout_;
  std::optional<std::uint64_t> memory_mib_;
  std::optional<std::uint64_t> jobs_;
};

/// --color, NO_COLOR and TERM.
class ColourOption {
 public:
  void add(CLI::App& command);
  [[nodiscard]] Palette palette(const Console& console) const;

 private:
  std::string when_ = "auto";
};

/// The models of comma-separated lists, each once, in the order asked. Throws UsageError naming the known ones; an empty name is not one.
[[nodiscard]] std::vector<const Model*> models_named(const std::vector<std::string>& lists);
/// "native, lecture or jepsen-log": all formats, for messages and help.
[[nodiscard]] std::string format_names();
/// A format of the table. Throws UsageError naming the known ones.
[[nodiscard]] const Format* known_format(const std::string& id);

/// Adds an option that takes one of a few words; its type name "a|b|c" is also what completes it in a shell.
CLI::Option* add_choice(CLI::App& command, const std::string& name, std::string& value, const std::vector<std::string>& choices,
                        const std::string& description);

}  // namespace clio

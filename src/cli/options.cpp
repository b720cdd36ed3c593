#include "src/cli/options.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <thread>

#include "adapters/formats/csv/csv.hpp"
#include "checker/models/aliases.hpp"
#include "src/report/json.hpp"
#include "src/report/text.hpp"
#include "src/report/words.hpp"

namespace clio {
namespace {

constexpr const char* kReading = "How files are read";
constexpr const char* kSlices = "Slices (a slice can hide or invent violations)";
constexpr const char* kLimits = "Limits";

template <class Items, class IdOf>
std::string known(const Items& items, const IdOf& id_of) {
  std::vector<std::string> ids;
  for (const auto& item : items) ids.emplace_back(id_of(item));
  return listed(ids, "or");
}

/// The integer that the whole text is, if it fits.
template <class Integer>
std::optional<Integer> integer(const std::string& text) {
  Integer number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(number) : std::nullopt;
}

}  // namespace

CLI::Option* add_choice(CLI::App& command, const std::string& name, std::string& value, const std::vector<std::string>& choices,
                        const std::string& description) {
  std::string type;
  for (const std::string& choice : choices) type += (type.empty() ? "" : "|") + choice;
  const auto check = [choices](const std::string& text) {
    return std::find(choices.begin(), choices.end(), text) != choices.end() ? std::string()
                                                                            : "\"" + text + "\" is not " + listed(choices, "or");
  };
  return command.add_option(name, value, description)->type_name(type)->check(check);
}

std::string format_names() {
  return known(formats(), [](const Format& f) { return f.id; });
}

const Format* known_format(const std::string& id) {
  const Format* format = format_named(id);
  if (format == nullptr)
    throw UsageError("unknown format \"" + id + "\"; expected " + format_names());
  return format;
}

std::vector<const Model*> models_named(const std::vector<std::string>& lists) {
  std::vector<const Model*> models;
  for (const std::string& list : lists) {
    for (std::size_t begin = 0, end = 0; end != std::string::npos; begin = end + 1) {
      end = list.find(',', begin);
      const std::string id = list.substr(begin, end - begin);
      const Model* model = model_called(id);
      if (model == nullptr && !nearest_models(id).empty()) throw UsageError(nearest_models(id));
      if (model == nullptr)
        throw UsageError("unknown model \"" + id + "\"; expected " + known(catalogue(), [](const Model* m) { return m->id; }));
      if (std::find(models.begin(), models.end(), model) == models.end()) models.push_back(model);
    }
  }
  return models;
}

void InputOptions::add_paths(CLI::App& command) {
  command.add_option("PATH", paths_, "A history, a folder (every history below it), or - for standard input")->type_name("")->required();
}

void InputOptions::add_reading(CLI::App& command, FormatOption format) {
  if (format == FormatOption::present) {
    command.add_option("--format", format_, "The files' format (" + format_names() + "); without it, it is recognised")->type_name("FORMAT")->group(kReading);
  }
  initial_option_ = command.add_option("--initial", initial_, "What every key holds before any write: JSON, or a bare word")
                        ->type_name("VALUE")
                        ->group(kReading);
  add_choice(command, "--read-nil", read_nil_, {"unknown", "initial"}, "Jepsen: what an ok read of nil says")->group(kReading);
  add_choice(command, "--fail-cas", fail_cas_, {"mismatch", "none"},
             "Jepsen: a failed cas saw another value, or did not happen")
      ->group(kReading);
  command.add_option("--columns", columns_, "CSV: which column holds which field, such as process=client,op=verb, or a JSON file that says it")->type_name("FIELD=COLUMN,...|FILE")->group(kReading);
}

const Format* InputOptions::format() const { return format_.empty() ? nullptr : known_format(format_); }

ReadOptions InputOptions::read_options() const {
  ReadOptions options;
  if (initial_option_ != nullptr && initial_option_->count() > 0) {
    const std::optional<Value> json = value_of_json(initial_);
    if (!json && initial_.find_first_of("{[\"") == 0) throw UsageError("--initial: " + initial_ + " is neither a value in JSON nor a bare word");
    options.initial = json ? *json : Value(initial_);
  }
  if (!read_nil_.empty()) options.read_nil = read_nil_ == "initial" ? ReadOptions::ReadNil::initial : ReadOptions::ReadNil::unknown;
  if (!fail_cas_.empty()) options.fail_cas = fail_cas_ == "none" ? ReadOptions::FailCas::none : ReadOptions::FailCas::mismatch;
  if (!columns_.empty() && columns_.find('=') == std::string::npos) {
    Result<std::map<std::string, std::string>, InputError> columns = read_columns(columns_);
    if (!columns) throw UsageError("--columns: " + error_text(columns_, columns.error()));
    options.columns = std::move(columns).value();
    return options;
  }
  for (std::size_t begin = 0; begin < columns_.size();) {
    const std::size_t end = std::min(columns_.find(',', begin), columns_.size());
    const std::string pair = columns_.substr(begin, end - begin);
    const std::size_t sign = pair.find('=');
    if (sign == std::string::npos || !options.columns.emplace(pair.substr(0, sign), pair.substr(sign + 1)).second)
      throw UsageError("--columns: found \"" + pair + "\"; expected FIELD=COLUMN, each field once");
    begin = end + 1;
  }
  return options;
}

std::vector<Input> InputOptions::inputs() const {
  const Format* forced = format();
  if (std::count(paths_.begin(), paths_.end(), "-") > 1) throw UsageError("standard input (-) can be read only once");
  std::vector<Input> inputs;
  for (const std::string& path : paths_) {
    if (path == "-") {
      inputs.push_back({.path = path, .error = std::nullopt});
      continue;
    }
    Result<std::vector<std::string>, InputError> found = histories_at(path, forced);
    if (!found) {
      inputs.push_back({.path = path, .error = found.error()});
    } else if (found->empty()) {
      inputs.push_back({.path = path, .error = InputError{.line = 0, .message = "no history found in this folder"}});
    } else {
      for (std::string& history : *found) inputs.push_back({.path = std::move(history), .error = std::nullopt});
    }
  }
  return inputs;
}

void SliceOptions::add(CLI::App& command) {
  command.add_option("--key", slice_.keys, "Only operations on this key (in JSON quotes: the string alone); may be repeated")
      ->type_name("KEY")
      ->group(kSlices)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command.add_option("--process", slice_.processes, "Only operations of this process (likewise); may be repeated")
      ->type_name("PROCESS")
      ->group(kSlices)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  const auto time = [](const std::string& text) {
    return integer<Time>(text) ? std::string() : "\"" + text + "\" is not an integer of 64 bits";
  };
  command.add_option("--from", slice_.from, "Only operations called at this time or later")->type_name("TIME")->group(kSlices)->check(time);
  command.add_option("--to", slice_.to, "Only operations called at this time or earlier")->type_name("TIME")->group(kSlices)->check(time);
}

void LimitOptions::add(CLI::App& command) {
  const auto positive = [](const std::string& text) {
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    return end != text.c_str() && *end == '\0' && number > 0 ? std::string() : "\"" + text + "\" is not a number greater than 0";
  };
  const auto positive_integer = [](const std::string& text) {
    const auto number = integer<std::uint64_t>(text);
    return number && *number > 0 ? std::string() : "\"" + text + "\" is not an integer greater than 0";
  };
  command.add_option("--timeout", timeout_, "Give up on each model of a history after so long; without it, never")
      ->type_name("SECONDS")
      ->group(kLimits)
      ->check(positive);
  command.add_option("--memory", memory_mib_, "Give up on a model whose search tables grow beyond this; without it, never")
      ->type_name("MIB")
      ->group(kLimits)
      ->check(positive_integer);
  command.add_option("--jobs,-j", jobs_, "Threads to use; without it, one for each processor")
      ->type_name("N")
      ->group(kLimits)
      ->check(positive_integer);
}

unsigned LimitOptions::jobs() const {
  const std::uint64_t wanted = jobs_.value_or(std::thread::hardware_concurrency());
  return static_cast<unsigned>(std::clamp<std::uint64_t>(wanted, 1, 256));
}

Limits LimitOptions::limits() const {
  Limits limits;
  limits.jobs = jobs();
  if (timeout_) {
    const double nanoseconds = std::min(*timeout_ * 1e9, 9e18);
    limits.time = std::chrono::nanoseconds(static_cast<std::int64_t>(nanoseconds));
    limits.explain_time = std::min(*limits.explain_time, *limits.time);
  }
  if (memory_mib_)
    limits.memory_bytes =
        static_cast<std::size_t>(std::min<std::uint64_t>(*memory_mib_, std::numeric_limits<std::size_t>::max() >> 20) << 20);
  return limits;
}

void ColourOption::add(CLI::App& command) {
  add_choice(command, "--color", when_, {"auto", "always", "never"}, "Colours; auto: on a terminal, unless NO_COLOR is set");
}

Palette ColourOption::palette(const Console& console) const {
  if (when_ != "auto") return Palette(when_ == "always");
  const auto set = [](const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0';
  };
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal != nullptr && std::string_view(terminal) == "dumb";
  return Palette(console.out_is_terminal && !set("NO_COLOR") && !dumb);
}

}  // namespace clio

// clio gate: runs what a configuration names under many seeds, judges every run, and says whether a change keeps the promise.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <ostream>

#include "src/cli/command.hpp"
#include "src/cli/options.hpp"
#include "src/gate/evidence.hpp"
#include "src/gate/gate.hpp"

namespace clio {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  clio gate gate.json                              run it; evidence goes to clio-gate/DATE, and clio-gate/latest points there\n"
    "  clio gate gate.json --base main/result.json      and fail where this change is weaker than that result\n"
    "  clio gate --recheck clio-gate/latest             judge saved runs again, without running anything\n"
    "  clio gate --self-test                            the included store: every promise kept, every mutant caught\n"
    "\n"
    "Exit status: 0 every expectation is met; 1 a promise is broken, something is weaker than the base, or a canary survives; 2 bad usage, or\n"
    "a run that could not be made; 3 something could not be judged, or the gate was interrupted; 4 internal error.";

std::atomic<int> stopped{0};

std::atomic<std::int64_t> stopped_at{0};  ///< seconds on the monotonic clock

std::int64_t seconds_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

/// While it lives, SIGINT and SIGTERM only ask to stop; another one, a second or more later, ends the program at once. (Signals often come twice
/// at once: `timeout` sends them to the program and then to its group.)
class StopOnSignal {
 public:
  StopOnSignal() {
    stopped.store(0);
    for (const int number : {SIGINT, SIGTERM}) (void)std::signal(number, [](int caught) {
      if (stopped.load() == 0) {
        stopped_at.store(seconds_now());
        stopped.store(caught);
      } else if (seconds_now() > stopped_at.load() + 1) {
        (void)std::signal(caught, SIG_DFL);
        (void)std::raise(caught);
      }
    });
  }
  ~StopOnSignal() {
    for (const int number : {SIGINT, SIGTERM}) (void)std::signal(number, SIG_DFL);
  }
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;
};

/// One line on a terminal: how many runs, how fast, how long still.
class GateProgress {
 public:
  explicit GateProgress(Console& console) : console_(console) {}
  ~GateProgress() {
    if (shown_) console_.err << "\r\033[K" << std::flush;
  }
  GateProgress(const GateProgress&) = delete;
  GateProgress& operator=(const GateProgress&) = delete;

  void show(const gate::Standing& standing) {
    if (!console_.err_is_terminal) return;
    const auto now = Clock::now();
    if (now - begin_ < std::chrono::seconds(1) || now - last_ < std::chrono::milliseconds(200)) return;
    last_ = now;
    shown_ = true;
    const double seconds = std::chrono::duration<double>(now - begin_).count();
    const auto rate = static_cast<std::uint64_t>(static_cast<double>(standing.runs) / seconds);
    console_.err << "\r\033[K" << static_cast<std::uint64_t>(seconds) << " s  " << standing.phase << "  " << standing.runs;
    if (standing.runs_max > 0) console_.err << " of " << standing.runs_max;
    console_.err << " runs, " << rate << " a second";
    if (standing.failing > 0) console_.err << ", " << standing.failing << " failing";
    if (standing.runs_max > standing.runs && rate > 0) console_.err << ", " << (standing.runs_max - standing.runs) / rate << " s left";
    console_.err << std::flush;
  }

 private:
  using Clock = std::chrono::steady_clock;
  Console& console_;
  const Clock::time_point begin_ = Clock::now();
  Clock::time_point last_{};
  bool shown_ = false;
};

class GateCommand final : public Command {
 public:
  explicit GateCommand(CLI::App& program) {
    CLI::App& command = *program.add_subcommand("gate", "Judge a change of protocol: many seeds under faults, each run against its promise");
    command.add_option("CONFIG", path_, "The configuration (docs/gate.md)")->type_name("");
    command.add_flag("--self-test", self_test_, "Instead: every protocol of the included store, and every mutant as a canary");
    command.add_option("--recheck", recheck_, "Instead: judge the runs that a gate has kept in FOLDER again")->type_name("FOLDER");
    command.add_option("--base", base_, "An earlier result.json: fail where something is weaker than there")->type_name("RESULT")->group(kOutput);
    command.add_option("--out", out_, "Where the folder of this gate's evidence is made")->type_name("DIR")->default_str("clio-gate")->group(kOutput);
    command.add_flag("--json", json_, "The result as JSON instead of a report for people")->group(kOutput);
    command.add_option("--seeds", seeds_, "How many seeds, instead of what the configuration says")->type_name("N")->group("Limits");
    command.add_option("--from", from_, "The first seed, instead of what the configuration says")->type_name("S")->group("Limits");
    limits_.add(command);
    colour_.add(command);
    command.footer(kExamples);
  }

  Outcome run(Console& console) override {
    const bool configured = !path_.empty();
    if (configured + self_test_ + !recheck_.empty() != 1) throw UsageError("expected one of CONFIG, --self-test and --recheck FOLDER");
    std::optional<gate::GateResult> base;
    if (!base_.empty()) {
      Result<gate::GateResult, std::string> read = gate::read_result(text_of(base_));
      if (!read) throw UsageError(base_ + ": " + read.error());
      base = std::move(read).value();
    }
    if (base && !recheck_.empty()) throw UsageError("--base and --recheck exclude each other: kept runs are a sample");
    const gate::GateResult result = recheck_.empty() ? gated(console, base ? &*base : nullptr) : rechecked();
    console.out << (json_ ? gate::result_json(result) + "\n" : gate::text_report(result, 100, colour_.palette(console)));
    return outcome_of(result);
  }

 private:
  static constexpr const char* kOutput = "Output";

  static std::string text_of(const std::string& path) {
    std::error_code unknown;
    if (std::filesystem::is_directory(path, unknown)) throw UsageError(path + " is a folder; expected a file");
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file.is_open() || file.bad()) throw UsageError(path + " cannot be read");
    return text;
  }

  gate::GateResult rechecked() {
    try {
      return gate::recheck(recheck_, limits_.jobs());
    } catch (const gate::UnwritableEvidence& unusable) {
      throw UsageError(unusable.what());
    }
  }

  gate::GateResult gated(Console& console, const gate::GateResult* base) {
    std::string text;
    gate::Config config;
    const auto number = [](const char* option, std::optional<std::int64_t> given, std::int64_t least, std::int64_t most) {
      if (given && (*given < least || *given > most)) throw UsageError(std::string(option) + " is " + std::to_string(*given) + "; expected a number from " + std::to_string(least) + " to " + std::to_string(most));
    };
    number("--seeds", seeds_, 1, std::numeric_limits<std::int32_t>::max());
    number("--from", from_, 0, std::numeric_limits<std::int64_t>::max() / 2);
    if (self_test_) {
      config = gate::self_test(static_cast<std::uint64_t>(seeds_.value_or(100)));
    } else {
      text = text_of(path_);
      Result<gate::Config, std::string> read = gate::read_config(text);
      if (!read) throw UsageError(path_ + ": " + read.error());
      config = std::move(read).value();
    }
    if (from_) config.seeds.from = static_cast<std::uint64_t>(*from_);
    if (seeds_) config.seeds.count = static_cast<std::uint64_t>(*seeds_), config.seeds.budget.reset();
    const Limits limits = limits_.limits();
    if (limits.time) config.timeout = std::chrono::duration_cast<std::chrono::milliseconds>(*limits.time);
    if (limits.memory_bytes > 0) config.memory_mib = std::max<std::size_t>(1, limits.memory_bytes >> 20);
    const StopOnSignal stop;
    GateProgress progress(console);
    std::error_code unknown;
    gate::GateOptions options{.folder = out_, .program = std::filesystem::read_symlink("/proc/self/exe", unknown), .jobs = limits_.jobs(), .stop = &stopped, .base = base,
                              .watch = [&](const gate::Standing& standing) { progress.show(standing); }};
    try {
      return gate::run_gate(config, text, self_test_ ? "--self-test" : path_, options);
    } catch (const gate::UnwritableEvidence& unwritable) {
      throw UsageError(unwritable.what());
    }
  }

  std::string path_, recheck_, base_, out_ = "clio-gate";
  bool self_test_ = false, json_ = false;
  std::optional<std::int64_t> seeds_, from_;
  LimitOptions limits_;
  ColourOption colour_;
};

}  // namespace

std::unique_ptr<Command> add_gate(CLI::App& program) { return std::make_unique<GateCommand>(program); }

}  // namespace clio

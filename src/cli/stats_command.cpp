// clio stats: what can be counted in a history: sizes, concurrency, latency, staleness, which replicas answered.

#include <ostream>

#include "src/cli/command.hpp"
#include "src/cli/options.hpp"
#include "src/cli/progress_line.hpp"
#include "src/report/statistics_text.hpp"
#include "src/report/text.hpp"

namespace clio {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  clio stats history.jsonl\n"
    "  clio stats --timeout 5 runs/     the bound on the search for k-atomicity\n"
    "Staleness is a certain lower bound: by how many writes, and for how long, the value read was certainly overwritten.";

class StatsCommand final : public Command {
 public:
  explicit StatsCommand(CLI::App& program) {
    CLI::App& command = *program.add_subcommand("stats", "Count: sizes, concurrency, latency, staleness, which replicas answered");
    input_.add_paths(command);
    colour_.add(command);
    limits_.add(command);
    input_.add_reading(command);
    command.footer(kExamples);
  }

  Outcome run(Console& console) override {
    const Format* format = input_.format();
    ReadOptions reading = input_.read_options();
    const std::vector<Input> inputs = input_.inputs();
    ProgressLine progress(console, inputs.size());
    Limits limits = limits_.limits();
    limits.progress = progress.engine();
    reading.jobs = limits.jobs;
    const Palette palette = colour_.palette(console);
    Outcome outcome = Outcome::holds;
    bool first = true;
    for (const Input& input : inputs) {
      progress.engine()->phase = "reading";
      const Result<std::string, InputError> text = text_of(input, format, reading, limits, palette);
      progress.history_done();
      progress.clear();
      if (text) {
        console.out << (first ? "" : "\n") << *text << std::flush;
        first = false;
      } else {
        console.out << std::flush;
        console.err << error_text(input.path, text.error()) << '\n';
        outcome = worse(outcome, Outcome::unusable);
      }
    }
    return outcome;
  }

 private:
  static Result<std::string, InputError> text_of(const Input& input, const Format* format, const ReadOptions& reading, const Limits& limits,
                                                 const Palette& palette) {
    if (input.error) return Unexpected(*input.error);
    const Result<Loaded, std::vector<InputError>> loaded = load(input.path, format, reading);
    if (!loaded) return Unexpected(loaded.error().front());
    limits.progress->phase = "counting";
    const History& history = loaded->history;
    const BaseRelations relations(history);
    const std::optional<Staleness> staleness = measure_staleness(relations);
    const Atomicity atomicity = staleness ? decide_atomicity(relations, limits) : Atomicity{};
    return statistics_text(input.path, history, statistics_of(history), staleness, atomicity, palette);
  }

  InputOptions input_;
  LimitOptions limits_;
  ColourOption colour_;
};

}  // namespace

std::unique_ptr<Command> add_stats(CLI::App& program) { return std::make_unique<StatsCommand>(program); }

}  // namespace clio

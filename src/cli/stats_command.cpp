// clio stats: what can be counted in a history: sizes, concurrency, latency, staleness, which replicas answered.

#include <ostream>

#include "src/cli/command.hpp"
#include "src/cli/options.hpp"
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
    const Limits limits = limits_.limits();
    reading.jobs = limits.jobs;
    const Palette palette = colour_.palette(console);
    Outcome outcome = Outcome::holds;
    bool first = true;
    for (const Input& input : input_.inputs()) {
      std::optional<InputError> error = input.error;
      if (!error) {
        const Result<Loaded, std::vector<InputError>> loaded = load(input.path, format, reading);
        if (loaded) {
          const History& history = loaded->history;
          const BaseRelations relations(history);
          const std::optional<Staleness> staleness = measure_staleness(relations);
          const Atomicity atomicity = staleness ? decide_atomicity(relations, limits) : Atomicity{};
          console.out << (first ? "" : "\n") << statistics_text(input.path, history, statistics_of(history), staleness, atomicity, palette)
                      << std::flush;
          first = false;
          continue;
        }
        error = loaded.error().front();
      }
      console.out << std::flush;
      console.err << error_text(input.path, *error) << '\n';
      outcome = worse(outcome, Outcome::unusable);
    }
    return outcome;
  }

 private:
  InputOptions input_;
  LimitOptions limits_;
  ColourOption colour_;
};

}  // namespace

std::unique_ptr<Command> add_stats(CLI::App& program) { return std::make_unique<StatsCommand>(program); }

}  // namespace clio

// clio stats: what can be counted in a history: sizes, concurrency, latency, staleness, which replicas answered.

#include <ostream>
#include <sstream>

#include "src/cli/command.hpp"
#include "src/cli/options.hpp"
#include "src/cli/output_file.hpp"
#include "src/cli/progress_line.hpp"
#include "src/draw/measures.hpp"
#include "src/report/html/shades.hpp"
#include "src/report/statistics_text.hpp"
#include "src/report/text.hpp"
#include "src/report/words.hpp"

namespace clio {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  clio stats history.jsonl\n"
    "  clio stats --timeout 5 runs/     the bound on the search for k-atomicity\n"
    "  clio stats --report run.html --trace run.trace --unit us run.jsonl    plots: staleness, latency, throughput, availability, faults shaded\n"
    "  clio stats --report plots.svg run.jsonl                               the plots alone; plots.json has their data\n"
    "Staleness is a certain lower bound: by how many writes, and for how long, the value read was certainly overwritten.";

class StatsCommand final : public Command {
 public:
  explicit StatsCommand(CLI::App& program) {
    CLI::App& command = *program.add_subcommand("stats", "Count: sizes, concurrency, latency, staleness, which replicas answered");
    input_.add_paths(command);
    command.add_option("--report", report_, "Write plots of what is measured: OUT.html, OUT.svg, or their data as OUT.json; of one history")->type_name("OUT")->group(kPlots);
    command.add_option("--trace", trace_, "A trace of the run ('clio record --trace'): its faults are shaded")->type_name("FILE")->group(kPlots);
    add_choice(command, "--unit", unit_, {"ns", "us", "ms", "s"}, "What the history's times are measured in, for the axes")->group(kPlots);
    colour_.add(command);
    limits_.add(command);
    input_.add_reading(command);
    command.footer(kExamples);
  }

  Outcome run(Console& console) override {
    const Format* format = input_.format();
    ReadOptions reading = input_.read_options();
    const std::vector<Input> inputs = input_.inputs();
    if (report_.empty() && (!trace_.empty() || !unit_.empty())) throw UsageError("--trace and --unit are about plots: they need --report OUT");
    if (!report_.empty() && inputs.size() != 1) throw UsageError("--report plots one history; found " + std::to_string(inputs.size()));
    if (!report_.empty() && !report_.ends_with(".html") && !report_.ends_with(".svg") && !report_.ends_with(".json")) throw UsageError("--report: found " + report_ + "; expected a name that ends with .html, .svg or .json");
    ProgressLine progress(console, inputs.size());
    Limits limits = limits_.limits();
    limits.progress = progress.engine();
    reading.jobs = limits.jobs;
    const Palette palette = colour_.palette(console);
    Outcome outcome = Outcome::holds;
    bool first = true;
    for (const Input& input : inputs) {
      progress.engine()->phase = "reading";
      const Result<std::string, InputError> text = text_of(input, format, reading, limits, console, palette);
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
  static constexpr const char* kPlots = "Plots";

  Result<std::string, InputError> text_of(const Input& input, const Format* format, const ReadOptions& reading, const Limits& limits, Console& console, const Palette& palette) const {
    if (input.error) return Unexpected(*input.error);
    const Result<Loaded, std::vector<InputError>> loaded = load(input.path, format, reading);
    if (!loaded) return Unexpected(loaded.error().front());
    limits.progress->phase = "counting";
    const History& history = loaded->history;
    const BaseRelations relations(history);
    const std::optional<Staleness> staleness = measure_staleness(relations);
    const Atomicity atomicity = staleness ? decide_atomicity(relations, limits) : Atomicity{};
    if (!report_.empty()) plot(input.path, history, staleness, console);
    return statistics_text(input.path, history, statistics_of(history), staleness, atomicity, palette);
  }

  void plot(const std::string& path, const History& history, const std::optional<Staleness>& staleness, Console& console) const {
    std::optional<Trace> trace;
    if (!trace_.empty()) {
      Result<Trace, InputError> read = trace_file(trace_, history);
      if (!read) throw UsageError(error_text(trace_, read.error()));
      trace = std::move(read).value();
      if (trace->cut) console.err << printable(trace_) << ": longer than " << Trace::kEventsMax << " events; faults that begin or end after these are not shaded as they were\n";
    }
    const draw::MeasureOptions options{.unit = unit_, .faults = shades_of(trace, history)};
    const std::vector<draw::Chart> charts = draw::charts_of(history, staleness, options);
    if (charts.empty()) throw UsageError("--report: " + path + " has neither times nor reads whose staleness can be measured: nothing to plot");
    std::ostringstream unused;
    OutputFile file(report_, unused);
    if (report_.ends_with(".json")) {
      file.stream() << draw::json_of(charts) << '\n';
    } else if (report_.ends_with(".svg")) {
      file.stream() << draw::svg_of(charts);
    } else {
      const std::string& name = history.header().name;
      file.stream() << draw::page_of(name.empty() ? path : name, path + ": " + counted(history.size(), "operation") + ". Staleness is a certain lower bound.", charts);
    }
    file.commit();
  }

  InputOptions input_;
  std::string report_, trace_, unit_;
  LimitOptions limits_;
  ColourOption colour_;
};

}  // namespace

std::unique_ptr<Command> add_stats(CLI::App& program) { return std::make_unique<StatsCommand>(program); }

}  // namespace clio

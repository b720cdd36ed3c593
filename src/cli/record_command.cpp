// clio record: runs the included store, or clients of the user's for any other store, and writes what the clients saw as a history.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <ostream>
#include <system_error>

#include "adapters/formats/native/native.hpp"
#include "adapters/input/temporary.hpp"
#include "checker/check.hpp"
#include "src/cli/command.hpp"
#include "src/cli/options.hpp"
#include "src/cli/output_file.hpp"
#include "src/record/client_run.hpp"
#include "src/record/history_of_run.hpp"
#include "src/record/journal.hpp"
#include "src/record/scenario.hpp"
#include "src/record/settings.hpp"
#include "src/record/tcp_run.hpp"
#include "src/report/words.hpp"
#include "src/store/catalogue/catalogue.hpp"

namespace clio {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  clio record --protocol quorum --nodes 5 --faults all --seed 7 -o run.jsonl\n"
    "  clio record --protocol async-primary-backup --faults crash,loss=0.05 -o run.jsonl --trace trace.jsonl\n"
    "  clio record --scenario histories/lecture/scenarios/async_failover.json\n"
    "  clio record --protocol multi-paxos --mutant quorum-of-f --faults all -o run.jsonl; clio check -m linearizable run.jsonl\n"
    "  clio record --client 'python3 client.py' --clients 8 --ops 2000 -o run.jsonl      any store, over docs/clients.md\n"
    "\n"
    "Exit status: 0 the run was recorded; 1 an invariant of the protocol broke, or it did not answer again after everything had healed,\n"
    "or, of a scenario, something is not as expected (the history is written all the same); 2 bad usage; 3 a verdict could not be decided.";

/// "190 ok, 3 failed, 15 unknown".
std::string statuses_of(const store::RunResult& run) {
  std::size_t ok = 0, failed = 0, unknown = 0;
  for (const store::Recorded& operation : run.operations) {
    switch (operation.status) {
      case store::Completed::Status::ok: ++ok; break;
      case store::Completed::Status::fail: ++failed; break;
      case store::Completed::Status::unknown: ++unknown; break;
    }
  }
  std::string text = std::to_string(ok) + " ok";
  if (failed > 0) text += ", " + std::to_string(failed) + " failed";
  if (unknown > 0) text += ", " + std::to_string(unknown) + " unknown";
  return text;
}

std::string milliseconds(store::Time time) { return std::to_string(time / store::kMillisecond) + " ms"; }

class RecordCommand final : public Command {
 public:
  explicit RecordCommand(CLI::App& program) {
    CLI::App& command = *program.add_subcommand("record", "Run the included store, or clients of any other, and write what they saw");
    for (const Setting& setting : settings()) {
      std::string type(setting.type);
      if (setting.name == "protocol") {
        type.clear();
        for (const store::Entry* protocol : store::protocols()) (type += type.empty() ? "" : "|") += protocol->id;
      }
      command.add_option("--" + std::string(setting.name), values_[std::string(setting.name)], std::string(setting.about))
          ->type_name(type)
          ->group(std::string(setting.group));
    }
    command.add_option("--scenario", scenario_, "A run told as a story, with what is expected of it (docs/formats/scenario.md)")->type_name("FILE")->group("Scenarios");
    command.add_option("--client", client_, "Ask another store: a program that speaks the protocol of docs/clients.md, run by a shell, once a session")
        ->type_name("COMMAND")
        ->group("Who takes part");
    add_choice(command, "--runtime", runtime_, {"sim", "tcp"}, "Simulated in virtual time (the same seed gives the same run), or processes on this machine")
        ->default_str("sim")
        ->group("Who takes part");
    command.add_option("--folder", folder_, "Where processes keep their databases; without it a temporary folder")->type_name("DIR")->group("Who takes part");
    command.add_option("-o,--out", out_, "Where the history goes (native JSON Lines), or - for standard output")->type_name("OUT")->group(kOutput);
    command.add_option("--trace", trace_, "Also write what happened: messages, applied writes, views, faults")->type_name("OUT")->group(kOutput);
    command.footer(kExamples);
  }

  Outcome run(Console& console) override {
    if (out_.empty() && scenario_.empty()) throw UsageError("-o is missing: where shall the history go?");
    if (!client_.empty()) return record_clients(console);
    Scenario scenario = asked();
    const store::RunConfig& config = scenario.config;
    std::optional<OutputFile> out, trace;
    if (!out_.empty()) out.emplace(out_, console.out);
    if (config.trace) trace.emplace(trace_, console.out);

    Header header = header_of(config);
    if (runtime_ == "tcp") header.about += " --runtime tcp";
    const std::unique_ptr<Journal> recorded = runtime_ == "tcp" ? journal(header.name, header.about) : nullptr;
    const store::RunResult run = recorded ? over_tcp(config, *recorded) : store::simulate(config);
    if (!scenario.name.empty()) header.name = scenario.name;
    if (!scenario.about.empty()) header.about = scenario.about;
    header.expect = scenario.expect;
    const History history = history_of(run, config, header);
    if (out) {
      CLIO_ASSERT(write_native(history, out->stream()).empty());
      out->commit();
    }
    if (recorded) recorded->remove();
    if (trace) {
      for (const store::TraceEvent& event : run.trace) trace->stream() << json_of(event) << '\n';
      trace->commit();
    }
    std::ostream& told = out_ == "-" || trace_ == "-" ? console.err : console.out;
    summarise(scenario, run, told);
    if (!scenario_.empty()) return compare(scenario, run, history, told);
    return run.broken.empty() && run.unavailable.empty() ? Outcome::holds : Outcome::violated;
  }

 private:
  static constexpr const char* kOutput = "Output";

  [[nodiscard]] Scenario asked() const {
    Scenario scenario;
    if (!scenario_.empty()) {
      std::ifstream file(scenario_, std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(file), {}};
      if (!file) throw UsageError(scenario_ + " cannot be read");
      Result<Scenario, std::string> read = read_scenario(text);
      if (!read) throw UsageError(scenario_ + ": " + read.error());
      scenario = std::move(read).value();
    } else if (values_.at("protocol").empty()) {
      throw UsageError("--protocol, --scenario or --client is missing");
    }
    for (const Setting& setting : settings()) {
      const std::string& value = values_.at(std::string(setting.name));
      if (value.empty()) continue;
      const std::string option = "--" + std::string(setting.name);
      const bool shape = setting.name == "protocol" || setting.name == "nodes" || setting.name == "clients" || setting.name == "keys";
      if (shape && !scenario_.empty()) throw UsageError(option + " cannot be changed in a scenario, whose plan and faults are made for it");
      if (const std::optional<std::string> expected = setting.set(scenario.config, value))
        throw UsageError(option + " is \"" + value + "\"; expected " + *expected);
    }
    if (const std::optional<std::string> wrong = contradiction_in(scenario.config)) throw UsageError(*wrong);
    scenario.config.trace = !trace_.empty();
    scenario.config.stop_when_broken = false;  // what clients see of it is what the history is for
    return scenario;
  }

  static Result<store::RunResult, std::string> journalled_run(const store::RunConfig& config, const TcpOptions& options) {
    try {
      return run_tcp(config, options);
    } catch (const std::system_error& error) {
      return Unexpected(std::string("the recording cannot be written: ") + error.what());
    }
  }

  /// Throws UsageError where the replicas cannot be started, or cannot be run to the end.
  [[nodiscard]] store::RunResult over_tcp(const store::RunConfig& config, Journal& recorded) const {
    std::optional<TemporaryFolder> temporary;
    try {
      if (folder_.empty()) temporary.emplace();
    } catch (const std::system_error& error) {
      throw UsageError(std::string("no temporary folder: ") + error.what());
    }
    const std::string folder = temporary ? temporary->path().string() : folder_;
    Result<store::RunResult, std::string> run = journalled_run(config, {.program = std::filesystem::read_symlink("/proc/self/exe").string(), .folder = folder, .journal = &recorded.recorder()});
    if (!run && recorded.recorder().invoked() == 0) {
      recorded.remove();
      throw UsageError("the replicas cannot be run: " + run.error());
    }
    if (!run) throw UsageError("the replicas cannot be run on: " + run.error() + "; " + recorded.path() + " holds what was recorded until then");
    return std::move(run).value();
  }

  /// A journal that does not hide that of a run that did not end.
  [[nodiscard]] std::unique_ptr<Journal> journal(const std::string& name, const std::string& about) const {
    try {
      return std::make_unique<Journal>(out_, name, about);
    } catch (const std::system_error& error) {
      if (error.code() == std::errc::file_exists) throw UsageError(out_ + ".rec is the recording of a run that did not end; judge it, or move it away");
      throw UsageError(std::string("the run cannot be recorded: ") + error.what());
    }
  }

  [[nodiscard]] store::RunConfig asked_of_clients() const {
    if (!scenario_.empty()) throw UsageError("--client and --scenario exclude each other: a scenario is about the included store");
    if (runtime_ != "sim" || !folder_.empty() || !trace_.empty()) throw UsageError("--runtime, --folder and --trace are about the included store, and mean nothing with --client");
    store::RunConfig config = default_client_config();
    for (const Setting& setting : settings()) {
      const std::string& value = values_.at(std::string(setting.name));
      if (value.empty()) continue;
      const std::string option = "--" + std::string(setting.name);
      if (std::find(kClientSettings.begin(), kClientSettings.end(), setting.name) == kClientSettings.end())
        throw UsageError(option + " is about the included store, and means nothing with --client");
      if (const std::optional<std::string> expected = setting.set(config, value)) throw UsageError(option + " is \"" + value + "\"; expected " + *expected);
    }
    return config;
  }

  Outcome record_clients(Console& console) const {
    const store::RunConfig config = asked_of_clients(), usual = default_client_config();
    std::string options = "--client '" + client_ + "'";
    for (const std::string_view name : kClientSettings) {
      const Setting& setting = *setting_named(name);
      if (setting.get(config) != setting.get(usual) || name == "seed") options += " --" + std::string(name) + " " + setting.get(config);
    }
    OutputFile out(out_, console.out);
    const std::unique_ptr<Journal> recorded = journal("clients, seed " + std::to_string(config.seed), "clio record " + options);
    const Result<ClientRunResult, std::string> run = run_clients(config, client_, recorded->recorder());
    if (!run) {
      recorded->remove();
      throw UsageError(run.error());
    }
    if (!run->stopped.empty()) throw UsageError(run->stopped + "; " + recorded->path() + " holds what was recorded until then");
    const Result<Loaded, std::vector<InputError>> history = load(recorded->path(), format_named("recording"));
    if (!history) throw std::runtime_error(recorded->path() + ": " + history.error().front().message);
    CLIO_ASSERT(write_native(history->history, out.stream()).empty());
    out.commit();
    recorded->remove();

    std::ostream& told = out_ == "-" ? console.err : console.out;
    told << options << "\n  " << counted(history->history.size(), "operation") << ": " << run->ok << " ok";
    if (run->failed > 0) told << ", " << run->failed << " failed";
    if (run->unknown > 0) told << ", " << run->unknown << " unknown";
    told << "; " << milliseconds(run->ended) << " of real time\n";
    for (const std::string& note : run->notes) told << "  " << printable(note) << '\n';
    if (run->notes_left_out > 0) told << "  and " << counted(run->notes_left_out, "more such note") << '\n';
    return Outcome::holds;
  }

  /// What came out beside what was expected.
  static Outcome compare(const Scenario& scenario, const store::RunResult& run, const History& history, std::ostream& out) {
    Outcome outcome = Outcome::holds;
    const auto line = [&](const std::string& what, const std::string& found, bool as_expected) {
      out << "  " << padded(what, 22) << padded(found, 11) << (as_expected ? "as expected" : "NOT as expected") << '\n';
      if (!as_expected) outcome = worse(outcome, Outcome::violated);
    };
    line("invariants", run.broken.empty() ? "held" : "broken", run.broken.empty() == scenario.invariants);
    line("available again", run.unavailable.empty() ? "yes" : "no", run.unavailable.empty() == scenario.available);
    std::vector<const Model*> models;
    for (const auto& [id, holds] : scenario.expect) models.push_back(model_named(id));
    const std::vector<Verdict> verdicts = check(history, models, {.explain = false});
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      if (verdicts[i].answer == Answer::unknown) outcome = worse(outcome, Outcome::undecided);
      line(std::string(models[i]->id), std::string(name_of(verdicts[i].answer)),
           verdicts[i].answer == (scenario.expect[i].second ? Answer::satisfied : Answer::violated));
    }
    return outcome;
  }

  void summarise(const Scenario& scenario, const store::RunResult& run, std::ostream& out) const {
    const bool real = runtime_ == "tcp";
    if (!scenario.name.empty()) out << scenario.name << '\n';
    if (!scenario.about.empty()) out << wrapped(scenario.about, 100, "  ") << '\n';
    out << (scenario.name.empty() ? "" : "  ") << options_of(scenario.config) << (real ? " --runtime tcp" : "") << '\n';
    out << "  " << counted(run.operations.size(), "operation") << ": " << statuses_of(run) << "; " << milliseconds(run.ended) << (real ? " of real time\n" : " of virtual time\n");
    out << "  " << counted(run.count.sent, "message") << " between nodes, " << run.count.lost << " lost";
    if (!real) out << "; " << counted(run.count.syncs, "sync");
    out << '\n';
    for (const store::Fault& fault : run.schedule) out << "  " << text_of(fault) << '\n';
    if (!run.broken.empty()) out << "  an invariant broke " << run.broken << '\n';
    if (!run.unavailable.empty()) out << "  not available again: " << run.unavailable << '\n';
  }

  std::map<std::string, std::string> values_;
  std::string out_, trace_, scenario_, folder_, client_, runtime_ = "sim";
};

}  // namespace

std::unique_ptr<Command> add_record(CLI::App& program) { return std::make_unique<RecordCommand>(program); }

}  // namespace clio

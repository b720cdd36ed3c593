// clio record: runs the included store and writes what its clients saw as a history.

#include <map>
#include <ostream>

#include "adapters/native/native.hpp"
#include "src/cli/command.hpp"
#include "src/cli/options.hpp"
#include "src/cli/output_file.hpp"
#include "src/record/history_of_run.hpp"
#include "src/record/settings.hpp"
#include "src/report/words.hpp"
#include "src/store/catalogue/catalogue.hpp"

namespace clio {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  clio record --protocol quorum --nodes 5 --faults all --seed 7 -o run.jsonl\n"
    "  clio record --protocol async-primary-backup --faults crash,loss=0.05 -o run.jsonl --trace trace.jsonl\n"
    "  clio record --protocol multi-paxos --mutant quorum-of-f --faults all -o - | clio check -m linearizable -\n"
    "\n"
    "Exit status: 0 the run was recorded; 1 an invariant of the protocol broke, or it did not answer again after everything had healed\n"
    "(the history is written all the same); 2 bad usage.";

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
    CLI::App& command = *program.add_subcommand("record", "Run the included store and write what its clients saw");
    for (const Setting& setting : settings()) {
      std::string type(setting.type);
      if (setting.name == "protocol") {
        type.clear();
        for (const store::Entry* protocol : store::protocols()) (type += type.empty() ? "" : "|") += protocol->id;
      }
      CLI::Option* option = command.add_option("--" + std::string(setting.name), values_[std::string(setting.name)], std::string(setting.about))
                                ->type_name(type)
                                ->group(std::string(setting.group));
      if (setting.name == "protocol") option->required();
    }
    command.add_option("-o,--out", out_, "Where the history goes (native JSON Lines), or - for standard output")->type_name("OUT")->required()->group(kOutput);
    command.add_option("--trace", trace_, "Also write what happened: messages, applied writes, views, faults")->type_name("OUT")->group(kOutput);
    command.footer(kExamples);
  }

  Outcome run(Console& console) override {
    store::RunConfig config = asked();
    config.trace = !trace_.empty();
    OutputFile out(out_, console.out);
    std::optional<OutputFile> trace;
    if (config.trace) trace.emplace(trace_, console.out);

    const store::RunResult run = store::simulate(config);
    const History history = history_of(run, config);
    CLIO_ASSERT(write_native(history, out.stream()).empty());
    out.commit();
    if (trace) {
      for (const store::TraceEvent& event : run.trace) trace->stream() << json_of(event) << '\n';
      trace->commit();
    }
    summarise(config, run, out_ == "-" || trace_ == "-" ? console.err : console.out);
    return run.broken.empty() && run.unavailable.empty() ? Outcome::holds : Outcome::violated;
  }

 private:
  static constexpr const char* kOutput = "Output";

  [[nodiscard]] store::RunConfig asked() const {
    store::RunConfig config;
    for (const Setting& setting : settings()) {
      const std::string& value = values_.at(std::string(setting.name));
      if (value.empty()) continue;
      if (const std::optional<std::string> expected = setting.set(config, value))
        throw UsageError("--" + std::string(setting.name) + " is \"" + value + "\"; expected " + *expected);
    }
    if (const std::optional<std::string> wrong = contradiction_in(config)) throw UsageError(*wrong);
    return config;
  }

  static void summarise(const store::RunConfig& config, const store::RunResult& run, std::ostream& out) {
    out << options_of(config) << '\n';
    out << "  " << counted(run.operations.size(), "operation") << ": " << statuses_of(run) << "; " << milliseconds(run.ended) << " of virtual time\n";
    out << "  " << counted(run.count.sent, "message") << " between nodes, " << run.count.lost << " lost; " << counted(run.count.syncs, "sync") << '\n';
    for (const store::Fault& fault : run.schedule) out << "  " << text_of(fault) << '\n';
    if (!run.broken.empty()) out << "  an invariant broke " << run.broken << '\n';
    if (!run.unavailable.empty()) out << "  not available again: " << run.unavailable << '\n';
  }

  std::map<std::string, std::string> values_;
  std::string out_, trace_;
};

}  // namespace

std::unique_ptr<Command> add_record(CLI::App& program) { return std::make_unique<RecordCommand>(program); }

}  // namespace clio

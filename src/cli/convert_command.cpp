// clio convert: reads one format, writes another, and refuses what the other cannot hold.

#include <fstream>
#include <ostream>

#include "src/cli/command.hpp"
#include "src/cli/options.hpp"
#include "src/cli/output_file.hpp"
#include "src/cli/progress_line.hpp"
#include "src/report/text.hpp"
#include "src/report/words.hpp"

namespace clio {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  clio convert --from jepsen-log --to native etcd.log etcd.jsonl\n"
    "  clio convert --to lecture small.jsonl -            draw a history\n"
    "  clio convert --to lecture --lossy run.jsonl run.history";

/// "native|lecture": the formats that Clio writes, as help and completions name choices.
std::string written_formats() {
  std::string text;
  for (const Format& format : formats()) {
    if (format.write != nullptr) text.append(text.empty() ? "" : "|").append(format.id);
  }
  return text;
}

class ConvertCommand final : public Command {
 public:
  explicit ConvertCommand(CLI::App& program) {
    CLI::App& command = *program.add_subcommand("convert", "Write a history in another format");
    command.add_option("--from", from_, "The format of IN (" + format_names() + "); without it, it is recognised")->type_name("FORMAT");
    command.add_option("--to", to_, "The format of OUT; without it, OUT's extension says it")->type_name(written_formats());
    command.add_option("IN", in_, "A history, or - for standard input")->type_name("")->required();
    command.add_option("OUT", out_, "Where to, or - for standard output")->type_name("")->required();
    command.add_flag("--lossy", lossy_, "Leave out what the format cannot hold, with a warning");
    input_.add_reading(command, InputOptions::FormatOption::absent);
    command.footer(kExamples);
  }

  Outcome run(Console& console) override {
    const Format* from = from_.empty() ? nullptr : known_format(from_);
    const Format& to = target();
    ProgressLine progress(console, 1);
    progress.engine()->phase = "reading";
    const Result<Loaded, std::vector<InputError>> loaded = load(in_, from, input_.read_options());
    progress.engine()->phase = "writing";
    progress.clear();
    if (!loaded) {
      console.err << error_text(in_, loaded.error().front()) << '\n';
      return Outcome::unusable;
    }
    OutputFile out(out_, console.out);
    const std::vector<std::string> lost = to.write(loaded->history, out.stream(), {.lossy = lossy_});
    console.out << std::flush;
    progress.clear();
    for (const std::string& what : lost)
      console.err << in_ << ": " << to.title << " cannot hold " << what << (lossy_ ? "; left out" : "") << '\n';
    if (!lost.empty() && !lossy_) {
      console.err << "clio: nothing was written; --lossy leaves these out\n";
      return Outcome::unusable;
    }
    out.commit();
    return Outcome::holds;
  }

 private:
  [[nodiscard]] const Format& target() const {
    const Format* format = !to_.empty() ? known_format(to_) : recognise(out_, {});
    if (format == nullptr) throw UsageError("the format of " + out_ + " is not known by its extension; name it with --to");
    if (format->write == nullptr)
      throw UsageError("the format \"" + std::string(format->id) + "\" is read only: Clio does not write " + std::string(format->title));
    return *format;
  }

  InputOptions input_;
  std::string from_, to_, in_, out_;
  bool lossy_ = false;
};

}  // namespace

std::unique_ptr<Command> add_convert(CLI::App& program) { return std::make_unique<ConvertCommand>(program); }

}  // namespace clio

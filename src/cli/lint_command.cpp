// clio lint: everything that is wrong with a recording, and everything in it that would weaken a verdict.

#include <fstream>
#include <ostream>

#include "adapters/lint.hpp"
#include "src/cli/command.hpp"
#include "src/cli/options.hpp"
#include "src/cli/progress_line.hpp"
#include "src/report/text.hpp"
#include "src/report/words.hpp"

namespace clio {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  clio lint history.jsonl     all errors with their lines, and what weakens a verdict\n"
    "  clio lint runs/             every history of a folder\n"
    "Exit status: 0 nothing found, 1 something found, 2 bad usage or a path that cannot be read.";

class LintCommand final : public Command {
 public:
  explicit LintCommand(CLI::App& program) {
    CLI::App& command = *program.add_subcommand("lint", "Say what in a recording would weaken or falsify a verdict");
    input_.add_paths(command);
    colour_.add(command);
    input_.add_reading(command);
    command.footer(kExamples);
  }

  Outcome run(Console& console) override {
    palette_ = colour_.palette(console);
    reading_ = input_.read_options();
    reading_.errors_max = 0;
    const Format* format = input_.format();
    Outcome outcome = Outcome::holds;
    const std::vector<Input> inputs = input_.inputs();
    ProgressLine progress(console, inputs.size());
    for (const Input& input : inputs) {
      if (input.error) {
        progress.clear();
        console.out << std::flush;
        console.err << error_text(input.path, *input.error) << '\n';
        outcome = worse(outcome, Outcome::unusable);
      } else {
        outcome = worse(outcome, lint_file(input.path, format, progress, console));
      }
      progress.history_done();
    }
    return outcome;
  }

 private:
  Outcome lint_file(const std::string& path, const Format* format, ProgressLine& progress, Console& console) {
    progress.engine()->phase = "reading";
    const Result<Loaded, std::vector<InputError>> loaded = load(path, format, reading_);
    if (!loaded && !can_be_read(path)) {
      progress.clear();
      console.out << std::flush;
      console.err << error_text(path, loaded.error().front()) << '\n';
      return Outcome::unusable;
    }
    if (!loaded) {
      progress.clear();
      for (const InputError& error : loaded.error()) console.out << palette_.bad("error") << "    " << error_text(path, error) << '\n';
      console.out << printable(path) << ": " << counted(loaded.error().size(), "error") << '\n';
      return Outcome::violated;
    }
    progress.engine()->phase = "looking for what weakens verdicts";
    const std::vector<LintFinding> findings = lint(loaded->history);
    progress.clear();
    for (const LintFinding& finding : findings) {
      const std::size_t line = finding.first ? loaded->history.line(*finding.first) : 0;
      console.out << palette_.doubtful("warning") << "  " << error_text(path, {.line = line, .message = finding.message}) << " ["
                  << finding.rule << "]\n";
    }
    console.out << printable(path) << ": " << (findings.empty() ? palette_.good("nothing found") : counted(findings.size(), "warning")) << '\n';
    return findings.empty() ? Outcome::holds : Outcome::violated;
  }

  /// Whether what is wrong stands in the file, and is not that nobody gets at it.
  static bool can_be_read(const std::string& path) {
    if (path == "-") return true;
    std::ifstream file(path);
    file.peek();
    return file.is_open() && !file.bad();
  }

  InputOptions input_;
  ColourOption colour_;
  Palette palette_;
  ReadOptions reading_;
};

}  // namespace

std::unique_ptr<Command> add_lint(CLI::App& program) { return std::make_unique<LintCommand>(program); }

}  // namespace clio

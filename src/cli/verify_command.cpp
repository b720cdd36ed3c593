// clio verify: whether a certificate proves its verdict, by the verifier that shares nothing with what found the verdict.

#include <fstream>
#include <ostream>
#include <sstream>

#include "src/cli/command.hpp"
#include "src/cli/options.hpp"
#include "src/report/text.hpp"
#include "src/verify/verify.hpp"

namespace clio {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  clio check -m sequential --certificate why.cert history.jsonl\n"
    "  clio verify why.cert history.jsonl     says what the certificate proves of the history\n"
    "Exit status: 0 it proves its verdict, 1 it does not, 2 bad usage, or a file that cannot be read.";

class VerifyCommand final : public Command {
 public:
  explicit VerifyCommand(CLI::App& program) {
    CLI::App& command = *program.add_subcommand("verify", "Verify that a certificate proves its verdict on a history");
    command.add_option("CERTIFICATE", certificate_, "What 'clio check --certificate' wrote")->type_name("")->required();
    command.add_option("HISTORY", history_, "The history, or - for standard input; to be read as it was when the certificate was made")->type_name("")->required();
    colour_.add(command);
    input_.add_reading(command);
    command.footer(kExamples);
  }

  Outcome run(Console& console) override {
    const Palette palette = colour_.palette(console);
    const Format* format = input_.format();
    ReadOptions reading = input_.read_options();
    std::ifstream file(certificate_, std::ios::binary);
    std::ostringstream text;
    if (file.is_open() && file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
    if (!file.is_open() || file.bad() || text.fail()) return unusable(certificate_, {.line = 0, .message = "the certificate cannot be read"}, console);
    const auto loaded = load(history_, format, reading);
    if (!loaded) return unusable(history_, loaded.error().front(), console);
    const verify::Answer answer = verify::verify(loaded->history, std::move(text).str());
    const InputError where{.line = answer.line, .message = answer.message};
    switch (answer.outcome) {
      case verify::Outcome::accepted: console.out << palette.good("accepted") << ": " << answer.message << '\n'; return Outcome::holds;
      case verify::Outcome::refused: console.out << palette.bad("refused") << ": " << error_text(certificate_, where) << '\n'; return Outcome::violated;
      case verify::Outcome::unreadable: return unusable(certificate_, where, console);
    }
    return Outcome::internal;
  }

 private:
  static Outcome unusable(const std::string& path, const InputError& error, Console& console) {
    console.err << error_text(path, error) << '\n';
    return Outcome::unusable;
  }

  InputOptions input_;
  ColourOption colour_;
  std::string certificate_, history_;
};

}  // namespace

std::unique_ptr<Command> add_verify(CLI::App& program) { return std::make_unique<VerifyCommand>(program); }

}  // namespace clio

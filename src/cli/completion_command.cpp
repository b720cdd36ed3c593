// clio completion SHELL and clio man: hidden commands that the build runs, so that scripts and manual cannot drift from the program.

#include <ostream>

#include "src/cli/command.hpp"
#include "src/cli/completion.hpp"
#include "src/cli/manual.hpp"
#include "src/cli/options.hpp"
#include "src/report/version.hpp"

namespace clio {
namespace {

class CompletionCommand final : public Command {
 public:
  explicit CompletionCommand(CLI::App& program) : program_(program) {
    CLI::App& command = *program.add_subcommand("completion", "Print the completion script of a shell")->group("");
    add_choice(command, "SHELL", shell_, {"bash", "zsh", "fish"}, "Which shell")->required();
  }

  Outcome run(Console& console) override {
    const std::vector<CommandView> commands = view_of(program_);
    console.out << (shell_ == "bash" ? bash_completion(commands) : shell_ == "zsh" ? zsh_completion(commands) : fish_completion(commands));
    return Outcome::holds;
  }

 private:
  const CLI::App& program_;
  std::string shell_;
};

class ManCommand final : public Command {
 public:
  explicit ManCommand(CLI::App& program) : program_(program) { program.add_subcommand("man", "Print the manual page")->group(""); }

  Outcome run(Console& console) override {
    console.out << manual_page(view_of(program_), kVersion);
    return Outcome::holds;
  }

 private:
  const CLI::App& program_;
};

}  // namespace

std::unique_ptr<Command> add_completion(CLI::App& program) { return std::make_unique<CompletionCommand>(program); }
std::unique_ptr<Command> add_man(CLI::App& program) { return std::make_unique<ManCommand>(program); }

}  // namespace clio

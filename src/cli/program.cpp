#include "src/cli/program.hpp"

#include <algorithm>
#include <exception>
#include <iostream>
#include <utility>

#include "src/report/version.hpp"

namespace clio {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  clio check history.jsonl                 which models the history satisfies\n"
    "  clio check -m sequential,causal runs/    whether every history of a folder satisfies both\n"
    "  clio litmus histories                    compare verdicts with what the files expect\n"
    "  clio COMMAND --help                      options and examples of a command\n"
    "\n"
    "Exit status: 0 every asked model holds (or, asking for none, every file was judged); 1 some asked model is violated;\n"
    "2 bad usage or unreadable input; 3 undecided within the limits; 4 internal error.";

/// The command line: the commands and what CLI11 knows of them.
class Program {
 public:
  Program() : app_("Judges recorded histories of replicated stores: which consistency models they satisfy, and why not.", "clio") {
    app_.set_version_flag("--version", std::string("clio ") + kVersion, "Print the version and leave");
    app_.get_help_ptr()->description("Print this help and leave");
    app_.require_subcommand(1);
    app_.footer(kExamples);
    app_.get_formatter()->column_width(34);
    for (const auto add : {add_check, add_verify, add_litmus, add_lint, add_stats, add_record, add_gate, add_compare, add_convert, add_draw, add_models, add_node, add_completion, add_man}) {
      const std::size_t before = app_.get_subcommands([](const CLI::App*) { return true; }).size();
      std::unique_ptr<Command> command = add(app_);
      CLI::App* subcommand = app_.get_subcommands([](const CLI::App*) { return true; })[before];
      subcommand->get_help_ptr()->description("Print this help and leave");
      commands_.emplace_back(subcommand, std::move(command));
    }
  }

  Outcome run(std::span<const std::string> arguments, Console& console) {
    if (arguments.empty()) throw UsageError("a command is needed; 'clio --help' lists them");
    if (!arguments.front().starts_with("-") && !known(arguments.front())) {
      throw UsageError("unknown command \"" + arguments.front() + "\"; 'clio --help' lists the commands");
    }
    try {
      std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
      app_.parse(std::move(reversed));
    } catch (const CLI::ParseError& error) {
      return explain(error, console);
    }
    for (const auto& [subcommand, command] : commands_) {
      if (subcommand->parsed()) return command->run(console);
    }
    return Outcome::internal;
  }

 private:
  [[nodiscard]] bool known(const std::string& name) const {
    return std::any_of(commands_.begin(), commands_.end(), [&](const auto& command) { return command.first->get_name() == name; });
  }

  /// Help and version are asked for like errors; every true error is bad usage.
  Outcome explain(const CLI::ParseError& error, Console& console) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
      app_.exit(error, console.out, console.err);
      return Outcome::holds;
    }
    std::string command = "clio";
    for (const auto& [subcommand, unused] : commands_) {
      if (subcommand->parsed()) command += " " + subcommand->get_name();
    }
    console.err << "clio: " << error.what() << "\nTry '" << command << " --help'.\n";
    return Outcome::unusable;
  }

  CLI::App app_;
  std::vector<std::pair<CLI::App*, std::unique_ptr<Command>>> commands_;
};

}  // namespace

int run_program(std::span<const std::string> arguments, Console& console) {
  Outcome outcome = Outcome::internal;
  try {
    outcome = Program().run(arguments, console);
  } catch (const UsageError& error) {
    console.err << "clio: " << error.what() << "\n";
    outcome = Outcome::unusable;
  } catch (const std::exception& error) {
    console.err << "clio: internal error: " << error.what() << "\n";
  } catch (...) {
    console.err << "clio: internal error\n";
  }
  console.out.flush();
  if (!console.out) {
    console.err << "clio: cannot write to standard output\n";
    outcome = worse(outcome, Outcome::unusable);
  }
  return exit_status(outcome);
}

}  // namespace clio

#pragma once

#include <CLI/CLI.hpp>
#include <iosfwd>
#include <memory>
#include <vector>

#include "src/report/judgement.hpp"

namespace clio {

/// Where a command's words go, and whether somebody watches.
struct Console {
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
};

/// One command of the program: its options are members that CLI11 fills in; then it runs once.
class Command {
 public:
  virtual ~Command() = default;
  [[nodiscard]] virtual Outcome run(Console& console) = 0;
};

/// Each adds its subcommand, with options, help and examples, to the program. The answer must outlive the parsing, for CLI11 writes into
/// it.
[[nodiscard]] std::unique_ptr<Command> add_check(CLI::App& program);
[[nodiscard]] std::unique_ptr<Command> add_verify(CLI::App& program);
[[nodiscard]] std::unique_ptr<Command> add_litmus(CLI::App& program);
[[nodiscard]] std::unique_ptr<Command> add_lint(CLI::App& program);
[[nodiscard]] std::unique_ptr<Command> add_stats(CLI::App& program);
[[nodiscard]] std::unique_ptr<Command> add_record(CLI::App& program);
[[nodiscard]] std::unique_ptr<Command> add_compare(CLI::App& program);
[[nodiscard]] std::unique_ptr<Command> add_gate(CLI::App& program);
[[nodiscard]] std::unique_ptr<Command> add_node(CLI::App& program);
[[nodiscard]] std::unique_ptr<Command> add_convert(CLI::App& program);
[[nodiscard]] std::unique_ptr<Command> add_draw(CLI::App& program);
[[nodiscard]] std::unique_ptr<Command> add_models(CLI::App& program);
/// Hidden: what the build runs to write the completion scripts and the manual page.
[[nodiscard]] std::unique_ptr<Command> add_completion(CLI::App& program);
[[nodiscard]] std::unique_ptr<Command> add_man(CLI::App& program);

/// Bad usage that CLI11 does not find: a message for people, exit status 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace clio

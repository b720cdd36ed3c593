#include "src/cli/manual.hpp"

#include <algorithm>

namespace clio {
namespace {

/// Text as roff reads it: its own characters escaped, no line that looks like a request.
std::string roff(std::string_view text) {
  std::string result;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) result += "\\&";
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
    line_begins = c == '\n';
  }
  return result;
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }

std::string option_entry(const OptionView& option) {
  std::string names;
  for (const std::string& name : option.names) names += (names.empty() ? "" : ", ") + (option.positional ? italic(name) : bold(name));
  if (!option.type.empty()) names += " " + italic(option.type);
  return ".TP\n" + names + "\n" + roff(option.description) + ".\n";
}

/// "check [OPTIONS] PATH..."
std::string synopsis(const CommandView& command) {
  std::string text = bold("clio " + command.name) + " [" + italic("OPTIONS") + "]";
  for (const OptionView& option : command.options) {
    if (option.positional) text += " " + italic(option.names.front()) + (option.repeatable ? "..." : "");
  }
  return text;
}

/// The footer's example block, as it is set in a terminal.
std::string example_block(const std::string& footer) { return ".nf\n" + roff(footer) + "\n.fi\n"; }

}  // namespace

std::string manual_page(const std::vector<CommandView>& commands, std::string_view version) {
  const CommandView& program = commands.front();
  std::string text = ".\\\" Written by 'clio man' from the program's own commands.\n.TH CLIO 1 \"\" \"clio " + std::string(version) +
                     "\" \"User Commands\"\n";
  text += ".SH NAME\nclio \\- judge recorded histories of replicated stores\n.SH SYNOPSIS\n";
  for (const CommandView& command : commands) {
    if (!command.name.empty()) text += synopsis(command) + "\n.br\n";
  }
  text += ".SH DESCRIPTION\n" + roff(program.description) +
          "\n.PP\nA history is a file of operations: JSON Lines, lecture notation, or a format that Clio imports. A PATH is a file, a "
          "folder (every history below it), or - for "
          "standard input.\n";
  text += ".SH OPTIONS\n";
  for (const OptionView& option : program.options) text += option_entry(option);
  text += ".SH COMMANDS\n";
  for (const CommandView& command : commands) {
    if (command.name.empty()) continue;
    text += ".SS " + roff(command.name) + "\n" + roff(command.description) + ".\n";
    for (const OptionView& option : command.options) text += option_entry(option);
    if (!command.footer.empty()) text += ".PP\n" + example_block(command.footer);
  }
  text +=
      ".SH \"EXIT STATUS\"\n"
      ".TP\n.B 0\nEvery asked model holds; where none is asked, every file was judged.\n"
      ".TP\n.B 1\nSome asked model is violated; lint: something was found; verify: the certificate proves nothing; litmus: a verdict is not the expected one.\n"
      ".TP\n.B 2\nBad usage, unreadable input, or an asked model that does not apply.\n"
      ".TP\n.B 3\nUndecided within the limits, and nothing violated.\n"
      ".TP\n.B 4\nInternal error.\n"
      ".PP\nOver several files 4 goes before 2, 1, 3 and 0.\n"
      ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nSet and not empty: no colours, unless asked for with \\-\\-color always.\n";
  return text;
}

}  // namespace clio

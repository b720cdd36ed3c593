#include "src/cli/completion.hpp"

#include <algorithm>

namespace clio {
namespace {

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : between).append(word);
  return text;
}

std::vector<std::string> command_names(const std::vector<CommandView>& commands) {
  std::vector<std::string> names;
  for (const CommandView& command : commands) {
    if (!command.name.empty()) names.push_back(command.name);
  }
  return names;
}

/// In single quotes, for every shell.
std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

/// Fish knows \' within single quotes.
std::string fish_quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c;
  }
  return result + "'";
}

/// Zsh reads brackets and colons of a specification.
std::string zsh_escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

}  // namespace

std::string bash_completion(const std::vector<CommandView>& commands) {
  std::string values, options;
  for (const CommandView& command : commands) {
    std::vector<std::string> names;
    for (const OptionView& option : command.options) {
      if (option.positional) continue;
      names.insert(names.end(), option.names.begin(), option.names.end());
      if (option.type.empty()) continue;
      std::vector<std::string> patterns;
      for (const std::string& name : option.names) patterns.push_back(command.name + ":" + name);
      values += "    " + joined(patterns, "|") + ") ";
      if (option.completion.files) values += "_clio_files; ";
      if (!option.completion.words.empty()) values += "_clio_words " + quoted(joined(option.completion.words, " ")) + "; ";
      values += "return ;;\n";
    }
    options += "    " + (command.name.empty() ? "''" : command.name) + ") options=" + quoted(joined(names, " ")) + " ;;\n";
  }
  return "# Bash completion of clio; written by 'clio completion bash' from the program's own commands.\n"
         "_clio_words() {\n"
         "  local before=\n"
         "  case $cur in *,*) before=${cur%,*}, ;; esac\n"
         "  COMPREPLY=($(compgen -P \"$before\" -W \"$1\" -- \"${cur##*,}\"))\n"
         "}\n"
         "_clio_files() {\n"
         "  compopt -o filenames 2>/dev/null\n"
         "  local IFS=$'\\n'\n"
         "  COMPREPLY=($(compgen -f -- \"$cur\"))\n"
         "}\n"
         "_clio() {\n"
         "  local cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command= options= word\n"
         "  COMPREPLY=()\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    case $word in " +
         joined(command_names(commands), "|") +
         ") command=$word; break ;; esac\n"
         "  done\n"
         "  case $command:$previous in\n" +
         values +
         "  esac\n"
         "  case $command in\n" +
         options +
         "  esac\n"
         "  case $cur in -*) COMPREPLY=($(compgen -W \"$options\" -- \"$cur\")); return ;; esac\n"
         "  if [ -z \"$command\" ]; then\n"
         "    COMPREPLY=($(compgen -W " +
         quoted(joined(command_names(commands), " ")) +
         " -- \"$cur\"))\n"
         "  else\n"
         "    _clio_files\n"
         "  fi\n"
         "}\n"
         "complete -F _clio clio\n";
}

std::string zsh_completion(const std::vector<CommandView>& commands) {
  std::string described, cases;
  for (const CommandView& command : commands) {
    if (command.name.empty()) continue;
    described += "      " + quoted(zsh_escaped(command.name) + ":" + command.description) + " \\\n";
    cases += "    " + command.name + ")\n      _arguments -s";
    for (const OptionView& option : command.options) {
      if (option.positional) continue;
      for (const std::string& name : option.names) {
        std::string action;
        if (!option.type.empty()) {
          const std::string values = option.completion.files           ? "_files"
                                     : option.completion.words.empty() ? " "
                                     : option.type == "MODEL"          ? "_values -s , model " + joined(option.completion.words, " ")
                                                                     : "(" + joined(option.completion.words, " ") + ")";
          action = ":" + zsh_escaped(option.type) + ":" + values;
        }
        cases += " \\\n        " +
                 quoted(std::string(option.repeatable ? "*" : "") + name + "[" + zsh_escaped(option.description) + "]" + action);
      }
    }
    const bool paths =
        std::any_of(command.options.begin(), command.options.end(), [](const OptionView& option) { return option.positional; });
    cases += std::string(paths ? " \\\n        '*:file:_files'" : "") + " ;;\n";
  }
  return "#compdef clio\n"
         "# Zsh completion of clio; written by 'clio completion zsh' from the program's own commands.\n"
         "_clio() {\n"
         "  local -a commands\n"
         "  if (( CURRENT == 2 )); then\n"
         "    commands=( \\\n" +
         described +
         "    )\n"
         "    _describe command commands\n"
         "    return\n"
         "  fi\n"
         "  local command=${words[2]}\n"
         "  shift words\n"
         "  (( CURRENT-- ))\n"
         "  case $command in\n" +
         cases +
         "  esac\n"
         "}\n"
         "_clio \"$@\"\n";
}

std::string fish_completion(const std::vector<CommandView>& commands) {
  std::string text = "# Fish completion of clio; written by 'clio completion fish' from the program's own commands.\n";
  for (const CommandView& command : commands) {
    const std::string condition = command.name.empty() ? "__fish_use_subcommand" : "__fish_seen_subcommand_from " + command.name;
    if (!command.name.empty())
      text += "complete -c clio -n __fish_use_subcommand -f -a " + command.name + " -d " + fish_quoted(command.description) + "\n";
    for (const OptionView& option : command.options) {
      if (option.positional) continue;
      text += "complete -c clio -n " + fish_quoted(condition);
      for (const std::string& name : option.names) text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      if (!option.type.empty()) text += option.completion.files ? " -r" : " -x";
      if (!option.completion.words.empty()) text += " -a " + fish_quoted(joined(option.completion.words, " "));
      text += " -d " + fish_quoted(option.description) + "\n";
    }
  }
  return text;
}

}  // namespace clio

#include "src/cli/command_line.hpp"

#include <algorithm>

#include "adapters/format.hpp"
#include "checker/models/catalogue.hpp"

namespace clio {
namespace {

/// The type name says what may stand there: MODEL, FORMAT, OUT (a file), or the words themselves, "a|b|c".
Completion completion_of(const std::string& type) {
  Completion completion;
  if (type == "OUT") {
    completion.files = true;
  } else if (type == "MODEL") {
    for (const Model* model : catalogue()) completion.words.emplace_back(model->id);
  } else if (type == "FORMAT") {
    for (const Format& format : formats()) completion.words.emplace_back(format.id);
  } else if (type.find('|') != std::string::npos) {
    for (std::size_t begin = 0; begin <= type.size();) {
      const std::size_t end = std::min(type.find('|', begin), type.size());
      completion.words.push_back(type.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  return completion;
}

OptionView view_of(const CLI::Option& option) {
  OptionView view;
  view.positional = option.get_positional();
  if (view.positional) {
    view.names.push_back(option.get_name(true));
  } else {
    for (const std::string& name : option.get_snames()) view.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) view.names.push_back("--" + name);
  }
  view.type = option.get_type_size_max() == 0 ? "" : option.get_type_name();
  view.description = option.get_description();
  view.group = option.get_group();
  view.required = option.get_required();
  view.repeatable = option.get_expected_max() > 1 || option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  view.completion = completion_of(view.type);
  return view;
}

CommandView command_view(const CLI::App& app, const std::string& name) {
  CommandView view{.name = name, .description = app.get_description(), .footer = app.get_footer(), .options = {}};
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_group().empty()) view.options.push_back(view_of(*option));
  }
  return view;
}

}  // namespace

std::vector<CommandView> view_of(const CLI::App& program) {
  std::vector<CommandView> commands{command_view(program, "")};
  for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    if (!command->get_group().empty()) commands.push_back(command_view(*command, command->get_name()));
  }
  return commands;
}

}  // namespace clio

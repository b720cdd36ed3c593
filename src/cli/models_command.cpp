// clio models: the table, the lattice and the closed lists, drawn from the data that the engines use.

#include <ostream>

#include "src/cli/command.hpp"
#include "src/cli/options.hpp"
#include "src/report/catalogue_text.hpp"
#include "src/report/json.hpp"

namespace clio {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  clio models            the table and the lattice\n"
    "  clio models --json     with the closed lists of anomalies and relations";

class ModelsCommand final : public Command {
 public:
  explicit ModelsCommand(CLI::App& program) {
    CLI::App& command = *program.add_subcommand("models", "Print the model table, what implies what, anomalies and relations");
    command.add_flag("--json", json_, "As one JSON object");
    colour_.add(command);
    command.footer(kExamples);
  }

  Outcome run(Console& console) override {
    console.out << (json_ ? catalogue_json() + "\n" : catalogue_text(colour_.palette(console)));
    return Outcome::holds;
  }

 private:
  ColourOption colour_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> add_models(CLI::App& program) { return std::make_unique<ModelsCommand>(program); }

}  // namespace clio

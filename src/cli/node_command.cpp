// clio node: one replica of the included store as a process. `clio record --runtime tcp` starts them; so can anybody else.

#include <charconv>
#include <map>
#include <ostream>

#include "src/cli/command.hpp"
#include "src/record/settings.hpp"
#include "src/store/catalogue/catalogue.hpp"
#include "src/store/net/node_process.hpp"

namespace clio {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  clio node --protocol quorum --nodes 3 --self 0 --port 7000 --peers 7000,7001,7002 --disk n0.sqlite\n"
    "\n"
    "It prints \"listening PORT\" once it can be reached and runs until SIGTERM. The wire format is in docs/formats/store-wire.md.";

class NodeCommand final : public Command {
 public:
  explicit NodeCommand(CLI::App& program) {
    CLI::App& command = *program.add_subcommand("node", "Run one replica of the included store as a process");
    command.add_option("--self", self_, "Which replica this is, from 0; as many as --nodes: the manager")->type_name("N")->required();
    command.add_option("--peers", peers_, "The loopback port where each node is reached, its own included")->type_name("PORT,...")->delimiter(',')->required();
    command.add_option("--port", port_, "The loopback port to listen on; 0 takes any")->type_name("PORT");
    command.add_option("--disk", disk_, "The database of its durable state")->type_name("FILE")->required();
    command.add_option("--trace", trace_, "Append what it does to this file")->type_name("FILE");
    command.add_flag("--spare", spare_, "Stand by until SIGUSR2 asks it to join; SIGUSR1 asks it to leave again (protocols with a manager)");
    for (const Setting& setting : settings())
      command.add_option("--" + std::string(setting.name), values_[std::string(setting.name)], std::string(setting.about))
          ->type_name(std::string(setting.type))
          ->group("As clio record --help says");
    command.footer(kExamples);
  }

  Outcome run(Console& console) override {
    store::RunConfig config;
    if (values_.at("protocol").empty()) throw UsageError("--protocol is missing");
    for (const Setting& setting : settings()) {
      const std::string& value = values_.at(std::string(setting.name));
      if (value.empty()) continue;
      if (const auto expected = setting.set(config, value)) throw UsageError("--" + std::string(setting.name) + " is \"" + value + "\"; expected " + *expected);
    }
    if (const auto wrong = contradiction_in(config)) throw UsageError(*wrong);
    const std::size_t nodes = config.options.nodes + (config.protocol->managed ? 1 : 0);
    if (self_ >= nodes) throw UsageError("--self is " + std::to_string(self_) + "; expected 0 to " + std::to_string(nodes - 1));
    if (peers_.size() != nodes) throw UsageError("--peers names " + std::to_string(peers_.size()) + " ports; expected " + std::to_string(nodes));
    const std::string ended = store::run_node({.protocol = config.protocol, .options = config.options, .self = store::node_at(self_), .port = port_,
                                               .peers = peers_, .disk = disk_, .trace = trace_, .spare = spare_});
    if (ended.empty()) return Outcome::holds;
    console.err << "clio node: " << ended << '\n';
    return Outcome::unusable;
  }

 private:
  std::size_t self_ = 0;
  std::vector<std::uint16_t> peers_;
  std::uint16_t port_ = 0;
  std::string disk_, trace_;
  bool spare_ = false;
  std::map<std::string, std::string> values_;
};

}  // namespace

std::unique_ptr<Command> add_node(CLI::App& program) { return std::make_unique<NodeCommand>(program); }

}  // namespace clio

// clio compare: the lecture's tables, measured in runs of the included store.

#include <ostream>

#include "src/cli/command.hpp"
#include "src/cli/options.hpp"
#include "src/compare/comparison.hpp"

namespace clio {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  clio compare cdn                       the gain of read-only replicas near their clients\n"
    "  clio compare failures --seeds 50       more runs: rarer losses show\n"
    "  clio compare push-pull --json\n"
    "The same seeds give the same table: runs are simulated in virtual time.";

class CompareCommand final : public Command {
 public:
  explicit CompareCommand(CLI::App& program) {
    CLI::App& command = *program.add_subcommand("compare", "Run ways to replicate side by side and print what each costs and keeps");
    std::string words, about = "What is compared";
    for (const Comparison& comparison : comparisons()) {
      (words += words.empty() ? "" : "|") += comparison.id;
      (((about += about.find(';') == std::string::npos ? ": " : "; ") += comparison.id) += ", ") += comparison.about;
    }
    command.add_option("comparison", which_, about)->type_name(words)->required();
    command.add_option("--seed", seed_, "The first run's seed")->type_name("S")->default_str("1");
    command.add_option("--seeds", seeds_, "Runs for each row")->type_name("N")->default_str("10");
    command.add_flag("--json", json_, "As one JSON object");
    command.footer(kExamples);
  }

  Outcome run(Console& console) override {
    if (seeds_ < 1 || seeds_ > kSeedsMax) throw UsageError("--seeds is " + std::to_string(seeds_) + "; expected a number from 1 to " + std::to_string(kSeedsMax));
    std::string known;
    for (const Comparison& comparison : comparisons()) {
      if (comparison.id != which_) {
        (known += known.empty() ? "" : ", ") += comparison.id;
        continue;
      }
      const Table table = comparison.run(seed_, seeds_);
      console.out << (json_ ? json_of(table) + "\n" : text_of(table));
      return Outcome::holds;
    }
    throw UsageError("unknown comparison \"" + which_ + "\"; expected one of " + known);
  }

 private:
  static constexpr std::size_t kSeedsMax = 100'000;
  std::string which_;
  std::uint64_t seed_ = 1;
  std::size_t seeds_ = 10;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> add_compare(CLI::App& program) { return std::make_unique<CompareCommand>(program); }

}  // namespace clio

// The command line of clio-generate. What is wrong is thrown from where it is found to arguments_of(), and no further.
#include "tests/benchmarks/arguments.hpp"

#include <map>
#include <optional>
#include <utility>

#include "tests/benchmarks/words.hpp"

namespace clio::bench {
namespace {

constexpr std::string_view kUsage =
    "usage: clio-generate [OPTION VALUE]... -o FILE\n"
    "  --ops N            operations (1000)\n"
    "  --processes P      (16)\n"
    "  --keys K           (100)\n"
    "  --distribution D   uniform (default), or zipf: the i-th key is 1/i times as likely as the first\n"
    "  --reads R          fraction of reads (0.5)\n"
    "  --seed S           (1)\n"
    "  --shape SHAPE      linearizable (default), sequential, causal-convergent, causal; or, short for several options:\n"
    "                     always-overlapping: linearizable, one key, every process always busy;\n"
    "                     stale: linearizable, --plant stale; causal-violation: sequential, --plant causal;\n"
    "                     sequential-violation: sequential, --plant store-buffering (these three also with -early, -middle, -late)\n"
    "  --values V         distinct (default), or N: drawn from N values\n"
    "  --plant WHAT       none (default), stale, causal, store-buffering, long-fork\n"
    "  --at WHERE         early, middle (default), late, or a fraction: where the violation is planted\n"
    "  --replicas N       of the replicated shapes (4)\n"
    "  --cas F --unknown F --failed F   fractions of the writes, linearizable shape only (0)\n"
    "  --duration N --gap N             means, in the unit of the times (1000, 200)\n"
    "  --untimed yes      without times\n"
    "  --drift N          of an untimed file: each process's operations stand up to N places earlier than they happened (0)\n"
    "  --format F         native (default), or columnar: Clio's binary columns\n"
    "  -o FILE            - is standard output\n";

/// A shape's name, with the place of its violation behind it where it has one.
void shape(const std::string& text, Settings& s) {
  static const std::map<std::string, std::pair<Shape, Plant>> kShapes{
      {"linearizable", {Shape::linearizable, Plant::none}},
      {"always-overlapping", {Shape::linearizable, Plant::none}},
      {"sequential", {Shape::sequential, Plant::none}},
      {"causal-convergent", {Shape::causal_convergent, Plant::none}},
      {"causal", {Shape::causal, Plant::none}},
      {"stale", {Shape::linearizable, Plant::stale}},
      {"causal-violation", {Shape::sequential, Plant::causal}},
      {"sequential-violation", {Shape::sequential, Plant::store_buffering}},
  };
  std::string name = text;
  for (const std::string where : {"early", "middle", "late"}) {
    if (!name.ends_with("-" + where)) continue;
    name.resize(name.size() - where.size() - 1);
    s.plant_at = place("--shape", where);
  }
  const auto [kept, broken] = choice("--shape", name, kShapes);
  s.shape = kept;
  if (broken != Plant::none) s.plant = broken;
}

Arguments parse(std::span<const std::string> words) {
  Arguments a;
  Settings& s = a.settings;
  std::optional<std::uint32_t> keys;
  std::optional<std::int64_t> gap;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    const std::string& option = words[i];
    if (option == "--help" || option == "-h") return {};
    if (i + 1 == words.size()) fail(option + " has no value");
    const std::string& value = words[i + 1];
    if (option == "--ops") s.operations = number<std::uint64_t>(option, value);
    else if (option == "--processes") s.processes = number<std::uint32_t>(option, value);
    else if (option == "--keys") keys = number<std::uint32_t>(option, value);
    else if (option == "--distribution") s.distribution = choice<KeyDistribution>(option, value, {{"uniform", KeyDistribution::uniform}, {"zipf", KeyDistribution::zipf}});
    else if (option == "--reads") s.reads = number<double>(option, value);
    else if (option == "--seed") s.seed = number<std::uint64_t>(option, value);
    else if (option == "--values") s.values = value == "distinct" ? 0 : number<std::uint64_t>(option, value);
    else if (option == "--replicas") s.replicas = number<std::uint32_t>(option, value);
    else if (option == "--cas") s.cas = number<double>(option, value);
    else if (option == "--unknown") s.unknown = number<double>(option, value);
    else if (option == "--failed") s.failed = number<double>(option, value);
    else if (option == "--duration") s.duration_mean = number<std::int64_t>(option, value);
    else if (option == "--gap") gap = number<std::int64_t>(option, value);
    else if (option == "--drift") s.drift = number<std::uint64_t>(option, value);
    else if (option == "--format") a.columnar = choice<bool>(option, value, {{"native", false}, {"columnar", true}});
    else if (option == "--untimed") a.timed = value != "yes";
    else if (option == "-o") a.output = value;
    else if (option == "--at") s.plant_at = place(option, value);
    else if (option == "--plant") {
      s.plant = choice<Plant>(option, value, {{"none", Plant::none}, {"stale", Plant::stale}, {"causal", Plant::causal},
                                              {"store-buffering", Plant::store_buffering}, {"long-fork", Plant::long_fork}});
    } else if (option == "--shape") {
      a.shape = value;
      shape(value, s);
    } else {
      fail("unknown option " + option);
    }
  }
  s.keys = keys.value_or(a.shape == "always-overlapping" ? 1 : s.keys);
  s.gap_mean = gap.value_or(a.shape == "always-overlapping" ? 0 : s.gap_mean);
  const std::uint32_t processes_min = s.plant == Plant::long_fork ? 4 : s.plant == Plant::store_buffering ? 2 : 1;
  if (a.output.empty()) fail("no -o FILE");
  if (s.drift != 0 && a.timed) fail("--drift needs --untimed yes: times would tell the order");
  if (s.processes < processes_min) fail("--processes is too small; expected at least " + std::to_string(processes_min));
  if (s.keys == 0 || s.replicas == 0) fail("expected at least one key and one replica");
  if (s.shape != Shape::linearizable && s.cas + s.unknown + s.failed > 0) fail("--cas, --unknown and --failed need the linearizable shape");
  return a;
}

}  // namespace

std::string_view usage() { return kUsage; }

Result<Arguments, std::string> arguments_of(std::span<const std::string> words) {
  try {
    return parse(words);
  } catch (WrongArgument& wrong) {
    return Unexpected(std::move(wrong.message));
  }
}

}  // namespace clio::bench

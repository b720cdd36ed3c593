#include "tests/benchmarks/transaction_arguments.hpp"

#include <algorithm>
#include <map>

#include "tests/benchmarks/words.hpp"

namespace clio::bench {
namespace {

constexpr std::string_view kUsage =
    "usage: clio-generate --transactions STORE [OPTION VALUE]... -o FILE\n"
    "  STORE              serializable, snapshot-isolation, prefix, causal, read-atomic, read-committed: what the store promises and no more\n"
    "  --ops N            operations (1000)\n"
    "  --length L         operations of a transaction (8)\n"
    "  --sessions S       (16)\n"
    "  --keys K           (100)\n"
    "  --distribution D   uniform (default), or zipf: the i-th key is 1/i times as likely as the first\n"
    "  --reads R          fraction of reads (0.5)\n"
    "  --aborted F        fraction of transactions that fail (0)\n"
    "  --data DATA        registers (default), or lists: a write appends, a read returns the list (stores with one copy: the first three)\n"
    "  --writes-per-key N after so many writes a key is replaced by a fresh one (never; lists: 32)\n"
    "  --plant WHAT       none (default), aborted-read, intermediate-read, future-read, own-write-missed, thin-air, dirty-write (lists),\n"
    "                     circular-information, non-repeatable-read, fractured-read, causality-violation, long-fork, lost-update, write-skew,\n"
    "                     incompatible-order (lists)\n"
    "  --at WHERE         early, middle (default), late, or a fraction: where the violation is planted\n"
    "  --replicas N       of the replicated stores (4)\n"
    "  --delay N          of deliveries and old snapshots, at most, in operations of the whole history (400)\n"
    "  --seed S           (1)\n"
    "  --format F         native (default), or plume\n"
    "  -o FILE            - is standard output\n";

TransactionArguments parse(std::span<const std::string> words) {
  static const std::map<std::string, TransactionStore> kStores{
      {"serializable", TransactionStore::serializable}, {"snapshot-isolation", TransactionStore::snapshot_isolation},
      {"prefix", TransactionStore::prefix},             {"causal", TransactionStore::causal},
      {"read-atomic", TransactionStore::read_atomic},   {"read-committed", TransactionStore::read_committed}};
  static const std::map<std::string, TransactionPlant> kPlants{
      {"none", TransactionPlant::none}, {"aborted-read", TransactionPlant::aborted_read}, {"intermediate-read", TransactionPlant::intermediate_read},
      {"future-read", TransactionPlant::future_read}, {"own-write-missed", TransactionPlant::own_write_missed}, {"thin-air", TransactionPlant::thin_air},
      {"dirty-write", TransactionPlant::dirty_write}, {"circular-information", TransactionPlant::circular_information},
      {"non-repeatable-read", TransactionPlant::non_repeatable_read}, {"fractured-read", TransactionPlant::fractured_read},
      {"causality-violation", TransactionPlant::causality_violation}, {"long-fork", TransactionPlant::long_fork},
      {"lost-update", TransactionPlant::lost_update}, {"write-skew", TransactionPlant::write_skew},
      {"incompatible-order", TransactionPlant::incompatible_order}};
  TransactionArguments a;
  TransactionSettings& s = a.settings;
  bool writes_per_key = false;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    const std::string& option = words[i];
    if (i + 1 == words.size()) fail(option + " has no value");
    const std::string& value = words[i + 1];
    if (option == "--transactions") {
      a.store = value;
      s.store = choice(option, value, kStores);
    } else if (option == "--plant") {
      s.plant = choice(option, value, kPlants);
      a.plant = s.plant == TransactionPlant::none ? "" : value;
    } else if (option == "--writes-per-key") {
      s.writes_per_key = number<std::uint64_t>(option, value);
      writes_per_key = true;
    } else if (option == "--ops") s.operations = number<std::uint64_t>(option, value);
    else if (option == "--length") s.length = number<std::uint64_t>(option, value);
    else if (option == "--sessions") s.sessions = number<std::uint32_t>(option, value);
    else if (option == "--keys") s.keys = number<std::uint32_t>(option, value);
    else if (option == "--distribution") s.distribution = choice<KeyDistribution>(option, value, {{"uniform", KeyDistribution::uniform}, {"zipf", KeyDistribution::zipf}});
    else if (option == "--reads") s.reads = number<double>(option, value);
    else if (option == "--aborted") s.aborted = number<double>(option, value);
    else if (option == "--data") s.data = choice<TransactionData>(option, value, {{"registers", TransactionData::registers}, {"lists", TransactionData::lists}});
    else if (option == "--at") s.plant_at = place(option, value);
    else if (option == "--replicas") s.replicas = number<std::uint32_t>(option, value);
    else if (option == "--delay") s.delay_max = number<std::uint64_t>(option, value);
    else if (option == "--seed") s.seed = number<std::uint64_t>(option, value);
    else if (option == "--format") a.text = choice<TransactionText>(option, value, {{"plume", TransactionText::plume}, {"native", TransactionText::native}});
    else if (option == "-o") a.output = value;
    else fail("unknown option " + option);
  }
  const bool lists = s.data == TransactionData::lists;
  if (lists && !writes_per_key) s.writes_per_key = 32;
  const bool replicated = s.store == TransactionStore::causal || s.store == TransactionStore::read_atomic || s.store == TransactionStore::read_committed;
  if (a.output.empty()) fail("no -o FILE");
  if (s.keys == 0 || s.sessions == 0 || s.length == 0 || s.replicas == 0) fail("expected at least one key, session, operation of a transaction and replica");
  if (s.plant != TransactionPlant::none && s.sessions < 4) fail("--sessions is too small; expected at least 4 with a plant");
  if (s.plant_at >= 1) fail("--at is no place within the history; expected a fraction below 1");
  if (lists && replicated) fail("--data lists needs a store with one copy: serializable, snapshot-isolation or prefix");
  if (lists && a.text == TransactionText::plume) fail("--format plume holds registers only");
  if (s.plant != TransactionPlant::none && pattern_of(s.plant, s.data).empty()) fail("--plant " + a.plant + " needs --data lists");
  return a;
}

}  // namespace

std::string_view transaction_usage() { return kUsage; }

bool asks_for_transactions(std::span<const std::string> words) { return std::find(words.begin(), words.end(), "--transactions") != words.end(); }

Result<TransactionArguments, std::string> transaction_arguments_of(std::span<const std::string> words) {
  try {
    return parse(words);
  } catch (WrongArgument& wrong) {
    return Unexpected(std::move(wrong.message));
  }
}

}  // namespace clio::bench

// The table of what can be set of a run.
//
// Tested by tests/store/record_test.cpp.

#include "src/record/settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "src/store/catalogue/catalogue.hpp"

namespace clio {
namespace {

using store::RunConfig;

template <class T>
std::string number_text(T value) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

template <class T>
std::optional<std::string> read_number(std::string_view text, T& target, T least, T most) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !(value >= least) || !(value <= most)) {
    const bool open = most == std::numeric_limits<T>::max();
    return "a number " + (open ? "of at least " + number_text(least) : "from " + number_text(least) + " to " + number_text(most));
  }
  target = value;
  return std::nullopt;
}

/// A value that is one of a few words.
template <class T, std::size_t N>
std::optional<std::string> read_choice(std::string_view text, T& target, const std::array<std::pair<std::string_view, T>, N>& choices) {
  std::string expected;
  for (const auto& [word, value] : choices) {
    if (word == text) {
      target = value;
      return std::nullopt;
    }
    (expected += expected.empty() ? "" : ", ") += word;
  }
  return "one of " + expected;
}
template <class T, std::size_t N>
std::string choice_text(const T& value, const std::array<std::pair<std::string_view, T>, N>& choices) {
  return std::string(std::find_if(choices.begin(), choices.end(), [&](const auto& choice) { return choice.second == value; })->first);
}

using store::Reads;
using store::What;
using store::When;
constexpr std::array<std::pair<std::string_view, Reads>, 5> kReads{
    {{"primary", Reads::primary}, {"sticky", Reads::sticky}, {"any", Reads::any}, {"quorum", Reads::quorum}, {"lease", Reads::lease}}};
constexpr std::array<std::pair<std::string_view, When>, 3> kWhen{{{"push", When::push}, {"pull", When::pull}, {"poll", When::poll}}};
constexpr std::array<std::pair<std::string_view, What>, 3> kWhat{{{"state", What::state}, {"operation", What::operation}, {"invalidation", What::invalidation}}};
constexpr std::array<std::pair<std::string_view, bool>, 2> kConcurrent{{{"last-writer", true}, {"arrival", false}}};
constexpr std::array<std::pair<std::string_view, store::Approach>, 4> kApproach{
    {{"paxos", store::Approach::paxos}, {"single-acceptor", store::Approach::single_acceptor}, {"accept-first", store::Approach::accept_first}, {"accept-every", store::Approach::accept_every}}};
constexpr std::array<std::pair<std::string_view, bool>, 2> kYesNo{{{"yes", true}, {"no", false}}};

constexpr std::size_t kMany = std::numeric_limits<std::size_t>::max();
constexpr store::Time kForever = 3600 * store::kSecond;

// Getters and setters of a member, by path.
#define CLIO_NUMBER(PATH, LEAST, MOST)                                     \
  [](const RunConfig& c) { return number_text(c.PATH); },                 \
      [](RunConfig& c, std::string_view text) {                           \
        return read_number<std::decay_t<decltype(c.PATH)>>(text, c.PATH, LEAST, MOST); \
      }
#define CLIO_CHOICE(PATH, CHOICES)                            \
  [](const RunConfig& c) { return choice_text(c.PATH, CHOICES); }, \
      [](RunConfig& c, std::string_view text) { return read_choice(text, c.PATH, CHOICES); }

constexpr std::string_view kWho = "Who takes part", kAsked = "What clients ask for", kWrong = "What goes wrong", kHow = "How the protocol works", kClients = "How clients try",
                           kLength = "How long";

const Setting kSettings[] = {
    {"protocol", "PROTOCOL", kWho, "The protocol that replicates the store", [](const RunConfig& c) { return std::string(c.protocol->id); },
     [](RunConfig& c, std::string_view text) -> std::optional<std::string> {
       const store::Entry* entry = store::protocol_named(text);
       if (entry == nullptr) {
         std::string expected;
         for (const store::Entry* one : store::protocols()) (expected += expected.empty() ? "" : ", ") += one->id;
         return "one of " + expected;
       }
       const std::uint64_t seed = c.seed;
       c = default_config(*entry);
       c.seed = seed;
       return std::nullopt;
     }},
    {"nodes", "N", kWho, "Replicas", CLIO_NUMBER(options.nodes, 1, store::kNodesMax - 1)},
    {"clients", "N", kWho, "Sessions that ask at the same time", CLIO_NUMBER(workload.sessions, 1, 10'000)},
    {"ops", "N", kAsked, "Operations of all sessions together; final reads come on top", CLIO_NUMBER(workload.operations, 0, kMany)},
    {"keys", "N", kAsked, "Keys k0, k1, ...", CLIO_NUMBER(workload.keys, 1, 1'000'000)},
    {"reads", "primary|sticky|any|quorum|lease", kAsked, "Who answers reads", CLIO_CHOICE(reads, kReads)},
    {"read-ratio", "RATIO", kAsked, "Share of reads", CLIO_NUMBER(workload.reads, 0.0, 1.0)},
    {"cas-ratio", "RATIO", kAsked, "Share of the other operations that are compare-and-set", CLIO_NUMBER(workload.cas, 0.0, 1.0)},
    {"skew", "S", kAsked, "The i-th key is asked for as often as 1 / i^S", CLIO_NUMBER(workload.skew, 0.0, 10.0)},
    {"think", "US", kAsked, "Mean time between an answer and the next operation", CLIO_NUMBER(workload.think, 0, kForever)},
    {"bursts", "RATIO", kAsked, "Share of operations that follow at once", CLIO_NUMBER(workload.bursts, 0.0, 1.0)},
    {"final-reads", "yes|no", kAsked, "Read every key once everything has healed", CLIO_CHOICE(workload.final_reads, kYesNo)},
    {"faults", "none|all|LIST", kWrong, "Kinds of faults, or their members with values, separated by commas",
     [](const RunConfig& c) { return store::text_of(c.faults); },
     [](RunConfig& c, std::string_view text) -> std::optional<std::string> {
       std::string unknown;
       const std::optional<store::Faults> faults = store::faults_named(text, &unknown);
       if (!faults) {
         std::string expected = "none, all";
         for (const std::string_view name : store::fault_names()) (expected += ", ") += name;
         return "\"" + unknown + "\" to be one of " + expected + ", or MEMBER=VALUE";
       }
       c.faults = *faults;
       return std::nullopt;
     }},
    {"mutant", "NAME", kWrong, "A deliberate bug of the protocol", [](const RunConfig& c) { return c.options.mutant; },
     [](RunConfig& c, std::string_view text) -> std::optional<std::string> {
       c.options.mutant = text;
       return std::nullopt;
     }},
    {"seed", "S", kWrong, "What decides everything that is left to chance", CLIO_NUMBER(seed, 0, std::numeric_limits<std::uint64_t>::max())},
    {"members-min", "N", kHow, "primary-backup: the fewest members of a view; 0 is half of the nodes, rounded up", CLIO_NUMBER(options.members_min, 0, store::kNodesMax)},
    {"wait-for", "K", kHow, "async-primary-backup: backups that hold a write before it is answered", CLIO_NUMBER(options.wait_for, 0, store::kNodesMax)},
    {"read-quorum", "N", kHow, "quorum: replicas that a read asks; 0 is a majority", CLIO_NUMBER(options.read_quorum, 0, store::kNodesMax)},
    {"write-quorum", "N", kHow, "quorum: replicas that hold a write; 0 is a majority", CLIO_NUMBER(options.write_quorum, 0, store::kNodesMax)},
    {"when", "push|pull|poll", kHow, "read-only-replicas: when replicas learn of a write", CLIO_CHOICE(options.when, kWhen)},
    {"what", "state|operation|invalidation", kHow, "read-only-replicas: what travels", CLIO_CHOICE(options.what, kWhat)},
    {"concurrent", "last-writer|arrival", kHow, "causal: which of concurrent writes stays", CLIO_CHOICE(options.last_writer_wins, kConcurrent)},
    {"approach", "paxos|single-acceptor|accept-first|accept-every", kHow, "paxos: how a value is decided; all but the first do not work", CLIO_CHOICE(options.approach, kApproach)},
    {"back-off", "yes|no", kHow, "paxos: whether a proposer that lost waits a random time", CLIO_CHOICE(options.back_off, kYesNo)},
    {"snapshot-every", "N", kHow, "multi-paxos, causal: log entries between snapshots", CLIO_NUMBER(options.snapshot_every, 1, kMany)},
    {"time-to-live", "US", kHow, "read-only-replicas: how long a pulled value is used", CLIO_NUMBER(options.timing.time_to_live, 0, kForever)},
    {"poll", "US", kHow, "read-only-replicas: time between polls", CLIO_NUMBER(options.timing.poll, 1, kForever)},
    {"heartbeat", "US", kHow, "Time between signs of life", CLIO_NUMBER(options.timing.heartbeat, 1, kForever)},
    {"suspect-after", "US", kHow, "Silence that counts as a failure", CLIO_NUMBER(options.timing.suspect_after, 1, kForever)},
    {"lease", "US", kHow, "How long a primary or leader may rely on not being replaced", CLIO_NUMBER(options.timing.lease, 1, kForever)},
    {"election", "US", kHow, "Silence of a leader before a follower stands", CLIO_NUMBER(options.timing.election, 1, kForever)},
    {"retry", "US", kHow, "Time before an unanswered message is sent again", CLIO_NUMBER(options.timing.retry, 1, kForever)},
    {"attempt", "US", kClients, "Silence before a session asks again", CLIO_NUMBER(policy.attempt, 1, kForever)},
    {"deadline", "US", kClients, "Silence before a session gives an operation up", CLIO_NUMBER(policy.deadline, 1, kForever)},
    {"duration", "US", kLength, "Faults end then, or earlier when everything is asked and answered", CLIO_NUMBER(duration, 0, kForever)},
    {"settle", "US", kLength, "Time between the last operation and the final reads", CLIO_NUMBER(settle, 0, kForever)},
    {"liveness", "US", kLength, "Once healed, everything must be answered within this", CLIO_NUMBER(liveness, 1, kForever)},
};

#undef CLIO_NUMBER
#undef CLIO_CHOICE

}  // namespace

std::span<const Setting> settings() { return kSettings; }

const Setting* setting_named(std::string_view name) {
  const auto found = std::find_if(std::begin(kSettings), std::end(kSettings), [&](const Setting& setting) { return setting.name == name; });
  return found == std::end(kSettings) ? nullptr : found;
}

RunConfig default_config(const store::Entry& protocol) {
  RunConfig config;
  config.protocol = &protocol;
  config.reads = protocol.reads.front();
  return config;
}

std::optional<std::string> contradiction_in(const RunConfig& config) {
  const store::Entry& protocol = *config.protocol;
  const std::string name(protocol.id);
  if (std::find(protocol.reads.begin(), protocol.reads.end(), config.reads) == protocol.reads.end()) {
    std::string has;
    for (const Reads reads : protocol.reads) (has += has.empty() ? "" : ", ") += name_of(reads);
    return name + " has no reads \"" + std::string(name_of(config.reads)) + "\"; it has " + has;
  }
  if (!config.options.mutant.empty()) {
    std::string has;
    for (const store::Mutant& mutant : protocol.mutants) (has += has.empty() ? "" : ", ") += mutant.name;
    const bool known = std::any_of(protocol.mutants.begin(), protocol.mutants.end(), [&](const store::Mutant& m) { return m.name == config.options.mutant; });
    if (!known) return name + " has no mutant \"" + config.options.mutant + "\"; it has " + has;
  }
  if (config.workload.cas > 0 && !protocol.cas) return name + " takes no compare-and-set";
  const std::size_t most = std::max({config.options.read_quorum, config.options.write_quorum, config.options.wait_for, config.options.members_min});
  if (most > config.options.nodes) return "a quorum of " + std::to_string(most) + " is more than the " + std::to_string(config.options.nodes) + " nodes";
  return std::nullopt;
}

std::string options_of(const RunConfig& config) {
  const RunConfig usual = default_config(*config.protocol);
  std::string text;
  for (const Setting& setting : settings()) {
    const std::string value = setting.get(config);
    if (value == setting.get(usual) && setting.name != "protocol" && setting.name != "seed") continue;
    if (value.empty()) continue;
    text += (text.empty() ? "--" : " --") + std::string(setting.name) + " " + value;
  }
  return text;
}

}  // namespace clio

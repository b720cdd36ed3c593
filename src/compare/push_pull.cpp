// Push against pull, and what travels: "push vs pull; what to replicate: state, operation or invalidation".
//
// One origin that takes the writes, three replicas that answer reads, at three shares of reads among all operations. What is asked, and when,
// is the same in the nine rows of a share. Nothing goes wrong.
//
// Bytes are those of the messages as they are sent, with values of one or two bytes. What larger values would add depends on how many travel, which
// is counted apart by decoding the messages.
//
// Tested by tests/store/compare_test.cpp.

#include <array>

#include "src/compare/comparison.hpp"
#include "src/compare/measure.hpp"
#include "src/record/settings.hpp"
#include "src/store/catalogue/catalogue.hpp"
#include "src/store/protocols/read_only_messages.hpp"

namespace clio {
namespace {

using store::kMillisecond;
using store::kSecond;
using store::Time;

constexpr Time kDuration = 3 * kSecond;
constexpr std::size_t kNodes = 4, kWriters = 2, kReaders = 6;
constexpr Time kBetweenOperations = 2500;  ///< of all clients together

struct Way {
  store::When when;
  const char* when_name;
  store::What what;
  const char* what_name;
};
constexpr std::array kWays{Way{store::When::push, "push", store::What::state, "state"},
                           Way{store::When::push, "push", store::What::operation, "operation"},
                           Way{store::When::push, "push", store::What::invalidation, "invalidation"},
                           Way{store::When::pull, "pull", store::What::state, "state"},
                           Way{store::When::pull, "pull", store::What::operation, "operation"},
                           Way{store::When::pull, "pull", store::What::invalidation, "invalidation"},
                           Way{store::When::poll, "poll", store::What::state, "state"},
                           Way{store::When::poll, "poll", store::What::operation, "operation"},
                           Way{store::When::poll, "poll", store::What::invalidation, "invalidation"}};

store::RunConfig config_of(const Way& way, double reads, std::uint64_t seed) {
  store::RunConfig config = default_config(*store::protocol_named("read-only-replicas"));
  config.reads = store::Reads::sticky;
  config.options.nodes = kNodes;
  config.options.when = way.when;
  config.options.what = way.what;
  config.workload = {.sessions = kWriters + kReaders, .keys = 10, .skew = 1, .final_reads = false};
  config.duration = kDuration;
  config.seed = seed;
  const auto between = [](double share, std::size_t sessions) { return static_cast<Time>(static_cast<double>(kBetweenOperations) * static_cast<double>(sessions) / share); };
  config.plan = publishing_plan(config, between(reads, kReaders), between(1 - reads, kWriters), kDuration);
  config.schedule.emplace();
  return config;
}

/// Values of keys in a message between nodes.
std::size_t values_in(std::string_view bytes) {
  namespace messages = store::read_only;
  const auto message = store::wire::decode<messages::Message>(bytes);
  if (!message) return 0;
  if (std::holds_alternative<messages::Got>(*message)) return 1;
  std::size_t values = 0;
  if (const auto* changes = std::get_if<messages::Changes>(&*message)) {
    for (const messages::Change& change : changes->list) values += change.value ? 1 : 0;
  } else if (const auto* writes = std::get_if<messages::Writes>(&*message)) {
    values = writes->list.size() + (writes->state ? writes->state->values.size() : 0);
  }
  return values;
}

Cell per_operation(std::uint64_t count, std::size_t operations, int digits) {
  return operations == 0 ? Cell::nothing() : Cell::number(static_cast<double>(count) / static_cast<double>(operations), digits);
}

std::vector<Cell> measured(const Way& way, double reads, std::uint64_t seed, std::size_t seeds) {
  Durations latency;
  StaleReads stale;
  std::size_t operations = 0;
  std::uint64_t messages = 0, bytes = 0, values = 0;
  for (std::uint64_t s = seed; s < seed + seeds; ++s) {
    store::RunConfig config = config_of(way, reads, s);
    config.watch_messages = [&](std::string_view message) { values += values_in(message); };
    const store::RunResult run = sound_run(config);
    operations += run.operations.size();
    messages += run.count.sent;
    bytes += run.count.bytes;
    for (const store::Recorded& operation : run.operations) {
      if (operation.command.operation == store::Operation::read && operation.status == store::Completed::Status::ok) latency.add(operation.response - operation.call);
    }
    stale.add(run, config);
  }
  return {Cell::word(Cell::number(100 * reads, 0).text() + "% reads"), Cell::word(way.when_name), Cell::word(way.what_name), stale.share.percent(),
          stale.mean_versions(), stale.ages.mean(), latency.percentile(50), latency.percentile(99), per_operation(messages, operations, 2),
          per_operation(bytes, operations, 1), per_operation(values, operations, 2)};
}

}  // namespace

Table compare_push_pull(std::uint64_t seed, std::size_t seeds) {
  Table table{.id = "push-pull", .title = "Push against pull, for state, operation and invalidation", .settings = {}, .columns = {}, .rows = {}, .group = kWays.size()};
  table.settings = {seeds_text(seed, seeds) + "; each run lasts 3 s of virtual time, without faults",
                    "1 origin with 2 writers, 3 replicas with 2 readers each; 10 keys (skew 1); all together ask about every 2.5 ms; one way takes about 0.5 ms",
                    "pull: when a read finds nothing, or what is older than a time to live of 100 ms; poll: every 50 ms"};
  table.columns = {{"reads", "workload", "share of reads among all operations"},
                   {"when", "when", "push: the origin tells of writes; pull: a read asks; poll: replicas ask at intervals"},
                   {"what", "what", "what travels: the new value, the writes, or only that a value has changed (a read fetches it)"},
                   {"stale", "stale\n%", "share of the replicas' reads that certainly returned an overwritten value"},
                   {"versions", "versions\nmissed", "writes of the key that a stale read missed, mean"},
                   {"age", "age\nms", "for how long a stale read's value had been overwritten, in milliseconds, mean"},
                   {"p50", "p50\nms", "latency of reads, in milliseconds: half of them took at most this"},
                   {"p99", "p99\nms", "99 in 100"},
                   {"messages", "messages\nper op", "between nodes, for each operation, reads and writes"},
                   {"bytes", "bytes\nper op", "in these messages; values are numbers of one or two bytes"},
                   {"values", "values\nper op", "values of keys in these messages: values of S bytes more would add so many times S"}};
  for (const double reads : {0.5, 0.9, 0.99}) {
    for (const Way& way : kWays) table.rows.push_back(measured(way, reads, seed, seeds));
  }
  return table;
}

}  // namespace clio

// The gain of a content delivery network: clients all over the world, one origin that takes the writes, and read-only replicas near the clients
// ("read-only replication": latency, availability).
//
// Four places: the origin's, and three with a replica and readers each. Within a place a message takes half a millisecond, between places
// about 45 ms. For a third of the run the origin is down. What is asked, and when, is the same in every row; only who answers differs.
//
// Clients and replicas wait for longer than a round trip between places before they ask again.
//
// Tested by tests/store/compare_test.cpp.

#include "src/compare/comparison.hpp"
#include "src/compare/measure.hpp"
#include "src/record/settings.hpp"
#include "src/store/catalogue/catalogue.hpp"

namespace clio {
namespace {

using store::kMillisecond;
using store::kSecond;
using store::Time;

constexpr Time kDuration = 6 * kSecond, kDownFrom = 2 * kSecond, kDownTo = 4 * kSecond;
constexpr Time kBetweenReads = 150 * kMillisecond, kBetweenWrites = kSecond;

struct Way {
  const char* name;
  store::Reads reads;
  store::When when;
  store::What what;
};
constexpr Way kWays[] = {
    {"one far origin", store::Reads::primary, store::When::push, store::What::state},
    {"replicas, push state", store::Reads::sticky, store::When::push, store::What::state},
    {"replicas, push invalidation", store::Reads::sticky, store::When::push, store::What::invalidation},
    {"replicas, pull state", store::Reads::sticky, store::When::pull, store::What::state},
    {"replicas, poll state", store::Reads::sticky, store::When::poll, store::What::state},
};

store::RunConfig config_of(const Way& way, std::uint64_t seed) {
  store::RunConfig config = default_config(*store::protocol_named("read-only-replicas"));
  config.reads = way.reads;
  config.options.nodes = 4;
  config.options.when = way.when;
  config.options.what = way.what;
  config.options.timing.time_to_live = kSecond;
  config.options.timing.poll = 500 * kMillisecond;
  config.options.timing.retry = 200 * kMillisecond;
  config.policy.attempt = 250 * kMillisecond;
  config.policy.deadline = 600 * kMillisecond;
  config.policy.returns_home = true;
  config.faults.far_min = 35 * kMillisecond;
  config.faults.far_mean = 10 * kMillisecond;
  config.workload = {.sessions = 16, .keys = 10, .skew = 1, .final_reads = false};
  config.duration = kDuration;
  config.seed = seed;
  config.plan = publishing_plan(config, kBetweenReads, kBetweenWrites, kDuration);
  config.schedule = {{.kind = store::Fault::Kind::crash, .at = kDownFrom, .until = kDownTo, .node = store::node_at(0)}};
  return config;
}

std::vector<Cell> measured(const Way& way, std::uint64_t seed, std::size_t seeds) {
  Durations latency;
  Share near, answered, answered_while_down;
  StaleReads stale;
  std::size_t reads = 0;
  for (std::uint64_t s = seed; s < seed + seeds; ++s) {
    const store::RunConfig config = config_of(way, s);
    const store::RunResult run = sound_run(config);
    for (const store::Recorded& operation : run.operations) {
      if (operation.command.operation != store::Operation::read) continue;
      ++reads;
      const bool ok = operation.status == store::Completed::Status::ok;
      answered.add(ok);
      if (operation.call >= kDownFrom && operation.call < kDownTo) answered_while_down.add(ok);
      near.add(ok && operation.response - operation.call < 2 * config.faults.far_min);
      if (ok) latency.add(operation.response - operation.call);
    }
    stale.add(run, config);
  }
  return {Cell::word(way.name), Cell::count(reads), latency.mean(), latency.percentile(50), latency.percentile(95), latency.percentile(99), near.percent(),
          answered.percent(), answered_while_down.percent(), way.reads == store::Reads::primary ? Cell::number(0, 1) : stale.share.percent(), stale.ages.mean()};
}

}  // namespace

Table compare_cdn(std::uint64_t seed, std::size_t seeds) {
  Table table{.id = "cdn", .title = "Read-only replicas near their clients against one far origin", .settings = {}, .columns = {}, .rows = {}};
  table.settings = {
      seeds_text(seed, seeds) + "; each run lasts 6 s of virtual time, and the origin is down from 2 s to 4 s",
      "4 places: the origin with 4 writers, and 3 with a replica and 4 readers each; 10 keys (skew 1); a reader asks about every 150 ms, a writer about every second",
      "one way takes about 0.5 ms within a place and 45 ms more between places; time to live 1 s, poll every 500 ms, a client gives up after 600 ms"};
  table.columns = {{"store", "store", "who answers reads, and how replicas learn of writes"},
                   {"reads", "reads", "asked"},
                   {"mean", "mean\nms", "latency of answered reads, in milliseconds"},
                   {"p50", "p50\nms", "half of them took at most this"},
                   {"p95", "p95\nms", "95 in 100"},
                   {"p99", "p99\nms", "99 in 100"},
                   {"near", "near\n%", "share of reads answered faster than any message can go to another place and back (hits)"},
                   {"answered", "answered\n%", "share of reads answered before the client gave up"},
                   {"origin_down", "origin down\n%", "the same, of reads asked while the origin was down"},
                   {"stale", "stale\n%", "share of answered reads that certainly returned an overwritten value"},
                   {"age", "age\nms", "for how long it had been overwritten, in milliseconds: mean over stale reads"}};
  for (const Way& way : kWays) table.rows.push_back(measured(way, seed, seeds));
  return table;
}

}  // namespace clio

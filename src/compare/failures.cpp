// "Fast response time even under failures": what synchronous, semi-synchronous and asynchronous primary-backup, a quorum register and Multi-Paxos
// come to under the same clients and the same story of faults.
//
// The faults follow the roles: the story says "the primary crashes", and whoever leads at that moment does. Who that is, the run itself
// tells: up to the moment of a fault a run is the same with and without it (chance comes in named streams, random.hpp), so the run with the
// faults before it is asked who leads then. A protocol without a leader (quorum) is hit at a node of its own for each fault, in turn.
//
// Half of the writes go to a few keys that everybody uses, which is what models are judged by; the other half to keys of their own, written
// once. After everything has healed an auditor reads each of these: where an answered write's value is not found, the write was lost.
//
// Tested by tests/store/compare_test.cpp.

#include <algorithm>
#include <map>
#include <set>

#include "checker/check.hpp"
#include "checker/models/catalogue.hpp"
#include "src/compare/comparison.hpp"
#include "src/compare/measure.hpp"
#include "src/record/history_of_run.hpp"
#include "src/record/settings.hpp"
#include "src/store/catalogue/catalogue.hpp"

namespace clio {
namespace {

using store::Fault;
using store::kMillisecond;
using store::kSecond;
using store::Time;

constexpr std::size_t kNodes = 5, kClients = 10, kShared = 3;
constexpr Time kBetween = 30 * kMillisecond, kDuration = 4500 * kMillisecond, kAudit = 5 * kSecond;

struct Way {
  const char* name;
  const char* protocol;
  store::Reads reads;
  std::size_t wait_for = 0;
};
constexpr Way kWays[] = {
    {"synchronous", "primary-backup", store::Reads::primary},
    {"synchronous, local reads", "primary-backup", store::Reads::sticky},
    {"semi-synchronous (1 of 4)", "async-primary-backup", store::Reads::primary, 1},
    {"asynchronous", "async-primary-backup", store::Reads::primary},
    {"asynchronous, local reads", "async-primary-backup", store::Reads::sticky},
    {"quorum (3 of 5)", "quorum", store::Reads::quorum},
    {"Multi-Paxos, reads in the log", "multi-paxos", store::Reads::quorum},
    {"Multi-Paxos, lease reads", "multi-paxos", store::Reads::lease},
};

/// What happens in the story. `beside` so many nodes behind who leads then: 0 is the leader.
struct Beat {
  Fault::Kind kind;
  Time at, lasts;
  std::size_t beside;
  Time amount;
};
constexpr Time kCutOff = 40 * kMillisecond;  ///< less than the failure detector takes to notice
constexpr Beat kStory[] = {
    {Fault::Kind::slow, 400 * kMillisecond, 300 * kMillisecond, 1, 2 * kMillisecond},
    {Fault::Kind::partition, 1200 * kMillisecond, kCutOff, 0, 0},
    {Fault::Kind::crash, 1200 * kMillisecond + kCutOff, 400 * kMillisecond, 0, 0},
    {Fault::Kind::crash, 2200 * kMillisecond, 400 * kMillisecond, 0, 0},
    {Fault::Kind::pause, 3100 * kMillisecond, 150 * kMillisecond, 0, 0},
    {Fault::Kind::crash, 3700 * kMillisecond, 300 * kMillisecond, 1, 0},
};

/// A key of its own for every second write, and an auditor who reads these at the end.
store::Plan plan_of(store::RunConfig& config) {
  const store::Random chance = store::Random(config.seed).fork(0xC11F);
  store::Plan plan(kClients + 1);
  std::int64_t value = 0;
  store::Key own = kShared;
  for (std::size_t session = 0; session < kClients; ++session) {
    store::Random random = chance.fork(session);
    for (Time at = random.waiting(kBetween); at < kDuration; at += 1 + random.waiting(kBetween)) {
      store::Planned planned{.operation = random.chance(0.5) ? store::Operation::read : store::Operation::write, .at = at};
      planned.key = static_cast<store::Key>(random.below(kShared));
      if (planned.operation == store::Operation::write) {
        planned.value = ++value;
        if (value % 2 == 0) planned.key = own++;
      }
      plan[session].push_back(planned);
    }
  }
  for (store::Key key = kShared; key < own; ++key) plan[kClients].push_back({.operation = store::Operation::read, .key = key, .at = kAudit});
  config.workload.keys = own;
  return plan;
}

store::RunConfig config_of(const Way& way, std::uint64_t seed) {
  store::RunConfig config = default_config(*store::protocol_named(way.protocol));
  config.reads = way.reads;
  config.options.nodes = kNodes;
  config.options.wait_for = way.wait_for;
  config.workload = {.sessions = kClients + 1, .final_reads = false};
  config.duration = kDuration;
  config.seed = seed;
  config.plan = plan_of(config);
  config.schedule.emplace();
  return config;
}

/// Who leads at a moment of a run; kNobody where nobody does.
store::Node leader_at(const store::RunResult& run, Time at) {
  store::Node leader = store::kNobody;
  for (const store::TraceEvent& event : run.trace) {
    if (event.at >= at) break;
    if (event.what == store::TraceEvent::What::noted && event.note.what == store::Note::What::leads) leader = event.node;
  }
  return leader;
}

std::vector<Fault> schedule_of(store::RunConfig config) {
  config.trace = true;
  store::Random random = store::Random(config.seed).fork(0xC120);
  std::vector<Fault> schedule;
  Time moved = 0;
  for (std::size_t i = 0; i < std::size(kStory); ++i) {
    const Beat& beat = kStory[i];
    const bool follows = i > 0 && kStory[i - 1].kind == Fault::Kind::partition;  // hits the node that is cut off
    if (!follows) moved = random.between(0, 100 * kMillisecond);
    const Time at = beat.at + moved;
    config.schedule = schedule;
    store::Node hit = store::kNobody;
    if (follows) hit = schedule.back().node;
    else if (!config.protocol->any_writer) hit = leader_at(sound_run(config), at);
    if (hit == store::kNobody) hit = store::node_at(i % kNodes);
    if (beat.beside > 0) hit = store::node_at((store::index(hit) + beat.beside) % kNodes);
    schedule.push_back({.kind = beat.kind, .at = at, .until = at + beat.lasts, .node = hit, .side = store::NodeSet().with(hit), .amount = beat.amount});
  }
  return schedule;
}

bool writes(const store::Recorded& operation) { return operation.command.operation == store::Operation::write; }
bool is_ok(const store::Recorded& operation) { return operation.status == store::Completed::Status::ok; }
bool by_client(const store::Recorded& operation) { return store::index(operation.session) < kClients; }

struct Latencies {
  Durations reads, writes;
  void add(const store::RunResult& run) {
    for (const store::Recorded& operation : run.operations) {
      if (by_client(operation) && is_ok(operation)) (clio::writes(operation) ? writes : reads).add(operation.response - operation.call);
    }
  }
};

/// The longest time without an answered write that begins, or goes on, within a second after a leader's crash.
Time longest_gap(const store::RunResult& run) {
  std::vector<Time> answered;
  for (const store::Recorded& operation : run.operations) {
    if (by_client(operation) && is_ok(operation) && writes(operation)) answered.push_back(operation.response);
  }
  std::sort(answered.begin(), answered.end());
  Time longest = 0;
  for (std::size_t i = 0; i < run.schedule.size(); ++i) {
    if (kStory[i].kind != Fault::Kind::crash || kStory[i].beside > 0) continue;
    const Time from = run.schedule[i].at, to = from + kSecond;
    for (std::size_t k = 1; k < answered.size(); ++k) {
      if (answered[k] >= from && answered[k - 1] <= to) longest = std::max(longest, answered[k] - answered[k - 1]);
    }
  }
  return longest;
}

/// What the auditor found.
struct Losses {
  std::size_t lost = 0, not_found_out = 0;
  void add(const store::RunResult& run) {
    std::map<store::Key, store::Value> written;
    for (const store::Recorded& operation : run.operations) {
      if (writes(operation) && is_ok(operation) && operation.command.key >= kShared) written.emplace(operation.command.key, operation.command.value);
    }
    for (const store::Recorded& operation : run.operations) {
      if (by_client(operation) || !written.contains(operation.command.key)) continue;
      if (!is_ok(operation)) ++not_found_out;
      else lost += operation.value != written.at(operation.command.key) ? 1 : 0;
    }
  }
  [[nodiscard]] Cell cell() const { return not_found_out == 0 ? Cell::count(lost) : Cell::word("at least " + std::to_string(lost)); }
};

/// The models that every history satisfied.
class Kept {
 public:
  void judge(const store::RunResult& run, const store::RunConfig& config) {
    for (const Verdict& verdict : classify(history_of(run, config, header_of(config)), {.explain = false})) {
      if (verdict.answer != Answer::satisfied) not_kept_.insert(verdict.model);
    }
  }
  /// Those that no other one implies, by id.
  [[nodiscard]] std::string strongest() const {
    std::string text;
    for (const Model* model : operation_models()) {
      const auto stronger = [&](const Model* other) { return other != model && kept(other) && implies(*other, *model); };
      const bool implied = std::any_of(operation_models().begin(), operation_models().end(), stronger);
      if (kept(model) && !implied) (text += text.empty() ? "" : ", ") += model->id;
    }
    return text.empty() ? "none" : text;
  }

 private:
  [[nodiscard]] bool kept(const Model* model) const { return !not_kept_.contains(model); }
  std::set<const Model*> not_kept_;
};

std::vector<Cell> measured(const Way& way, std::uint64_t seed, std::size_t seeds) {
  Latencies quiet, faulty;
  Durations gaps;
  Share answered;
  Losses losses;
  Kept kept;
  for (std::uint64_t s = seed; s < seed + seeds; ++s) {
    store::RunConfig config = config_of(way, s);
    quiet.add(sound_run(config));
    config.schedule = schedule_of(config);
    const store::RunResult run = sound_run(config);
    faulty.add(run);
    gaps.add(longest_gap(run));
    for (const store::Recorded& operation : run.operations) {
      if (by_client(operation)) answered.add(is_ok(operation));
    }
    losses.add(run);
    kept.judge(run, config);
  }
  return {Cell::word(way.name), quiet.writes.percentile(50), quiet.writes.percentile(99), quiet.reads.percentile(50), quiet.reads.percentile(99),
          faulty.writes.percentile(50), faulty.writes.percentile(99), faulty.reads.percentile(50), faulty.reads.percentile(99), gaps.percentile(100),
          answered.percent(2), losses.cell(), Cell::word(kept.strongest())};
}

}  // namespace

Table compare_failures(std::uint64_t seed, std::size_t seeds) {
  Table table{.id = "failures", .title = "Synchronous, asynchronous and consensus replication under the same faults", .settings = {}, .columns = {}, .rows = {}};
  table.settings = {
      seeds_text(seed, seeds) + "; 5 replicas, 10 clients that ask about every 30 ms for 4.5 s of virtual time, half reads, half writes; one way takes about 0.5 ms",
      "faults: a backup is slow; the primary is cut off from the other nodes for 40 ms (half of the clients still reach it), then it "
      "crashes for 400 ms; whoever is primary then crashes for 400 ms; the next stands still for 150 ms; a backup crashes for 300 ms (quorum, which has no primary: a node in turn)"};
  table.columns = {{"store", "replication", "how writes are replicated, and who answers reads"},
                   {"write_p50", "write\np50", "without faults: latency of answered writes in milliseconds, half of them took at most this"},
                   {"write_p99", "\np99", "99 in 100"},
                   {"read_p50", "read\np50", "of reads"},
                   {"read_p99", "\np99", "99 in 100"},
                   {"faults_write_p50", "faults:\nw p50", "the same under faults"},
                   {"faults_write_p99", "\nw p99", "writes, 99 in 100"},
                   {"faults_read_p50", "\nr p50", "reads, half"},
                   {"faults_read_p99", "\nr p99", "reads, 99 in 100"},
                   {"gap", "longest\ngap ms", "the longest time without any answered write after a crash of the primary, in milliseconds, all runs"},
                   {"answered", "answered\n%", "share of operations answered before the client gave up (400 ms), under faults"},
                   {"lost", "writes\nlost", "answered writes, each the only one of its key, that a read did not find after everything had healed; all runs, of about "
                                            "a quarter of the operations"},
                   {"keeps", "keeps", "the strongest models that the checker found satisfied in every run with faults"}};
  for (const Way& way : kWays) table.rows.push_back(measured(way, seed, seeds));
  return table;
}

}  // namespace clio

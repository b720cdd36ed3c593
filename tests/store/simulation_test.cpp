// The simulator, seen through a protocol that does next to nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "src/store/run/run.hpp"
#include "tests/store/toy_protocol.hpp"

namespace clio::store {
namespace {

RunConfig config(std::uint64_t seed = 1, Faults faults = {}) {
  return {.protocol = &testing_toy::toy(), .options = {.nodes = 3}, .workload = {.sessions = 4, .operations = 80, .keys = 2}, .faults = faults, .seed = seed,
          .trace = true};
}

std::string text(const RunResult& run) {
  std::string text;
  for (const TraceEvent& event : run.trace) text += json_of(event) + '\n';
  return text;
}

std::size_t count(const RunResult& run, TraceEvent::What what) {
  return static_cast<std::size_t>(std::count_if(run.trace.begin(), run.trace.end(), [&](const TraceEvent& event) { return event.what == what; }));
}

TEST(Simulation, GivesTheSameRunForTheSameSeed) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) ASSERT_EQ(text(simulate(config(seed, *faults_named("all")))), text(simulate(config(seed, *faults_named("all")))));
}

TEST(Simulation, GivesAnotherRunForAnotherSeed) { EXPECT_NE(text(simulate(config(1))), text(simulate(config(2)))); }

TEST(Simulation, AsksEveryPlannedOperationAndReadsEveryKeyAtTheEnd) {
  const RunResult run = simulate(config());
  EXPECT_EQ(run.operations.size(), 80u + 4u * 2u);
  EXPECT_TRUE(std::all_of(run.operations.begin(), run.operations.end(), [](const Recorded& op) { return op.status == Completed::Status::ok; }));
  EXPECT_EQ(std::count_if(run.operations.begin(), run.operations.end(), [](const Recorded& op) { return op.final_read; }), 8);
  EXPECT_EQ(run.unavailable, "");
  EXPECT_EQ(run.broken, "");
}

TEST(Simulation, RecordsOperationsOfASessionOneAfterTheOther) {
  const RunResult run = simulate(config(3, *faults_named("all")));
  std::vector<Time> over(4, -1);
  for (const Recorded& op : run.operations) {
    EXPECT_GE(op.call, over[index(op.session)]);
    over[index(op.session)] = std::max(op.call, op.response);
  }
}

TEST(Simulation, KeepsWhatWasDurableThroughACrash) {
  RunConfig crashing = config();
  crashing.schedule = {{.kind = Fault::Kind::crash, .at = 100 * kMillisecond, .until = 300 * kMillisecond, .node = node_at(0)}};
  const RunResult run = simulate(crashing);
  Value written;
  for (const Recorded& op : run.operations) {
    if (op.command.key != 0 || op.status != Completed::Status::ok || op.response >= 100 * kMillisecond) continue;
    if (op.command.operation == Operation::write) written = op.command.value;
  }
  ASSERT_TRUE(written.has_value());
  const auto after = std::find_if(run.operations.begin(), run.operations.end(), [](const Recorded& op) {
    return op.call >= 300 * kMillisecond && op.command.key == 0 && op.command.operation == Operation::read && op.status == Completed::Status::ok;
  });
  ASSERT_NE(after, run.operations.end());
  EXPECT_TRUE(after->value.has_value());
  EXPECT_EQ(count(run, TraceEvent::What::stopped), 1u);
  EXPECT_EQ(count(run, TraceEvent::What::started), 4u);
}

TEST(Simulation, LosesAnAnswerThatWasGivenBeforeItWasDurable) {
  std::size_t lost = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    RunConfig early = config(seed);
    early.options.mutant = "answers-before-durable";
    early.workload.think = kMillisecond;
    early.faults.sync = 5 * kMillisecond;
    early.schedule = {{.kind = Fault::Kind::crash, .at = 50 * kMillisecond, .until = 60 * kMillisecond, .node = node_at(0)}};
    const RunResult run = simulate(early);
    // The newest acknowledged write of key 0 before the crash is gone where the first read after it returns something that is older.
    std::int64_t newest = 0;
    for (const Recorded& op : run.operations) {
      if (op.command.key == 0 && op.command.operation == Operation::write && op.status == Completed::Status::ok && op.response < 50 * kMillisecond) newest = *op.command.value;
    }
    const bool kept = std::any_of(run.operations.begin(), run.operations.end(), [&](const Recorded& op) {
      return op.call > 50 * kMillisecond && op.command.operation == Operation::read && op.value == Value(newest);
    });
    lost += newest != 0 && !kept;
  }
  EXPECT_GT(lost, 0u);
}

TEST(Simulation, CallsUnansweredOperationsUnknownWhileTheirNodeIsDown) {
  RunConfig down = config();
  down.schedule = {{.kind = Fault::Kind::crash, .at = 50 * kMillisecond, .until = 1400 * kMillisecond, .node = node_at(0)}};
  const RunResult run = simulate(down);
  std::set<Completed::Status> statuses;
  for (const Recorded& op : run.operations) statuses.insert(op.status);
  EXPECT_TRUE(statuses.contains(Completed::Status::unknown));
  EXPECT_EQ(run.unavailable, "") << "it heals";
}

TEST(Simulation, SaysWhoGotNoAnswerAfterEverythingHealed) {
  RunConfig mute = config();
  mute.liveness = kSecond;
  mute.faults.delay_min = kSecond;  // of every message, healed or not
  const RunResult run = simulate(mute);
  EXPECT_NE(run.unavailable.find("got no answer for 1000000 us after everything had healed"), std::string::npos) << run.unavailable;
}

TEST(Simulation, TakesLongerFromOnePlaceToAnother) {
  RunConfig apart = config();
  apart.faults.far_min = 10 * kMillisecond;
  const RunResult run = simulate(apart);
  const RunResult near = simulate(config());
  ASSERT_EQ(run.operations.size(), near.operations.size());
  std::size_t beside = 0, elsewhere = 0;
  for (const Recorded& op : run.operations) {  // all answered by node 0
    const bool far = index(op.node) != index(op.session) % 3;
    ++(far ? elsewhere : beside);
    EXPECT_EQ(op.response - op.call >= 20 * kMillisecond, far);
  }
  EXPECT_GT(beside, 0u);
  EXPECT_GT(elsewhere, 0u);
}

TEST(Simulation, HandsEachMessageBetweenNodesToWhoMeasures) {
  RunConfig watched = config(1, *faults_named("loss,duplication"));
  std::size_t messages = 0, bytes = 0;
  watched.watch_messages = [&](std::string_view message) { ++messages, bytes += message.size(); };
  const RunResult run = simulate(watched);
  EXPECT_EQ(messages, run.count.sent);
  EXPECT_EQ(bytes, run.count.bytes);
}

TEST(Simulation, HoldsBackAPausedNodeAndLetsItGoOn) {
  RunConfig paused = config();
  paused.schedule = {{.kind = Fault::Kind::pause, .at = 50 * kMillisecond, .until = 90 * kMillisecond, .node = node_at(0)}};
  const RunResult run = simulate(paused);
  const auto within = [](Time at) { return at > 50 * kMillisecond && at < 90 * kMillisecond; };
  EXPECT_TRUE(std::none_of(run.trace.begin(), run.trace.end(), [&](const TraceEvent& event) { return event.what == TraceEvent::What::answered && within(event.at); }));
  EXPECT_TRUE(std::all_of(run.operations.begin(), run.operations.end(), [](const Recorded& op) { return op.status == Completed::Status::ok; }));
}

TEST(Simulation, CutsWhatAPartitionCuts) {
  for (const Cut cut : {Cut::symmetric, Cut::one_way, Cut::bridge, Cut::ring, Cut::flapping}) {
    RunConfig parted = config();
    parted.options.nodes = 5;
    parted.schedule = {{.kind = Fault::Kind::partition, .at = 1, .until = 200 * kMillisecond, .node = node_at(4), .side = NodeSet::first(2), .cut = cut, .amount = 20 * kMillisecond}};
    const RunResult run = simulate(parted);
    std::set<std::pair<Node, Node>> lost;
    for (const TraceEvent& event : run.trace) {
      if (event.what == TraceEvent::What::dropped && event.text == "the network is cut") lost.insert({event.node, event.peer});
    }
    const auto cuts = [&](int from, int to) { return lost.contains({node_at(static_cast<std::size_t>(from)), node_at(static_cast<std::size_t>(to))}); };
    EXPECT_EQ(cuts(0, 2), true) << name_of(cut);
    EXPECT_EQ(cuts(2, 0), cut != Cut::one_way) << name_of(cut);
    EXPECT_EQ(cuts(0, 1), false) << name_of(cut);
    EXPECT_EQ(cuts(0, 4), cut != Cut::bridge && cut != Cut::ring) << name_of(cut);
    EXPECT_EQ(cuts(2, 3), false) << name_of(cut);
  }
}

TEST(Simulation, ReplacesANodeWithAnEmptyOne) {
  RunConfig replaced = config();
  replaced.workload.keys = 40;
  replaced.workload.operations = 400;
  std::set<Key> written;
  replaced.schedule = {{.kind = Fault::Kind::replace, .at = 100 * kMillisecond, .until = 110 * kMillisecond, .node = node_at(0)}};
  const RunResult run = simulate(replaced);
  bool forgotten = false;
  for (const Recorded& op : run.operations) {
    if (op.status != Completed::Status::ok) continue;
    if (op.command.operation == Operation::write && op.response < 100 * kMillisecond) written.insert(op.command.key);
    forgotten = forgotten || (op.command.operation == Operation::read && op.call > 110 * kMillisecond && !op.value && written.contains(op.command.key));
  }
  EXPECT_TRUE(forgotten);
}

TEST(Simulation, LeavesTheRestOfARunAloneWhereOneMessageIsTreatedOtherwise) {
  // The fate of a message depends on its link and its number alone: with fewer operations the hellos take the same way.
  RunConfig whole = config(5), less = config(5);
  less.plan = draw_plan({.sessions = 4, .operations = 4, .keys = 2}, Random(1));
  const auto hellos = [](const RunResult& run) {
    std::vector<std::pair<std::uint64_t, Time>> arrivals;
    for (const TraceEvent& event : run.trace) {
      if (event.what == TraceEvent::What::delivered && event.node == node_at(1) && event.peer == node_at(2) && event.message <= 5) arrivals.emplace_back(event.message, event.at);
    }
    return arrivals;
  };
  const auto some = hellos(simulate(less));
  ASSERT_FALSE(some.empty());
  const auto all = hellos(simulate(whole));
  ASSERT_GE(all.size(), some.size());
  EXPECT_TRUE(std::equal(some.begin(), some.end(), all.begin()));
}

TEST(Faults, AreNamedInLists) {
  EXPECT_EQ(faults_named("none"), Faults{});
  EXPECT_GT(faults_named("loss,crash")->loss, 0);
  EXPECT_GT(faults_named("loss,crash")->crash_every, 0);
  EXPECT_EQ(faults_named("loss,crash")->pause_every, 0);
  std::string unknown;
  EXPECT_FALSE(faults_named("loss,fire", &unknown));
  EXPECT_EQ(unknown, "fire");
  EXPECT_FALSE(faults_named("", &unknown));
  EXPECT_FALSE(faults_named("loss,", &unknown));
}

TEST(Faults, AreSetByMember) {
  EXPECT_EQ(faults_named("loss=0.25")->loss, 0.25);
  EXPECT_EQ(faults_named("crash,crash_for=7")->crash_for, 7);
  for (const char* wrong : {"loss=", "loss=x", "loss=2", "loss=-1", "crash_for=1.5", "drift_ppm=-1", "fire=1"}) EXPECT_FALSE(faults_named(wrong)) << wrong;
}

TEST(Faults, AreToldAsTheyAreNamed) {
  for (const std::string_view name : fault_names()) {
    const Faults faults = *faults_named(name);
    EXPECT_EQ(faults_named(text_of(faults)), faults) << name;
    EXPECT_NE(faults, Faults{}) << name;
  }
  EXPECT_EQ(text_of(Faults{}), "none");
  EXPECT_EQ(text_of(*faults_named("loss")), "loss=0.02");
}

TEST(Faults, LeaveAMajorityOfReplicasRunning) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Faults faults = *faults_named("all");
    faults.crash_every = faults.replace_every = 50 * kMillisecond;
    const std::vector<Fault> schedule = draw_schedule(faults, 5, 6, true, 2 * kSecond, Random(seed));
    for (const Fault& fault : schedule) {
      EXPECT_LE(fault.until, 2 * kSecond);
      EXPECT_LT(fault.at, fault.until);
      NodeSet down;
      for (const Fault& other : schedule) {
        const bool stops = other.kind == Fault::Kind::crash || other.kind == Fault::Kind::replace;
        if (stops && other.at <= fault.at && fault.at < other.until) down.insert(other.node);
      }
      EXPECT_LE(down.size(), 2u);
    }
  }
}

TEST(Faults, DoNotMoveWhenOthersAreTurnedOn) {
  const auto crashes = [](const char* names) {
    std::vector<Fault> found;
    for (const Fault& fault : draw_schedule(*faults_named(names), 5, 5, false, 3 * kSecond, Random(9))) {
      if (fault.kind == Fault::Kind::crash) found.push_back(fault);
    }
    return found;
  };
  EXPECT_FALSE(crashes("crash").empty());
  EXPECT_EQ(crashes("crash"), crashes("crash,partition,pause,slow,clog,loss"));
}

TEST(Random, WaitsAboutAsLongAsAskedOnAverage) {
  Random random(7);
  Time sum = 0;
  constexpr int kDraws = 100'000;
  for (int i = 0; i < kDraws; ++i) {
    const Time waited = random.waiting(1000);
    ASSERT_GE(waited, 0);
    ASSERT_LE(waited, 12'000);
    sum += waited;
  }
  EXPECT_NEAR(static_cast<double>(sum) / kDraws, 1000, 60);
}

TEST(Random, GivesTheSameNumbersEverywhere) {
  Random random(42);
  EXPECT_EQ(random.next(), 13679457532755275413u);
  EXPECT_EQ(Random(42).fork(1).next(), Random(42).fork(1).next());
  EXPECT_NE(Random(42).fork(1).next(), Random(42).fork(2).next());
}

}  // namespace
}  // namespace clio::store

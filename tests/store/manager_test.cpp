// The manager alone, told of members by hand: each case of its essay, one test each.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "src/store/manager/managed.hpp"
#include "src/store/manager/manager.hpp"

namespace clio::store {
namespace {

using membership::Heartbeat;
using membership::Word;

NodeSet nodes(std::initializer_list<std::size_t> numbers) {
  NodeSet set;
  for (const std::size_t number : numbers) set.insert(node_at(number));
  return set;
}

/// A manager and the members that the test plays. Time goes on in heartbeats; whoever runs sends one in each, and hears the answer unless
/// it is deaf.
class Desk {
 public:
  struct Member {
    std::uint64_t life = 1, disk = 1;
    bool runs = true, deaf = false, establishes = true;
    Version held = 0;
    NodeSet unreachable;
    bool leaving = false, hands_over = true;  ///< hands_over: says so when it is asked to
    // What it has heard:
    View view;
    std::uint64_t established = 0, manager_life = 0;
    Time heard = 0, leased_until = 0;
    bool hand_over = false;
  };

  explicit Desk(std::size_t count, std::size_t members_min = 1) : members(count) {
    options.nodes = count;
    options.members_min = members_min;
    start();
  }

  /// The manager starts, for the first time or again, with what is on its disk.
  void start() {
    manager = std::make_unique<Manager>(options);
    handle(Started{.durable = &disk, .life = ++life});
  }
  void restart(std::size_t node) {
    Member& member = members[node];
    member = Member{.life = member.life + 1, .disk = member.disk, .unreachable = {}, .view = {}};
  }
  void lose_disk(std::size_t node) {
    restart(node);
    members[node].disk = members[node].life;
  }
  void beat(std::size_t node) {
    Member& member = members[node];
    if (member.establishes && member.view.primary == node_at(node)) member.established = member.view.number;
    handle(Received{.from = node_at(node),
                    .bytes = membership::encode(Heartbeat{.life = member.life, .disk = member.disk, .sent = now, .manager_life = member.manager_life, .heard = member.heard,
                                                          .view = member.view.number, .established = member.established, .held = member.held,
                                                          .unreachable = member.unreachable, .leaving = member.leaving,
                                                          .handed_over = member.hand_over && member.hands_over})});
  }
  /// `count` heartbeats go by.
  void pass(std::size_t count) {
    for (; count > 0; --count) {
      now += options.timing.heartbeat;
      for (std::size_t node = 0; node < members.size(); ++node) {
        if (members[node].runs) beat(node);
      }
      handle(TimerFired{Timer{0}});
    }
  }
  /// Heartbeats go by until a view newer than `number` is made; how many did. At most 100.
  std::size_t pass_until_view_after(std::uint64_t number) {
    std::size_t count = 0;
    for (; manager->view().number <= number && count < 100; ++count) pass(1);
    return count;
  }

  void handle(const Input& input) {
    Effects effects;
    manager->step(now, input, effects);
    bool told = false;
    for (const Effect& effect : effects.list()) {
      if (const auto* persist = std::get_if<Persist>(&effect)) {
        EXPECT_TRUE(persist->sync && !told) << "durable before anybody is told";
        disk[persist->slot] = persist->bytes;
      } else if (const auto* send = std::get_if<Send>(&effect)) {
        told = true;
        hear(index(send->to), std::get<Word>(membership::decode(send->bytes).value()));
      } else if (const auto* note = std::get_if<Note>(&effect); note != nullptr && note->what == Note::What::waits) {
        waited.push_back(note->text);
      }
    }
  }

  Options options;
  std::unique_ptr<Manager> manager;
  std::vector<Member> members;
  Durable disk;
  std::uint64_t life = 0;
  Time now = 0;
  std::vector<std::string> waited;

 private:
  void hear(std::size_t node, const Word& word) {
    Member& member = members[node];
    if (!member.runs || member.deaf || word.life != member.life) return;
    member.manager_life = word.manager_life, member.heard = word.at;
    if (word.view.number > member.view.number) member.view = word.view;
    member.hand_over = word.hand_over;
    if (word.lease) {
      EXPECT_EQ(word.view.primary, node_at(node));
      EXPECT_EQ(manager->established(), word.view);
      member.leased_until = std::max(member.leased_until, word.sent + membership::relied_on(options.timing));
    }
  }
};

constexpr std::size_t kSuspicion = 7;  // heartbeats until silence is suspected

TEST(Manager, MakesTheFirstViewOnceAllAreHeard) {
  Desk desk(3);
  desk.beat(0), desk.beat(1);
  EXPECT_EQ(desk.manager->view().number, 0u);
  desk.beat(2);
  EXPECT_EQ(desk.manager->view(), (View{.number = 1, .primary = node_at(0), .members = nodes({0, 1, 2})}));
}

TEST(Manager, DoesNotWaitForeverForWhoNeverComes) {
  Desk desk(3);
  desk.members[0].runs = false;
  desk.pass(kSuspicion);
  EXPECT_EQ(desk.manager->view(), (View{.number = 1, .primary = node_at(1), .members = nodes({1, 2})}));
}

TEST(Manager, GrantsNoLeaseBeforeTheViewIsEstablished) {
  Desk desk(3);
  desk.members[0].establishes = false;
  desk.pass(20);
  EXPECT_EQ(desk.members[0].leased_until, 0);
  desk.members[0].establishes = true;
  desk.pass(1);
  EXPECT_GT(desk.members[0].leased_until, desk.now);
}

TEST(Manager, LetsASilentBackupGoAtOnce) {
  Desk desk(3);
  desk.pass(10);
  desk.members[2].runs = false;
  EXPECT_LE(desk.pass_until_view_after(1), kSuspicion);
  EXPECT_EQ(desk.manager->view(), (View{.number = 2, .primary = node_at(0), .members = nodes({0, 1})}));
}

TEST(Manager, ReplacesASilentPrimaryOnlyWhenItsLeaseHasRunOut) {
  Desk desk(3);
  desk.options.timing.lease = 200 * kMillisecond;  // longer than the failure detector's latency
  desk.start();
  desk.pass(10);
  const Time leased_until = desk.members[0].leased_until;
  desk.members[0].runs = false;
  desk.pass_until_view_after(1);
  EXPECT_GE(desk.now, leased_until);
  EXPECT_GE(desk.now, 10 * desk.options.timing.heartbeat + membership::promised(desk.options.timing));
  EXPECT_EQ(desk.manager->view().primary, node_at(1));
}

TEST(Manager, PromisesLongerThanAMemberReliesWhateverTheDrift) {
  const Timing timing{.lease = 12'345, .drift_ppm_max = 10'001};
  const double slow = 1 - timing.drift_ppm_max / 1e6, fast = 1 + timing.drift_ppm_max / 1e6;
  EXPECT_LE(static_cast<double>(membership::relied_on(timing)) / slow, 12'345.0);
  EXPECT_GE(static_cast<double>(membership::promised(timing)) / fast, 12'345.0);
}

TEST(Manager, DoesNotHonourALeaseThatDiedWithItsHoldersLife) {
  Desk desk(3);
  desk.options.timing.lease = 10 * kSecond;
  desk.start();
  desk.pass(10);
  desk.restart(0);
  desk.pass(1);
  EXPECT_EQ(desk.manager->view().number, 2u);
  EXPECT_EQ(desk.manager->view().primary, node_at(0)) << "it holds everything, so it may go on";
}

TEST(Manager, TellsARestartedMemberNoViewOfItsFormerLife) {
  Desk desk(3);
  desk.pass(1);
  ASSERT_EQ(desk.manager->view().number, 1u);
  desk.restart(1);
  desk.beat(1);  // too soon after view 1 for another
  EXPECT_EQ(desk.manager->view().number, 1u);
  EXPECT_EQ(desk.members[1].view.number, 0u);
  desk.pass(3);
  EXPECT_EQ(desk.members[1].view.number, 2u);
}

TEST(Manager, ASuspectedPrimaryThatRunsComesBackAsABackup) {
  Desk desk(3);
  desk.pass(10);
  desk.members[0].runs = false;
  desk.pass_until_view_after(1);
  desk.members[0].runs = true;
  desk.pass(3);
  EXPECT_EQ(desk.members[0].view, (View{.number = 2, .primary = node_at(1), .members = nodes({1, 2})})) << "told that it is out";
  desk.pass_until_view_after(2);
  EXPECT_EQ(desk.manager->view(), (View{.number = 3, .primary = node_at(1), .members = nodes({0, 1, 2})}));
}

TEST(Manager, CountsANodeThatIsHeardButDoesNotHearAsFailed) {
  Desk desk(3);
  desk.pass(10);
  desk.members[0].deaf = true;
  desk.pass(2 * kSuspicion);
  EXPECT_EQ(desk.manager->view().members, nodes({1, 2}));
  desk.pass(50);
  EXPECT_EQ(desk.manager->view().number, 2u) << "and it does not come back while it is deaf";
}

TEST(Manager, ReplacesAMemberThatCrashesDuringSynchronisation) {
  Desk desk(3);
  desk.members[0].establishes = false;
  desk.pass(2);
  desk.members[1].runs = false;
  desk.pass(2 * kSuspicion);
  EXPECT_EQ(desk.manager->view(), (View{.number = 2, .primary = node_at(0), .members = nodes({0, 2})}));
}

TEST(Manager, TakesAPrimaryFromTheEstablishedViewEvenIfItHasLeftSince) {
  Desk desk(3);
  desk.pass(10);
  desk.members[2].runs = false;
  desk.members[0].establishes = false;
  desk.pass(2 * kSuspicion);
  ASSERT_EQ(desk.manager->view().members, nodes({0, 1}));  // never established, so it has never served
  desk.members[0].runs = desk.members[1].runs = false;
  desk.members[2].runs = true;
  desk.pass(3 * kSuspicion);
  EXPECT_EQ(desk.manager->view().primary, node_at(2));
}

TEST(Manager, WaitsForWhoHoldsEverythingAndSaysSo) {
  Desk desk(3);
  desk.pass(10);
  desk.members[2].runs = false;
  desk.pass(2 * kSuspicion);
  ASSERT_EQ(desk.manager->established().members, nodes({0, 1}));
  desk.members[0].runs = desk.members[1].runs = false;
  desk.members[2].runs = true;
  desk.pass(50);
  EXPECT_EQ(desk.manager->view().number, 2u);
  EXPECT_EQ(desk.waited, std::vector<std::string>{"no node that holds everything acknowledged is alive"});
  desk.restart(1);
  desk.pass(5);
  EXPECT_EQ(desk.manager->view().primary, node_at(1));
}

TEST(Manager, DoesNotTakeANodeForCompleteThatLostItsDisk) {
  Desk desk(3);
  desk.pass(10);
  desk.members[0].runs = desk.members[2].runs = false;
  desk.lose_disk(1);
  desk.pass(30);
  EXPECT_NE(desk.manager->view().primary, node_at(1));
  EXPECT_EQ(desk.waited, std::vector<std::string>{"no node that holds everything acknowledged is alive"});
  desk.members[2].runs = true;
  desk.pass(5);
  EXPECT_EQ(desk.manager->view().primary, node_at(2));
  EXPECT_EQ(desk.manager->view().members, nodes({1, 2}));
}

TEST(Manager, LetsNoViewShrinkBelowItsLeast) {
  Desk desk(3, 2);
  desk.pass(10);
  desk.members[1].runs = desk.members[2].runs = false;
  desk.pass(50);
  EXPECT_EQ(desk.manager->view().number, 1u);
  EXPECT_EQ(desk.waited, std::vector<std::string>{"too few nodes are alive for a view"});
}

TEST(Manager, AJoinerThatCrashesDelaysButDoesNotStopTheOthers) {
  Desk desk(3);
  desk.members[2].runs = false;
  desk.pass(10);
  ASSERT_EQ(desk.manager->established().members, nodes({0, 1}));
  desk.members[2].runs = true;
  desk.members[0].establishes = false;
  desk.pass_until_view_after(1);
  ASSERT_EQ(desk.manager->view().members, nodes({0, 1, 2}));
  desk.members[2].runs = false;
  desk.members[0].establishes = true;
  desk.members[0].established = 1;
  desk.pass(2 * kSuspicion);
  EXPECT_EQ(desk.manager->established(), (View{.number = 3, .primary = node_at(0), .members = nodes({0, 1})}));
}

TEST(Manager, EverybodyRestartingAtOnceGetsAViewOfNewLives) {
  Desk desk(5);
  desk.pass(10);
  for (std::size_t node = 0; node < 5; ++node) desk.restart(node);
  desk.pass(10);
  EXPECT_EQ(desk.manager->established().members, NodeSet::first(5));
  EXPECT_GT(desk.manager->established().number, 1u);
  for (const Desk::Member& member : desk.members) EXPECT_EQ(member.view, desk.manager->view());
}

TEST(Manager, ShunsABackupThatThePrimaryDoesNotReach) {
  Desk desk(3);
  desk.pass(10);
  desk.members[0].unreachable = nodes({2});
  desk.pass(3);
  EXPECT_EQ(desk.manager->view().members, nodes({0, 1}));
  desk.members[0].unreachable = {};
  desk.pass(60);
  EXPECT_EQ(desk.manager->view().members, nodes({0, 1, 2})) << "for a while only";
}

TEST(Manager, LetsAPrimaryThatReachesNobodyGiveWayToAnother) {
  Desk desk(3, 2);
  desk.pass(10);
  desk.members[0].unreachable = nodes({1, 2});
  desk.pass(1);
  const Time leased_until = desk.members[0].leased_until;
  desk.pass_until_view_after(1);
  EXPECT_EQ(desk.members[0].leased_until, leased_until) << "not renewed meanwhile";
  EXPECT_GE(desk.now, leased_until);
  EXPECT_EQ(desk.manager->view(), (View{.number = 2, .primary = node_at(1), .members = nodes({1, 2})}));
  desk.pass(10);
  EXPECT_EQ(desk.manager->established().number, 2u) << "what the former primary did not reach, the new one may";
}

TEST(Manager, LetsNodesTakeTurnsWhenNobodyReachesEnough) {
  Desk desk(3, 2);
  for (std::size_t node = 0; node < 3; ++node) desk.members[node].establishes = false;
  desk.pass(2);
  for (std::size_t node = 0; node < 3; ++node) desk.members[node].unreachable = nodes({0, 1, 2}).without(node_at(node));
  NodeSet primaries;
  for (int beat = 0; beat < 100; ++beat) {
    desk.pass(1);
    primaries.insert(desk.manager->view().primary);
  }
  EXPECT_EQ(primaries, NodeSet::first(3));
}

TEST(Manager, WaitsWhenThePrimaryReachesNobodyAndNobodyElseMayLead) {
  Desk desk(2, 2);
  desk.pass(10);
  desk.members[0].unreachable = nodes({1});
  desk.pass(50);
  EXPECT_EQ(desk.manager->view().number, 1u);
  EXPECT_EQ(desk.waited, std::vector<std::string>{"the primary does not reach enough nodes"});
}

TEST(Manager, AfterARestartKeepsViewsAndPromises) {
  Desk desk(3);
  desk.options.timing.lease = 300 * kMillisecond;
  desk.start();
  desk.pass(10);
  const View before = desk.manager->view();
  desk.members[0].runs = false;
  const Time restarted = desk.now;
  desk.start();
  EXPECT_EQ(desk.manager->view(), before);
  desk.pass_until_view_after(before.number);
  EXPECT_GE(desk.now, restarted + membership::promised(desk.options.timing)) << "it cannot know how lately it granted a lease";
  EXPECT_EQ(desk.manager->view().number, before.number + 1);
}

TEST(Manager, AfterARestartStillKnowsWhoRestartedMeanwhile) {
  Desk desk(3);
  desk.pass(10);
  desk.restart(1);
  desk.start();
  desk.pass(5);
  EXPECT_EQ(desk.manager->view().number, 2u);
  EXPECT_EQ(desk.members[1].view.number, 2u);
}

TEST(Manager, LetsABackupLeave) {
  Desk desk(3);
  desk.pass(10);
  desk.members[2].leaving = true;
  desk.pass(1);
  EXPECT_EQ(desk.manager->view(), (View{.number = 2, .primary = node_at(0), .members = nodes({0, 1})}));
  desk.pass(50);
  EXPECT_EQ(desk.manager->view().number, 2u) << "and does not let it in again before it asks";
  desk.members[2].leaving = false;
  desk.pass(2);
  EXPECT_EQ(desk.manager->view().members, nodes({0, 1, 2}));
}

TEST(Manager, ReplacesALeavingPrimaryOnlyOnceItHasHandedOverAndItsLeaseHasRunOut) {
  Desk desk(3);
  desk.pass(10);
  desk.members[0].leaving = true, desk.members[0].hands_over = false;
  desk.pass(50);
  EXPECT_TRUE(desk.members[0].hand_over) << "asked";
  EXPECT_EQ(desk.manager->view().number, 1u);
  EXPECT_GT(desk.members[0].leased_until, desk.now) << "serves reads on";
  desk.members[0].hands_over = true;
  desk.pass(1);
  const Time leased_until = desk.members[0].leased_until;
  desk.pass_until_view_after(1);
  EXPECT_GE(desk.now, leased_until);
  EXPECT_EQ(desk.manager->view(), (View{.number = 2, .primary = node_at(1), .members = nodes({1, 2})}));
}

TEST(Manager, DoesNotBelieveAHandOverOfAnEarlierRequest) {
  Desk desk(3, 2);
  desk.options.timing.lease = 300 * kMillisecond;
  desk.start();
  desk.pass(10);
  desk.members[0].leaving = true;
  desk.pass(2);  // handed over; its lease runs
  desk.members[1].runs = desk.members[2].runs = false;
  desk.pass(kSuspicion);
  EXPECT_FALSE(desk.members[0].hand_over) << "nobody is left to hand over to: it goes on";
  desk.members[1].runs = desk.members[2].runs = true;
  desk.members[0].hands_over = false;  // it has taken a write meanwhile
  desk.pass(100);
  EXPECT_EQ(desk.manager->view().primary, node_at(0));
  desk.members[0].hands_over = true;
  desk.pass(100);
  EXPECT_NE(desk.manager->view().primary, node_at(0));
}

TEST(Manager, KeepsWhoIsNeededAndSaysSo) {
  Desk desk(3, 2);
  desk.pass(10);
  for (Desk::Member& member : desk.members) member.leaving = true;
  desk.pass(50);
  EXPECT_EQ(desk.manager->view().members.size(), 2u) << "one may go";
  EXPECT_EQ(desk.waited, (std::vector<std::string>{"too few nodes would stay", "too few nodes would stay"})) << "once a view";
  EXPECT_TRUE(desk.manager->view().members.contains(node_at(0))) << "backups first";
}

TEST(Manager, TakesASpareWhereThereAreTooFewWithoutIt) {
  Desk desk(3, 3);
  desk.members[2].leaving = true;
  desk.pass(2 * kSuspicion);
  EXPECT_EQ(desk.manager->view().members, nodes({0, 1, 2})) << "whoever runs is welcome";
}

TEST(Manager, PrefersWhoHoldsMost) {
  Desk desk(4);
  desk.pass(10);
  desk.members[2].held = 7, desk.members[3].held = 6;
  desk.pass(1);
  desk.members[0].runs = false;
  desk.pass_until_view_after(1);
  EXPECT_EQ(desk.manager->view().primary, node_at(2));
}

TEST(Manager, IgnoresHeartbeatsOfEarlierLives) {
  Desk desk(2);
  desk.pass(10);
  desk.restart(1);
  desk.pass(5);
  const View view = desk.manager->view();
  desk.members[1].life = 1;  // an old message comes late
  desk.beat(1);
  desk.members[1].life = 2;
  desk.pass(5);
  EXPECT_EQ(desk.manager->view(), view);
}

TEST(Manager, DoesNotLetAFlappingNodeKeepTheOthersFromServing) {
  Desk desk(3);
  desk.pass(10);
  for (int round = 0; round < 20; ++round) {
    desk.members[2].runs = round % 2 == 1;
    desk.pass(4);
  }
  EXPECT_LE(desk.manager->view().number, 4u);
}

TEST(Manager, RefusesWhatIsNoHeartbeat) {
  Desk desk(2);
  for (const std::string& bytes : {std::string(), std::string("\x7f"), std::string("\x7f\x05"), std::string("abc"), membership::encode(Word{.view = {}})}) {
    Effects effects;
    desk.manager->step(0, Received{.from = node_at(0), .bytes = bytes}, effects);
    ASSERT_EQ(effects.list().size(), 1u);
    EXPECT_EQ(std::get<Note>(effects.list()[0]).what, Note::What::rejected);
  }
}

/// A protocol that remembers what it was handed.
class Listener final : public ManagedProtocol {
 public:
  void step(Time, const Input& input, Effects&) override {
    if (const auto* started = std::get_if<Started>(&input)) records = started->durable->size();
    if (const auto* changed = std::get_if<ViewChanged>(&input)) views.push_back(changed->view.number);
    if (const auto* granted = std::get_if<LeaseGranted>(&input)) leases.push_back(granted->until);
    if (std::holds_alternative<Received>(input)) ++received;
  }
  [[nodiscard]] std::string describe(std::string_view) const override { return "inner"; }
  [[nodiscard]] std::string state() const override { return {}; }
  [[nodiscard]] std::uint64_t established_view() const override { return established; }

  std::vector<std::uint64_t> views;
  std::vector<Time> leases;
  std::size_t records = 0, received = 0;
  std::uint64_t established = 0;
};

struct Agent {
  explicit Agent(Durable on_disk = {}, std::uint64_t life = 1) : disk(std::move(on_disk)) {
    Options options;
    options.nodes = 2;
    auto inner = std::make_unique<Listener>();
    listener = inner.get();
    managed = std::make_unique<Managed>(std::move(inner), node_at(0), options);
    step(0, Started{.durable = &disk, .life = life});
  }
  void step(Time now, const Input& input) {
    Effects effects;
    managed->step(now, input, effects);
    for (const Effect& effect : effects.list()) {
      if (const auto* persist = std::get_if<Persist>(&effect)) disk[persist->slot] = persist->bytes;
      if (const auto* send = std::get_if<Send>(&effect)) beats.push_back(std::get<Heartbeat>(membership::decode(send->bytes).value()));
    }
  }
  void hear(Time now, Word word, std::size_t from = 2) { step(now, Received{.from = node_at(from), .bytes = membership::encode(word)}); }

  Durable disk;
  Listener* listener = nullptr;
  std::unique_ptr<Managed> managed;
  std::vector<Heartbeat> beats;
};

const View kView{.number = 4, .primary = Node{0}, .members = NodeSet::first(2)};

TEST(Member, CountsALeaseFromTheSendingOfTheHeartbeat) {
  Agent agent;
  agent.hear(30'000, {.manager_life = 1, .at = 5, .life = 1, .sent = 1'000, .lease = true, .view = kView});
  EXPECT_EQ(agent.listener->views, std::vector<std::uint64_t>{4});
  EXPECT_EQ(agent.listener->leases, std::vector<Time>{1'000 + 49'500});
}

TEST(Member, TakesUpNothingThatWasSaidToAnEarlierLife) {
  Agent agent({}, 2);
  agent.hear(10, {.manager_life = 1, .at = 5, .life = 1, .sent = 1'000, .lease = true, .view = kView});
  EXPECT_TRUE(agent.listener->views.empty() && agent.listener->leases.empty());
}

TEST(Member, HandsAViewOnOnceAndNoOlderOne) {
  Agent agent;
  for (const std::uint64_t number : {4, 4, 3, 5}) agent.hear(10, {.manager_life = 1, .at = 5, .life = 1, .view = {.number = number, .primary = Node{0}, .members = {}}});
  EXPECT_EQ(agent.listener->views, (std::vector<std::uint64_t>{4, 5}));
}

TEST(Member, SaysAtOnceThatAViewIsEstablished) {
  Agent agent;
  ASSERT_EQ(agent.beats.size(), 1u);
  agent.listener->established = 4;
  agent.step(10, Received{.from = node_at(1), .bytes = "x"});
  ASSERT_EQ(agent.beats.size(), 2u);
  EXPECT_EQ(agent.beats.back().established, 4u);
}

TEST(Member, RepeatsTheManagersClock) {
  Agent agent;
  agent.hear(10, {.manager_life = 3, .at = 777, .life = 1, .view = {}});
  agent.hear(11, {.manager_life = 2, .at = 999, .life = 1, .view = {}});  // from before the manager's restart
  agent.step(12, TimerFired{Managed::kTimer});
  EXPECT_EQ(agent.beats.back().manager_life, 3u);
  EXPECT_EQ(agent.beats.back().heard, 777);
}

TEST(Member, KnowsItsDiskAgainAndALostOneAsNew) {
  const Agent first({}, 1);
  const Agent again(first.disk, 2);
  EXPECT_EQ(again.beats.front().disk, 1u);
  EXPECT_EQ(again.beats.front().life, 2u);
  EXPECT_EQ(again.listener->records, 0u) << "the agent's record is not the protocol's";
  const Agent lost({}, 3);
  EXPECT_EQ(lost.beats.front().disk, 3u);
}

TEST(Member, BelievesNobodyButTheManager) {
  Agent agent;
  agent.hear(10, {.manager_life = 1, .at = 5, .life = 1, .view = kView}, 1);
  agent.step(10, Received{.from = node_at(2), .bytes = "\x7f\x09"});
  EXPECT_TRUE(agent.listener->views.empty());
  EXPECT_EQ(agent.listener->received, 0u) << "and what is marked as the manager's never reaches the protocol";
}

}  // namespace
}  // namespace clio::store

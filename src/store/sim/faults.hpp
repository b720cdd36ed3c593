#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/store/core/types.hpp"
#include "src/store/sim/random.hpp"

namespace clio::store {

/// How a partition cuts the network.
enum class Cut : std::uint8_t {
  symmetric,  ///< between `side` and the rest, both ways
  one_way,    ///< what `side` sends to the rest is lost
  bridge,     ///< between `side` and the rest, but `node` reaches everybody
  ring,       ///< each node reaches only its nearest neighbours in a ring, as many as make a majority with itself
  flapping    ///< symmetric, on and off
};

/// What goes wrong in a run, and how often: named ratios of messages, and mean intervals of what happens now and then (0: never).
/// All times in microseconds.
struct Faults {
  // Every message.
  Time delay_min = 200;         ///< the least that a message takes
  Time delay_mean = 300;        ///< and on average as much more
  Time far_min = 0, far_mean = 0;  ///< likewise, on top, for messages from one place to another: each node is a place, with the sessions beside it
  double loss = 0;              ///< of messages between nodes, and between clients and nodes
  double duplication = 0;
  double reordering = 0;        ///< of messages that are held back by up to `reordering_max`
  Time reordering_max = 20 * kMillisecond;
  // The network, now and then.
  Time partition_every = 0, partition_for = 150 * kMillisecond;
  Time clog_every = 0, clog_for = 100 * kMillisecond;   ///< one node's links become slow
  Time clog_delay = 40 * kMillisecond;                  ///< by up to this much
  // Nodes.
  Time crash_every = 0, crash_for = 150 * kMillisecond; ///< fail-stop, then a restart from what is durable
  Time pause_every = 0, pause_for = 100 * kMillisecond; ///< the process stands still, then goes on
  Time slow_every = 0, slow_for = 200 * kMillisecond;   ///< each step takes `slow_step`
  Time slow_step = 2 * kMillisecond;
  Time replace_every = 0, replace_for = 250 * kMillisecond;  ///< a node leaves and comes back with an empty disk (only where a manager lets it join)
  Time leave_every = 0, leave_for = 300 * kMillisecond;      ///< a node asks to leave, and later to join again (only where there is a manager to ask)
  Time skew_max = 0;            ///< clocks start up to this far apart
  std::uint32_t drift_ppm = 0;  ///< and run up to this much fast or slow, parts per million
  // Disks.
  Time sync = 100;              ///< making a record durable takes about this long
  double torn = 0;              ///< of crashes during a sync: part of what was being written is there; else none of it

  friend bool operator==(const Faults&, const Faults&) = default;
};

/// The kinds of faults that `--faults` names.
[[nodiscard]] std::vector<std::string_view> fault_names();
/// "none", or items separated by commas: "all", the name of a kind, or a member and its value ("loss=0.05"). Without a value where an item is
/// none of these (then `unknown` names it).
[[nodiscard]] std::optional<Faults> faults_named(std::string_view list, std::string* unknown = nullptr);
/// The members that differ from no faults, as faults_named() reads them: "loss=0.02,crash_every=600000".
[[nodiscard]] std::string text_of(const Faults& faults);

/// One thing that goes wrong for a while. A run's schedule is data: drawn from the seed, given by a scenario, or made smaller by shrinking.
struct Fault {
  enum class Kind : std::uint8_t {
    partition, clog, crash, pause, slow, replace,
    leave,  ///< `node` asks to leave, and to join again at `until`
    join,   ///< `node` is a spare from the run's beginning and asks to join at `at` (never drawn)
    hold  ///< what `node` sends to `side` takes `amount` longer (never drawn: scenarios and replays use it)
  };
  Kind kind = Kind::crash;
  Time at = 0, until = 0;  ///< from, up to not including; `until` is when it heals (the restart of a crash)
  Node node = kNobody;     ///< who crashes, pauses, is slow or clogged, leaves or joins; the bridge of a partition
  NodeSet side;            ///< of a partition; of hold: the receivers
  Cut cut = Cut::symmetric;
  Time amount = 0;         ///< of clog and hold: the delay; of slow: a step's time; of a flapping partition: the period
  bool torn = false;       ///< of a crash: part of what was being written is there

  friend bool operator==(const Fault&, const Fault&) = default;
};
[[nodiscard]] std::string_view name_of(Fault::Kind kind);
[[nodiscard]] std::string_view name_of(Cut cut);
/// "partition (one-way) {0,1} from 120000 to 270000".
[[nodiscard]] std::string text_of(const Fault& fault);

/// Draws what goes wrong from 0 to `duration`; everything has healed by then. `nodes` replicas may crash; `reachable` nodes (the manager
/// included) may be cut off. Sorted by `at`. At most a minority of the replicas is down at a time, and at most a minority ever loses its disk.
[[nodiscard]] std::vector<Fault> draw_schedule(const Faults& faults, std::size_t nodes, std::size_t reachable, bool managed, Time duration, Random random);

}  // namespace clio::store

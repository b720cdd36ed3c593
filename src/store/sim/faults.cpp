#include "src/store/sim/faults.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <type_traits>
#include <variant>

namespace clio::store {
namespace {

struct Named {
  std::string_view name;
  void (*turn_on)(Faults&);
};

constexpr std::array kNamed{
    Named{"delay", [](Faults& f) { f.delay_mean = 3 * kMillisecond; }},
    Named{"loss", [](Faults& f) { f.loss = 0.02; }},
    Named{"duplication", [](Faults& f) { f.duplication = 0.02; }},
    Named{"reordering", [](Faults& f) { f.reordering = 0.05; }},
    Named{"partition", [](Faults& f) { f.partition_every = 500 * kMillisecond; }},
    Named{"clog", [](Faults& f) { f.clog_every = 700 * kMillisecond; }},
    Named{"crash", [](Faults& f) { f.crash_every = 500 * kMillisecond; }},
    Named{"pause", [](Faults& f) { f.pause_every = 600 * kMillisecond; }},
    Named{"slow", [](Faults& f) { f.slow_every = 800 * kMillisecond; }},
    Named{"replace", [](Faults& f) { f.replace_every = 1200 * kMillisecond; }},
    Named{"leave", [](Faults& f) { f.leave_every = 900 * kMillisecond; }},
    Named{"clock", [](Faults& f) { f.skew_max = 50 * kMillisecond, f.drift_ppm = 5000; }},
    Named{"disk", [](Faults& f) { f.sync = 500, f.torn = 0.5; }},
};

/// The members of Faults by name, each a whole number or a ratio.
struct Member {
  std::string_view name;
  std::variant<Time Faults::*, double Faults::*, std::uint32_t Faults::*> member;
};
constexpr std::array kMembers{
    Member{"delay_min", &Faults::delay_min},
    Member{"delay_mean", &Faults::delay_mean},
    Member{"far_min", &Faults::far_min},
    Member{"far_mean", &Faults::far_mean},
    Member{"loss", &Faults::loss},
    Member{"duplication", &Faults::duplication},
    Member{"reordering", &Faults::reordering},
    Member{"reordering_max", &Faults::reordering_max},
    Member{"partition_every", &Faults::partition_every},
    Member{"partition_for", &Faults::partition_for},
    Member{"clog_every", &Faults::clog_every},
    Member{"clog_for", &Faults::clog_for},
    Member{"clog_delay", &Faults::clog_delay},
    Member{"crash_every", &Faults::crash_every},
    Member{"crash_for", &Faults::crash_for},
    Member{"pause_every", &Faults::pause_every},
    Member{"pause_for", &Faults::pause_for},
    Member{"slow_every", &Faults::slow_every},
    Member{"slow_for", &Faults::slow_for},
    Member{"slow_step", &Faults::slow_step},
    Member{"replace_every", &Faults::replace_every},
    Member{"replace_for", &Faults::replace_for},
    Member{"leave_every", &Faults::leave_every},
    Member{"leave_for", &Faults::leave_for},
    Member{"skew_max", &Faults::skew_max},
    Member{"drift_ppm", &Faults::drift_ppm},
    Member{"sync", &Faults::sync},
    Member{"torn", &Faults::torn},
};

/// The shortest text that reads back as the same number.
template <class T>
std::string text_of_number(T number) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  return {buffer, end};
}

/// "name=value": sets a member. False where there is no such member, the value is no number of its type, negative, or a ratio above 1.
bool set_member(Faults& faults, std::string_view item) {
  const std::size_t equals = item.find('=');
  if (equals == std::string_view::npos) return false;
  const std::string_view name = item.substr(0, equals), text = item.substr(equals + 1);
  const auto member = std::find_if(kMembers.begin(), kMembers.end(), [&](const Member& one) { return one.name == name; });
  if (member == kMembers.end()) return false;
  return std::visit(
      [&](auto pointer) {
        auto value = faults.*pointer;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size() || value < 0) return false;
        if (std::is_floating_point_v<decltype(value)> && !(value <= 1)) return false;
        faults.*pointer = value;
        return true;
      },
      member->member);
}

/// The moments at which something that happens about every `every` happens.
template <class Happen>
void now_and_then(Time every, Time duration, Random& random, Happen happen) {
  if (every <= 0) return;
  for (Time at = random.waiting(every); at < duration; at += 1 + random.waiting(every)) happen(at);
}

Time end_of(Time at, Time mean, Time duration, Random& random) { return std::min(duration, at + 1 + mean / 4 + random.waiting(mean * 3 / 4)); }

/// A non-empty proper part of `count` nodes.
NodeSet part_of(std::size_t count, Random& random) {
  const std::uint64_t all = NodeSet::first(count).bits();
  std::uint64_t bits = 0;
  do bits = random.next() & all;
  while (bits == 0 || bits == all);
  return NodeSet::from_bits(bits);
}

}  // namespace

std::vector<std::string_view> fault_names() {
  std::vector<std::string_view> names;
  for (const Named& named : kNamed) names.push_back(named.name);
  return names;
}

std::optional<Faults> faults_named(std::string_view list, std::string* unknown) {
  Faults faults;
  if (list == "none") return faults;
  while (true) {
    const std::string_view name = list.substr(0, list.find(','));
    const auto named = std::find_if(kNamed.begin(), kNamed.end(), [&](const Named& one) { return one.name == name; });
    if (name == "all") {
      for (const Named& one : kNamed) one.turn_on(faults);
    } else if (named != kNamed.end()) {
      named->turn_on(faults);
    } else if (!set_member(faults, name)) {
      if (unknown != nullptr) *unknown = name;
      return std::nullopt;
    }
    if (name.size() == list.size()) return faults;
    list.remove_prefix(name.size() + 1);
  }
}

std::string text_of(const Faults& faults) {
  const Faults usual;
  std::string text;
  for (const Member& one : kMembers) {
    std::visit(
        [&](auto pointer) {
          if (faults.*pointer == usual.*pointer) return;
          if (!text.empty()) text += ',';
          (text += one.name) += "=" + text_of_number(faults.*pointer);
        },
        one.member);
  }
  return text.empty() ? "none" : text;
}

std::string_view name_of(Fault::Kind kind) {
  switch (kind) {
    case Fault::Kind::partition: return "partition";
    case Fault::Kind::clog: return "clog";
    case Fault::Kind::crash: return "crash";
    case Fault::Kind::pause: return "pause";
    case Fault::Kind::slow: return "slow";
    case Fault::Kind::replace: return "replace";
    case Fault::Kind::leave: return "leave";
    case Fault::Kind::join: return "join";
    case Fault::Kind::hold: return "hold";
  }
  return "";
}

std::string_view name_of(Cut cut) {
  switch (cut) {
    case Cut::symmetric: return "symmetric";
    case Cut::one_way: return "one-way";
    case Cut::bridge: return "bridge";
    case Cut::ring: return "ring";
    case Cut::flapping: return "flapping";
  }
  return "";
}

std::string text_of(const Fault& fault) {
  std::string text(name_of(fault.kind));
  const auto nodes = [](NodeSet set) {
    std::string listed = "{";
    for (const Node node : set) listed += (listed.back() == '{' ? "n" : ",n") + std::to_string(index(node));
    return listed + "}";
  };
  if (fault.kind == Fault::Kind::partition) {
    ((text += " (") += name_of(fault.cut)) += ")";
    if (fault.cut != Cut::ring) text += " " + nodes(fault.side);
    if (fault.cut == Cut::bridge) text += " around n" + std::to_string(index(fault.node));
  } else if (fault.kind == Fault::Kind::hold) {
    text += " by " + std::to_string(fault.amount) + " what n" + std::to_string(index(fault.node)) + " sends to " + nodes(fault.side);
  } else {
    text += " of n" + std::to_string(index(fault.node));
  }
  if (fault.kind == Fault::Kind::join) return text + " at " + std::to_string(fault.at);
  return text + " from " + std::to_string(fault.at) + " to " + std::to_string(fault.until);
}

std::vector<Fault> draw_schedule(const Faults& faults, std::size_t nodes, std::size_t reachable, bool managed, Time duration, Random random) {
  std::vector<Fault> schedule;
  using Kind = Fault::Kind;
  const auto some_node = [&](Random& r) { return node_at(r.below(nodes)); };

  // Each kind draws from a stream of its own: turning one kind on or off does not move the others.
  Random partitions = random.fork(1), clogs = random.fork(2), crashes = random.fork(3), pauses = random.fork(4), slows = random.fork(5), replacements = random.fork(6),
         leaves = random.fork(7);
  now_and_then(faults.partition_every, duration, partitions, [&](Time at) {
    if (reachable < 2) return;
    Fault fault{.kind = Kind::partition, .at = at, .until = end_of(at, faults.partition_for, duration, partitions)};
    fault.cut = static_cast<Cut>(partitions.below(5));
    fault.side = part_of(reachable, partitions);
    fault.node = node_at(partitions.below(reachable));
    fault.amount = 5 * kMillisecond + partitions.waiting(20 * kMillisecond);
    schedule.push_back(fault);
  });
  now_and_then(faults.clog_every, duration, clogs, [&](Time at) {
    schedule.push_back({.kind = Kind::clog, .at = at, .until = end_of(at, faults.clog_for, duration, clogs), .node = some_node(clogs), .amount = faults.clog_delay});
  });
  now_and_then(faults.pause_every, duration, pauses, [&](Time at) {
    schedule.push_back({.kind = Kind::pause, .at = at, .until = end_of(at, faults.pause_for, duration, pauses), .node = some_node(pauses)});
  });
  now_and_then(faults.slow_every, duration, slows, [&](Time at) {
    schedule.push_back({.kind = Kind::slow, .at = at, .until = end_of(at, faults.slow_for, duration, slows), .node = some_node(slows), .amount = faults.slow_step});
  });

  if (managed) {  // one at a time
    Time over = 0;
    now_and_then(faults.leave_every, duration, leaves, [&](Time at) {
      const Fault fault{.kind = Kind::leave, .at = at, .until = end_of(at, faults.leave_for, duration, leaves), .node = some_node(leaves)};
      if (at < over) return;
      over = fault.until;
      schedule.push_back(fault);
    });
  }

  // Who is down: at most a minority at a time, so that what a majority holds is never lost for good.
  std::vector<Fault> down;
  now_and_then(faults.crash_every, duration, crashes, [&](Time at) {
    down.push_back({.kind = Kind::crash, .at = at, .until = end_of(at, faults.crash_for, duration, crashes), .node = some_node(crashes),
                    .torn = crashes.chance(faults.torn)});
  });
  if (managed) {
    now_and_then(faults.replace_every, duration, replacements, [&](Time at) {
      down.push_back({.kind = Kind::replace, .at = at, .until = end_of(at, faults.replace_for, duration, replacements), .node = some_node(replacements)});
    });
  }
  std::stable_sort(down.begin(), down.end(), [](const Fault& a, const Fault& b) { return a.at < b.at; });
  std::vector<Fault> kept;
  for (const Fault& fault : down) {
    NodeSet at_once = NodeSet().with(fault.node);
    bool twice = false;
    for (const Fault& other : kept) {
      const bool over = other.until < fault.at;
      const bool both_lose_disks = fault.kind == Kind::replace && other.kind == Kind::replace;  // a partition may keep the first from being brought up to date
      if (over && !both_lose_disks) continue;
      twice = twice || (!over && other.node == fault.node);
      at_once.insert(other.node);
    }
    if (!twice && at_once.size() <= (nodes - 1) / 2) kept.push_back(fault);
  }
  schedule.insert(schedule.end(), kept.begin(), kept.end());
  std::stable_sort(schedule.begin(), schedule.end(), [](const Fault& a, const Fault& b) { return a.at < b.at; });
  return schedule;
}

}  // namespace clio::store

// Every history up to a bound, without most of the copies that differ in names only.
//
// Untimed: a shape (how many operations each process has, longest first), then every content for every place. Of the histories that differ only in the
// names of processes, keys and the values of a key, the one whose sequence of content numbers is least is kept by three rules that it always passes:
// processes of one length do not decrease; the first key to appear is key 0; a key's first value to appear is 1, the next 2. (Were one of these broken,
// exchanging the two names would make the sequence smaller, because contents are numbered by key first, and by value where they are otherwise alike.)
//
// Timed: every interval order has one canonical drawing with closed intervals on the points 0 .. m-1, in which every point is the left end of some interval and
// the right end of some interval (Greenough 1976: the minimal representation). Where a is not before b there, they may share just one point: `tight` is this
// drawing. `spread` moves the ends apart, so that nothing touches. An unknown operation never ends: it takes the intervals that end at the last point.
// Tested by: reference_test.cpp counts interval orders (1, 3, 19, 207) and histories against closed formulas.

#include "tests/oracle/enumerate.hpp"

#include <algorithm>
#include <ostream>

#include "tests/oracle/canonical.hpp"

namespace clio::oracle {
namespace {

struct Walk {
  const Bound& bound;
  const std::function<void(const Plan&)>& visit;
  Plan plan = {};
  std::vector<std::size_t> chosen = {};  // content of each step so far
  std::uint64_t visited = 0;

  /// Whether the step writes what another one wrote already and must not.
  [[nodiscard]] bool repeats(const Step& step) const {
    return bound.distinct && step.kind != Kind::read &&
           std::any_of(plan.steps.begin(), plan.steps.end(),
                       [&](const Step& s) { return s.kind != Kind::read && s.key == step.key && s.value == step.value; });
  }
  [[nodiscard]] bool reads_unwritten() const {
    return bound.distinct && std::any_of(plan.steps.begin(), plan.steps.end(), [&](const Step& read) {
      return read.kind == Kind::read && read.value != 0 && std::none_of(plan.steps.begin(), plan.steps.end(), [&](const Step& s) {
        return s.kind != Kind::read && s.key == read.key && s.value == read.value;
      });
    });
  }
  void leave() {
    if (reads_unwritten()) return;
    ++visited;
    visit(plan);
  }
};

void fill_untimed(Walk& walk, const std::vector<std::size_t>& lengths, std::size_t process, std::size_t place, const Names& names) {
  if (process == lengths.size()) return walk.leave();
  if (place == lengths[process]) {
    const std::size_t length = lengths[process];
    if (process > 0 && lengths[process - 1] == length) {
      const auto mine = walk.chosen.end() - static_cast<std::ptrdiff_t>(length);
      const auto theirs = mine - static_cast<std::ptrdiff_t>(length);
      if (std::lexicographical_compare(mine, walk.chosen.end(), theirs, mine)) return;
    }
    return fill_untimed(walk, lengths, process + 1, 0, names);
  }
  for (std::size_t content = 0; content < walk.bound.contents.size(); ++content) {
    Names now = names;
    if (!now.admit(walk.bound.contents[content], walk.bound.values_alike) || walk.repeats(walk.bound.contents[content])) continue;
    walk.plan.steps.push_back(walk.bound.contents[content]);
    walk.plan.steps.back().process = static_cast<int>(process);
    walk.chosen.push_back(content);
    fill_untimed(walk, lengths, process, place + 1, now);
    walk.chosen.pop_back();
    walk.plan.steps.pop_back();
  }
}

void each_shape(Walk& walk, std::vector<std::size_t>& lengths, std::size_t left, std::size_t longest) {
  if (left == 0) return fill_untimed(walk, lengths, 0, 0, Names());
  if (lengths.size() == walk.bound.processes) return;
  for (std::size_t length = std::min(left, longest); length > 0; --length) {
    lengths.push_back(length);
    each_shape(walk, lengths, left - length, length);
    lengths.pop_back();
  }
}

void fill_timed(Walk& walk, const std::vector<Interval>& drawing, int last, int processes_used, const Names& names) {
  const std::size_t place = walk.plan.steps.size();
  if (place == drawing.size()) {
    if (well_formed(walk.plan)) walk.leave();
    return;
  }
  const bool as_before = place > 0 && drawing[place] == drawing[place - 1];
  for (std::size_t content = 0; content < walk.bound.contents.size(); ++content) {
    Step step = walk.bound.contents[content];
    if (step.status == Status::unknown && drawing[place].right != last) continue;
    if (walk.bound.one_each && as_before && content < walk.chosen.back()) continue;
    Names now = names;
    if (!now.admit(step, walk.bound.values_alike) || walk.repeats(step)) continue;
    const bool spread = walk.bound.timing == Timing::spread;
    step.call = spread ? drawing[place].left * 3 : drawing[place].left;
    step.response = spread ? drawing[place].right * 3 + 1 : drawing[place].right;
    const int highest = std::min(processes_used, static_cast<int>(walk.bound.processes) - 1);
    walk.chosen.push_back(content);
    for (int process = walk.bound.one_each ? highest : 0; process <= highest; ++process) {
      step.process = process;
      walk.plan.steps.push_back(step);
      fill_timed(walk, drawing, last, std::max(processes_used, process + 1), now);
      walk.plan.steps.pop_back();
    }
    walk.chosen.pop_back();
  }
}

void add(std::vector<Step>& contents, Step step, bool unknown = false) {
  contents.push_back(step);
  if (!unknown) return;
  step.status = Status::unknown;
  contents.push_back(step);
}

}  // namespace

void each_interval_order(std::size_t steps, std::vector<Interval>& drawing, const std::function<void(int last)>& visit) {
  const int points = static_cast<int>(steps);
  if (drawing.size() == steps) {
    unsigned lefts = 0, rights = 0;
    for (const Interval& i : drawing) {
      lefts |= 1u << i.left;
      rights |= 1u << i.right;
    }
    if (lefts == rights && (lefts & (lefts + 1)) == 0) {
      int last = 0;
      for (const Interval& i : drawing) last = std::max(last, i.right);
      visit(last);
    }
    return;
  }
  for (int left = drawing.empty() ? 0 : drawing.back().left; left < points; ++left) {
    for (int right = left; right < points; ++right) {
      const Interval interval{left, right};
      if (!drawing.empty() && interval < drawing.back()) continue;
      drawing.push_back(interval);
      each_interval_order(steps, drawing, visit);
      drawing.pop_back();
    }
  }
}

std::ostream& operator<<(std::ostream& out, const Bound& bound) { return out << bound.name; }

std::vector<Step> contents_of(const RegisterContents& which) {
  std::vector<Step> contents;
  const auto write_of = [](int key, int value, Status status) {
    return Step{.kind = value == 0 ? Kind::erase : Kind::write, .status = status, .key = key, .value = value};
  };
  for (int key = 0; key < which.keys; ++key) {
    for (int value = 0; value <= which.values_max; ++value) contents.push_back({.kind = Kind::read, .key = key, .value = value});
    for (const Status status : {Status::ok, Status::unknown, Status::fail}) {
      if ((status == Status::unknown && !which.unknown) || (status == Status::fail && !which.failed)) continue;
      for (int value = which.rewrites_initial ? 0 : 1; value <= which.values_max; ++value) contents.push_back(write_of(key, value, status));
    }
    for (int expected = 0; which.cas && expected <= which.values_max; ++expected) {
      contents.push_back({.kind = Kind::cas, .success = false, .key = key, .value = expected, .expected = expected});
      for (int value = 0; value <= which.values_max; ++value) {
        add(contents, {.kind = Kind::cas, .key = key, .value = value, .expected = expected}, which.unknown);
      }
    }
  }
  return contents;
}

std::vector<Step> contents_of(Object object) {
  std::vector<Step> c;
  switch (object) {
    case Object::register_: return contents_of(RegisterContents{.cas = true});
    case Object::counter:
      for (const int sum : {0, 1, 2, -1}) add(c, {.kind = Kind::read, .value = sum});
      for (const int more : {1, -1, 2}) add(c, {.kind = Kind::add, .value = more}, true);
      break;
    case Object::set:
      for (const int value : {1, 2}) {
        add(c, {.kind = Kind::add, .value = value}, true);
        add(c, {.kind = Kind::remove, .value = value}, true);
        add(c, {.kind = Kind::contains, .success = true, .value = value});
        add(c, {.kind = Kind::contains, .success = false, .value = value});
      }
      for (const std::vector<int>& members : {std::vector<int>{}, {1}, {2}, {1, 2}}) add(c, {.kind = Kind::read, .values = members});
      break;
    case Object::queue:
    case Object::stack: {
      const bool queue = object == Object::queue;
      for (const int value : {0, 1, 2}) add(c, {.kind = queue ? Kind::dequeue : Kind::pop, .value = value});
      add(c, {.kind = queue ? Kind::dequeue : Kind::pop, .status = Status::unknown});
      for (const int value : {1, 2}) add(c, {.kind = queue ? Kind::enqueue : Kind::push, .value = value}, true);
      break;
    }
    case Object::list:
      for (const int value : {1, 2}) add(c, {.kind = Kind::append, .value = value}, true);
      for (const std::vector<int>& items : {std::vector<int>{}, {1}, {2}, {1, 2}, {2, 1}, {1, 1}, {2, 2}}) add(c, {.kind = Kind::read, .values = items});
      break;
    case Object::text:
      for (const int value : {1, 2}) add(c, {.kind = Kind::append, .value = value}, true);
      add(c, {.kind = Kind::write, .value = 1}, true);
      for (const std::vector<int>& pieces : {std::vector<int>{}, {1}, {2}, {1, 2}, {2, 1}, {1, 1}}) add(c, {.kind = Kind::read, .values = pieces});
      break;
    case Object::mutex:
      add(c, {.kind = Kind::acquire}, true);
      add(c, {.kind = Kind::release}, true);
      break;
  }
  return c;
}

std::uint64_t enumerate(const Bound& bound, const std::function<void(const Plan&)>& visit) {
  Walk walk{bound, visit};
  walk.plan.object = bound.object;
  walk.plan.timed = bound.timing != Timing::none;
  if (!walk.plan.timed) {
    std::vector<std::size_t> lengths;
    each_shape(walk, lengths, bound.steps, bound.steps);
    return walk.visited;
  }
  std::vector<Interval> drawing;
  each_interval_order(bound.steps, drawing, [&](int last) { fill_timed(walk, drawing, last, 0, Names()); });
  return walk.visited;
}

}  // namespace clio::oracle

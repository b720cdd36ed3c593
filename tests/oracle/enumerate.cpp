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

#include "tests/oracle/walk.hpp"

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
  [[nodiscard]] Status status(std::size_t content) const { return bound.contents[content].status; }
  bool place(std::size_t content, int process, Interval times, Names& names) {
    Step step = bound.contents[content];
    if (!names.admit(step, bound.values_alike) || repeats(step)) return false;
    step.process = process;
    step.call = times.left;
    step.response = times.right;
    plan.steps.push_back(step);
    chosen.push_back(content);
    return true;
  }
  void take_back() {
    plan.steps.pop_back();
    chosen.pop_back();
  }
  void leave() {
    if (reads_unwritten()) return;
    ++visited;
    visit(plan);
  }
};

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
  return visit_all(walk, bound.steps);
}

}  // namespace clio::oracle

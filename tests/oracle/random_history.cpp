// Random histories that are worth judging. Values drawn blindly make nearly every history a violation of everything, so answers are simulated:
// each operation takes effect at an instant within its interval (an unknown one at any later instant, or never) on one of one to three copies
// of the object; a copy takes over another one's contents now and then. With one copy the answers are linearizable. Then some answers are changed.
// Tested by: reference_test.cpp, which asks that every register row both holds and fails on a fair share of them.

#include "tests/oracle/random_history.hpp"

#include <algorithm>
#include <map>

namespace clio::oracle {
namespace {

using Contents = std::vector<int>;  // a register's or counter's only entry; the members of the others; a mutex's holder

Contents initially(const Plan& plan) {
  if (plan.object == Object::register_ || plan.object == Object::counter) return {plan.initial};
  return {};
}

Kind random_kind(Dice& dice, Object object) {
  const auto one_of = [&](std::initializer_list<Kind> kinds) { return kinds.begin()[dice.below(kinds.size())]; };
  switch (object) {
    case Object::register_: {
      const std::size_t roll = dice.below(20);
      return roll < 10 ? Kind::read : roll < 16 ? Kind::write : roll < 17 ? Kind::erase : Kind::cas;
    }
    case Object::counter: return one_of({Kind::add, Kind::read});
    case Object::set: return one_of({Kind::add, Kind::remove, Kind::contains, Kind::contains, Kind::read});
    case Object::queue: return one_of({Kind::enqueue, Kind::dequeue});
    case Object::stack: return one_of({Kind::push, Kind::pop});
    case Object::list: return one_of({Kind::append, Kind::read});
    case Object::text: return one_of({Kind::append, Kind::append, Kind::write, Kind::read, Kind::read});
    case Object::mutex: return one_of({Kind::acquire, Kind::release});
  }
  return Kind::read;
}

/// Does a step on the contents, filling in what is answered.
void perform(Dice& dice, const Plan& plan, Step& step, Contents& held) {
  const auto place = std::find(held.begin(), held.end(), step.value);
  switch (step.kind) {
    case Kind::read:
      if (plan.object == Object::register_ || plan.object == Object::counter) {
        step.value = held.front();
      } else {
        step.values = held;
        if (plan.object == Object::set && dice.chance(50)) std::reverse(step.values.begin(), step.values.end());
      }
      break;
    case Kind::write:
      if (plan.object == Object::text) held = step.value == 0 ? Contents{} : Contents{step.value};
      else held.front() = step.value;
      break;
    case Kind::erase: held.front() = 0; break;
    case Kind::cas:
      if (dice.chance(50)) step.expected = held.front();
      step.success = held.front() == step.expected;
      if (step.success) held.front() = step.value;
      break;
    case Kind::add:
      if (plan.object == Object::counter) {
        held.front() += step.value;
      } else if (place == held.end()) {
        held.push_back(step.value);
      }
      break;
    case Kind::remove:
      if (place != held.end()) held.erase(place);
      break;
    case Kind::contains: step.success = place != held.end(); break;
    case Kind::enqueue:
    case Kind::push:
    case Kind::append: held.push_back(step.value); break;
    case Kind::dequeue:
    case Kind::pop:
      step.value = 0;
      if (!held.empty()) {
        const auto taken = step.kind == Kind::dequeue ? held.begin() : held.end() - 1;
        step.value = *taken;
        held.erase(taken);
      }
      break;
    case Kind::acquire:
    case Kind::release: {
      const bool possible = step.kind == Kind::acquire ? held.empty() : held == Contents{step.process};
      if (!possible && dice.chance(95)) step.status = Status::fail;
      if (possible && step.kind == Kind::acquire) held.push_back(step.process);
      if (possible && step.kind == Kind::release) held.clear();
      break;
    }
  }
}

void change_answer(Dice& dice, const Plan& plan, Step& step, int values_max) {
  const int low = plan.object == Object::counter ? -1 : 0;
  switch (step.kind) {
    case Kind::read:
      if (plan.object != Object::set && plan.object != Object::list && plan.object != Object::text) {
        step.value = static_cast<int>(dice.between(low, values_max));
      } else if (!step.values.empty() && dice.chance(60)) {
        step.values.erase(step.values.begin() + static_cast<std::ptrdiff_t>(dice.below(step.values.size())));
      } else {
        step.values.push_back(static_cast<int>(dice.between(1, values_max)));
      }
      break;
    case Kind::cas:
      step.expected = static_cast<int>(dice.between(0, values_max));
      step.success = dice.chance(60);
      break;
    case Kind::contains: step.success = !step.success; break;
    case Kind::dequeue:
    case Kind::pop: step.value = static_cast<int>(dice.between(0, values_max)); break;
    default: break;
  }
}

/// Steps with processes, kinds, times and statuses; no answers yet.
void ask(Dice& dice, Plan& plan, const Mixture& mixture, bool distinct) {
  const std::size_t count = mixture.steps_min + dice.below(mixture.steps_max - mixture.steps_min + 1);
  const std::size_t processes = 1 + dice.below(mixture.processes_max);
  const int keys = static_cast<int>(dice.between(1, mixture.keys_max));
  const Time longest = dice.between(0, 8);
  const unsigned unknown = dice.chance(50) ? 0 : 20, failed = dice.chance(60) ? 0 : 15;
  std::vector<Time> now(processes);
  for (Time& t : now) t = dice.between(0, 4);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t process = dice.below(processes);
    Step step{.kind = random_kind(dice, plan.object), .process = static_cast<int>(process), .key = static_cast<int>(dice.below(static_cast<std::size_t>(keys)))};
    step.value = step.kind == Kind::erase ? 0 : distinct ? static_cast<int>(i + 1) : static_cast<int>(dice.between(1, 2));
    if (step.kind == Kind::write && !distinct && dice.chance(10)) step.value = 0;
    step.expected = static_cast<int>(dice.between(0, distinct ? static_cast<std::int64_t>(count) : 2));
    if (plan.object == Object::counter) step.value = static_cast<int>(dice.between(-1, 2));
    if (plan.object == Object::mutex) step.value = 0;
    step.call = now[process];
    step.response = step.call + dice.between(0, longest);
    now[process] = step.response + dice.between(0, 3);  // 0: the next call touches
    if (dice.chance(unknown)) {
      step.status = Status::unknown;
    } else if (dice.chance(failed)) {
      step.status = Status::fail;
    }
    plan.steps.push_back(step);
  }
  std::stable_sort(plan.steps.begin(), plan.steps.end(), [](const Step& a, const Step& b) { return a.call < b.call; });
}

}  // namespace

Plan random_plan(Dice& dice, const Mixture& mixture) {
  Plan plan;
  plan.object = mixture.object;
  plan.timed = dice.chance(70);
  const bool distinct = dice.chance(40) && mixture.object != Object::counter;
  if (plan.timed && dice.chance(15)) plan.uncertainty = dice.between(1, 3);
  if (mixture.object == Object::register_ && dice.chance(15)) plan.initial = 1;
  if (mixture.object == Object::counter && dice.chance(15)) plan.initial = 1;
  ask(dice, plan, mixture, distinct);

  // The instant at which each step takes effect; never for failed and some unknown ones.
  std::vector<std::pair<Time, std::size_t>> instants;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    if (step.status == Status::fail || (step.status == Status::unknown && dice.chance(40))) continue;
    const Time latest = step.status == Status::unknown ? step.call + 12 : step.response;
    instants.emplace_back(dice.between(step.call, latest), i);
  }
  std::sort(instants.begin(), instants.end());
  const std::size_t copies = dice.chance(40) ? 1 : 2 + dice.below(2);
  std::vector<std::map<int, Contents>> held(copies);
  for (const auto& [instant, i] : instants) {
    Step& step = plan.steps[i];
    auto& copy = held[static_cast<std::size_t>(step.process) % copies];
    if (dice.chance(30)) copy[step.key] = held[dice.below(copies)].try_emplace(step.key, initially(plan)).first->second;
    perform(dice, plan, step, copy.try_emplace(step.key, initially(plan)).first->second);
  }
  const int values_max = distinct ? static_cast<int>(plan.steps.size()) : 2;
  for (std::size_t changes = dice.chance(50) ? 0 : 1 + dice.below(2); changes > 0; --changes) {
    change_answer(dice, plan, plan.steps[dice.below(plan.steps.size())], values_max);
  }
  if (plan.timed && dice.chance(30)) {  // lines in another order, where that still is a history
    Plan shuffled = plan;
    for (std::size_t i = plan.steps.size(); i > 1; --i) std::swap(shuffled.steps[i - 1], shuffled.steps[dice.below(i)]);
    if (well_formed(shuffled)) plan = shuffled;
  }
  return plan;
}

}  // namespace clio::oracle

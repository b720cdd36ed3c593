// Tested by: reference_test.cpp and transaction_reference_test.cpp, through the random histories that are made with it.

#include "tests/oracle/simulated_object.hpp"

#include <algorithm>
#include <initializer_list>

namespace clio::oracle {

Simulated initially_simulated(const Plan& plan) {
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

void answer(Dice& dice, const Plan& plan, Step& step, Simulated& held) {
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
      if (plan.object == Object::text) held = step.value == 0 ? Simulated{} : Simulated{step.value};
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
      const bool possible = step.kind == Kind::acquire ? held.empty() : held == Simulated{step.process};
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

}  // namespace clio::oracle

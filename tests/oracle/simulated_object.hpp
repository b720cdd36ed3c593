#pragma once

#include <vector>

#include "tests/oracle/dice.hpp"
#include "tests/oracle/plan.hpp"

namespace clio::oracle {

/// What a key holds while random histories are simulated: a register's or counter's only entry; the members of the others; a mutex's holder.
using Simulated = std::vector<int>;

[[nodiscard]] Simulated initially_simulated(const Plan& plan);
/// A kind of operation that the object has.
[[nodiscard]] Kind random_kind(Dice& dice, Object object);
/// Does a step on the contents, filling in what is answered.
void answer(Dice& dice, const Plan& plan, Step& step, Simulated& held);
/// Makes the answer another one, which may be wrong.
void change_answer(Dice& dice, const Plan& plan, Step& step, int values_max);

}  // namespace clio::oracle

#pragma once

#include "checker/history/history.hpp"
#include "tests/oracle/dice.hpp"

namespace clio::test {

/// A few transactions of one to three operations on two keys, with values that now and then repeat; some unknown, some failed, half of the histories with times. Reads mostly return what some
/// serial execution with a little disorder gives. Objects: registers, sets, lists (each value appended once).
[[nodiscard]] History random_transactions(oracle::Dice& dice, Object object);

}  // namespace clio::test

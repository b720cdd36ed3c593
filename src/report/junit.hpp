#pragma once

#include <string>
#include <string_view>

#include "src/report/judgement.hpp"
#include "src/report/junit_document.hpp"

namespace clio {

/// A judgement as one JUnit test suite, a test case for each model. Violated is a failure (skipped where nobody asked for particular
/// models: then a violation is an answer, not a fault); undecided, not applicable and unreadable are errors: nothing that is not proved is
/// green.
[[nodiscard]] std::string junit_suite(const Judgement& judgement);

}  // namespace clio

#pragma once

#include <string>

#include "src/report/judgement.hpp"

namespace clio::test {

/// A judgement of three operations with one verdict of each kind, made by hand: sequential violated with evidence, causal satisfied, pram
/// undecided.
[[nodiscard]] Judgement made_judgement(const std::string& path = "runs/a.history");

}  // namespace clio::test

#pragma once

#include "checker/engines/engine.hpp"
#include "checker/engines/linearizable/key_finding.hpp"
#include "checker/limits.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio::linearizable {

/// Judges a key that zones do not decide, by the cheapest method that does.
[[nodiscard]] KeyFinding decide_key(const BaseRelations& relations, KeyId key, Budget& budget, Path path);

}  // namespace clio::linearizable

#pragma once

#include <vector>

#include "checker/engines/linearizable/key_finding.hpp"
#include "checker/engines/linearizable/timeline.hpp"
#include "checker/limits.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio::linearizable {

/// The linearizability of one key's object by its sequential specification alone: some of the key's participants, and when they stay.
struct ObjectProblem {
  struct Item {
    OpId op{};
    Time call = 0;
    Time settled = kNever;       ///< kNever for optional ones only
    bool optional = false;
    bool observes = false;       ///< changes nothing wherever it is legal
    std::uint32_t alike = 0;     ///< items with equal numbers ask the same, so that they may change places
  };
  const BaseRelations* relations = nullptr;
  KeyId key{};
  std::vector<Item> items;
};

/// The key's participants, without the unknown ones that need not be tried.
[[nodiscard]] ObjectProblem object_problem(const BaseRelations& relations, KeyId key);

/// Decides it by search; complete for every object, up to kOpenAtMost operations open at once. Cost: see object_search.cpp.
[[nodiscard]] KeyFinding search_object(const ObjectProblem& problem, Budget& budget);

}  // namespace clio::linearizable

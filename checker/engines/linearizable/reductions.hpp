#pragma once

#include <optional>

#include "checker/engines/linearizable/key_finding.hpp"
#include "checker/limits.hpp"
#include "checker/relations/base_relations.hpp"

// Objects that come down to registers. Each answers nothing where the key is not of its kind. With `search` they may search; without, they answer unknown rather than
// search. Sound and complete.
namespace clio::linearizable {

/// A mutex: one register that holds its holder.
[[nodiscard]] std::optional<KeyFinding> reduced_mutex(const BaseRelations& relations, KeyId key, Budget& budget, bool search);
/// A set that is never read as a whole: a register for each element.
[[nodiscard]] std::optional<KeyFinding> reduced_set(const BaseRelations& relations, KeyId key, Budget& budget, bool search);
/// A list in whose longest read no value occurs twice, each appended once: one register that holds its length.
[[nodiscard]] std::optional<KeyFinding> reduced_list(const BaseRelations& relations, KeyId key, Budget& budget, bool search);

}  // namespace clio::linearizable

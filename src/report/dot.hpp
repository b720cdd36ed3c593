#pragma once

#include <string>
#include <string_view>

#include "src/report/judgement.hpp"

namespace clio {

/// A judgement's counterexamples as clusters of a Graphviz graph: a node for each operation, an edge for each step of the cycle, labelled
/// with its relation, its reason as the tooltip. Empty where nothing is violated.
[[nodiscard]] std::string dot_cluster(const Judgement& judgement);

/// The whole graph around the clusters of any number of judgements.
[[nodiscard]] std::string dot_graph(std::string_view clusters);

/// Text as Graphviz reads it back: in quotes, escaped.
[[nodiscard]] std::string dot_quoted(std::string_view text);

}  // namespace clio

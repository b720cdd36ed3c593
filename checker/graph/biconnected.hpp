#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace clio {

/// The biconnected component of each edge of an undirected graph over the vertices 0 .. n-1: edges of one component lie on a common simple cycle (or are the same
/// edge); different components share at most one vertex. Components are numbered 0, 1, ... Cost: O(vertices + edges). Parallel edges are allowed, loops not.
[[nodiscard]] std::vector<std::uint32_t> biconnected_components(std::size_t vertices,
                                                                std::span<const std::pair<std::uint32_t, std::uint32_t>> edges);

}  // namespace clio

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace clio {

/// An edge of a directed graph over the vertices 0 .. n-1, with a label from a small set of the caller's (0 .. 31).
struct GraphEdge {
  std::uint32_t from = 0, to = 0;
  std::uint8_t label = 0;
};

/// Which labels take part in a question: bit i stands for label i.
using LabelMask = std::uint32_t;
inline constexpr LabelMask kAllLabels = ~LabelMask{0};

/// The one door to Boost.Graph: a compressed directed graph whose edges bear labels. Immutable.
/// Questions may be asked of the view that holds only some labels. Cost of building: O(vertices + edges).
class Graph {
 public:
  Graph(std::size_t vertices, std::span<const GraphEdge> edges);
  ~Graph();
  Graph(Graph&&) noexcept;
  Graph& operator=(Graph&&) noexcept;

  /// An order in which every edge goes forward, or nothing if there is a cycle. O(vertices + edges).
  [[nodiscard]] std::optional<std::vector<std::uint32_t>> topological_order(LabelMask labels = kAllLabels) const;
  /// The strongly connected component of each vertex. O(vertices + edges).
  [[nodiscard]] std::vector<std::uint32_t> strong_components(LabelMask labels = kAllLabels) const;
  /// The edges of a shortest path, as indices into the edges given; nothing if there is none. `from == to` asks for a shortest cycle through it.
  [[nodiscard]] std::optional<std::vector<std::uint32_t>> shortest_path(std::uint32_t from, std::uint32_t to, LabelMask labels = kAllLabels) const;
  /// The edges of a shortest cycle, as indices into the edges given, in order; empty if there is none. Breadth-first from the vertices of cyclic components,
  /// at most `starts_max` of them (0: all; then the cycle is a shortest one of the graph). O(starts * (vertices + edges)).
  [[nodiscard]] std::vector<std::uint32_t> shortest_cycle(LabelMask labels = kAllLabels, std::size_t starts_max = 0) const;

 private:
  struct Body;
  Body* body_;
};

}  // namespace clio

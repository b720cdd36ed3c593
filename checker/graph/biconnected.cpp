// Boost.Graph's biconnected components (Hopcroft and Tarjan 1973), whose depth-first search keeps its own stack.
// Tested by tests/sequential/agreement_test.cpp.

#include "checker/graph/biconnected.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/biconnected_components.hpp>

namespace clio {

std::vector<std::uint32_t> biconnected_components(std::size_t vertices, std::span<const std::pair<std::uint32_t, std::uint32_t>> edges) {
  struct Place {
    std::uint32_t edge = 0;       // in the caller's edges
    std::uint32_t component = 0;
  };
  using Undirected = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, boost::no_property, Place>;
  Undirected graph(vertices);
  for (std::uint32_t i = 0; i < edges.size(); ++i) boost::add_edge(edges[i].first, edges[i].second, Place{i, 0}, graph);
  boost::biconnected_components(graph, boost::get(&Place::component, graph));
  std::vector<std::uint32_t> components(edges.size());
  for (auto [e, end] = boost::edges(graph); e != end; ++e) components[graph[*e].edge] = graph[*e].component;
  return components;
}

}  // namespace clio

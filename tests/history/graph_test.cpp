#include "checker/graph/graph.hpp"

#include <gtest/gtest.h>

#include <array>

namespace clio {
namespace {

constexpr std::uint8_t kSolid = 0, kDashed = 1;
// 0 -> 1 -> 2 -> 3 -> 1 by solid edges; 2 -> 1 dashed; 4 alone.
constexpr std::array kEdges{GraphEdge{0, 1, kSolid}, GraphEdge{1, 2, kSolid}, GraphEdge{2, 3, kSolid}, GraphEdge{3, 1, kSolid},
                            GraphEdge{2, 1, kDashed}};

TEST(Graph, OrdersTheVerticesOfAGraphWithoutCycles) {
  const Graph graph(5, std::span(kEdges).first(3));
  const auto order = graph.topological_order();
  ASSERT_TRUE(order.has_value());
  std::array<std::size_t, 5> place{};
  for (std::size_t i = 0; i < 5; ++i) place[(*order)[i]] = i;
  EXPECT_LT(place[0], place[1]);
  EXPECT_LT(place[1], place[2]);
  EXPECT_LT(place[2], place[3]);
}

TEST(Graph, HasNoTopologicalOrderWithACycle) {
  EXPECT_FALSE(Graph(5, kEdges).topological_order().has_value());
  EXPECT_FALSE(Graph(5, kEdges).topological_order(1u << kSolid).has_value());
  EXPECT_TRUE(Graph(5, kEdges).topological_order(1u << kDashed).has_value());
}

TEST(Graph, FindsTheShortestCycleAmongTheLabelsAskedFor) {
  const Graph graph(5, kEdges);
  EXPECT_EQ(graph.shortest_cycle(), (std::vector<std::uint32_t>{1, 4}));
  EXPECT_EQ(graph.shortest_cycle(1u << kSolid), (std::vector<std::uint32_t>{1, 2, 3}));
  EXPECT_TRUE(graph.shortest_cycle(1u << kDashed).empty());
}

TEST(Graph, FindsAnEdgeFromAVertexToItself) {
  const std::array edges{GraphEdge{0, 1, 0}, GraphEdge{1, 1, 0}};
  EXPECT_EQ(Graph(2, edges).shortest_cycle(), (std::vector<std::uint32_t>{1}));
}

TEST(Graph, FindsShortestPathsByTheirEdges) {
  const Graph graph(5, kEdges);
  EXPECT_EQ(graph.shortest_path(0, 3), (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_FALSE(graph.shortest_path(0, 4).has_value());
  EXPECT_FALSE(graph.shortest_path(3, 0).has_value());
}

TEST(Graph, GroupsTheVerticesOfACycle) {
  const std::vector<std::uint32_t> component = Graph(5, kEdges).strong_components();
  EXPECT_EQ(component[1], component[2]);
  EXPECT_EQ(component[2], component[3]);
  EXPECT_NE(component[0], component[1]);
  EXPECT_NE(component[4], component[0]);
}

TEST(Graph, IsNotLimitedByTheDepthOfTheStack) {
  constexpr std::uint32_t kLength = 1'000'000;
  std::vector<GraphEdge> edges;
  for (std::uint32_t v = 0; v + 1 < kLength; ++v) edges.push_back({v, v + 1, 0});
  const Graph chain(kLength, edges);
  EXPECT_EQ(chain.topological_order()->front(), 0u);
  EXPECT_TRUE(chain.shortest_cycle().empty());
}

}  // namespace
}  // namespace clio

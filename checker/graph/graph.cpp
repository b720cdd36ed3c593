// Boost.Graph behind a small door: this is the only file that instantiates its heavy templates.
//
// The graph is Boost's compressed sparse row graph; a label mask is a filtered_graph view of it, so every algorithm below is the library's
// own, run on a view. Boost's depth-first search keeps its own stack, so deep graphs do not overflow. Tested by tests/history/graph_test.cpp.

#include "checker/graph/graph.hpp"

#include <algorithm>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/filtered_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>
#include <utility>

namespace clio {
namespace {

struct EdgeData {
  std::uint32_t position = 0;  // in the caller's edges
  std::uint8_t label = 0;
};
using Csr = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, EdgeData, boost::no_property, std::uint32_t, std::uint32_t>;
using CsrEdge = boost::graph_traits<Csr>::edge_descriptor;

struct HasLabel {
  const Csr* graph = nullptr;
  LabelMask labels = 0;
  bool operator()(const CsrEdge& e) const { return ((labels >> (*graph)[e].label) & 1u) != 0; }
};
using View = boost::filtered_graph<Csr, HasLabel>;

struct Arrived {};  // thrown to leave a search at its goal: Boost.Graph's own way

/// Remembers the edge by which each vertex was first reached and stops at `goal`, the start itself included.
class PathTo : public boost::default_bfs_visitor {
 public:
  PathTo(std::vector<CsrEdge>& by, std::uint32_t goal, CsrEdge& last) : by_(&by), goal_(goal), last_(&last) {}
  template <class G>
  void examine_edge(const CsrEdge& e, const G& g) {
    if (boost::target(e, g) != goal_) return;
    *last_ = e;
    throw Arrived{};
  }
  template <class G>
  void tree_edge(const CsrEdge& e, const G& g) { (*by_)[boost::target(e, g)] = e; }

 private:
  std::vector<CsrEdge>* by_;
  std::uint32_t goal_;
  CsrEdge* last_;
};

}  // namespace

struct Graph::Body {
  Csr csr;
  [[nodiscard]] View view(LabelMask labels) const { return {csr, HasLabel{&csr, labels}}; }
};

Graph::Graph(std::size_t vertices, std::span<const GraphEdge> edges) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ends;
  std::vector<EdgeData> data;
  ends.reserve(edges.size());
  data.reserve(edges.size());
  for (const GraphEdge& e : edges) {
    data.push_back({static_cast<std::uint32_t>(ends.size()), e.label});
    ends.emplace_back(e.from, e.to);
  }
  body_ = new Body{Csr(boost::edges_are_unsorted_multi_pass, ends.begin(), ends.end(), data.begin(), static_cast<std::uint32_t>(vertices))};
}

Graph::~Graph() { delete body_; }
Graph::Graph(Graph&& other) noexcept : body_(std::exchange(other.body_, nullptr)) {}
Graph& Graph::operator=(Graph&& other) noexcept {
  std::swap(body_, other.body_);
  return *this;
}

std::optional<std::vector<std::uint32_t>> Graph::topological_order(LabelMask labels) const {
  std::vector<std::uint32_t> order;
  order.reserve(boost::num_vertices(body_->csr));
  View view = body_->view(labels);
  try {
    boost::topological_sort(view, std::back_inserter(order));
  } catch (const boost::not_a_dag&) {
    return std::nullopt;
  }
  std::reverse(order.begin(), order.end());
  return order;
}

std::vector<std::uint32_t> Graph::strong_components(LabelMask labels) const {
  std::vector<std::uint32_t> component(boost::num_vertices(body_->csr));
  const View view = body_->view(labels);
  boost::strong_components(view, boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, view)));
  return component;
}

std::optional<std::vector<std::uint32_t>> Graph::shortest_path(std::uint32_t from, std::uint32_t to, LabelMask labels) const {
  const View view = body_->view(labels);
  std::vector<CsrEdge> by(boost::num_vertices(body_->csr));
  CsrEdge last;
  try {
    boost::breadth_first_search(view, from, boost::visitor(PathTo(by, to, last)));
    return std::nullopt;
  } catch (const Arrived&) {
  }
  std::vector<std::uint32_t> path{body_->csr[last].position};
  for (std::uint32_t v = boost::source(last, view); v != from; v = boost::source(by[v], view)) path.push_back(body_->csr[by[v]].position);
  std::reverse(path.begin(), path.end());
  return path;
}

std::vector<std::uint32_t> Graph::shortest_cycle(LabelMask labels, std::size_t starts_max) const {
  const std::vector<std::uint32_t> component = strong_components(labels);
  const View view = body_->view(labels);
  std::vector<bool> cyclic(component.size(), false);  // by vertex: has an edge that stays in its component
  for (std::uint32_t v = 0; v < component.size(); ++v) {
    for (auto [e, end] = boost::out_edges(v, view); e != end; ++e) {
      if (component[boost::target(*e, view)] == component[v]) cyclic[v] = true;
    }
  }
  std::vector<std::uint32_t> best;
  std::size_t starts = 0;
  for (std::uint32_t v = 0; v < component.size(); ++v) {
    if (!cyclic[v]) continue;
    if (starts_max != 0 && starts++ == starts_max) break;
    const std::optional<std::vector<std::uint32_t>> cycle = shortest_path(v, v, labels);
    if (cycle && (best.empty() || cycle->size() < best.size())) best = *cycle;
    if (best.size() == 1) break;
  }
  return best;
}

}  // namespace clio

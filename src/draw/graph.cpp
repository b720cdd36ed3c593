// A picture as a Graphviz graph: a cluster for each process, its intervals in their order, the cycle's edges or the witness's order on top.
//
// Graphviz places things itself, so the layout is not asked; what real time says of different processes is not drawn.
//
// Tested by tests/draw/golden_test.cpp and tests/draw/hostile_test.cpp.

#include "src/draw/renderers.hpp"
#include "src/draw/svg_words.hpp"
#include "src/report/dot.hpp"

namespace clio::draw {

std::string dot_of(const Picture& picture) {
  std::string text = "digraph clio {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"monospace\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n";
  std::string title = picture.title;
  if (!picture.caption.empty()) title += (title.empty() ? "" : "\n") + picture.caption;
  if (!title.empty()) text += "  label=" + dot_quoted(title) + ";\n  labelloc=t;\n";
  const auto name = [](std::size_t piece) { return "p" + std::to_string(piece); };
  std::vector<std::string> positions(picture.pieces.size());
  for (std::size_t s = 0; s < picture.steps.size(); ++s) {
    std::string& position = positions[picture.steps[s].piece];
    position += (position.empty() ? "" : ", ") + std::to_string(s + 1);
  }
  for (std::size_t p = 0; p < picture.lanes.size(); ++p) {
    text += "  subgraph " + dot_quoted("cluster " + std::to_string(p)) + " {\n    label=" + dot_quoted(picture.lanes[p]) + ";\n    color=gray;\n";
    std::size_t before = picture.pieces.size();
    for (std::size_t i = 0; i < picture.pieces.size(); ++i) {
      const Piece& piece = picture.pieces[i];
      if (index(piece.process) != p) continue;
      const std::string& whole = piece.whole.empty() ? piece.text : piece.whole;
      text += "    " + name(i) + " [label=" + dot_quoted(whole + (positions[i].empty() ? "" : "\n" + positions[i])) + ", tooltip=" + dot_quoted(piece.about) +
              (piece.faint ? ", color=gray, fontcolor=gray" : "") + (piece.status == Status::ok ? "" : piece.status == Status::unknown ? ", style=\"rounded,dashed\"" : ", style=\"rounded,dotted\"") + "];\n";
      if (before < picture.pieces.size()) text += "    " + name(before) + " -> " + name(i) + " [style=dotted, arrowhead=none, color=gray];\n";
      before = i;
    }
    text += "  }\n";
  }
  for (std::size_t a = 0; a < picture.arrows.size(); ++a) {
    const Arrow& arrow = picture.arrows[a];
    const std::string colour = dot_quoted(colour_of(arrow.relation));
    text += "  " + name(arrow.from) + " -> " + name(arrow.to) + " [label=" + dot_quoted(std::to_string(a + 1) + " " + arrow.label) + ", tooltip=" + dot_quoted(arrow.story) + ", color=" + colour +
            ", fontcolor=" + colour + ", constraint=false];\n";
  }
  for (std::size_t s = 1; s < picture.steps.size(); ++s) {
    text += "  " + name(picture.steps[s - 1].piece) + " -> " + name(picture.steps[s].piece) + " [color=" + dot_quoted(colour_of(Relation::reads_from)) + ", tooltip=" +
            dot_quoted("then " + picture.steps[s].story + ": " + picture.steps[s].state) + ", constraint=false];\n";
  }
  return text + "}\n";
}

}  // namespace clio::draw

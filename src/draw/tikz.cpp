// A picture as TikZ: the layout's coordinates in centimetres, y downwards.
//
// Every character that TeX gives a meaning is written so that it prints as itself, hyphens and angle brackets included, which the text fonts would turn into something else.
// Letters beyond ASCII stay as they are; a comment then says that LaTeX needs fonts for them.
//
// Tested by tests/draw/golden_test.cpp and tests/draw/hostile_test.cpp.

#include <algorithm>
#include <array>
#include <cstdio>

#include "src/draw/renderers.hpp"
#include "src/draw/sheet.hpp"
#include "src/draw/svg_words.hpp"
#include "src/report/words.hpp"

namespace clio::draw {
namespace {

// A column is as wide as a character of \small\ttfamily in a document of 10 pt.
constexpr Scale kScale{.column = 0.1668, .lane = 0.56, .gutter = 0.36, .between = 0.2};

std::string cm(double length) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", length);
  std::string result = text;
  while (result.ends_with('0')) result.pop_back();
  if (result.ends_with('.')) result.pop_back();
  return result == "-0" ? "0" : result;
}

std::string at(double x, double y) { return "(" + cm(x) + "," + cm(-y) + ")"; }

std::string escaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
      case '\\': result += "\\textbackslash{}"; break;
      case '{': result += "\\{"; break;
      case '}': result += "\\}"; break;
      case '$': result += "\\$"; break;
      case '&': result += "\\&"; break;
      case '#': result += "\\#"; break;
      case '_': result += "\\_"; break;
      case '%': result += "\\%"; break;
      case '^': result += "\\textasciicircum{}"; break;
      case '~': result += "\\textasciitilde{}"; break;
      case '<': result += "\\textless{}"; break;
      case '>': result += "\\textgreater{}"; break;
      case '|': result += "\\textbar{}"; break;
      case '"': result += "\\char34{}"; break;
      case '\'': result += "\\char39{}"; break;
      case '`': result += "\\char96{}"; break;
      case '-': result += "{-}"; break;
      default:
        if (text.substr(i).starts_with("…")) {
          result += "\\ldots{}";
          i += std::string_view("…").size() - 1;
        } else {
          result += text[i];
        }
    }
  }
  return result;
}

/// In a comment: of one line.
std::string commented(const std::string& text) { return "% " + text + "\n"; }

std::string colour_name(Relation relation) {
  std::string name = "clio";
  for (const char c : std::string(name_of(relation))) {
    if (c != '-') name += c;
  }
  return name;
}

bool ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

class Environment {
 public:
  Environment(const Picture& picture, const Band& band) : picture_(picture), band_(band), sheet_(band, kScale) {}

  std::string text() {
    for (std::size_t r = 0; r < band_.rows.size(); ++r) {
      if (!band_.rows[r].lane) continue;
      body_ += "  \\node[anchor=east, inner sep=0pt, font=\\small\\ttfamily\\bfseries] at " + at(-0.35, sheet_.middle(r)) + " {" + escaped(picture_.lanes[band_.rows[r].process]) + "};\n";
      body_ += "  \\draw[black!20] " + at(-0.2, sheet_.middle(r)) + " -- " + at(sheet_.width() + 0.2, sheet_.middle(r)) + ";\n";
    }
    for (const Stretch& stretch : band_.stretches) interval(stretch);
    for (const Route& route : band_.routes) arrow(route);
    for (const Label& label : band_.labels) relation(label);
    for (const Label& number : band_.numbers) {
      body_ += "  \\node[draw, rounded rectangle, inner sep=1.2pt, font=\\scriptsize] at " + at(sheet_.middle(number).x, sheet_.middle(number).y) + " {" + number.text + "};\n";
    }
    body_ += "  \\node[anchor=north east, inner sep=0pt, font=\\scriptsize\\itshape] at " + at(sheet_.width() + 0.2, sheet_.height() + 0.12) + " {" +
             (picture_.timed ? "real time" : "program order") + " $\\rightarrow$};\n";
    list();
    std::string text;
    if (!picture_.title.empty()) text += commented(picture_.title);
    if (!picture_.caption.empty()) text += commented(picture_.caption);
    text += "% \\usepackage{tikz} \\usetikzlibrary{arrows.meta,shapes.misc}\n";
    if (!ascii(body_)) text += "% Characters beyond ASCII: compile it with lualatex or xelatex and a font that has them.\n";
    text += "\\begin{tikzpicture}[clioarrow/.style={-{Latex[length=5pt]}, rounded corners=3pt, semithick}]\n";
    for (const Relation relation : used()) {
      std::string digits(colour_of(relation).substr(1));
      std::transform(digits.begin(), digits.end(), digits.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
      text += "  \\definecolor{" + colour_name(relation) + "}{HTML}{" + digits + "}\n";
    }
    return text + body_ + "\\end{tikzpicture}\n";
  }

 private:
  [[nodiscard]] std::vector<Relation> used() const {
    std::vector<Relation> relations;
    for (const Relation relation : all_relations()) {
      if (std::any_of(picture_.arrows.begin(), picture_.arrows.end(), [&](const Arrow& a) { return a.relation == relation; })) relations.push_back(relation);
    }
    return relations;
  }

  void interval(const Stretch& stretch) {
    const Piece& piece = picture_.pieces[stretch.piece];
    const double top = sheet_.top(stretch.row) + 0.05, bottom = sheet_.bottom(stretch.row) - 0.05, left = sheet_.left(stretch.first) - 0.1, right = sheet_.right(stretch.last) + 0.1;
    const std::string pen = piece.faint ? "black!35" : "black!75";
    if (stretch.ends) {
      body_ += "  \\draw[" + pen + ", fill=black!6, rounded corners=2.5pt" + (piece.status == Status::fail ? ", densely dotted" : "") + "] " + at(left, top) + " rectangle " + at(right, bottom) + ";\n";
    } else {
      body_ += "  \\fill[black!6] " + at(left, top) + " rectangle " + at(right, bottom) + ";\n";
      body_ += "  \\draw[" + pen + ", rounded corners=2.5pt] " + at(right, top) + " -- " + at(left, top) + " -- " + at(left, bottom) + " -- " + at(right, bottom) + ";\n";
      if (stretch.tail > stretch.last) {
        const double end = sheet_.right(stretch.tail) + 0.1;
        body_ += "  \\draw[" + pen + ", dashed] " + at(right, top) + " -- " + at(end, top) + " " + at(right, bottom) + " -- " + at(end, bottom) + ";\n";
      }
    }
    if (stretch.begins) {
      body_ += "  \\node[anchor=base west, inner sep=0pt, font=\\small\\ttfamily" + std::string(piece.faint ? ", text=black!45" : "") + "] at " + at(sheet_.left(stretch.first), sheet_.middle(stretch.row) + 0.1) +
               " {" + escaped(piece.text) + "};\n";
    }
  }

  void arrow(const Route& route) {
    const auto lines = sheet_.lines(route, nullptr, 0, 0.05);
    body_ += "  \\draw[clioarrow, " + colour_name(picture_.arrows[route.arrow].relation) + "] ";
    for (std::size_t i = 0; i < lines.front().size(); ++i) body_ += (i == 0 ? "" : " -- ") + at(lines.front()[i].x, lines.front()[i].y);
    body_ += ";\n";
  }

  void relation(const Label& label) {
    const auto route = std::find_if(band_.routes.begin(), band_.routes.end(), [&](const Route& r) { return r.arrow == label.of; });
    Point middle = sheet_.middle(label);
    std::string anchor = "center";
    if (!upon(label, *route)) {
      for (const Cell cell : route->cells) {
        if (cell.row == label.cell.row && cell.column + 1 == label.cell.column) anchor = "west", middle.x = sheet_.left(label.cell.column) + 0.02;
        if (cell.row == label.cell.row && cell.column == label.cell.column + label.width) anchor = "east", middle.x = sheet_.left(cell.column) - 0.02;
      }
    }
    body_ += "  \\node[anchor=" + anchor + ", inner sep=1.5pt, font=\\scriptsize, text=" + colour_name(picture_.arrows[label.of].relation) + (anchor == "center" ? ", fill=white" : "") + "] at " +
             at(middle.x, middle.y) + " {" + escaped(label.text) + "};\n";
  }

  /// What the numbers stand for, below the picture.
  void list() {
    if (picture_.arrows.empty() && picture_.steps.empty() && picture_.notes.empty()) return;
    std::string rows;
    for (std::size_t a = 0; a < picture_.arrows.size(); ++a) {
      rows += "    \\textcolor{" + colour_name(picture_.arrows[a].relation) + "}{" + std::to_string(a + 1) + "}\\enspace " + escaped(picture_.arrows[a].story) + "\\\\\n";
    }
    for (std::size_t s = 0; s < picture_.steps.size(); ++s) {
      const Step& step = picture_.steps[s];
      rows += "    " + std::to_string(s + 1) + "\\enspace\\texttt{" + escaped(step.story) + "}\\quad " + escaped(step.state);
      if (step.snapshot) rows += *step.snapshot == 0 ? ", from an empty snapshot" : ", from the snapshot after " + std::to_string(*step.snapshot);
      rows += "\\\\\n";
    }
    for (const std::string& note : picture_.notes) rows += "    " + escaped(note) + "\\\\\n";
    rows.resize(rows.size() - 3);  // the last line ends without a line break
    const double width = std::max(12.0, sheet_.width() + 1);
    body_ += "  \\node[anchor=north west, inner sep=0pt, font=\\footnotesize, align=left, text width=" + cm(width) + "cm] at " + at(-1, sheet_.height() + 0.6) + " {%\n" + rows + "};\n";
  }

  const Picture& picture_;
  const Band& band_;
  Sheet sheet_;
  std::string body_;
};

}  // namespace

std::string tikz_of(const Picture& picture) {
  const Drawing drawing = lay_out(picture, {.gap = picture.arrows.empty() ? 1u : 4u});
  if (drawing.bands.empty()) return "\\begin{tikzpicture}\n  \\node {no operations};\n\\end{tikzpicture}\n";
  return Environment(picture, drawing.bands.front()).text();
}

}  // namespace clio::draw

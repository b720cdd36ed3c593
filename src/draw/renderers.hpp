#pragma once

#include <cstddef>
#include <string>

#include "src/draw/picture.hpp"
#include "src/report/palette.hpp"

namespace clio::draw {

// A picture in four forms. All are pure: the same picture gives the same text.

/// How a picture is set as text.
struct TextForm {
  std::size_t width = 100;     ///< columns: the picture is folded, sentences are broken; 0: neither
  bool ascii = false;          ///< lines of - | + instead of box-drawing characters
  bool words = true;           ///< caption and sentence too, not only the picture and its list of edges or steps
  Palette palette = Palette();
};
/// Lanes in lecture notation, aligned in terminal columns, with arrows or numbers between them; below, the edges or steps one by one. Ends with a newline.
[[nodiscard]] std::string text_of(const Picture& picture, const TextForm& form = {});

/// A figure: SVG 1.1, self-contained, without scripts. Colours are classes (clio-figure, clio-interval, clio-reads-from, ...) with fallbacks that work on light and dark ground.
/// `standalone`: with the XML declaration's namespace, ground and colours of its own, for a file; otherwise for a page, which it inherits its colour from.
[[nodiscard]] std::string svg_of(const Picture& picture, bool standalone = true);

/// A tikzpicture environment, which needs the package tikz alone.
[[nodiscard]] std::string tikz_of(const Picture& picture);

/// A Graphviz graph: a cluster for each process, the cycle's edges with their relations, or the witness's order.
[[nodiscard]] std::string dot_of(const Picture& picture);

}  // namespace clio::draw

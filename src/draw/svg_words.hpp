#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checker/verdict.hpp"

namespace clio::draw {

// What every figure in SVG shares, so that pictures and plots look alike and one style sheet colours both.

/// Opens a figure of this size; `about` is what a screen reader says. `standalone`: a file of its own, with ground and colours for light and dark; otherwise part of a page.
[[nodiscard]] std::string svg_open(double width, double height, std::string_view title, std::string_view about, bool standalone);
inline constexpr std::string_view kSvgClose = "</svg>\n";

/// A colour that is readable on light and dark ground, and apart from the others for the colour-blind.
[[nodiscard]] std::string_view colour_of(Relation relation);
/// Likewise for the i-th of several series.
[[nodiscard]] std::string_view series_colour(std::size_t i);

enum class Anchor : std::uint8_t { start, middle, end };
/// A line of text in the figure's sans-serif or monospaced letters; escaped here.
struct SvgText {
  double x = 0, y = 0;
  std::string text;
  double size = 12;
  Anchor anchor = Anchor::start;
  bool mono = false, bold = false;
  std::string_view colour = {};   ///< empty: the figure's own
  std::string_view classes = {};
  double length = 0;              ///< the width it is set to, whatever font there is; 0: as it comes
};
[[nodiscard]] std::string svg_text(const SvgText& text);

/// About how wide a sans-serif text is.
[[nodiscard]] double text_width(std::string_view text, double size);

/// The paragraph broken into lines of about `width` units.
[[nodiscard]] std::vector<std::string> broken(std::string_view text, double width, double size);

}  // namespace clio::draw

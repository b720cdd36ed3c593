#include "src/draw/svg_words.hpp"

#include <algorithm>
#include <array>

#include "adapters/formats/lecture/notation.hpp"
#include "src/draw/sheet.hpp"
#include "src/report/words.hpp"
#include "src/report/xml.hpp"

namespace clio::draw {
namespace {

// A file has no page to inherit from. Colours of lines are middle tones and need no other for dark ground.
constexpr std::string_view kStyle =
    "<style>.clio-figure{color:#1b1f24}.clio-ground{fill:#fff}@media (prefers-color-scheme:dark){.clio-figure{color:#e6e8eb}.clio-ground{fill:#15181c}}</style>\n";

}  // namespace

std::string svg_open(double width, double height, std::string_view title, std::string_view about, bool standalone) {
  std::string text = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"clio-figure\" role=\"img\" width=\"" + number_text(width) + "\" height=\"" + number_text(height) +
                     "\" viewBox=\"0 0 " + number_text(width) + " " + number_text(height) + "\" fill=\"currentColor\">\n";
  if (!title.empty()) text += "<title>" + xml_escaped(title) + "</title>\n";
  if (!about.empty()) text += "<desc>" + xml_escaped(about) + "</desc>\n";
  if (standalone) text.append(kStyle) += "<rect class=\"clio-ground\" width=\"100%\" height=\"100%\"/>\n";
  return text;
}

std::string_view colour_of(Relation relation) {
  switch (relation) {
    case Relation::session_order: return "#7d8590";
    case Relation::reads_from: return "#009e73";
    case Relation::write_order: return "#2f81d6";
    case Relation::anti_dependency: return "#d55e00";
    case Relation::real_time: return "#a06ac2";
    case Relation::visibility: return "#b58900";
  }
  return "currentColor";
}

std::string_view series_colour(std::size_t i) {
  static constexpr std::array<std::string_view, 7> kColours{"#2f81d6", "#d55e00", "#009e73", "#a06ac2", "#b58900", "#c9568f", "#7d8590"};
  return kColours[i % kColours.size()];
}

std::string svg_text(const SvgText& text) {
  std::string svg = "<text x=\"" + number_text(text.x) + "\" y=\"" + number_text(text.y) + "\" font-size=\"" + number_text(text.size) + "\" font-family=\"" +
                    (text.mono ? "'DejaVu Sans Mono',Menlo,Consolas,monospace" : "'DejaVu Sans',Verdana,Arial,sans-serif") + "\"";
  if (text.anchor != Anchor::start) svg += text.anchor == Anchor::middle ? " text-anchor=\"middle\"" : " text-anchor=\"end\"";
  if (text.bold) svg += " font-weight=\"bold\"";
  if (!text.colour.empty()) svg.append(" fill=\"").append(text.colour) += "\"";
  if (!text.classes.empty()) svg.append(" class=\"").append(text.classes) += "\"";
  if (text.length > 0) svg += " textLength=\"" + number_text(text.length) + "\" lengthAdjust=\"spacingAndGlyphs\"";
  return svg + " xml:space=\"preserve\" direction=\"ltr\" unicode-bidi=\"isolate\">" + xml_escaped(text.text, XmlPlace::element) + "</text>\n";
}

double text_width(std::string_view text, double size) { return static_cast<double>(columns(text)) * size * 0.65; }

std::vector<std::string> broken(std::string_view text, double width, double size) {
  const auto most = static_cast<std::size_t>(std::max(20.0, width / (size * 0.56)));
  std::vector<std::string> lines;
  const std::string all = wrapped(text, most, "");
  for (std::size_t begin = 0; begin <= all.size();) {
    const std::size_t end = std::min(all.find('\n', begin), all.size());
    std::string line;
    for (std::size_t at = begin, used = 0; at < end;) {  // a word that is longer than a line is broken anywhere
      const lecture::CodePoint next = lecture::code_point_at(all, at);
      used += columns_of_character(next.value);
      if (used > most) {
        lines.push_back(std::move(line));
        line.clear();
        used = columns_of_character(next.value);
      }
      line += all.substr(at, next.bytes);
      at += next.bytes;
    }
    lines.push_back(std::move(line));
    begin = end + 1;
  }
  return lines;
}

}  // namespace clio::draw

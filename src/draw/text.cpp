// A picture as text: for a terminal with box-drawing characters and colours, for a paper in ASCII.
//
// A canvas of cells, a character each; a wide character takes two, of which the second is empty. Colours are put around runs of one style when a row is
// written, so that they never count as columns.
//
// Tested by tests/draw/golden_test.cpp.

#include <algorithm>
#include <functional>

#include "adapters/formats/lecture/notation.hpp"
#include "src/draw/layout.hpp"
#include "src/draw/renderers.hpp"
#include "src/report/words.hpp"

namespace clio::draw {
namespace {

/// How a cell is coloured: plain, strong, faint, or as a relation's arrow.
enum class Tone : std::uint8_t { plain, strong, faint, arrow };
struct Style {
  Tone tone = Tone::plain;
  Relation relation{};
  friend bool operator==(const Style&, const Style&) = default;
};

struct Glyph {
  std::string text = " ";
  Style style;
};

class Canvas {
 public:
  Canvas(std::size_t rows, std::size_t columns) : columns_(columns), cells_(rows * columns) {}

  void put(std::size_t row, std::size_t column, const std::string& glyph, Style style) {
    if (column < columns_) cells_[row * columns_ + column] = {glyph, style};
  }
  void write(std::size_t row, std::size_t column, const std::string& text, Style style) {
    for (std::size_t i = 0; i < text.size();) {
      const lecture::CodePoint next = lecture::code_point_at(text, i);
      const std::string glyph = text.substr(i, next.bytes);
      const std::size_t width = columns_of_character(next.value);
      i += next.bytes;
      if (width == 0) {  // joins the character before it
        if (column > 0 && column <= columns_) owner(row, column - 1).text += glyph;
        continue;
      }
      put(row, column, glyph, style);
      if (width == 2) put(row, column + 1, "", style);
      column += width;
    }
  }
  [[nodiscard]] std::string row(std::size_t row, const Palette& palette) const {
    std::size_t end = columns_;
    while (end > 0 && cells_[row * columns_ + end - 1].text == " ") --end;
    std::string result;
    for (std::size_t begin = 0, at = 0; begin < end; begin = at) {
      std::string run;
      const Style style = cells_[row * columns_ + begin].style;
      for (at = begin; at < end && (cells_[row * columns_ + at].style == style || cells_[row * columns_ + at].text == " "); ++at) run += cells_[row * columns_ + at].text;
      const std::size_t blanks = run.size() - (run.find_last_not_of(' ') + 1);
      result += toned(run.substr(0, run.size() - blanks), style, palette) + std::string(blanks, ' ');
    }
    return result;
  }

 private:
  static std::string toned(const std::string& text, Style style, const Palette& palette) {
    if (text.empty()) return text;
    switch (style.tone) {
      case Tone::plain: return text;
      case Tone::strong: return palette.strong(text);
      case Tone::faint: return palette.faint(text);
      case Tone::arrow: return palette.of(style.relation, text);
    }
    return text;
  }
  Glyph& owner(std::size_t row, std::size_t column) {
    Glyph& cell = cells_[row * columns_ + column];
    return cell.text.empty() && column > 0 ? cells_[row * columns_ + column - 1] : cell;
  }

  std::size_t columns_;
  std::vector<Glyph> cells_;
};

/// Line characters by the sides that they join: 1 up, 2 right, 4 down, 8 left.
std::string line_glyph(unsigned sides, bool ascii) {
  switch (sides) {
    case 5: return ascii ? "|" : "│";
    case 10: return ascii ? "-" : "─";
    case 3: return ascii ? "+" : "╰";
    case 6: return ascii ? "+" : "╭";
    case 12: return ascii ? "+" : "╮";
    case 9: return ascii ? "+" : "╯";
    default: return ascii ? "+" : "┼";
  }
}

std::string head_glyph(Direction d, bool ascii) {
  switch (d) {
    case Direction::up: return ascii ? "^" : "▲";
    case Direction::right: return ascii ? ">" : "▶";
    case Direction::down: return ascii ? "v" : "▼";
    case Direction::left: return ascii ? "<" : "◀";
  }
  return {};
}

unsigned side(Direction d) { return 1u << static_cast<unsigned>(d); }
Direction opposite(Direction d) { return static_cast<Direction>((static_cast<unsigned>(d) + 2) % 4); }
Direction towards(Cell a, Cell b) { return a.row == b.row ? (a.column < b.column ? Direction::right : Direction::left) : (a.row < b.row ? Direction::down : Direction::up); }

/// One band of the picture, names in front.
class BandText {
 public:
  BandText(const Picture& picture, const Drawing& drawing, const Band& band, const TextForm& form)
      : picture_(picture), band_(band), form_(form), left_(drawing.name_columns + 2), canvas_(band.rows.size(), left_ + band.columns) {}

  std::string text() {
    for (std::size_t r = 0; r < band_.rows.size(); ++r) {
      if (band_.rows[r].lane) canvas_.write(r, 0, picture_.lanes[band_.rows[r].process] + ":", {});
    }
    for (const Stretch& stretch : band_.stretches) interval(stretch);
    std::vector<unsigned> sides(band_.rows.size() * band_.columns, 0);
    for (const Route& route : band_.routes) lines(route, sides);
    for (const Route& route : band_.routes) {
      const Cell end = route.cells.back();
      canvas_.put(end.row, left_ + end.column, head_glyph(route.end, form_.ascii), style_of(route.arrow));
    }
    for (const Label& label : band_.labels) canvas_.write(label.cell.row, left_ + label.cell.column, label.text, style_of(label.of));
    for (const Label& number : band_.numbers) canvas_.write(number.cell.row, left_ + number.cell.column, number.text, {Tone::strong});
    std::string text;
    for (std::size_t r = 0; r < band_.rows.size(); ++r) text += canvas_.row(r, form_.palette) + "\n";
    return text;
  }

 private:
  [[nodiscard]] Style style_of(std::size_t arrow) const { return {Tone::arrow, picture_.arrows[arrow].relation}; }

  void interval(const Stretch& stretch) {
    const Piece& piece = picture_.pieces[stretch.piece];
    const Style style{piece.faint ? Tone::faint : picture_.arrows.empty() ? Tone::plain : Tone::strong};
    std::size_t column = stretch.first;
    if (stretch.begins) {
      canvas_.write(stretch.row, left_ + column, piece.text, style);
      column += piece.width;
    }
    for (; column <= stretch.last; ++column) canvas_.put(stretch.row, left_ + column, "-", style);
    for (; column <= stretch.tail; ++column) canvas_.put(stretch.row, left_ + column, form_.ascii ? "." : "·", style);
  }

  void lines(const Route& route, std::vector<unsigned>& sides) {
    for (std::size_t i = 0; i < route.cells.size(); ++i) {
      const Cell cell = route.cells[i];
      const Direction in = i == 0 ? route.begin : towards(route.cells[i - 1], cell);
      const Direction out = i + 1 == route.cells.size() ? route.end : towards(cell, route.cells[i + 1]);
      unsigned& joined = sides[cell.row * band_.columns + cell.column];
      joined |= side(opposite(in)) | side(out);
      canvas_.put(cell.row, left_ + cell.column, line_glyph(joined, form_.ascii), style_of(route.arrow));
    }
  }

  const Picture& picture_;
  const Band& band_;
  const TextForm& form_;
  std::size_t left_;
  Canvas canvas_;
};

/// A paragraph whose first line stands behind a number.
std::string item(std::size_t number, std::size_t number_width, const std::string& text, std::size_t width, const std::function<std::string(const std::string&)>& tone) {
  std::string digits = std::to_string(number);
  digits.insert(0, number_width - digits.size(), ' ');
  const std::string indent(number_width + 2, ' ');
  const std::string paragraph = width == 0 ? indent + text : wrapped(text, width, indent);
  return tone(digits) + paragraph.substr(number_width) + "\n";
}

std::string steps_text(const Picture& picture, const TextForm& form) {
  const std::size_t number_width = std::to_string(picture.steps.size()).size();
  std::size_t story_width = 0;
  for (const Step& step : picture.steps) story_width = std::max(story_width, columns(step.story));
  story_width = std::min<std::size_t>(story_width, 60);
  std::string text;
  for (std::size_t i = 0; i < picture.steps.size(); ++i) {
    const Step& step = picture.steps[i];
    std::string line = padded(step.story, story_width) + "  " + step.state;
    if (step.snapshot) line += *step.snapshot == 0 ? ", from an empty snapshot" : ", from the snapshot after " + std::to_string(*step.snapshot);
    if (form.width > 0 && number_width + 2 + columns(line) > form.width) {
      text += item(i + 1, number_width, line, form.width, [&](const std::string& digits) { return form.palette.strong(digits); });
      continue;
    }
    std::string digits = std::to_string(i + 1);
    digits.insert(0, number_width - digits.size(), ' ');
    text += form.palette.strong(digits) + "  " + line + "\n";
  }
  return text;
}

std::string notes_text(const Picture& picture, const TextForm& form) {
  std::string text;
  for (const std::string& note : picture.notes) text += (form.width == 0 ? note : wrapped(note, form.width, "")) + "\n";
  return text.empty() ? text : "\n" + text;
}

/// For ASCII output, what is not ASCII in the picture's own signs.
std::string plain(std::string text, bool ascii) {
  if (!ascii) return text;
  for (std::size_t at = 0; (at = text.find("…", at)) != std::string::npos;) text.replace(at, std::string_view("…").size(), "~");
  return text;
}

}  // namespace

std::string text_of(const Picture& picture, const TextForm& form) {
  LayoutOptions options{.gap = picture.arrows.empty() && picture.steps.empty() ? 0u : 2u};
  std::size_t names = 2;
  for (const std::string& lane : picture.lanes) names = std::max(names, columns(lane) + 2);
  if (form.width > 0) options.columns_max = form.width > names + 20 ? form.width - names : 20;
  const Drawing drawing = lay_out(picture, options);
  std::string text;
  if (form.words && !picture.caption.empty()) text += (form.width == 0 ? picture.caption : wrapped(picture.caption, form.width, "")) + "\n\n";
  for (std::size_t b = 0; b < drawing.bands.size(); ++b) text += (b == 0 ? "" : "\n") + BandText(picture, drawing, drawing.bands[b], form).text();
  if (!picture.arrows.empty()) text += "\n";
  const std::size_t number_width = std::to_string(picture.arrows.size()).size();
  for (std::size_t a = 0; a < picture.arrows.size(); ++a) {
    text += item(a + 1, number_width, picture.arrows[a].story, form.width, [&](const std::string& digits) { return form.palette.of(picture.arrows[a].relation, digits); });
  }
  if (!picture.steps.empty()) text += "\n" + steps_text(picture, form);
  if (form.words && !picture.sentence.empty()) text += "\n" + (form.width == 0 ? picture.sentence : wrapped(picture.sentence, form.width, "")) + "\n";
  return plain(text + notes_text(picture, form), form.ascii);
}

}  // namespace clio::draw

#include <algorithm>
#include <ostream>
#include <sstream>

#include "adapters/formats/lecture/layout.hpp"
#include "adapters/formats/lecture/lecture.hpp"
#include "adapters/formats/lecture/notation.hpp"
#include "adapters/formats/lecture/pieces.hpp"

namespace clio {
namespace {

using lecture::columns_of;
using lecture::Layout;
using lecture::Pieces;
using lecture::pieces_of;
using lecture::text_of;

/// Pictures grow with processes times columns; nobody looks at one of this size.
constexpr std::size_t kPictureBytesMax = std::size_t{1} << 28;
constexpr std::size_t kHeaderColumns = 100;

std::string operation_text(const History& history, OpId op) { return lecture::answer_text(history, op) + std::string(lecture::outcome_text(history.status(op))); }

std::size_t picture_bytes(const Layout& layout, const Pieces& pieces) {
  std::vector<std::size_t> width(layout.lines.size(), 0);
  for (std::size_t i = 0; i < layout.places.size(); ++i) {
    std::size_t& w = width[index(pieces.blocks[i].process)];
    w = std::max(w, layout.places[i].last + 1);
  }
  std::size_t bytes = 0;
  for (std::size_t p = 0; p < width.size(); ++p) bytes += width[p] * layout.lines[p];
  return bytes;
}

void draw(const History& history, const Pieces& pieces, const Layout& layout, std::ostream& out) {
  std::vector<std::vector<std::vector<std::size_t>>> lines(history.process_count());
  std::size_t label_columns = 0;
  for (std::size_t p = 0; p < lines.size(); ++p) {
    lines[p].resize(layout.lines[p]);
    label_columns = std::max(label_columns, columns_of(text_of(history.process_name(id_at<ProcessId>(p)))) + 2);
  }
  for (std::size_t i = 0; i < pieces.blocks.size(); ++i) lines[index(pieces.blocks[i].process)][layout.places[i].line].push_back(i);
  for (std::size_t p = 0; p < lines.size(); ++p) {
    const std::string label = text_of(history.process_name(id_at<ProcessId>(p))) + ':';
    for (auto& line : lines[p]) {
      std::sort(line.begin(), line.end(), [&](std::size_t a, std::size_t b) { return layout.places[a].first < layout.places[b].first; });
      std::string text = label;
      std::size_t column = columns_of(label);
      for (const std::size_t i : line) {
        const lecture::Place& place = layout.places[i];
        text.append(label_columns + place.first - column, ' ');
        text += pieces.texts[i];
        column = label_columns + place.first + pieces.blocks[i].width;
        if (column < label_columns + place.last + 1) text.append(label_columns + place.last + 1 - column, '-');
        column = std::max(column, label_columns + place.last + 1);
      }
      out << text << '\n';
    }
  }
}

bool has_outer_blanks(std::string_view text) {
  return !text.empty() && (text.front() == ' ' || text.front() == '\t' || text.back() == ' ' || text.back() == '\t');
}

/// Whether a line of the description would be read as something else.
bool is_misread(std::string_view line) {
  if (line.find('\r') != std::string_view::npos || (!line.empty() && (line.back() == ' ' || line.back() == '\t'))) return true;
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  if (line == "untimed") return true;
  for (const std::string_view header : {"name:", "object:", "initial:", "expect:"}) {
    if (line.substr(0, header.size()) == header) return true;
  }
  return false;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    if (end == text.size()) return lines;
    text.remove_prefix(end + 1);
  }
}

std::string one_line(std::string text) {
  std::replace_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return text;
}

void write_header(const History& history, std::ostream& out) {
  const Header& header = history.header();
  if (!header.name.empty()) out << "# name: " << one_line(header.name) << '\n';
  if (!header.about.empty()) {
    for (const std::string_view line : lines_of(header.about)) {
      if (is_misread(line)) {
        out << "# : " << one_line(std::string(line)) << '\n';
      } else {
        out << (line.empty() ? "#" : "# ") << line << '\n';
      }
    }
  }
  if (header.object != Object::register_) out << "# object: " << name_of(header.object) << '\n';
  if (!history.timed()) out << "# untimed\n";
  if (!header.initial.is_null() || !header.initial_of.empty()) {
    out << "# initial:";
    if (!header.initial.is_null()) out << ' ' << text_of(header.initial);
    for (const auto& [key, value] : header.initial_of) out << ' ' << text_of(Value(key)) << '=' << text_of(value);
    out << '\n';
  }
  std::size_t column = 0;
  for (const auto& [model, holds] : header.expect) {
    const std::string token = ' ' + model + (holds ? "=yes" : "=no");
    if (column == 0 || column + token.size() > kHeaderColumns) {
      out << (column == 0 ? "# expect:" : "\n# expect:");
      column = 9;
    }
    out << token;
    column += token.size();
  }
  if (column != 0) out << '\n';
}

std::string named(const History& history, OpId op) { return "operation " + std::to_string(index(op)) + " (" + operation_text(history, op) + ")"; }

std::vector<std::string> what_it_cannot_hold(const History& history, const Pieces& pieces, const Layout& layout) {
  std::vector<std::string> missing;
  if (history.node_count() != 0) missing.push_back("the nodes that answered");
  for (std::size_t i = 0; i < history.size(); ++i) {
    if (!history.version(id_at<OpId>(i))) continue;
    missing.push_back("the versions that nodes had applied");
    break;
  }
  if (pieces.clipped) {
    missing.push_back("a clock uncertainty that makes " + named(history, *pieces.clipped) + " concurrent with the next operation of its process");
  }
  if (layout.separated) {
    missing.push_back("an operation of no length that touches the one before and the one after it in its process: " +
                      named(history, history.first_of(id_at<TxnId>(*layout.separated))));
  }
  const Header& header = history.header();
  if (!header.annotations.empty()) missing.push_back("annotations");
  if (one_line(header.name) != header.name || has_outer_blanks(header.name)) missing.push_back("a name with line breaks, tabs or outer blanks");
  const auto lines = lines_of(header.about);
  if ((!header.about.empty() && lines.front().empty()) || std::any_of(lines.begin(), lines.end(), is_misread)) {
    missing.push_back("a description with an empty first line, blanks at the end of a line or a line that looks like a header");
  }
  return missing;
}

}  // namespace

std::vector<std::string> write_lecture(const History& history, std::ostream& out, const WriteOptions& options) {
  const Pieces pieces = pieces_of(history);
  const Layout layout = lay_out(pieces.blocks, history.process_count());
  const std::size_t bytes = picture_bytes(layout, pieces);
  if (bytes > kPictureBytesMax) {
    return {"so many operations: the picture would be of " + std::to_string(bytes >> 20) + " MiB; at most " +
            std::to_string(kPictureBytesMax >> 20) + " are drawn"};
  }
  std::vector<std::string> missing = what_it_cannot_hold(history, pieces, layout);
  if (!missing.empty() && !options.lossy) return missing;
  write_header(history, out);
  draw(history, pieces, layout, out);
  return missing;
}

std::string draw_lecture(const History& history) {
  const Pieces pieces = pieces_of(history);
  std::ostringstream out;
  draw(history, pieces, lay_out(pieces.blocks, history.process_count()), out);
  return std::move(out).str();
}

}  // namespace clio

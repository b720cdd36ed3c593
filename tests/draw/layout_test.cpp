// What every placing keeps, over many random pictures: arrows touch no text and share no stretch, labels stand alone, intervals keep real time, folds keep texts whole.

#include "src/draw/layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "tests/draw/drawn.hpp"

namespace clio {
namespace {

using draw::Band;
using draw::Cell;
using draw::Drawing;

/// A random timed history, and arrows between random operations of it: more than any verdict would draw.
draw::Picture random_picture(std::uint64_t seed) {
  std::mt19937_64 dice(seed);
  const auto up_to = [&](std::uint64_t n) { return static_cast<std::int64_t>(dice() % n); };
  HistoryBuilder builder;
  builder.set_timed(true);
  const std::int64_t processes = 1 + up_to(5);
  for (std::int64_t p = 0; p < processes; ++p) {
    Time now = up_to(10);
    for (std::int64_t i = 0, n = 1 + up_to(4); i < n; ++i) {
      const Time call = now, response = call + 1 + up_to(20);  // of no length and touching on both sides, an operation has no picture (adapters/formats/lecture/layout.cpp)
      const bool unknown = up_to(8) == 0;
      builder.add({.kind = up_to(2) == 0 ? Kind::read : Kind::write, .status = unknown ? Status::unknown : Status::ok, .process = builder.process(p), .key = builder.key(up_to(2) == 0 ? "x" : "account"),
                   .value = builder.value(up_to(1000)), .call = call, .response = unknown ? kNever : response});
      now = response + up_to(3);
    }
  }
  Result<History, std::vector<InputError>> history = std::move(builder).build();
  draw::Picture picture = test::drawn(*history, "history");
  const std::size_t n = picture.pieces.size();
  if (n < 2) return picture;
  std::size_t at = static_cast<std::size_t>(up_to(n));
  for (std::int64_t i = 0, arrows = 2 + up_to(4); i < arrows; ++i) {
    std::size_t next = static_cast<std::size_t>(up_to(n - 1));
    if (next >= at) ++next;
    picture.arrows.push_back({.from = at, .to = next, .relation = Relation::write_order, .label = "write-order", .story = "because"});
    at = next;
  }
  return picture;
}

using Taken = std::map<std::pair<std::size_t, std::size_t>, std::string>;

void expect_alone(Taken& taken, std::size_t row, std::size_t column, const std::string& what) {
  const auto [at, fresh] = taken.emplace(std::pair(row, column), what);
  EXPECT_TRUE(fresh) << what << " lies on " << at->second << " in row " << row << ", column " << column;
}

void expect_tidy(const Band& band) {
  Taken taken;
  for (const draw::Stretch& s : band.stretches) {
    for (std::size_t c = s.first; c <= s.last; ++c) expect_alone(taken, s.row, c, "interval " + std::to_string(s.piece));
  }
  std::map<std::pair<std::size_t, std::size_t>, std::pair<int, int>> lines;  // how many arrows pass level, and up or down
  for (const draw::Route& route : band.routes) {
    for (std::size_t i = 0; i < route.cells.size(); ++i) {
      const Cell cell = route.cells[i];
      ASSERT_LT(cell.row, band.rows.size());
      ASSERT_LT(cell.column, band.columns);
      EXPECT_EQ(taken.count({cell.row, cell.column}), 0u) << "an arrow runs through a text";
      if (i > 0) {
        EXPECT_EQ((cell.row == route.cells[i - 1].row) + (cell.column == route.cells[i - 1].column), 1) << "an arrow jumps";
      }
      const auto level = [](draw::Direction d) { return d == draw::Direction::left || d == draw::Direction::right; };
      const bool in = i == 0 ? level(route.begin) : cell.row == route.cells[i - 1].row, out = i + 1 == route.cells.size() ? level(route.end) : cell.row == route.cells[i + 1].row;
      auto& [levels, uprights] = lines[{cell.row, cell.column}];
      levels += in || out ? 1 : 0;
      uprights += !in || !out ? 1 : 0;
      EXPECT_LE(levels, 1);
      EXPECT_LE(uprights, 1);
    }
  }
  for (const draw::Label& label : band.labels) {
    const auto own = std::find_if(band.routes.begin(), band.routes.end(), [&](const draw::Route& r) { return r.arrow == label.of; });
    ASSERT_NE(own, band.routes.end());
    for (std::size_t c = label.cell.column; c < label.cell.column + label.width; ++c) {
      expect_alone(taken, label.cell.row, c, "label " + label.text);
      const auto line = lines.find({label.cell.row, c});
      if (line == lines.end()) continue;
      EXPECT_EQ(line->second.first + line->second.second, 1) << "a label lies on a crossing";
      EXPECT_NE(std::find(own->cells.begin(), own->cells.end(), Cell{label.cell.row, c}), own->cells.end()) << "a label lies on another's arrow";
    }
  }
}

TEST(Layout, KeepsArrowsOffTextsAndOffEachOther) {
  for (std::uint64_t seed = 0; seed < 400 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const draw::Picture picture = random_picture(seed);
    const Drawing drawing = draw::lay_out(picture, {.gap = 2});
    ASSERT_EQ(drawing.bands.size(), 1u);
    EXPECT_EQ(drawing.bands.front().routes.size(), picture.arrows.size()) << "every arrow finds a way";
    expect_tidy(drawing.bands.front());
  }
}

TEST(Layout, KeepsThemOffInFoldedPicturesToo) {
  for (std::uint64_t seed = 0; seed < 200 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const draw::Picture picture = random_picture(seed);
    const Drawing drawing = draw::lay_out(picture, {.columns_max = 50, .gap = 2});
    std::map<std::size_t, std::size_t> begun, ended, texts;
    for (const Band& band : drawing.bands) {
      expect_tidy(band);
      for (const draw::Route& route : band.routes) begun[route.arrow] += route.from_border ? 0 : 1, ended[route.arrow] += route.to_border ? 0 : 1;
      for (const draw::Stretch& s : band.stretches) {
        texts[s.piece] += s.begins ? 1 : 0;
        if (s.begins) {
          EXPECT_GE(s.last + 1 - s.first, picture.pieces[s.piece].width) << "a fold cuts a text";
        }
      }
    }
    for (std::size_t a = 0; a < picture.arrows.size(); ++a) EXPECT_EQ(begun[a] + ended[a], 2u);
    for (std::size_t i = 0; i < picture.pieces.size(); ++i) EXPECT_EQ(texts[i], 1u);
  }
}

TEST(Layout, IsNoWiderThanThereIsRoomWhereALineIsAlone) {
  std::size_t folded = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    draw::Picture picture = random_picture(seed);
    picture.arrows.clear();
    const Band whole = draw::lay_out(picture).bands.front();
    if (whole.rows.size() > 1) continue;  // texts of several lines may follow each other without a gap to cut in
    const Drawing drawing = draw::lay_out(picture, {.columns_max = 20});
    folded += drawing.bands.size() > 1 ? 1 : 0;
    for (const Band& band : drawing.bands) EXPECT_LE(band.columns, 20u);
  }
  EXPECT_GT(folded, 0u);
}

TEST(Layout, KeepsRealTimeExactly) {
  for (std::uint64_t seed = 0; seed < 200 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const draw::Picture picture = random_picture(seed);
    const Drawing drawing = draw::lay_out(picture, {.gap = 3});
    const std::vector<draw::Stretch>& s = drawing.bands.front().stretches;
    for (const draw::Stretch& a : s) {
      for (const draw::Stretch& b : s) {
        if (a.piece == b.piece || !a.ends) continue;
        EXPECT_EQ(a.last < b.first, picture.blocks[a.piece].response < picture.blocks[b.piece].call) << a.piece << " and " << b.piece;
      }
    }
  }
}

}  // namespace
}  // namespace clio

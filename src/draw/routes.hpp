#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace clio::draw {

/// A place in the grid of a band.
struct Cell {
  std::size_t row = 0, column = 0;
  friend bool operator==(const Cell&, const Cell&) = default;
};

enum class Direction : std::uint8_t { up, right, down, left };

/// Where a path may begin or end: in this cell, moving in this direction (out of what it begins at, into what it ends at).
struct Port {
  Cell cell;
  Direction direction{};
  std::uint32_t cost = 0;
};

/// A grid of cells through which arrows find their ways: around what is blocked, along free cells, across others' straight stretches at a right angle, never on top of
/// each other. Rows of lanes are only passed straight up or down.
class RouteGrid {
 public:
  RouteGrid(std::size_t rows, std::size_t columns);

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::size_t columns() const { return columns_; }

  void set_lane(std::size_t row) { lanes_[row] = true; }
  [[nodiscard]] bool is_lane(std::size_t row) const { return lanes_[row]; }
  void block(Cell cell) { at(cell).blocked = true; }
  /// Passing it is possible but not nice: a dotted line.
  void discourage(Cell cell) { at(cell).discouraged = true; }

  /// The cheapest way from one of the ports to one of the others, taken from then on; nothing where there is none. Fewest bends and crossings first, then
  /// length. Cost: O(cells log cells).
  std::optional<std::vector<Cell>> route(std::span<const Port> from, std::span<const Port> to);

  /// Nothing is there at all, and it is no lane.
  [[nodiscard]] bool free(Cell cell) const;
  /// Whether several paths meet in the cell.
  [[nodiscard]] bool crossed(Cell cell) const { return at(cell).horizontal && at(cell).vertical && !at(cell).bent; }
  /// For a label: no path may use it from then on.
  void take(Cell cell) { at(cell).blocked = true; }

 private:
  struct State {
    bool blocked = false, discouraged = false, horizontal = false, vertical = false, bent = false;
  };
  [[nodiscard]] State& at(Cell cell) { return states_[cell.row * columns_ + cell.column]; }
  [[nodiscard]] const State& at(Cell cell) const { return states_[cell.row * columns_ + cell.column]; }
  void occupy(const std::vector<Cell>& path, Direction begin, Direction end);

  std::size_t rows_, columns_;
  std::vector<bool> lanes_, level_;  // by row: holds intervals; some arrow runs level in it
  std::vector<State> states_;
};

}  // namespace clio::draw

// Ways for arrows: a maze router.
//
// Idea. Lee's algorithm (1961) with costs: Dijkstra's search over cells and directions of movement, so that a bend has its price. A cell where another arrow runs
// straight may be crossed at a right angle, for a price, and only straight on; where one bends, begins or ends nothing else goes. Rows of lanes hold
// the intervals: an arrow passes them where they are empty, straight up or down, dearer beside a text than in the open.
//
// Invariant: no two arrows share a stretch, no arrow touches a text, and what is taken stays taken. Arrows are routed one after the other; the caller begins
// with the short ones and gives more room where one finds no way.
//
// Cost: O(cells log cells) for each arrow. Tested by tests/draw/layout_test.cpp (no arrow touches a text or shares a stretch, over many random histories).

#include "src/draw/routes.hpp"

#include <algorithm>
#include <limits>
#include <queue>
#include <tuple>

namespace clio::draw {
namespace {

constexpr std::uint32_t kStep = 2, kBend = 7, kCrossing = 16, kLane = 5, kBesideText = 8, kBesideLine = 3, kDiscouraged = 12, kNewRow = 1;
constexpr std::uint32_t kFar = std::numeric_limits<std::uint32_t>::max();

bool is_vertical(Direction d) { return d == Direction::up || d == Direction::down; }

}  // namespace

RouteGrid::RouteGrid(std::size_t rows, std::size_t columns) : rows_(rows), columns_(columns), lanes_(rows, false), level_(rows, false), states_(rows * columns) {}

bool RouteGrid::free(Cell cell) const {
  const State& state = at(cell);
  return !lanes_[cell.row] && !state.blocked && !state.discouraged && !state.horizontal && !state.vertical;
}

std::optional<std::vector<Cell>> RouteGrid::route(std::span<const Port> from, std::span<const Port> to) {
  const std::size_t nodes = rows_ * columns_ * 4;
  std::vector<std::uint32_t> cost(nodes, kFar), leaving(nodes, kFar);
  std::vector<std::size_t> before(nodes, nodes);
  const auto node = [&](Cell cell, Direction d) { return (cell.row * columns_ + cell.column) * 4 + static_cast<std::size_t>(d); };
  const auto untouched = [&](Cell cell) {
    const State& state = at(cell);
    return !state.blocked && !state.horizontal && !state.vertical;
  };
  /// The price of being in a cell while moving in a direction; kFar: impossible.
  const auto price = [&](Cell cell, Direction d) -> std::uint32_t {
    const State& state = at(cell);
    if (state.blocked || state.bent) return kFar;
    if (is_vertical(d) ? state.vertical : state.horizontal) return kFar;
    if (lanes_[cell.row] && !is_vertical(d)) return kFar;
    std::uint32_t sum = kStep;
    if (is_vertical(d) ? state.horizontal : state.vertical) sum += kCrossing;
    if (state.discouraged) sum += kDiscouraged;
    if (is_vertical(d) && ((cell.column > 0 && at({cell.row, cell.column - 1}).vertical) || (cell.column + 1 < columns_ && at({cell.row, cell.column + 1}).vertical))) sum += kBesideLine;
    if (!is_vertical(d) && !level_[cell.row]) sum += kNewRow;
    if (lanes_[cell.row]) {
      sum += kLane;
      if ((cell.column > 0 && at({cell.row, cell.column - 1}).blocked) || (cell.column + 1 < columns_ && at({cell.row, cell.column + 1}).blocked)) sum += kBesideText;
    }
    return sum;
  };

  using Entry = std::pair<std::uint32_t, std::size_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  for (const Port& port : from) {
    if (!untouched(port.cell)) continue;
    const std::size_t n = node(port.cell, port.direction);
    if (port.cost >= cost[n]) continue;
    cost[n] = port.cost;
    queue.push({port.cost, n});
  }
  for (const Port& port : to) {
    if (untouched(port.cell)) leaving[node(port.cell, port.direction)] = std::min(leaving[node(port.cell, port.direction)], port.cost);
  }

  std::size_t end = nodes;
  std::uint32_t best = kFar;
  while (!queue.empty()) {
    const auto [spent, n] = queue.top();
    queue.pop();
    if (spent > cost[n]) continue;
    if (spent >= best) break;
    if (leaving[n] != kFar && spent + leaving[n] < best) {
      best = spent + leaving[n];
      end = n;
    }
    const Direction moving = static_cast<Direction>(n % 4);
    const Cell cell{n / 4 / columns_, n / 4 % columns_};
    // A cell is entered in one direction and left in another: a bend needs the cell for itself, and a lane's row is passed straight.
    const bool straight_only = lanes_[cell.row] || !untouched(cell);
    for (const Direction d : {Direction::up, Direction::right, Direction::down, Direction::left}) {
      if ((static_cast<unsigned>(d) + 2) % 4 == static_cast<unsigned>(moving) || (d != moving && straight_only)) continue;
      Cell next = cell;
      if (d == Direction::up && next.row-- == 0) continue;
      if (d == Direction::left && next.column-- == 0) continue;
      if (d == Direction::down && ++next.row == rows_) continue;
      if (d == Direction::right && ++next.column == columns_) continue;
      const std::uint32_t step = price(next, d);
      if (step == kFar) continue;
      const std::uint32_t sum = spent + step + (d == moving ? 0 : kBend);
      const std::size_t m = node(next, d);
      if (sum >= cost[m]) continue;
      cost[m] = sum;
      before[m] = n;
      queue.push({sum, m});
    }
  }
  if (end == nodes) return std::nullopt;
  std::vector<Cell> path;
  std::size_t first = end;
  for (std::size_t n = end; n != nodes; n = before[n]) {
    path.push_back({n / 4 / columns_, n / 4 % columns_});
    first = n;
  }
  std::reverse(path.begin(), path.end());
  occupy(path, static_cast<Direction>(first % 4), static_cast<Direction>(end % 4));
  return path;
}

void RouteGrid::occupy(const std::vector<Cell>& path, Direction begin, Direction end) {
  const auto towards = [](Cell a, Cell b) { return a.row == b.row ? (a.column < b.column ? Direction::right : Direction::left) : (a.row < b.row ? Direction::down : Direction::up); };
  for (std::size_t i = 0; i < path.size(); ++i) {
    const Direction in = i == 0 ? begin : towards(path[i - 1], path[i]);
    const Direction out = i + 1 == path.size() ? end : towards(path[i], path[i + 1]);
    State& state = at(path[i]);
    state.vertical = state.vertical || is_vertical(in) || is_vertical(out);
    if (!is_vertical(in) || !is_vertical(out)) level_[path[i].row] = true;
    state.horizontal = state.horizontal || !is_vertical(in) || !is_vertical(out);
    if (is_vertical(in) != is_vertical(out) || i == 0 || i + 1 == path.size()) state.bent = true;  // ends are not crossed either
  }
}

}  // namespace clio::draw

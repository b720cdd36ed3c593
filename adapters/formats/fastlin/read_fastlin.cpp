// Intervals, one a line. One that ends at the time at which another starts comes before it (fastlin's own examples are not linearizable otherwise), where intervals of a history
// are closed: so times are doubled, and starts come one later. Processes are made afterwards, in order of start: an operation goes to the process that has been free for longest, if it ended before this one
// starts. That is the greedy colouring of an interval graph, which needs no more processes than intervals overlap.
// Tested by tests/adapters/object_texts_test.cpp, malformed_test.cpp, tests/conformance/expectations_test.cpp and tests/fuzz/.
#include <algorithm>
#include <queue>
#include <vector>

#include "adapters/formats/fastlin/fastlin.hpp"
#include "adapters/text/line_cursor.hpp"

namespace clio {
namespace {

constexpr std::int64_t kEmpty = -1;  // what a deq or pop of nothing returns
constexpr std::int64_t kTimeMax = std::int64_t{1} << 61;

/// The object of the first line; nothing where it names none.
std::optional<Object> object_of(LineCursor& cursor) {
  if (!cursor.take('#')) return std::nullopt;
  const std::string_view name = cursor.word();
  if (!cursor.at_end() || (name != "queue" && name != "stack")) return std::nullopt;
  return name == "queue" ? Object::queue : Object::stack;
}

class FastlinReader {
 public:
  FastlinReader(std::string_view text, const ReadOptions& options) : lines_(text, options) { builder_.set_timed(true); }

  HistoryOrErrors read() {
    while (const auto line = lines_.next()) {
      LineCursor cursor(*line);
      if (const std::string wrong = read_line(cursor); !wrong.empty()) lines_.error(wrong);
      if (lines_.failed() && !has_object_) break;
    }
    if (!lines_.failed()) add_rows();
    return lines_.finish(std::move(builder_));
  }

 private:
  std::string read_line(LineCursor& cursor) {
    if (cursor.at_end()) return {};
    if (!has_object_) {
      const auto object = object_of(cursor);
      if (!object) {
        cursor.go_to(0);
        return cursor.wrong("# queue or # stack first");
      }
      has_object_ = true;
      builder_.header().object = *object;
      return {};
    }
    if (cursor.next() == '#') return {};
    const bool queue = builder_.header().object == Object::queue;
    const bool gives = cursor.take(queue ? "enq " : "push ");
    if (!gives && !cursor.take(queue ? "deq " : "pop ")) return cursor.wrong(queue ? "enq or deq" : "push or pop");
    const auto value = cursor.integer();
    if (!value || (gives && *value == kEmpty)) return cursor.wrong(gives ? "a value, an integer other than -1" : "a value, an integer, or -1 where nothing was found");
    const auto start = cursor.integer();
    if (!start) return cursor.wrong("the start, an integer of 64 bits");
    const auto end = cursor.integer();
    if (!end) return cursor.wrong("the end, an integer of 64 bits");
    if (!cursor.at_end()) return cursor.wrong("the end of the line");
    if (*end <= *start) return "found the end " + std::to_string(*end) + "; expected a time after the start " + std::to_string(*start);
    if (*start < -kTimeMax || *end > kTimeMax) return "found a time beyond " + std::to_string(kTimeMax) + "; expected a smaller one";
    rows_.push_back({.kind = queue ? (gives ? Kind::enqueue : Kind::dequeue) : (gives ? Kind::push : Kind::pop), .key = builder_.key(Value()),
                     .value = !gives && *value == kEmpty ? kNull : builder_.value(*value), .call = 2 * *start + 1, .response = 2 * *end, .line = lines_.short_number()});
    return {};
  }

  void add_rows() {
    std::vector<std::size_t> order(rows_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rows_[a].call < rows_[b].call; });
    using Free = std::pair<Time, std::int64_t>;  // since when, process
    std::priority_queue<Free, std::vector<Free>, std::greater<>> free;
    std::int64_t processes = 0;
    for (const std::size_t i : order) {
      Operation& row = rows_[i];
      std::int64_t process = processes;
      if (!free.empty() && free.top().first < row.call) {
        process = free.top().second;
        free.pop();
      } else {
        ++processes;
      }
      row.process = builder_.process(process);
      free.emplace(row.response, process);
    }
    for (const Operation& row : rows_) builder_.add(row);
  }

  Lines lines_;
  HistoryBuilder builder_;
  std::vector<Operation> rows_;
  bool has_object_ = false;
};

}  // namespace

HistoryOrErrors read_fastlin(std::string_view text, const ReadOptions& options) { return FastlinReader(text, options).read(); }

bool recognises_fastlin(std::string_view beginning) {
  LineCursor cursor(first_line_of(beginning));
  return object_of(cursor).has_value();
}

}  // namespace clio

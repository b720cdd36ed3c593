// The writer of the binary format: the columns as they lie in memory, each behind its entry in the table.
//
// All sizes are known before anything is written, so the output needs no seeking; a column is handed to the stream as it is.
// Tested by tests/adapters/columnar_test.cpp and tests/fuzz/.
#include <algorithm>
#include <bit>
#include <cstring>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "adapters/formats/columnar/columnar.hpp"
#include "adapters/formats/columnar/layout.hpp"
#include "adapters/formats/columnar/values.hpp"
#include "adapters/formats/native/native_header.hpp"

namespace clio {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is little-endian, and columns are written as they are");

using columnar::Section;

struct Part {
  Section section;
  std::string_view bytes;
};

template <class T>
std::string_view bytes_of(std::span<const T> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

int depth_of(const Value& value) {
  const Value::Array* array = value.as_array();
  if (!array) return 0;
  int deepest = 0;
  for (const Value& element : *array) deepest = std::max(deepest, depth_of(element));
  return deepest + 1;
}

/// The value with text in place of what is nested deeper than a file may hold.
Value pruned(const Value& value, const std::string& mark, int depth = 0) {
  const Value::Array* array = value.as_array();
  if (!array) return value;
  if (depth == kColumnarDepthMax) return Value("nested too deep" + mark);
  Value::Array parts;
  for (const Value& element : *array) parts.push_back(pruned(element, mark, depth + 1));
  return Value(std::move(parts));
}

constexpr std::uint64_t aligned(std::uint64_t offset) { return (offset + columnar::kAlignment - 1) / columnar::kAlignment * columnar::kAlignment; }

class ColumnarWriter {
 public:
  ColumnarWriter(const History& history, std::ostream& out) : history_(history), out_(out) {}

  std::vector<std::string> write(bool lossy) {
    header_ = native::header_line(history_);
    for (std::size_t i = 0; i < history_.process_count(); ++i) put(processes_, history_.process_name(id_at<ProcessId>(i)));
    for (std::size_t i = 0; i < history_.key_count(); ++i) put(keys_, history_.key_name(id_at<KeyId>(i)));
    for (std::size_t i = 0; i < history_.node_count(); ++i) put(nodes_, history_.node_name(id_at<NodeId>(i)));
    for (std::size_t i = 1; i < history_.values().size(); ++i) put(values_, history_.values().entry(static_cast<ValueId>(index(kNull) + i)));  // null is the first anywhere
    for (const Annotation& annotation : history_.annotations()) put(annotations_, Value(Value::Array{annotation.text, annotation.begin, annotation.end, annotation.node}));
    std::vector<std::string> problems = native::what_a_header_cannot_hold(history_.header());
    if (too_deep_) problems.push_back("a value that is nested deeper than " + std::to_string(kColumnarDepthMax) + " arrays");
    if (!problems.empty() && !lossy) return problems;
    const HistoryColumns& columns = history_.columns();
    std::vector<Part> parts{{Section::header, header_}, {Section::processes, processes_}, {Section::keys, keys_}, {Section::nodes, nodes_}, {Section::values, values_}};
    if (!annotations_.empty()) parts.push_back({Section::annotations, annotations_});
    columnar::each_column(columns, [&](Section section, const auto& column) {
      if (!column.empty() && !(section == Section::line && without_lines())) parts.push_back({section, bytes_of(column.all())});
    });
    if (history_.transactional()) parts.push_back({Section::transactions, bytes_of(columns.txn_begin.all())});
    write(parts);
    return problems;
  }

 private:
  [[nodiscard]] bool without_lines() const {
    const std::span<const std::uint32_t> lines = history_.columns().line.all();
    return std::all_of(lines.begin(), lines.end(), [](std::uint32_t line) { return line == 0; });
  }

  void put(std::string& bytes, const Value& value) {
    if (depth_of(value) <= kColumnarDepthMax) return columnar::put(bytes, value);
    too_deep_ = true;
    std::string mark;
    ValueId known{};
    for (int next = 2; history_.values().find(pruned(value, mark), known) || !pruned_.insert(pruned(value, mark)).second; ++next) mark = " " + std::to_string(next);  // what was two values stays two
    columnar::put(bytes, pruned(value, mark));
  }

  void write(const std::vector<Part>& parts) {
    columnar::Head head;
    head.sections = static_cast<std::uint32_t>(parts.size());
    head.operations = history_.size();
    std::vector<columnar::Entry> table;
    std::uint64_t offset = sizeof head + parts.size() * sizeof(columnar::Entry);
    for (const Part& part : parts) {
      offset = aligned(offset);
      table.push_back({static_cast<std::uint32_t>(part.section), columnar::shape_of(part.section).width, offset, part.bytes.size(), columnar::checksum(part.bytes)});
      offset += part.bytes.size();
    }
    head.bytes = offset;
    std::string front(reinterpret_cast<const char*>(&head), sizeof head);
    front += bytes_of(std::span<const columnar::Entry>(table));
    head.checksum = columnar::checksum(front);
    std::memcpy(front.data(), &head, sizeof head);
    emit(front);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      emit(std::string(table[i].offset - written_, '\0'));
      emit(parts[i].bytes);
    }
  }

  void emit(std::string_view bytes) {
    out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    written_ += bytes.size();
  }

  const History& history_;
  std::ostream& out_;
  std::string header_, processes_, keys_, nodes_, values_, annotations_;
  bool too_deep_ = false;
  std::set<Value> pruned_;
  std::uint64_t written_ = 0;
};

}  // namespace

std::vector<std::string> write_columnar(const History& history, std::ostream& out, const WriteOptions& options) { return ColumnarWriter(history, out).write(options.lossy); }

}  // namespace clio

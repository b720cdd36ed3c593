#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "checker/history/history.hpp"

namespace clio::columnar {

/// Begins with what no text has, and holds both line ends: what a transfer "as text" breaks is seen at once.
inline constexpr std::array<char, 8> kMark{'\x89', 'C', 'L', 'I', 'O', '\r', '\n', '\x1a'};
inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::size_t kAlignment = 64;  ///< of every section

struct Head {
  std::array<char, 8> mark = kMark;
  std::uint32_t version = kVersion;
  std::uint32_t sections = 0;
  std::uint64_t operations = 0;
  std::uint64_t bytes = 0;     ///< of the whole file
  std::uint64_t checksum = 0;  ///< of the head and the table behind it, this field being 0
};

struct Entry {
  std::uint32_t section = 0;
  std::uint32_t width = 0;  ///< bytes an element
  std::uint64_t offset = 0, bytes = 0;
  std::uint64_t checksum = 0;
};

static_assert(sizeof(Head) == 40 && sizeof(Entry) == 32);

enum class Section : std::uint32_t {
  header = 1, processes, keys, nodes, values, annotations,                                     // what has no fixed width
  kind = 16, flags, process, key, value, expected, call, response, node, version, line, id_in_file,  // one element an operation
  transactions = 32                                                                            // one a transaction, and the end
};

/// What a section is called in messages, and how wide an element of it is; an empty name: there is no such section.
struct Shape {
  std::string_view name;
  std::uint32_t width = 1;
};
[[nodiscard]] Shape shape_of(Section section);
[[nodiscard]] constexpr bool is_column(Section section) { return section >= Section::kind && section < Section::transactions; }

/// XXH3 of 64 bits, as the xxHash library computes it.
[[nodiscard]] std::uint64_t checksum(std::string_view bytes);

/// Calls visit(section, column) for each column of one element an operation; `Table` is HistoryColumns, const or not.
template <class Table, class Visit>
void each_column(Table& columns, Visit visit) {
  visit(Section::kind, columns.kind);
  visit(Section::flags, columns.flags);
  visit(Section::process, columns.process);
  visit(Section::key, columns.key);
  visit(Section::value, columns.value);
  visit(Section::expected, columns.expected);
  visit(Section::call, columns.call);
  visit(Section::response, columns.response);
  visit(Section::node, columns.node);
  visit(Section::version, columns.version);
  visit(Section::line, columns.line);
  visit(Section::id_in_file, columns.id_in_file);
}

}  // namespace clio::columnar

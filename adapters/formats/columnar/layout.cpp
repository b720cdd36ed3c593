#include "adapters/formats/columnar/layout.hpp"

#define XXH_INLINE_ALL  // nothing to link
#include <xxhash.h>

#include <cstring>
#include <string>

#include "adapters/formats/columnar/columnar.hpp"

namespace clio::columnar {

Shape shape_of(Section section) {
  switch (section) {
    case Section::header: return {"header"};
    case Section::processes: return {"processes"};
    case Section::keys: return {"keys"};
    case Section::nodes: return {"nodes"};
    case Section::values: return {"values"};
    case Section::annotations: return {"annotations"};
    case Section::kind: return {"kind"};
    case Section::flags: return {"flags"};
    case Section::process: return {"process", 4};
    case Section::key: return {"key", 4};
    case Section::value: return {"value", 4};
    case Section::expected: return {"expected", 4};
    case Section::call: return {"call", 8};
    case Section::response: return {"return", 8};
    case Section::node: return {"node", 4};
    case Section::version: return {"version", 8};
    case Section::line: return {"line", 4};
    case Section::id_in_file: return {"id in its file", 4};
    case Section::transactions: return {"transactions", 4};
  }
  return {};
}

std::uint64_t checksum(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace clio::columnar

namespace clio {

void seal_columnar(std::string& text) {
  columnar::Head head;
  if (!recognises_columnar(text) || text.size() < sizeof head) return;
  std::memcpy(&head, text.data(), sizeof head);
  if (head.sections > (text.size() - sizeof head) / sizeof(columnar::Entry)) return;
  for (std::size_t i = 0; i < head.sections; ++i) {
    char* place = text.data() + sizeof head + i * sizeof(columnar::Entry);
    columnar::Entry entry;
    std::memcpy(&entry, place, sizeof entry);
    if (entry.offset > text.size() || entry.bytes > text.size() - entry.offset) continue;
    entry.checksum = columnar::checksum(std::string_view(text).substr(entry.offset, entry.bytes));
    std::memcpy(place, &entry, sizeof entry);
  }
  head.checksum = 0;
  std::memcpy(text.data(), &head, sizeof head);
  head.checksum = columnar::checksum(std::string_view(text).substr(0, sizeof head + head.sections * sizeof(columnar::Entry)));
  std::memcpy(text.data(), &head, sizeof head);
}

}  // namespace clio

#include "adapters/formats/columnar/layout.hpp"

#define XXH_INLINE_ALL  // nothing to link
#include <xxhash.h>


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

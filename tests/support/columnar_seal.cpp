#include "tests/support/columnar_seal.hpp"

#include <cstring>
#include <string_view>

#include "adapters/formats/columnar/columnar.hpp"
#include "adapters/formats/columnar/layout.hpp"

namespace clio::test {

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

}  // namespace clio::test

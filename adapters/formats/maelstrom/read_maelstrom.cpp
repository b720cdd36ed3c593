// Maelstrom's histories are Jepsen's in EDN; what differs is which errors are definite, and how they are known.
// Tested by tests/adapters/maelstrom_test.cpp, jepsen_history_test.cpp, malformed_test.cpp and tests/fuzz/.
#include "adapters/formats/jepsen/dialect.hpp"
#include "adapters/formats/jepsen/jepsen_history.hpp"
#include "adapters/formats/maelstrom/maelstrom.hpp"

namespace clio {

HistoryOrErrors read_maelstrom(std::string_view text, const ReadOptions& options) {
  return jepsen::read_history(text, edn::Syntax::edn, jepsen::Dialect::maelstrom, options);
}

bool recognises_maelstrom(std::string_view beginning) {
  if (!recognises_jepsen_edn(beginning)) return false;
  for (const std::string_view name : {":net-timeout", "[:precondition-failed", "[:key-does-not-exist", "[:txn-conflict", ":f :broadcast"}) {
    if (beginning.find(name) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace clio

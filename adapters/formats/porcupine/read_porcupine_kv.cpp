// Porcupine's logs of a key-value store: Jepsen's maps with a key in a field of its own, and texts that are appended to.
// Tested by tests/adapters/porcupine_kv_test.cpp, tests/conformance/expectations_test.cpp, malformed_test.cpp and tests/fuzz/.
#include "adapters/formats/jepsen/dialect.hpp"
#include "adapters/formats/jepsen/jepsen_history.hpp"
#include "adapters/formats/porcupine/porcupine_kv.hpp"

namespace clio {

HistoryOrErrors read_porcupine_kv(std::string_view text, const ReadOptions& options) {
  return jepsen::read_history(text, edn::Syntax::edn, jepsen::Dialect::porcupine, options);
}

bool recognises_porcupine_kv(std::string_view beginning) {
  return recognises_jepsen_edn(beginning) && beginning.find(":key ") != std::string_view::npos &&
         (beginning.find(":f :get") != std::string_view::npos || beginning.find(":f :put") != std::string_view::npos);
}

}  // namespace clio

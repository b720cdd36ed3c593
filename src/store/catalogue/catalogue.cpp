#include "src/store/catalogue/catalogue.hpp"

#include <vector>

#include "src/store/protocols/async_primary_backup.hpp"
#include "src/store/protocols/causal.hpp"
#include "src/store/protocols/multi_paxos.hpp"
#include "src/store/protocols/paxos.hpp"
#include "src/store/protocols/primary_backup.hpp"
#include "src/store/protocols/quorum.hpp"
#include "src/store/protocols/read_only_replicas.hpp"

namespace clio::store {

std::span<const Entry* const> protocols() {
  static const std::vector<const Entry*> kProtocols{&read_only_replicas_entry(), &primary_backup_entry(), &async_primary_backup_entry(), &causal_entry(),
                                                    &quorum_entry(), &paxos_entry(), &multi_paxos_entry()};
  return kProtocols;
}

const Entry* protocol_named(std::string_view id) {
  for (const Entry* entry : protocols()) {
    if (entry->id == id) return entry;
  }
  return nullptr;
}

}  // namespace clio::store

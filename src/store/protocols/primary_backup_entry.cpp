// Primary-backup as an entry of the catalogue: what it promises and how it can be broken.

#include <memory>

#include "src/store/protocols/primary_backup.hpp"

namespace clio::store {
namespace {

Promise promise(const Options&, Reads reads) {
  if (reads == Reads::primary) return {.keeps = {"linearizable"}, .caught = {}};
  return {.keeps = {"sequential"}, .caught = {"linearizable"}};
}

std::unique_ptr<Protocol> replica(Node self, const Options& options) {
  return std::make_unique<Managed>(std::make_unique<PrimaryBackup>(self, options, ReplicationPolicy{.synchronous = true}), self, options);
}

}  // namespace

const Entry& primary_backup_entry() {
  static const Entry kEntry{
      .id = "primary-backup",
      .about = "writes are ordered by a primary and answered once every backup of the view holds them",
      .cite = "Budhiraja, Marzullo, Schneider, Toueg 1993; remote-write protocols: Tanenbaum and van Steen",
      .managed = true,
      .cas = true,
      .reads = {Reads::primary, Reads::sticky, Reads::any},
      .mutants = {{"ack-before-backups", "the primary answers before the backups hold the write", Reads::primary, "linearizable", true},
                  {"no-fencing", "a primary serves without a lease and when deposed, and backups take messages of older views", Reads::primary, "linearizable"},
                  {"no-state-transfer", "members of a new view are not brought to the primary's state", Reads::primary, "linearizable"},
                  {"serve-uncommitted", "backups show writes that not every member holds", Reads::sticky, "sequential"},
                  {"lies-about-completion", "a backup says that it holds what it has thrown away or not yet made durable", Reads::primary, "linearizable"},
                  {"forgets-context", "a replica answers a session that has seen more than it has", Reads::sticky, "read-your-writes"}},
      .promise = promise,
      .replica = replica,
      .invariants = primary_backup_invariants};
  return kEntry;
}

}  // namespace clio::store

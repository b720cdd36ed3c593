// Primary-backup as an entry of the catalogue: what it promises and how it can be broken.

#include <memory>

#include "src/store/protocols/primary_backup.hpp"

namespace clio::store {
namespace {

Promise promise(const Options&, Reads reads) {
  if (reads == Reads::primary) return {.keeps = {"linearizable"}, .caught = {}};
  return {.keeps = {"sequential"}, .caught = {"linearizable"}};
}

std::unique_ptr<Protocol> replica(Node self, const Options& options) { return primary_backup_replica(self, options, {.synchronous = true}); }

}  // namespace

std::unique_ptr<Protocol> primary_backup_replica(Node self, const Options& options, ReplicationPolicy policy) {
  return std::make_unique<Managed>(std::make_unique<PrimaryBackup>(self, options, policy), options);
}

const Entry& primary_backup_entry() {
  static const Entry kEntry{
      .id = "primary-backup",
      .about = "writes are ordered by a primary and answered once every backup of the view holds them",
      .cite = "Budhiraja, Marzullo, Schneider, Toueg 1993; remote-write protocols: Tanenbaum and van Steen",
      .managed = true,
      .cas = true,
      .reads = {Reads::primary, Reads::sticky, Reads::any},
      .mutants = {{"ack-before-backups", "the primary answers before the backups hold the write", Reads::primary, "linearizable", true},
                  primary_backup::kNoFencing,
                  primary_backup::kNoStateTransfer,
                  {"serve-uncommitted", "backups show writes that not every member holds", Reads::sticky, "sequential"},
                  primary_backup::kLiesAboutCompletion,
                  primary_backup::kForgetsContext},
      .promise = promise,
      .replica = replica,
      .invariants = primary_backup_invariants};
  return kEntry;
}

}  // namespace clio::store

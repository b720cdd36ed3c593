// Asynchronous primary-backup replication: "if you don't care about maintaining sequential consistency, you can reply to the client
// before reaching agreement with backups".
//
// The replica is PrimaryBackup with another policy. The primary answers a write once it holds it durably itself, or, semi-synchronous, once
// Options::wait_for backups hold it too (of those that the view has: a shrunken view does not block); a backup carries out what it
// receives, in order. Views, state transfer and leases are those of the synchronous kind. The next primary is the one of the established
// members alive that said last to hold most: the most advanced as far as the manager knows.
//
// What is kept. As long as the primary is not replaced there is one order of writes, each node's state is a prefix of it, and reads at
// the primary see all that was answered: linearizable; local reads are sequential by the argument of primary_backup.cpp, since prefixes
// grow along a session. After a failover the new primary's order lacks the end of the old one's: answered writes, shown to readers, are
// gone, and places in the order are given anew, so that what a session carries along means nothing any more. A session can miss its own
// write, go back from what it read, and see effects without causes. So nothing of the table is promised under faults, at the primary or
// elsewhere. (A local read that waits for more than anybody holds is answered by the primary, which knows that the rest is lost: better
// available than stuck.) Waiting for all backups of the view makes the writes of the primary's clients synchronous: reads at the primary
// are linearizable again; local reads are not sequential, since backups still show what not every member holds. Waiting for some makes a
// loss rarer, and needs a backup that holds the write to be out of the manager's sight together with the primary.
//
// The mutants that break the primary's order show against a promise: with writes that wait for all backups. Otherwise a failover breaks
// as much without them.
//
// Cost of a write with n members: n - 1 messages and as many acknowledgements; no round trip before the answer, or one to the wait_for-th
// fastest backup.
//
// Tested by tests/store/async_primary_backup_test.cpp, tests/store/transcripts_test.cpp.

#include "src/store/protocols/async_primary_backup.hpp"

#include <memory>

#include "src/store/protocols/primary_backup.hpp"

namespace clio::store {
namespace {

Promise promise(const Options& options, Reads reads) {
  const bool waits_for_all = options.wait_for + 1 >= options.nodes;
  const bool waits_for_half = 2 * (options.wait_for + 1) > options.nodes;  // then a loss takes more than one cut, and is too rare to ask for
  if (reads == Reads::primary) {
    if (waits_for_all) return {.keeps = {"linearizable"}, .caught = {}};
    if (waits_for_half) return {.keeps = {}, .caught = {}};
    return {.keeps = {}, .caught = {"linearizable", "sequential"}};
  }
  if (waits_for_half) return {.keeps = {}, .caught = {"linearizable"}};
  return {.keeps = {}, .caught = {"linearizable", "sequential"}};
}

std::unique_ptr<Protocol> replica(Node self, const Options& options) {
  return std::make_unique<Managed>(std::make_unique<PrimaryBackup>(self, options, ReplicationPolicy{.synchronous = false, .wait_for = options.wait_for}), self, options);
}

}  // namespace

const Entry& async_primary_backup_entry() {
  static const Entry kEntry{
      .id = "async-primary-backup",
      .about = "writes are ordered by a primary and answered before the backups hold them: a failover can lose them",
      .cite = "Tanenbaum and van Steen, Distributed Systems, on primary-based protocols; semi-synchronous as in MySQL's replication",
      .managed = true,
      .cas = true,
      .synchronously = Synchronously::by_waiting,
      .reads = {Reads::sticky, Reads::primary, Reads::any},
      .mutants = {{"no-fencing", "a primary serves without a lease and when deposed, and backups take messages of older views", Reads::primary, "linearizable"},
                  {"no-state-transfer", "members of a new view are not brought to the primary's state", Reads::primary, "linearizable"},
                  {"lies-about-completion", "a backup says that it holds what it has thrown away or not yet made durable", Reads::primary, "linearizable"},
                  {"forgets-context", "a replica answers a session that has seen more than it has", Reads::sticky, "read-your-writes"}},
      .promise = promise,
      .replica = replica,
      .invariants = primary_backup_invariants};
  return kEntry;
}

}  // namespace clio::store

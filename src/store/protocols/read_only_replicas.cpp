// Read-only replicas of one writable origin, as caches and content delivery networks have them: what they show, and what that is worth.
// (Tanenbaum and van Steen, Distributed Systems, on content replication and distribution: push and pull, state, operations and
// invalidation; time to live and conditional requests as in RFC 9111; a session's version as in Terry et al., "Session guarantees for
// weakly consistent replicated data", PDIS 1994.)
//
// The origin (node 0, read_only_origin.cpp) carries out all writes, one after the other; a version counts them. Replicas
// (read_only_replica.cpp) answer reads.
//
//              state                          operation                        invalidation
//     push     each key's new value           each write, applied in order     each key that changed; a read fetches it
//     pull     a key's value, when a read     the writes since the last time,  whether the value has changed, once its time to
//              finds none or one older than   when that is longer ago than     live is over; if so a read fetches it
//              the time to live               the time to live
//     poll     the keys that have changed     the writes since the last time,  the keys that have changed, at intervals;
//              since, at intervals            at intervals                     a read fetches them
//
// Reads at the origin are linearizable: one node, which makes a write durable before it answers or tells, answers from all that it has
// done.
//
// Reads at replicas are sequential, whatever the row and column, for a session that carries its version along, at one replica or at many.
// A replica shows for a key the value of a write w and knows a version a up to which w was the newest of that key: `complete_` where
// changes are told (all changes up to it have arrived), `as_of` where the key was fetched. So w is what the origin would have answered at
// any version from w to a. The session carries c, the largest version that it has been shown or has written. The replica answers only if
// w >= c or a >= c, and the session carries max(c, w) from then on, which lies between w and a (or is w). Place the read there, behind
// the write of that number; c never falls, so a session's operations stay in order, and a write gets a number above all that existed when
// it was asked, its session's c among them. Every read sees all writes before its place: sequential. It is not linearizable, for a
// replica may show the past.
//
// Without the version (SessionPolicy::carries_context off: clients that carry nothing) a session misses its own writes everywhere
// (read-your-writes, hence pram and causal). What is left, to a session that keeps to one replica which neither fails nor moves it
// elsewhere:
//   - push or pull of operations, poll of operations or state: what a replica shows is always the result of the first so many writes, and
//     more and more of them: monotonic-reads, monotonic-writes, writes-follow-reads.
//   - all others: keys are renewed one by one, so a later write can be seen without an earlier one of another key: monotonic-reads only.
// A session that moves between replicas without its version keeps nothing of the table.
//
// A time to live bounds staleness, which no model of the table speaks of: a value is shown for at most that long (by the replica's clock)
// after the question that it answers was asked. Pushed and polled values may be as old as the network's worst delay or the longest
// partition.
//
// Cost of a write, n replicas: push n messages and n acknowledgements, with the value, the write or a key and a number. Of a read: none,
// or a question and an answer where a copy is missing, outdated or too old for the session. Poll: two messages a replica and interval.
// What an invalidation or a time to live saves: a key that is written often and read seldom travels only when read.
//
// Tested by tests/store/read_only_replicas_test.cpp, tests/store/transcripts_test.cpp.

#include "src/store/protocols/read_only_replicas.hpp"

#include <algorithm>
#include <memory>

namespace clio::store {

using namespace read_only;

namespace {

std::string name(Node node) { return "n" + std::to_string(index(node)); }

/// Replicas show what the origin has done, nothing else, nothing that they say they have moved past.
class ReadOnlyInvariants final : public Invariants {
 public:
  explicit ReadOnlyInvariants(const Options& options) : what_(options.what), pull_(options.when == When::pull) {}

  std::string broken(std::span<const Protocol* const> nodes, Node stepped) override {
    const Protocol* node = nodes[index(stepped)];
    if (const auto* origin = dynamic_cast<const Origin*>(node)) return origin_goes_on(*origin, nodes);
    const auto* replica = dynamic_cast<const Replica*>(node);
    if (replica == nullptr) return {};
    std::string why;
    if (replica->complete() > version_) why = "says that it has " + std::to_string(replica->complete()) + " writes of " + std::to_string(version_);
    else why = what_ == What::operation ? state_is_a_prefix(*replica) : copies_are_of_the_origin(*replica);
    return why.empty() ? why : name(stepped) + ' ' + why;
  }

 private:
  /// A write that was on its way to the disk may be lost with a crash, one that a replica has may not.
  std::string origin_goes_on(const Origin& origin, std::span<const Protocol* const> nodes) {
    if (origin.version() < version_) {
      version_ = origin.version();
      for (auto& [key, versions] : history_) versions.erase(versions.upper_bound(version_), versions.end());
      for (std::size_t i = 1; i < nodes.size(); ++i) {
        const auto* replica = dynamic_cast<const Replica*>(nodes[i]);
        if (replica == nullptr) continue;
        bool beyond = replica->complete() > version_;
        for (const auto& [key, copy] : replica->copies()) beyond = beyond || copy.version > version_;
        if (beyond) return "the origin has lost a write that " + name(node_at(i)) + " has";
      }
    }
    version_ = origin.version();
    for (const auto& [key, version] : origin.changed()) {
      auto& versions = history_[key];
      if (versions.empty() || versions.rbegin()->first < version) versions[version] = origin.content().value(key);
    }
    return {};
  }

  /// The write that gave `key` its value when `at` writes had been carried out, and the value.
  std::pair<Version, Value> newest(Key key, Version at) const {
    const auto versions = history_.find(key);
    if (versions == history_.end()) return {0, Value()};
    const auto after = versions->second.upper_bound(at);
    return after == versions->second.begin() ? std::pair<Version, Value>{0, Value()} : std::pair<Version, Value>(*std::prev(after));
  }

  std::string state_is_a_prefix(const Replica& replica) const {
    for (const auto& [key, versions] : history_) {
      if (replica.content().value(key) != newest(key, replica.complete()).second) return "does not show key " + std::to_string(key) + " as after write " + std::to_string(replica.complete());
    }
    return {};
  }

  std::string copies_are_of_the_origin(const Replica& replica) const {
    for (const auto& [key, versions] : history_) {
      const auto found = replica.copies().find(key);
      const Replica::Copy copy = found == replica.copies().end() ? Replica::Copy{} : found->second;
      if (copy.known && copy.value != newest(key, copy.version).second) return "holds a value of key " + std::to_string(key) + " that the write " + std::to_string(copy.version) + " did not give it";
      const Version least = newest(key, replica.complete()).first;
      const bool shown = what_ == What::state || (copy.known && copy.version >= copy.newer);
      if (!pull_ && shown && copy.version < least) return "shows key " + std::to_string(key) + " as before write " + std::to_string(least) + ", which it says it has";
    }
    return {};
  }

  const What what_;
  const bool pull_;
  Version version_ = 0;
  std::map<Key, std::map<Version, Value>> history_;  ///< by key and write: the values that it has had
};

Promise promise(const Options&, Reads reads) {
  if (reads == Reads::primary) return {.keeps = {"linearizable"}, .caught = {}};
  return {.keeps = {"sequential"}, .caught = {"linearizable"}};
}

std::unique_ptr<Protocol> replica(Node self, const Options& options) {
  if (self == Node{0}) return std::make_unique<Origin>(options);
  return std::make_unique<Replica>(self, options);
}

}  // namespace

const Entry& read_only_replicas_entry() {
  static const Entry kEntry{
      .id = "read-only-replicas",
      .about = "one origin takes the writes; replicas near their clients answer reads, by push, pull or poll of state, operations or invalidations",
      .cite = "Tanenbaum and van Steen, Distributed Systems, on content distribution; sessions' versions: Terry et al. 1994",
      .managed = false,
      .cas = true,
      .synchronously = Synchronously::by_holding,
      .reads = {Reads::primary, Reads::sticky, Reads::any},
      .mutants = {{"lies-about-completion", "the origin answers before a write is durable", Reads::primary, "linearizable"},
                  {"forgets-context", "a replica answers a session that has seen more than it has", Reads::sticky, "read-your-writes"},
                  {"skips-updates", "a replica throws away every fourth value, write or invalidation it is told of (push, poll)", Reads::sticky, "sequential"},
                  {"applies-out-of-order", "a replica takes what comes last for newest", Reads::sticky, "sequential"},
                  {"ignores-time-to-live", "a replica uses a copy for ever, whatever its session has seen (pull)", Reads::sticky, "read-your-writes"}},
      .promise = promise,
      .replica = replica,
      .invariants = [](const Options& options) -> std::unique_ptr<Invariants> { return std::make_unique<ReadOnlyInvariants>(options); }};
  return kEntry;
}

}  // namespace clio::store

// What holds between the replicas of the register after every step: timestamps only grow, a timestamp names one write, and what has been
// answered is held by a write quorum. It looks at the node that
// has stepped, and at others only where that has answered a client.
#include <map>
#include <utility>

#include "src/store/protocols/quorum.hpp"

namespace clio::store::quorum {
namespace {

class RegisterInvariants final : public Invariants {
 public:
  explicit RegisterInvariants(const Options& options) : sizes_(sizes_of(options)), seen_(options.nodes) {}

  std::string broken(std::span<const Protocol* const> nodes, Node stepped) override {
    if (index(stepped) >= seen_.size() || nodes[index(stepped)] == nullptr) return {};
    const auto& replica = static_cast<const Replica&>(*nodes[index(stepped)]);
    Seen& before = seen_[index(stepped)];
    const bool restarted = std::exchange(before.life, replica.life()) != replica.life();
    if (!restarted) {
      if (std::string what = timestamps_name_one_write(before); !what.empty()) return what;
      before.settle();
    }
    if (std::string what = timestamps_grow(replica, stepped); !what.empty()) return what;
    if (restarted) before.find(replica);
    before.unsettled.clear();
    for (const Key key : replica.changed()) {
      before.unsettled[key] = replica.store().at(key);
    }
    for (const Replica::Completed& completed : replica.completed()) {
      if (std::string what = write_quorum_holds(completed, stepped); !what.empty()) return what;
    }
    return {};
  }

 private:
  struct Seen {
    std::uint64_t life = 0;
    std::map<Key, Timestamp> settled;  ///< durable: what came behind it has happened
    std::map<Key, Written> unsettled;  ///< changed in the last step: a crash before it is durable may lose it, and what it answered with it
    void settle() {
      for (const auto& [key, written] : unsettled) settled[key] = written.timestamp;
    }
    /// What a node finds on its disk when it starts.
    void find(const Replica& replica) {
      settled.clear();
      for (const auto& [key, written] : replica.store()) settled[key] = written.timestamp;
      for (const Key key : replica.changed()) settled.erase(key);
    }
    [[nodiscard]] bool holds(Key key, const Timestamp& timestamp) const {
      const auto changed = unsettled.find(key);
      if (changed != unsettled.end() && changed->second.timestamp >= timestamp) return true;
      const auto held = settled.find(key);
      return held != settled.end() && held->second >= timestamp;
    }
  };

  static std::string name(Node node) { return "node " + std::to_string(index(node)); }
  static std::string name(const Timestamp& timestamp) {
    return std::to_string(timestamp.counter) + "." + std::to_string(index(timestamp.node));
  }

  std::string timestamps_grow(const Replica& replica, Node stepped) const {
    const Seen& before = seen_[index(stepped)];
    for (const auto& [key, timestamp] : before.settled) {
      const auto found = replica.store().find(key);
      const Timestamp now = found == replica.store().end() ? Timestamp{} : found->second.timestamp;
      if (now < timestamp) return name(stepped) + " held timestamp " + name(timestamp) + " of key " + std::to_string(key) + " and now holds " + name(now);
    }
    return {};
  }

  std::string timestamps_name_one_write(const Seen& replica) {
    for (const auto& [key, written] : replica.unsettled) {
      const auto [entry, fresh] = names_.try_emplace({key, written.timestamp}, written.token);
      if (!fresh && entry->second != written.token) return "timestamp " + name(written.timestamp) + " of key " + std::to_string(key) + " names two writes";
    }
    return {};
  }

  std::string write_quorum_holds(const Replica::Completed& completed, Node stepped) const {
    std::size_t holders = 0;
    for (const Seen& replica : seen_) holders += replica.holds(completed.key, completed.timestamp) ? 1 : 0;
    if (holders >= sizes_.write) return {};
    return name(stepped) + " answered with timestamp " + name(completed.timestamp) + " of key " + std::to_string(completed.key) + ", which " +
           std::to_string(holders) + " replicas hold, not " + std::to_string(sizes_.write);
  }

  const Sizes sizes_;
  std::vector<Seen> seen_;  ///< what each node held when it last stepped; down or not
  std::map<std::pair<Key, Timestamp>, Token> names_;
};

/// Quorums that meet make the register atomic. Others promise nothing that a session could rely on.
Promise promise(const Options& options, Reads) {
  const Sizes sizes = sizes_of(options);
  if (sizes.read + sizes.write > options.nodes) return {.keeps = {"linearizable"}, .caught = {}};
  return {.keeps = {}, .caught = {"linearizable"}};
}

std::unique_ptr<Protocol> replica(Node self, const Options& options) { return std::make_unique<Replica>(self, options); }
std::unique_ptr<Invariants> invariants(const Options& options) { return std::make_unique<RegisterInvariants>(options); }

}  // namespace
}  // namespace clio::store::quorum

namespace clio::store {

const Entry& quorum_entry() {
  static const Entry kEntry{
      .id = "quorum",
      .about = "any replica coordinates: reads and writes ask a quorum for the newest timestamp and store at a quorum",
      .cite = "Attiya, Bar-Noy and Dolev 1995; Lynch and Shvartsman 1997",
      .managed = false,
      .cas = false,
      .any_writer = true,
      .writes_move = false,
      .reads = {Reads::quorum},
      .mutants = {{"quorum-of-f", "quorums are as many nodes as may fail, so that two need not meet", Reads::quorum, "linearizable"},
                  {"no-read-write-back", "a read answers before a write quorum holds what it returns", Reads::quorum, "linearizable"},
                  {"lies-about-completion", "a write is answered when its coordinator alone holds it", Reads::quorum, "linearizable"},
                  {"timestamp-not-durable", "a replica acknowledges a write that it does not make durable, and forgets it in a crash", Reads::quorum, "linearizable"},
                  {"stale-counter", "a write counts on from its coordinator's own timestamp without asking for the newest", Reads::quorum, "linearizable"}},
      .promise = quorum::promise,
      .replica = quorum::replica,
      .invariants = quorum::invariants};
  return kEntry;
}

}  // namespace clio::store

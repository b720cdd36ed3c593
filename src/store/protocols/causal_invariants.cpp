// What holds between causal replicas after every step: clocks do not fall, writes are applied in causal order, a place in an origin's
// numbering names one write, and (last writer wins) replicas that hold the same writes hold the same values. And the entry of the protocol.
#include <algorithm>
#include <map>
#include <utility>

#include "src/store/protocols/causal.hpp"

namespace clio::store::causal {
namespace {

class CausalInvariants final : public Invariants {
 public:
  explicit CausalInvariants(const Options& options) : converges_(options.last_writer_wins), seen_(options.nodes) {}

  std::string broken(std::span<const Protocol* const> nodes, Node stepped) override {
    if (index(stepped) >= seen_.size() || nodes[index(stepped)] == nullptr) return {};
    const auto& replica = static_cast<const Replica&>(*nodes[index(stepped)]);
    Seen& before = seen_[index(stepped)];
    if (std::exchange(before.life, replica.life()) != replica.life()) {
      if (!covers(replica.clock(), before.surely, nodes.size())) return name(stepped) + " has lost writes that it had applied";
      before.clock = before.surely = replica.clock();
      return {};
    }
    before.surely = before.clock;  // a step came behind it, so it is durable
    if (replica.applied().empty()) return {};
    for (const Write& write : replica.applied()) {
      if (std::string what = write_is_in_order(write, before.clock, stepped, nodes.size()); !what.empty()) return what;
    }
    if (before.clock != replica.clock()) return name(stepped) + " counts writes that it has not applied";
    return converges_ ? values_agree(nodes, replica, stepped) : std::string();
  }

 private:
  struct Seen {
    std::uint64_t life = 0;
    Clock clock;   ///< after the last step; a crash before it is durable may lose what it added
    Clock surely;  ///< after the step before
  };

  static std::string name(Node node) { return "node " + std::to_string(index(node)); }

  std::string write_is_in_order(const Write& write, Clock& clock, Node stepped, std::size_t nodes) {
    clock.resize(nodes, 0);
    const std::string what = "write " + std::to_string(write.number) + " of node " + std::to_string(index(write.origin));
    if (write.number != clock[index(write.origin)] + 1) return name(stepped) + " has applied " + what + " out of its origin's order";
    if (!covers(clock, write.before, nodes)) return name(stepped) + " has applied " + what + " before what it may depend on";
    ++clock[index(write.origin)];
    if (write.origin == stepped) return {};  // not durable yet: it may come to nothing
    const auto [named, first] = names_.try_emplace({write.origin, write.number}, write.token);
    return first || named->second == write.token ? std::string() : what + " names two writes";
  }

  static std::string values_agree(std::span<const Protocol* const> nodes, const Replica& replica, Node stepped) {
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (nodes[i] == nullptr || i == index(stepped)) continue;
      const auto& other = static_cast<const Replica&>(*nodes[i]);
      if (other.clock() == replica.clock() && other.values() != replica.values()) {
        return name(stepped) + " and " + name(node_at(i)) + " hold the same writes and different values";
      }
    }
    return {};
  }

  const bool converges_;
  std::vector<Seen> seen_;
  std::map<std::pair<Node, std::uint64_t>, Token> names_;
};

Promise promise(const Options& options, Reads reads) {
  if (options.last_writer_wins) return {.keeps = {"causal-convergent"}, .caught = {"causal"}};
  if (reads == Reads::any) return {.keeps = {"weak-causal"}, .caught = {"causal"}};
  return {.keeps = {"causal"}, .caught = {"causal-convergent"}};
}
std::unique_ptr<Protocol> replica(Node self, const Options& options) { return std::make_unique<Replica>(self, options); }
std::unique_ptr<Invariants> invariants(const Options& options) { return std::make_unique<CausalInvariants>(options); }

}  // namespace
}  // namespace clio::store::causal

namespace clio::store {

const Entry& causal_entry() {
  static const Entry kEntry{
      .id = "causal",
      .about = "every replica takes writes and applies those of others when it holds what they may depend on",
      .cite = "Ahamad et al. 1995; Lloyd et al. 2011",
      .any_writer = true,
      .synchronously = Synchronously::by_holding,
      .writes_move = false,
      .reads = {Reads::sticky, Reads::any},
      .mutants = {{"dropped-dependency-check", "a write is applied in its origin's order, whatever it depends on of others", Reads::sticky, "causal-convergent"},
                  {"clock-not-carried", "a replica answers a session that has seen more than it holds", Reads::any, "causal-convergent"},
                  {"last-writer-by-arrival", "of two writes the one that arrives last wins", Reads::sticky, "causal-convergent"},
                  {"lies-about-completion", "a write is answered before it is done", Reads::sticky, "causal-convergent"},
                  {"not-durable", "writes are answered, sent and acknowledged without being durable", Reads::sticky, "causal-convergent"}},
      .promise = causal::promise,
      .replica = causal::replica,
      .invariants = causal::invariants};
  return kEntry;
}

}  // namespace clio::store

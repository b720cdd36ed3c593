// What must hold between the replicas of a primary-backup group after every step.
//
// Synchronous: there is one growing order of committed writes, every state is a prefix of it, and a write that a primary commits is held
// by every member of its view. Both kinds: nodes that know the same view know the same view; nobody has carried out more than it holds.
//
// Tested by tests/store/primary_backup_test.cpp (every mutant breaks its promise or one of these).

#include <array>
#include <map>
#include <vector>

#include "src/store/protocols/primary_backup.hpp"

namespace clio::store {
namespace {

using primary_backup::LogEntry;

std::string name(Node node) { return "n" + std::to_string(index(node)); }

class PrimaryBackupInvariants final : public Invariants {
 public:
  std::string broken(std::span<const Protocol* const> nodes, Node stepped) override {
    for (std::size_t i = 0; i < nodes.size() && i < kNodesMax; ++i) {
      if (nodes[i] == nullptr) before_[i] = {};
    }
    const PrimaryBackup* node = replica(nodes, stepped);
    if (node == nullptr) return {};
    std::string why = view_is_the_same_for_all(*node, stepped);
    if (why.empty() && node->applied() > node->end()) why = name(stepped) + " has carried out more than it holds";
    if (why.empty() && node->synchronous()) why = state_is_a_prefix_of_the_order(*node, stepped);
    if (why.empty() && node->synchronous()) why = every_member_holds_what_is_committed(nodes, *node, stepped);
    before_[index(stepped)] = {.applied = node->applied()};
    return why;
  }

 private:
  struct Before {
    Version applied = 0;
  };
  struct Place {
    std::uint64_t view;
    Token token;
  };

  static const PrimaryBackup* replica(std::span<const Protocol* const> nodes, Node node) {
    return index(node) < nodes.size() ? dynamic_cast<const PrimaryBackup*>(unwrapped(nodes[index(node)])) : nullptr;
  }

  std::string view_is_the_same_for_all(const PrimaryBackup& node, Node stepped) {
    if (node.view().number == 0) return {};
    const auto [known, fresh] = views_.emplace(node.view().number, node.view());
    if (known->second == node.view()) return {};
    return name(stepped) + " knows view " + std::to_string(node.view().number) + " otherwise than others do";
  }

  std::string state_is_a_prefix_of_the_order(const PrimaryBackup& node, Node stepped) {
    for (Version version = before_[index(stepped)].applied + 1; version <= node.applied(); ++version) {
      const LogEntry* entry = node.entry(version);
      if (entry == nullptr) continue;  // came with a snapshot
      if (version > order_.size() + 1) return name(stepped) + " has carried out write " + std::to_string(version) + " before one that precedes it";
      if (version == order_.size() + 1) order_.push_back({entry->view, entry->token});
      else if (order_[version - 1].token != entry->token) return name(stepped) + " has carried out another write " + std::to_string(version) + " than was committed";
    }
    if (node.applied() > order_.size()) return name(stepped) + " shows more than was ever committed";
    return {};
  }

  std::string every_member_holds_what_is_committed(std::span<const Protocol* const> nodes, const PrimaryBackup& primary, Node stepped) const {
    if (!primary.serves() || primary.applied() == before_[index(stepped)].applied) return {};
    for (const Node member : primary.view().members) {
      const PrimaryBackup* backup = replica(nodes, member);
      if (backup == nullptr || backup->view().number != primary.view().number || !backup->takes_part()) continue;
      const LogEntry* held = backup->entry(primary.applied());
      const bool in_state = backup->applied() >= primary.applied();
      if (!in_state && (held == nullptr || held->token != order_[primary.applied() - 1].token)) {
        return name(stepped) + " has committed write " + std::to_string(primary.applied()) + ", which " + name(member) + " does not hold";
      }
    }
    return {};
  }

  std::array<Before, kNodesMax> before_{};
  std::map<std::uint64_t, View> views_;
  std::vector<Place> order_;
};

}  // namespace

std::unique_ptr<Invariants> primary_backup_invariants(const Options&) { return std::make_unique<PrimaryBackupInvariants>(); }

}  // namespace clio::store

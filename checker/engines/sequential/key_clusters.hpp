#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "checker/engines/engine.hpp"
#include "checker/engines/sequential/key_operations.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio::sequential {

/// Decides one key with distinct values under session order, by contraction; an object of it is reused for many keys, to allocate little.
///
/// Exact where it applies: values are written once, the initial one never, and there are neither failed nor unknown compare-and-sets (successful ones are welcome).
/// Cost: O(operations of the key). Lifetime: borrows the relations and the packed operations.
class KeyClusters {
 public:
  KeyClusters(const BaseRelations& relations, const KeyOperations& packed);

  /// Satisfied or violated; nothing where it does not apply.
  [[nodiscard]] std::optional<Finding> decide(KeyId key);

 private:
  static constexpr std::uint32_t kNothing = ~std::uint32_t{0};
  /// An operation of the key: a place in ops_.
  using Local = std::uint32_t;
  struct Link {
    std::uint32_t from, to;  // chains
    Local before, after;     // operations of one session that tell
  };

  /// The operation's place along its chain: a write, its reads, what replaced it.
  [[nodiscard]] std::uint32_t place(const KeyOperation& op) const { return 2 * in_chain_[op.cell()] + (op.writes() ? 0 : 1); }
  /// The cell that the one which replaced this cell's value leaves behind.
  [[nodiscard]] std::uint32_t next_in_chain(std::uint32_t cell) const { return ops_[replaced_by_[cell]].write; }
  [[nodiscard]] std::optional<Finding> take_part(KeyId key);
  void leave_out_unread();
  void order_by_session();
  [[nodiscard]] std::optional<Finding> make_chains();
  [[nodiscard]] std::optional<Finding> link_chains();
  [[nodiscard]] Finding order_chains();
  [[nodiscard]] Finding violated(std::vector<Local> ops) const;

  const BaseRelations* relations_;
  const KeyOperations* packed_;
  std::span<const KeyOperation> ops_;           // that take part, each session's in program order: packed_'s, or own_
  std::vector<KeyOperation> own_;               // where they are not those of packed_, in its order
  std::vector<Local> writer_, replaced_by_;     // by cell: kNothing if there is none
  std::vector<std::uint32_t> chain_, in_chain_; // by cell: the chain's first cell; the cell's place in it
  std::vector<Link> links_;
  std::vector<Local> last_;                     // by process: its last operation so far
  std::vector<std::uint32_t> waits_, out_begin_, out_, readers_begin_;
  std::vector<OpId> readers_;                   // by cell
};

}  // namespace clio::sequential

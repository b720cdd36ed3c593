#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "checker/engines/engine.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio::sequential {

/// Decides one key with distinct values under session order, by contraction; an object of it is reused for many keys, to allocate little.
///
/// Exact where it applies: values are written once, the initial one never, and there are neither failed nor unknown compare-and-sets (successful ones are welcome).
/// Cost: O(operations of the key). Lifetime: borrows the relations.
class KeyClusters {
 public:
  explicit KeyClusters(const BaseRelations& relations);

  /// Satisfied or violated; nothing where it does not apply.
  [[nodiscard]] std::optional<Finding> decide(KeyId key);

 private:
  static constexpr std::uint32_t kNothing = ~std::uint32_t{0};
  struct Link {
    std::uint32_t from, to;  // chains
    OpId before, after;      // operations of one session that tell
  };

  [[nodiscard]] bool applies(KeyId key) const;
  [[nodiscard]] std::uint32_t cell(CellId id) const { return static_cast<std::uint32_t>(index(id) - first_cell_); }
  [[nodiscard]] std::uint32_t cell_of(OpId op) const;
  [[nodiscard]] std::uint32_t place(OpId op) const;
  [[nodiscard]] std::optional<Finding> take_part(KeyId key);
  [[nodiscard]] std::optional<Finding> make_chains();
  [[nodiscard]] std::optional<Finding> link_chains();
  [[nodiscard]] Finding order_chains();
  [[nodiscard]] Finding violated(std::vector<OpId> ops) const;

  const BaseRelations* relations_;
  std::size_t first_cell_ = 0;
  std::vector<OpId> ops_;                       // that take part, each session's in program order
  std::vector<OpId> writer_, replaced_by_;      // by cell: kNoOp if there is none
  std::vector<std::uint32_t> chain_, in_chain_; // by cell: the chain's first cell; the cell's place in it
  std::vector<Link> links_;
  std::vector<OpId> last_;                      // by process: its last operation so far
  std::vector<std::uint32_t> waits_, out_begin_, out_, readers_begin_;
  std::vector<OpId> readers_;                   // by cell
};

}  // namespace clio::sequential

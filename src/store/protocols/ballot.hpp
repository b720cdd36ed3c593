#pragma once

#include <compare>
#include <cstdint>

#include "src/store/core/types.hpp"

namespace clio::store {

/// Numbers proposals, totally ordered; no two nodes ever use the same one. Round 0: none. (The lecture's ProposalSN.)
struct Ballot {
  std::uint64_t round = 0;
  Node node{};

  friend auto operator<=>(const Ballot&, const Ballot&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("round", self.round), f("node", self.node); }
};

}  // namespace clio::store

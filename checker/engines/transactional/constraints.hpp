#pragma once

#include <functional>
#include <vector>

#include "checker/engines/held.hpp"
#include "checker/engines/transactional/evidence.hpp"
#include "checker/engines/transactional/order_graph.hpp"
#include "checker/engines/transactional/theory.hpp"

namespace clio::transactional {

/// What the rows share whose reads see something that does not depend on arb: constraints on arb are collected, and then either an order obeys them all or a cycle refutes them.
class Constraints {
 public:
  Constraints(const Transactions& transactions, Budget& budget, Wanted wanted)
      : transactions_(&transactions), budget_(&budget), held_(budget), conflicts_max_(wanted == Wanted::first ? 1 : kSeveral), recent_(kRecent, {kNoNode, kNoNode}) {}

  /// The reader sees `seen`, which writes the read's place and is not the reader: it must come before the read's source.
  void see(Node seen, std::uint32_t read) {
    const Node source = transactions_->read(read).source;
    if (source == seen || source == kUndecided) return;
    if (source == kFromInitial) {
      if (of_initial_.size() < conflicts_max_) of_initial_.push_back({seen, read});
      return;
    }
    Pair& recent = recent_[(std::size_t{seen} * 0x9e3779b1u ^ std::size_t{source} * 0x85ebca6bu) % kRecent];
    if (recent.earlier == seen && recent.later == source) return;
    recent = {seen, source};
    if (list_.size() == list_.capacity()) held_.set(2 * (list_.size() + 1) * sizeof(Constraint));
    list_.push_back({seen, read});
  }

  /// Adds the operations that make the reader of `read` see `seen`, beside what the two do at the read's place.
  using Explain = std::function<void(Node seen, std::uint32_t read, Evidence& evidence)>;
  /// An order that extends the base and obeys the constraints, or why there is none.
  [[nodiscard]] Ruling settle(Base base, const Explain& explain);

 private:
  static constexpr std::size_t kSeveral = 64;  // conflicts that are worth telling at once
  static constexpr std::size_t kRecent = 1 << 14;
  struct Pair {
    Node earlier, later;
  };
  void add(const Constraint& constraint, const Explain& explain, Evidence& evidence) const;

  const Transactions* transactions_;
  Budget* budget_;
  Held held_;
  std::size_t conflicts_max_;
  std::vector<Pair> recent_;             // told lately: most repetitions are found here
  std::vector<Constraint> list_, of_initial_;
};

}  // namespace clio::transactional

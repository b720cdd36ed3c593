// Causal-convergent over transactions: a read sees its transaction's past under hb = (so ∪ wr)+.
//
// The axiom is Biswas and Enea's causal consistency (OOPSLA 2019, figure 3c): where T3 reads k from T1, and T2 writes k and is in T3's past, T2 comes before T1; no cycle with so ∪ wr. Over
// transactions of one operation that is causal convergence (Bouajjani et al., POPL 2017), and the method is the same: one walk gives each transaction its past as a vector clock, of each session
// only the last writer of k in T3's past counts, and only if T1 does not have it in its own past (causal/seen_writes.hpp; checker/engines/causal/causal_past.cpp says why). A transaction's past is what all its reads bring
// together, so reads are asked when it is complete.
//
// The walk's own order is the answer if no constraint goes backward in it, which is the common case.
//
// Cost: O(reads * sessions that write the place). Memory: about 16 bytes a node, 8 bytes a write, and the clocks that are still wanted.
// Tested by: tests/transactional/theories_test.cpp.

#include "checker/engines/causal/seen_writes.hpp"
#include "checker/engines/transactional/constraints.hpp"

namespace clio::transactional {

using causal::CausalWalk;
using causal::Past;
using causal::SeenWrites;

Ruling judge_causal_past(const Transactions& transactions, const Model& model, Budget& budget, Wanted wanted) {
  const Transactions& t = transactions;
  Constraints constraints(t, budget, wanted);
  CausalWalk<Transactions>::Outcome outcome{};
  {
    const Held held(budget, SeenWrites<Transactions>::bytes(t) + CausalWalk<Transactions>::bytes(t));
    if (budget.spent_now()) return {.spent = true};
    SeenWrites<Transactions> seen(t);
    CausalWalk<Transactions> walk(t);
    outcome = walk.run(budget, [&](Node reader, Past past) {
      for (std::uint32_t read = t.first_read(reader), end = t.first_read(reader + 1); read != end; ++read) {
        const auto [place, source] = t.read(read);
        if (source < kUndecided) {
          seen.beside(reader, place, past, source, walk.past_of(source), [&](Node write) { constraints.see(write, read); });
        } else if (source == kFromInitial) {
          if (const Node write = seen.any(reader, place, past); write != kNoNode) constraints.see(write, read);
        }
      }
      seen.visit(reader);
    });
  }
  if (outcome == CausalWalk<Transactions>::Outcome::spent) return {.spent = true};
  // A cycle of hb is among what the graph finds: what was not visited adds no constraint to it.
  return constraints.settle(model.extends, [&](Node seen, std::uint32_t read, Evidence& evidence) { evidence.add_path(seen, t.reader(read)); });
}

}  // namespace clio::transactional

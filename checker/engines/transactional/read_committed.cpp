// Read committed: within a transaction, no read goes back behind what an earlier read of it has read from. Adya's PL-2 asks for less: information flows in no circle.
//
// The axiom is Biswas and Enea's ("On the Complexity of Checking Transactional Consistency", OOPSLA 2019, figure 3a): where a transaction reads from T2, and later k from T1, and T2 writes k
// too, T2 comes before T1; these constraints have no cycle with so ∪ wr. Deciding it in O(n^1.5) is AWDIT's result (Møldrup and Pavlogiannis, PLDI 2025, section 4): for each T2 that a
// transaction reads from, the smaller of what T2 writes and what is still to be read is walked.
//
// Fewer constraints do as well. Of the reads of k after the first read from T2 only the next one is told; if k is read again, from another transaction, the first source has been seen by then and
// writes k, so each read of k orders its source before the next read's, and T2 comes before them all. Invariant, walking a transaction's reads backward: next_[k] is the first decided read of k
// behind the present one. A read of a set reads all elements at once: none of them is before another.
//
// adya-read-committed has no constraints at all: wr alone, with the version orders of lists, must be acyclic (PL-2's G1c, Adya 1999, section 4.2.2, with some version order).
//
// Cost: O(n^1.5). Memory: 4 bytes a node and 8 bytes a place, and the graph's. Tested by: tests/transactional/theories_test.cpp.

#include "checker/engines/transactional/constraints.hpp"
#include "checker/engines/transactional/reads_by_place.hpp"

namespace clio::transactional {
namespace {

class ReadCommitted {
 public:
  ReadCommitted(const Transactions& transactions, Constraints& constraints)
      : t_(transactions), constraints_(constraints), read_by_(transactions.size(), kNoNode), next_(transactions) {}
  [[nodiscard]] static std::size_t bytes(const Transactions& t) { return 4 * t.size() + ReadsByPlace::bytes(t); }

  void collect(Node reader) {
    const std::uint32_t begin = t_.first_read(reader), end = t_.first_read(reader + 1);
    first_of_source_.assign(end - begin, false);
    for (std::uint32_t read = begin; read < end; ++read) {
      const Node source = t_.read(read).source;
      if (source >= kUndecided || read_by_[source] == reader) continue;
      read_by_[source] = reader;
      first_of_source_[read - begin] = true;
    }
    for (std::uint32_t group_end = end, group = end; group_end > begin; group_end = group) {
      do --group;
      while (group > begin && one_operation(reader, group - 1 - begin, group - begin));
      for (std::uint32_t read = group; read < group_end; ++read) {
        const auto [place, source] = t_.read(read);
        if (source >= kUndecided) continue;
        const auto see = [&](std::uint32_t later) { constraints_.see(source, later); };
        if (first_of_source_[read - begin] && group_end != end) next_.each_written_by(source, reader, group_end, end, see);
        if (const std::uint32_t next = next_.at(place, reader); next != ReadsByPlace::kNone) see(next);
      }
      for (std::uint32_t read = group; read < group_end; ++read) {
        if (t_.read(read).source != kUndecided) next_.set(t_.read(read).place, reader, read);
      }
    }
  }

 private:
  /// Whether two reads are of one operation: of a set, all of whose elements are read at once.
  [[nodiscard]] bool one_operation(Node reader, std::uint32_t a, std::uint32_t b) const {
    return t_.history().object() == Object::set && t_.read_op(reader, a) == t_.read_op(reader, b);
  }

  const Transactions& t_;
  Constraints& constraints_;
  std::vector<Node> read_by_;           // by node: who read from it last
  std::vector<bool> first_of_source_;   // by read of the present reader: the first from its source
  ReadsByPlace next_;
};

}  // namespace

Ruling judge_read_committed(const Transactions& transactions, const Model& model, Budget& budget, Wanted wanted) {
  Constraints constraints(transactions, budget, wanted);
  if (model.sees != Visibility::nothing) {
    const Held held(budget, ReadCommitted::bytes(transactions));
    if (budget.spent_now()) return {.spent = true};
    ReadCommitted rule(transactions, constraints);
    for (std::size_t i = 0; i < transactions.arrival_count(); ++i) {  // as the file has them: what one reads from was mostly written a moment before
      const Node reader = transactions.arrival(i);
      if (reader >= transactions.first_side()) continue;  // takes no effect, or reads nothing
      if (budget.spent()) return {.spent = true};
      rule.collect(reader);
    }
  }
  return constraints.settle(model.extends, [&](Node seen, std::uint32_t read, Evidence& evidence) {
    std::uint32_t earlier = transactions.first_read(transactions.reader(read));
    while (transactions.read(earlier).source != seen) ++earlier;
    evidence.add_reading(earlier);
  });
}

}  // namespace clio::transactional

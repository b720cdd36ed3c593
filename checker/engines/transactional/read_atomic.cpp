// Read atomicity: whoever reads from a transaction, or follows it in its session, sees all of it.
//
// The axiom is Biswas and Enea's (OOPSLA 2019, figure 3b): where T3 reads k from T1, and T2 writes k and is before T3 by so or by wr, T2 comes before T1; these constraints have no cycle with
// so ∪ wr. Deciding it in O(n^1.5) is AWDIT's result (Møldrup and Pavlogiannis, PLDI 2025, section 4): for wr the smaller of what T2 writes and what T3 reads is walked; for so only the session's
// last writer of k before T3 is asked, since those before it precede it anyhow (and where it is T1 itself, they all precede T1).
//
// A transaction that reads k from two others orders each before the other: one such read is told for each of them, and that is a cycle whatever else there is. So for all other constraints one
// read of k stands for all. Invariants: last_write_[k] is the session's last writer of k before the present transaction, read_of_[k] the transaction's first decided read of k.
//
// Cost: O(n^1.5). Memory: 4 bytes a node and 12 bytes a place, and the graph's. Tested by: tests/transactional/theories_test.cpp.

#include "checker/engines/transactional/constraints.hpp"

namespace clio::transactional {
namespace {

class ReadAtomic {
 public:
  ReadAtomic(const Transactions& transactions, Constraints& constraints)
      : t_(transactions), constraints_(constraints), seen_by_(transactions.size(), kNoNode), last_write_(transactions.place_count(), kNoNode), read_of_(transactions.place_count()) {}
  [[nodiscard]] static std::size_t bytes(const Transactions& t) { return 4 * t.size() + 12 * t.place_count(); }

  /// Precondition: called for each node of a session in turn.
  void collect(Node reader, Node session_begin) {
    const std::uint32_t begin = t_.first_read(reader), end = t_.first_read(reader + 1);
    for (std::uint32_t read = begin; read < end; ++read) collect_session(reader, read, session_begin);
    for (std::uint32_t read = begin; read < end; ++read) {
      const Node source = t_.read(read).source;
      if (source >= kUndecided || seen_by_[source] == reader) continue;
      seen_by_[source] = reader;
      see(reader, source, begin, end);
    }
    for (const Place place : t_.writes(reader)) last_write_[place] = reader;
  }

 private:
  struct First {
    Node reader = kNoNode;
    std::uint32_t read = 0;
  };

  /// Notes the read, and what it sees by session order.
  void collect_session(Node reader, std::uint32_t read, Node session_begin) {
    const auto [place, source] = t_.read(read);
    if (source == kUndecided) return;
    First& first = read_of_[place];
    if (first.reader != reader) {
      first = {reader, read};
      const Node last = last_write_[place];
      if (last != kNoNode && last >= session_begin) constraints_.see(last, read);
    } else if (const Node other = t_.read(first.read).source; other != source) {
      if (other < kUndecided) constraints_.see(other, read);
      if (source < kUndecided) constraints_.see(source, first.read);
    }
  }

  void see(Node reader, Node source, std::uint32_t begin, std::uint32_t end) {
    if (t_.writes(source).size() <= kProbe * (end - begin)) {
      for (const Place place : t_.writes(source)) {
        if (read_of_[place].reader == reader) constraints_.see(source, read_of_[place].read);
      }
    } else {
      for (std::uint32_t read = begin; read < end; ++read) {
        const Place place = t_.read(read).place;
        if (read_of_[place].reader == reader && read_of_[place].read == read && t_.writes(source, place)) constraints_.see(source, read);
      }
    }
  }

  static constexpr std::size_t kProbe = 8;  // looking for a place among a transaction's writes costs as much as so many looks at read_of_

  const Transactions& t_;
  Constraints& constraints_;
  std::vector<Node> seen_by_;     // by node: who read from it last
  std::vector<Node> last_write_;  // by place
  std::vector<First> read_of_;    // by place
};

}  // namespace

Ruling judge_read_atomic(const Transactions& transactions, const Model& model, Budget& budget, Wanted wanted) {
  Constraints constraints(transactions, budget, wanted);
  {
    const causal::Held held(budget, ReadAtomic::bytes(transactions));
    if (budget.spent_now()) return {.spent = true};
    ReadAtomic rule(transactions, constraints);
    for (std::uint32_t s = 0; s < transactions.session_count(); ++s) {
      for (Node reader = transactions.begin(s); reader < transactions.end(s); ++reader) {
        if (budget.spent()) return {.spent = true};
        rule.collect(reader, transactions.begin(s));
      }
    }
  }
  return constraints.settle(model.extends, [&](Node seen, std::uint32_t read, Evidence& evidence) {
    const Node reader = transactions.reader(read);
    const bool by_session = !transactions.is_side(seen) && seen < reader && transactions.session_of(seen) == transactions.session_of(reader);
    if (by_session) return;
    std::uint32_t other = transactions.first_read(reader);
    while (transactions.read(other).source != seen) ++other;
    evidence.add_reading(other);
  });
}

}  // namespace clio::transactional

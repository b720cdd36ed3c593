// Read atomicity: whoever reads from a transaction, or follows it in its session, sees all of it.
//
// The axiom is Biswas and Enea's (OOPSLA 2019, figure 3b): where T3 reads k from T1, and T2 writes k and is before T3 by so or by wr, T2 comes before T1; these constraints have no cycle with
// so ∪ wr. Deciding it in O(n^1.5) is AWDIT's result (Møldrup and Pavlogiannis, PLDI 2025, section 4): for wr the smaller of what T2 writes and what T3 reads is walked; for so only the session's
// last writer of k before T3 is asked, since those before it precede it anyhow (and where it is T1 itself, they all precede T1).
//
// A transaction that reads k from two others orders each before the other: one such read is told for each of them, and that is a cycle whatever else there is. So for all other constraints one
// read of k stands for all. Invariants: last_write_[k] is the session's last writer of k before the present transaction, read_of_[k] the transaction's first decided read of k.
//
// Transactions are walked as the file has them, since what one reads from was mostly written a moment before; then each session has last writers of its own. Where these would be more than the reads, or
// the file has a session in another order than its own, sessions are walked one after the other, with one table.
//
// Cost: O(n^1.5). Memory: 4 bytes a node, at most 4 a read, 12 a place, and the graph's. Tested by: tests/transactional/theories_test.cpp.

#include "checker/engines/transactional/constraints.hpp"
#include "checker/engines/transactional/reads_by_place.hpp"

namespace clio::transactional {
namespace {

class ReadAtomic {
 public:
  ReadAtomic(const Transactions& transactions, Constraints& constraints)
      : t_(transactions), constraints_(constraints), seen_by_(transactions.size(), kNoNode), last_write_((side_by_side_ ? transactions.session_count() : 1) * transactions.place_count(), kNoNode),
        read_of_(transactions) {}
  [[nodiscard]] static std::size_t bytes(const Transactions& t) { return 4 * t.size() + 12 * t.place_count() + (side_by_side(t) ? 4 * t.session_count() * t.place_count() : 0); }

  /// Whether sessions are walked side by side, as the file has them.
  [[nodiscard]] static bool side_by_side(const Transactions& t) { return t.arrives_in_order() && t.session_count() * t.place_count() <= t.read_count(); }

  /// Precondition: called for each node of a session in turn, and if not side by side, for one session after the other.
  void collect(Node reader) {
    const std::uint32_t session = t_.session_of(reader);
    const std::span<Node> last_write = std::span(last_write_).subspan(side_by_side_ ? session * t_.place_count() : 0, t_.place_count());
    const std::uint32_t begin = t_.first_read(reader), end = t_.first_read(reader + 1);
    for (std::uint32_t read = begin; read < end; ++read) collect_session(reader, read, t_.begin(session), last_write);
    for (std::uint32_t read = begin; read < end; ++read) {
      const Node source = t_.read(read).source;
      if (source >= kUndecided || seen_by_[source] == reader) continue;
      seen_by_[source] = reader;
      read_of_.each_written_by(source, reader, begin, end, [&](std::uint32_t seeing) { constraints_.see(source, seeing); });
    }
    for (const Place place : t_.writes(reader)) last_write[place] = reader;
  }

 private:
  /// Notes the read, and what it sees by session order.
  void collect_session(Node reader, std::uint32_t read, Node session_begin, std::span<const Node> last_write) {
    const auto [place, source] = t_.read(read);
    if (source == kUndecided) return;
    const std::uint32_t first = read_of_.at(place, reader);
    if (first == ReadsByPlace::kNone) {
      read_of_.set(place, reader, read);
      const Node last = last_write[place];
      if (last != kNoNode && last >= session_begin) constraints_.see(last, read);
    } else if (const Node other = t_.read(first).source; other != source && other < kUndecided) {
      constraints_.see(other, read);  // the other way round, the first read sees the source, which writes the place: that is told with what else it sees
    }
  }

  const Transactions& t_;
  Constraints& constraints_;
  std::vector<Node> seen_by_;     // by node: who read from it last
  bool side_by_side_ = side_by_side(t_);
  std::vector<Node> last_write_;  // by (session, if side by side, and) place
  ReadsByPlace read_of_;          // the first one
};

}  // namespace

Ruling judge_read_atomic(const Transactions& transactions, const Model& model, Budget& budget, Wanted wanted) {
  Constraints constraints(transactions, budget, wanted);
  {
    const Held held(budget, ReadAtomic::bytes(transactions));
    if (budget.spent_now()) return {.spent = true};
    ReadAtomic rule(transactions, constraints);
    const bool side_by_side = ReadAtomic::side_by_side(transactions);
    for (std::size_t i = 0, end = side_by_side ? transactions.arrival_count() : transactions.first_side(); i < end; ++i) {
      const Node reader = side_by_side ? transactions.arrival(i) : static_cast<Node>(i);
      if (reader >= transactions.first_side()) continue;  // takes no effect, or reads nothing
      if (budget.spent()) return {.spent = true};
      rule.collect(reader);
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

// Checks a witness of prefix consistency or snapshot isolation: finds for each transaction a snapshot, a first part of the order, that its reads fit.
//
// Idea: a read of T3 sees T2 when T2 = T or T2 arb T, for some T that precedes T3 in so ∪ wr (snapshot isolation: or that T3 follows and shares a written
// variable with). So T3 sees just the first part of the order that ends with the last such T, its *snapshot*, and the axiom says that every external read
// returns the last write of its variable in there, or the initial value where there is none. The sources are themselves such T, and only T3's own: which of several
// writes of one value it read from matters to nobody else. So no choice has to be tried:
// - For a snapshot s, a read fits when the last write of its variable within s has a right value. Let s be the least snapshot from the bound on (what so, and shared
//   variables, force) in which all reads fit. It is the bound, or the place after some read's source; so it is the snapshot that these sources force.
// - If any choice of sources satisfies the axiom, the snapshot that it forces is one in which all reads fit, hence s exists, and lies not after it.
// - The least one is found from below: a read that does not fit pushes s behind the next write with a right value; no less would do.
// Nothing else has to be asked for snapshot isolation: that nobody in between wrote what T3 writes is that all who wrote it before T3 are within s.
//
// Cost: O(n log n); with repeated values the pushing is bounded by steps. Tested by tests/evidence/transactions_witness_test.cpp.

#include <algorithm>

#include "checker/validate/transactions.hpp"

namespace clio::validate {
namespace {

struct Read {
  OpId op;
  std::uint32_t variable;
  Wanted wanted;
};

class SnapshotWalk {
 public:
  SnapshotWalk(const Order& order, const Model& model, const WitnessBounds& bounds)
      : order_(order), accesses_(order), sessions_(extends_session_order(model)), shared_(model.sees == Visibility::snapshot), steps_(bounds.steps_max) {}

  WitnessCheck check() {
    if (!accesses_.wrong().empty()) return {.wrong = accesses_.wrong()};
    Writers writers(order_, accesses_);
    walked_.assign(accesses_.variables(), 0);
    std::vector<std::uint32_t> snapshots;
    snapshots.reserve(order_.size());
    std::vector<std::uint32_t> session(order_.history().process_count(), 0);  // how much of the order ends with its last transaction
    for (std::uint32_t place = 0; place < order_.size(); ++place) {
      std::uint32_t snapshot = sessions_ ? session[order_.process(place)] : 0;
      written_.clear();
      accesses_.each_final_write(order_.at(place), [&](OpId, std::uint32_t variable, std::uint32_t) {
        if (shared_ && walked_[variable] > 0) snapshot = std::max(snapshot, writers.of(variable)[walked_[variable] - 1].place + 1);
        written_.push_back(variable);
      });
      reads_.clear();
      std::string text = accesses_.each_external_read(order_.at(place), [&](OpId op, std::uint32_t variable, Wanted wanted) { reads_.push_back({op, variable, wanted}); });
      if (text.empty()) text = push(writers, snapshot);
      if (!text.empty()) return {.wrong = std::move(text)};
      if (steps_ == 0) return {.undecided = "too many ways to match reads with writes"};
      snapshots.push_back(snapshot);
      if (order_.certain(place)) session[order_.process(place)] = place + 1;
      for (const std::uint32_t variable : written_) ++walked_[variable];
    }
    return {.wrong = {}, .undecided = {}, .snapshots = std::move(snapshots)};
  }

 private:
  /// Raises the snapshot until every read fits.
  std::string push(Writers& writers, std::uint32_t& snapshot) {
    for (bool pushed = true; pushed;) {
      pushed = false;
      for (const Read& read : reads_) {
        const std::uint32_t held = held_within(writers, read.variable, snapshot);
        if (read.wanted.fits(held == 0 ? accesses_.initial(read.variable) : writers.of(read.variable)[held - 1].value)) continue;
        const std::uint32_t source = writers.next(read.variable, read.wanted, held);
        if (source == kNoPlace || source >= walked_[read.variable]) return named(read.op) + " did not return the last write of any snapshot that its transaction may have";
        snapshot = writers.of(read.variable)[source].place + 1;
        pushed = true;
        if (--steps_ == 0) return {};
      }
    }
    return {};
  }
  /// How many writes of the variable are among the first `snapshot` transactions, all of which the walk has passed. Mostly nearly all that it has passed.
  std::uint32_t held_within(const Writers& writers, std::uint32_t variable, std::uint32_t snapshot) const {
    std::uint32_t held = walked_[variable];
    for (int near = 8; near > 0 && held > 0; --near, --held) {
      if (writers.of(variable)[held - 1].place < snapshot) return held;
    }
    return held == 0 ? 0 : writers.before(variable, snapshot);
  }

  const Order& order_;
  Accesses accesses_;
  bool sessions_, shared_;
  std::uint64_t steps_;
  std::vector<std::uint32_t> walked_;  // by variable: how many of its writes the walk has passed
  std::vector<std::uint32_t> written_;
  std::vector<Read> reads_;
};

}  // namespace

WitnessCheck check_snapshots(const Order& order, const Model& model, const WitnessBounds& bounds) {
  return SnapshotWalk(order, model, bounds).check();
}

}  // namespace clio::validate

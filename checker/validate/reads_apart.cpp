// Checks a witness of a row that says of each transaction alone what it sees: read-atomic (so ∪ wr), read-committed (what its earlier reads read from), and Adya's
// read-committed (nothing).
//
// Idea: with the order given, the sources of one transaction's reads matter to nobody else. So each transaction is looked at alone: its reads choose
// sources before it in the order, and of everybody whom a read sees, whoever writes its variable stands before its source.
// - First each read takes the source that was given or, without sources, the last that has a right value; where values are distinct there is no other.
// - If that does not fit and a read has other sources, they are tried, read by read, up to a bound of steps. Whether two choices agree is a question about these
//   two: the source of the one is seen by the other, writes its variable, and comes later.
// What a read-atomic read sees through its session is the last writer of its variable among the session's earlier transactions. In which order transactions are looked at is free as
// long as each session's keep theirs: the file's, which keeps together what memory has together. Where a table of last writers for every session and variable would be larger than
// the history, sessions are looked at one by one instead, and one table for all of them does.
// To mark what everybody whom a transaction sees has written costs the length of these; those that come before all sources of the reads that see them are left out, and
// of transactions much longer than the reader only what it reads is asked for: all in all O(n √n), as deciding these rows (Liu et al. 2024).
//
// Since nothing is shared between sessions, a large order is checked in parts, each a part of the sessions, on as many threads; what is not right in all of them is asked again
// on one, whose answer counts: it does not depend on the number of threads.
//
// Cost: O(n √n log n), mostly O(n), where the first choice fits. Memory: that of Writers for each part. Tested by tests/evidence/transactions_witness_test.cpp.

#include <algorithm>
#include <future>
#include <utility>

#include "checker/validate/transactions.hpp"

namespace clio::validate {
namespace {

constexpr std::size_t kCandidatesMax = 64;  // of a read
constexpr std::size_t kComparedInAStep = 32;
constexpr std::size_t kMuchLonger = 8;

/// Some of the sessions: every `of`-th, from the `number`-th on.
struct Part {
  std::size_t number = 0, of = 1;
  [[nodiscard]] bool has(std::size_t process) const { return process % of == number; }
};

class Readers {
 public:
  Readers(const Order& order, const Model& model, std::span<const OpId> sources, const WitnessBounds& bounds, Part part)
      : order_(order), accesses_(order), sees_(model.sees), sources_(sources), steps_(bounds.steps_max / part.of), part_(part) {}

  WitnessCheck check() {
    if (!accesses_.wrong().empty()) return {.wrong = accesses_.wrong()};
    Writers writers(order_, accesses_);
    writers_ = &writers;
    marked_.assign(accesses_.variables(), {});
    const History& history = order_.history();
    one_by_one_ = sees_ == Visibility::adjacent && history.process_count() * accesses_.variables() > history.size();
    if (sees_ == Visibility::adjacent) last_in_session_.assign(accesses_.variables() * (one_by_one_ ? 1 : history.process_count()), {});
    const std::vector<std::uint32_t> places = one_by_one_ ? sessions() : in_file_order();
    for (std::uint32_t i = 0; i < order_.size(); ++i) {
      const std::uint32_t place = places.empty() ? i : places[i];
      if (!part_.has(order_.process(place))) continue;
      if (WitnessCheck check = look_at(place); !check.wrong.empty() || !check.undecided.empty()) return check;
      if (sees_ != Visibility::adjacent || !order_.certain(place)) continue;  // an unknown one precedes nothing
      accesses_.each_written(order_.at(place), [&](std::uint32_t variable) {
        last_in_session(place, variable) = {static_cast<std::uint32_t>(order_.process(place) + 1), place};
      });
    }
    return {};
  }

 private:
  struct Read {
    OpId op;
    std::uint32_t variable;
    Wanted wanted;
    std::uint32_t source;  // its place + 1; 0: the initial value
    std::uint32_t floor;   // likewise: the source is this or later
  };
  struct Mark {
    std::uint32_t stamp = 0, place = 0;
  };

  /// The places, session by session.
  [[nodiscard]] std::vector<std::uint32_t> sessions() const {
    std::vector<std::uint32_t> next(order_.history().process_count() + 1, 0), places(order_.size());
    for (std::uint32_t place = 0; place < order_.size(); ++place) ++next[order_.process(place) + 1];
    for (std::size_t p = 1; p < next.size(); ++p) next[p] += next[p - 1];
    for (std::uint32_t place = 0; place < order_.size(); ++place) places[next[order_.process(place)]++] = place;
    return places;
  }
  /// The places in the file's order; empty where some session is not in its own order there.
  [[nodiscard]] std::vector<std::uint32_t> in_file_order() const {
    const History& history = order_.history();
    std::vector<std::uint32_t> places;
    places.reserve(order_.size());
    std::vector<Time> latest(history.timed() ? history.process_count() : 0, std::numeric_limits<Time>::min());
    for (std::size_t t = 0; t < history.transaction_count(); ++t) {
      const std::uint32_t place = order_.place(id_at<TxnId>(t));
      if (place == kNoPlace) continue;
      places.push_back(place);
      if (!history.timed()) continue;
      const Time call = history.call(order_.first(place));
      if (call < latest[order_.process(place)]) return {};
      latest[order_.process(place)] = call;
    }
    return places;
  }
  [[nodiscard]] Mark& last_in_session(std::uint32_t place, std::uint32_t variable) {
    return last_in_session_[one_by_one_ ? variable : order_.process(place) * accesses_.variables() + variable];
  }

  WitnessCheck look_at(std::uint32_t place) {
    place_ = place;
    reads_.clear();
    std::string text = accesses_.each_external_read(order_.at(place), [&](OpId op, std::uint32_t variable, Wanted wanted) { reads_.push_back({op, variable, wanted, 0, 0}); });
    if (!text.empty()) return {.wrong = std::move(text)};
    for (Read& read : reads_) {
      if (sees_ == Visibility::adjacent) {
        const Mark& last = last_in_session(place, read.variable);
        if (last.stamp == order_.process(place) + 1) read.floor = last.place + 1;
      }
      if (text = choose_first(read); !text.empty()) return {.wrong = std::move(text)};
    }
    if (sees_ == Visibility::nothing) return {};
    const Read* const misfit = first_misfit();
    if (misfit == nullptr) return {};
    if (!choice_left()) return {.wrong = named(misfit->op) + " sees a later write than the one that it read from"};
    OpId op = misfit->op;
    if (choose_all()) return {};
    if (steps_ == 0) return {.undecided = "too many ways to match reads with writes"};
    if (unlisted_) return {.undecided = "too many writes that a read may have returned"};
    return {.wrong = named(op) + " has no source that the order and its transaction's other reads allow"};
  }

  /// Gives the read the source that was named, or the last of a right value.
  std::string choose_first(Read& read) {
    if (!sources_.empty()) {
      std::uint32_t source = kNoPlace;
      std::string text = given_source(order_, *writers_, sources_, read.op, read.wanted, place_, source);
      read.source = source + 1;  // kNoPlace + 1 is 0
      return text;
    }
    std::uint32_t at = writers_->last(read.variable, read.wanted, static_cast<std::uint32_t>(writers_->of(read.variable).size()));
    if (at != kNoPlace && writers_->of(read.variable)[at].place >= place_) at = writers_->last(read.variable, read.wanted, writers_->before(read.variable, place_));
    if (at == kNoPlace) return read.wanted.fits(accesses_.initial(read.variable)) ? std::string() : named(read.op) + " has no source that the order has before its transaction";
    read.source = writers_->of(read.variable)[at].place + 1;
    return {};
  }
  /// Whether a read has a source before the one that choose_first() gave it.
  [[nodiscard]] bool choice_left() {
    return sources_.empty() && std::any_of(reads_.begin(), reads_.end(), [&](const Read& read) {
      if (read.source == 0) return false;
      return read.wanted.fits(accesses_.initial(read.variable)) || writers_->last(read.variable, read.wanted, writers_->before(read.variable, read.source - 1)) != kNoPlace;
    });
  }

  // ---- whether the chosen sources fit together

  const Read* first_misfit() {
    ++stamp_;
    std::size_t end = 0;
    if (sees_ == Visibility::adjacent) {
      std::uint32_t least = kNoPlace;
      for (const Read& read : reads_) least = std::min(least, read.source);
      for (const Read& read : reads_) mark(read, least);
      for (const Read& read : reads_) {
        if (misfits(read)) return &read;
      }
      return nullptr;
    }
    least_from_.assign(reads_.size() + 1, kNoPlace);
    for (std::size_t i = reads_.size(); i-- > 0;) least_from_[i] = std::min(least_from_[i + 1], reads_[i].source);
    for (std::size_t begin = 0; begin < reads_.size(); begin = end) {  // what one operation reads, it reads at once
      for (end = begin; end < reads_.size() && reads_[end].op == reads_[begin].op; ++end) {
        if (misfits(reads_[end])) return &reads_[end];
      }
      for (std::size_t i = begin; i < end; ++i) mark(reads_[i], least_from_[end]);
    }
    return nullptr;
  }
  [[nodiscard]] bool misfits(const Read& read) const {
    const Mark& mark = marked_[read.variable];
    return read.source < read.floor || (mark.stamp == stamp_ && read.source < mark.place + 1);
  }
  /// Marks what the read's source writes, unless it cannot be later than the sources of those that see it.
  void mark(const Read& read, std::uint32_t least) {
    if (read.source == 0 || read.source <= least) return;
    const std::uint32_t place = read.source - 1;
    const TxnId txn = order_.at(place);
    const auto raise = [&](std::uint32_t variable) {
      Mark& mark = marked_[variable];
      mark = {stamp_, mark.stamp == stamp_ ? std::max(mark.place, place) : place};
    };
    if (order_.history().length_of(txn) <= kMuchLonger * reads_.size()) return accesses_.each_written(txn, raise);
    for (const Read& other : reads_) {
      if (writers_->writes(place, other.variable)) raise(other.variable);
    }
  }

  // ---- the other choices

  /// What a read has not tried yet: the writes of its variable before `end`, and the initial value.
  struct Untried {
    std::uint32_t end;
    std::size_t tried = 0;
    bool initial = true;
  };

  /// Gives all reads sources that agree, one read after the other; whether there are such. Not by one call within another: a transaction may have a million reads.
  bool choose_all() {
    std::vector<Untried> untried{{writers_->before(reads_.front().variable, place_)}};
    while (!untried.empty()) {
      const std::size_t read = untried.size() - 1;
      steps_ -= std::min<std::uint64_t>(steps_, 1 + read / kComparedInAStep);
      if (steps_ == 0) return false;
      if (!choose_next(read, untried.back())) untried.pop_back();
      else if (untried.size() == reads_.size()) return true;
      else untried.push_back({writers_->before(reads_[read + 1].variable, place_)});
    }
    return false;
  }
  /// Moves a read on to its next source that agrees with those of the reads before it, later ones first. Whether there is one.
  bool choose_next(std::size_t number, Untried& untried) {
    Read& read = reads_[number];
    while (untried.end > 0) {
      const std::uint32_t at = writers_->last(read.variable, read.wanted, untried.end);
      const bool too_many = at != kNoPlace && untried.tried++ == kCandidatesMax;
      unlisted_ = unlisted_ || too_many;
      untried.end = at == kNoPlace || too_many ? 0 : at;
      if (at == kNoPlace || too_many) break;
      read.source = writers_->of(read.variable)[at].place + 1;
      if (agrees(number)) return true;
    }
    read.source = 0;
    return std::exchange(untried.initial, false) && read.wanted.fits(accesses_.initial(read.variable)) && agrees(number);
  }
  [[nodiscard]] bool agrees(std::size_t number) const {
    const Read& read = reads_[number];
    return read.source >= read.floor && std::all_of(reads_.begin(), reads_.begin() + static_cast<std::ptrdiff_t>(number), [&](const Read& earlier) {
      return !contradicts(earlier, read) && (sees_ != Visibility::adjacent || !contradicts(read, earlier));
    });
  }
  /// Whether the later read sees what the earlier one read from, and that comes after its own source.
  [[nodiscard]] bool contradicts(const Read& earlier, const Read& later) const {
    if (sees_ == Visibility::read_earlier && earlier.op == later.op) return false;
    return earlier.source > later.source && writers_->writes(earlier.source - 1, later.variable);
  }

  const Order& order_;
  Accesses accesses_;
  Visibility sees_;
  std::span<const OpId> sources_;
  std::uint64_t steps_;
  Part part_;
  Writers* writers_ = nullptr;
  bool one_by_one_ = false;            // sessions
  std::vector<Mark> last_in_session_;  // by (unless one by one: session, and) variable: process + 1, and the place of its last writer
  std::vector<Mark> marked_;           // by variable: the last writer that was marked
  std::uint32_t stamp_ = 0;
  // Of the transaction looked at.
  std::uint32_t place_ = 0;
  std::vector<Read> reads_;
  std::vector<std::uint32_t> least_from_;  // of the reads from here on, the least source
  bool unlisted_ = false;                  // some sources were not even tried
};

}  // namespace

WitnessCheck check_reads_apart(const Order& order, const Model& model, std::span<const OpId> sources, const WitnessBounds& bounds) {
  const std::size_t parts = std::min<std::size_t>({bounds.jobs, order.size() / bounds.transactions_a_thread, order.history().process_count()});
  if (parts > 1) {
    const auto fits = [&](std::size_t number) {
      const WitnessCheck check = Readers(order, model, sources, bounds, {number, parts}).check();
      return check.wrong.empty() && check.undecided.empty();
    };
    std::vector<std::future<bool>> others;
    for (std::size_t number = 1; number < parts; ++number) others.push_back(std::async(std::launch::async, fits, number));
    bool all = fits(0);
    for (std::future<bool>& other : others) all = other.get() && all;
    if (all) return {};
  }
  return Readers(order, model, sources, bounds, {}).check();
}

}  // namespace clio::validate

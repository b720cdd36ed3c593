// Checks a witness of causal convergence over transactions.
//
// Idea: walk along the order; each transaction gets a clock, how far into each session it sees: its session's clock, joined with those of its sources. Since a
// read of T3 sees whatever T3 sees, through any of its reads, all of them are joined first. Then each read's source has to be the last write of its variable, in the
// order, that the clock holds; or there is none and it read the initial value. The walk joins only what stands before T3: so happens-before is
// acyclic and within the order.
//
// Without sources, those of values that were written once are known. The others are chosen: as long as some read does not fit the clock (the last write of its variable that
// it holds is not of a right value), its source is a later one; one of these is joined. Once all fit, what they see last are their sources.
// - Sound: what is joined and given up again for a later source only makes clocks larger, and with a smaller clock the same sources are seen last.
// - Complete: if a choice of sources satisfies the row, joining only its sources always goes on until all fit, and no clock gets larger than its clocks.
// Where there are several such later writes the walk takes the first, and on failure goes back to the last choice and walks again, up to a bound of steps.
//
// An unknown transaction precedes nothing in its session: it stands aside of the clocks, and whoever sees one of its readers sees it; of each session the first
// reader tells. It reads nothing; its own clock is that of its predecessor in its session.
//
// Cost: O(n * sessions) where choices do not fail; O(sessions) memory for each transaction that has readers to come. Beyond the bounds: undecided.
// Tested by tests/evidence/transactions_witness_test.cpp.

#include <algorithm>
#include <unordered_map>

#include "checker/validate/transactions.hpp"

namespace clio::validate {
namespace {

constexpr std::size_t kCandidatesMax = 64;  // of a read
constexpr std::uint32_t kForGood = kNoPlace;
constexpr std::uint32_t kChosen = kNoPlace - 1;  // as a source: not the same in every walk
static_assert(kChosen != kNoPlace);

class CausalWalk {
 public:
  CausalWalk(const Order& order, std::span<const OpId> sources)
      : order_(order), accesses_(order), sources_(sources), sessions_(static_cast<std::uint32_t>(order.history().process_count())) {}

  WitnessCheck check(const WitnessBounds& bounds) {
    if (!accesses_.wrong().empty()) return {.wrong = accesses_.wrong()};
    if (std::uint64_t{sessions_} * std::max<std::uint64_t>(order_.size(), 128 * std::uint64_t{sessions_}) > bounds.work_max) {
      return {.undecided = "too many transactions of too many processes to compare what each read saw"};
    }
    Writers writers(order_, accesses_);
    writers_ = &writers;
    place_in_sessions();
    if (std::string text = count_readers(); !text.empty()) return {.wrong = std::move(text)};
    if (std::uint64_t{sessions_} * kept_for_good_ > bounds.work_max / 32) return {.undecided = "too many transactions of too many processes to compare what each read saw"};
    const std::vector<std::uint32_t> left = choices_matter_ ? left_ : std::vector<std::uint32_t>();
    for (std::uint64_t steps = 0;;) {
      std::string text = walk_once();
      if (text.empty()) return {};
      if (!choices_matter_) return {.wrong = std::move(text)};
      steps += order_.size();
      if (steps > bounds.steps_max) return {.undecided = "too many ways to match reads with writes"};
      if (!next_choice()) return untried_ ? WitnessCheck{.undecided = "too many writes that a read may have returned"} : WitnessCheck{.wrong = std::move(text)};
      left_ = left;
    }
  }

 private:
  struct Read {
    OpId op;
    std::uint32_t variable;
    Wanted wanted;
    std::uint32_t source;  // a place, kNoPlace for the initial value, or kChosen
  };
  struct Seat {  // where a transaction appears in clocks
    std::uint32_t session, position;
  };
  struct Choice {
    std::uint32_t taken, of;
  };

  [[nodiscard]] bool aside(std::uint32_t place) const { return position_[place] == 0; }

  void place_in_sessions() {
    position_.assign(order_.size(), 0);
    std::vector<std::uint32_t> passed(sessions_, 0);
    bool unknown = false;
    for (std::uint32_t place = 0; place < order_.size(); ++place) {
      if (order_.certain(place)) position_[place] = ++passed[order_.process(place)];
      else unknown = true;
    }
    left_.assign(order_.size(), 0);
    if (!unknown) return;
    const History& history = order_.history();
    std::vector<std::vector<std::uint32_t>> of_process(sessions_);
    for (std::uint32_t place = 0; place < order_.size(); ++place) of_process[order_.process(place)].push_back(place);
    const auto program_order = [&](std::uint32_t a, std::uint32_t b) {
      const OpId x = order_.first(a), y = order_.first(b);
      return history.timed() && history.call(x) != history.call(y) ? history.call(x) < history.call(y) : x < y;
    };
    for (std::vector<std::uint32_t>& places : of_process) {
      std::sort(places.begin(), places.end(), program_order);
      std::uint32_t before = kNoPlace;
      for (const std::uint32_t place : places) {
        if (!aside(place)) {
          before = place;
        } else if (before != kNoPlace) {
          predecessor_.emplace(place, before);
          ++left_[before];
        }
      }
    }
  }

  /// Looks up the sources that no walk has to choose, and counts who may still need each transaction's clock.
  std::string count_readers() {
    if (order_.history().object() == Object::set) {  // a read has a source for each element
      choices_matter_ = true;
      keep_all();
      return {};
    }
    source_.assign(order_.history().size(), kNoPlace);
    std::vector<bool> kept(accesses_.variables(), false);
    std::string wrong;
    for (std::uint32_t place = 0; place < order_.size() && wrong.empty(); ++place) {
      std::string internal = accesses_.each_external_read(order_.at(place), [&](OpId op, std::uint32_t variable, Wanted wanted) {
        if (!wrong.empty()) return;
        std::uint32_t& source = source_[index(op)];
        if (!sources_.empty()) {
          wrong = given_source(order_, *writers_, sources_, op, wanted, place, source);
        } else {
          source = only_source(variable, wanted, place);
          if (source == kNoPlace && !wanted.fits(accesses_.initial(variable))) wrong = named(op) + " has no source that the order has before its transaction";
        }
        if (source == kChosen) {
          choices_matter_ = kept[variable] = true;
        } else if (source != kNoPlace) {
          ++left_[source];
        }
      });
      if (wrong.empty()) wrong = std::move(internal);
    }
    for (std::uint32_t v = 0; v < kept.size(); ++v) {
      if (!kept[v]) continue;
      for (const Writers::Write& write : writers_->of(v)) {
        if (left_[write.place] != kForGood) ++kept_for_good_;
        left_[write.place] = kForGood;
      }
    }
    return wrong;
  }
  void keep_all() {
    left_.assign(order_.size(), kForGood);
    kept_for_good_ = order_.size();
  }
  /// The one source before `place`, kNoPlace where there is none but perhaps the initial value, kChosen where there are several.
  std::uint32_t only_source(std::uint32_t variable, Wanted wanted, std::uint32_t place) {
    const std::span<const Writers::Write> writes = writers_->of(variable);
    const std::uint32_t at = writers_->next(variable, wanted, 0);
    if (at == kNoPlace || writes[at].place >= place) return kNoPlace;
    if (wanted.fits(accesses_.initial(variable))) return kChosen;
    const std::uint32_t another = writers_->next(variable, wanted, at + 1);
    return another != kNoPlace && writes[another].place < place ? kChosen : writes[at].place;
  }

  // ---- one walk

  std::string walk_once() {
    walked_.assign(accesses_.variables(), 0);
    clocks_.assign(std::size_t{sessions_} * sessions_, 0);
    pool_.clear();
    free_.clear();
    slots_ = 0;
    slot_of_.assign(order_.size(), kNoPlace);
    seen_by_.clear();
    used_ = 0;
    std::vector<std::uint32_t> unknown_clock(sessions_, 0);
    for (std::uint32_t place = 0; place < order_.size(); ++place) {
      std::uint32_t* clock = clocks_.data() + order_.process(place) * sessions_;
      if (aside(place)) {
        clock = unknown_clock.data();
        std::fill(unknown_clock.begin(), unknown_clock.end(), 0);
        if (const auto before = predecessor_.find(place); before != predecessor_.end()) {
          const std::uint32_t* other = kept_clock(before->second);
          std::copy(other, other + sessions_, clock);
          release(before->second);
        }
      } else {
        clock[order_.process(place)] = position_[place];
        if (std::string text = take_reads(place, clock); !text.empty()) return text;
      }
      if (left_[place] != 0) keep_clock(place, clock);
      accesses_.each_final_write(order_.at(place), [&](OpId, std::uint32_t variable, std::uint32_t) { ++walked_[variable]; });
    }
    return {};
  }

  std::string take_reads(std::uint32_t place, std::uint32_t* clock) {
    reads_.clear();
    const bool looked_up = !source_.empty();
    std::string text = accesses_.each_external_read(order_.at(place), [&](OpId op, std::uint32_t variable, Wanted wanted) {
      reads_.push_back({op, variable, wanted, looked_up ? source_[index(op)] : kChosen});
    });
    if (!text.empty()) return text;
    const Seat reader{static_cast<std::uint32_t>(order_.process(place)), position_[place]};
    for (const Read& read : reads_) {
      if (read.source == kChosen || read.source == kNoPlace) continue;
      join(read.source, clock, reader);
      release(read.source);
    }
    for (bool joined = choices_matter_; joined;) {
      joined = false;
      for (const Read& read : reads_) {
        if (read.source != kChosen) continue;
        const std::uint32_t seen = last_seen(read.variable, clock);
        if (read.wanted.fits(seen == kNoPlace ? accesses_.initial(read.variable) : writers_->of(read.variable)[seen].value)) continue;
        const std::uint32_t source = choose(read, seen == kNoPlace ? 0 : seen + 1);
        if (source == kNoPlace) return named(read.op) + " has no source that the order and what it sees allow";
        join(source, clock, reader);
        joined = true;
      }
    }
    for (const Read& read : reads_) {
      if (read.source == kChosen) continue;
      const std::uint32_t seen = last_seen(read.variable, clock);
      const std::uint32_t last = seen == kNoPlace ? kNoPlace : writers_->of(read.variable)[seen].place;
      if (last == read.source) continue;
      return named(read.op) + (read.source == kNoPlace ? std::string(" read the initial value") : " read from the transaction of " + named(order_.first(read.source))) +
             ", but sees that of " + named(order_.first(last));
    }
    return {};
  }

  void join(std::uint32_t source, std::uint32_t* clock, Seat reader) {
    if (!aside(source) && clock[order_.process(source)] >= position_[source]) return;  // and with it all that it sees
    const std::uint32_t* other = kept_clock(source);
    for (std::uint32_t s = 0; s < sessions_; ++s) clock[s] = std::max(clock[s], other[s]);
    if (!aside(source)) return;
    std::vector<Seat>& readers = seen_by_[source];
    if (std::none_of(readers.begin(), readers.end(), [&](const Seat& r) { return r.session == reader.session; })) readers.push_back(reader);
  }
  [[nodiscard]] bool sees(const std::uint32_t* clock, std::uint32_t place) const {
    if (!aside(place)) return clock[order_.process(place)] >= position_[place];
    const auto readers = seen_by_.find(place);
    return readers != seen_by_.end() &&
           std::any_of(readers->second.begin(), readers->second.end(), [&](const Seat& r) { return clock[r.session] >= r.position; });
  }

  /// The last write of the variable, of those walked, that the clock holds. Nearly always one of the last that were walked.
  std::uint32_t last_seen(std::uint32_t variable, const std::uint32_t* clock) {
    const std::span<const Writers::Write> writes = writers_->of(variable);
    std::uint32_t at = walked_[variable];
    for (std::uint32_t tries = 16 + 2 * sessions_; at > 0; --at) {
      if (sees(clock, writes[at - 1].place)) return at - 1;
      if (--tries == 0) return last_seen_by_session(variable, clock);
    }
    return kNoPlace;
  }
  std::uint32_t last_seen_by_session(std::uint32_t variable, const std::uint32_t* clock) {
    if (by_session_.empty()) by_session_.resize(accesses_.variables());
    std::vector<std::uint32_t>& sorted = by_session_[variable];  // positions within the variable's writes: session by session (aside: last), in the order
    const std::span<const Writers::Write> writes = writers_->of(variable);
    const auto group = [&](std::uint32_t at) { return aside(writes[at].place) ? sessions_ : static_cast<std::uint32_t>(order_.process(writes[at].place)); };
    if (sorted.empty()) {
      for (std::uint32_t at = 0; at < writes.size(); ++at) sorted.push_back(at);
      std::stable_sort(sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) { return group(a) < group(b); });
    }
    std::uint32_t last = kNoPlace;
    const auto later = [&](std::uint32_t at) { return at < walked_[variable] && (last == kNoPlace || at > last); };
    for (auto first = sorted.begin(); first != sorted.end();) {
      const std::uint32_t of = group(*first);
      const auto end = std::upper_bound(first, sorted.end(), of, [&](std::uint32_t g, std::uint32_t at) { return g < group(at); });
      if (of == sessions_) {
        for (auto at = first; at != end; ++at) {
          if (later(*at) && sees(clock, writes[*at].place)) last = *at;
        }
      } else {
        const auto after = std::partition_point(first, end, [&](std::uint32_t at) { return at < walked_[variable] && sees(clock, writes[at].place); });
        if (after != first && later(*(after - 1))) last = *(after - 1);
      }
      first = end;
    }
    return last;
  }

  // ---- clocks that are kept

  void keep_clock(std::uint32_t place, const std::uint32_t* clock) {
    std::uint32_t slot = slots_;
    if (free_.empty()) {
      pool_.resize(pool_.size() + sessions_);
      ++slots_;
    } else {
      slot = free_.back();
      free_.pop_back();
    }
    slot_of_[place] = slot;
    std::copy(clock, clock + sessions_, pool_.data() + std::size_t{slot} * sessions_);
  }
  [[nodiscard]] const std::uint32_t* kept_clock(std::uint32_t place) const { return pool_.data() + std::size_t{slot_of_[place]} * sessions_; }
  void release(std::uint32_t place) {
    if (left_[place] == kForGood || --left_[place] != 0) return;
    free_.push_back(slot_of_[place]);
    slot_of_[place] = kNoPlace;
  }

  // ---- choices

  /// A write of a right value from `from` on that the walk has passed: the one whose turn it is. Its place, or kNoPlace.
  std::uint32_t choose(const Read& read, std::uint32_t from) {
    candidates_.clear();
    for (std::uint32_t at = from; at < walked_[read.variable]; ++at) {
      at = writers_->next(read.variable, read.wanted, at);
      if (at == kNoPlace || at >= walked_[read.variable]) break;
      if (candidates_.size() == kCandidatesMax) {
        untried_ = true;
        break;
      }
      candidates_.push_back(writers_->of(read.variable)[at].place);
    }
    if (candidates_.empty()) return kNoPlace;
    if (candidates_.size() == 1) return candidates_.front();
    if (used_ == choices_.size()) choices_.push_back({0, static_cast<std::uint32_t>(candidates_.size())});
    return candidates_[choices_[used_++].taken];
  }
  /// Prepares the next walk: the last choice that was used and has an untried alternative takes it. False: all were tried.
  bool next_choice() {
    choices_.resize(used_);
    while (!choices_.empty() && choices_.back().taken + 1 == choices_.back().of) choices_.pop_back();
    if (choices_.empty()) return false;
    ++choices_.back().taken;
    return true;
  }

  const Order& order_;
  Accesses accesses_;
  std::span<const OpId> sources_;
  std::uint32_t sessions_;
  Writers* writers_ = nullptr;
  std::vector<std::uint32_t> position_;  // by place: in its session, from 1; 0: it stands aside
  std::unordered_map<std::uint32_t, std::uint32_t> predecessor_;  // of those aside
  std::vector<std::uint32_t> source_;    // by operation, as Read::source; empty for sets
  std::vector<std::uint32_t> left_;      // by place: readers that still need its clock
  std::uint64_t kept_for_good_ = 0;
  bool choices_matter_ = false;

  // Of one walk.
  std::vector<std::uint32_t> walked_;    // by variable: how many of its writes
  std::vector<std::uint32_t> clocks_;    // of the sessions
  std::vector<std::uint32_t> pool_;      // kept clocks
  std::uint32_t slots_ = 0;
  std::vector<std::uint32_t> slot_of_, free_;
  std::unordered_map<std::uint32_t, std::vector<Seat>> seen_by_;  // of those aside
  std::vector<Read> reads_;
  std::vector<std::vector<std::uint32_t>> by_session_;
  std::vector<std::uint32_t> candidates_;
  std::vector<Choice> choices_;
  std::size_t used_ = 0;
  bool untried_ = false;
};

}  // namespace

WitnessCheck check_transactional_causality(const Order& order, std::span<const OpId> sources, const WitnessBounds& bounds) {
  return CausalWalk(order, sources).check(bounds);
}

}  // namespace clio::validate

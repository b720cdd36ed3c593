// The rows over transactions read a second time: not as orders that explain, but as cycles that must not be there.
//
// For one choice of sources and one order ww of the writers of each key (all are tried), B being what the row extends (so ∪ wr, with rt or without so) and rw = wr⁻¹;ww:
//   serializable, strict-serializable, adya-serializable   B ∪ ww ∪ rw is acyclic (Papadimitriou 1979; Adya 1999: no G1c, no G2)
//   snapshot-isolation, adya-snapshot-isolation            (B ∪ ww) ; rw? is acyclic (Cerone and Gotsman 2016; Fekete et al. 2005: two rw in a row are missing in no other cycle)
//   prefix                                                 (B ; rw?) ∪ ww is acyclic
//   causal-convergent                                      B ∪ ww is acyclic and B+ ; rw irreflexive (Bouajjani et al. 2017: bad patterns of CCv)
//   read-atomic                                            B ∪ ww is acyclic and B ; rw irreflexive (Bailis et al. 2014: no fractured reads)
//   read-committed                                         B ∪ ww is acyclic, and no read is followed in its transaction by one that its source has overwritten
//   adya-read-committed                                    wr ∪ ww is acyclic (Adya 1999: no G0, no G1c)
//   the session guarantees                                 for each session some ww such that so ∪ ww is acyclic and visibility ; rw irreflexive for its reads
// Why these are the same: an order as the first reading wants it gives ww, and each of these relations lies within it or, followed by rw, contradicts the row's sentence; the other way round
// any total order that extends the acyclic relation will do, because what the row adds to it (T2 seen, so before the source) is in ww already, or else closes the named cycle.
// Cost: exponential. Tested by: transaction_reference_test.cpp.

#include <algorithm>

#include "checker/support/assert.hpp"
#include "tests/oracle/reference_transactions.hpp"

namespace clio::oracle {

std::vector<bool> TransactionReference::satisfied_without_cycles(std::span<const Model* const> models) const {
  CLIO_ASSERT(sourced());
  std::vector<bool> holds(models.size(), false);
  if (inconsistent_) return holds;
  std::vector<std::size_t> open;
  for (std::size_t m = 0; m < models.size(); ++m) {
    if (applies(*models[m])) open.push_back(m);
  }
  some_choice([&](const Choice& choice) {
    std::erase_if(open, [&](std::size_t m) { return holds[m] = cycles_are_avoidable(*models[m], choice); });
    return open.empty();
  });
  return holds;
}

bool TransactionReference::cycles_are_avoidable(const Model& model, const Choice& choice) const {
  std::map<Place, std::vector<std::size_t>> writers;
  for (std::size_t t = 0; t < transactions_.size(); ++t) {
    if (!has(choice.effective, t)) continue;
    for (const auto& [place, state] : transactions_[t].finally) writers[place].push_back(t);
    for (const auto& [place, list] : transactions_[t].appended) writers[place].push_back(t);
  }
  std::vector<std::pair<Place, std::vector<std::size_t>>> orders(writers.begin(), writers.end());
  const auto some_orders = [&](Set readers) {
    const std::function<bool(std::size_t)> choose = [&](std::size_t next) {
      if (next == orders.size()) return avoids_cycles(model, choice, readers, orders);
      std::vector<std::size_t>& order = orders[next].second;
      std::sort(order.begin(), order.end());
      do {
        bool shown = true;
        for (std::size_t i = 0; i < order.size(); ++i) {
          for (std::size_t j = i + 1; j < order.size(); ++j) shown = shown && !shown_before(choice, orders[next].first, order[j], order[i]);
        }
        if (shown && choose(next + 1)) return true;
      } while (std::next_permutation(order.begin(), order.end()));
      return false;
    };
    return choose(0);
  };
  if (model.agreed_by == Agreement::everyone) return some_orders(choice.effective);
  const std::vector<Set> all = sessions();
  return std::all_of(all.begin(), all.end(), [&](Set readers) { return some_orders(readers & choice.effective); });
}

/// Whether the list that was read of the place says that a's appends come before b's.
bool TransactionReference::shown_before(const Choice& choice, Place place, std::size_t a, std::size_t b) const {
  const auto list = choice.shown.find(place);
  if (list == choice.shown.end()) return false;
  const auto at = [&](std::size_t t) { return std::find(list->second.begin(), list->second.end(), t); };
  return at(a) < at(b);
}

bool TransactionReference::avoids_cycles(const Model& model, const Choice& choice, Set readers,
                                         std::span<const std::pair<Place, std::vector<std::size_t>>> version_orders) const {
  Matrix ww{}, rw{};
  for (const auto& [place, order] : version_orders) {
    for (std::size_t i = 0; i < order.size(); ++i) {
      for (std::size_t j = i + 1; j < order.size(); ++j) ww[order[i]] |= bit(order[j]);
    }
  }
  // Whether a read's place was written by t after its source.
  const auto overwritten_by = [&](std::size_t read, std::size_t t) {
    if (t == reads_[read].reader) return false;
    for (const auto& [place, order] : version_orders) {
      if (place != reads_[read].place) continue;
      const auto source = std::find(order.begin(), order.end(), choice.source[read]);
      return std::find(choice.source[read] == kInitial ? order.begin() : source + 1, order.end(), t) != order.end();
    }
    return false;
  };
  for (std::size_t r = 0; r < reads_.size(); ++r) {
    for (std::size_t t = 0; has(readers, reads_[r].reader) && t < transactions_.size(); ++t) {
      if (overwritten_by(r, t)) rw[reads_[r].reader] |= bit(t);
    }
  }
  const Matrix so = restricted(session_, choice.effective), wr = reads_from(choice);
  const Matrix base = extended(model, choice);
  switch (model.sees) {
    case Visibility::arbitrated_before: return !cyclic(either(either(base, ww), rw));
    case Visibility::snapshot: return !cyclic(composed_optionally(either(base, ww), rw));
    case Visibility::prefix: return !cyclic(either(composed_optionally(base, rw), ww));
    case Visibility::causal: return !cyclic(either(base, ww)) && !reflexive_somewhere(composed(transitive_closure(base), rw));
    case Visibility::adjacent: return !cyclic(either(base, ww)) && !reflexive_somewhere(composed(base, rw));
    case Visibility::nothing: return !cyclic(either(base, ww));
    case Visibility::read_earlier: {
      for (std::size_t r = 0; r < reads_.size(); ++r) {
        for (std::size_t earlier = 0; earlier < reads_.size(); ++earlier) {
          if (reads_[earlier].reader != reads_[r].reader || reads_[earlier].position >= reads_[r].position) continue;
          if (choice.source[earlier] != kInitial && overwritten_by(r, choice.source[earlier])) return false;
        }
      }
      return !cyclic(either(base, ww));
    }
    case Visibility::session: return !cyclic(either(so, ww)) && !reflexive_somewhere(composed(so, rw));
    case Visibility::read_then_session: return !cyclic(either(so, ww)) && !reflexive_somewhere(composed(composed(wr, so), rw));
    case Visibility::session_then_read:
      return !cyclic(either(so, ww)) && !reflexive_somewhere(composed(composed_optionally(composed(so, wr), so), rw));
    case Visibility::read_then_session_then_read:
      return !cyclic(either(so, ww)) && !reflexive_somewhere(composed(composed_optionally(composed(composed(wr, so), wr), so), rw));
  }
  return false;
}

}  // namespace clio::oracle

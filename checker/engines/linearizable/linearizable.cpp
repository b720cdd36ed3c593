// Linearizability is local (Herlihy and Wing 1990): a history is linearizable exactly when each key's operations are. So this engine judges key by key.
//
// First zones take all keys that they decide, at once. The keys that remain are judged one by one, the largest first, on as many threads as the budget
// grants. The first violation ends the work. Which key is blamed does not depend on the threads: keys are numbered in the order in which they are
// taken up, and a violation only calls off the keys after it.
//
// Tested by tests/linearizable/.

#include <algorithm>
#include <atomic>

#include "checker/engines/engine.hpp"
#include "checker/engines/linearizable/methods.hpp"
#include "checker/engines/linearizable/zones.hpp"
#include "checker/support/first_false.hpp"

namespace clio {
namespace {

using linearizable::KeyFinding;
using linearizable::ZonesFinding;

/// The keys that zones do not decide.
class Searched {
 public:
  Searched(const BaseRelations& relations, Budget& budget, Path path, std::vector<KeyId> keys)
      : relations_(relations), budget_(budget), path_(path), keys_(std::move(keys)), findings_(keys_.size()), turns_(keys_.size()) {
    for (std::size_t i = 0; i < turns_.size(); ++i) turns_[i] = i;
    std::stable_sort(turns_.begin(), turns_.end(),
                     [&](std::size_t a, std::size_t b) { return relations_.on_key(keys_[a]).size() > relations_.on_key(keys_[b]).size(); });
  }

  void judge() {
    budget_.phase("linearizability, key by key", keys_.size());
    first_violated_ = first_false(turns_.size(), budget_.jobs(), [&](std::size_t turn) {
      KeyFinding& finding = findings_[turns_[turn]];
      finding = linearizable::decide_key(relations_, keys_[turns_[turn]], budget_, path_);
      budget_.advance(++done_);
      return finding.answer != Answer::violated;
    });
  }

  [[nodiscard]] const KeyFinding* violated() const {
    return first_violated_ < turns_.size() ? &findings_[turns_[first_violated_]] : nullptr;
  }
  [[nodiscard]] const std::vector<KeyId>& keys() const { return keys_; }
  [[nodiscard]] const std::vector<KeyFinding>& findings() const { return findings_; }  ///< by position in keys()

 private:
  const BaseRelations& relations_;
  Budget& budget_;
  Path path_;
  std::vector<KeyId> keys_;
  std::vector<KeyFinding> findings_;
  std::vector<std::size_t> turns_;  // positions in keys_, largest key first
  std::atomic<std::size_t> done_{0};
  std::size_t first_violated_ = 0;  // a turn; if there is none: their number
};

/// All keys' orders, in KeyId order.
std::vector<OpId> joined(std::span<const KeyId> zoned, ZonesFinding zones, const Searched& searched) {
  if (searched.keys().empty()) return std::move(zones.witness);
  std::vector<OpId> witness;
  std::size_t z = 0;
  for (std::size_t s = 0; s <= searched.keys().size(); ++s) {
    const bool last = s == searched.keys().size();
    for (; z < zoned.size() && (last || zoned[z] < searched.keys()[s]); ++z) {
      witness.insert(witness.end(), zones.witness.begin() + zones.begin[z], zones.witness.begin() + zones.begin[z + 1]);
    }
    if (!last) witness.insert(witness.end(), searched.findings()[s].witness.begin(), searched.findings()[s].witness.end());
  }
  return witness;
}

}  // namespace

Finding decide_linearizable(const BaseRelations& relations, Budget& budget, Path path) {
  if (relations.history().empty()) return Finding::satisfied("no operations");
  if (!relations.history().timed()) return Finding::unknown("none", "the history has no times");
  std::vector<KeyId> zoned, others;
  for (std::size_t k = 0; k < relations.history().key_count(); ++k) {
    const KeyId key = id_at<KeyId>(k);
    if (relations.on_key(key).empty()) continue;
    (path != Path::complete && linearizable::zones_apply(relations, key) ? zoned : others).push_back(key);
  }
  const char* const engine = others.empty() ? "zones" : zoned.empty() ? "search" : "zones and search";
  ZonesFinding zones = linearizable::zones(relations, zoned, budget);
  if (zones.core) return Finding::violated(engine, std::move(*zones.core));

  Searched searched(relations, budget, path, std::move(others));
  searched.judge();
  if (const KeyFinding* violated = searched.violated()) return Finding::violated(engine, violated->core);
  bool witness_given = true;
  for (const KeyFinding& finding : searched.findings()) {
    if (finding.answer == Answer::unknown) return Finding::unknown(engine, finding.reason);
    witness_given = witness_given && finding.witness_given;
  }
  if (!witness_given) return Finding::satisfied(engine);
  return Finding::satisfied(engine, joined(zoned, std::move(zones), searched));
}

}  // namespace clio

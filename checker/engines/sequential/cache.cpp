// Cache consistency (Goodman 1989), also called coherence: every key alone is sequentially consistent. Keys are judged apart, on as many threads as
// the budget allows, those with the most operations first; no key is begun after a violated one is known. Distinct values are settled by contraction in linear time
// (key_clusters.cpp), the rest by the ladder of sequential consistency, other objects by search. Tested by tests/sequential/.

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>

#include "checker/engines/engine.hpp"
#include "checker/engines/sequential/key_clusters.hpp"
#include "checker/engines/sequential/object_search.hpp"
#include "checker/engines/sequential/problem.hpp"
#include "checker/engines/sequential/register_steps.hpp"
#include "checker/support/first_false.hpp"
#include "checker/support/workshop.hpp"

namespace clio {
namespace {

using namespace sequential;

/// `clusters`: null where contraction is not to be tried.
Finding decide_key(const BaseRelations& relations, KeyId key, KeyClusters* clusters, Budget& budget, Path path) {
  if (relations.history().object() == Object::register_) {
    if (budget.spent()) return Finding::unknown("clusters", budget.reason());
    if (clusters) {
      if (std::optional<Finding> finding = clusters->decide(key)) return *std::move(finding);
    }
    return decide_registers(Problem(relations, {&key, 1}), relations.history(), budget, path);
  }
  return path == Path::fast ? Finding::unknown("frontier search", "only a search decides it") : decide_objects(relations, {&key, 1}, budget);
}

/// Judges keys until none is left or one is violated. Which violated key answers does not depend on the threads: it is the first in `order`.
class Keys {
 public:
  Keys(const BaseRelations& relations, Budget& budget, Path path) : relations_(relations), budget_(budget), path_(path) {
    order_.resize(relations.history().key_count());
    for (std::size_t k = 0; k < order_.size(); ++k) order_[k] = id_at<KeyId>(k);
    std::stable_sort(order_.begin(), order_.end(), [&](KeyId a, KeyId b) { return relations.on_key(a).size() > relations.on_key(b).size(); });
    findings_.resize(order_.size());
    if (path != Path::complete && relations.history().object() == Object::register_) packed_.emplace(relations);
  }

  void judge() {
    Workshop<KeyClusters> workshop([&] { return std::make_unique<KeyClusters>(relations_, *packed_); });
    first_violated_ = first_false(order_.size(), budget_.jobs(), [&](std::size_t i) {
      std::unique_ptr<KeyClusters> clusters = packed_ ? workshop.borrow() : nullptr;
      findings_[i] = decide_key(relations_, order_[i], clusters.get(), budget_, path_);
      if (clusters) workshop.give_back(std::move(clusters));
      return findings_[i].answer != Answer::violated;
    });
  }

  /// Precondition: judge() was called.
  Finding finding() {
    packed_.reset();
    if (first_violated_ < order_.size()) return std::move(findings_[first_violated_]);
    std::vector<std::size_t> place(order_.size());
    for (std::size_t i = 0; i < order_.size(); ++i) place[index(order_[i])] = i;
    std::vector<OpId> witness;
    witness.reserve(relations_.participant_count());
    std::string engine = "no operations";
    for (const std::size_t i : place) {
      if (findings_[i].answer == Answer::unknown) return std::move(findings_[i]);
      witness.insert(witness.end(), findings_[i].witness.begin(), findings_[i].witness.end());
      engine = findings_[i].engine;
    }
    return Finding::satisfied(engine, std::move(witness));
  }

 private:
  const BaseRelations& relations_;
  Budget& budget_;
  Path path_;
  std::vector<KeyId> order_;  // largest first
  std::vector<Finding> findings_;  // by place in order_
  std::optional<KeyOperations> packed_;
  std::size_t first_violated_ = 0;  // a place in order_; if there is none: their number
};

}  // namespace

Finding decide_cache(const BaseRelations& relations, Budget& budget, Path path) {
  Keys keys(relations, budget, path);
  keys.judge();
  return keys.finding();
}

}  // namespace clio

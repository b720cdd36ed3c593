// A counterexample's operations as transactions. Parts of transactions are transactions here, as they are for whoever decides the counterexample alone.
// Tested by tests/evidence/transaction_contradiction_test.cpp.

#include "checker/explain/transaction_core.hpp"

#include <algorithm>

namespace clio {

using namespace transactional;

TransactionCore::TransactionCore(const History& history, const Model& model, std::span<const OpId> operations)
    : history_(&history), model_(&model), part_(sub_history(history, operations)), relations_(part_.history), accesses_(relations_) {}

std::optional<std::vector<TransactionCore::Sources>> TransactionCore::all_sources(std::size_t count_max) const {
  std::vector<Sources> all{Sources(accesses_.read_count(), kInitialValue)};
  if (accesses_.all_certain()) return std::vector<Sources>{{}};
  for (std::size_t t = 0; t < accesses_.transaction_count(); ++t) {
    const TxnId txn = id_at<TxnId>(t);
    for (std::size_t i = 0; i < accesses_.reads(txn).size(); ++i) {
      const ExternalRead& read = accesses_.reads(txn)[i];
      if (read.source != kOpen) continue;
      std::vector<OpId> choices = accesses_.candidates(read);
      if (accesses_.may_read_initial(read)) choices.push_back(kInitialValue);
      if (all.size() * choices.size() > count_max) return std::nullopt;
      std::vector<Sources> longer;
      for (const Sources& before : all) {
        for (const OpId choice : choices) {
          longer.push_back(before);
          longer.back()[accesses_.first_read(txn) + i] = choice;
        }
      }
      all = std::move(longer);
    }
  }
  return all;
}

TransactionCase::TransactionCase(const TransactionCore& core, const TransactionCore::Sources& sources) : core_(&core), nodes_(core.accesses(), sources) {
  for (Node node = 0; node < nodes_.size(); ++node) {
    operations_.emplace_back(index(nodes_.op(node)), nodes_.history().length_of(nodes_.txn(node)));
    for (std::size_t i = 0; i < nodes_.reads(node).size(); ++i) {
      const Transactions::Read read = nodes_.reads(node)[i];
      reads_.push_back({.by = static_cast<int>(node),
                        .op = core.whole(nodes_.read_op(node, i)),
                        .place = read.place,
                        .source = read.source == kFromInitial ? kInitial : static_cast<int>(read.source)});
    }
  }
}

int TransactionCase::transaction_of(OpId op) const {
  for (int t = 0; t < size(); ++t) {
    if (std::binary_search(operations(t).begin(), operations(t).end(), op)) return t;
  }
  return -1;
}

std::optional<OpId> TransactionCase::write(int transaction, Place place) const {
  const auto node = static_cast<Node>(transaction);
  if (!nodes_.writes(node, place)) return std::nullopt;
  return core_->whole(nodes_.write_op(node, place));
}

std::vector<int> TransactionCase::writers(Place place) const {
  const std::span<const Node> nodes = nodes_.writers(place);
  return {nodes.begin(), nodes.end()};
}

std::vector<int> TransactionCase::version_order(Place place) const {
  const std::vector<Node> nodes = nodes_.version_order(place);
  return {nodes.begin(), nodes.end()};
}

}  // namespace clio

// The search for sources over transactions, around any of their theories. The search itself: checker/engines/source_search.cpp.
//
// Every external read is a slot: a transaction may read a place twice, from different sources, and a read of a set has a slot for each element. Reads of unknown transactions are not checked, so what is
// chosen never asks for sources of its own. Tested by: tests/transactional/source_search_test.cpp.

#include "checker/engines/transactional/source_search.hpp"

namespace clio::transactional {
namespace {

class TransactionSources final : public SourceProblem {
 public:
  TransactionSources(const Accesses& accesses, const Model& model) : accesses_(accesses), likelihood_(accesses.relations()), model_(model) {}

  [[nodiscard]] std::pair<Slot, Slot> reads_of(OpId op) const override {
    const TxnId txn = accesses_.history().transaction(op);
    const auto reads = accesses_.reads(txn);
    Slot first = 0, last = 0;
    for (Slot i = 0; i < reads.size(); ++i) {
      if (reads[i].op != op) continue;
      if (last == 0) first = i;
      last = i + 1;
    }
    const auto base = static_cast<Slot>(accesses_.first_read(txn));
    return {base + first, base + last};
  }
  [[nodiscard]] OpId operation_of(Slot read) const override { return accesses_.external_read(read).op; }
  [[nodiscard]] OpId best(Slot read) const override { return accesses_.best(accesses_.external_read(read), likelihood_); }
  [[nodiscard]] std::vector<OpId> ranked(Slot slot) const override {
    const ExternalRead& read = accesses_.external_read(slot);
    if (read.source != kOpen) return {read.source};
    return likelihood_.ranked(read.op, accesses_.candidates(read), accesses_.may_read_initial(read));
  }
  [[nodiscard]] bool reads_if_chosen(OpId) const override { return false; }

  [[nodiscard]] SourceRuling judge(const std::vector<OpId>& sources, std::span<const OpId> only, Budget& budget) const override {
    const Transactions transactions(accesses_, sources, only);
    Ruling ruling = clio::transactional::judge(transactions, model_, budget, Wanted::several);
    SourceRuling answer{.spent = ruling.spent, .reason = std::move(ruling.reason), .conflicts = std::move(ruling.conflicts), .order = {}};
    for (const Node node : ruling.order) answer.order.push_back(transactions.op(node));
    return answer;
  }
  [[nodiscard]] std::vector<OpId> closed(std::vector<OpId> operations) const override { return accesses_.closed(std::move(operations)); }
  /// A read of a set has no one source: whoever checks a witness of sets finds them.
  [[nodiscard]] std::vector<OpId> by_operation(std::vector<OpId> sources) const override {
    if (accesses_.history().object() == Object::set) return {};
    std::vector<OpId> of(accesses_.history().size(), kNoOp);
    for (Slot read = 0; read < sources.size(); ++read) {
      if (sources[read] < kOpen) of[index(operation_of(read))] = sources[read];
    }
    return of;
  }

 private:
  const Accesses& accesses_;
  Likelihood likelihood_;
  const Model& model_;
};

}  // namespace

Finding search_sources(const Accesses& accesses, const Model& model, Budget& budget, Choosable choosable) {
  std::vector<OpId> certain;
  certain.reserve(accesses.read_count());
  for (std::size_t read = 0; read < accesses.read_count(); ++read) certain.push_back(accesses.external_read(read).source);
  return clio::search_sources(TransactionSources(accesses, model), std::move(certain), budget, choosable);
}

}  // namespace clio::transactional

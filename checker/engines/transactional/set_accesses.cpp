// Sets: a register for each element that the history names, "it is there" or "it is not". Additions and removals of different elements do not know of each other, and those of one
// element overwrite each other, so this says exactly what the specification of a set says. A read of the set reads all its elements.
// Tested by tests/transactional/accesses_test.cpp.

#include <algorithm>
#include <unordered_map>

#include "checker/engines/transactional/accesses.hpp"
#include "checker/engines/transactional/faults.hpp"
#include "checker/engines/transactional/set_elements.hpp"

namespace clio::transactional {
namespace {

class SetReader {
 public:
  explicit SetReader(const BaseRelations& relations)
      : relations_(relations), history_(relations.history()), elements_(relations), own_(elements_.count()), final_(history_.size()), aborted_(history_), faults_(history_) {}

  AccessTables read() {
    find_final_writes();
    own_ = OwnWrites(elements_.count());
    for (std::size_t t = 0; t < history_.transaction_count(); ++t) {
      tables_.reads_begin.push_back(static_cast<std::uint32_t>(tables_.reads.size()));
      each_operation(id_at<TxnId>(t), [&](TxnId txn, OpId op) { visit(txn, op); });
    }
    tables_.reads_begin.push_back(static_cast<std::uint32_t>(tables_.reads.size()));
    tables_.inconsistencies = faults_.take();
    tables_.elements = std::move(elements_);
    return std::move(tables_);
  }

 private:
  template <class Visit>
  void each_operation(TxnId txn, Visit visit) const {
    const std::size_t first = index(history_.first_of(txn)), length = history_.length_of(txn);
    if (history_.status(id_at<OpId>(first)) == Status::fail) return;
    for (std::size_t i = first; i < first + length; ++i) visit(txn, id_at<OpId>(i));
  }
  [[nodiscard]] bool writes(OpId op) const { return history_.kind(op) == Kind::add || history_.kind(op) == Kind::remove; }

  void find_final_writes() {
    for (std::size_t t = 0; t < history_.transaction_count(); ++t) {
      tables_.writes_begin.push_back(static_cast<std::uint32_t>(tables_.writes.size()));
      each_operation(id_at<TxnId>(t), [&](TxnId txn, OpId op) {
        if (!writes(op)) return;
        const Place place = elements_.place(history_.key(op), history_.value(op));
        const std::uint32_t earlier = own_.at(place, txn);
        if (earlier != OwnWrites::kNone) {
          tables_.writes[earlier].op = op;
          return;
        }
        own_.set(place, txn, static_cast<std::uint32_t>(tables_.writes.size()));
        tables_.writes.push_back({op, place});
      });
    }
    tables_.writes_begin.push_back(static_cast<std::uint32_t>(tables_.writes.size()));
    for (const FinalWrite& write : tables_.writes) final_[index(write.op)] = true;
  }

  void visit(TxnId txn, OpId op) {
    if (writes(op)) {
      own_.set(elements_.place(history_.key(op), history_.value(op)), txn, static_cast<std::uint32_t>(index(op)));
      return;
    }
    if (!relations_.participates(op) || history_.status(op) != Status::ok) return;
    const std::size_t before = tables_.reads.size(), open_before = tables_.open;
    const bool right = elements_.each_seen(op, [&](Place place, bool there) { return element(txn, op, place, there); });
    if (right) return;
    tables_.reads.resize(before);  // what is wrong is said once, and the rest of the read with it
    tables_.open = open_before;
    if (faults_.wanted(op)) faults_.add(Fault::thin_air, op, {});
  }

  /// One element that a read saw or missed; answers whether that is possible.
  bool element(TxnId txn, OpId read, Place place, bool there) {
    const std::uint32_t own = own_.at(place, txn);
    if (own != OwnWrites::kNone) {
      if ((history_.kind(id_at<OpId>(own)) == Kind::add) == there) return true;
      if (faults_.wanted(read)) faults_.add(Fault::own_write_missed, read, with_own(read, id_at<OpId>(own)));
      return false;
    }
    OpId source = kNoOp;
    std::size_t found = 0;
    const auto consider = [&](OpId candidate) {
      if (found++ == 0) source = candidate;
    };
    if (!there) consider(kInitialValue);
    for (const OpId writer : elements_.writers(place)) {
      if (final_[index(writer)] && history_.transaction(writer) != txn && (history_.kind(writer) == Kind::add) == there) consider(writer);
    }
    if (found == 0) {
      no_source(txn, read, place);
      return false;
    }
    if (found > 1) ++tables_.open;
    tables_.reads.push_back({read, place, found == 1 ? source : kOpen});
    return true;
  }

  void no_source(TxnId txn, OpId read, Place place) {
    if (!faults_.wanted(read)) return;
    bool own = false, other = false;
    for (const OpId writer : elements_.writers(place)) {
      if (history_.kind(writer) != Kind::add) continue;
      (history_.transaction(writer) == txn ? own : other) = true;
    }
    const Fault fault = own ? Fault::future : other ? Fault::intermediate : aborted_.wrote(elements_.key_of(place), elements_.element_of(place)) ? Fault::aborted : Fault::thin_air;
    std::vector<OpId> operations = elements_.sources(read);
    operations.insert(operations.end(), elements_.writers(place).begin(), elements_.writers(place).end());
    faults_.add(fault, read, std::move(operations));
  }

  [[nodiscard]] std::vector<OpId> with_own(OpId read, OpId own) const {
    std::vector<OpId> operations = elements_.sources(read);
    operations.push_back(own);
    return operations;
  }

  const BaseRelations& relations_;
  const History& history_;
  SetElements elements_;
  OwnWrites own_;
  std::vector<bool> final_;  // by operation
  AbortedWrites aborted_;
  FaultList faults_;
  AccessTables tables_;
};

}  // namespace

AccessTables set_accesses(const BaseRelations& relations) { return SetReader(relations).read(); }

}  // namespace clio::transactional

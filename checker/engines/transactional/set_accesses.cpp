// Sets: a register for each element that the history names, "it is there" or "it is not". Additions and removals of different elements do not know of each other, and those of one
// element overwrite each other, so this says exactly what the specification of a set says. A read of the set reads all its elements.
// Tested by tests/transactional/accesses_test.cpp.

#include <algorithm>
#include <unordered_map>

#include "checker/engines/transactional/accesses.hpp"
#include "checker/engines/transactional/faults.hpp"
#include "checker/engines/transactional/own_writes.hpp"
#include "checker/engines/transactional/set_elements.hpp"

namespace clio::transactional {
namespace {

class SetReader {
 public:
  explicit SetReader(const BaseRelations& relations)
      : relations_(relations), history_(relations.history()), elements_(relations), own_(elements_.count()), aborted_(history_), faults_(history_) {}

  AccessTables read() {
    find_final_writes(history_, elements_.count(), tables_, [&](OpId op) { return writes(op); }, [&](OpId op) { return elements_.place(history_.key(op), history_.value(op)); });
    for (std::size_t t = 0; t < history_.transaction_count(); ++t) {
      tables_.reads_begin.push_back(static_cast<std::uint32_t>(tables_.reads.size()));
      each_operation(history_, id_at<TxnId>(t), [&](OpId op) { visit(id_at<TxnId>(t), op); });
    }
    tables_.reads_begin.push_back(static_cast<std::uint32_t>(tables_.reads.size()));
    tables_.inconsistencies = faults_.take();
    tables_.elements = std::move(elements_);
    return std::move(tables_);
  }

 private:
  [[nodiscard]] bool writes(OpId op) const { return history_.kind(op) == Kind::add || history_.kind(op) == Kind::remove; }

  void visit(TxnId txn, OpId op) {
    if (writes(op)) {
      own_.set(elements_.place(history_.key(op), history_.value(op)), txn, static_cast<std::uint32_t>(index(op)));
      return;
    }
    if (!relations_.participates(op) || history_.status(op) != Status::ok) return;
    const std::size_t before = tables_.reads.size(), open_before = tables_.open;
    const bool right = elements_.each_seen(op, [&](Place place, bool there) { return element(txn, op, place, there); });
    if (right) return;
    tables_.initial.resize(before);
    tables_.reads.resize(before);  // what is wrong is said once, and the rest of the read with it
    tables_.open = open_before;
    if (!faults_.wanted(op)) return;
    if (elements_.repeats(op)) faults_.add(Fault::duplicate_elements, op, elements_.sources(op));
    else faults_.add(Fault::thin_air, op, {});
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
      if (tables_.final[index(writer)] && history_.transaction(writer) != txn && (history_.kind(writer) == Kind::add) == there) consider(writer);
    }
    if (found == 0) {
      no_source(txn, read, place);
      return false;
    }
    if (found > 1) ++tables_.open;
    tables_.reads.push_back({read, place, found == 1 ? source : kOpen});
    tables_.initial.push_back(!there);
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
  AbortedWrites aborted_;
  FaultList faults_;
  AccessTables tables_;
};

}  // namespace

AccessTables set_accesses(const BaseRelations& relations) { return SetReader(relations).read(); }

}  // namespace clio::transactional

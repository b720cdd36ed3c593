// Registers: two walks over the operations. The first finds the last write of each transaction at each key, the second says of each read whether it is the transaction's own value
// or another's, and whose.
//
// A write that is not its transaction's last at the key is nobody's source, so what is distinct here may be less than what is distinct among operations. Tested by
// tests/transactional/accesses_test.cpp.

#include "checker/engines/transactional/accesses.hpp"
#include "checker/engines/transactional/faults.hpp"
#include "checker/engines/transactional/own_writes.hpp"

namespace clio::transactional {
namespace {

class RegisterReader {
 public:
  explicit RegisterReader(const BaseRelations& relations)
      : relations_(relations), history_(relations.history()), own_(history_.key_count()), aborted_(history_), faults_(history_) {}

  AccessTables read() {
    reserve();
    find_final_writes(history_, history_.key_count(), tables_, [&](OpId op) { return relations_.writes(op); }, [&](OpId op) { return static_cast<Place>(history_.key(op)); });
    tables_.reads_begin.reserve(history_.transaction_count() + 1);
    for (std::size_t t = 0; t < history_.transaction_count(); ++t) {
      tables_.reads_begin.push_back(static_cast<std::uint32_t>(tables_.reads.size()));
      each_operation(history_, id_at<TxnId>(t), [&](OpId op) { visit(id_at<TxnId>(t), op); });
    }
    tables_.reads_begin.push_back(static_cast<std::uint32_t>(tables_.reads.size()));
    tables_.inconsistencies = faults_.take();
    return std::move(tables_);
  }

 private:
  void reserve() {
    std::size_t reads = 0, writes = 0;
    for (std::size_t i = 0; i < history_.size(); ++i) {
      reads += relations_.reads(id_at<OpId>(i)) ? 1 : 0;
      writes += relations_.writes(id_at<OpId>(i)) ? 1 : 0;
    }
    tables_.reads.reserve(reads);
    tables_.initial.reserve(reads);
    tables_.writes.reserve(writes);
  }

  void visit(TxnId txn, OpId op) {
    const Place place = static_cast<Place>(history_.key(op));
    if (relations_.reads(op)) {
      const std::uint32_t own = own_.at(place, txn);
      if (own == OwnWrites::kNone) {
        external(txn, op, place);
      } else {
        internal(op, id_at<OpId>(own));
      }
    }
    if (relations_.writes(op)) own_.set(place, txn, static_cast<std::uint32_t>(index(op)));
  }

  void internal(OpId read, OpId own) {
    const bool same = relations_.write_cell(own) == relations_.read_cell(read);
    if (same != relations_.reads_other(read) || !faults_.wanted(read)) return;
    std::vector<OpId> operations{own};
    add_possible(read, operations);
    faults_.add(Fault::own_write_missed, read, std::move(operations));
  }

  void external(TxnId txn, OpId read, Place place) {
    OpId source = kNoOp;
    std::size_t found = 0;
    const auto consider = [&](OpId candidate) {
      if (found++ == 0) source = candidate;
    };
    const CellId cell = relations_.read_cell(read);
    const std::size_t begin = index(history_.first_of(txn)), length = history_.length_of(txn);
    const bool other = relations_.reads_other(read);
    const bool initial = (cell == relations_.initial_cell(id_at<KeyId>(place))) != other;
    if (initial) consider(kInitialValue);
    const auto writers_of = [&](CellId written) {
      for (const OpId writer : relations_.writers(written)) {
        const bool own = index(writer) - begin < length;  // without a look at the writer's transaction, which is far off
        if (!own && tables_.final[index(writer)]) consider(writer);
      }
    };
    if (!other) {
      writers_of(cell);
    } else {
      const KeyId key = id_at<KeyId>(place);
      for (std::size_t c = index(relations_.first_cell(key)); c < index(relations_.end_cell(key)) && found < 2; ++c) {
        if (c != index(cell)) writers_of(id_at<CellId>(c));
      }
    }
    if (found == 0) return no_source(txn, read);
    if (found > 1) ++tables_.open;
    tables_.reads.push_back({read, place, found == 1 ? source : kOpen});
    tables_.initial.push_back(initial);
  }

  void no_source(TxnId txn, OpId read) {
    if (!faults_.wanted(read)) return;
    std::vector<OpId> operations;
    add_possible(read, operations);
    Fault fault = aborted_.wrote(history_.key(read), wanted_value(read)) ? Fault::aborted : Fault::thin_air;
    bool own = false;
    std::vector<OpId> overwriting;
    for (const OpId writer : operations) {
      const TxnId by = history_.transaction(writer);
      own = own || by == txn;
      if (by != txn) overwriting.push_back(tables_.final_write(by, static_cast<Place>(history_.key(read))));
    }
    if (!operations.empty()) fault = own ? Fault::future : Fault::intermediate;
    operations.insert(operations.end(), overwriting.begin(), overwriting.end());
    faults_.add(fault, read, std::move(operations));
  }

  [[nodiscard]] ValueId wanted_value(OpId read) const { return history_.kind(read) == Kind::cas ? history_.expected(read) : history_.value(read); }

  /// Whatever wrote what the read returned, of any transaction, last or not.
  void add_possible(OpId read, std::vector<OpId>& operations) const {
    const CellId cell = relations_.read_cell(read);
    const KeyId key = relations_.key_of(cell);
    const bool other = relations_.reads_other(read);
    const auto add = [&](CellId written) {
      for (const OpId writer : relations_.writers(written)) {
        if (writer != read) operations.push_back(writer);
      }
    };
    if (!other) return add(cell);
    for (std::size_t c = index(relations_.first_cell(key)); c < index(relations_.end_cell(key)); ++c) {
      if (c != index(cell)) add(id_at<CellId>(c));
    }
  }

  const BaseRelations& relations_;
  const History& history_;
  OwnWrites own_;
  AbortedWrites aborted_;
  FaultList faults_;
  AccessTables tables_;
};

}  // namespace

AccessTables register_accesses(const BaseRelations& relations) { return RegisterReader(relations).read(); }

}  // namespace clio::transactional

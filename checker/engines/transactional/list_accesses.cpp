// Lists: what a read returned names everything that was there, so the longest list of a key is its version order as far as anybody saw it, and each read is the name of a version.
//
// The idea is Elle's (Kingsbury and Alvaro, VLDB 2020, section 4): traceable, recoverable histories. Unlike there, an appender whose element nobody read is kept: it comes behind all that were
// read, since every read shows a beginning of the whole list. Tested by tests/transactional/accesses_test.cpp.

#include <algorithm>
#include <unordered_map>

#include "checker/engines/transactional/accesses.hpp"
#include "checker/engines/transactional/faults.hpp"
#include "checker/engines/transactional/own_writes.hpp"

namespace clio::transactional {
namespace {

class ListReader {
 public:
  explicit ListReader(const BaseRelations& relations)
      : relations_(relations), history_(relations.history()), longest_(history_.key_count()), aborted_(history_), faults_(history_) {}

  AccessTables read() {
    find_appends();
    for (std::size_t t = 0; t < history_.transaction_count(); ++t) {
      tables_.reads_begin.push_back(static_cast<std::uint32_t>(tables_.reads.size()));
      own_appends_.clear();
      each_operation(history_, id_at<TxnId>(t), [&](OpId op) { visit(id_at<TxnId>(t), op); });
    }
    tables_.reads_begin.push_back(static_cast<std::uint32_t>(tables_.reads.size()));
    keep_versions();
    tables_.inconsistencies = faults_.take();
    std::stable_sort(tables_.inconsistencies.begin(), tables_.inconsistencies.end(), [](const Inconsistency& a, const Inconsistency& b) { return a.read < b.read; });
    return std::move(tables_);
  }

 private:
  struct Longest {
    OpId read = kNoOp;            // a read that shows it
    std::vector<OpId> appends;
  };

  [[nodiscard]] static Place place_of(KeyId key) { return static_cast<Place>(key); }

  void find_appends() {
    find_final_writes(history_, history_.key_count(), tables_, [&](OpId op) { return history_.kind(op) == Kind::append; }, [&](OpId op) { return place_of(history_.key(op)); });
    appends_.reserve(history_.size());
    for (std::size_t i = 0; i < history_.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      if (history_.kind(op) != Kind::append || history_.status(op) == Status::fail) continue;
      const auto [entry, added] = appends_.try_emplace(packed(history_.key(op), history_.value(op)), op);
      if (!added) entry->second = kOpen;  // appended twice: no element of this value says whose it is
    }
  }

  void visit(TxnId txn, OpId op) {
    const KeyId key = history_.key(op);
    if (history_.kind(op) == Kind::append) {
      own_appends_.push_back(op);
      return;
    }
    if (!relations_.participates(op) || history_.status(op) != Status::ok) return;
    if (!elements_of(op)) return;
    std::vector<OpId> own;
    for (const OpId append : own_appends_) {
      if (history_.key(append) == key) own.push_back(append);
    }
    if (elements_.size() < own.size() || !std::equal(own.begin(), own.end(), elements_.end() - static_cast<std::ptrdiff_t>(own.size()))) {
      std::vector<OpId> operations = elements_;
      operations.insert(operations.end(), own.begin(), own.end());
      faults_.add(Fault::own_write_missed, op, std::move(operations));
      return;
    }
    const std::size_t shown = elements_.size() - own.size();
    for (std::size_t i = 0; i < shown; ++i) {
      if (history_.transaction(elements_[i]) == txn) return faults_.add(Fault::future, op, elements_);
    }
    elements_.resize(shown);  // own appends show nothing of the version order: others may be arbitrated in between
    if (!fits(key, op)) return;
    const OpId last = shown == 0 ? kInitialValue : elements_[shown - 1];
    if (shown != 0 && !tables_.final[index(last)]) {
      std::vector<OpId> operations = elements_;
      operations.push_back(tables_.final_write(history_.transaction(last), place_of(key)));
      return faults_.add(Fault::intermediate, op, std::move(operations));
    }
    tables_.reads.push_back({op, place_of(key), last});
  }

  /// The appends of what the read returned, into elements_; answers whether each element has one, and says so where not.
  bool elements_of(OpId read) {
    elements_.clear();
    const ValueId value = history_.value(read);
    const Value::Array* const array = ValueTable::is_small(value) ? nullptr : history_.values().entry(value).as_array();
    if (array == nullptr) {  // null: not the value of any list
      faults_.add(Fault::thin_air, read, {});
      return false;
    }
    for (const Value& element : *array) {
      ValueId id{};
      const bool known = history_.values().find(element, id);
      const auto entry = known ? appends_.find(packed(history_.key(read), id)) : appends_.end();
      if (entry == appends_.end()) {
        const bool failed = known && aborted_.wrote(history_.key(read), id);
        faults_.add(failed ? Fault::aborted : Fault::thin_air, read, elements_);
        return false;
      }
      if (entry->second == kOpen) {
        if (tables_.undecidable.empty()) {
          tables_.undecidable = "a list that was read shows " + element.to_json() + ", which was appended to it twice: whose element it is cannot be told";
        }
        return false;
      }
      elements_.push_back(entry->second);
    }
    std::vector<OpId> sorted = elements_;
    std::sort(sorted.begin(), sorted.end());
    if (std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end()) return true;
    faults_.add(Fault::duplicate_elements, read, elements_);
    return false;
  }

  /// Whether the list and the longest one so far are beginnings of each other, and each transaction's appends stand together in it; makes it the longest where it is longer.
  bool fits(KeyId key, OpId read) {
    Longest& longest = longest_[index(key)];
    const std::size_t common = std::min(longest.appends.size(), elements_.size());
    if (!std::equal(elements_.begin(), elements_.begin() + static_cast<std::ptrdiff_t>(common), longest.appends.begin())) {
      std::vector<OpId> operations = elements_;
      operations.insert(operations.end(), longest.appends.begin(), longest.appends.end());
      operations.push_back(longest.read);
      faults_.add(Fault::incompatible_order, read, std::move(operations));
      return false;
    }
    if (elements_.size() <= longest.appends.size()) return true;
    for (std::size_t i = common; i < elements_.size(); ++i) {
      const OpId expected = i == 0 || tables_.final[index(elements_[i - 1])] ? first_append(elements_[i]) : next_append(elements_[i - 1]);
      if (elements_[i] == expected) continue;
      // A transaction's appends are one step: what stands within them, or before their first, saw or made an intermediate version.
      std::vector<OpId> operations = elements_;
      operations.push_back(expected);
      faults_.add(Fault::intermediate, read, std::move(operations));
      return false;
    }
    longest = {read, elements_};
    return true;
  }

  [[nodiscard]] OpId first_append(OpId append) const { return append_where(append, [](OpId) { return true; }); }
  [[nodiscard]] OpId next_append(OpId append) const {
    return append_where(append, [&](OpId other) { return other > append; });
  }
  /// The first append of the same transaction to the same key that has the property.
  template <class Property>
  [[nodiscard]] OpId append_where(OpId append, Property property) const {
    const TxnId txn = history_.transaction(append);
    const std::size_t first = index(history_.first_of(txn));
    for (std::size_t i = first; i < first + history_.length_of(txn); ++i) {
      const OpId op = id_at<OpId>(i);
      if (history_.kind(op) == Kind::append && history_.key(op) == history_.key(append) && property(op)) return op;
    }
    return append;
  }

  void keep_versions() {
    for (const Longest& longest : longest_) {
      tables_.version_begin.push_back(static_cast<std::uint32_t>(tables_.versions.size()));
      for (const OpId append : longest.appends) {
        if (tables_.final[index(append)]) tables_.versions.push_back(append);
      }
    }
    tables_.version_begin.push_back(static_cast<std::uint32_t>(tables_.versions.size()));
  }

  const BaseRelations& relations_;
  const History& history_;
  std::unordered_map<std::uint64_t, OpId> appends_;      // by key and value
  std::vector<OpId> own_appends_, elements_;
  std::vector<Longest> longest_;                         // by key
  AbortedWrites aborted_;
  FaultList faults_;
  AccessTables tables_;
};

}  // namespace

AccessTables list_accesses(const BaseRelations& relations) { return ListReader(relations).read(); }

}  // namespace clio::transactional

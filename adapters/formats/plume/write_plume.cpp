// The writer of Plume text. It keeps the order of the history's transactions in each process, numbers them, and writes their operations as they stand.
// What the format has no word for is first looked for everywhere, so that a refusal names all of it.
// Tested by tests/adapters/plume_test.cpp and tests/fuzz/.
#include <algorithm>
#include <charconv>
#include <ostream>

#include "adapters/formats/plume/plume.hpp"
#include "adapters/formats/plume/plume_line.hpp"
#include "adapters/text/integers.hpp"

namespace clio {
namespace {

class PlumeWriter {
 public:
  PlumeWriter(const History& history, std::ostream& out) : history_(history), out_(out) {}

  /// Everything that the format cannot hold, in words.
  std::vector<std::string> lost() {
    std::vector<std::string> lost;
    const auto say = [&](bool is_lost, std::string what) {
      if (is_lost) lost.push_back(std::move(what));
    };
    const History& h = history_;
    bool cas = false, erase = false, unknown = false, failed_groups = false, node = false, values = false, nulls = false, zeros = false;
    for (std::size_t i = 0; i < h.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      cas = cas || h.kind(op) == Kind::cas;
      erase = erase || h.kind(op) == Kind::erase;
      unknown = unknown || h.status(op) == Status::unknown;
      failed_groups = failed_groups || (h.status(op) == Status::fail && h.length_of(h.transaction(op)) > 1);
      node = node || h.node(op) != kNoNode || h.version(op);
      const Value value = h.value_at(h.value(op));
      const bool initial = h.value(op) == h.initial(h.key(op));
      values = values || (!value.as_int() && !initial && h.kind(op) != Kind::erase);
      zeros = zeros || (value == Value(0) && !initial);
    }
    for (std::size_t k = 0; k < h.key_count(); ++k) nulls = nulls || h.value_at(h.initial(id_at<KeyId>(k))) != Value(0);
    say(h.object() != Object::register_, "a " + std::string(name_of(h.object())));
    say(h.timed(), "times");
    say(cas, "cas");
    say(erase, "delete");
    say(unknown, "unknown operations");
    say(failed_groups, "which aborted operations made one transaction");
    say(node, "nodes and versions");
    say(nulls, "an initial value other than 0");
    say(zeros, "the value 0, which means the initial value there");
    say(values, "values that are no integers");
    say(!all_integers(h.process_count(), [&](std::size_t i) { return h.process_name(id_at<ProcessId>(i)); }), "names of processes that are no integers");
    say(!all_integers(h.key_count(), [&](std::size_t i) { return h.key_name(id_at<KeyId>(i)); }), "names of keys that are no integers");
    say(!h.header().name.empty() || !h.header().about.empty() || !h.header().expect.empty(), "the header's name, description and expectations");
    say(!h.header().annotations.empty(), "annotations");
    return lost;
  }

  void write() {
    const History& h = history_;
    for (std::size_t i = 0; i < h.process_count(); ++i) processes_.take(h.process_name(id_at<ProcessId>(i)));
    for (std::size_t i = 0; i < h.key_count(); ++i) keys_.take(h.key_name(id_at<KeyId>(i)));
    for (std::size_t i = 0; i < h.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      values_.take(h.value_at(h.value(op)));
      values_.take(h.value_at(h.expected(op)));
    }
    std::int64_t number = 0;
    for (const TxnId txn : in_session_order()) {
      const Status status = h.status(h.first_of(txn));
      if (status == Status::unknown) continue;
      bool written = false;
      for (std::size_t i = 0; i < h.length_of(txn); ++i) {
        const OpId op = id_at<OpId>(index(h.first_of(txn)) + i);
        written = write_operation(op, status == Status::fail ? plume::kAborted : number) || written;
      }
      if (written && status == Status::ok) ++number;
    }
    flush();
  }

 private:
  template <class NameAt>
  static bool all_integers(std::size_t count, NameAt name_at) {
    for (std::size_t i = 0; i < count; ++i) {
      if (!name_at(i).as_int()) return false;
    }
    return true;
  }

  std::int64_t value_number(KeyId key, ValueId id) {
    if (id == history_.initial(key)) return 0;
    const Value value = history_.value_at(id);
    const std::int64_t* i = value.as_int();
    return i && *i != 0 ? *i : values_.made_for(value);
  }

  /// Transactions in the order in which the format reads them back: of the file, or of their calls where there are times.
  [[nodiscard]] std::vector<TxnId> in_session_order() const {
    std::vector<TxnId> order(history_.transaction_count());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = id_at<TxnId>(i);
    if (history_.timed()) {
      std::stable_sort(order.begin(), order.end(),
                       [&](TxnId a, TxnId b) { return history_.call(history_.first_of(a)) < history_.call(history_.first_of(b)); });
    }
    return order;
  }

  /// False where the operation is left out.
  bool write_operation(OpId op, std::int64_t transaction) {
    const History& h = history_;
    const KeyId key = h.key(op);
    switch (h.kind(op)) {
      case Kind::read: write_line('r', op, value_number(key, h.value(op)), transaction); return true;
      case Kind::write:
      case Kind::erase: write_line('w', op, value_number(key, h.value(op)), transaction); return true;
      case Kind::cas:
        if (!h.success(op)) return false;
        write_line('r', op, value_number(key, h.expected(op)), transaction);
        write_line('w', op, value_number(key, h.value(op)), transaction);
        return true;
      default: return false;
    }
  }

  void write_line(char kind, OpId op, std::int64_t value, std::int64_t transaction) {
    block_ += kind;
    block_ += '(';
    integer(keys_.number_of(history_.key_name(history_.key(op))), ',');
    integer(value, ',');
    integer(processes_.number_of(history_.process_name(history_.process(op))), ',');
    integer(transaction, ')');
    block_ += '\n';
    if (block_.size() > (std::size_t{1} << 16)) flush();
  }

  void integer(std::int64_t number, char after) {
    char digits[24];
    block_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
    block_ += after;
  }

  void flush() {
    out_.write(block_.data(), static_cast<std::streamsize>(block_.size()));
    block_.clear();
  }

  const History& history_;
  std::ostream& out_;
  Integers processes_, keys_, values_;
  std::string block_;
};

}  // namespace

std::vector<std::string> write_plume(const History& history, std::ostream& out, const WriteOptions& options) {
  PlumeWriter writer(history, out);
  std::vector<std::string> lost = writer.lost();
  if (lost.empty() || options.lossy) writer.write();
  return lost;
}

}  // namespace clio

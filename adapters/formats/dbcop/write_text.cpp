// The writer of today's text: a block for each session, in the order of its transactions.
// Tested by tests/adapters/dbcop_test.cpp and tests/fuzz/.
#include <algorithm>
#include <ostream>
#include <string>

#include "adapters/formats/dbcop/dbcop.hpp"
#include "adapters/text/integers.hpp"

namespace clio {
namespace {

constexpr std::int64_t kSessionsMax = 1'000'000;  // a session's number costs a line for each one below it

/// Names that the reader takes for strings again: words that are no numbers.
bool is_name(const std::string& text) {
  if (text.empty() || text.size() > 1000) return false;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return is_letter(text.front()) && std::all_of(text.begin(), text.end(), [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

class DbcopTextWriter {
 public:
  DbcopTextWriter(const History& history, std::ostream& out) : history_(history), out_(out) {
    for (std::size_t p = 0; p < history.process_count(); ++p) {
      const std::int64_t* i = history.process_name(id_at<ProcessId>(p)).as_int();
      numbered_ = numbered_ && i && *i >= 0 && *i < kSessionsMax;
    }
  }

  std::vector<std::string> lost() const {
    const History& h = history_;
    bool cas = false, erase = false, unknown = false, node = false, values = false, initial = false, keys = false;
    for (std::size_t i = 0; i < h.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      cas = cas || h.kind(op) == Kind::cas;
      erase = erase || h.kind(op) == Kind::erase;
      unknown = unknown || h.status(op) == Status::unknown;
      node = node || h.node(op) != kNoNode || h.version(op);
      const Value value = h.value_at(h.value(op));
      values = values || (!value.as_int() && !(h.kind(op) == Kind::read && h.value(op) == h.initial(h.key(op))) && h.kind(op) != Kind::erase);
    }
    for (std::size_t k = 0; k < h.key_count(); ++k) {
      const Value& name = h.key_name(id_at<KeyId>(k));
      initial = initial || h.initial(id_at<KeyId>(k)) != kNull;
      keys = keys || !(name.as_int() || (name.as_string() && is_name(*name.as_string())));
    }
    std::vector<std::string> lost;
    const auto say = [&](bool is_lost, std::string what) {
      if (is_lost) lost.push_back(std::move(what));
    };
    say(h.object() != Object::register_, "a " + std::string(name_of(h.object())));
    say(h.timed(), "times");
    say(cas, "cas");
    say(erase, "delete");
    say(unknown, "unknown operations");
    say(node, "nodes and versions");
    say(initial, "an initial value other than null");
    say(values, "values that are no integers");
    say(!numbered_, "names of processes that are no numbers below " + std::to_string(kSessionsMax));
    say(keys, "names of keys that are neither integers nor words");
    say(!h.header().name.empty() || !h.header().about.empty() || !h.header().expect.empty(), "the header's name, description and expectations");
    say(!h.header().annotations.empty(), "annotations");
    return lost;
  }

  void write() {
    const History& h = history_;
    for (std::size_t k = 0; k < h.key_count(); ++k) keys_.take(h.key_name(id_at<KeyId>(k)));
    for (std::size_t i = 0; i < h.size(); ++i) {
      values_.take(h.value_at(h.value(id_at<OpId>(i))));
      values_.take(h.value_at(h.expected(id_at<OpId>(i))));
    }
    std::int64_t session = 0;
    for (const TxnId txn : by_session()) {
      const std::int64_t own = session_of(txn);
      for (; session < own; ++session) out_ << "---\n";
      write_transaction(txn);
    }
  }

 private:
  [[nodiscard]] std::int64_t session_of(TxnId txn) const {
    const ProcessId process = history_.process(history_.first_of(txn));
    return numbered_ ? *history_.process_name(process).as_int() : static_cast<std::int64_t>(index(process));
  }

  [[nodiscard]] std::vector<TxnId> by_session() const {
    std::vector<TxnId> order(history_.transaction_count());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = id_at<TxnId>(i);
    std::stable_sort(order.begin(), order.end(), [&](TxnId a, TxnId b) {
      const std::int64_t sa = session_of(a), sb = session_of(b);
      return sa != sb ? sa < sb : history_.timed() && history_.call(history_.first_of(a)) < history_.call(history_.first_of(b));
    });
    return order;
  }

  void write_transaction(TxnId txn) {
    const History& h = history_;
    const Status status = h.status(h.first_of(txn));
    std::string line;
    for (std::size_t i = 0; i < h.length_of(txn) && status != Status::unknown; ++i) {
      const OpId op = id_at<OpId>(index(h.first_of(txn)) + i);
      switch (h.kind(op)) {
        case Kind::read: event(line, op, "==", h.value(op)); break;
        case Kind::write: event(line, op, ":=", h.value(op)); break;
        case Kind::erase: event(line, op, ":=", kNull); break;
        case Kind::cas:
          if (!h.success(op)) break;
          event(line, op, "==", h.expected(op));
          event(line, op, ":=", h.value(op));
          break;
        default: break;
      }
    }
    if (!line.empty()) out_ << '[' << line << (status == Status::fail ? "]!\n" : "]\n");
  }

  void event(std::string& line, OpId op, std::string_view sign, ValueId id) {
    if (!line.empty()) line += ' ';
    const Value& key = history_.key_name(history_.key(op));
    line += key.as_string() && is_name(*key.as_string()) ? *key.as_string() : std::to_string(keys_.number_of(key));
    line += sign;
    line += sign == "==" && id == history_.initial(history_.key(op)) ? "?" : std::to_string(values_.number_of(history_.value_at(id)));
  }

  const History& history_;
  std::ostream& out_;
  bool numbered_ = true;  ///< processes are numbers, which sessions are
  Integers keys_, values_;
};

}  // namespace

std::vector<std::string> write_dbcop_text(const History& history, std::ostream& out, const WriteOptions& options) {
  DbcopTextWriter writer(history, out);
  std::vector<std::string> lost = writer.lost();
  if (lost.empty() || options.lossy) writer.write();
  return lost;
}

}  // namespace clio

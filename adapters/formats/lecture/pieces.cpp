#include "adapters/formats/lecture/pieces.hpp"

#include <algorithm>
#include <limits>

#include "adapters/formats/lecture/notation.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio::lecture {
namespace {

std::string name_text(const Value& name) { return name.is_null() ? std::string() : text_of(name); }

/// What a read of `-` returns.
Value initial_value(const History& history, KeyId key) {
  if (history.object() == Object::set || history.object() == Object::list) return Value::Array{};
  return history.value_at(history.initial(key));
}

/// Columns for histories without times: an operation stands to the right of its predecessor and, where that is certain and no cycle forbids
/// it, of the write that it read from. Only the looks depend on this.
std::vector<Time> levels_of(const History& history) {
  const std::size_t n = history.transaction_count();
  std::vector<std::vector<std::uint32_t>> after(n);
  std::vector<std::uint32_t> waits(n, 0), previous(history.process_count(), std::numeric_limits<std::uint32_t>::max());
  std::vector<Time> level(n, 0), chain(n, 0);
  const auto edge = [&](TxnId from, TxnId to) {
    after[index(from)].push_back(static_cast<std::uint32_t>(index(to)));
    ++waits[index(to)];
  };
  for (std::size_t t = 0; t < n; ++t) {
    std::uint32_t& before = previous[index(history.process(history.first_of(id_at<TxnId>(t))))];
    if (before != std::numeric_limits<std::uint32_t>::max()) {
      edge(id_at<TxnId>(before), id_at<TxnId>(t));
      chain[t] = chain[before] + 1;
    }
    before = static_cast<std::uint32_t>(t);
  }
  if (history.object() == Object::register_) {
    const BaseRelations base(history);
    for (std::size_t i = 0; i < history.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      if (!base.participates(op) || !base.reads(op) || base.reads_other(op)) continue;
      const auto writers = base.writers(base.read_cell(op));
      if (base.is_initial(base.read_cell(op)) || writers.size() != 1) continue;
      const TxnId source = history.transaction(writers.front());
      if (source != history.transaction(op)) edge(source, history.transaction(op));
    }
  }
  std::vector<std::uint32_t> ready;
  for (std::size_t t = 0; t < n; ++t) {
    if (waits[t] == 0) ready.push_back(static_cast<std::uint32_t>(t));
  }
  for (std::size_t i = 0; i < ready.size(); ++i) {
    for (const std::uint32_t next : after[ready[i]]) {
      level[next] = std::max(level[next], level[ready[i]] + 1);
      if (--waits[next] == 0) ready.push_back(next);
    }
  }
  return ready.size() == n ? level : chain;
}

}  // namespace

std::string answer_text(const History& history, OpId op) {
  const Kind kind = history.kind(op);
  const Status status = history.status(op);
  const Value value = history.value_at(history.value(op));
  std::string text(1, letter_of(history.object(), kind).value_or('?'));
  text += '(' + name_text(history.key_name(history.key(op))) + ')';
  switch (operand_of(kind)) {
    case Operand::none: break;
    case Operand::result:
      if (status != Status::ok && value.is_null()) break;  // nothing was returned
      text += kind == Kind::read && value == initial_value(history, history.key(op)) ? "-" : text_of(value);
      break;
    case Operand::given:
    case Operand::asked: text += text_of(value); break;
    case Operand::expected_and_new: text += text_of(history.value_at(history.expected(op))) + '>' + text_of(value); break;
  }
  if ((kind == Kind::cas || kind == Kind::contains) && !history.success(op)) text += ":no";
  return text;
}

std::string_view outcome_text(Status status) { return status == Status::unknown ? "?" : status == Status::fail ? "!" : ""; }

bool brackets_everywhere(const History& history) {
  if (!history.transactional()) return false;
  for (std::size_t t = 0; t < history.transaction_count(); ++t) {
    if (history.length_of(id_at<TxnId>(t)) > 1) return false;
  }
  return true;
}

namespace {

std::string piece_text(const History& history, TxnId txn, bool bracketed) {
  const OpId first = history.first_of(txn);
  if (!bracketed) return answer_text(history, first) + std::string(outcome_text(history.status(first)));
  std::string text = "[";
  for (std::size_t i = 0; i < history.length_of(txn); ++i) {
    if (i != 0) text += ' ';
    text += answer_text(history, id_at<OpId>(index(first) + i));
  }
  return text + ']' + std::string(outcome_text(history.status(first)));
}

}  // namespace

Pieces pieces_of(const History& history) {
  const bool everywhere = brackets_everywhere(history);
  Pieces pieces;
  const std::size_t n = history.transaction_count();
  pieces.blocks.reserve(n);
  pieces.texts.reserve(n);
  const std::vector<Time> levels = history.timed() ? std::vector<Time>() : levels_of(history);
  const Time uncertainty = history.header().clock_uncertainty;
  for (std::size_t t = 0; t < n; ++t) {
    const TxnId txn = id_at<TxnId>(t);
    const OpId op = history.first_of(txn);
    pieces.texts.push_back(piece_text(history, txn, everywhere || history.length_of(txn) > 1));
    Block block{.process = history.process(op), .width = columns_of(pieces.texts.back())};
    block.call = history.timed() ? history.call(op) : levels[t];
    if (history.status(op) != Status::unknown) {
      block.response = history.timed() ? history.response(op) : levels[t];
      // Real time asks for response + uncertainty < call, which is what the columns must show.
      block.response = block.response > kNever - 1 - uncertainty ? kNever - 1 : block.response + uncertainty;
    }
    pieces.blocks.push_back(block);
  }
  if (uncertainty == 0 || !history.timed()) return pieces;
  std::vector<std::size_t> order(n);
  for (std::size_t t = 0; t < n; ++t) order[t] = t;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return pieces.blocks[a].call < pieces.blocks[b].call; });
  std::reverse(order.begin(), order.end());
  std::vector<Time> next_call(history.process_count(), kNever);
  for (const std::size_t t : order) {
    Block& block = pieces.blocks[t];
    Time& next = next_call[index(block.process)];
    if (block.response != kNever && block.response > next) {
      block.response = next;
      pieces.clipped = history.first_of(id_at<TxnId>(t));
    }
    next = block.call;
  }
  return pieces;
}

}  // namespace clio::lecture

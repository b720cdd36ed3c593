#include "src/report/slice.hpp"

namespace clio {
namespace {

/// A name as one types it: a string without its quotes.
std::string typed(const Value& name) { return name.as_string() != nullptr ? *name.as_string() : name.to_json(); }

/// A string may also stand in its quotes, to tell "1" from 1.
bool is_called(const Value& name, const std::string& asked) { return typed(name) == asked || name.to_json() == asked; }

/// Marks the ids whose names are asked for; the name that is none's, if there is one.
template <class Id, class NameOf>
std::optional<std::string> mark(const std::vector<std::string>& asked, std::size_t count, const NameOf& name_of_id,
                                std::vector<bool>& marked) {
  marked.assign(count, asked.empty());
  for (const std::string& name : asked) {
    bool found = false;
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_called(name_of_id(id_at<Id>(i)), name)) continue;
      marked[i] = true;
      found = true;
    }
    if (!found) return name;
  }
  return std::nullopt;
}

void append(std::string& text, std::string_view label, const std::string& what) {
  if (!text.empty()) text += ", ";
  text.append(label).append(" ").append(what);
}

}  // namespace

Result<SubHistory, std::string> slice_of(const History& history, const Slice& slice) {
  std::vector<bool> keys, processes;
  if (const auto unknown = mark<KeyId>(
          slice.keys, history.key_count(), [&](KeyId k) { return history.key_name(k); }, keys)) {
    return Unexpected("no operation has the key " + *unknown);
  }
  if (const auto unknown = mark<ProcessId>(
          slice.processes, history.process_count(), [&](ProcessId p) { return history.process_name(p); }, processes)) {
    return Unexpected("no operation has the process " + *unknown);
  }
  if ((slice.from || slice.to) && !history.timed()) return Unexpected(std::string("--from and --to need times, and the history has none"));

  const auto asked_for = [&](OpId op) {
    if (!keys[index(history.key(op))] || !processes[index(history.process(op))]) return false;
    return !(slice.from && history.call(op) < *slice.from) && !(slice.to && history.call(op) > *slice.to);
  };
  std::vector<OpId> kept;
  for (std::size_t t = 0; t < history.transaction_count(); ++t) {
    const TxnId txn = id_at<TxnId>(t);
    const std::size_t first = index(history.first_of(txn)), end = first + history.length_of(txn);
    bool wanted = false;
    for (std::size_t i = first; i < end; ++i) wanted = wanted || asked_for(id_at<OpId>(i));
    for (std::size_t i = first; wanted && i < end; ++i) kept.push_back(id_at<OpId>(i));
  }
  if (kept.empty() && !history.empty()) return Unexpected("no operation is in the slice (" + describe(slice) + ")");
  return sub_history(history, kept);
}

std::string describe(const Slice& slice) {
  std::string text;
  for (const std::string& key : slice.keys) append(text, "key", key);
  for (const std::string& process : slice.processes) append(text, "process", process);
  if (slice.from) append(text, "from", std::to_string(*slice.from));
  if (slice.to) append(text, "to", std::to_string(*slice.to));
  return text;
}

}  // namespace clio

// A cause is told only as far as the recording proves it: who answered, when, and which version the replica had applied. "Behind" needs both versions,
// or a version and the certainty that a write acknowledged elsewhere is missing; otherwise the sentence says who answered whom, and no more.
// Tested by tests/evidence/cause_test.cpp.

#include "checker/explain/cause.hpp"

#include <algorithm>
#include <vector>

#include "checker/explain/describe.hpp"
#include "checker/explain/small.hpp"

namespace clio {
namespace {

std::string node_name(const History& history, OpId op) { return describe(history.node_name(history.node(op))); }
std::string op_name(const History& history, OpId op) { return "op " + std::to_string(index(history.id_in_file(op))); }

std::string acknowledged(const History& history, OpId op) {
  std::string text = node_name(history, op) + " acknowledged " + op_name(history, op);
  if (history.timed() && history.response(op) != kNever) text += " at t=" + std::to_string(history.response(op));
  if (const auto version = history.version(op)) text += " as version " + std::to_string(*version);
  return text;
}

std::string answered(const History& history, OpId op) {
  return op_name(history, op) + " read " + node_name(history, op) + (history.timed() ? " at t=" + std::to_string(history.call(op)) : "");
}

bool reads(const History& history, OpId op) {
  const Kind kind = history.kind(op);
  return kind == Kind::read || kind == Kind::contains || (kind == Kind::cas && is_failed_cas(history, op));
}
bool changes(const History& history, OpId op) { return !reads(history, op); }

}  // namespace

std::optional<std::string> cause_of(const History& history, const Counterexample& counterexample) {
  if (history.node_count() == 0 || counterexample.operations.size() > 64) return std::nullopt;
  std::vector<OpId> ops;
  for (const OpId op : counterexample.operations) {
    if (history.status(op) == Status::ok && history.node(op) != kNoNode) ops.push_back(op);
  }
  // A reading from a replica that had applied less than a write, or another reading, of the key that came before it.
  std::optional<std::string> weaker;
  for (const OpId reading : ops) {
    if (!reads(history, reading)) continue;
    for (const OpId earlier : ops) {
      if (earlier == reading || history.key(earlier) != history.key(reading)) continue;
      if (!in_real_time_order(history, earlier, reading) && !in_session_order(history, earlier, reading)) continue;
      const auto had = history.version(reading), was = history.version(earlier);
      const std::string first = changes(history, earlier) ? acknowledged(history, earlier) : answered(history, earlier) + (was ? " with version " + std::to_string(*was) + " applied" : "");
      if (had && was && *had < *was) return first + "; " + answered(history, reading) + ", which had applied version " + std::to_string(*had) + " only";
      if (!weaker && changes(history, earlier) && history.value(earlier) != observed_value(history, reading) && history.node(earlier) != history.node(reading) &&
          !(had && was)) {
        weaker = first + "; " + answered(history, reading) + ", another replica";
      }
    }
  }
  return weaker;
}

}  // namespace clio

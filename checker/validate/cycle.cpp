// Checks what can be checked of a cycle without believing whoever found it: the edges that are facts of the history, and the shape of the others.
//
// Over transactions an edge is between the transactions of its operations, and consecutive edges may meet in two operations of one. session-order, real-time and
// reads-from edges have to be true, the last ones of a final write and an external read. How anti-dependencies (rw) may stand in a cycle follows from what the row, with B its base, comes
// to for some write order ww (proved by Cerone and Gotsman 2016 for the second, and alike for the others; a visibility edge leads from what is seen to who sees it, like one of B):
// - serializable and its kin: B ∪ ww ∪ rw is acyclic: anywhere;
// - snapshot isolation: (B ∪ ww);rw? is acyclic: no two in a row;
// - prefix: (B;rw?) ∪ ww is acyclic: only behind an edge of B;
// - causal-convergent: B ∪ ww is acyclic, and B+;rw irreflexive: one, and nothing else but B;
// - read-atomic: B;rw irreflexive: one, behind one edge of B; read-committed likewise, of an earlier read of the same transaction;
// - Adya's read-committed: none.
// Nothing is asked of how they stand in cycles of the session guarantees.
//
// Tested by tests/evidence/counterexample_test.cpp and tests/evidence/transactions_cycle_test.cpp.

#include <algorithm>
#include <string>

#include "checker/validate/closed.hpp"
#include "checker/validate/specification.hpp"
#include "checker/validate/transactions.hpp"
#include "checker/validate/validate.hpp"
#include "checker/validate/witness.hpp"

namespace clio {
namespace {

using namespace validate;

/// Whether the row's definition speaks of the relation at all.
bool knows(const Model& model, Relation relation) {
  switch (relation) {
    case Relation::session_order: return extends_session_order(model);
    case Relation::real_time: return extends_real_time(model);
    case Relation::reads_from:
    case Relation::write_order: return true;
    case Relation::anti_dependency: return model.sees != Visibility::nothing;
    case Relation::visibility: return model.sees != Visibility::arbitrated_before && model.sees != Visibility::nothing;
  }
  return false;
}

/// Whether `reader` may have observed what `writer` did.
bool may_read_from(const History& history, OpId writer, OpId reader) {
  const ValueId value = history.value(writer);
  switch (history.object()) {
    case Object::register_:
      return writes_register(history, writer) && reads_register(history, kSequential, reader) && may_return(history, reader, value);
    case Object::counter: return history.kind(writer) == Kind::add && history.kind(reader) == Kind::read;
    case Object::text: return history.kind(writer) != Kind::read && history.kind(reader) == Kind::read;
    case Object::set:
    case Object::list:
      if (history.kind(writer) != Kind::add && history.kind(writer) != Kind::append) return false;
      if (history.kind(reader) == Kind::contains) return history.value(reader) == value && history.success(reader);
      if (history.kind(reader) == Kind::read) {
        const Value read = history.value_at(history.value(reader));
        const Value::Array* members = read.as_array();
        return members != nullptr && std::find(members->begin(), members->end(), history.value_at(value)) != members->end();
      }
      return false;
    case Object::queue: return history.kind(writer) == Kind::enqueue && history.kind(reader) == Kind::dequeue && value == history.value(reader);
    case Object::stack: return history.kind(writer) == Kind::push && history.kind(reader) == Kind::pop && value == history.value(reader);
    case Object::mutex: return false;
  }
  return false;
}

bool changes(const History& history, OpId op) {
  if (history.object() == Object::register_) return writes_register(history, op);
  return history.kind(op) != Kind::read && history.kind(op) != Kind::contains;
}

bool observes(const History& history, OpId op) {
  return history.object() != Object::register_ || reads_register(history, kSequential, op);
}

std::string wrong_edge(const History& history, const Model& model, const Edge& edge) {
  const std::string name = "the " + std::string(name_of(edge.relation)) + " edge from " + named(edge.from) + " to " + named(edge.to);
  if (!knows(model, edge.relation)) return name + " is of a kind that " + std::string(model.id) + " does not know";
  const bool same_key = history.key(edge.from) == history.key(edge.to);
  if (!same_key && (model.scope == Scope::per_key)) return name + " connects two keys";
  if (edge.key && (history.key(edge.from) != *edge.key || !same_key)) return name + " is not about its key";
  bool holds = true;
  switch (edge.relation) {
    case Relation::session_order: holds = session_ordered(history, edge.from, edge.to); break;
    case Relation::real_time: holds = before_in_real_time(history, edge.from, edge.to); break;
    case Relation::reads_from: holds = same_key && may_read_from(history, edge.from, edge.to); break;
    case Relation::write_order: holds = same_key && changes(history, edge.from) && changes(history, edge.to); break;
    case Relation::anti_dependency: holds = same_key && observes(history, edge.from) && changes(history, edge.to); break;
    case Relation::visibility: holds = same_key && changes(history, edge.from) && observes(history, edge.to); break;
  }
  return holds ? std::string() : name + " is not true of the history";
}

// ---- over transactions

bool together(const History& history, OpId a, OpId b) { return history.transaction(a) == history.transaction(b); }
OpId begin_of(const History& history, OpId op) { return history.first_of(history.transaction(op)); }

/// Whether both are about one variable: the key, of sets also an element (a read of the whole set is about each).
bool about_the_same(const History& history, OpId a, OpId b) {
  if (history.key(a) != history.key(b)) return false;
  if (history.object() != Object::set || history.kind(a) == Kind::read || history.kind(b) == Kind::read) return true;
  return history.value(a) == history.value(b);
}

/// Whether a transaction's operation from `first` on, before `end`, changes what `op` is about.
bool changed_between(const History& history, OpId op, std::size_t first, std::size_t end) {
  for (std::size_t i = first; i < end; ++i) {
    if (changes(history, id_at<OpId>(i)) && about_the_same(history, id_at<OpId>(i), op)) return true;
  }
  return false;
}

/// Whether the reader's external part may come from the writer's transaction.
bool may_be_external_source(const History& history, OpId writer, OpId reader) {
  if (history.status(reader) != Status::ok || !about_the_same(history, writer, reader) || !changes(history, writer)) return false;
  const std::size_t reader_begin = index(begin_of(history, reader));
  if (history.object() == Object::list) {
    if (history.kind(reader) != Kind::read) return false;
    const Value read = history.value_at(history.value(reader));
    std::size_t length = read.as_array()->size();
    for (std::size_t i = reader_begin; i < index(reader) && length > 0; ++i) {
      if (history.kind(id_at<OpId>(i)) == Kind::append && history.key(id_at<OpId>(i)) == history.key(reader)) --length;
    }
    if (length == 0) return false;
    const std::size_t begin = index(begin_of(history, writer)), end = begin + history.length_of(history.transaction(writer));
    for (std::size_t i = begin; i < end; ++i) {  // whoever appended the last element
      const OpId op = id_at<OpId>(i);
      if (history.kind(op) == Kind::append && history.key(op) == history.key(reader) && (*read.as_array())[length - 1] == history.value_at(history.value(op))) return true;
    }
    return false;
  }
  const std::size_t writer_end = index(begin_of(history, writer)) + history.length_of(history.transaction(writer));
  if (history.object() == Object::set) {
    if (changed_between(history, writer, index(writer) + 1, writer_end)) return false;
    for (std::size_t i = reader_begin; i < index(reader); ++i) {
      if (changes(history, id_at<OpId>(i)) && about_the_same(history, id_at<OpId>(i), writer)) return false;
    }
    if (history.kind(reader) == Kind::contains) return history.success(reader) == (history.kind(writer) == Kind::add);
    if (history.kind(reader) != Kind::read) return false;
    const Value read = history.value_at(history.value(reader));
    const Value::Array& members = *read.as_array();
    return (std::find(members.begin(), members.end(), history.value_at(history.value(writer))) != members.end()) == (history.kind(writer) == Kind::add);
  }
  if (history.object() != Object::register_) return may_read_from(history, writer, reader);
  return may_read_from(history, writer, reader) && !changed_between(history, writer, index(writer) + 1, writer_end) && !changed_between(history, reader, reader_begin, index(reader));
}

/// As observes(), of operations whose results count.
bool observes_within(const History& history, OpId op) {
  if (history.status(op) != Status::ok) return false;
  if (history.object() == Object::register_) return history.kind(op) == Kind::read || history.kind(op) == Kind::cas;
  const Kind kind = history.kind(op);
  return kind != Kind::add && kind != Kind::remove && kind != Kind::append && kind != Kind::enqueue && kind != Kind::push;
}

std::string wrong_edge_of_transactions(const History& history, const Model& model, const Edge& edge) {
  const std::string name = "the " + std::string(name_of(edge.relation)) + " edge from " + named(edge.from) + " to " + named(edge.to);
  if (!knows(model, edge.relation)) return name + " is of a kind that " + std::string(model.id) + " does not know";
  if (together(history, edge.from, edge.to)) return name + " stays within one transaction";
  if (edge.key && (history.key(edge.from) != *edge.key || history.key(edge.to) != *edge.key)) return name + " is not about its key";
  const bool same = about_the_same(history, edge.from, edge.to);
  bool holds = true;
  switch (edge.relation) {
    case Relation::session_order: holds = session_ordered(history, edge.from, edge.to); break;
    case Relation::real_time: holds = before_in_real_time(history, edge.from, edge.to); break;
    case Relation::reads_from: holds = may_be_external_source(history, edge.from, edge.to); break;
    case Relation::write_order: holds = same && changes(history, edge.from) && changes(history, edge.to); break;
    case Relation::anti_dependency: holds = same && observes_within(history, edge.from) && changes(history, edge.to); break;
    case Relation::visibility: holds = same && changes(history, edge.from) && observes_within(history, edge.to); break;
  }
  return holds ? std::string() : name + " is not true of the history";
}

/// What the row does not compose, or nothing. Precondition: a cycle of right edges.
std::string wrong_shape(const Model& model, const std::vector<Edge>& cycle) {
  const auto is = [&](std::size_t i, Relation relation) { return cycle[i % cycle.size()].relation == relation; };
  std::size_t anti_dependencies = 0, write_orders = 0;
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    if (is(i, Relation::write_order)) ++write_orders;
    if (!is(i, Relation::anti_dependency)) continue;
    ++anti_dependencies;
    const std::size_t before = i + cycle.size() - 1;
    const bool after_another = is(before, Relation::anti_dependency), after_write = is(before, Relation::write_order);
    const std::string here = "the anti-dependency edge from " + named(cycle[i].from) + " to " + named(cycle[i].to) + " follows ";
    const bool prefix = model.sees == Visibility::prefix;
    if (after_another && (prefix || model.sees == Visibility::snapshot)) return here + "another one, which " + std::string(model.id) + " does not compose";
    if (after_write && prefix) return here + "a write-order edge, which " + std::string(model.id) + " does not compose";
    if (model.sees == Visibility::read_earlier && is(before, Relation::reads_from) && cycle[before % cycle.size()].to >= cycle[i].from) return here + "no earlier read of its transaction";
  }
  const bool alone = model.sees == Visibility::causal || model.sees == Visibility::adjacent || model.sees == Visibility::read_earlier;
  if (!alone || anti_dependencies == 0) return {};
  const bool two_edges = model.sees != Visibility::causal;
  if (anti_dependencies > 1 || write_orders > 0 || (two_edges && cycle.size() != 2)) return "the cycle holds an anti-dependency edge in a way that " + std::string(model.id) + " does not compose";
  return {};
}

}  // namespace

std::string validate_cycle(const History& history, const Model& model, const Counterexample& counterexample) {
  const std::vector<Edge>& cycle = counterexample.cycle;
  const bool transactions = over_transactions(history, model);
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    const Edge& edge = cycle[i];
    for (const OpId op : {edge.from, edge.to}) {
      if (!std::binary_search(counterexample.operations.begin(), counterexample.operations.end(), op)) {
        return "the cycle goes through " + named(op) + ", which is not among the operations";
      }
      if (!participates(history, op)) return "the cycle goes through " + named(op) + ", which had no effect";
    }
    const OpId next = cycle[(i + 1) % cycle.size()].from;
    if (transactions ? !together(history, edge.to, next) : edge.to != next) return "the cycle is broken: an edge ends at " + named(edge.to) + ", and the next starts at " + named(next);
    if (std::string wrong = transactions ? wrong_edge_of_transactions(history, model, edge) : wrong_edge(history, model, edge); !wrong.empty()) return wrong;
  }
  return transactions ? wrong_shape(model, cycle) : std::string();
}

}  // namespace clio

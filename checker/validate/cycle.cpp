// Checks what can be checked of a cycle without believing whoever found it: the edges that are facts of the history, and the shape of the others.

#include <algorithm>
#include <string>

#include "checker/validate/closed.hpp"
#include "checker/validate/specification.hpp"
#include "checker/validate/validate.hpp"
#include "checker/validate/witness.hpp"

namespace clio {
namespace {

using namespace validate;

/// Whether the row's definition speaks of the relation at all.
bool knows(const Model& model, Relation relation) {
  switch (relation) {
    case Relation::session_order: return model.extends != Base::real_time;
    case Relation::real_time: return model.extends == Base::real_time;
    case Relation::reads_from:
    case Relation::write_order:
    case Relation::anti_dependency: return true;
    case Relation::visibility: return model.sees != Visibility::arbitrated_before;
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

}  // namespace

std::string validate_cycle(const History& history, const Model& model, const Counterexample& counterexample) {
  const std::vector<Edge>& cycle = counterexample.cycle;
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    const Edge& edge = cycle[i];
    for (const OpId op : {edge.from, edge.to}) {
      if (!std::binary_search(counterexample.operations.begin(), counterexample.operations.end(), op)) {
        return "the cycle goes through " + named(op) + ", which is not among the operations";
      }
      if (!participates(history, op)) return "the cycle goes through " + named(op) + ", which had no effect";
    }
    const OpId next = cycle[(i + 1) % cycle.size()].from;
    if (edge.to != next) return "the cycle is broken: an edge ends at " + named(edge.to) + ", and the next starts at " + named(next);
    if (std::string wrong = wrong_edge(history, model, edge); !wrong.empty()) return wrong;
  }
  return {};
}

}  // namespace clio

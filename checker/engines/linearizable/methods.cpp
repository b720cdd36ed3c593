#include "checker/engines/linearizable/methods.hpp"

#include "checker/engines/linearizable/containers.hpp"
#include "checker/engines/linearizable/object_problem.hpp"
#include "checker/engines/linearizable/reductions.hpp"
#include "checker/engines/linearizable/register_problem.hpp"

namespace clio::linearizable {
namespace {

std::optional<KeyFinding> by_values(const BaseRelations& relations, KeyId key, Budget& budget, bool search) {
  const bool queue = relations.history().object() == Object::queue;
  if (const std::optional<ValueSpans> values = ValueSpans::of(relations, key)) return queue ? fifo(*values) : lifo(*values);
  if (!queue || !search) return std::nullopt;
  return search_fifo(object_problem(relations, key), budget);
}

/// By what suits the object, if the key is of the kind that it is for.
std::optional<KeyFinding> decide_specially(const BaseRelations& relations, KeyId key, Budget& budget, bool search) {
  switch (relations.history().object()) {
    case Object::register_: {
      const RegisterProblem problem = register_problem(relations, key);
      return finding_of(problem, decide_register(problem, budget, search));
    }
    case Object::mutex: return reduced_mutex(relations, key, budget, search);
    case Object::set: return reduced_set(relations, key, budget, search);
    case Object::list: return reduced_list(relations, key, budget, search);
    case Object::queue:
    case Object::stack: return by_values(relations, key, budget, search);
    case Object::counter:
    case Object::text: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

KeyFinding decide_key(const BaseRelations& relations, KeyId key, Budget& budget, Path path) {
  if (path == Path::complete) {
    if (relations.history().object() != Object::register_) return search_object(object_problem(relations, key), budget);
    const RegisterProblem problem = register_problem(relations, key);
    return finding_of(problem, search_register(problem, budget));
  }
  if (std::optional<KeyFinding> finding = decide_specially(relations, key, budget, path == Path::automatic)) return *std::move(finding);
  if (path == Path::fast) return KeyFinding::unknown("nothing but a search decides this key");
  return search_object(object_problem(relations, key), budget);
}

}  // namespace clio::linearizable

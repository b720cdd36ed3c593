// From the object that a history names to its specification.
// Tested by tests/linearizable/objects_test.cpp.

#include "checker/objects/object_state.hpp"

#include "checker/objects/spaces.hpp"
#include "checker/support/assert.hpp"

namespace clio {

std::unique_ptr<ObjectSpace> ObjectSpace::of(const BaseRelations& relations, KeyId key) {
  switch (relations.history().object()) {
    case Object::register_: return objects::register_space(relations, key);
    case Object::counter: return objects::counter_space(relations, key);
    case Object::set: return objects::set_space(relations, key);
    case Object::queue: return objects::queue_space(relations);
    case Object::stack: return objects::stack_space(relations);
    case Object::list: return objects::list_space(relations);
    case Object::mutex: return objects::mutex_space(relations);
    case Object::text: return objects::text_space(relations, key);
  }
  CLIO_ASSERT(false);
  return nullptr;
}

bool ObjectSpace::only_observes(const History& history, OpId op) {
  switch (history.kind(op)) {
    case Kind::read:
    case Kind::contains: return true;
    case Kind::cas: return history.status(op) == Status::ok && !history.success(op);
    case Kind::dequeue:
    case Kind::pop: return history.status(op) == Status::ok && history.value(op) == kNull;
    case Kind::write:
    case Kind::erase:
    case Kind::add:
    case Kind::remove:
    case Kind::enqueue:
    case Kind::push:
    case Kind::append:
    case Kind::acquire:
    case Kind::release: return false;
  }
  return false;
}

}  // namespace clio

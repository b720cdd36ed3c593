#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "checker/history/ids.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio {

/// A state of one key's object: equal states have equal ids and the other way round, so that a search may remember states in 4 bytes.
enum class StateId : std::uint32_t {};

/// The sequential specification of one key's object, as a space of states that comes into being while a search walks it.
///
///     const std::unique_ptr<ObjectSpace> space = ObjectSpace::of(relations, key);
///     if (const std::optional<StateId> next = space->step(space->initial(), op)) ...   // op is legal there; *next is the state after it
///
/// States are values: persistent, never undone, compared and hashed by id. Every object here is deterministic, also for unknown operations (whatever
/// result they may have had, the state after them is one), so a state has at most one successor by an operation.
/// Cost of a step: O(1) expected, O(log n) for sets and for dequeues. Memory: 16 to 48 bytes for each state seen, until compact().
/// Not safe to share between threads. Lifetime: borrows the relations and their history.
class ObjectSpace {
 public:
  /// The space of `key`'s object, of the type that the history says.
  [[nodiscard]] static std::unique_ptr<ObjectSpace> of(const BaseRelations& relations, KeyId key);

  virtual ~ObjectSpace() = default;
  ObjectSpace(const ObjectSpace&) = delete;
  ObjectSpace& operator=(const ObjectSpace&) = delete;

  /// Before any operation.
  [[nodiscard]] virtual StateId initial() = 0;
  /// The state after `op` (a participant on the key) took effect in `state`, or nothing where the specification does not give the recorded result
  /// there. An unknown operation may have any result that the specification allows: nothing where it allows none (an acquire of a held mutex, a cas
  /// that finds another value), the same state where it would have changed nothing.
  [[nodiscard]] virtual std::optional<StateId> step(StateId state, OpId op) = 0;
  /// Forgets every state but `keep` and answers the id that `keep` has from now on. Ids handed out before are void.
  [[nodiscard]] virtual StateId compact(StateId keep) = 0;
  /// What the states take, for the account of a search.
  [[nodiscard]] virtual std::size_t bytes() const = 0;

  /// Whether `op` never changes a state, wherever it is legal: reads, contains, failed cas, dequeue and pop that found nothing. Such an operation may take
  /// effect as soon as it is legal, without any loss: nothing else notices.
  [[nodiscard]] static bool only_observes(const History& history, OpId op);

 protected:
  ObjectSpace() = default;
};

}  // namespace clio

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "checker/engines/engine.hpp"
#include "checker/engines/held.hpp"
#include "checker/engines/sequential/search.hpp"
#include "checker/engines/sequential/state_set.hpp"
#include "checker/limits.hpp"
#include "checker/objects/object_state.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio::sequential {

/// Complete search for one order of the operations on some keys, of any object, under session order: the frontier search by specification.
///
/// Sound and complete. Cost: one visit for each combination of session positions and object states that can be reached, in the worst case. The order of
/// the calls (of appearance, where there are no times) is tried first. Lifetime: borrows the relations and the budget.
class ObjectSearch {
 public:
  /// Precondition: `keys` is sorted.
  ObjectSearch(const BaseRelations& relations, std::span<const KeyId> keys, Budget& budget);

  /// Visits up to about `steps` more states.
  [[nodiscard]] Search run(std::uint64_t steps);
  /// Precondition: run() answered found.
  [[nodiscard]] std::span<const OpId> order() const { return path_; }
  /// What was to be ordered: all participants on the keys, sorted.
  [[nodiscard]] std::vector<OpId> operations() const;

 private:
  struct Session {
    std::vector<OpId> certain;
    std::size_t next = 0;
  };
  struct Optional {
    OpId op;
    std::size_t session, after;  // it may come once the session has come to `after`
    bool used = false;
  };
  struct Node {
    std::size_t base, moves, next_move;
  };
  struct Move {
    std::uint32_t session;   // or optional event: sessions_.size() + its place
    StateId state;           // of its key afterwards
  };
  struct Step {
    Move move;
    StateId before;
  };

  [[nodiscard]] OpId op_of(std::uint32_t who) const;
  [[nodiscard]] std::uint32_t local_key(OpId op) const;
  [[nodiscard]] bool worth_trying(const Optional& optional) const;
  void execute(const Move& move);
  void undo_to(std::size_t length);
  void settle();
  [[nodiscard]] bool is_new();
  void list_moves();
  void account();

  const BaseRelations* relations_;
  std::vector<KeyId> keys_;
  Budget* budget_;
  std::vector<std::unique_ptr<ObjectSpace>> spaces_;  // by key
  std::vector<StateId> states_;                       // by key
  std::vector<Session> sessions_;
  std::vector<Optional> optionals_;
  std::size_t certain_left_ = 0;

  std::vector<OpId> path_;
  std::vector<Step> steps_;
  std::vector<Move> moves_;
  std::vector<Node> nodes_;
  StateSet seen_;
  std::vector<std::uint8_t> state_;
  Held held_;  // for the object spaces
  bool begun_ = false;
};

/// The search to its end, or the budget's. Precondition: `keys` is sorted.
[[nodiscard]] Finding decide_objects(const BaseRelations& relations, std::span<const KeyId> keys, Budget& budget);

}  // namespace clio::sequential

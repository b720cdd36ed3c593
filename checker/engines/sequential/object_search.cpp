// The frontier search of registers (frontier_search.cpp), for any sequential specification: a state is how far each session has come, the state of
// every key's object, and the unknown operations taken.
//
// What only observes is taken as soon as it is legal: nothing else notices, so in any explanation it can be moved to the front. An unknown operation
// is tried only where it changes something. Some need never be tried: an enqueue, push or append whose value no answer shows; if it took effect, then
// at the far end, or an unknown dequeue or pop took it away again, and both can be left out. Of unknown operations that are alike only the first is tried.
// Sound since every step is the specification's; complete since only states seen before are skipped. Tested by tests/sequential/search_test.cpp and object_agreement_test.cpp.

#include "checker/engines/sequential/object_search.hpp"

#include <algorithm>
#include <unordered_set>

namespace clio::sequential {
namespace {

/// The values that answers show, for objects where an unknown operation matters only by its value; nothing for the others.
class ShownValues {
 public:
  ShownValues(const BaseRelations& relations, std::span<const KeyId> keys) : history_(relations.history()) {
    const Object object = history_.object();
    applies_ = object == Object::queue || object == Object::stack || object == Object::list;
    if (!applies_) return;
    for (const KeyId key : keys) {
      for (const OpId op : relations.on_key(key)) {
        if (relations.optional(op)) continue;
        if (history_.kind(op) == Kind::dequeue || history_.kind(op) == Kind::pop) add(key, history_.value(op));
        if (history_.kind(op) != Kind::read) continue;
        const Value list = history_.value_at(history_.value(op));
        for (const Value& item : *list.as_array()) {
          ValueId id{};
          if (history_.values().find(item, id)) add(key, id);
        }
      }
    }
  }
  /// Whether an unknown operation can be left out.
  [[nodiscard]] bool nobody_shows(OpId op) const {
    if (!applies_) return false;
    const Kind kind = history_.kind(op);
    if (kind != Kind::enqueue && kind != Kind::push && kind != Kind::append) return false;
    return !shown_.contains(packed(history_.key(op), history_.value(op)));
  }

 private:
  void add(KeyId key, ValueId value) { shown_.insert(packed(key, value)); }

  const History& history_;
  bool applies_ = false;
  std::unordered_set<std::uint64_t> shown_;
};

}  // namespace

ObjectSearch::ObjectSearch(const BaseRelations& relations, std::span<const KeyId> keys, Budget& budget)
    : relations_(&relations), keys_(keys.begin(), keys.end()), budget_(&budget), seen_(budget), held_(budget) {
  const History& h = relations.history();
  for (const KeyId key : keys_) {
    spaces_.push_back(ObjectSpace::of(relations, key));
    states_.push_back(spaces_.back()->initial());
  }
  const ShownValues shown(relations, keys_);
  std::vector<OpId> ops = operations();
  std::sort(ops.begin(), ops.end(), [&](OpId a, OpId b) {
    return h.process(a) != h.process(b) ? h.process(a) < h.process(b) : relations.position(a) < relations.position(b);
  });
  for (std::size_t i = 0; i < ops.size(); ++i) {
    if (i == 0 || h.process(ops[i]) != h.process(ops[i - 1])) sessions_.emplace_back();
    std::vector<OpId>& certain = sessions_.back().certain;
    if (!relations.optional(ops[i])) certain.push_back(ops[i]);
    else if (!shown.nobody_shows(ops[i])) optionals_.push_back({ops[i], sessions_.size() - 1, certain.size()});
  }
  for (const Session& session : sessions_) certain_left_ += session.certain.size();
}

std::vector<OpId> ObjectSearch::operations() const {
  std::vector<OpId> ops;
  for (const KeyId key : keys_) ops.insert(ops.end(), relations_->on_key(key).begin(), relations_->on_key(key).end());
  std::sort(ops.begin(), ops.end());
  return ops;
}

OpId ObjectSearch::op_of(std::uint32_t who) const {
  if (who >= sessions_.size()) return optionals_[who - sessions_.size()].op;
  const Session& session = sessions_[who];
  return session.certain[session.next];
}

std::uint32_t ObjectSearch::local_key(OpId op) const {
  return static_cast<std::uint32_t>(std::lower_bound(keys_.begin(), keys_.end(), relations_->history().key(op)) - keys_.begin());
}

void ObjectSearch::execute(const Move& move) {
  const OpId op = op_of(move.session);
  StateId& state = states_[local_key(op)];
  path_.push_back(op);
  steps_.push_back({move, state});
  state = move.state;
  if (move.session >= sessions_.size()) {
    optionals_[move.session - sessions_.size()].used = true;
  } else {
    ++sessions_[move.session].next;
    --certain_left_;
  }
}

void ObjectSearch::undo_to(std::size_t length) {
  while (path_.size() > length) {
    const Step step = steps_.back();
    states_[local_key(path_.back())] = step.before;
    path_.pop_back();
    steps_.pop_back();
    if (step.move.session >= sessions_.size()) {
      optionals_[step.move.session - sessions_.size()].used = false;
    } else {
      --sessions_[step.move.session].next;
      ++certain_left_;
    }
  }
}

void ObjectSearch::settle() {
  const History& h = relations_->history();
  for (bool moved = true; moved;) {
    moved = false;
    for (std::uint32_t s = 0; s < sessions_.size(); ++s) {
      while (sessions_[s].next != sessions_[s].certain.size()) {
        const OpId op = op_of(s);
        if (!ObjectSpace::only_observes(h, op)) break;
        const std::uint32_t key = local_key(op);
        const std::optional<StateId> state = spaces_[key]->step(states_[key], op);
        if (!state) break;
        execute({s, *state});
        moved = true;
      }
    }
  }
}

bool ObjectSearch::is_new() {
  state_.clear();
  for (const Session& session : sessions_) append_number(state_, session.next);
  for (const StateId state : states_) append_number(state_, static_cast<std::uint64_t>(state));
  for (std::size_t i = 0; i < optionals_.size(); i += 7) {
    unsigned bits = 0;
    for (std::size_t j = i; j < std::min(i + 7, optionals_.size()); ++j) bits |= optionals_[j].used ? 1u << (j - i) : 0u;
    append_number(state_, bits);
  }
  state_.push_back(0);  // never empty
  return seen_.insert(state_);
}

/// Whether it could come now and is the first of those that are alike.
bool ObjectSearch::worth_trying(const Optional& optional) const {
  const History& h = relations_->history();
  const auto open = [&](const Optional& o) { return !o.used && sessions_[o.session].next >= o.after; };
  if (!open(optional)) return false;
  for (const Optional& other : optionals_) {
    if (&other == &optional) return true;
    const bool alike = h.kind(other.op) == h.kind(optional.op) && h.key(other.op) == h.key(optional.op) && h.value(other.op) == h.value(optional.op) &&
                       h.expected(other.op) == h.expected(optional.op) && (h.object() != Object::mutex || other.session == optional.session);
    if (alike && open(other)) return false;
  }
  return true;
}

void ObjectSearch::list_moves() {
  const History& h = relations_->history();
  const std::size_t begin = moves_.size();
  for (std::uint32_t s = 0; s < sessions_.size(); ++s) {
    if (sessions_[s].next == sessions_[s].certain.size()) continue;
    const OpId op = op_of(s);
    const std::uint32_t key = local_key(op);
    if (const std::optional<StateId> state = spaces_[key]->step(states_[key], op)) moves_.push_back({s, *state});
  }
  std::sort(moves_.begin() + static_cast<std::ptrdiff_t>(begin), moves_.end(), [&](const Move& a, const Move& b) {
    const OpId x = op_of(a.session), y = op_of(b.session);
    return h.timed() && h.call(x) != h.call(y) ? h.call(x) < h.call(y) : x < y;
  });
  for (std::uint32_t u = 0; u < optionals_.size(); ++u) {
    if (!worth_trying(optionals_[u])) continue;
    const std::uint32_t key = local_key(optionals_[u].op);
    const std::optional<StateId> state = spaces_[key]->step(states_[key], optionals_[u].op);
    if (state && *state != states_[key]) moves_.push_back({static_cast<std::uint32_t>(sessions_.size()) + u, *state});
  }
}

void ObjectSearch::account() {
  std::size_t bytes = 0;
  for (const std::unique_ptr<ObjectSpace>& space : spaces_) bytes += space->bytes();
  held_.set(bytes);
}

Search ObjectSearch::run(std::uint64_t steps) {
  std::uint64_t visited = 0;
  const auto enter = [&](std::size_t base) {
    settle();
    if (certain_left_ == 0) return true;
    if ((++visited & 1023u) == 0) account();
    if (!is_new()) {
      undo_to(base);
      return false;
    }
    nodes_.push_back({base, moves_.size(), moves_.size()});
    list_moves();
    return false;
  };
  if (!begun_) {
    begun_ = true;
    if (enter(0)) return Search::found;
  }
  while (!nodes_.empty()) {
    if (budget_->spent()) return Search::spent;
    if (visited >= steps) return Search::paused;
    Node& node = nodes_.back();
    if (node.next_move == moves_.size()) {
      undo_to(node.base);
      moves_.resize(node.moves);
      nodes_.pop_back();
      continue;
    }
    const std::size_t base = path_.size();
    execute(moves_[node.next_move++]);
    if (enter(base)) return Search::found;
  }
  return Search::exhausted;
}

Finding decide_objects(const BaseRelations& relations, std::span<const KeyId> keys, Budget& budget) {
  constexpr std::uint64_t kNoStepLimit = ~std::uint64_t{0};
  ObjectSearch search(relations, keys, budget);
  switch (search.run(kNoStepLimit)) {
    case Search::found: return Finding::satisfied("frontier search", {search.order().begin(), search.order().end()});
    case Search::exhausted: return Finding::violated("frontier search", search.operations());
    case Search::paused:
    case Search::spent: break;
  }
  return Finding::unknown("frontier search", budget.reason());
}

}  // namespace clio::sequential

#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checker/explain/describe.hpp"
#include "checker/explain/object_story.hpp"
#include "checker/explain/small.hpp"

namespace clio {

/// What the tellers of all objects share: the operations by what they did, the words for it, and the situations that more than one object knows (object_story.cpp). Borrows everything.
class ObjectTeller {
 public:
  ObjectTeller(const History& history, const Model& model, std::span<const OpId> operations, const Words& words)
      : history_(history), model_(model), ops_(operations), words_(words) {}

 protected:
  static constexpr std::size_t kNamedMax = 12;      // operations that a sentence names one by one
  static constexpr std::size_t kComparedMax = 192;  // operations of which pairs of readings are compared

  /// The first situation that is there.
  template <class Teller>
  static std::optional<Story> first(const Teller& teller, std::initializer_list<std::optional<Story> (Teller::*)() const> situations) {
    for (const auto situation : situations) {
      if (std::optional<Story> found = (teller.*situation)()) return found;
    }
    return std::nullopt;
  }

  // ---- what the operations are

  [[nodiscard]] Kind kind(OpId op) const { return history_.kind(op); }
  [[nodiscard]] ValueId value(OpId op) const { return history_.value(op); }
  [[nodiscard]] bool ok(OpId op) const { return history_.status(op) == Status::ok; }
  [[nodiscard]] bool puts(OpId op) const {
    return kind(op) == Kind::add || kind(op) == Kind::enqueue || kind(op) == Kind::push || kind(op) == Kind::append;
  }
  [[nodiscard]] bool takes(OpId op) const { return (kind(op) == Kind::dequeue || kind(op) == Kind::pop) && ok(op); }
  [[nodiscard]] bool takes_unknown(OpId op) const { return (kind(op) == Kind::dequeue || kind(op) == Kind::pop) && !ok(op); }
  [[nodiscard]] std::vector<OpId> such(auto property) const {
    std::vector<OpId> found;
    std::copy_if(ops_.begin(), ops_.end(), std::back_inserter(found), property);
    return found;
  }
  /// Operations that put a value into the key of `op`.
  [[nodiscard]] std::vector<OpId> puts_of(OpId op, ValueId put) const {
    return such([&](OpId other) { return puts(other) && history_.key(other) == history_.key(op) && value(other) == put; });
  }
  [[nodiscard]] std::vector<OpId> takes_of(OpId op, ValueId taken) const {
    return such([&](OpId other) { return takes(other) && history_.key(other) == history_.key(op) && value(other) == taken; });
  }
  [[nodiscard]] bool same_key(OpId a, OpId b) const { return history_.key(a) == history_.key(b); }
  /// What an observation found: the one value taken or found, or all that was read. (Values of a read that no operation has are not interned.)
  [[nodiscard]] std::vector<Value> found(OpId op) const {
    if (takes(op)) return value(op) == kNull ? std::vector<Value>{} : std::vector{history_.value_at(value(op))};
    if (kind(op) == Kind::contains) return history_.success(op) ? std::vector{history_.value_at(value(op))} : std::vector<Value>{};
    if (kind(op) != Kind::read) return {};
    const Value read = history_.value_at(value(op));
    const Value::Array* members = read.as_array();
    return members == nullptr ? std::vector<Value>{} : *members;
  }
  [[nodiscard]] bool finds(OpId op, ValueId wanted) const {
    const std::vector<Value> all = found(op);
    return std::find(all.begin(), all.end(), history_.value_at(wanted)) != all.end();
  }
  [[nodiscard]] bool before(OpId a, OpId b) const { return certainly_before(history_, model_, a, b); }

  // ---- words

  [[nodiscard]] std::string text(const Value& shown) const { return describe(shown); }
  [[nodiscard]] std::string text(ValueId id) const { return describe(history_.value_at(id)); }
  /// "op 0", by its place in the file.
  [[nodiscard]] std::string number(OpId op) const { return "op " + std::to_string(index(history_.id_in_file(op))); }
  /// "P1 enqueued 1 (op 0)".
  [[nodiscard]] std::string event(OpId op) const { return words_.process(op) + " " + words_.did(op) + " (" + number(op) + ")"; }
  /// "P1 enqueued 1".
  [[nodiscard]] std::string deed(OpId op) const { return words_.process(op) + " " + words_.did(op); }
  /// How a value gets in, and out: "enqueued", "dequeued".
  [[nodiscard]] std::string put_word() const {
    switch (history_.object()) {
      case Object::queue: return "enqueued";
      case Object::stack: return "pushed";
      case Object::list: return "appended";
      default: return "added";
    }
  }
  [[nodiscard]] std::string taken_word() const { return history_.object() == Object::queue ? "dequeued" : "popped"; }
  /// Why a is before b.
  [[nodiscard]] std::string reason(OpId a, OpId b) const {
    if (model_.extends == Base::real_time) {
      return words_.brief(a) + " returned at " + Words::at(history_.response(a)) + ", before " + words_.brief(b) + " was called at " + Words::at(history_.call(b));
    }
    return words_.process(a) + " " + words_.did(a) + " before it " + words_.did(b);
  }
  [[nodiscard]] std::string contradiction(OpId a, OpId b, const std::string& because, const std::string& but_because) const {
    return words_.full(a) + " came before " + words_.full(b) + ", because " + because + "; but " + words_.brief(b) + " came before " + words_.brief(a) + ", because " +
           but_because + ": a contradiction.";
  }
  [[nodiscard]] Edge fact(OpId a, OpId b) const {
    return {.from = a, .to = b, .relation = model_.extends == Base::real_time ? Relation::real_time : Relation::session_order, .key = {}, .because = reason(a, b)};
  }
  [[nodiscard]] Edge forced(OpId a, OpId b, Relation relation, std::string because) const {
    return {.from = a, .to = b, .relation = relation, .key = history_.key(a), .because = std::move(because)};
  }
  /// The history has a before b; the object's answers have b before a.
  [[nodiscard]] Story crossed(Anomaly anomaly, OpId a, OpId b, Relation relation, const std::string& but_because) const {
    return {.anomaly = anomaly,
            .sentence = contradiction(a, b, reason(a, b), but_because),
            .cycle = {fact(a, b), forced(b, a, relation, but_because)}};
  }

  [[nodiscard]] std::string names(const std::vector<OpId>& operations) const {
    if (operations.size() > kNamedMax) return std::to_string(operations.size()) + " operations";
    std::vector<std::string> parts;
    for (const OpId op : operations) parts.push_back(words_.full(op));
    return listed(parts);
  }

  // ---- situations

  [[nodiscard]] std::optional<Story> from_nowhere() const;
  [[nodiscard]] std::optional<Story> from_the_future() const;
  [[nodiscard]] std::optional<Story> found_too_often() const;

  const History& history_;
  const Model& model_;
  std::span<const OpId> ops_;
  const Words& words_;
};

// One teller an object; nothing where the violation is none of its situations.
[[nodiscard]] std::optional<Story> story_of_queue(const ObjectTeller& about);  ///< and of a stack
[[nodiscard]] std::optional<Story> story_of_set(const ObjectTeller& about);
[[nodiscard]] std::optional<Story> story_of_counter(const ObjectTeller& about);
[[nodiscard]] std::optional<Story> story_of_list(const ObjectTeller& about);
[[nodiscard]] std::optional<Story> story_of_mutex(const ObjectTeller& about);

}  // namespace clio

// Checks a witness for a row in which everyone agrees on one order of all operations: linearizable, cache, sequential.
//
// Idea: what the definition asks of a total order can be read off in one walk along it.
// - It is legal: replaying it on the objects gives every recorded result. (So each read's source is the latest write before it.)
// - It extends real time: no operation had settled before one that stands earlier was called. It suffices to compare with the latest call so far.
// - It extends session order: no ok operation comes after one that follows it in its process. It suffices to compare with the process's furthest
//   place so far. An unknown operation precedes nothing, so its own place is never compared, only remembered.
// - It is complete: every ok operation is in it, nothing twice, nothing that did not happen.
// Where keys count apart, their parts of the witness are walked side by side, some operations adjacent in the file at a time: one key after the other would
// touch a cache line of its own in every column with every step.
// Invariant: before each step the prefix walked (of each key) has all four properties. Cost: O(n); registers keep one value a key, other objects
// step the validator's own specifications. Tested by tests/evidence/witness_test.cpp.

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "checker/validate/specification.hpp"
#include "checker/validate/witness.hpp"

namespace clio::validate {
namespace {

/// What a witness lists.
struct Members {
  std::string wrong;                  // why it may not, if so
  std::vector<std::uint32_t> begin;   // where each key's operations begin, if its keys ascend; if they do not, some key's part holds another's operation
};

/// Ids in range, participants only, each once, and every ok operation among them. Only the marks are visited in the witness's order: the columns are
/// read in the file's.
Members members(const History& history, std::span<const OpId> witness) {
  std::vector<bool> listed(history.size(), false);
  for (const OpId op : witness) {
    if (index(op) >= history.size()) return {named(op) + " does not exist", {}};
    if (listed[index(op)]) return {named(op) + " is listed twice", {}};
    listed[index(op)] = true;
  }
  std::vector<std::uint32_t> begin(history.key_count() + 1, 0);
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (listed[i] && !participates(history, op)) return {named(op) + " is listed, but it had no effect", {}};
    if (!listed[i] && history.status(op) == Status::ok) return {named(op) + " took effect, but is not listed", {}};
    begin[index(history.key(op)) + 1] += listed[i] ? 1 : 0;
  }
  for (std::size_t k = 0; k < history.key_count(); ++k) begin[k + 1] += begin[k];
  return {{}, std::move(begin)};
}

/// The objects of all keys.
class Objects {
 public:
  explicit Objects(const History& history) : history_(history) {
    for (std::size_t k = 0; k < history.key_count(); ++k) {
      if (history.object() == Object::register_) {
        current_.push_back(history.initial(id_at<KeyId>(k)));
      } else {
        objects_.emplace_back(history, id_at<KeyId>(k));
      }
    }
  }

  bool apply(OpId op) { return current_.empty() ? objects_[index(history_.key(op))].apply(op) : apply_register(op); }

  [[nodiscard]] std::string state_text(KeyId key) const {
    return current_.empty() ? objects_[index(key)].state_text() : history_.value_at(current_[index(key)]).to_json();
  }

 private:
  /// As Specification does, without an object for each key: this runs on every check.
  bool apply_register(OpId op) {
    ValueId& current = current_[index(history_.key(op))];
    const ValueId value = history_.value(op);
    switch (history_.kind(op)) {
      case Kind::read: return value == current;
      case Kind::erase: current = kNull; return true;
      case Kind::cas:
        if (history_.status(op) == Status::ok && !history_.success(op)) return current != history_.expected(op);
        if (current != history_.expected(op)) return false;
        current = value;
        return true;
      default: current = value; return true;
    }
  }

  const History& history_;
  std::vector<ValueId> current_;  // registers
  std::vector<Specification> objects_;
};

std::string wrong_result(const Objects& objects, const History& history, OpId op) {
  return named(op) + " cannot have its result where key " + history.key_name(history.key(op)).to_json() + " is " + objects.state_text(history.key(op));
}

/// Watches that an order extends session order.
class Sessions {
 public:
  /// `parts_at_once`: how many parts of the order are walked at the same time; 1, or all.
  Sessions(const History& history, std::size_t parts_at_once)
      : history_(history), at_once_(parts_at_once), furthest_(history.process_count() * parts_at_once) {}

  /// Whether `op` may come next in its part of the order, within which session order counts.
  bool in_order(OpId op, std::uint32_t part) {
    Place& furthest = furthest_[(at_once_ == 1 ? 0 : part * history_.process_count()) + index(history_.process(op))];
    const Place here{history_.timed() ? history_.call(op) : 0, op, part};
    const bool later = furthest.part != part || furthest.call < here.call || (furthest.call == here.call && furthest.op < here.op);
    if (later) furthest = here;
    return later || history_.status(op) == Status::unknown;
  }

 private:
  struct Place {
    Time call = 0;
    OpId op{};
    std::uint32_t part = std::numeric_limits<std::uint32_t>::max();
  };
  const History& history_;
  std::size_t at_once_;
  std::vector<Place> furthest_;  // by part, as far as walked at once, and process
};

Time settled(const History& history, OpId op) {
  if (history.status(op) == Status::unknown) return kNever;
  const Time uncertainty = history.header().clock_uncertainty;
  const Time response = history.response(op);
  return response > kNever - uncertainty ? kNever : response + uncertainty;
}

/// Walks the witness of a per-key row.
class KeyWalk {
 public:
  KeyWalk(const History& history, const Model& model, std::span<const OpId> witness, std::vector<std::uint32_t> begin, std::optional<std::size_t> window)
      : history_(history), witness_(witness), real_time_(model.extends == Base::real_time), objects_(history), begin_(std::move(begin)) {
    const std::size_t keys = history.key_count();
    const bool at_once = real_time_ || keys * history.process_count() <= history.size();  // sessions of every key at hand
    window_ = at_once ? window.value_or(std::max(kWindow, keys * kVisitMin)) : history.size();
    if (!real_time_) sessions_.emplace(history, window_ < history.size() ? keys : 1);
    latest_call_.assign(real_time_ ? keys : 0, std::numeric_limits<Time>::min());
  }

  std::string wrong() {
    std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
    std::string wrong;
    for (std::size_t end = window_;; end += window_) {
      for (std::uint32_t k = 0; k < next.size(); ++k) {
        for (std::uint32_t& at = next[k]; at < begin_[k + 1] && index(witness_[at]) < end; ++at) {
          if (!may_follow(witness_[at], k, wrong)) return wrong;
        }
      }
      if (end >= history_.size()) return {};
    }
  }

 private:
  static constexpr std::size_t kWindow = 16'384;  // operations whose columns stay in the processor's cache
  static constexpr std::size_t kVisitMin = 16;    // of them for each key, so that coming back to the keys costs little

  /// Whether the operation may come next of its key; if not, `wrong` says why.
  bool may_follow(OpId op, std::uint32_t k, std::string& wrong) {
    if (history_.key(op) != id_at<KeyId>(k)) {
      wrong = out_of_key_order();
    } else if (real_time_ && settled(history_, op) < latest_call_[k]) {
      wrong = named(op) + " stands after an operation that was called only when it had returned";
    } else if (!real_time_ && !sessions_->in_order(op, k)) {
      wrong = named(op) + " stands after an operation that follows it in its process";
    } else if (!objects_.apply(op)) {
      wrong = wrong_result(objects_, history_, op);
    }
    if (real_time_) latest_call_[k] = std::max(latest_call_[k], history_.call(op));
    return wrong.empty();
  }

  [[nodiscard]] std::string out_of_key_order() const {
    const auto descent = std::adjacent_find(witness_.begin(), witness_.end(), [&](OpId a, OpId b) { return history_.key(b) < history_.key(a); });
    return named(*(descent + 1)) + " stands after the operations of a later key";
  }

  const History& history_;
  std::span<const OpId> witness_;
  bool real_time_;
  std::size_t window_;
  Objects objects_;
  std::optional<Sessions> sessions_;         // where real time does not count
  const std::vector<std::uint32_t> begin_;   // of each key's part of the witness
  std::vector<Time> latest_call_;            // by key, where real time counts
};

}  // namespace

std::string wrong_order_of_keys(const History& history, const Model& model, std::span<const OpId> witness, std::optional<std::size_t> window) {
  Members listed = members(history, witness);
  if (!listed.wrong.empty()) return std::move(listed.wrong);
  if (model.extends == Base::real_time && !history.timed()) return "the history has no times";
  return KeyWalk(history, model, witness, std::move(listed.begin), window).wrong();
}

std::string wrong_order_of_all(const History& history, std::span<const OpId> witness) {
  if (Members listed = members(history, witness); !listed.wrong.empty()) return std::move(listed.wrong);
  Objects objects(history);
  Sessions sessions(history, 1);
  for (const OpId op : witness) {
    if (!sessions.in_order(op, 0)) return named(op) + " stands after an operation that follows it in its process";
    if (!objects.apply(op)) return wrong_result(objects, history, op);
  }
  return {};
}

}  // namespace clio::validate

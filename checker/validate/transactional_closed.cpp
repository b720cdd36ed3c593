// When does a violation of a row over transactions by some operations, parts of transactions among them, prove a violation by all? (Registers, sets, lists; for the
// other objects, which have one serial order, closed.cpp says it.)
//
// Let effective transactions, sources and arb explain the whole history. They explain the part, each restricted to what stays of it, if the part is closed:
// - Effective: the transactions of which something stays, and that took effect. so and rt between them are what they were. arb restricted is a total order of them.
// - External reads. A read that stays and was external has no write of its transaction before it in the whole, so none in the part: it is external there. Its source
//   T1 wrote the value last, by an operation that may have been the source of the read: it stays, and is the last of T1's writes to the variable among
//   those that stay, as it was among all. So T1 is a source in the part. (A write that was not T1's last may become it, if the last does not stay. That adds sources to
//   those that may be chosen, which does no harm: one choice that fits is enough.)
// - Internal reads. The last write of the transaction before the read has the value, so it stays, and none is between them. (Where it has another value nothing explains the
//   whole, so there is nothing to prove; then the read is asked for what an external one would be, unless that write stays.)
// - The base: so and rt restricted, and wr a part of what it was; arb extends it.
// - What is seen. Every row says what a read sees by positive conditions: that there are transactions, related by so, wr, arb, with a write to a common variable, or an
//   earlier read of the same transaction. Each that holds in the part held in the whole. And T2 writes k in the part only if it did in the whole. So whoever has to
//   come before the source, in the part, had to in the whole, and does in arb. A read of the initial value sees nobody, having seen nobody in the whole.
// - One order for each process: likewise, order by order.
// - Sets. A member that was read: as above. For an element that was read as absent, the removes that may have been the source stay, if any operation that
//   writes the element stays; if none does, the initial value serves as the source, since nobody in the part writes the element. What is named only by operations that
//   do not stay is no variable of the part.
// - Lists. A read that stays returned the appends of the first transactions of arb that appended to the key, T1 the last of them, each all that it appended, then its
//   transaction's own so far. All appends of values in it, by others, stay, and so do its transaction's own before it, which
//   end the list. So the first appenders are the same in the part, with all their
//   appends, and T1's last append among those that stay is its last: nothing that T1 appended to the key was left out. In the part arb, restricted to the
//   appenders, begins with those of the longest list that is still read, which is a beginning of what was the longest.
//
// In a row that extends real time, no read has as its source what was called after it had returned, nor what another transaction's write had certainly overwritten
// before it was called: then T1 was not it, and it may go (registers).
// Where nothing that may have been a read's source is left, some write of its value has to stay all the same, if there is one: otherwise every read of an intermediate or a
// stale value would be one of a value that nobody wrote. That is more than the proof needs.
//
// Cost: as the header says. Tested by tests/evidence/transactions_counterexample_test.cpp.

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "checker/validate/closed.hpp"
#include "checker/validate/specification.hpp"
#include "checker/validate/transactional_definition.hpp"
#include "checker/validate/transactions.hpp"

namespace clio::validate {
namespace {

using Variable = std::pair<KeyId, ValueId>;  // of a set the element, of a list the appended value, otherwise null
using Cell = std::pair<Variable, std::uint32_t>;

std::string missing(OpId op, OpId because) { return named(op) + " is left out, but " + named(because) + " may depend on it"; }

class Part {
 public:
  Part(const History& history, const Model& model, std::span<const OpId> operations)
      : history_(history), operations_(operations), excluded_(history, extends_real_time(model) && history.object() == Object::register_, operations) {}

  std::string not_closed() {
    for (const OpId op : operations_) {
      if (const auto write = write_of(op)) written_.insert(write->first);
    }
    for (const OpId op : operations_) {
      if (history_.status(op) != Status::ok) continue;  // its reads are unchecked
      if (std::string text = take_read(op); !text.empty()) return text;
    }
    return find_sources();
  }

 private:
  [[nodiscard]] bool stays(OpId op) const { return std::binary_search(operations_.begin(), operations_.end(), op); }
  [[nodiscard]] OpId first_of(OpId op) const { return history_.first_of(history_.transaction(op)); }

  [[nodiscard]] std::optional<Cell> write_of(OpId op) const {
    switch (history_.kind(op)) {
      case Kind::cas:
        if (history_.status(op) == Status::ok && !history_.success(op)) return {};
        [[fallthrough]];
      case Kind::write:
      case Kind::erase: return Cell{{history_.key(op), kNull}, static_cast<std::uint32_t>(history_.value(op))};
      case Kind::add: return Cell{{history_.key(op), history_.value(op)}, 1};
      case Kind::remove: return Cell{{history_.key(op), history_.value(op)}, 0};
      case Kind::append: return Cell{{history_.key(op), history_.value(op)}, 1};
      default: return {};
    }
  }

  std::string take_read(OpId op) {
    switch (history_.kind(op)) {
      case Kind::cas: return take_value(op, {{history_.key(op), kNull}, static_cast<std::uint32_t>(history_.expected(op))}, !history_.success(op));
      case Kind::contains: return take_element(op, {history_.key(op), history_.value(op)}, history_.success(op));
      case Kind::read: break;
      default: return {};
    }
    if (history_.object() == Object::register_) return take_value(op, {{history_.key(op), kNull}, static_cast<std::uint32_t>(history_.value(op))}, false);
    std::set<ValueId> members;
    const Value read = history_.value_at(history_.value(op));
    for (const Value& member : *read.as_array()) {
      if (ValueId id{}; history_.values().find(member, id)) members.insert(id);
    }
    if (history_.object() == Object::list) return take_list(op, members);
    for (const ValueId member : members) {
      if (std::string text = take_element(op, {history_.key(op), member}, true); !text.empty()) return text;
    }
    for (auto v = written_.lower_bound({history_.key(op), ValueId{}}); v != written_.end() && v->first == history_.key(op); ++v) {
      if (members.contains(v->second)) continue;
      if (std::string text = take_element(op, *v, false); !text.empty()) return text;
    }
    return {};
  }

  /// The last write of its own transaction before the read. Reads are asked about in their order.
  [[nodiscard]] std::optional<OpId> own_before(OpId op, const Variable& variable) {
    if (const auto first = static_cast<std::uint32_t>(index(first_of(op))); own_end_ < first) own_.clear(), own_end_ = first;
    for (; own_end_ < index(op); ++own_end_) {
      if (const auto write = write_of(id_at<OpId>(own_end_))) own_[write->first] = id_at<OpId>(own_end_);
    }
    const auto own = own_.find(variable);
    return own == own_.end() ? std::optional<OpId>() : own->second;
  }

  std::string take_value(OpId op, const Cell& cell, bool other) {
    if (const auto own = own_before(op, cell.first)) {
      if (stays(*own)) return {};
      if ((write_of(*own)->second == cell.second) != other) return missing(*own, op);
    }
    if (other) {
      others_[cell.first].push_back(op);
    } else {
      readers_[cell].push_back(op);
    }
    const bool initial = (static_cast<std::uint32_t>(history_.initial(history_.key(op))) == cell.second) != other;
    if (!initial) unsourced_.insert({cell, op});
    return {};
  }
  std::string take_element(OpId op, const Variable& element, bool there) {
    if (!there && !written_.contains(element)) return {};  // nobody who stays writes it
    if (const auto own = own_before(op, element)) {
      if (stays(*own)) return {};
      if ((write_of(*own)->second == 1) == there) return missing(*own, op);
    }
    readers_[{element, there ? 1u : 0u}].push_back(op);
    if (there) unsourced_.insert({Cell{element, 1u}, op});
    return {};
  }
  std::string take_list(OpId op, const std::set<ValueId>& values) {
    for (std::size_t i = index(first_of(op)); i < index(op); ++i) {
      const OpId own = id_at<OpId>(i);
      const bool appended = history_.kind(own) == Kind::append && history_.key(own) == history_.key(op) && values.contains(history_.value(own));
      if (appended && !stays(own)) return missing(own, op);
    }
    for (const ValueId value : values) {
      readers_[{{history_.key(op), value}, 1u}].push_back(op);
      unsourced_.insert({Cell{{history_.key(op), value}, 1u}, op});
    }
    return {};
  }

  /// Goes over all writes: those that may be sources of what is read have to stay.
  std::string find_sources() {
    std::map<std::pair<Cell, OpId>, OpId> only_others;  // of a read that has no source yet, a write of the value that was left out
    std::optional<std::pair<OpId, OpId>> left_out;
    for (std::size_t i = 0; i < history_.size() && !left_out; ++i) {
      const OpId op = id_at<OpId>(i);
      if (!participates(history_, op)) continue;
      const auto write = write_of(op);
      if (!write) continue;
      const bool kept = stays(op);
      const auto visit = [&](OpId reader, const Cell& wanted) {
        if (kept) {
          unsourced_.erase({wanted, reader});
        } else if (may_be_source(op, *write, reader)) {
          if (!left_out) left_out = {op, reader};
        } else {
          only_others.emplace(std::pair{wanted, reader}, op);
        }
      };
      if (const auto readers = readers_.find(*write); readers != readers_.end()) {
        for (const OpId reader : readers->second) visit(reader, *write);
      }
      if (const auto readers = others_.find(write->first); readers != others_.end()) {
        for (const OpId reader : readers->second) {
          const Cell wanted{write->first, static_cast<std::uint32_t>(history_.expected(reader))};
          if (wanted.second != write->second) visit(reader, wanted);
        }
      }
    }
    if (left_out) return missing(left_out->first, left_out->second);
    for (const auto& wanted : unsourced_) {
      if (const auto other = only_others.find(wanted); other != only_others.end()) return missing(other->second, wanted.second);
    }
    return {};
  }
  [[nodiscard]] bool may_be_source(OpId write, const Cell& cell, OpId reader) const {
    if (history_.transaction(write) == history_.transaction(reader) || excluded_.holds(write, reader)) return false;
    if (history_.object() == Object::list) return true;
    const std::size_t end = index(first_of(write)) + history_.length_of(history_.transaction(write));
    for (std::size_t i = index(write) + 1; i < end; ++i) {
      if (const auto later = write_of(id_at<OpId>(i)); later && later->first == cell.first) return false;
    }
    return true;
  }

  const History& history_;
  std::span<const OpId> operations_;
  Excluded excluded_;
  std::set<Variable> written_;                             // by what stays
  std::map<Variable, OpId> own_;                           // by one transaction, the last one, of its operations up to own_end_
  std::uint32_t own_end_ = 0;
  std::map<Cell, std::vector<OpId>> readers_;              // external reads
  std::map<Variable, std::vector<OpId>> others_;           // that returned anything but what they expected
  std::set<std::pair<Cell, OpId>> unsourced_;              // external reads that the initial value does not explain, and no write that stays
};

}  // namespace

std::string part_not_closed(const History& history, const Model& model, std::span<const OpId> operations) { return Part(history, model, operations).not_closed(); }

}  // namespace clio::validate

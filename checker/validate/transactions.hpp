#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"
#include "checker/validate/witness.hpp"

namespace clio::validate {

inline constexpr std::uint32_t kNoPlace = std::numeric_limits<std::uint32_t>::max();

/// Whether the row's relations are between the history's transactions.
[[nodiscard]] inline bool over_transactions(const History& history, const Model& model) {
  return model.unit == Unit::transaction || (model.unit == Unit::either && history.transactional());
}
[[nodiscard]] inline bool extends_session_order(const Model& model) { return model.extends != Base::real_time && model.extends != Base::reads_from; }
[[nodiscard]] inline bool extends_real_time(const Model& model) { return model.extends == Base::real_time || model.extends == Base::causal_and_real_time; }

/// An order of the transactions that took effect, as a witness has it. Lifetime: borrows both.
class Order {
 public:
  Order(const History& history, std::span<const OpId> witness) : history_(history), witness_(witness) {}

  /// What is wrong with it as an order of these transactions that extends the row's session order and real time, or nothing. Everything else
  /// here has it as its precondition. Cost: O(n).
  [[nodiscard]] std::string wrong(const Model& model);

  [[nodiscard]] const History& history() const { return history_; }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(witness_.size()); }
  [[nodiscard]] TxnId at(std::uint32_t place) const { return history_.transaction(witness_[place]); }
  [[nodiscard]] OpId first(std::uint32_t place) const { return witness_[place]; }
  [[nodiscard]] std::size_t process(std::uint32_t place) const { return index(history_.process(witness_[place])); }
  [[nodiscard]] bool certain(std::uint32_t place) const { return history_.status(witness_[place]) == Status::ok; }
  /// kNoPlace: it took no effect.
  [[nodiscard]] std::uint32_t place(TxnId txn) const { return place_[index(txn)]; }

 private:
  [[nodiscard]] std::string wrong_members();

  const History& history_;
  std::span<const OpId> witness_;
  std::vector<std::uint32_t> place_;  // by transaction
};

/// What a read has to return.
struct Wanted {
  std::uint32_t value;
  bool other;  ///< anything else, rather
  [[nodiscard]] bool fits(std::uint32_t found) const { return (found == value) != other; }
};

/// What the transactions of an order read and write, with every object made of registers, its *variables*: a register is one; of a set each element that the
/// history names (1: it is there); a list is one whose value is its length, once it is certain that the order agrees with what was read.
class Accesses {
 public:
  explicit Accesses(const Order& order);

  /// What no choice of sources could make right: a list that the order contradicts, a set that holds something twice.
  [[nodiscard]] const std::string& wrong() const { return wrong_; }
  [[nodiscard]] std::size_t variables() const { return stamp_of_.size(); }
  [[nodiscard]] std::uint32_t initial(std::uint32_t variable) const {
    return object_ == Object::register_ ? static_cast<std::uint32_t>(history_.initial(id_at<KeyId>(variable))) : 0;
  }

  /// Visits (operation, variable, value), the last writes first.
  template <class Visit>
  void each_final_write(TxnId txn, Visit visit) {
    const auto [begin, end] = operations(txn);
    ++stamp_;
    for (std::size_t i = end; i-- > begin;) {
      std::uint32_t variable = 0, value = 0;
      if (!writes(id_at<OpId>(i), variable, value) || stamp_of_[variable] == stamp_) continue;
      stamp_of_[variable] = stamp_;
      visit(id_at<OpId>(i), variable, value);
    }
  }
  /// Visits the variables that it writes, some perhaps more than once.
  template <class Visit>
  void each_written(TxnId txn, Visit visit) const {
    const auto [begin, end] = operations(txn);
    for (std::size_t i = begin; i < end; ++i) {
      std::uint32_t variable = 0, value = 0;
      if (writes(id_at<OpId>(i), variable, value)) visit(variable);
    }
  }
  /// Visits (operation, variable, wanted) of the external reads. Answers what is wrong with an internal one, or nothing.
  template <class Visit>
  std::string each_external_read(TxnId txn, Visit visit) {
    const auto [begin, end] = operations(txn);
    if (history_.status(id_at<OpId>(begin)) != Status::ok) return {};
    ++stamp_;
    for (std::size_t i = begin; i < end; ++i) {
      const OpId op = id_at<OpId>(i);
      bool fits = true;
      each_read(op, [&](std::uint32_t variable, Wanted wanted) {
        if (object_ == Object::list || stamp_of_[variable] != stamp_) visit(op, variable, wanted);
        else fits = fits && wanted.fits(own_[variable]);
      });
      if (!fits) return named(op) + " does not return what its own transaction had written";
      std::uint32_t variable = 0, value = 0;
      if (!writes(op, variable, value)) continue;
      stamp_of_[variable] = stamp_;
      own_[variable] = value;
    }
    return {};
  }

 private:
  [[nodiscard]] std::pair<std::size_t, std::size_t> operations(TxnId txn) const {
    const std::size_t begin = index(history_.first_of(txn));
    return {begin, begin + history_.length_of(txn)};
  }
  [[nodiscard]] bool writes(OpId op, std::uint32_t& variable, std::uint32_t& value) const {
    switch (history_.kind(op)) {
      case Kind::cas:
        if (history_.status(op) == Status::ok && !history_.success(op)) return false;
        [[fallthrough]];
      case Kind::write:
      case Kind::erase:
        variable = static_cast<std::uint32_t>(history_.key(op));
        value = static_cast<std::uint32_t>(history_.value(op));
        return true;
      case Kind::append:
        variable = static_cast<std::uint32_t>(history_.key(op));
        value = lowered_[index(op)];
        return true;
      case Kind::add:
      case Kind::remove:
        variable = lowered_[index(op)];
        value = history_.kind(op) == Kind::add ? 1 : 0;
        return true;
      default: return false;
    }
  }
  template <class Visit>
  void each_read(OpId op, Visit visit) {
    const Kind kind = history_.kind(op);
    if (kind == Kind::contains) return visit(lowered_[index(op)], Wanted{history_.success(op) ? 1u : 0u, false});
    if (kind == Kind::cas) return visit(static_cast<std::uint32_t>(history_.key(op)), Wanted{static_cast<std::uint32_t>(history_.expected(op)), !history_.success(op)});
    if (kind != Kind::read) return;
    if (object_ == Object::set) return each_element(op, visit);
    const bool list = object_ == Object::list;
    visit(static_cast<std::uint32_t>(history_.key(op)), Wanted{list ? lowered_[index(op)] : static_cast<std::uint32_t>(history_.value(op)), false});
  }
  template <class Visit>
  void each_element(OpId op, Visit visit) {
    find_members(op);
    for (std::uint32_t v = element_begin_[index(history_.key(op))]; v < element_begin_[index(history_.key(op)) + 1]; ++v) {
      visit(v, Wanted{member_[v] == member_stamp_ ? 1u : 0u, false});
    }
  }

  void lower_sets();
  void lower_lists(const Order& order);
  [[nodiscard]] std::string lower_list_read(OpId op, const std::vector<ValueId>& list, std::size_t own_begin, std::size_t own);
  void find_members(OpId op);

  const History& history_;
  Object object_;
  std::string wrong_;
  std::vector<std::uint32_t> lowered_;        // by operation; sets: its variable; lists: the length that it makes, or read before its own appends
  std::vector<std::uint32_t> element_begin_;  // sets: the variables of each key
  std::vector<ValueId> element_;              // sets: of each variable; within a key they ascend
  std::vector<std::uint32_t> member_;         // sets, by variable: whether the read looked at last holds it
  std::uint32_t member_stamp_ = 0;
  std::vector<std::uint32_t> stamp_of_, own_;  // by variable: in which walk the transaction wrote it, and what
  std::uint32_t stamp_ = 0;
};

/// The final writes of each variable, in the order.
class Writers {
 public:
  struct Write {
    std::uint32_t place, value;
  };

  Writers(const Order& order, Accesses& accesses);

  [[nodiscard]] std::span<const Write> of(std::uint32_t variable) const {
    return {writes_.data() + begin_[variable], begin_[variable + 1] - begin_[variable]};
  }
  [[nodiscard]] bool is_final(OpId op) const { return final_[index(op)]; }
  /// How many writes of the variable come before a place. Cost: O(log of them).
  [[nodiscard]] std::uint32_t before(std::uint32_t variable, std::uint32_t place) const;
  [[nodiscard]] bool writes(std::uint32_t place, std::uint32_t variable) const;
  /// The first write from `from` on, by position within of(variable), that has the right value; kNoPlace: none.
  [[nodiscard]] std::uint32_t next(std::uint32_t variable, Wanted wanted, std::uint32_t from);
  /// The last one before position `end`.
  [[nodiscard]] std::uint32_t last(std::uint32_t variable, Wanted wanted, std::uint32_t end);

 private:
  /// The first place in by_value_ that holds the variable's `wanted` or more. Cost: O(log of how far it is from the one before).
  [[nodiscard]] std::uint32_t by_value_from(std::uint32_t variable, std::uint64_t wanted);
  void make_room_for_values(const History& history);
  void note_value(std::uint32_t value, std::uint32_t variable, std::uint32_t at);
  /// If it is known without a search which write of the variable has the value, because at most one in all does: that one, or kNoPlace.
  [[nodiscard]] bool known(std::uint32_t variable, std::uint32_t value, std::uint32_t& at) const {
    if (value >= writer_of_.size() || writer_of_[value].variable == kSeveral) return false;
    at = writer_of_[value].variable == variable ? writer_of_[value].at : kNoPlace;
    return true;
  }

  static constexpr std::uint32_t kSeveral = kNoPlace - 1;  // no variable
  struct ValueWriter {
    std::uint32_t variable = kNoPlace, at = 0;
  };
  std::vector<std::uint32_t> begin_;
  std::vector<Write> writes_;
  std::vector<std::uint64_t> by_value_;  // of each variable: value and position, ascending; made when asked for
  std::vector<std::uint32_t> found_;     // of each variable the last place that was looked up, likewise
  std::vector<bool> final_;              // by operation
  std::vector<ValueWriter> writer_of_;   // registers, by value where values are small: the variable that it was written to, and which of its writes that is
};

/// Rows in which everything before a transaction is seen. Any object. O(n) for registers.
[[nodiscard]] std::string wrong_serial_order(const Order& order);
/// Prefix and snapshot isolation.
[[nodiscard]] WitnessCheck check_snapshots(const Order& order, const Model& model, const WitnessBounds& bounds);
/// Rows that say of each transaction alone what it sees: read-atomic, read-committed and Adya's.
[[nodiscard]] WitnessCheck check_reads_apart(const Order& order, const Model& model, std::span<const OpId> sources, const WitnessBounds& bounds);
/// Causal convergence.
[[nodiscard]] WitnessCheck check_transactional_causality(const Order& order, std::span<const OpId> sources, const WitnessBounds& bounds);
/// All rows over transactions that everyone agrees on: chooses among these.
[[nodiscard]] WitnessCheck check_transactions(const History& history, const Model& model, std::span<const OpId> witness, std::span<const OpId> sources,
                                              const WitnessBounds& bounds = {});

/// Looks up, for registers, the source that was given for a read at `place`. Answers what is wrong with it, or nothing and its place (kNoPlace: the initial value).
[[nodiscard]] std::string given_source(const Order& order, const Writers& writers, std::span<const OpId> sources, OpId op, Wanted wanted, std::uint32_t place,
                                       std::uint32_t& source);

}  // namespace clio::validate

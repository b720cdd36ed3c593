#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"
#include "tests/oracle/dense_relation.hpp"

namespace clio::oracle {

/// Decides models by trying everything: which unknown operations took effect, which write each read returned, and every order.
///
/// It is the definition of docs/semantics.md written down once more, from the History alone: no relations, engine or validator of the checker is
/// used, so that what they share cannot be wrong in both. Slow on purpose and small: dense matrices, sets of bits, searches whose pruning follows
/// word by word from the definition. Exponential: meant for histories of up to about eight operations.
class Reference {
 public:
  /// Lifetime: borrows `history`. Precondition: not transactional, at most kParticipantsMax participants.
  explicit Reference(const History& history);

  /// Whether the history satisfies the model. Precondition: applies(model).
  [[nodiscard]] bool satisfies(const Model& model) const;
  /// Whether the row can be judged: times for real-time rows, registers for most.
  [[nodiscard]] bool applies(const Model& model) const;
  /// Whether an order of operations proves that the history satisfies a row agreed by everyone, as Finding::witness describes such orders.
  [[nodiscard]] bool proves(const Model& model, std::span<const OpId> witness) const;
  /// Whether session order lies within real time.
  [[nodiscard]] bool gaps() const;
  /// Whether a set of operations (sorted) holds, with every reading event, everything that the event may have read from. For registers; in rows
  /// agreed by everyone an unknown cas counts as reading.
  [[nodiscard]] bool closed(const Model& model, std::span<const OpId> operations) const;
  /// Whether some reading event among the operations (sorted) asks for the value that `write` wrote, real time aside.
  [[nodiscard]] bool wanted(const Model& model, OpId write, std::span<const OpId> operations) const;

 private:
  struct Participant {
    OpId op;
    bool optional;      ///< unknown: took effect or did not
    bool reads;         ///< ok read or cas
    bool reads_if_agreed;  ///< likewise, or an unknown cas: for rows agreed by everyone
    bool other;         ///< a failed cas: read any value but `wanted`
    ValueId wanted;
    bool writes;
    ValueId written;
  };

  /// What is chosen once for everyone before orders are looked for.
  struct Choice {
    Set effective = 0;
    Set readers = 0;                                        ///< effective reading events
    std::array<std::size_t, kParticipantsMax> source{};     ///< by reader; kInitial: the initial value
  };
  static constexpr std::size_t kInitial = kParticipantsMax;

  // Relations that the history fixes, over all participants.
  [[nodiscard]] bool session_ordered(std::size_t a, std::size_t b) const;
  [[nodiscard]] bool real_time_ordered(std::size_t a, std::size_t b) const;
  [[nodiscard]] bool can_read(std::size_t reader, std::size_t writer) const;
  [[nodiscard]] bool can_read_initial(std::size_t reader) const;
  [[nodiscard]] KeyId key(std::size_t e) const { return history_->key(participants_[e].op); }
  [[nodiscard]] std::vector<Set> judged_apart(const Model& model) const;

  // Registers: choices, then orders.
  [[nodiscard]] bool some_choice_holds(const Model& model, Set universe) const;
  [[nodiscard]] bool some_sources_hold(const Model& model, Choice& choice, std::size_t next) const;
  [[nodiscard]] bool orders_exist(const Model& model, const Choice& choice) const;
  [[nodiscard]] bool write_order_exists(const Model& model, const Choice& choice, const Matrix& base, Set readers) const;
  [[nodiscard]] bool full_order_exists(const Choice& choice, const Matrix& base, Set ordered, Set readers) const;
  [[nodiscard]] Matrix base_of(const Model& model, const Choice& choice) const;
  [[nodiscard]] Matrix visibility_of(const Model& model, const Choice& choice) const;
  [[nodiscard]] Matrix reads_from(const Choice& choice) const;
  [[nodiscard]] bool sources_prove(const Model& model, Choice& choice, std::size_t next, std::span<const std::size_t> order) const;

  // Other objects (reference_objects.cpp).
  [[nodiscard]] bool some_replay_holds(const Model& model, Set universe) const;
  [[nodiscard]] bool replays(std::span<const std::size_t> order) const;

  const History* history_;
  std::vector<Participant> participants_;
  Matrix session_{};    // so
  Matrix real_time_{};  // rt
};

}  // namespace clio::oracle

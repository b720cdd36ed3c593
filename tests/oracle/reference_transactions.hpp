#pragma once

#include <array>
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"
#include "tests/oracle/dense_relation.hpp"

namespace clio::oracle {

/// Decides the rows over transactions by trying everything: which unknown transactions took effect, what each external read read from, and every order.
///
/// It is the section "Transactions" of docs/semantics.md written down once more, from the History alone: accesses, engines and validator of the checker are
/// not used. Exponential: meant for histories of up to about six transactions.
class TransactionReference {
 public:
  /// Lifetime: borrows `history`. Precondition: at most kParticipantsMax transactions take part.
  explicit TransactionReference(const History& history);
  /// Of some of its operations only (sorted), which may be parts of transactions: how counterexamples are judged.
  TransactionReference(const History& history, std::span<const OpId> operations);

  /// Whether the row can be judged over transactions: times where it needs them, and an object that it is defined for.
  [[nodiscard]] bool applies(const Model& model) const;
  /// Whether the history satisfies the row. Precondition: applies(model).
  [[nodiscard]] bool satisfies(const Model& model) const { return satisfied(std::array{&model}).front(); }
  /// Likewise for several rows at once, by position; false for those that do not apply.
  [[nodiscard]] std::vector<bool> satisfied(std::span<const Model* const> models) const;
  /// A second reading: the rows as cycles that the literature forbids (reference_cycles.cpp). Precondition: an object with sources.
  [[nodiscard]] std::vector<bool> satisfied_without_cycles(std::span<const Model* const> models) const;
  /// A third one: the row as transactions that run on states (reference_replays.cpp). Precondition: the row's reads see what is before something in arb.
  [[nodiscard]] bool runs_on_states(const Model& model) const;
  /// Whether an order of transactions, each named by its first operation, proves that the history satisfies a row agreed by everyone.
  /// `sources`, if not null, gets those that it does so with, as Finding::sources. Precondition for that: a register.
  [[nodiscard]] bool proves(const Model& model, std::span<const OpId> witness, std::vector<OpId>* sources = nullptr) const;

  /// Whether a set of operations (sorted) holds, with every read that may be right, internal ones included, all writes that may have been its source. Precondition: an object with sources.
  [[nodiscard]] bool closed(const Model& model, std::span<const OpId> operations) const;
  /// Whether some read among the operations (sorted) asks for what `write` wrote, finality and real time aside, or for what `write` overwrote in its own transaction.
  [[nodiscard]] bool wanted(OpId write, std::span<const OpId> operations) const;

 private:
  [[nodiscard]] bool wanted_value(OpId write, std::span<const OpId> operations) const;
  /// A register, a list, or one element of a set.
  using Place = std::size_t;
  /// What a register holds (a ValueId), or whether an element is in its set.
  using State = std::uint32_t;

  struct Transaction {
    OpId first;               ///< of the whole transaction
    std::vector<OpId> operations;
    bool optional;            ///< unknown: took effect or did not
    std::map<Place, State> finally;                    ///< registers and sets: what it leaves where it writes
    std::map<Place, std::vector<Value>> appended;    ///< lists
    [[nodiscard]] bool writes(Place place) const { return finally.contains(place) || appended.contains(place); }
    [[nodiscard]] bool writes_something() const { return !finally.empty() || !appended.empty(); }
  };
  /// An external read of one place. A read of a set is several.
  struct Read {
    std::size_t reader;
    OpId op;
    std::size_t position;  ///< of the operation in the transaction
    Place place;
    State wanted = 0;
    bool other = false;    ///< a failed cas: any value but `wanted`
    std::vector<Value> list = {};
  };
  /// What is chosen once for everyone before orders are looked for.
  struct Choice {
    Set effective = 0;
    std::vector<std::size_t> source;  ///< by read; kInitial: the initial value
    Matrix versions{};                ///< lists: what every arb has to keep of their version orders
    std::map<Place, std::vector<std::size_t>> shown = {};  ///< lists: whose appends the longest list that was read shows, oldest first
  };
  static constexpr std::size_t kInitial = kParticipantsMax;
  using Consider = std::function<bool(const Choice&)>;

  // What the history fixes.
  void name_elements();
  void parse(TxnId txn, std::vector<OpId> operations);
  void parse_read(std::map<Place, State>& own, std::map<Place, std::vector<Value>>& appended, OpId op, std::size_t position);
  void observe(const std::map<Place, State>& own, Read read);
  [[nodiscard]] Place place(OpId op) const;
  [[nodiscard]] Place place_of_element(KeyId key, const Value& element) const;
  [[nodiscard]] State initially(Place place) const;
  [[nodiscard]] bool session_ordered(std::size_t a, std::size_t b) const;
  [[nodiscard]] bool real_time_ordered(std::size_t a, std::size_t b) const;
  [[nodiscard]] bool sourced() const;

  [[nodiscard]] OpId last_write(const Transaction& transaction, Place to, OpId before) const;
  [[nodiscard]] bool hopeless(OpId op) const;

  // Choices. Each answers whether `consider` answered true for some.
  bool some_choice(const Consider& consider) const;
  bool some_sources(const Consider& consider, Choice& choice, std::size_t next) const;
  bool some_versions(const Consider& consider, Choice& choice, Place next) const;
  bool some_appenders(const Consider& consider, Choice& choice, Place place, std::span<const Value> rest) const;
  [[nodiscard]] bool can_read(const Read& read, std::size_t writer) const;
  [[nodiscard]] const std::vector<Value>& longest(Place place) const;

  // Orders for one choice.
  [[nodiscard]] Matrix reads_from(const Choice& choice) const;
  [[nodiscard]] Matrix extended(const Model& model, const Choice& choice) const;  ///< what arb extends, not closed
  [[nodiscard]] bool orders_exist(const Model& model, const Choice& choice) const;
  [[nodiscard]] bool order_exists(const Model& model, const Choice& choice, const Matrix& before, Set ordered, Set readers) const;
  [[nodiscard]] bool explains(const Model& model, const Choice& choice, Set readers, std::span<const std::size_t> order) const;
  [[nodiscard]] Matrix seen(const Model& model, const Choice& choice, const Matrix& arb) const;
  [[nodiscard]] bool sees_earlier(const Choice& choice, std::size_t read, std::size_t writer) const;
  [[nodiscard]] std::vector<Set> sessions() const;

  // The second reading (reference_cycles.cpp).
  [[nodiscard]] bool cycles_are_avoidable(const Model& model, const Choice& choice) const;
  [[nodiscard]] bool shown_before(const Choice& choice, Place place, std::size_t a, std::size_t b) const;
  [[nodiscard]] bool avoids_cycles(const Model& model, const Choice& choice, Set readers,
                                   std::span<const std::pair<Place, std::vector<std::size_t>>> version_orders) const;

  // Running on states (reference_replays.cpp); all there is for objects without sources.
  [[nodiscard]] bool some_replay(const Model& model, Set effective) const;
  [[nodiscard]] bool some_run_on_snapshots(const Model& model, Set effective) const;
  [[nodiscard]] bool replays(std::span<const std::size_t> order) const;

  const History* history_;
  std::vector<Transaction> transactions_;
  std::vector<Read> reads_;
  std::vector<std::pair<KeyId, Value>> elements_;  // of sets, sorted
  bool inconsistent_ = false;                        // some read is wrong whatever others did
  Matrix session_{};
  Matrix real_time_{};
};

/// Whether a history satisfies a row, by whichever of the two references judges it. Precondition: the row applies.
[[nodiscard]] bool satisfied_by_definition(const History& history, const Model& model);

}  // namespace clio::oracle

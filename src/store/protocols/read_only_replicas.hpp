#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "src/store/core/entry.hpp"
#include "src/store/protocols/read_only_messages.hpp"

namespace clio::store {

/// Read-only replicas of one writable origin (node 0); the argument is in read_only_replicas.cpp.
[[nodiscard]] const Entry& read_only_replicas_entry();

namespace read_only {

/// The only node that takes writes.
class Origin final : public Protocol {
 public:
  explicit Origin(const Options& options);

  void step(Time now, const Input& input, Effects& effects) override;
  [[nodiscard]] std::string describe(std::string_view bytes) const override;
  [[nodiscard]] std::string state() const override;

  // For invariants and tests.
  [[nodiscard]] Version version() const { return version_; }
  [[nodiscard]] const ordered::State& content() const { return state_; }
  [[nodiscard]] const std::map<Key, Version>& changed() const { return changed_; }

 private:
  /// What the origin knows of a replica.
  struct Reader {
    std::uint64_t life = 0;  ///< 0: has not asked since the origin started
    Version has = 0;
  };

  void start(const Started& started, Effects& effects);
  void request(const ClientRequest& request, Effects& effects);
  void carry_out(const Write& write);
  void remember(Effects& effects);
  void receive(Node from, std::string_view bytes, Effects& effects);
  void send_since(Node to, std::uint64_t life, Version since, Time asked, Effects& effects) const;
  void timer(Effects& effects);

  const Timing timing_;
  const std::size_t nodes_;
  const When when_;
  const What what_;
  const std::size_t snapshot_every_;
  const bool lies_about_completion_;

  ordered::State state_;
  Version version_ = 0;
  std::map<Key, Version> changed_;      ///< by key: the write that its value is of
  std::map<Version, Key> last_changes_; ///< the same the other way round
  std::deque<Write> log_;               ///< the last writes, up to version_
  Version recorded_ = 0;                ///< writes in the record on disk
  std::array<Reader, kNodesMax> readers_{};
};

/// A replica that only reads. Keeps nothing on its disk: after a restart it asks anew.
class Replica final : public Protocol {
 public:
  /// Of a key's value.
  struct Copy {
    Version version = 0;  ///< the write that it is of
    Version newer = 0;    ///< a write of this version is known to exist: the value can be used only if it is of that or a later one
    Version as_of = 0;    ///< it was the newest when so many writes had been carried out
    Time fetched = kLongAgo;  ///< when it was asked for, the newest answer's question
    Value value;
    bool known = false;   ///< there is a value (perhaps the initial one)
  };

  Replica(Node self, const Options& options);

  void step(Time now, const Input& input, Effects& effects) override;
  [[nodiscard]] std::string describe(std::string_view bytes) const override;
  [[nodiscard]] std::string state() const override;

  // For invariants and tests.
  [[nodiscard]] std::uint64_t life() const { return life_; }
  /// All changes of the first so many writes have arrived here.
  [[nodiscard]] Version complete() const { return complete_; }
  [[nodiscard]] const ordered::State& content() const { return state_; }
  [[nodiscard]] const std::map<Key, Copy>& copies() const { return copies_; }

 private:
  struct Bugs {
    bool forgets_context, skips_updates, applies_out_of_order, ignores_time_to_live;
  };
  struct Parked {
    Token token;
    Key key = 0;
    Version wanted = 0;
    Time until = 0;
  };

  void start(Time now, const Started& started, Effects& effects);
  void request(Time now, const ClientRequest& request, Effects& effects);
  [[nodiscard]] bool try_answer(Time now, Token token, Key key, Version wanted, Effects& effects) const;
  /// `version`: up to which the key's changes are known here; `context`: what the session has now seen.
  void answer(Token token, Value value, Version version, Version context, Effects& effects) const;
  void answer_parked(Time now, Effects& effects);
  void ask_for(Time now, Key key, Effects& effects);
  void ask(Time now, Effects& effects) const;
  void timer(Time now, Timer timer, Effects& effects);

  void receive(Time now, Node from, std::string_view bytes, Effects& effects);
  void on(Time now, const Changes& changes, Effects& effects);
  void on(Time now, const Writes& writes, Effects& effects);
  void on(Time now, const Got& got, Effects& effects);
  void on(Time now, const Checked& checked, Effects& effects);
  void take(const Change& change, Effects& effects);
  void take(const Writes& writes, Effects& effects);
  void have(Time now, Effects& effects);
  void wake_for_parked(Effects& effects) const { effects.set_timer(Timer{1}, timing_.retry); }

  const Timing timing_;
  const When when_;
  const What what_;
  const Bugs bugs_;

  std::uint64_t life_ = 0;
  bool ready_ = false;                   ///< has heard of everything up to complete_ in this life
  Version complete_ = 0;
  Time synchronised_ = kLongAgo;         ///< when the newest answer's writes were asked for
  ordered::State state_;                 ///< of operations
  std::map<Key, Copy> copies_;           ///< of state and invalidation
  std::map<Version, Version> early_;     ///< changes taken that lie behind a gap: from, to
  std::map<Version, Writes> early_writes_;
  std::vector<Parked> parked_;
  std::uint64_t updates_ = 0;            ///< counted for the bug that skips some
};

}  // namespace read_only
}  // namespace clio::store

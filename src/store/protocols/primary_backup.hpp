#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "src/store/core/entry.hpp"
#include "src/store/manager/managed.hpp"
#include "src/store/protocols/primary_backup_messages.hpp"

namespace clio::store {

/// Primary-backup replication by remote writes, synchronous; the argument is in primary_backup.cpp.
[[nodiscard]] const Entry& primary_backup_entry();

/// When a write is answered, and what a backup shows: all that differs between synchronous and asynchronous replication.
struct ReplicationPolicy {
  bool synchronous = true;   ///< a write is committed once every member of the view holds it, and backups show committed writes only
  std::size_t wait_for = 0;  ///< otherwise: once that many backups do (of those in the view), and backups show what they have received
};

/// A replica of a primary-backup group.
class PrimaryBackup final : public ManagedProtocol {
 public:
  PrimaryBackup(Node self, const Options& options, ReplicationPolicy policy);

  void step(Time now, const Input& input, Effects& effects) override;
  [[nodiscard]] std::string describe(std::string_view bytes) const override;
  [[nodiscard]] std::string state() const override;
  [[nodiscard]] std::uint64_t established_view() const override { return established_; }
  [[nodiscard]] Version held() const override { return end(); }
  [[nodiscard]] NodeSet unreachable(Time now) const override;
  [[nodiscard]] bool handed_over() const override;

  // For invariants and tests.
  [[nodiscard]] const View& view() const { return view_; }
  [[nodiscard]] bool leads() const { return view_.number > 0 && view_.primary == self_; }
  /// Leads an established view that has been granted a lease.
  [[nodiscard]] bool serves() const { return leads() && confirmed_; }
  /// Takes part in its view: has the primary's state, or is the primary.
  [[nodiscard]] bool takes_part() const { return leads() || brought_; }
  [[nodiscard]] bool synchronous() const { return policy_.synchronous; }
  [[nodiscard]] Version applied() const { return applied_; }
  /// The last write that it holds.
  [[nodiscard]] Version end() const { return base_ + log_.size(); }
  /// The write at `version`, null if it is no longer, or not yet, in memory.
  [[nodiscard]] const primary_backup::LogEntry* entry(Version version) const;
  [[nodiscard]] const primary_backup::State& content() const { return state_; }

 private:
  /// The deliberate bugs.
  struct Bugs {
    bool ack_before_backups, no_fencing, no_state_transfer, serve_uncommitted, lies_about_completion, forgets_context;
  };
  /// What this node knows of a session's writes, in this life.
  struct Asked {
    std::uint64_t ordered = 0;   ///< the newest in the order of writes
    std::uint64_t accepted = 0;  ///< the newest that this node has put there as primary, dropped since or not
    std::uint64_t waiting = 0;   ///< the one to answer once it is committed; 0: none
  };
  /// A member, seen by its primary.
  struct Backup {
    bool brought = false;  ///< to the primary's state
    Version held = 0;
    Time waiting_since = 0;
  };
  struct Parked {
    Token token;
    Key key = 0;
    Version wanted = 0;
    Time until = 0;
  };

  void start(const Started& started);
  void install(Time now, const View& view, Effects& effects);
  void lease(const LeaseGranted& granted, Effects& effects);
  void timer(Time now, Timer timer, Effects& effects);

  void request(Time now, const ClientRequest& request, Effects& effects);
  void write(Time now, const ClientRequest& request, Effects& effects);
  void read(Time now, const ClientRequest& request, Effects& effects);
  void read_locally(Time now, const ClientRequest& request, Effects& effects);
  void answer_read(Token token, Key key, Effects& effects) const;
  void answer_parked(Time now, Effects& effects);
  void turn_away(const ClientRequest& request, Effects& effects) const;

  void receive(Time now, Node from, std::string_view bytes, Effects& effects);
  void on(Time now, Node from, const primary_backup::Report& report, Effects& effects);
  void on(Time now, Node from, const primary_backup::Bring& bring, Effects& effects);
  void on(Time now, Node from, const primary_backup::Replicate& replicate, Effects& effects);
  void on(Time now, Node from, const primary_backup::Held& held, Effects& effects);
  [[nodiscard]] bool from_my_primary(Node from, std::uint64_t view) const;

  void append(const primary_backup::LogEntry& entry, Effects& effects);
  void establish_if_all_are_brought();
  void commit(Time now, Effects& effects);
  void apply_up_to(Version version, Time now, Effects& effects);
  void persist_record(Effects& effects);
  void replicate(Node to, Version previous, Effects& effects) const;
  void report(Effects& effects) const;
  void count_what_is_ordered();

  [[nodiscard]] bool may_serve(Time now) const { return serves() && (now < leased_until_ || bugs_.no_fencing); }
  /// How many writes a local read sees.
  [[nodiscard]] Version shows() const { return bugs_.serve_uncommitted ? end() : applied_; }
  [[nodiscard]] Version committable() const;
  [[nodiscard]] std::uint64_t view_at(Version version) const;
  [[nodiscard]] bool matches(const primary_backup::Report& report) const;

  const Node self_;
  const Timing timing_;
  const ReplicationPolicy policy_;
  const std::size_t snapshot_every_;
  const Bugs bugs_;

  // What is held: a state at applied_, and the log from base_ (at most applied_) to end().
  primary_backup::State state_;
  Version applied_ = 0;
  Version base_ = 0;
  std::uint64_t base_view_ = 0;  ///< of the write at base_
  std::deque<primary_backup::LogEntry> log_;
  std::uint64_t brought_in_ = 0;
  Version recorded_ = 0;         ///< the snapshot on disk

  // The view, as the manager says.
  View view_;
  bool brought_ = false;         ///< a backup: has the primary's state; messages of the view are taken from then on
  bool heard_ = false;           ///< a backup: the primary knows that it is brought, for it has sent writes or commitments since
  std::map<Version, primary_backup::LogEntry> early_;  ///< a backup: came before what is ordered before them

  // As primary.
  std::array<Backup, kNodesMax> backups_{};
  std::uint64_t established_ = 0;
  bool confirmed_ = false;       ///< the manager knows that the view is established
  bool hands_over_ = false;      ///< takes no more writes: another is to be primary
  Time leased_until_ = kLongAgo;

  std::map<Session, Asked> asked_;
  std::vector<Parked> parked_;   ///< local reads that wait for what their session has seen
};

/// What must hold between the replicas after every step; also for asynchronous replication, as far as it promises it.
[[nodiscard]] std::unique_ptr<Invariants> primary_backup_invariants(const Options& options);

}  // namespace clio::store

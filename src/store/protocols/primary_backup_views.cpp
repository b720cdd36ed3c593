// Primary-backup: views, replication, and what is on the disk (the argument is in primary_backup.cpp).
//
// A write is named by its place and the view in which it was ordered; as in Raft (Ongaro and Ousterhout 2014, section 5.3) the name names
// everything before it too: a primary orders writes of its view behind one order of writes, once for each place, since after a restart it
// leads a newer view or none. So a member that has carried out the write of that name agrees with the primary up to there and needs only
// what follows; any other gets the state as well. What the member holds beyond what it has carried out is replaced: whatever of it is
// committed, the primary has.
//
// Replacing must not pass through a disk that holds less: the record with what was brought is one durable record, written before old log
// records are forgotten. Log records that survive a crash in between are told by their view, which is older than the one in which the
// record was brought.
//
// The disk holds the record (slot 0) and a log record for each write behind it (slot: place + 1). Every `snapshot_every` writes carried
// out, the record is written anew and the log records before it are forgotten: growth is bounded by the state and that many writes.
//
// Lost messages: what a backup does not acknowledge is sent again after Timing::retry, as is the commitment, which is not acknowledged; a
// backup that is not brought repeats its report, and one that is repeats that it is until it hears of its primary again. Messages may
// come twice or in any order: what comes early waits for what is before it, a little.
//
// Tested by tests/store/primary_backup_test.cpp, tests/store/transcripts_test.cpp.

#include <algorithm>
#include <utility>

#include "src/store/protocols/primary_backup.hpp"

namespace clio::store {

using namespace primary_backup;

namespace {

constexpr Timer kTick{1};
constexpr std::size_t kEntriesMax = 64;  ///< in a repeated message
constexpr std::size_t kEarlyMax = 256;   ///< writes that wait for one before them

}  // namespace

void PrimaryBackup::start(const Started& started) {
  if (const auto found = started.durable->find(kRecordSlot); found != started.durable->end()) {
    if (auto record = wire::decode<Record>(found->second)) {
      brought_in_ = record->brought_in;
      applied_ = base_ = recorded_ = record->snapshot.version;
      base_view_ = record->snapshot.view;
      state_ = std::move(record->snapshot.state);
      log_.assign(record->tail.begin(), record->tail.end());
    }
  }
  for (auto slot = started.durable->find(slot_of(end() + 1)); slot != started.durable->end() && slot->first == slot_of(end() + 1); ++slot) {
    const auto entry = wire::decode<LogEntry>(slot->second);
    if (!entry || entry->view < brought_in_) break;
    log_.push_back(*entry);
  }
  count_what_is_ordered();
}

/// Finds the newest write of each session in the order of writes.
void PrimaryBackup::count_what_is_ordered() {
  for (auto& [session, asked] : asked_) asked.ordered = 0;
  for (const auto& [session, done] : state_.done) asked_[session].ordered = done.request;
  for (std::size_t i = applied_ - base_; i < log_.size(); ++i) asked_[log_[i].token.session].ordered = log_[i].token.request;
}

void PrimaryBackup::install(Time now, const View& view, Effects& effects) {
  if (view.number <= view_.number) return;
  const bool led = leads();
  if (bugs_.no_fencing && led && view.primary != self_) return;
  view_ = view;
  brought_ = heard_ = false;
  confirmed_ = hands_over_ = false;
  leased_until_ = kLongAgo;
  early_.clear();
  backups_.fill({.waiting_since = now});
  effects.note({.what = Note::What::view, .value = {}, .version = view.number, .node = view.primary, .text = {}});
  if (led && !leads()) {
    effects.note({.what = Note::What::steps_down, .value = {}, .version = view.number, .text = {}});
    for (auto& [session, asked] : asked_) {
      if (const std::uint64_t waiting = std::exchange(asked.waiting, 0); waiting > 0) {
        effects.reply({session, waiting}, {.outcome = Outcome::uncertain, .value = {}, .redirect = view_.primary, .context = {}});
      }
    }
  }
  if (!view_.members.contains(self_)) {
    for (Parked& parked : parked_) parked.until = now;
    answer_parked(now, effects);
    return effects.cancel_timer(kTick);
  }
  effects.set_timer(kTick, timing_.retry);
  if (bugs_.no_state_transfer) {
    brought_ = true;
    for (Backup& backup : backups_) backup = {.brought = true, .held = end(), .waiting_since = now};
  }
  if (leads()) establish_if_all_are_brought();
  else report(effects);
}

void PrimaryBackup::lease(const LeaseGranted& granted, Effects& effects) {
  if (granted.view != view_.number || established_ != view_.number) return;
  leased_until_ = std::max(leased_until_, granted.until);
  if (confirmed_) return;
  confirmed_ = true;
  effects.note({.what = Note::What::leads, .value = {}, .version = view_.number, .text = {}});
}

void PrimaryBackup::timer(Time now, Timer timer, Effects& effects) {
  if (timer != kTick) return;
  effects.set_timer(kTick, timing_.retry);
  answer_parked(now, effects);
  if (!leads()) {
    if (!brought_) report(effects);
    else if (!heard_) effects.send(view_.primary, wire::encode(Message(Held{.view = view_.number, .version = end()})));
    return;
  }
  for (const Node member : view_.members.without(self_)) {
    if (backups_[index(member)].brought) replicate(member, std::min(backups_[index(member)].held, end()), effects);
  }
}

void PrimaryBackup::receive(Time now, Node from, std::string_view bytes, Effects& effects) {
  const auto message = wire::decode<Message>(bytes);
  if (!message) {
    effects.note({.what = Note::What::rejected, .value = {}, .node = from, .text = "not a message of this protocol"});
    return;
  }
  std::visit([&](const auto& one) { on(now, from, one, effects); }, *message);
}

bool PrimaryBackup::from_my_primary(Node from, std::uint64_t view) const {
  if (leads() || view_.number == 0) return false;
  if (bugs_.no_fencing) return view <= view_.number;
  return view == view_.number && from == view_.primary;
}

// As primary.

void PrimaryBackup::on(Time, Node from, const Report& report, Effects& effects) {
  if (!leads() || report.view != view_.number || !view_.members.contains(from)) return;
  Bring bring{.view = view_.number, .from = report.applied, .snapshot = std::nullopt, .entries = {}};
  if (!matches(report)) {
    bring.from = applied_;
    bring.snapshot = Snapshot{.version = applied_, .view = view_at(applied_), .state = state_};
  }
  bring.entries.assign(log_.begin() + static_cast<std::ptrdiff_t>(bring.from - base_), log_.end());
  effects.send(from, wire::encode(Message(std::move(bring))));
}

/// Whether the member that reports agrees with this node's order of writes up to where it reports, and all behind that is in memory.
bool PrimaryBackup::matches(const Report& report) const {
  return report.applied >= base_ && report.applied <= end() && view_at(report.applied) == report.applied_view;
}

void PrimaryBackup::on(Time now, Node from, const Held& held, Effects& effects) {
  if (!leads() || held.view != view_.number || !view_.members.contains(from) || held.version > end()) return;
  Backup& backup = backups_[index(from)];
  const bool news = !backup.brought || held.version > backup.held;
  backup.brought = true;
  if (!news) return;
  backup.held = held.version;
  backup.waiting_since = now;
  establish_if_all_are_brought();
  commit(now, effects);
}

void PrimaryBackup::establish_if_all_are_brought() {
  if (established_ == view_.number) return;
  for (const Node member : view_.members.without(self_)) {
    if (!backups_[index(member)].brought) return;
  }
  established_ = view_.number;
}

/// The longest order of writes that as many hold as the policy asks for.
Version PrimaryBackup::committable() const {
  if (bugs_.ack_before_backups) return end();
  std::array<Version, kNodesMax> held{};
  std::size_t backups = 0;
  for (const Node member : view_.members.without(self_)) held[backups++] = backups_[index(member)].held;
  const std::size_t wanted = policy_.synchronous ? backups : std::min(policy_.wait_for, backups);
  if (wanted == 0) return end();
  std::nth_element(held.begin(), held.begin() + static_cast<std::ptrdiff_t>(wanted - 1), held.begin() + static_cast<std::ptrdiff_t>(backups), std::greater<>());
  return held[wanted - 1];
}

void PrimaryBackup::commit(Time now, Effects& effects) {
  if (!serves()) return;
  const Version before = applied_;
  apply_up_to(committable(), now, effects);
  if (applied_ == before || !policy_.synchronous) return;
  for (const Node member : view_.members.without(self_)) replicate(member, end(), effects);
}

NodeSet PrimaryBackup::unreachable(Time now) const {
  NodeSet unreachable;
  if (!leads()) return unreachable;
  for (const Node member : view_.members.without(self_)) {
    const Backup& backup = backups_[index(member)];
    if ((!backup.brought || backup.held < end()) && now > backup.waiting_since + timing_.suspect_after) unreachable.insert(member);
  }
  return unreachable;
}

bool PrimaryBackup::handed_over() const {
  if (!leads() || !hands_over_) return false;
  for (const Node member : view_.members.without(self_)) {
    if (!backups_[index(member)].brought || backups_[index(member)].held < end()) return false;
  }
  return true;
}

/// Sends the writes behind `previous` (as many as a message takes) and how far the order is committed.
void PrimaryBackup::replicate(Node to, Version previous, Effects& effects) const {
  Replicate message{.view = view_.number, .previous = previous, .committed = serves() ? applied_ : 0, .entries = {}};
  if (previous >= base_) {  // always, unless a bug is at work: what a backup lacks is kept
    const auto first = log_.begin() + static_cast<std::ptrdiff_t>(previous - base_);
    message.entries.assign(first, first + std::min<std::ptrdiff_t>(log_.end() - first, kEntriesMax));
  }
  effects.send(to, wire::encode(Message(std::move(message))));
}

// As backup.

void PrimaryBackup::report(Effects& effects) const {
  effects.send(view_.primary, wire::encode(Message(Report{.view = view_.number, .applied = applied_, .applied_view = view_at(applied_)})));
}

void PrimaryBackup::on(Time now, Node from, const Bring& bring, Effects& effects) {
  if (!from_my_primary(from, bring.view) || bring.view != view_.number) return;
  if (!brought_) {
    if (bring.snapshot) {
      if (bring.snapshot->version != bring.from) return;
      state_ = bring.snapshot->state;
      applied_ = base_ = bring.from;
      base_view_ = bring.snapshot->view;
      log_.clear();
      effects.note({.what = Note::What::applied, .value = {}, .version = applied_, .node = from, .text = "a snapshot"});
    } else if (bring.from != applied_) {
      return;  // an answer to a report of an earlier life
    }
    log_.erase(log_.begin() + static_cast<std::ptrdiff_t>(applied_ - base_), log_.end());
    log_.insert(log_.end(), bring.entries.begin(), bring.entries.end());
    brought_ = true;
    brought_in_ = bring.view;
    count_what_is_ordered();
    persist_record(effects);
    if (!policy_.synchronous) apply_up_to(end(), now, effects);
    else answer_parked(now, effects);
  }
  effects.send(from, wire::encode(Message(Held{.view = bring.view, .version = end()})));
}

void PrimaryBackup::on(Time now, Node from, const Replicate& message, Effects& effects) {
  if (!from_my_primary(from, message.view) || !brought_) return;
  heard_ = true;
  if (bugs_.no_state_transfer && message.previous > end()) {  // the deliberate bug: as if it held what it was never brought
    applied_ = base_ = message.previous;
    log_.clear();
  }
  Version version = message.previous;
  for (const LogEntry& entry : message.entries) {
    ++version;
    if (version == end() + 1) append(entry, effects);
    else if (version > end() && version <= end() + kEarlyMax && !bugs_.lies_about_completion) early_.emplace(version, entry);
  }
  while (!early_.empty() && early_.begin()->first <= end() + 1) {
    const auto next = early_.extract(early_.begin());
    if (next.key() == end() + 1) append(next.mapped(), effects);
  }
  if (!message.entries.empty()) {
    const Version held = bugs_.lies_about_completion ? std::max(version, end()) : end();
    effects.send(from, wire::encode(Message(Held{.view = message.view, .version = held})));
  }
  apply_up_to(!policy_.synchronous ? end() : std::min(message.committed, end()), now, effects);
}

void PrimaryBackup::append(const LogEntry& entry, Effects& effects) {
  log_.push_back(entry);
  std::uint64_t& ordered = asked_[entry.token.session].ordered;
  ordered = std::max(ordered, entry.token.request);
  if (bugs_.lies_about_completion) effects.persist_lazily(slot_of(end()), wire::encode(entry));
  else effects.persist(slot_of(end()), wire::encode(entry));
  effects.note({.what = Note::What::acknowledged, .token = entry.token, .key = entry.command.key, .value = entry.command.value, .version = end(),
                .node = view_.primary, .text = {}});
}

// The disk, and memory.

void PrimaryBackup::persist_record(Effects& effects) {
  Record record{.brought_in = brought_in_, .snapshot = {.version = applied_, .view = view_at(applied_), .state = state_}, .tail = {}};
  record.tail.assign(log_.begin() + static_cast<std::ptrdiff_t>(applied_ - base_), log_.end());
  effects.persist(kRecordSlot, wire::encode(record));
  effects.forget(slot_of(0), ~std::uint64_t{0} - 1);  // all log records: what is behind the snapshot is in the record
  recorded_ = applied_;
  // In memory the log goes back further, for members of the next view that have carried out a little less, and for backups that lag.
  Version needed = applied_ - std::min<Version>(applied_, snapshot_every_);
  if (leads()) {
    for (const Node member : view_.members.without(self_)) {
      if (backups_[index(member)].brought) needed = std::min(needed, backups_[index(member)].held);
    }
  }
  while (base_ < needed) {
    base_view_ = log_.front().view;
    log_.pop_front();
    ++base_;
  }
}

std::uint64_t PrimaryBackup::view_at(Version version) const {
  if (version == base_) return base_view_;
  const LogEntry* found = entry(version);
  return found != nullptr ? found->view : 0;
}

}  // namespace clio::store

// Primary-backup replication by remote writes (Tanenbaum and van Steen, Distributed Systems, "Remote-write protocols"; Alsberg and Day
// 1976; the bounds are Budhiraja, Marzullo, Schneider and Toueg's, "The primary-backup approach", 1993). This file: what clients are
// answered. primary_backup_views.cpp: views, replication, disks.
//
// A write goes to the primary, which gives it the next place in the order of writes and sends it to all backups of the view; each makes
// it durable and says so. A write is *committed* once every member of the view holds it; then the primary carries it out, answers, and
// tells the backups how far the order is committed, so that they carry it out too. A compare-and-set is decided where it is carried out,
// the same at every node. Each state holds every session's last write and its answer: a retry, of whatever node, is answered and not done
// again. A new primary first brings all members to its own order of writes; then the view is established, and once the manager, who knows
// then, grants a lease, it serves.
//
// No acknowledged write is lost. Let v be a view that serves. (1) A write committed in v is held by all members of v, durably: they
// acknowledged it in v. (2) The next view that serves, w, has a primary that was a member of v (manager.cpp). It had left v when it
// installed a newer view and acknowledged nothing of v after that, so what was committed in v it held then. (3) Before w is established
// its primary has brought its order of writes, with all of that, to each member of w. (4) So by induction the orders carried out, at
// whatever node, are prefixes of one another: there is one growing order of committed writes. What only some members of v held, the
// primary of w may or may not hold; if it does, it is committed in w, else it is dropped everywhere: it was never answered and never
// shown. Between being established and being confirmed by a lease the order commits nothing: the manager may still go back to members of
// v without knowing of w.
//
// Reads at the primary are linearizable. It answers from committed writes while its lease lasts (by a clock that drifts within its
// bound); meanwhile no other view serves (manager.cpp), so no write is committed that it does not know of. Every write answered before
// the read began is carried out here: it was answered by this node after carrying it out, or belongs to the order that this node
// committed before it served. A write is answered between being asked and its answer, in the order of commitment. So the order of writes
// with each read behind the last write that it saw is a linearization.
//   A read does not see a write that some backup may not hold: that write could be lost, and the read would have seen what never was.
//
// Local reads are sequential, at any node, in any view, also at a node that is no member any more and does not know it. A node's state is
// a prefix of the one order of committed writes (4). A session carries the length of the longest prefix it was shown, or wrote at; a node
// that has less lets the read wait, then turns it away. So along a session prefixes grow, and a write is ordered behind all that its
// session was shown, since every primary to serve holds that. Put each read behind the prefix that it saw (those of a session in its
// order): every process's order is kept, and every read sees all before it. A deposed node's prefix merely stops growing: stale for as
// long as it is cut off, which sequential consistency allows; a node that learns that it is out turns reads away. After a restart a
// node's prefix may be shorter than before: the session's length guards that too.
//
// Fencing. A backup takes messages of its newest view only, so a deposed primary commits nothing, and serves no reads when its lease is
// over. A node with a new life knows no view until the manager has made one with that life, and takes nothing before that.
//
// Turning away. "Redirected" says that nothing was done. A node that did put the write in its order says "uncertain" when it steps down:
// whether it survives is for the next primary to find.
//
// Cost of a write with n members: 2 (n - 1) messages and one round trip between primary and backups before the answer, n - 1 more to tell
// of the commitment, and one durable record at each node (the primary's is written while its messages are under way). Reads: no message.
// A change of view: 2 (n - 1) messages and a state or the missing writes for each member.
//
// Tested by tests/store/primary_backup_test.cpp, tests/store/transcripts_test.cpp.

#include "src/store/protocols/primary_backup.hpp"

#include <algorithm>
#include <utility>

namespace clio::store {

using namespace primary_backup;

namespace {

/// What a session has been shown: the length of a prefix of the order of writes.
Version shown(const Context& context) { return context.empty() ? 0 : context.front(); }

Answer answer_of(const Command& command, const Done& done) {
  return {.outcome = Outcome::ok, .success = command.operation != Operation::cas || done.success, .value = done.found, .version = done.version,
          .redirect = kNobody, .context = {done.version}};
}

}  // namespace

PrimaryBackup::PrimaryBackup(Node self, const Options& options, ReplicationPolicy policy)
    : self_(self), timing_(options.timing), policy_(policy), snapshot_every_(std::max<std::size_t>(options.snapshot_every, 1)),
      bugs_{.ack_before_backups = options.has("ack-before-backups"), .no_fencing = options.has("no-fencing"),
            .no_state_transfer = options.has("no-state-transfer"), .serve_uncommitted = options.has("serve-uncommitted"),
            .lies_about_completion = options.has("lies-about-completion"), .forgets_context = options.has("forgets-context")} {}

void PrimaryBackup::step(Time now, const Input& input, Effects& effects) {
  struct Handler {
    PrimaryBackup& self;
    Time now;
    Effects& effects;
    void operator()(const Started& started) const { self.start(started); }
    void operator()(const ClientRequest& request) const { self.request(now, request, effects); }
    void operator()(const Received& received) const { self.receive(now, received.from, received.bytes, effects); }
    void operator()(const TimerFired& fired) const { self.timer(now, fired.timer, effects); }
    void operator()(const ViewChanged& changed) const { self.install(now, changed.view, effects); }
    void operator()(const MembershipAsked&) const {}  // the agent around it knows
    void operator()(const HandOver& asked) const { self.hands_over_ = asked.wanted && self.leads(); }
    void operator()(const LeaseGranted& granted) const { self.lease(granted, effects), self.commit(now, effects); }
  };
  std::visit(Handler{*this, now, effects}, input);
}

void PrimaryBackup::request(Time now, const ClientRequest& request, Effects& effects) {
  if (request.command.operation != Operation::read) return write(now, request, effects);
  if (request.reads == Reads::sticky || request.reads == Reads::any) return read_locally(now, request, effects);
  read(now, request, effects);
}

void PrimaryBackup::write(Time now, const ClientRequest& request, Effects& effects) {
  const Token token = request.token;
  Asked& asked = asked_[token.session];
  if (token.request < asked.ordered) return;  // the session has moved on
  if (token.request == asked.ordered && leads()) {
    const auto done = state_.done.find(token.session);
    if (done == state_.done.end() || done->second.request != token.request) asked.waiting = token.request;
    else if (may_serve(now)) effects.reply(token, answer_of(request.command, done->second));
    else turn_away(request, effects);
    return;
  }
  if (!may_serve(now) || hands_over_) return turn_away(request, effects);
  asked = {.ordered = token.request, .accepted = token.request, .waiting = token.request};
  const Version previous = end();
  const LogEntry entry{.view = view_.number, .token = token, .command = request.command};
  log_.push_back(entry);
  for (const Node member : view_.members.without(self_)) {
    Backup& backup = backups_[index(member)];
    if (backup.held == previous) backup.waiting_since = now;
    replicate(member, previous, effects);
  }
  effects.persist(slot_of(end()), wire::encode(entry));  // while the messages are under way
  commit(now, effects);
}

void PrimaryBackup::read(Time now, const ClientRequest& request, Effects& effects) {
  if (!may_serve(now)) return turn_away(request, effects);
  answer_read(request.token, request.command.key, effects);
}

void PrimaryBackup::read_locally(Time now, const ClientRequest& request, Effects& effects) {
  if (!view_.members.contains(self_)) return turn_away(request, effects);
  const Version wanted = bugs_.forgets_context ? 0 : shown(request.context);
  const bool nobody_has_more = !policy_.synchronous && may_serve(now);  // what the session has seen beyond this is lost
  if (shows() >= wanted || nobody_has_more) return answer_read(request.token, request.command.key, effects);
  parked_.push_back({.token = request.token, .key = request.command.key, .wanted = wanted, .until = now + timing_.retry});
}

void PrimaryBackup::answer_read(Token token, Key key, Effects& effects) const {
  Answer answer{.outcome = Outcome::ok, .success = true, .value = state_.value(key), .version = applied_, .redirect = kNobody, .context = {applied_}};
  if (bugs_.serve_uncommitted) {
    for (std::size_t i = applied_ - base_; i < log_.size(); ++i) {
      if (log_[i].command.key == key && log_[i].command.operation == Operation::write) answer.value = log_[i].command.value;
    }
    answer.context = {answer.version = end()};
  }
  effects.reply(token, std::move(answer));
}

/// Answers the local reads that have waited long enough, either way.
void PrimaryBackup::answer_parked(Time now, Effects& effects) {
  if (parked_.empty()) return;
  std::erase_if(parked_, [&](const Parked& parked) {
    if (shows() >= parked.wanted) answer_read(parked.token, parked.key, effects);
    else if (now >= parked.until) effects.reply(parked.token, {.outcome = Outcome::redirected, .value = {}, .redirect = leads() ? kNobody : view_.primary, .context = {}});
    else return false;
    return true;
  });
}

/// Sends the client elsewhere. A write that this node has had in its order, or may have had in an earlier life, may still be done.
void PrimaryBackup::turn_away(const ClientRequest& request, Effects& effects) const {
  Answer answer{.outcome = Outcome::redirected, .value = {}, .redirect = leads() ? kNobody : view_.primary, .context = {}};
  if (request.command.operation != Operation::read) {
    const auto asked = asked_.find(request.token.session);
    const bool had = asked != asked_.end() && std::max(asked->second.accepted, asked->second.ordered) >= request.token.request;
    if (had || view_.number == 0) answer.outcome = Outcome::uncertain;
  }
  effects.reply(request.token, std::move(answer));
}

/// Carries writes out, in order.
void PrimaryBackup::apply_up_to(Version version, Time now, Effects& effects) {
  if (version <= applied_) return;
  while (applied_ < version) {
    const LogEntry& entry = log_[applied_ - base_];
    ++applied_;
    const Done& done = state_.apply(applied_, entry.token, entry.command);
    effects.note({.what = Note::What::applied, .token = entry.token, .key = entry.command.key, .value = entry.command.value, .version = applied_, .text = {}});
    if (!serves()) continue;
    effects.note({.what = Note::What::committed, .token = entry.token, .key = entry.command.key, .value = entry.command.value, .version = applied_, .text = {}});
    if (Asked& asked = asked_[entry.token.session]; asked.waiting == entry.token.request) {
      asked.waiting = 0;
      effects.reply(entry.token, answer_of(entry.command, done));
    }
  }
  if (applied_ >= recorded_ + snapshot_every_) persist_record(effects);
  answer_parked(now, effects);
}

std::string PrimaryBackup::describe(std::string_view bytes) const { return wire::text_of_bytes<Message>(bytes); }

std::string PrimaryBackup::state() const {
  std::string out = "view " + std::to_string(view_.number);
  if (serves()) out += " serves";
  else if (leads()) out += established_ == view_.number ? " established" : " brings";
  else if (view_.members.contains(self_)) out += brought_ ? " follows" : " reports";
  out += ", applied " + std::to_string(applied_) + " of " + std::to_string(end()) + ", values ";
  wire::Describer(out).put(state_.values);
  return out;
}

const LogEntry* PrimaryBackup::entry(Version version) const { return version > base_ && version <= end() ? &log_[version - base_ - 1] : nullptr; }

}  // namespace clio::store

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/store/core/entry.hpp"

/// A small cluster that is driven by hand, one command a line, so that a protocol's main paths can be told as stories:
///
///     # A write asks a majority for the newest timestamp, then stores its value there.
///     cluster quorum nodes=3
///     request n0 s0.1 write 7 41
///         n0 -> n1 m1 query {"phase":1,"key":7}
///     deliver m1
///         n1 -> n0 m3 found {...}
///
/// A transcript is such a file: comments, commands at the margin and, indented, what the nodes did. `replayed` runs the commands and
/// writes what they do now in place of what stands there. Nothing is random and nothing happens unless a command says so: messages wait
/// until they are delivered or dropped, timers until they are fired.
///
/// Commands (nodes are n0, n1, ...; tokens sSESSION.REQUEST; messages m1, m2, ... in the order of sending; times in milliseconds):
///     cluster PROTOCOL [NAME=VALUE ...]         builds and starts the replicas; names are those of Options and Timing
///     managed PROTOCOL [NAME=VALUE ...] [spare=NODE ...]  likewise, with the manager as the node behind the replicas and an agent in each of
///                                               them; only notes and replies are shown
///     beats COUNT [cut NODE ...]                COUNT heartbeats go by: timers fire, and all messages arrive at once, except those from and to who is cut off
///     leave NODE ..., join NODE ...             the operator asks
///     request NODE TOKEN read KEY | write KEY VALUE | cas KEY EXPECTED VALUE [reads=POLICY] [context=none]
///                                               the session carries its context along unless told otherwise
///     deliver|drop|duplicate SELECTION          duplicate delivers a copy and leaves the message under way
///         SELECTION: m3 m5 ... (in this order), or [all] [from NODE] [to NODE] [except NODE]; deliver all goes on until none is left
///     fire NODE TIMER                           time goes on to when the timer is due, if that is later
///     pass TIME                                 time goes on, no timer fires
///     crash NODE, restart NODE                  what was persisted lazily and not flushed is lost
///     flush NODE                                lazily persisted records become durable
///     view NUMBER primary=NODE members=NODE,NODE at NODE ...
///     lease NODE view=NUMBER until=TIME
///     garble NODE from NODE HEX                 a node receives these bytes
///     state [NODE ...]
///     hide|show timers|notes|persists|sends|lines ...   of the output; replies and broken invariants are always shown (lines: which message is delivered)
namespace clio::store::transcript {

/// A message under way.
struct Message {
  std::size_t id = 0;
  Node from{}, to{};
  std::string bytes;
};

class Cluster {
 public:
  /// All replicas start at once, at time 0. With a manager: one node more; without one the story plays it.
  Cluster(const Entry& entry, const Options& options) : Cluster(entry, options, false, {}) {}
  Cluster(const Entry& entry, const Options& options, bool managed, NodeSet spares);

  void request(Node node, const ClientRequest& request);
  /// Delivers a message; to a node that is down, it is lost.
  void deliver(const Message& message);
  void fire(Node node, Timer timer);
  void pass(Time time) { now_ += time; }
  void crash(Node node);
  void restart(Node node);
  void flush(Node node);
  void step(Node node, const Input& input);
  /// The operator's wish, also for later lives.
  void ask(Node node, bool member);
  /// A heartbeat goes by (see `beats`).
  void beat(NodeSet cut_off);

  [[nodiscard]] std::vector<Message>& under_way() { return under_way_; }
  [[nodiscard]] const std::vector<Message>& under_way() const { return under_way_; }
  [[nodiscard]] const Protocol* node(Node node) const { return nodes_[index(node)].protocol.get(); }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] Time now() const { return now_; }
  /// When a running timer is due; empty if it does not run.
  [[nodiscard]] std::optional<Time> due(Node node, Timer timer) const;
  /// The latest answer to a token; null if there is none.
  [[nodiscard]] const Answer* answer(Token token) const;
  [[nodiscard]] const Context& context(Session session) { return contexts_[session]; }
  /// What has been broken so far, the first; empty: nothing.
  [[nodiscard]] const std::string& broken() const { return broken_; }

  enum class Show : std::uint8_t { timers, notes, persists, sends, lines };
  void hide(Show what) { hidden_.insert(what); }
  void show(Show what) { hidden_.erase(what); }
  [[nodiscard]] bool shows(Show what) const { return !hidden_.contains(what); }
  /// What was done since the last call, a line each.
  [[nodiscard]] std::vector<std::string> taken_lines() { return std::exchange(lines_, {}); }
  void say(std::string line) { lines_.push_back(std::move(line)); }

 private:
  struct Replica {
    std::unique_ptr<Protocol> protocol;  ///< null while down
    std::uint64_t life = 1;
    Durable durable;                     ///< what a crash leaves
    Durable written;                     ///< what the node has written: `durable` and what is lazy
    std::map<Timer, Time> timers;        ///< running: when due
    bool member = true;                  ///< as the operator wishes
  };
  void happen(Node node, const Effect& effect);
  [[nodiscard]] std::unique_ptr<Protocol> built(Node node) const;

  const Entry& entry_;
  const Options options_;
  const bool managed_;
  std::unique_ptr<Invariants> invariants_;
  std::vector<Replica> nodes_;
  std::vector<Message> under_way_;
  std::map<Token, Answer> answers_;
  std::map<Session, Context> contexts_;
  std::size_t sent_ = 0;
  Time now_ = 0;
  std::string broken_;
  std::set<Show> hidden_;
  std::vector<std::string> lines_;
};

/// The transcript with the recorded effects replaced by what the commands do now. An ill-formed command throws std::invalid_argument
/// with its line and what was expected.
[[nodiscard]] std::string replayed(std::string_view text);

}  // namespace clio::store::transcript

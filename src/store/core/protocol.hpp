#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "src/store/core/command.hpp"
#include "src/store/core/durable.hpp"
#include "src/store/core/types.hpp"

namespace clio::store {

/// Names a timer of a node; the protocol chooses them. A node has at most one running timer of a name.
enum class Timer : std::uint64_t {};

/// Who belongs to a group of replicas for a while, as the manager says.
struct View {
  std::uint64_t number = 0;  ///< grows by one with each view; 0: none yet
  Node primary = kNobody;
  NodeSet members;           ///< the primary included

  friend bool operator==(const View&, const View&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("number", self.number), f("primary", self.primary), f("members", self.members); }
};

// What a protocol is handed.

/// The node runs, for the first time or again: everything but `durable` is lost. Always a node's first input.
struct Started {
  const Durable* durable = nullptr;  ///< borrowed for the step
  std::uint64_t life = 1;            ///< greater than in every earlier life of this node, even if its disk was lost
  bool member = true;                ///< whether the operator wants it to take part, or to stand by as a spare (only protocols that have a manager)
};
/// A client asks. The same token again is a retry.
struct ClientRequest {
  Token token;
  Command command;
  Reads reads = Reads::primary;
  Context context;

  friend bool operator==(const ClientRequest&, const ClientRequest&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) {
    f("token", self.token), f("command", self.command), f("reads", self.reads), f("context", self.context);
  }
};
/// A message of another node, as bytes: what cannot be decoded is refused and noted, never believed.
struct Received {
  Node from{};
  std::string_view bytes;  ///< borrowed for the step
};
struct TimerFired {
  Timer timer{};
};
/// The manager has installed a view (only protocols that have a manager).
struct ViewChanged {
  View view;
};
/// The manager has granted this node to act as primary of its view until `until` of its own clock, drift allowed for.
struct LeaseGranted {
  std::uint64_t view = 0;
  Time until = 0;
};

/// The operator asks this node to join, or to leave once that can be done without loss (only protocols that have a manager).
struct MembershipAsked {
  bool member = true;
};
/// The manager wants another primary in this one's place, or no longer (only protocols that have a manager): it shall take no more writes, and bring
/// those that it has taken to all members.
struct HandOver {
  bool wanted = true;
};

using Input = std::variant<Started, ClientRequest, Received, TimerFired, ViewChanged, LeaseGranted, MembershipAsked, HandOver>;

// What it answers, in order: what stands after a Persist with `sync` happens only once that is durable.

/// Makes a record durable: after a crash `Started::durable` holds it. With `sync` false it becomes durable at leisure and may be lost.
struct Persist {
  std::uint64_t slot = 0;  ///< a record's name; persisting a slot again replaces it
  std::string bytes;
  bool sync = true;
};
/// Durable records `first` to `last` are no longer needed.
struct Forget {
  std::uint64_t first = 0, last = 0;
};
struct Send {
  Node to{};
  std::string bytes;
};
/// Starts a timer, or starts it anew: it fires once, after `delay` and up to `jitter` more (the runtime draws) of the node's own clock.
struct SetTimer {
  Timer timer{};
  Time delay = 0, jitter = 0;
};
struct CancelTimer {
  Timer timer{};
};
struct Reply {
  Token token;
  Answer answer;

  friend bool operator==(const Reply&, const Reply&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("token", self.token), f("answer", self.answer); }
};
/// Something that the trace of a run should tell; nothing depends on it.
struct Note {
  enum class What : std::uint8_t {
    applied,       ///< a write became part of this node's state
    acknowledged,  ///< the node told another that it holds a write
    committed,     ///< as many hold a write as the protocol asks for
    view,          ///< a view was installed here (number in version, primary in node)
    leads,         ///< the node takes itself for primary or leader (its view or ballot in version)
    steps_down,
    invalidated,   ///< a cached key became unusable
    waits,         ///< nothing can go on before something else happens (what in text)
    rejected       ///< a message was refused (why in text)
  };
  What what = What::applied;
  Token token;       ///< of a write: who wrote
  Key key = 0;
  Value value;
  Version version = 0;
  Node node = kNobody;
  std::string text;
};

[[nodiscard]] std::string_view name_of(Note::What what);

using Effect = std::variant<Persist, Forget, Send, SetTimer, CancelTimer, Reply, Note>;

/// Collects the effects of a step, in order.
class Effects {
 public:
  void persist(std::uint64_t slot, std::string bytes) { list_.emplace_back(Persist{slot, std::move(bytes), true}); }
  void persist_lazily(std::uint64_t slot, std::string bytes) { list_.emplace_back(Persist{slot, std::move(bytes), false}); }
  void forget(std::uint64_t first, std::uint64_t last) { list_.emplace_back(Forget{first, last}); }
  void send(Node to, std::string bytes) { list_.emplace_back(Send{to, std::move(bytes)}); }
  void set_timer(Timer timer, Time delay, Time jitter = 0) { list_.emplace_back(SetTimer{timer, delay, jitter}); }
  void cancel_timer(Timer timer) { list_.emplace_back(CancelTimer{timer}); }
  void reply(Token token, Answer answer) { list_.emplace_back(Reply{token, std::move(answer)}); }
  void note(Note note) { list_.emplace_back(std::move(note)); }

  [[nodiscard]] const std::vector<Effect>& list() const { return list_; }
  [[nodiscard]] std::vector<Effect>& list() { return list_; }
  void clear() { list_.clear(); }

 private:
  std::vector<Effect> list_;
};

/// One replica's half of a protocol: a pure state machine. It does no I/O, reads no clock but `now`, and draws no random number
/// (SetTimer::jitter is drawn by the runtime). The same inputs in the same order give the same effects.
class Protocol {
 public:
  virtual ~Protocol() = default;

  /// Handles one input. `now` is the node's own clock, which may be skewed and drift; it never goes back while the node runs.
  virtual void step(Time now, const Input& input, Effects& effects) = 0;

  /// A message of this protocol for people: `accept {"ballot":...}`; empty if `bytes` is none.
  [[nodiscard]] virtual std::string describe(std::string_view bytes) const = 0;
  /// The node's state in one line, for traces and failed tests.
  [[nodiscard]] virtual std::string state() const = 0;
};

/// What must hold between the nodes of a protocol after every step; one object watches one run, so that it can compare before and after.
class Invariants {
 public:
  virtual ~Invariants() = default;
  /// Precondition: `nodes[i]` is null exactly while node i does not run. Returns what is broken, in a sentence; empty: nothing.
  [[nodiscard]] virtual std::string broken(std::span<const Protocol* const> nodes, Node stepped) = 0;
};

}  // namespace clio::store

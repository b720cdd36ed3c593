#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "src/store/core/entry.hpp"

namespace clio::store {

/// The multi-writer multi-reader atomic register of Attiya, Bar-Noy and Dolev (quorum.cpp tells how and why).
[[nodiscard]] const Entry& quorum_entry();

namespace quorum {

/// Orders the writes of a key; the initial value has counter 0.
struct Timestamp {
  std::uint64_t counter = 0;
  Node node{};  ///< who chose it

  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("counter", self.counter), f("node", self.node); }
};

/// A write as it travels and as it is stored.
struct Written {
  Timestamp timestamp;
  Value value;
  Token token;  ///< who wrote

  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("timestamp", self.timestamp), f("value", self.value), f("token", self.token); }
};

struct Query {
  static constexpr const char* kName = "query";
  std::uint64_t work = 0;
  Key key = 0;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("work", self.work), f("key", self.key); }
};
struct Found {
  static constexpr const char* kName = "found";
  std::uint64_t work = 0;
  Written written;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("work", self.work), f("written", self.written); }
};
struct Store {
  static constexpr const char* kName = "store";
  std::uint64_t work = 0;
  Key key = 0;
  Written written;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("work", self.work), f("key", self.key), f("written", self.written); }
};
struct Stored {
  static constexpr const char* kName = "stored";
  std::uint64_t work = 0;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("work", self.work); }
};
using Message = std::variant<Query, Found, Store, Stored>;

/// How many replicas a read asks, and a write (and a read that writes back) stores at.
struct Sizes {
  std::size_t read = 0, write = 0;
};
[[nodiscard]] Sizes sizes_of(const Options& options);

class Replica final : public Protocol {
 public:
  Replica(Node self, const Options& options);
  void step(Time now, const Input& input, Effects& effects) override;
  [[nodiscard]] std::string describe(std::string_view bytes) const override;
  [[nodiscard]] std::string state() const override;

  // For the invariants.
  [[nodiscard]] std::uint64_t life() const { return life_; }
  /// Timestamps only grow, also over a crash.
  [[nodiscard]] const std::map<Key, Written>& store() const { return store_; }
  /// Keys whose entry the last step has changed.
  [[nodiscard]] const std::vector<Key>& changed() const { return changed_; }
  /// The write or read that the last step has answered with ok: what a write quorum must hold by now.
  struct Completed {
    Key key = 0;
    Timestamp timestamp;
  };
  [[nodiscard]] const std::vector<Completed>& completed() const { return completed_; }

 private:
  enum class Phase : std::uint8_t { asking, storing };
  /// A read or write that this node coordinates.
  struct Work {
    std::uint64_t id = 0;
    Token token;
    Command command;
    Phase phase = Phase::asking;
    NodeSet answered;  ///< asking: who has told
    NodeSet holders;   ///< who is known to hold `newest` or something newer
    Written newest;    ///< asking: newest seen so far; storing: what is being stored
    Time since = 0, sent = 0;
  };
  /// The last write that this node has given a timestamp for a session; durable.
  struct Chosen {
    std::uint64_t request = 0;
    Key key = 0;
    Written written;
    bool done = false;  ///< answered before; not durable: storing it again does no harm
    template <class Self, class Fields>
    static void fields(Self& self, Fields& f) { f("request", self.request), f("key", self.key), f("written", self.written); }
  };

  /// A key's entry as it is made durable.
  struct Record {
    Written written;
    Version version = 0;  ///< `applied_` when it was applied
    template <class Self, class Fields>
    static void fields(Self& self, Fields& f) { f("written", self.written), f("version", self.version); }
  };

  void start(const Started& started, Effects& effects);
  void request(Time now, const ClientRequest& request, Effects& effects);
  void resume(Time now, const ClientRequest& request, const Chosen& chosen, Effects& effects);
  void receive(Node from, std::string_view bytes, Effects& effects);
  void receive(Node from, const Query& query, Effects& effects);
  void receive(Node from, const Found& found, Effects& effects);
  void receive(Node from, const Store& store, Effects& effects);
  void receive(Node from, const Stored& stored, Effects& effects);
  void retransmit(Time now, Effects& effects);

  void advance(std::size_t position, Effects& effects);
  void choose_timestamp(Work& work, Effects& effects);
  void send_phase(const Work& work, Effects& effects);
  void finish(std::size_t position, Effects& effects);
  void apply(Key key, const Written& written, Effects& effects);
  void add(Work work, Effects& effects);
  void drop(std::size_t position);
  [[nodiscard]] const Written& held(Key key) const;
  [[nodiscard]] std::size_t position_of(std::uint64_t id) const;

  const Node self_;
  const Options options_;
  const NodeSet all_;
  const Sizes sizes_;

  std::map<Key, Written> store_;
  std::map<Session, Chosen> chosen_;
  std::uint64_t life_ = 0;
  Version applied_ = 0;       ///< how many writes the node has applied in all its lives
  std::vector<Work> works_;   ///< few: one for each session that waits here
  std::uint64_t next_work_ = 0;
  bool ticking_ = false;      ///< the retransmission timer runs
  std::vector<Key> changed_;
  std::vector<Completed> completed_;
};

}  // namespace quorum
}  // namespace clio::store

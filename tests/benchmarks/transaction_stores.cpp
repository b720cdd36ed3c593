// The stores. Each is the plainest that keeps its promise and no more.
// Tested by tests/generator/transactions_test.cpp: each by the axioms of its model over the order of its stamps.
#include "tests/benchmarks/transaction_stores.hpp"

#include <algorithm>
#include <queue>
#include <utility>

namespace clio::bench {
namespace {

/// One copy with all versions of each key, by the numbers of the commits that made them.
class OneCopyStore final : public SimulatedStore {
 public:
  OneCopyStore(const TransactionSettings& settings, Random& random) : settings_(settings), random_(random), sessions_(settings.sessions) {}

  bool begin(std::uint32_t session) override {
    Session& s = sessions_[session];
    switch (settings_.store) {
      case TransactionStore::snapshot_isolation:  // the snapshot is of one turn, the commit of the next
        if (std::exchange(s.begun, !s.begun)) return true;
        s.snapshot = commits_;
        return false;
      case TransactionStore::prefix: {
        const std::uint64_t age = random_.below(settings_.delay_max / std::max<std::uint64_t>(settings_.length, 1) + 1);
        s.snapshot = std::max(commits_ - std::min(commits_, age), s.last_commit);
        return true;
      }
      default: s.snapshot = commits_; return true;
    }
  }

  std::int64_t read(std::uint32_t session, std::uint32_t key) override {
    if (key >= versions_.size()) return 0;
    const std::vector<Version>& versions = versions_[key];
    const auto later = std::upper_bound(versions.begin(), versions.end(), sessions_[session].snapshot,
                                        [](std::uint64_t snapshot, const Version& v) { return snapshot < v.commit; });
    if (settings_.data == TransactionData::lists) return later - versions.begin();
    return later == versions.begin() ? 0 : std::prev(later)->value;
  }

  std::optional<std::uint64_t> commit(std::uint32_t session, std::span<const Write> writes) override {
    Session& s = sessions_[session];
    for (const Write& write : writes) {
      if (write.key >= versions_.size()) versions_.resize(write.key + 1);
      const std::vector<Version>& versions = versions_[write.key];
      if (settings_.store == TransactionStore::snapshot_isolation && !versions.empty() && versions.back().commit > s.snapshot) return std::nullopt;
    }
    s.last_commit = ++commits_;
    for (const Write& write : writes) versions_[write.key].push_back({commits_, write.value});
    return commits_;
  }

  void settle() override {
    for (Session& s : sessions_) s = {.snapshot = commits_, .last_commit = commits_, .begun = false};
  }

 private:
  struct Version {
    std::uint64_t commit;
    std::int64_t value;
  };
  struct Session {
    std::uint64_t snapshot = 0, last_commit = 0;
    bool begun = false;
  };

  const TransactionSettings& settings_;
  Random& random_;
  std::vector<Session> sessions_;
  std::vector<std::vector<Version>> versions_;  // by key
  std::uint64_t commits_ = 0;
};

/// Replicas that commit on their own and tell each other later. A delivery is due after a random time; causal ones also wait for what they follow.
class ReplicatedStore final : public SimulatedStore {
 public:
  ReplicatedStore(const TransactionSettings& settings, Random& random)
      : settings_(settings), random_(random), causal_(settings.store == TransactionStore::causal), replicas_(settings.replicas) {
    for (Replica& replica : replicas_) replica.applied.resize(settings.replicas);
  }

  bool begin(std::uint32_t session) override {
    running_ = session % settings_.replicas;
    deliver(running_);
    return true;
  }

  std::int64_t read(std::uint32_t /*session*/, std::uint32_t key) override {
    const std::vector<Cell>& cells = replicas_[running_].cells;
    return key < cells.size() ? cells[key].value : 0;
  }

  void tick() override {
    ++now_;
    if (settings_.store == TransactionStore::read_committed) deliver(running_);
  }

  std::optional<std::uint64_t> commit(std::uint32_t session, std::span<const Write> writes) override {
    const std::uint32_t origin = session % settings_.replicas;
    Replica& replica = replicas_[origin];
    Message message{.stamp = (replica.clock + 1) * settings_.replicas + origin, .origin = origin, .follows = {}, .writes = {writes.begin(), writes.end()}};
    if (causal_) message.follows = replica.applied;
    messages_.push_back(std::move(message));
    apply(origin, messages_.back());
    for (std::uint32_t r = 0; r < settings_.replicas; ++r) {
      if (r != origin) replicas_[r].due.push({now_ + random_.below(settings_.delay_max + 1), messages_.size() - 1});
    }
    return messages_.back().stamp;
  }

  void settle() override {
    now_ += settings_.delay_max + 1;
    std::uint64_t clock = 0;
    for (std::uint32_t r = 0; r < settings_.replicas; ++r) {
      deliver(r);
      clock = std::max(clock, replicas_[r].clock);
    }
    for (Replica& replica : replicas_) replica.clock = clock;
  }

 private:
  struct Cell {
    std::uint64_t stamp = 0;
    std::int64_t value = 0;
  };
  struct Message {
    std::uint64_t stamp;                 // Lamport time, then the replica
    std::uint32_t origin;
    std::vector<std::uint64_t> follows;  // how many of each origin's had been applied
    std::vector<Write> writes;
  };
  using Due = std::pair<std::uint64_t, std::size_t>;  // time, message
  struct Replica {
    std::vector<Cell> cells;  // by key
    std::vector<std::uint64_t> applied;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due;
    std::vector<std::size_t> waiting;  // due, but what they follow is missing; in order of commit
    std::uint64_t clock = 0;
  };

  void apply(std::uint32_t r, const Message& message) {
    Replica& replica = replicas_[r];
    replica.clock = std::max(replica.clock, message.stamp / settings_.replicas);
    ++replica.applied[message.origin];
    for (const Write& write : message.writes) {
      if (write.key >= replica.cells.size()) replica.cells.resize(write.key + 1);
      if (replica.cells[write.key].stamp <= message.stamp) replica.cells[write.key] = {message.stamp, write.value};
    }
  }

  [[nodiscard]] bool can_apply(const Replica& replica, const Message& message) const {
    for (std::size_t o = 0; o < message.follows.size(); ++o) {
      if (replica.applied[o] < message.follows[o]) return false;
    }
    return true;
  }

  void deliver(std::uint32_t r) {
    Replica& replica = replicas_[r];
    const std::size_t waiting_before = replica.waiting.size();
    while (!replica.due.empty() && replica.due.top().first <= now_) {
      const std::size_t message = replica.due.top().second;
      replica.due.pop();
      if (causal_) replica.waiting.push_back(message);
      else apply(r, messages_[message]);
    }
    if (replica.waiting.size() == waiting_before) return;
    // What a message follows was committed before it, so one pass in order of commit applies all that can be.
    std::sort(replica.waiting.begin(), replica.waiting.end());
    std::erase_if(replica.waiting, [&](std::size_t message) {
      if (!can_apply(replica, messages_[message])) return false;
      apply(r, messages_[message]);
      return true;
    });
  }

  const TransactionSettings& settings_;
  Random& random_;
  bool causal_;
  std::vector<Replica> replicas_;
  std::vector<Message> messages_;
  std::uint32_t running_ = 0;
  std::uint64_t now_ = 0;  // in operations
};

}  // namespace

std::unique_ptr<SimulatedStore> one_copy_store(const TransactionSettings& settings, Random& random) { return std::make_unique<OneCopyStore>(settings, random); }

std::unique_ptr<SimulatedStore> replicated_store(const TransactionSettings& settings, Random& random) {
  return std::make_unique<ReplicatedStore>(settings, random);
}

}  // namespace clio::bench

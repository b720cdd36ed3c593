// Simulated stores that write histories of known consistency.
//
// Every process has one operation under way; the one whose effect comes next in time is carried out against the store. An effect lies within its
// operation's interval, and the process calls again only after the response, so effects are carried out in the order of time, which makes the one-copy
// store linearizable by construction. The replicated stores carry out an effect at the replica of its process:
// - sequential: the log of writes is the total order; replica i has applied what is older than its lag. A write returns once its own replica applied it.
// - causal: a replica applies a write when all writes that its writer had applied are applied here too (vector clocks), then either the largest Lamport
//   time wins, or simply the latest arrival. Messages wait in a queue for each pair of replicas and are looked at when the replica next acts.
#include "tests/benchmarks/simulation.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/benchmarks/random.hpp"

namespace clio::bench {
namespace {

/// What a store does with an operation that takes effect at `now`. Reads and compare-and-sets get their results; a replicated write may have to be
/// answered later than planned.
class Store {
 public:
  virtual ~Store() = default;
  virtual void carry_out(Row& row, std::int64_t now) = 0;
};

class OneCopy final : public Store {
 public:
  explicit OneCopy(const Settings& settings) : values_(settings.keys, kNull) {}

  void carry_out(Row& row, std::int64_t) override {
    std::int64_t& current = values_[row.key];
    switch (row.op) {
      case Op::read: row.value = current; return;
      case Op::write: current = row.value; return;
      case Op::cas:
        row.success = current == row.expected;
        if (row.success) current = row.value;
    }
  }
  [[nodiscard]] std::int64_t current(std::uint32_t key) const { return values_[key]; }

 private:
  std::vector<std::int64_t> values_;
};

class TotalOrder final : public Store {
 public:
  TotalOrder(const Settings& settings, Random& random) {
    for (std::uint32_t r = 0; r < settings.replicas; ++r) {
      replicas_.push_back({std::vector<std::int64_t>(settings.keys, kNull), 0, random.between(0, 8 * settings.duration_mean)});
    }
  }

  void carry_out(Row& row, std::int64_t now) override {
    Replica& replica = replicas_[row.process % replicas_.size()];
    if (row.op == Op::write) {
      log_.push_back({now, row.key, row.value});
      row.response = std::max(row.response, now + replica.lag);
      return;
    }
    for (; replica.applied < log_.size() && log_[replica.applied].time + replica.lag <= now; ++replica.applied) {
      replica.values[log_[replica.applied].key] = log_[replica.applied].value;
    }
    row.value = replica.values[row.key];
  }

 private:
  struct Entry {
    std::int64_t time;
    std::uint32_t key;
    std::int64_t value;
  };
  struct Replica {
    std::vector<std::int64_t> values;
    std::size_t applied;
    std::int64_t lag;
  };
  std::vector<Entry> log_;
  std::vector<Replica> replicas_;
};

class CausalDelivery final : public Store {
 public:
  CausalDelivery(const Settings& settings, Random& random)
      : random_(random), lamport_wins_(settings.shape == Shape::causal_convergent), delay_mean_(4 * settings.duration_mean) {
    const std::size_t n = settings.replicas;
    for (std::size_t r = 0; r < n; ++r) {
      Replica replica;
      replica.cells.resize(settings.keys);
      replica.applied.resize(n, 0);
      replica.inbox.resize(n);
      replicas_.push_back(std::move(replica));
    }
  }

  void carry_out(Row& row, std::int64_t now) override {
    const std::size_t here = row.process % replicas_.size();
    Replica& replica = replicas_[here];
    deliver(replica, now);
    if (row.op != Op::write) {
      row.value = replica.cells[row.key].value;
      return;
    }
    ++replica.applied[here];
    Write write{row.key, row.value, ++replica.lamport, static_cast<std::uint32_t>(here), replica.applied};
    apply(replica, write);
    const auto shared = std::make_shared<const Write>(std::move(write));
    for (std::size_t there = 0; there < replicas_.size(); ++there) {
      if (there == here) continue;
      std::deque<Message>& queue = replicas_[there].inbox[here];
      const std::int64_t arrival = now + 1 + random_.between(0, 2 * delay_mean_);
      queue.push_back({queue.empty() ? arrival : std::max(arrival, queue.back().arrival), shared});
    }
  }

 private:
  struct Write {
    std::uint32_t key;
    std::int64_t value;
    std::uint64_t lamport;
    std::uint32_t writer;
    std::vector<std::uint32_t> clock;  // what its writer had applied, itself included
  };
  struct Message {
    std::int64_t arrival;
    std::shared_ptr<const Write> write;
  };
  struct Cell {
    std::int64_t value = kNull;
    std::uint64_t lamport = 0;
    std::uint32_t writer = 0;
  };
  struct Replica {
    std::vector<Cell> cells;
    std::vector<std::uint32_t> applied;       // writes of each replica that are applied here
    std::vector<std::deque<Message>> inbox;   // by sender, in order of arrival
    std::uint64_t lamport = 0;
  };

  void apply(Replica& replica, const Write& write) {
    Cell& cell = replica.cells[write.key];
    if (lamport_wins_ && std::tie(write.lamport, write.writer) < std::tie(cell.lamport, cell.writer)) return;
    cell = {write.value, write.lamport, write.writer};
  }

  static bool ready(const Replica& replica, const Write& write) {
    for (std::size_t r = 0; r < write.clock.size(); ++r) {
      const std::uint32_t needed = r == write.writer ? write.clock[r] - 1 : write.clock[r];
      if (replica.applied[r] < needed) return false;
    }
    return true;
  }

  void deliver(Replica& replica, std::int64_t now) {
    for (bool progress = true; progress;) {
      progress = false;
      for (std::deque<Message>& queue : replica.inbox) {
        while (!queue.empty() && queue.front().arrival <= now && ready(replica, *queue.front().write)) {
          const Write& write = *queue.front().write;
          ++replica.applied[write.writer];
          replica.lamport = std::max(replica.lamport, write.lamport);
          apply(replica, write);
          queue.pop_front();
          progress = true;
        }
      }
    }
  }

  Random& random_;
  bool lamport_wins_;
  std::int64_t delay_mean_;
  std::vector<Replica> replicas_;
};

/// Watches the writes of every key, and turns a read into a violation when there is one to be made of it.
class Planter {
 public:
  Planter(const Settings& settings, bool wanted)
      : plant_(settings.plant), from_(static_cast<std::uint64_t>(static_cast<double>(settings.operations) * settings.plant_at)), done_(!wanted) {
    if (!wanted) return;
    keys_.resize(settings.keys);
    if (plant_ == Plant::causal) knows_.resize(static_cast<std::size_t>(settings.keys) * settings.processes, 0);
    processes_ = settings.processes;
  }

  void see(Row& row, std::uint64_t position) {
    if (done_) return;
    if (row.op == Op::read) {
      if (position >= from_) turn(row);
      if (plant_ == Plant::causal && !done_ && row.value == keys_[row.key].last.value) knows_[known(row)] = keys_[row.key].version;
      return;
    }
    if (row.failed || row.response == kPending || (row.op == Op::cas && !row.success)) return;
    Key& key = keys_[row.key];
    key.before = key.last;
    key.last = row;
    ++key.version;
  }
  [[nodiscard]] bool done() const { return done_; }

 private:
  struct Key {
    Row before, last;
    std::uint32_t version = 0;  // writes so far
  };
  [[nodiscard]] std::size_t known(const Row& row) const { return static_cast<std::size_t>(row.key) * processes_ + row.process; }

  void turn(Row& read) {
    const Key& key = keys_[read.key];
    if (key.version < 2 || key.before.value == key.last.value) return;
    if (plant_ == Plant::stale) done_ = key.before.response < key.last.call && key.last.response < read.call;
    // One process wrote both values, and the reader has seen the second.
    if (plant_ == Plant::causal) done_ = key.before.process == key.last.process && knows_[known(read)] == key.version;
    if (done_) read.value = key.before.value;
  }

  Plant plant_;
  std::uint64_t from_;
  bool done_;
  std::uint32_t processes_ = 0;
  std::vector<Key> keys_;
  std::vector<std::uint32_t> knows_;  // by key and process: the version that the process has read
};

std::unique_ptr<Store> store_for(const Settings& settings, Random& random) {
  switch (settings.shape) {
    case Shape::linearizable: return std::make_unique<OneCopy>(settings);
    case Shape::sequential: return std::make_unique<TotalOrder>(settings, random);
    case Shape::causal_convergent:
    case Shape::causal: return std::make_unique<CausalDelivery>(settings, random);
  }
  return nullptr;
}

class Simulation {
 public:
  explicit Simulation(const Settings& settings)
      : settings_(settings), random_(settings.seed), keys_(settings.keys, settings.distribution), store_(store_for(settings, random_)), free_at_(settings.processes, 0),
        planter_(settings, settings.plant == Plant::stale || settings.plant == Plant::causal) {}

  Run run() {
    Run run;
    const bool gadget = settings_.plant == Plant::store_buffering || settings_.plant == Plant::long_fork;
    const auto gadget_at = static_cast<std::uint64_t>(static_cast<double>(settings_.operations) * settings_.plant_at);
    run.rows.reserve(settings_.operations + 8);
    for (std::uint32_t p = 0; p < settings_.processes; ++p) call_next(p, random_.between(0, settings_.duration_mean));
    while (run.rows.size() < settings_.operations) {
      if (gadget && !gadget_done_ && run.rows.size() >= gadget_at) plant_gadget(run.rows);
      Effect effect = effects_.top();
      effects_.pop();
      const bool happens = !effect.row.failed && (effect.row.response != kPending || random_.chance(0.5));
      if (happens) store_->carry_out(effect.row, effect.time);
      planter_.see(effect.row, run.rows.size());
      run.rows.push_back(effect.row);
      const std::int64_t free_at = effect.row.response == kPending ? effect.planned_response : effect.row.response;
      call_next(effect.row.process, std::max(free_at, free_at_[effect.row.process]));
    }
    run.planted = planter_.done() && (!gadget || gadget_done_);
    std::sort(run.rows.begin(), run.rows.end(), [](const Row& a, const Row& b) { return std::tie(a.call, a.process) < std::tie(b.call, b.process); });
    if (settings_.drift != 0) record_late(run.rows);
    return run;
  }

 private:
  struct Effect {
    std::int64_t time;
    std::int64_t planned_response;
    Row row;
    friend bool operator<(const Effect& a, const Effect& b) {  // the earliest on top of the queue
      return std::tie(a.time, a.row.process) > std::tie(b.time, b.row.process);
    }
  };

  /// Each process is recorded late by a number of places that rises and falls slowly, each at a time of its own; its operations stay in order.
  void record_late(std::vector<Row>& rows) {
    constexpr std::uint64_t kSlowness = 32;  // places until the delay changes by one
    const std::uint64_t half = kSlowness * settings_.drift;
    std::vector<std::uint64_t> phase(settings_.processes);
    for (std::uint64_t& p : phase) p = random_.below(2 * half);
    std::vector<std::pair<std::uint64_t, Row>> recorded;
    recorded.reserve(rows.size());
    for (std::uint64_t place = 0; place < rows.size(); ++place) {
      const std::uint64_t x = (place + phase[rows[place].process]) % (2 * half);
      recorded.emplace_back(place + std::min(x, 2 * half - x) / kSlowness, rows[place]);
    }
    std::stable_sort(recorded.begin(), recorded.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = recorded[i].second;
  }

  std::int64_t written_value() { return settings_.values == 0 ? ++last_value_ : static_cast<std::int64_t>(1 + random_.below(settings_.values)); }

  void call_next(std::uint32_t process, std::int64_t free_at) {
    Row row;
    row.process = process;
    row.key = keys_.draw(random_);
    row.call = free_at + 1 + random_.between(0, 2 * settings_.gap_mean);
    row.response = row.call + 1 + random_.between(0, 2 * settings_.duration_mean);
    const std::int64_t planned = row.response;
    if (!random_.chance(settings_.reads)) {
      row.op = Op::write;
      row.value = written_value();
      if (settings_.shape == Shape::linearizable) vary(row);
    }
    effects_.push({random_.between(row.call, planned), planned, row});
  }

  /// Compare-and-set instead of a write, timeouts, failures. The expected value is the current one most of the time, so that many succeed.
  void vary(Row& row) {
    if (random_.chance(settings_.cas)) {
      row.op = Op::cas;
      row.expected = static_cast<const OneCopy&>(*store_).current(row.key);
    }
    if (random_.chance(settings_.unknown)) {
      row.response = kPending;
    } else if (random_.chance(settings_.failed)) {
      row.failed = true;
    }
  }

  /// On two keys of its own, in a time when everything under way has ended (a replicated write may take some lags longer than planned); the
  /// processes call again when it is over.
  void plant_gadget(std::vector<Row>& rows) {
    gadget_done_ = true;
    const std::uint32_t x = settings_.keys;
    const std::uint32_t y = settings_.keys + 1;
    const std::int64_t vx = written_value();
    const std::int64_t vy = written_value();
    struct Step {
      std::uint32_t process;
      Op op;
      std::uint32_t key;
      std::int64_t value;
    };
    std::vector<Step> steps;
    if (settings_.plant == Plant::store_buffering) {
      steps = {{0, Op::write, x, vx}, {1, Op::write, y, vy}, {0, Op::read, y, kNull}, {1, Op::read, x, kNull}};
    } else {
      steps = {{0, Op::write, x, vx}, {1, Op::write, y, vy}, {2, Op::read, x, vx}, {3, Op::read, y, vy}, {2, Op::read, y, kNull}, {3, Op::read, x, kNull}};
    }
    std::vector<Effect> waiting;
    std::int64_t now = 16 * settings_.duration_mean;
    for (; !effects_.empty(); effects_.pop()) waiting.push_back(effects_.top());
    std::int64_t last_response = 0;
    for (const Effect& effect : waiting) last_response = std::max(last_response, effect.planned_response);
    now += last_response;
    for (const Step& step : steps) {
      Row row;
      row.process = step.process;
      row.op = step.op;
      row.key = step.key;
      row.value = step.value;
      row.call = now + 10;
      row.response = now + 19;
      now += 20;
      rows.push_back(row);
    }
    for (std::uint32_t p = 0; p < settings_.processes; ++p) free_at_[p] = now;
    for (const Effect& effect : waiting) effects_.push(effect);
  }

  const Settings& settings_;
  Random random_;
  KeyChoice keys_;
  std::unique_ptr<Store> store_;
  std::vector<std::int64_t> free_at_;
  Planter planter_;
  std::priority_queue<Effect> effects_;
  std::int64_t last_value_ = 0;
  bool gadget_done_ = false;
};

}  // namespace

Run simulate(const Settings& settings) { return Simulation(settings).run(); }

}  // namespace clio::bench

// A run over TCP, seen from the recorder: it starts the replicas, stands between them as the network, is their clients, and breaks what the schedule
// breaks. One thread, one event loop; the clients are the simulator's (Driver), only that time and messages are real.
//
// Replicas listen on any port and say which; a replica that starts again has another one, which its proxies look up when they connect.
//
// Tested by tests/store/tcp_test.cpp.

#include "src/record/tcp_run.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/streambuf.hpp>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <istream>
#include <map>

#include "src/record/child.hpp"
#include "src/record/history_of_run.hpp"
#include "src/record/proxy.hpp"
#include "src/record/settings.hpp"
#include "src/store/client/driver.hpp"
#include "src/store/net/node_process.hpp"

namespace clio {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace store;

constexpr auto kStartingMax = std::chrono::seconds(20);

class TcpRun final : private Driver::World {
 public:
  TcpRun(const RunConfig& config, const TcpOptions& options)
      : config_(config), options_(options), nodes_(node_count(config)), run_(prepared(config)),
        network_(config.faults, nodes_, config.options.nodes, config.workload.sessions, Random(config.seed).fork(kNetwork)), replicas_(nodes_),
        sessions_(config.workload.sessions) {
    fault_active_.resize(run_.schedule.size());
    for (const Fault& fault : run_.schedule) {
      if (fault.kind == Fault::Kind::join) replicas_[index(fault.node)].member = false;
    }
  }

  Result<RunResult, std::string> run() {
    std::error_code failed;
    std::filesystem::create_directories(options_.folder, failed);
    if (failed) return Unexpected(options_.folder + ": " + failed.message());
    begin_proxies();
    for (std::size_t i = 0; i < nodes_; ++i) start(i);
    run_until(kStartingMax, [&] { return std::all_of(replicas_.begin(), replicas_.end(), [](const Replica& r) { return r.port != 0; }); });
    for (std::size_t i = 0; i < nodes_ && wrong_.empty(); ++i) {
      if (replicas_[i].port == 0) wrong_ = "n" + std::to_string(i) + " did not start listening";
    }
    if (!wrong_.empty()) return Unexpected(wrong_);

    began_ = monotonic_now();
    driver_.emplace(config_, run_, static_cast<Driver::World&>(*this));
    for (std::size_t i = 0; i < run_.schedule.size(); ++i) {
      at(run_.schedule[i].at, [this, i] { begin_fault(i); });
      at(run_.schedule[i].until, [this, i] { end_fault(i); });
    }
    at(config_.duration, [this] { heal(); });
    driver_->start(now());
    while (!driver_->finished() && wrong_.empty()) io_.run_one();
    run_.ended = now();
    if (!wrong_.empty()) return Unexpected(wrong_);
    return std::move(run_);
  }

 private:
  /// What a replica's process says. The handler of a read holds it, since a read that is given up still ends later.
  struct Output {
    Output(asio::io_context& io, int descriptor_of_its_own) : descriptor(io, descriptor_of_its_own) {}
    asio::posix::stream_descriptor descriptor;
    asio::streambuf said;
  };
  struct Replica {
    Child process;
    std::uint16_t port = 0;  ///< 0 until it listens
    bool member = true;      ///< as the operator wishes
    bool told = true;        ///< what it was told last
    std::shared_ptr<Output> output;
  };
  /// A session's way to one node.
  struct Line {
    std::shared_ptr<Connection> connection;
    std::string waiting;  ///< the newest request, sent as soon as the connection stands
    bool connecting = false;
  };

  [[nodiscard]] Time now() const { return monotonic_now() - began_; }

  template <class Done>
  void run_until(std::chrono::steady_clock::duration most, Done done) {
    const auto end = std::chrono::steady_clock::now() + most;
    while (!done() && wrong_.empty() && std::chrono::steady_clock::now() < end) io_.run_one_for(std::chrono::milliseconds(50));
  }

  template <class Then>
  void at(Time when, Then then) {
    auto timer = std::make_shared<asio::steady_timer>(io_, std::chrono::microseconds(std::max<Time>(0, when - now())));
    timer->async_wait([timer, then](boost::system::error_code error) {
      if (!error) then();
    });
  }

  void trace(TraceEvent event) {
    if (config_.trace) run_.trace.push_back(std::move(event));
  }

  // Replicas.

  void begin_proxies() {
    for (std::size_t from = 0; from < nodes_; ++from) {
      for (std::size_t to = 0; to < nodes_; ++to) {
        Proxy::Ways ways{.target = [this, to] { return replicas_[to].port; },
                         .fate = [this, from, to] { return network_.fate(static_cast<Endpoint>(from), static_cast<Endpoint>(to), now()); },
                         .told = [this, from, to](const Network::Fate& fate, const std::string& bytes) { message(from, to, fate, bytes); }};
        proxies_.push_back(std::make_unique<Proxy>(io_, std::move(ways)));
      }
    }
  }

  void message(std::size_t from, std::size_t to, const Network::Fate& fate, const std::string& bytes) {
    ++run_.count.sent;
    run_.count.bytes += bytes.size();
    const bool lost = fate.loss != Network::Loss::none;
    ++(lost ? run_.count.lost : run_.count.delivered);
    trace({.at = now(), .what = TraceEvent::What::sent, .node = node_at(from), .peer = node_at(to), .message = fate.number, .text = describe(bytes)});
    if (lost) {
      trace({.at = now(), .what = TraceEvent::What::dropped, .node = node_at(from), .peer = node_at(to), .message = fate.number,
             .text = fate.loss == Network::Loss::cut ? "the network is cut" : "lost"});
    }
  }

  [[nodiscard]] std::string describe(const std::string& bytes) {
    if (!config_.trace) return {};
    if (!describer_) describer_ = config_.protocol->replica(node_at(0), config_.options);
    return describer_->describe(bytes);
  }

  [[nodiscard]] std::string file(std::size_t node, const char* extension) const { return options_.folder + "/n" + std::to_string(node) + extension; }

  void start(std::size_t node) {
    std::string peers;
    for (std::size_t to = 0; to < nodes_; ++to) (peers += to == 0 ? "" : ",") += std::to_string(proxies_[node * nodes_ + to]->port());
    std::vector<std::string> arguments{"node", "--self", std::to_string(node), "--peers", peers, "--disk", file(node, ".sqlite")};
    for (const Setting& setting : settings()) {
      const std::string value = setting.get(config_);
      if (!value.empty()) arguments.insert(arguments.end(), {"--" + std::string(setting.name), value});
    }
    replicas_[node].told = replicas_[node].member;
    if (!replicas_[node].member) arguments.push_back("--spare");
    if (config_.trace) arguments.insert(arguments.end(), {"--trace", file(node, ".trace.jsonl")});
    Result<Child, std::string> process = Child::start(options_.program, arguments);
    if (!process) {
      wrong_ = process.error();
      return;
    }
    Replica& replica = replicas_[node];
    replica.process = std::move(process).value();
    replica.output = std::make_shared<Output>(io_, dup(replica.process.output()));
    asio::async_read_until(replica.output->descriptor, replica.output->said, '\n', [this, node, output = replica.output](boost::system::error_code error, std::size_t) {
      if (replicas_[node].output != output) return;  // of an earlier life
      std::istream line(&output->said);
      std::string word;
      unsigned port = 0;
      if (error || !(line >> word >> port) || word != "listening" || port > 65535) {
        if (error != asio::error::operation_aborted) wrong_ = "n" + std::to_string(node) + " ended before it was listening";
        return;
      }
      replicas_[node].port = static_cast<std::uint16_t>(port);
      wish(node, replicas_[node].member);  // it may have changed meanwhile
    });
    trace({.at = now(), .what = TraceEvent::What::started, .node = node_at(node)});
  }

  /// The operator wants the node to be a member, or not; it is told now, or when it listens.
  void wish(std::size_t node, bool member) {
    replicas_[node].member = member;
    if (replicas_[node].port == 0 || replicas_[node].told == member) return;
    replicas_[node].told = member;
    replicas_[node].process.signal(member ? kJoinSignal : kLeaveSignal);
  }

  void kill(std::size_t node) {
    Replica& replica = replicas_[node];
    if (replica.output) replica.output->descriptor.close();
    replica.output.reset();
    replica.process.kill_and_wait();
    replica.port = 0;
    trace({.at = now(), .what = TraceEvent::What::stopped, .node = node_at(node)});
  }

  // Faults.

  void begin_fault(std::size_t number) {
    const Fault& fault = run_.schedule[number];
    if (healed_) return;
    fault_active_[number] = true;
    trace({.at = now(), .what = TraceEvent::What::fault, .text = text_of(fault)});
    switch (fault.kind) {
      case Fault::Kind::partition:
      case Fault::Kind::clog:
      case Fault::Kind::hold: return network_.begin(fault);
      case Fault::Kind::crash: return kill(index(fault.node));
      case Fault::Kind::replace:
        kill(index(fault.node));
        for (const char* extension : {".sqlite", ".sqlite-wal", ".sqlite-shm"}) std::filesystem::remove(file(index(fault.node), extension));
        return;
      case Fault::Kind::pause:
      case Fault::Kind::slow: return replicas_[index(fault.node)].process.signal(SIGSTOP);  // the slowest that a process can be
      case Fault::Kind::leave: return wish(index(fault.node), false);
      case Fault::Kind::join: return wish(index(fault.node), true);
    }
  }

  void end_fault(std::size_t number) {
    if (!fault_active_[number]) return;
    fault_active_[number] = false;
    const Fault& fault = run_.schedule[number];
    trace({.at = now(), .what = TraceEvent::What::healed, .text = text_of(fault)});
    switch (fault.kind) {
      case Fault::Kind::partition:
      case Fault::Kind::clog:
      case Fault::Kind::hold: return network_.end(fault);
      case Fault::Kind::crash:
      case Fault::Kind::replace: return start(index(fault.node));
      case Fault::Kind::pause:
      case Fault::Kind::slow: return replicas_[index(fault.node)].process.signal(SIGCONT);
      case Fault::Kind::leave: return wish(index(fault.node), true);
      case Fault::Kind::join: return;
    }
  }

  void heal() {
    if (healed_) return;
    for (std::size_t i = 0; i < fault_active_.size(); ++i) end_fault(i);
    for (std::size_t i = 0; i < nodes_; ++i) {
      if (!replicas_[i].member) wish(i, true);  // a spare whose time had not come
    }
    network_.heal();
    healed_ = true;
    driver_->healed(now());
  }

  // Clients.

  void ask(Session session, Node node, const ClientRequest& request) override {
    trace({.at = now(), .what = TraceEvent::What::asked, .node = node, .token = request.token, .text = text_of(request.command)});
    Line& line = sessions_[index(session)][index(node)];
    if (line.connection) return line.connection->send(FrameKind::request, wire::encode(request));
    line.waiting = wire::encode(request);
    if (!line.connecting) connect(session, node);
  }

  void connect(Session session, Node node) {
    Line& line = sessions_[index(session)][index(node)];
    line.connecting = true;
    auto socket = std::make_shared<tcp::socket>(io_);
    socket->async_connect({asio::ip::address_v4::loopback(), replicas_[index(node)].port}, [this, session, node, socket](boost::system::error_code error) {
      Line& opened = sessions_[index(session)][index(node)];
      opened.connecting = false;
      if (error) return;  // the session asks again after its time-out
      opened.connection = std::make_shared<Connection>(std::move(*socket));
      opened.connection->start([this, node](const Frame& frame) { answer(node, frame); },
                               [this, session, node](const std::string&) { sessions_[index(session)][index(node)].connection.reset(); });
      opened.connection->send(FrameKind::hello, wire::encode(Hello{.client = true, .id = static_cast<std::uint32_t>(index(session))}));
      opened.connection->send(FrameKind::request, opened.waiting);
    });
  }

  void answer(Node node, const Frame& frame) {
    const std::optional<Reply> reply = frame.kind == FrameKind::reply ? wire::decode<Reply>(frame.payload) : std::nullopt;
    if (!reply) return;
    trace({.at = now(), .what = TraceEvent::What::answered, .node = node, .token = reply->token, .text = text_of(reply->answer)});
    driver_->answered(now(), node, reply->token, reply->answer);
  }

  void wake(Session session, Time when, std::uint64_t number) override {
    at(when, [this, session, number] { driver_->woken(now(), session, number); });
  }
  void begin_at(Session session, Time when) override {
    at(when, [this, session] { driver_->next_operation(now(), session); });
  }
  void plan_is_over() override { heal(); }
  void invoked(std::size_t operation, const Token& token) override {
    trace({.at = now(), .what = TraceEvent::What::invoked, .token = token, .operation = operation, .text = text_of(run_.operations[operation].command)});
    if (options_.journal != nullptr) in_flight_.emplace(operation, record_invocation(*options_.journal, run_.operations[operation]));
  }
  void completed(std::size_t operation, const Token& token) override {
    if (const auto running = in_flight_.find(operation); running != in_flight_.end()) {
      record_completion(*options_.journal, running->second, run_.operations[operation]);
      in_flight_.erase(running);
    }
    trace({.at = now(), .what = TraceEvent::What::completed, .token = token, .operation = operation,
           .text = std::string(name_of(run_.operations[operation].status))});
  }

  const RunConfig& config_;
  const TcpOptions& options_;
  std::size_t nodes_;
  RunResult run_;
  Network network_;
  std::string wrong_;
  Time began_ = 0;
  bool healed_ = false;
  std::vector<bool> fault_active_;
  std::unique_ptr<Protocol> describer_;
  asio::io_context io_{1};
  std::vector<std::unique_ptr<Proxy>> proxies_;  ///< from node times nodes plus to node
  std::vector<Replica> replicas_;
  std::vector<std::map<std::size_t, Line>> sessions_;
  std::optional<Driver> driver_;
  std::map<std::size_t, Recorder::Operation> in_flight_;  ///< by place in the record
};

}  // namespace

Result<RunResult, std::string> run_tcp(const RunConfig& config, const TcpOptions& options) { return TcpRun(config, options).run(); }

}  // namespace clio

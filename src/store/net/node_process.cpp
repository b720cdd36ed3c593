// One replica as a process: the same protocol code as in the simulator, with sockets, SQLite and the machine's clock around it.
//
// One thread, one event loop: an input is handled whole, effects included, before the next. A synced Persist blocks the loop until SQLite has
// committed, which is what the contract asks for. Messages to a peer that cannot be reached are dropped: protocols retransmit what matters.
// What comes from outside is not believed: every frame is length-checked, every payload decoded totally, and whoever sends something
// else is cut off and noted.
//
// Tested by tests/store/tcp_test.cpp.

#include "src/store/net/node_process.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iostream>
#include <list>
#include <map>
#include <random>

#include "src/store/manager/manager.hpp"
#include "src/store/net/connection.hpp"
#include "src/store/net/disk.hpp"
#include "src/store/run/trace.hpp"
#include "src/store/sim/random.hpp"

namespace clio::store {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kReconnect = std::chrono::milliseconds(20);
constexpr auto kFlush = std::chrono::milliseconds(50);

class NodeProcess {
 public:
  NodeProcess(const NodeConfig& config, std::unique_ptr<Disk> disk)
      : config_(config), disk_(std::move(disk)), acceptor_(io_), signals_(io_, SIGTERM, SIGINT), flush_(io_),
        random_(Random(std::random_device{}()).fork(index(config.self))), peers_(config.peers.size()) {
    for (const int signal : {kLeaveSignal, kJoinSignal}) signals_.add(signal);
    if (!config.trace.empty()) trace_.open(config.trace, std::ios::app);
    protocol_ = index(config.self) >= config.options.nodes ? make_manager(config.options) : config.protocol->replica(config.self, config.options);
  }

  std::string run() {
    const tcp::endpoint here(asio::ip::address_v4::loopback(), config_.port);
    boost::system::error_code error;
    acceptor_.open(here.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(here, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) return "port " + std::to_string(config_.port) + ": " + error.message();
    accept();
    await_signal();
    for (std::size_t i = 0; i < peers_.size(); ++i) {
      if (node_at(i) != config_.self) connect(i);
    }
    step(Started{&disk_->durable(), disk_->life(), !config_.spare});
    std::cout << "listening " << acceptor_.local_endpoint().port() << std::endl;
    io_.run();
    return {};
  }

 private:
  struct Peer {
    std::shared_ptr<Connection> connection;  ///< null while it cannot be reached
    std::unique_ptr<asio::steady_timer> retry;
  };
  struct Guest {  ///< somebody who has connected
    std::shared_ptr<Connection> connection;
    std::optional<Hello> hello;
  };

  void await_signal() {
    signals_.async_wait([this](boost::system::error_code error, int signal) {
      if (error) return;
      if (signal != kLeaveSignal && signal != kJoinSignal) return io_.stop();
      step(MembershipAsked{signal == kJoinSignal});
      await_signal();
    });
  }

  // Reaching others.

  void connect(std::size_t peer) {
    auto socket = std::make_shared<tcp::socket>(io_);
    socket->async_connect({asio::ip::address_v4::loopback(), config_.peers[peer]}, [this, peer, socket](boost::system::error_code error) {
      if (error) return connect_later(peer);
      peers_[peer].connection = std::make_shared<Connection>(std::move(*socket));
      peers_[peer].connection->start([](Frame) {}, [this, peer](const std::string&) {
        peers_[peer].connection.reset();
        connect_later(peer);
      });
      peers_[peer].connection->send(FrameKind::hello, wire::encode(Hello{.client = false, .id = static_cast<std::uint32_t>(index(config_.self))}));
    });
  }

  void connect_later(std::size_t peer) {
    peers_[peer].retry = std::make_unique<asio::steady_timer>(io_, kReconnect);
    peers_[peer].retry->async_wait([this, peer](boost::system::error_code error) {
      if (!error) connect(peer);
    });
  }

  // Being reached.

  void accept() {
    acceptor_.async_accept([this](boost::system::error_code error, tcp::socket socket) {
      if (!error) {
        const auto guest = guests_.insert(guests_.end(), Guest{.connection = std::make_shared<Connection>(std::move(socket)), .hello = std::nullopt});
        guest->connection->start([this, guest](const Frame& frame) { take(guest, frame); }, [this, guest](const std::string& why) { leave(guest, why); });
      }
      accept();
    });
  }

  void take(std::list<Guest>::iterator guest, const Frame& frame) {
    if (!guest->hello) {
      const std::optional<Hello> hello = frame.kind == FrameKind::hello ? wire::decode<Hello>(frame.payload) : std::nullopt;
      if (!hello || !hello->acceptable()) return leave(guest, "a greeting that is none of ours");
      if (!hello->client && hello->id >= peers_.size()) return leave(guest, "a greeting of node " + std::to_string(hello->id) + ", which does not exist");
      guest->hello = hello;
      if (hello->client) clients_[hello->id] = &*guest;
      return;
    }
    if (frame.kind == FrameKind::message && !guest->hello->client) return step(Received{node_at(guest->hello->id), frame.payload});
    if (frame.kind == FrameKind::request && guest->hello->client) {
      const auto request = wire::decode<ClientRequest>(frame.payload);
      if (request && index(request->token.session) == guest->hello->id) return step(*request);
    }
    leave(guest, "a frame that is not understood");
  }

  void leave(std::list<Guest>::iterator guest, const std::string& why) {
    if (!why.empty()) {
      std::cerr << "n" << index(config_.self) << ": cut off a connection: " << why << '\n';
      tell({.at = monotonic_now(), .what = TraceEvent::What::noted, .node = config_.self, .note = {.what = Note::What::rejected, .text = why}});
    }
    std::erase_if(clients_, [&](const auto& client) { return client.second == &*guest; });
    const std::shared_ptr<Connection> connection = std::move(guest->connection);
    connection->close();
    // The guest is forgotten once the callback that may stand above us has returned.
    asio::post(io_, [this, guest, connection] { guests_.erase(guest); });
  }

  // Inputs and effects.

  void step(const Input& input) {
    effects_.clear();
    protocol_->step(monotonic_now(), input, effects_);
    for (std::size_t i = 0; i < effects_.list().size(); ++i) {
      const Effect& effect = effects_.list()[i];
      if (const auto* persist = std::get_if<Persist>(&effect)) {
        disk_->write(*persist);
        unsynced_ = unsynced_ || persist->sync;
        if (!persist->sync) flush_later();
        continue;
      }
      if (const auto* forget = std::get_if<Forget>(&effect)) {
        disk_->erase(*forget);
        flush_later();
        continue;
      }
      make_durable();
      perform(effect);
    }
    make_durable();
  }

  void make_durable() {
    if (!unsynced_) return;
    disk_->sync();
    unsynced_ = false;
  }

  void flush_later() {
    if (flush_planned_) return;
    flush_planned_ = true;
    flush_.expires_after(kFlush);
    flush_.async_wait([this](boost::system::error_code error) {
      flush_planned_ = false;
      if (!error) disk_->sync();
    });
  }

  void perform(const Effect& effect) {
    if (const auto* send = std::get_if<Send>(&effect)) {
      if (index(send->to) >= peers_.size()) return;
      if (send->to == config_.self) return asio::post(io_, [this, bytes = send->bytes] { step(Received{config_.self, bytes}); });
      if (const auto& connection = peers_[index(send->to)].connection) connection->send(FrameKind::message, send->bytes);
    } else if (const auto* timer = std::get_if<SetTimer>(&effect)) {
      const Time delay = timer->delay + (timer->jitter > 0 ? random_.between(0, timer->jitter) : 0);
      auto& running = timers_[timer->timer];
      running = std::make_unique<asio::steady_timer>(io_, std::chrono::microseconds(delay));
      running->async_wait([this, name = timer->timer, self = running.get()](boost::system::error_code error) {
        const auto found = timers_.find(name);
        if (error || found == timers_.end() || found->second.get() != self) return;  // set anew, or cancelled
        timers_.erase(found);
        step(TimerFired{name});
      });
    } else if (const auto* cancel = std::get_if<CancelTimer>(&effect)) {
      timers_.erase(cancel->timer);
    } else if (const auto* reply = std::get_if<Reply>(&effect)) {
      const auto client = clients_.find(static_cast<std::uint32_t>(index(reply->token.session)));
      if (client != clients_.end() && client->second->connection) client->second->connection->send(FrameKind::reply, wire::encode(*reply));
    } else if (const auto* note = std::get_if<Note>(&effect)) {
      tell({.at = monotonic_now(), .what = TraceEvent::What::noted, .node = config_.self, .note = *note});
    }
  }

  void tell(const TraceEvent& event) {
    if (trace_.is_open()) trace_ << json_of(event) + '\n' << std::flush;
  }

  const NodeConfig& config_;
  asio::io_context io_{1};
  std::unique_ptr<Disk> disk_;
  std::unique_ptr<Protocol> protocol_;
  tcp::acceptor acceptor_;
  asio::signal_set signals_;
  asio::steady_timer flush_;
  Random random_;
  std::vector<Peer> peers_;
  std::list<Guest> guests_;
  std::map<std::uint32_t, Guest*> clients_;  ///< by session, the newest connection
  std::map<Timer, std::unique_ptr<asio::steady_timer>> timers_;
  Effects effects_;
  bool unsynced_ = false, flush_planned_ = false;
  std::ofstream trace_;
};

}  // namespace

Time monotonic_now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string run_node(const NodeConfig& config) {
  Result<std::unique_ptr<Disk>, std::string> disk = Disk::open(config.disk);
  if (!disk) return disk.error();
  try {
    return NodeProcess(config, std::move(disk).value()).run();
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace clio::store

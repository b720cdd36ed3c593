#include "src/record/proxy.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

namespace clio {

using boost::asio::ip::tcp;
using store::Connection;

Proxy::Proxy(boost::asio::io_context& io, Ways ways)
    : io_(io), ways_(std::move(ways)), acceptor_(io, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)) {
  accept();
}

void Proxy::accept() {
  acceptor_.async_accept([this](boost::system::error_code error, tcp::socket socket) {
    if (error == boost::asio::error::operation_aborted) return;
    if (error) return accept();  // of one who has gone away again
    open_.push_back({std::make_shared<Connection>(std::move(socket)), nullptr});
    open(std::prev(open_.end()));
    accept();
  });
}

/// Reads from the sender only once the receiver is connected: until then frames wait in the sender's socket.
void Proxy::open(std::list<Through>::iterator through) {
  auto socket = std::make_shared<tcp::socket>(io_);
  socket->async_connect({boost::asio::ip::address_v4::loopback(), ways_.target()}, [this, through, socket](boost::system::error_code error) {
    if (error) return close(through);
    through->to = std::make_shared<Connection>(std::move(*socket));
    through->to->start([](const store::Frame&) {}, [this, through](const std::string&) { close(through); });
    through->from->start([this, through](const store::Frame& frame) { pass(through, frame); }, [this, through](const std::string&) { close(through); });
  });
}

void Proxy::pass(std::list<Through>::iterator through, const store::Frame& frame) {
  if (frame.kind != store::FrameKind::message) return through->to->send(frame.kind, frame.payload);
  const store::Network::Fate fate = ways_.fate();
  ways_.told(fate, frame.payload);
  if (fate.loss != store::Network::Loss::none) return;
  for (const store::Time delay : {fate.delay, fate.second_delay}) {
    if (delay <= 0) continue;
    auto timer = std::make_shared<boost::asio::steady_timer>(io_, std::chrono::microseconds(delay));
    timer->async_wait([timer, to = through->to, payload = frame.payload](boost::system::error_code error) {
      if (!error) to->send(store::FrameKind::message, payload);
    });
  }
}

void Proxy::close(std::list<Through>::iterator through) {
  if (through->from == nullptr) return;
  through->from->close();
  if (through->to) through->to->close();
  // Callbacks of these connections may stand above us: forget them afterwards.
  boost::asio::post(io_, [this, through, from = std::move(through->from), to = std::move(through->to)] { open_.erase(through); });
}

}  // namespace clio

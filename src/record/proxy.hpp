#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <list>
#include <memory>

#include "src/store/net/connection.hpp"
#include "src/store/sim/network.hpp"

namespace clio {

/// Stands in a link from one node to another and treats each frame as the network of the run says: passes it on, later, twice, or not at all.
class Proxy {
 public:
  struct Ways {
    std::function<std::uint16_t()> target;                         ///< the receiver's port now, 0 while it is down
    std::function<store::Network::Fate()> fate;                    ///< of the next message
    std::function<void(const store::Network::Fate&, const std::string& bytes)> told;  ///< for the trace
  };
  Proxy(boost::asio::io_context& io, Ways ways);
  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  struct Through {
    std::shared_ptr<store::Connection> from, to;
  };
  void accept();
  void open(std::list<Through>::iterator through);
  void pass(std::list<Through>::iterator through, const store::Frame& frame);
  void close(std::list<Through>::iterator through);

  boost::asio::io_context& io_;
  Ways ways_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::list<Through> open_;
};

}  // namespace clio

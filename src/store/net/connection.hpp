#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <deque>
#include <functional>
#include <memory>

#include "src/store/net/frame.hpp"

namespace clio::store {

/// Frames over a TCP socket, in both directions. Shared between its owner and the reads and writes that are under way, as Asio needs it; after close() its
/// owner hears nothing more from it.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using OnFrame = std::function<void(Frame)>;
  /// Told once, why it ended ("" if the other side closed it).
  using OnEnd = std::function<void(std::string)>;

  explicit Connection(Socket socket) : socket_(std::move(socket)) {}

  void start(OnFrame on_frame, OnEnd on_end);
  /// Queues a frame; drops it where so much waits already that the other side cannot be listening.
  void send(FrameKind kind, std::string_view payload);
  void close();

 private:
  void read();
  void write();
  void end(const std::string& why);

  Socket socket_;
  OnFrame on_frame_;
  OnEnd on_end_;
  FrameReader reader_;
  std::array<char, 65536> buffer_;
  std::deque<std::string> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool writing_ = false, closed_ = false;
};

}  // namespace clio::store

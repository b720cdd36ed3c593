#include "src/store/net/connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace clio::store {
namespace {
constexpr std::size_t kWaitingBytesMax = 16u << 20;
}  // namespace

void Connection::start(OnFrame on_frame, OnEnd on_end) {
  on_frame_ = std::move(on_frame);
  on_end_ = std::move(on_end);
  boost::system::error_code ignored;
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  read();
}

void Connection::read() {
  socket_.async_read_some(boost::asio::buffer(buffer_), [self = shared_from_this()](boost::system::error_code error, std::size_t size) {
    if (self->closed_) return;
    if (error) return self->end(error == boost::asio::error::eof ? "" : error.message());
    self->reader_.feed({self->buffer_.data(), size});
    while (!self->closed_) {
      std::optional<Frame> frame = self->reader_.next();
      if (!frame) break;
      self->on_frame_(std::move(*frame));
    }
    if (self->closed_) return;
    if (!self->reader_.wrong().empty()) return self->end(self->reader_.wrong());
    self->read();
  });
}

void Connection::send(FrameKind kind, std::string_view payload) {
  if (closed_ || waiting_bytes_ > kWaitingBytesMax) return;
  waiting_.push_back(frame(kind, payload));
  waiting_bytes_ += waiting_.back().size();
  if (!writing_) write();
}

void Connection::write() {
  writing_ = true;
  boost::asio::async_write(socket_, boost::asio::buffer(waiting_.front()), [self = shared_from_this()](boost::system::error_code error, std::size_t) {
    self->writing_ = false;
    if (self->closed_) return;
    if (error) return self->end(error.message());
    self->waiting_bytes_ -= self->waiting_.front().size();
    self->waiting_.pop_front();
    if (!self->waiting_.empty()) self->write();
  });
}

void Connection::end(const std::string& why) {
  if (closed_) return;
  const OnEnd on_end = std::move(on_end_);
  close();
  if (on_end) on_end(why);
}

void Connection::close() {
  if (closed_) return;
  closed_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
  // What is running in a callback of ours goes on: the functions are let go only once nothing refers to this connection any more.
}

}  // namespace clio::store

#pragma once

#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

#include "checker/support/result.hpp"

namespace clio {

/// A command of the user's, run by /bin/sh, with pipes to its standard input and output. It and all that it starts end with this object, and with this
/// process, however that ends.
class ClientProcess {
 public:
  using Environment = std::vector<std::pair<std::string, std::string>>;

  ClientProcess() = default;
  ClientProcess(ClientProcess&& other) noexcept { *this = std::move(other); }
  ClientProcess& operator=(ClientProcess&& other) noexcept;
  ~ClientProcess() { end(); }

  /// Starts it, with variables on top of this process's. The error says why the system refuses another process.
  [[nodiscard]] static Result<ClientProcess, std::string> start(const std::string& command, const Environment& environment);

  [[nodiscard]] int output() const { return output_; }
  /// Writes without waiting; false where it is not taken whole. SIGPIPE must be ignored.
  [[nodiscard]] bool send(const std::string& line) const;
  void close_input();

  /// Whether it has ended by itself.
  [[nodiscard]] bool ended();
  /// Ends it and all that it has started, and waits until they are gone. Says how it ended: "exited with status 1", "was killed by signal 9", "was stopped".
  std::string end();

 private:
  pid_t guard_ = 0;
  int input_ = -1, output_ = -1;
  std::string how_ended_;
};

}  // namespace clio

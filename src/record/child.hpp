#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

#include "checker/support/result.hpp"

namespace clio {

/// A child process that does not outlive its parent, however that ends: the kernel kills it (PR_SET_PDEATHSIG), and the destructor does.
class Child {
 public:
  Child() = default;
  Child(Child&& other) noexcept { *this = std::move(other); }
  Child& operator=(Child&& other) noexcept;
  ~Child() { kill_and_wait(); }

  /// Starts `program` with `arguments`; what it writes to standard output can be read from output().
  [[nodiscard]] static Result<Child, std::string> start(const std::string& program, const std::vector<std::string>& arguments);

  [[nodiscard]] bool running() const { return pid_ > 0; }
  [[nodiscard]] int output() const { return output_; }
  void signal(int number) const;
  /// SIGKILL, and waits until it is gone.
  void kill_and_wait();

 private:
  pid_t pid_ = 0;
  int output_ = -1;
};

}  // namespace clio

#include "src/record/child.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

namespace clio {

Child& Child::operator=(Child&& other) noexcept {
  if (this == &other) return *this;
  kill_and_wait();
  pid_ = std::exchange(other.pid_, 0);
  output_ = std::exchange(other.output_, -1);
  return *this;
}

Result<Child, std::string> Child::start(const std::string& program, const std::vector<std::string>& arguments) {
  std::vector<char*> words;
  std::string name = program;
  words.push_back(name.data());
  std::vector<std::string> copies = arguments;
  for (std::string& word : copies) words.push_back(word.data());
  words.push_back(nullptr);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return Unexpected(std::string("no pipe: ") + std::strerror(errno));
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) {
    const std::string why = std::strerror(errno);
    close(ends[0]), close(ends[1]);
    return Unexpected("no process: " + why);
  }
  if (pid == 0) {  // only what is safe between fork and exec
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    dup2(ends[1], STDOUT_FILENO);
    close_range(3, ~0U, 0);  // above all the recorder's sockets: a copy in a child would keep a connection open that the recorder has closed
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    execv(program.c_str(), words.data());
    _exit(127);
  }
  close(ends[1]);
  Child child;
  child.pid_ = pid;
  child.output_ = ends[0];
  return child;
}

void Child::signal(int number) const {
  if (running()) ::kill(pid_, number);
}

void Child::kill_and_wait() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
  }
  if (output_ >= 0) close(std::exchange(output_, -1));
}

}  // namespace clio

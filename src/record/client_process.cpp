// Between this process and the user's command stands a guard: a small process that waits for either to end and then kills all that the command has
// started.
//
// The idea: the kernel tells the guard when this process dies, even by SIGKILL (PR_SET_PDEATHSIG), but would not tell the command's own children; and the
// command may start what it likes. So the command gets a process group, which is killed at once, and the guard is its subreaper
// (PR_SET_CHILD_SUBREAPER): whatever left the group, a daemon for instance, becomes a child of the guard when its parent dies, and is found there.
// Of the guard itself only SIGKILL by a stranger makes an end; the command's first process dies with it even then.
// Between fork and exec, and in the guard, only calls that are safe in a signal handler are made.
//
// Tested by tests/store/client_process_test.cpp.

#include "src/record/client_process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

extern char** environ;

namespace clio {
namespace {

constexpr int kSignalBase = 128;  // an exit status above it names a signal, as shells do

/// Kills the children of this process that are left, and theirs, until there are none.
void kill_descendants() {
  for (;;) {
    while (waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    const int file = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    char text[4096];
    const ssize_t size = read(file, text, sizeof text);
    close(file);
    if (size <= 0) return;
    pid_t pid = 0;
    for (ssize_t i = 0; i < size; ++i) {
      if (text[i] >= '0' && text[i] <= '9') {
        pid = pid * 10 + (text[i] - '0');
      } else if (pid > 0) {
        kill(pid, SIGKILL);
        pid = 0;
      }
    }
    if (waitpid(-1, nullptr, 0) < 0 && errno == ECHILD) return;
  }
}

/// Runs the command and watches over it; does not return.
[[noreturn]] void guard(pid_t parent, int input, int output, char* const* words, char* const* environment) {
  setpgid(0, 0);  // a signal of the terminal is for this process's parent, which passes it on by dying
  for (const int number : {SIGINT, SIGQUIT, SIGHUP}) std::signal(number, SIG_IGN);
  std::signal(SIGCHLD, SIG_DFL);
  sigset_t watched;
  sigemptyset(&watched);
  sigaddset(&watched, SIGTERM);
  sigaddset(&watched, SIGCHLD);
  sigprocmask(SIG_SETMASK, &watched, nullptr);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(0);

  const pid_t self = getpid();
  const pid_t client = fork();
  if (client < 0) _exit(kSignalBase - 1);
  if (client == 0) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != self) _exit(0);
    for (const int number : {SIGINT, SIGQUIT, SIGHUP, SIGPIPE}) std::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    dup2(input, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    close_range(3, ~0U, 0);
    execve(words[0], words, environment);
    _exit(kSignalBase - 1);
  }
  setpgid(client, client);  // whichever of the two is first
  close(STDIN_FILENO), close(STDOUT_FILENO);
  close_range(3, ~0U, 0);   // the pipes' ends above all: else nobody would see them close

  siginfo_t ended{};
  for (;;) {
    // Not reaped yet, so that its number names nobody else when its group is killed.
    if (waitid(P_PID, static_cast<id_t>(client), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == client) break;
    siginfo_t told{};
    if (sigwaitinfo(&watched, &told) == SIGTERM) break;
  }
  kill(-client, SIGKILL);
  int status = 0;
  while (waitpid(client, &status, 0) < 0 && errno == EINTR) {
  }
  kill_descendants();
  _exit(WIFEXITED(status) ? WEXITSTATUS(status) : kSignalBase + WTERMSIG(status));
}

std::string told(int status) {
  if (!WIFEXITED(status)) return "was lost";  // somebody killed the guard
  const int code = WEXITSTATUS(status);
  return code > kSignalBase ? "was killed by signal " + std::to_string(code - kSignalBase) : "exited with status " + std::to_string(code);
}

}  // namespace

ClientProcess& ClientProcess::operator=(ClientProcess&& other) noexcept {
  if (this == &other) return *this;
  end();
  guard_ = std::exchange(other.guard_, 0);
  input_ = std::exchange(other.input_, -1);
  output_ = std::exchange(other.output_, -1);
  how_ended_ = std::move(other.how_ended_);
  return *this;
}

Result<ClientProcess, std::string> ClientProcess::start(const std::string& command, const Environment& environment) {
  std::string shell = "/bin/sh", option = "-c", line = command;
  char* const words[] = {shell.data(), option.data(), line.data(), nullptr};
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  std::vector<char*> all;
  for (std::string& variable : variables) all.push_back(variable.data());
  for (char** variable = environ; *variable != nullptr; ++variable) {
    bool replaced = false;
    for (const auto& [name, value] : environment) replaced = replaced || std::string_view(*variable).starts_with(name + "=");
    if (!replaced) all.push_back(*variable);
  }
  all.push_back(nullptr);

  int to[2], from[2];
  if (pipe2(to, O_CLOEXEC) != 0) return Unexpected(std::string("no pipe: ") + std::strerror(errno));
  if (pipe2(from, O_CLOEXEC) != 0) {
    const std::string why = std::strerror(errno);
    close(to[0]), close(to[1]);
    return Unexpected("no pipe: " + why);
  }
  fcntl(to[1], F_SETFL, O_NONBLOCK);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) guard(parent, to[0], from[1], words, all.data());
  const std::string why = pid < 0 ? std::strerror(errno) : "";
  close(to[0]), close(from[1]);
  ClientProcess process;
  process.input_ = to[1];
  process.output_ = from[0];
  if (pid < 0) return Unexpected("no process: " + why);
  process.guard_ = pid;
  return process;
}

bool ClientProcess::send(const std::string& line) const {
  return input_ >= 0 && write(input_, line.data(), line.size()) == static_cast<ssize_t>(line.size());
}

void ClientProcess::close_input() {
  if (input_ >= 0) close(std::exchange(input_, -1));
}

bool ClientProcess::ended() {
  int status = 0;
  if (guard_ > 0 && waitpid(guard_, &status, WNOHANG) == guard_) {
    guard_ = 0;
    how_ended_ = told(status);
  }
  return guard_ <= 0;
}

std::string ClientProcess::end() {
  close_input();
  if (output_ >= 0) close(std::exchange(output_, -1));
  if (!ended()) {
    kill(guard_, SIGTERM);
    kill(guard_, SIGCONT);
    while (waitpid(guard_, nullptr, 0) < 0 && errno == EINTR) {
    }
    guard_ = 0;
    how_ended_ = "was stopped";
  }
  return how_ended_;
}

}  // namespace clio

#pragma once

#include <string>

#include "adapters/formats/recording/recorder.hpp"
#include "checker/support/result.hpp"
#include "src/store/run/run.hpp"

namespace clio {

/// Where a run over TCP finds its program and leaves its files.
struct TcpOptions {
  std::string program;  ///< this program: `program node ...` is a replica
  std::string folder;   ///< for databases and traces of the nodes; made if it is absent
  Recorder* journal = nullptr;  ///< what clients do is also recorded here, while they do it: it survives whatever ends this process
};

/// Runs a protocol as processes on this machine: one `clio node` a replica (and the manager), real clients, real clocks, real kills. Crashes are
/// SIGKILL and a new process on the same database; pauses SIGSTOP; the network's faults are made by proxies between the nodes, frame by frame.
/// The same configuration gives another run each time. Whatever ends this process, no replica is left behind. Takes about config.duration.
/// The error says what could not be started. Throws std::system_error where the journal cannot be written.
[[nodiscard]] Result<store::RunResult, std::string> run_tcp(const store::RunConfig& config, const TcpOptions& options);

}  // namespace clio

#pragma once

#include <memory>
#include <string>

#include "adapters/formats/recording/recorder.hpp"

namespace clio {

/// The recording of a run that is under way: beside its history's file, "OUT.rec", until that is written. What kills the recorder leaves the journal,
/// and in it every operation that was invoked; all of Clio's commands read it.
class Journal {
 public:
  /// `out` is where the history will go; "-" or empty: the journal is a temporary file. Times are microseconds since now. Throws std::system_error,
  /// also where the journal of an earlier run is still there (std::errc::file_exists).
  Journal(const std::string& out, const std::string& name, const std::string& about);

  [[nodiscard]] Recorder& recorder() { return *recorder_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  /// The history is written, or nothing was recorded: the journal is not needed any more.
  void remove();

 private:
  std::string path_;
  std::unique_ptr<Recorder> recorder_;
};

}  // namespace clio

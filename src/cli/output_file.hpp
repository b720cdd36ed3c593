#pragma once

#include <fstream>
#include <string>

namespace clio {

/// A file that appears under its name only when it is complete: written beside it and renamed by commit(). "-" is standard output.
/// Throws UsageError where it cannot be written.
class OutputFile {
 public:
  OutputFile(std::string path, std::ostream& standard_output);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  [[nodiscard]] std::ostream& stream() { return path_ == "-" ? standard_output_ : file_; }
  void commit();

 private:
  std::string path_, partial_;
  std::ostream& standard_output_;
  std::ofstream file_;
};

}  // namespace clio

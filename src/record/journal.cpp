#include "src/record/journal.hpp"

#include <chrono>
#include <filesystem>
#include <system_error>

#include "adapters/input/temporary.hpp"

namespace clio {

Journal::Journal(const std::string& out, const std::string& name, const std::string& about) : path_(out.empty() || out == "-" ? temporary_file(".rec") : out + ".rec") {
  Recorder::Options options;
  options.name = name;
  options.about = about;
  options.clock = [began = std::chrono::steady_clock::now()] {
    return static_cast<std::int64_t>(std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began).count());
  };
  recorder_ = std::make_unique<Recorder>(path_, std::move(options));
}

void Journal::remove() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

}  // namespace clio

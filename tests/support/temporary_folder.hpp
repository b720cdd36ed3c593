#pragma once

#include <string>

#include "adapters/input/temporary.hpp"

namespace clio::test {

/// That is easily filled.
class TemporaryFolder : public clio::TemporaryFolder {
 public:
  /// Writes a file, and the folders that its name asks for; answers its path.
  std::string write(const std::string& name, const std::string& text) const;
};

}  // namespace clio::test

#pragma once

#include <string>

#include "src/report/judgement.hpp"
#include "src/report/palette.hpp"

namespace clio {

/// How a report for people is set.
struct TextOptions {
  Palette palette;
  bool witness = false;     ///< print the orders that prove satisfied models
  std::size_t width = 100;  ///< columns of running text
};

/// One block for one history: name, sizes, a line for each model, the strongest ones; then why models are violated: the sentence, the
/// minimal history in lecture notation, the cycle edge by edge, where the operations stand in the file. Ends with a newline. Precondition:
/// judgement.judged().
[[nodiscard]] std::string judgement_text(const Judgement& judgement, const TextOptions& options);

/// "PATH:LINE: message", or "PATH: message" where the line is not known.
[[nodiscard]] std::string error_text(const std::string& path, const InputError& error);

}  // namespace clio

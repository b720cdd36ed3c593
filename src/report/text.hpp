#pragma once

#include <optional>
#include <string>

#include "src/report/judgement.hpp"
#include "src/report/palette.hpp"

namespace clio {

/// How a report for people is set.
struct TextOptions {
  Palette palette;
  bool witness = false;     ///< print the orders that prove satisfied models
  std::size_t width = 100;  ///< columns of running text, and of pictures
  bool picture = false;     ///< a counterexample with its cycle's arrows between the lanes, instead of in lecture notation with its edges below
  std::optional<std::size_t> picture_operations_max;  ///< larger ones as without `picture`, and a word about --picture; nothing: whatever can be drawn
};

/// One block for one history: name, sizes, a line for each model, the strongest ones; then why models are violated: the sentence, the
/// minimal history in lecture notation (or as a picture with the cycle's arrows), the cycle edge by edge, where the operations stand in the file. Ends with a newline. Precondition:
/// judgement.judged().
[[nodiscard]] std::string judgement_text(const Judgement& judgement, const TextOptions& options);

/// "PATH:LINE: message", or "PATH: message" where the line is not known.
[[nodiscard]] std::string error_text(const std::string& path, const InputError& error);

}  // namespace clio

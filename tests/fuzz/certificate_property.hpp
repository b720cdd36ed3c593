#pragma once

#include <string_view>

namespace clio::fuzz {

/// Of the verifier: whatever the certificate, it answers with words, and accepts no false verdict. The first byte chooses a model and a verdict, the rest is what follows the certificate's head; the
/// whole input is put to the verifier as well. Stops the program where that does not hold.
void check_certificate(std::string_view input);

}  // namespace clio::fuzz

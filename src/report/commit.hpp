#pragma once

namespace clio {

/// The commit that the program was built from, "+" behind it where sources differed; "unknown" where that could not be told.
extern const char* const kCommit;

}  // namespace clio

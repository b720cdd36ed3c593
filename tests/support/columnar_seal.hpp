#pragma once

#include <string>

namespace clio::test {

/// Puts right every checksum of a file of binary columns that can be, so that a test can say what is wrong behind one. Does nothing to what is no such file.
void seal_columnar(std::string& text);

}  // namespace clio::test

#pragma once

#include <cctype>
#include <string>
#include <string_view>

namespace clio::oracle {

/// Letters and digits of a sentence, as test names want them: "4OperationsNoTimes".
inline std::string in_one_word(std::string_view sentence) {
  std::string word;
  bool begins = true;
  for (const char c : sentence) {
    const bool counts = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (counts) word += begins ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    begins = !counts;
  }
  return word;
}

}  // namespace clio::oracle

// The hash of Fowler, Noll and Vo (FNV-1a, 64 bits) over a text of what a verdict depends on: neither names nor lines, nodes or versions.
// Tested by: tests/certificate/verify_test.cpp.
#include "checker/history/digest.hpp"

#include <cstdint>
#include <cstdio>
#include <string_view>

namespace clio {
namespace {

class Hash {
 public:
  void take(std::string_view text) {
    for (const char letter : text) hash_ = (hash_ ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
  }
  [[nodiscard]] std::string digits() const {
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash_));
    return digits;
  }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325;
};

}  // namespace

std::string digest(const History& h) {
  Hash hash;
  hash.take(std::string(name_of(h.object())) + (h.timed() ? " timed " : " ") + (h.transactional() ? "transactions " : ""));
  hash.take(std::to_string(h.header().clock_uncertainty));
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    hash.take("\n" + std::string(name_of(h.kind(op))) + " " + std::string(name_of(h.status(op))) + (h.success(op) ? " " : " no "));
    hash.take(std::to_string(index(h.transaction(op))));
    hash.take(" " + h.process_name(h.process(op)).to_json());
    hash.take(" " + h.key_name(h.key(op)).to_json());
    for (const ValueId value : {h.value(op), h.expected(op), h.initial(h.key(op))}) hash.take(" " + h.value_at(value).to_json());
    if (h.timed()) hash.take(" " + std::to_string(h.call(op)) + " " + std::to_string(h.response(op)));
  }
  return hash.digits();
}

}  // namespace clio

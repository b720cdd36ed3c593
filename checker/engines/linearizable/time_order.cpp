// Sorting by time: insertion while it pays, else least-significant-digit radix.
//
// A recording is written in the order of calls or responses, and with k clients an entry is rarely more than k places from where it
// belongs: insertion sort then does n * k/2 moves within one cache line or two. It is given 8 moves an entry; whoever needs more (many clients, files joined
// from several hosts) gets a radix sort over the digits in which the times differ at all, which never looks at more than 6 digits of 11 bits.
// Tested by tests/linearizable/time_order_test.cpp.

#include "checker/engines/linearizable/time_order.hpp"

#include <algorithm>
#include <array>

namespace clio::linearizable {
namespace {

constexpr std::size_t kMovesPerEntry = 8;
constexpr unsigned kDigitBits = 11;

/// Whether it finished within its moves; if not, the entries are in some other order of which equals are still in theirs.
bool insert_in_order(std::vector<AtTime>& entries) {
  std::size_t moves_left = kMovesPerEntry * entries.size();
  for (std::size_t i = 1; i < entries.size(); ++i) {
    const AtTime entry = entries[i];
    std::size_t place = i;
    while (place > 0 && entries[place - 1].at > entry.at && moves_left > 0) {
      entries[place] = entries[place - 1];
      --place;
      --moves_left;
    }
    entries[place] = entry;
    if (moves_left == 0) return false;
  }
  return true;
}

void radix_sort(std::vector<AtTime>& entries, std::vector<AtTime>& scratch) {
  // Flipping the sign bit makes unsigned order agree with signed order.
  const auto bits = [](const AtTime& entry) { return static_cast<std::uint64_t>(entry.at) ^ (std::uint64_t{1} << 63); };
  std::uint64_t least = ~std::uint64_t{0}, most = 0;
  for (const AtTime& entry : entries) {
    least = std::min(least, bits(entry));
    most = std::max(most, bits(entry));
  }
  scratch.resize(entries.size());
  const std::uint64_t range = most - least;
  for (unsigned shift = 0; shift < 64 && range >> shift != 0; shift += kDigitBits) {
    std::array<std::size_t, (1u << kDigitBits) + 1> begin{};
    const auto digit = [&](const AtTime& entry) { return (bits(entry) - least) >> shift & ((1u << kDigitBits) - 1); };
    for (const AtTime& entry : entries) ++begin[digit(entry) + 1];
    for (std::size_t d = 1; d < begin.size(); ++d) begin[d] += begin[d - 1];
    for (const AtTime& entry : entries) scratch[begin[digit(entry)]++] = entry;
    entries.swap(scratch);
  }
}

}  // namespace

void sort_by_time(std::vector<AtTime>& entries, std::vector<AtTime>& scratch) {
  if (insert_in_order(entries)) return;
  if (entries.size() < 512) {
    std::stable_sort(entries.begin(), entries.end(), [](const AtTime& a, const AtTime& b) { return a.at < b.at; });
  } else {
    radix_sort(entries, scratch);
  }
}

}  // namespace clio::linearizable

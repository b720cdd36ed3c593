#pragma once

#include <cstdint>
#include <vector>

#include "checker/engines/transactional/transactions.hpp"

namespace clio::transactional {

/// For each place one read of the transaction that is looked at: an entry a place, never cleared. Memory: 8 bytes a place. Lifetime: borrows `transactions`.
class ReadsByPlace {
 public:
  static constexpr std::uint32_t kNone = 0xffffffffu;

  explicit ReadsByPlace(const Transactions& transactions) : t_(&transactions), entries_(transactions.place_count()) {}
  [[nodiscard]] static std::size_t bytes(const Transactions& t) { return 8 * t.place_count(); }

  /// The reader's read of the place; kNone: it has none, so far.
  [[nodiscard]] std::uint32_t at(Place place, Node reader) const { return entries_[place].reader == reader ? entries_[place].read : kNone; }
  void set(Place place, Node reader, std::uint32_t read) { entries_[place] = {reader, read}; }

  /// Calls visit(read) for those of the reader's reads here that are of a place that `source` writes; all of them stand among its reads from `begin` up to `end`. Walks whichever is less (AWDIT, section 4).
  template <class Visit>
  void each_written_by(Node source, Node reader, std::uint32_t begin, std::uint32_t end, Visit visit) const {
    constexpr std::size_t kProbe = 8;  // looking for a place among a transaction's writes costs as much as so many looks at an entry
    if (t_->writes(source).size() <= kProbe * (end - begin)) {
      for (const Place place : t_->writes(source)) {
        if (const std::uint32_t read = at(place, reader); read != kNone) visit(read);
      }
      return;
    }
    for (std::uint32_t read = begin; read < end; ++read) {
      const Place place = t_->read(read).place;
      if (at(place, reader) == read && t_->writes(source, place)) visit(read);
    }
  }

 private:
  struct Entry {
    Node reader = kNoNode;
    std::uint32_t read = 0;
  };
  const Transactions* t_;
  std::vector<Entry> entries_;
};

}  // namespace clio::transactional

#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "checker/relations/base_relations.hpp"

namespace clio::transactional {

/// An element of a set, as a place of its own: what is added, removed and looked for there. Dense, in order of first appearance.
using Place = std::uint32_t;

/// The elements that the operations of a set history name, and who writes them. Cost: O(n). Lifetime: borrows the history.
class SetElements {
 public:
  explicit SetElements(const BaseRelations& relations);

  [[nodiscard]] std::size_t count() const { return key_of_.size(); }
  [[nodiscard]] KeyId key_of(Place place) const { return key_of_[place]; }
  [[nodiscard]] ValueId element_of(Place place) const { return element_of_[place]; }
  /// Precondition: an operation of the history names it.
  [[nodiscard]] Place place(KeyId key, ValueId element) const { return place_of_.at(packed(key, element)); }
  /// The participants that add or remove the element, in the order of the file.
  [[nodiscard]] std::span<const OpId> writers(Place place) const {
    return {writers_.data() + writers_begin_[place], writers_.data() + writers_begin_[place + 1]};
  }

  /// Calls visit(place, there) for each element of the key that a read or contains tells of, until it answers false. Answers whether it never did, and whether the read returned a set of
  /// named elements, each once.
  template <class Visit>
  [[nodiscard]] bool each_seen(OpId read, Visit visit) const {
    const History& h = *history_;
    if (h.kind(read) == Kind::contains) return visit(place(h.key(read), h.value(read)), h.success(read));
    std::vector<Place> there;
    if (!members(read, there)) return false;
    auto member = there.begin();
    for (const Place place : places(h.key(read))) {
      const bool in = member != there.end() && *member == place;
      if (in) ++member;
      if (!visit(place, in)) return false;
    }
    return true;
  }
  /// Participants that may have made what a read or contains saw: additions of what was there, removals of what was not.
  [[nodiscard]] std::vector<OpId> sources(OpId read) const;
  /// Whether a read returned an element twice that operations name.
  [[nodiscard]] bool repeats(OpId read) const;

 private:
  [[nodiscard]] std::span<const Place> places(KeyId key) const { return places_[index(key)]; }
  /// The elements that a read returned, as far as operations name them, ascending; false where one is named nowhere, or twice there, or it is no array.
  [[nodiscard]] bool members(OpId read, std::vector<Place>& there) const;

  const History* history_;
  std::unordered_map<std::uint64_t, Place> place_of_;
  std::vector<KeyId> key_of_;
  std::vector<ValueId> element_of_;
  std::vector<std::vector<Place>> places_;  // by key, ascending
  std::vector<std::uint32_t> writers_begin_;
  std::vector<OpId> writers_;
};

}  // namespace clio::transactional

#include "checker/engines/transactional/set_elements.hpp"

#include <algorithm>

namespace clio::transactional {

SetElements::SetElements(const BaseRelations& relations) : history_(&relations.history()), places_(history_->key_count()) {
  const History& h = *history_;
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (h.kind(op) == Kind::read) continue;
    const auto [entry, added] = place_of_.try_emplace(packed(h.key(op), h.value(op)), static_cast<Place>(key_of_.size()));
    if (!added) continue;
    places_[index(h.key(op))].push_back(entry->second);
    key_of_.push_back(h.key(op));
    element_of_.push_back(h.value(op));
  }
  std::vector<std::vector<OpId>> writers(count());
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    const bool writes = h.kind(op) == Kind::add || h.kind(op) == Kind::remove;
    if (writes && relations.participates(op)) writers[place(h.key(op), h.value(op))].push_back(op);
  }
  for (const std::vector<OpId>& here : writers) {
    writers_begin_.push_back(static_cast<std::uint32_t>(writers_.size()));
    writers_.insert(writers_.end(), here.begin(), here.end());
  }
  writers_begin_.push_back(static_cast<std::uint32_t>(writers_.size()));
}

bool SetElements::members(OpId read, std::vector<Place>& there) const {
  const History& h = *history_;
  const ValueId value = h.value(read);
  const Value::Array* const array = ValueTable::is_small(value) ? nullptr : h.values().entry(value).as_array();
  if (array == nullptr) return false;
  bool named = true;
  for (const Value& element : *array) {
    ValueId id{};
    const auto entry = h.values().find(element, id) ? place_of_.find(packed(h.key(read), id)) : place_of_.end();
    if (entry == place_of_.end()) named = false;
    else there.push_back(entry->second);
  }
  std::sort(there.begin(), there.end());
  return std::adjacent_find(there.begin(), there.end()) == there.end() && named;
}

bool SetElements::repeats(OpId read) const {
  std::vector<Place> there;
  static_cast<void>(members(read, there));
  return std::adjacent_find(there.begin(), there.end()) != there.end();
}

std::vector<OpId> SetElements::sources(OpId read) const {
  const History& h = *history_;
  std::vector<OpId> sources;
  const auto add = [&](Place place, bool there) {
    for (const OpId writer : writers(place)) {
      if ((h.kind(writer) == Kind::add) == there) sources.push_back(writer);
    }
  };
  if (h.kind(read) == Kind::contains) {
    add(place(h.key(read), h.value(read)), h.success(read));
    return sources;
  }
  std::vector<Place> there;  // also of a read that cannot be right: what it returned may have been written
  static_cast<void>(members(read, there));
  for (const Place place : places(h.key(read))) add(place, std::binary_search(there.begin(), there.end(), place));
  return sources;
}

}  // namespace clio::transactional

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
  for (const Value& element : *array) {
    ValueId id{};
    if (!h.values().find(element, id)) return false;
    const auto entry = place_of_.find(packed(h.key(read), id));
    if (entry == place_of_.end()) return false;
    there.push_back(entry->second);
  }
  std::sort(there.begin(), there.end());
  return std::adjacent_find(there.begin(), there.end()) == there.end();
}

std::vector<OpId> SetElements::sources(OpId read) const {
  std::vector<OpId> sources;
  // A read of what is no set has no source, and the answer does not matter.
  static_cast<void>(each_seen(read, [&](Place place, bool there) {
    for (const OpId writer : writers(place)) {
      if ((history_->kind(writer) == Kind::add) == there) sources.push_back(writer);
    }
    return true;
  }));
  return sources;
}

bool SetElements::saw(OpId read, Place place) const {
  if (history_->kind(read) == Kind::contains) return history_->success(read);
  std::vector<Place> there;
  return members(read, there) && std::binary_search(there.begin(), there.end(), place);
}

}  // namespace clio::transactional

// What a nemesis did, as annotations.
//
// The idea: Jepsen's nemesis is one process, but its events do not say which is an invocation: both are :info. So an event ends the newest open one of its function, and
// that with the same value first, since several may run at once in what Clio writes. Nobody is judged by this, so a wrong pair harms nothing but a picture.
// Cost: O(events log functions): of a function only the newest kOpenMax are taken for open, so that a recording of beginnings alone costs no more.
// Tested by tests/adapters/annotations_test.cpp.
#include "adapters/formats/jepsen/nemesis.hpp"

#include <algorithm>
#include <utility>

namespace clio::jepsen {

void Nemesis::take(const Event& event) {
  std::vector<std::size_t>& open = open_.try_emplace(std::string(event.function)).first->second;
  if (event.begins || open.empty()) {
    if (open.size() == kOpenMax) open.erase(open.begin());
    open.push_back(operations_.size());
    operations_.push_back({event.time, kNever, event.position, kNever, std::string(event.function), std::string(event.value), event.node});
    return;
  }
  auto found = std::find_if(open.rbegin(), open.rend(), [&](std::size_t i) { return operations_[i].value == event.value && operations_[i].node == event.node; });
  if (found == open.rend()) found = open.rbegin();
  Operation& operation = operations_[*found];
  operation.end = std::max(operation.begin, event.time);  // nothing orders the times of a nemesis
  operation.end_position = event.position;
  if (!event.value.empty()) operation.value = event.value;
  if (!event.node.is_null()) operation.node = event.node;
  open.erase(std::next(found).base());
}

std::vector<Annotation> Nemesis::annotations(bool timed) const {
  std::vector<Annotation> all;
  for (const Operation& operation : operations_) {
    const bool both = !operation.function.empty() && !operation.value.empty();
    const auto [begin, end] = timed ? std::pair(operation.begin, operation.end) : std::pair(operation.begin_position, operation.end_position);
    all.push_back({begin, end, operation.function + (both ? " " : "") + operation.value, operation.node});
  }
  return all;
}

NemesisWords nemesis_words(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const std::size_t space = text.find(' ');
  const std::string_view first = text.substr(0, space);
  const bool name = !first.empty() && letter(first.front()) &&
                    std::all_of(first.begin(), first.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '?' || c == '!'; });
  if (!name || (space != std::string_view::npos && space + 1 == text.size())) return {{}, text};
  return {first, space == std::string_view::npos ? std::string_view() : text.substr(space + 1)};
}

}  // namespace clio::jepsen

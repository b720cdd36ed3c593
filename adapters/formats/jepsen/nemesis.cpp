// What a nemesis did, as annotations.
//
// The idea: Jepsen's nemesis is one process, but its events do not say which is an invocation: both are :info. So an event ends the newest open one of its function, and
// that with the same value first, since several may run at once in what Clio writes. Nobody is judged by this, so a wrong pair harms nothing but a picture.
// Cost: linear but for the open ones, of which there are few.
// Tested by tests/adapters/annotations_test.cpp.
#include "adapters/formats/jepsen/nemesis.hpp"

#include <algorithm>

namespace clio::jepsen {

void Nemesis::take(const Event& event) {
  const auto fits = [&](std::size_t i, bool exactly) {
    const Operation& open = operations_[i];
    return open.function == event.function && (!exactly || (open.value == event.value && open.node == event.node));
  };
  auto found = open_.rend();
  if (!event.begins) {
    found = std::find_if(open_.rbegin(), open_.rend(), [&](std::size_t i) { return fits(i, true); });
    if (found == open_.rend()) found = std::find_if(open_.rbegin(), open_.rend(), [&](std::size_t i) { return fits(i, false); });
  }
  if (found == open_.rend()) {
    open_.push_back(operations_.size());
    operations_.push_back({event.time, kNever, std::string(event.function), std::string(event.value), event.node});
    return;
  }
  Operation& operation = operations_[*found];
  operation.end = event.time;
  if (!event.value.empty()) operation.value = event.value;
  if (!event.node.is_null()) operation.node = event.node;
  open_.erase(std::next(found).base());
}

std::vector<Annotation> Nemesis::annotations() const {
  std::vector<Annotation> all;
  for (const Operation& operation : operations_) {
    const bool both = !operation.function.empty() && !operation.value.empty();
    all.push_back({operation.begin, operation.end, operation.function + (both ? " " : "") + operation.value, operation.node});
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

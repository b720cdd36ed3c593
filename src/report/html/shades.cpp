// What was wrong during a run, as bands behind the lines of its plots.
//
// Tested by tests/report/trace_test.cpp.

#include "src/report/html/shades.hpp"

#include <algorithm>
#include <map>

#include "src/draw/measures.hpp"
#include "src/report/words.hpp"

namespace clio {
namespace {

void sort_by_begin(std::vector<draw::Shade>& shades) {
  std::stable_sort(shades.begin(), shades.end(), [](const draw::Shade& a, const draw::Shade& b) { return a.from < b.from; });
}

}  // namespace

std::vector<draw::Shade> shades_of(const Trace& trace, const History& history) {
  const Time last = draw::end_of(history);
  std::vector<draw::Shade> shades;
  const auto add = [&](Time from, Time until, std::string name) {
    shades.push_back({static_cast<double>(from), static_cast<double>(until == kNever ? std::max(last, from) : until), std::move(name)});
  };
  for (const Trace::Fault& fault : trace.faults) add(fault.from, fault.until, printable(trace.texts[fault.text]));
  std::map<std::uint32_t, Time> down;  // since when a node is
  const auto node_is_down = [&](std::uint32_t node, Time from, Time until) { add(from, until, "node " + std::to_string(node) + " down"); };
  for (const Trace::Note& note : trace.notes) {
    const std::string& what = trace.texts[note.what];
    if (what == "stopped") down.try_emplace(note.node, note.at);
    if (what != "started") continue;
    const auto since = down.find(note.node);
    if (since == down.end()) continue;
    node_is_down(note.node, since->second, note.at);
    down.erase(since);
  }
  for (const auto& [node, since] : down) node_is_down(node, since, kNever);
  sort_by_begin(shades);
  return shades;
}

std::vector<draw::Shade> shades_of(const std::optional<Trace>& trace, const History& history) {
  std::vector<draw::Shade> shades = draw::faults_of_annotations(history);
  if (!trace || !history.timed()) return shades;
  const std::vector<draw::Shade> traced = shades_of(*trace, history);
  shades.insert(shades.end(), traced.begin(), traced.end());
  sort_by_begin(shades);
  return shades;
}

}  // namespace clio

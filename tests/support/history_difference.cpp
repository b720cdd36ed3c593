#include "tests/support/history_difference.hpp"

namespace clio::test {

std::string difference(const History& a, const History& b) {
  Header x = a.header(), y = b.header();
  x.initial = y.initial = Value();  // compared for each operation's key below: there are several ways to say the same
  x.initial_of.clear(), y.initial_of.clear();
  x.cut_off.clear(), y.cut_off.clear();  // about one file, not about the history
  x.order_for_times.clear(), y.order_for_times.clear();
  if (!(x == y)) return "the header";
  if (a.size() != b.size() || a.transactional() != b.transactional()) return "size or transactions";
  if (!a.empty() && a.timed() != b.timed()) return "times";
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto op = id_at<OpId>(i);
    Operation row = a.at(op), other = b.at(op);
    const bool values = a.value_at(row.value) == b.value_at(other.value) && a.value_at(row.expected) == b.value_at(other.expected) &&
                        a.value_at(a.initial(row.key)) == b.value_at(b.initial(other.key));
    const bool nodes = (row.node == kNoNode) == (other.node == kNoNode) && (row.node == kNoNode || a.node_name(row.node) == b.node_name(other.node));
    const bool names = a.process_name(row.process) == b.process_name(other.process) && a.key_name(row.key) == b.key_name(other.key) && nodes;
    row.value = other.value, row.expected = other.expected, row.line = other.line;
    row.process = other.process, row.key = other.key, row.node = other.node;
    if (!values || !names || !(row == other) || a.transaction(op) != b.transaction(op)) return "operation " + std::to_string(i);
  }
  return {};
}

}  // namespace clio::test

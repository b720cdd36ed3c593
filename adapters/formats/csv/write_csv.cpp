// The writer of comma-separated values: the columns that some operation needs, a row an operation.
// Tested by tests/adapters/csv_test.cpp and tests/fuzz/.
#include <ostream>
#include <string>

#include "adapters/formats/csv/csv.hpp"
#include "adapters/formats/csv/csv_rows.hpp"

namespace clio {
namespace {

bool is_name(const Value& name) { return name.as_int() || (name.as_string() && !name.as_string()->empty()); }

struct Columns {
  bool keys = false, expected = false, success = false, status = false, node = false, version = false, arrays = false;
  std::uint32_t kinds = 0;
};

Columns columns_of(const History& h) {
  Columns c;
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    c.kinds |= 1u << static_cast<unsigned>(h.kind(op));
    c.keys = c.keys || !h.key_name(h.key(op)).is_null();
    c.expected = c.expected || h.kind(op) == Kind::cas;
    c.success = c.success || h.kind(op) == Kind::cas || h.kind(op) == Kind::contains;
    c.status = c.status || h.status(op) != (h.timed() && h.response(op) == kNever ? Status::unknown : Status::ok);
    c.node = c.node || h.node(op) != kNoNode;
    c.version = c.version || h.version(op);
    c.arrays = c.arrays || (h.kind(op) == Kind::read && h.value_at(h.value(op)).as_array());
  }
  return c;
}

std::vector<std::string> lost_of(const History& h, const Columns& c) {
  std::vector<std::string> lost;
  const auto say = [&](bool is_lost, std::string what) {
    if (is_lost) lost.push_back(std::move(what));
  };
  bool processes = false, keys = false, nodes = false, initial = false;
  for (std::size_t i = 0; i < h.process_count(); ++i) processes = processes || !is_name(h.process_name(id_at<ProcessId>(i)));
  for (std::size_t i = 0; i < h.key_count(); ++i) {
    keys = keys || (c.keys && !is_name(h.key_name(id_at<KeyId>(i))));
    initial = initial || (h.initial(id_at<KeyId>(i)) != kNull && !(h.object() == Object::counter && h.value_at(h.initial(id_at<KeyId>(i))) == Value(0)));
  }
  for (std::size_t i = 0; i < h.node_count(); ++i) nodes = nodes || !is_name(h.node_name(id_at<NodeId>(i)));
  say(!h.empty() && object_shown_by(c.kinds, c.arrays) != h.object(), "that the object is a " + std::string(name_of(h.object())) + ", which the operations do not show");
  say(initial, "an initial value");
  say(processes, "names of processes that are neither integers nor words");
  say(keys, "names of keys that are neither integers nor words, beside others");
  say(nodes, "names of nodes that are neither integers nor words");
  const Header& header = h.header();
  say(!header.name.empty() || !header.about.empty() || !header.expect.empty(), "the header's name, description and expectations");
  say(!header.annotations.empty(), "annotations");
  say(header.clock_uncertainty != 0 || header.one_clock, "the header's clock");
  return lost;
}

/// A string that reads back as itself stands bare; all else is JSON.
std::string cell_of(const Value& value) {
  if (value.is_null()) return "";
  const std::string* text = value.as_string();
  if (!text) return csv::quoted_cell(value.to_json());
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  bool word = !text->empty() && *text != "true" && *text != "false" && *text != "null";
  for (const char c : *text) word = word && (is_letter(c) || (c >= '0' && c <= '9'));
  return word && is_letter(text->front()) ? *text : csv::quoted_cell(value.to_json());
}

}  // namespace

std::vector<std::string> write_csv(const History& h, std::ostream& out, const WriteOptions& options) {
  const Columns c = columns_of(h);
  std::vector<std::string> lost = lost_of(h, c);
  if (!lost.empty() && !options.lossy) return lost;
  out << "process" << (h.transactional() ? ",txn" : "") << ",op" << (c.keys ? ",key" : "") << ",value" << (c.expected ? ",expected" : "") << (c.success ? ",success" : "")
      << (h.timed() ? ",call,return" : "") << (c.status ? ",status" : "") << (c.node ? ",node" : "") << (c.version ? ",version" : "") << '\n';
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    const bool answers = h.kind(op) == Kind::cas || h.kind(op) == Kind::contains;
    out << cell_of(h.process_name(h.process(op)));
    if (h.transactional()) out << ',' << index(h.transaction(op));
    out << ',' << name_of(h.kind(op));
    if (c.keys) out << ',' << cell_of(h.key_name(h.key(op)));
    const bool null_given = h.value(op) == kNull && h.kind(op) != Kind::erase && h.kind(op) != Kind::acquire && h.kind(op) != Kind::release;
    out << ',' << (null_given ? "null" : cell_of(h.value_at(h.value(op))));
    if (c.expected) out << ',' << (h.kind(op) != Kind::cas ? "" : h.expected(op) == kNull ? "null" : cell_of(h.value_at(h.expected(op))));
    if (c.success) out << ',' << (!answers ? "" : h.success(op) ? "true" : "false");
    if (h.timed()) {
      out << ',' << h.call(op) << ',';
      if (h.response(op) != kNever) out << h.response(op);
    }
    if (c.status) out << ',' << name_of(h.status(op));
    if (c.node) out << ',' << (h.node(op) == kNoNode ? "" : cell_of(h.node_name(h.node(op))));
    if (c.version) {
      out << ',';
      if (const auto version = h.version(op)) out << *version;
    }
    out << '\n';
  }
  return lost;
}

}  // namespace clio

#include "tests/benchmarks/history_text.hpp"

#include <charconv>
#include <map>
#include <string>
#include <string_view>

namespace clio::bench {
namespace {

class Writer {
 public:
  Writer(std::ostream& out, bool timed) : out_(out), timed_(timed) {}
  ~Writer() { out_.write(block_.data(), static_cast<std::streamsize>(block_.size())); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void header(const Header& header) {
    block_ += "{\"clio\":1,\"name\":\"" + header.name + "\"";
    for (const auto& [model, holds] : header.expect) block_ += ",\"expect\":{\"" + model + "\":" + (holds ? "true}" : "false}");
    block_ += "}\n";
  }

  void row(const Row& row) {
    static constexpr std::string_view kNames[] = {"read", "write", "cas"};
    text("{\"process\":"), integer(row.process);
    text(",\"op\":\""), text(kNames[static_cast<std::size_t>(row.op)]);
    text("\",\"key\":\"k"), integer(row.key), text("\"");
    if (row.op == Op::cas) text(",\"expected\":"), value(row.expected);
    text(",\"value\":"), value(row.value);
    if (row.op == Op::cas && !row.failed && row.response != kPending) text(row.success ? ",\"success\":true" : ",\"success\":false");
    if (timed_) {
      text(",\"call\":"), integer(row.call);
      text(",\"return\":");
      if (row.response == kPending) text("null");
      else integer(row.response);
    }
    if (row.failed) text(",\"status\":\"fail\"");
    else if (row.response == kPending) text(",\"status\":\"unknown\"");
    text("}\n");
    if (block_.size() > (1u << 16)) {
      out_.write(block_.data(), static_cast<std::streamsize>(block_.size()));
      block_.clear();
    }
  }

 private:
  void text(std::string_view t) { block_ += t; }
  void integer(std::int64_t i) {
    char digits[24];
    block_.append(digits, std::to_chars(digits, digits + sizeof digits, i).ptr);
  }
  void value(std::int64_t v) {
    if (v == kNull) text("null");
    else integer(v);
  }

  std::ostream& out_;
  bool timed_;
  std::string block_;
};

}  // namespace

Header header_of(const Arguments& a) {
  static const std::map<Plant, std::string> kBroken{{Plant::stale, "linearizable"}, {Plant::causal, "weak-causal"}, {Plant::store_buffering, "sequential"}, {Plant::long_fork, "sequential"}};
  static const std::map<Shape, std::string> kKept{{Shape::linearizable, "linearizable"}, {Shape::sequential, "sequential"}, {Shape::causal_convergent, "causal-convergent"}, {Shape::causal, "causal"}};
  Header header{.name = "generated: " + a.shape + ", seed " + std::to_string(a.settings.seed)};
  const bool planted = a.settings.plant != Plant::none;
  const bool certain = planted ? a.settings.values == 0 : a.timed || a.settings.shape != Shape::linearizable;
  if (certain) header.expect.emplace_back(planted ? kBroken.at(a.settings.plant) : kKept.at(a.settings.shape), !planted);
  return header;
}

void write_history(const Arguments& arguments, const Run& run, std::ostream& out) {
  Writer writer(out, arguments.timed);
  writer.header(header_of(arguments));
  for (const Row& row : run.rows) writer.row(row);
}

}  // namespace clio::bench

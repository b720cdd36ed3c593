#include "tests/benchmarks/transaction_text.hpp"

#include <charconv>
#include <string>
#include <string_view>

namespace clio::bench {
namespace {

class Writer {
 public:
  explicit Writer(std::ostream& out) : out_(out) {}
  ~Writer() { out_.write(block_.data(), static_cast<std::streamsize>(block_.size())); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  Writer& operator<<(std::string_view text) {
    block_ += text;
    return *this;
  }
  Writer& operator<<(std::int64_t number) {
    char digits[24];
    block_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
    return *this;
  }
  void end_line() {
    block_ += '\n';
    if (block_.size() <= (std::size_t{1} << 16)) return;
    out_.write(block_.data(), static_cast<std::streamsize>(block_.size()));
    block_.clear();
  }

 private:
  std::ostream& out_;
  std::string block_;
};

/// Of an aborted transaction the format keeps the writes.
void write_plume(const TransactionRun& run, Writer& out) {
  std::int64_t number = 0;
  for (const Transaction& txn : run.transactions) {
    for (std::uint64_t i = txn.begin; i < txn.end; ++i) {
      const TransactionOperation& op = run.operations[i];
      if (txn.failed && op.is_read) continue;
      out << (op.is_read ? "r(" : "w(") << std::int64_t{op.key} << "," << op.value << "," << std::int64_t{txn.session} << "," << (txn.failed ? -1 : number) << ")";
      out.end_line();
    }
    number += txn.failed ? 0 : 1;
  }
}

void write_native(const TransactionArguments& arguments, const TransactionRun& run, Writer& out) {
  const bool lists = arguments.settings.data == TransactionData::lists;
  out << "{\"clio\":1,\"name\":\"generated: " << arguments.store << (arguments.plant.empty() ? "" : " with " + arguments.plant) << ", seed "
      << static_cast<std::int64_t>(arguments.settings.seed) << "\"" << (lists ? ",\"object\":\"list\"}" : ",\"initial\":0}");
  out.end_line();
  for (const Transaction& txn : run.transactions) {
    out << "{\"process\":" << std::int64_t{txn.session} << ",\"txn\":[";
    for (std::uint64_t i = txn.begin; i < txn.end; ++i) {
      const TransactionOperation& op = run.operations[i];
      out << (i == txn.begin ? "" : ",") << (op.is_read ? "{\"op\":\"read\"" : lists ? "{\"op\":\"append\"" : "{\"op\":\"write\"") << ",\"key\":" << std::int64_t{op.key}
          << ",\"value\":";
      if (lists && op.is_read) {
        out << "[";
        for (std::uint32_t e = 0; e < op.element_count; ++e) out << (e == 0 ? "" : ",") << run.elements[op.elements + e];
        out << "]}";
      } else {
        out << op.value << "}";
      }
    }
    out << (txn.failed ? "],\"status\":\"fail\"}" : "]}");
    out.end_line();
  }
}

}  // namespace

void write_transactions(const TransactionArguments& arguments, const TransactionRun& run, std::ostream& out) {
  Writer writer(out);
  if (arguments.text == TransactionText::plume) write_plume(run, writer);
  else write_native(arguments, run, writer);
}

}  // namespace clio::bench

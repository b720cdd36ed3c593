// The binary of 2019: numbers of fixed size, everything that varies behind its count. A count is believed only as far as the bytes that it needs are there,
// so that a wrong one costs neither time nor memory.
// Tested by tests/adapters/dbcop_test.cpp, malformed_test.cpp and tests/fuzz/.
#include <limits>
#include <string>
#include <vector>

#include "adapters/formats/dbcop/dbcop.hpp"

namespace clio {
namespace {

class DbcopBincodeReader {
 public:
  DbcopBincodeReader(std::string_view bytes, const ReadOptions& options) : options_(options), bytes_(bytes) {
    builder_.header().initial = options.initial.value_or(Value(0));
  }

  HistoryOrErrors read() {
    if (!bytes_.empty() && !document()) return Unexpected(std::vector<InputError>{{0, std::move(error_)}});
    return std::move(builder_).build(options_.errors_max);
  }

 private:
  static constexpr std::size_t kEventBytes = 18, kTransactionBytesMin = 9, kSessionBytesMin = 8;

  bool wrong(std::string message) {
    error_ = "byte " + std::to_string(at_) + ": " + std::move(message);
    return false;
  }
  bool number(std::uint64_t& value, std::string_view what) {
    if (bytes_.size() - at_ < 8) return wrong("found the end of the file; expected " + std::string(what) + ", eight bytes (was the file cut off?)");
    value = 0;
    for (std::size_t i = 0; i < 8; ++i) value |= std::uint64_t{static_cast<unsigned char>(bytes_[at_ + i])} << (8 * i);
    at_ += 8;
    return true;
  }
  /// How many of something follow, each at least so long.
  bool count(std::uint64_t& value, std::string_view what, std::size_t bytes_each) {
    if (!number(value, "the number of " + std::string(what))) return false;
    if (value <= (bytes_.size() - at_) / bytes_each) return true;
    at_ -= 8;
    return wrong("found " + std::to_string(value) + " as the number of " + std::string(what) + "; expected no more than the rest of the file holds");
  }
  bool flag(bool& value, std::string_view what) {
    if (at_ == bytes_.size()) return wrong("found the end of the file; expected " + std::string(what) + " (was the file cut off?)");
    const char byte = bytes_[at_];
    if (byte != 0 && byte != 1) return wrong("found " + std::to_string(static_cast<unsigned char>(byte)) + "; expected 0 or 1, " + std::string(what));
    value = byte == 1;
    ++at_;
    return true;
  }

  bool document() {
    std::uint64_t ignored = 0, length = 0, sessions = 0;
    for (const char* what : {"the history's id", "the number of nodes", "the number of variables", "the number of transactions", "the number of events"}) {
      if (!number(ignored, what)) return false;
    }
    for (const char* what : {"bytes of the info", "bytes of the start time", "bytes of the end time"}) {
      if (!count(length, what, 1)) return false;
      at_ += length;
    }
    if (!count(sessions, "sessions", kSessionBytesMin)) return false;
    for (std::uint64_t s = 0; s < sessions; ++s) {
      if (!session(static_cast<std::int64_t>(s))) return false;
    }
    return at_ == bytes_.size() || wrong("found more bytes; expected the end of the file after the last session");
  }

  bool session(std::int64_t name) {
    std::uint64_t transactions = 0;
    if (!count(transactions, "transactions of a session", kTransactionBytesMin)) return false;
    for (std::uint64_t t = 0; t < transactions; ++t) {
      if (!transaction(name)) return false;
    }
    return true;
  }

  bool transaction(std::int64_t session) {
    std::uint64_t events = 0;
    if (!count(events, "events of a transaction", kEventBytes)) return false;
    rows_.clear();
    failed_.clear();
    for (std::uint64_t e = 0; e < events; ++e) {
      if (!event(session)) return false;
    }
    bool success = false;
    if (!flag(success, "whether the transaction committed")) return false;
    if (!rows_.empty()) {
      rows_.front().status = success ? Status::ok : Status::fail;
      builder_.add_transaction(rows_);
    }
    for (const Operation& row : failed_) builder_.add_transaction({&row, 1});
    return true;
  }

  bool event(std::int64_t session) {
    bool write = false, success = false;
    std::uint64_t variable = 0, value = 0;
    if (!flag(write, "whether the event writes") || !number(variable, "a variable") || !number(value, "a value") || !flag(success, "whether the event succeeded")) {
      return false;
    }
    if (!write && !success) return true;  // it says nothing
    const Operation row{.kind = write ? Kind::write : Kind::read, .status = success ? Status::ok : Status::fail, .process = builder_.process(session),
                        .key = builder_.key(Value(variable)), .value = builder_.value(Value(value))};
    (success ? rows_ : failed_).push_back(row);
    return true;
  }

  const ReadOptions& options_;
  std::string_view bytes_;
  std::size_t at_ = 0;
  HistoryBuilder builder_;
  std::vector<Operation> rows_;
  std::vector<Operation> failed_;  ///< writes that did not happen, though their transaction may have
  std::string error_;
};

}  // namespace

HistoryOrErrors read_dbcop_bincode(std::string_view bytes, const ReadOptions& options) { return DbcopBincodeReader(bytes, options).read(); }

bool recognises_dbcop_bincode(std::string_view beginning) {
  // Five numbers that are small for 64 bits, as counts are: no text has such bytes; then a text whose length fits.
  constexpr std::size_t kNumbers = 6;
  if (beginning.size() < 8 * kNumbers) return false;
  for (std::size_t n = 0; n < kNumbers; ++n) {
    for (std::size_t i = 5; i < 8; ++i) {
      if (beginning[8 * n + i] != 0) return false;
    }
  }
  return true;
}

}  // namespace clio

// Cobra's logs: records of fixed size behind a letter.
//
// The idea: Cobra wraps every value that a client writes in the ids of the transaction and of the write, and logs for a read whose wrapping it found. So what was read is
// known exactly, also where clients write equal values, and a history's values are these ids. A value that comes back in the right wrapping with another content (another
// hash) was written by nobody. Ids of writes are drawn apart by their clients; where two bear one id all the same, the second one's value is spelt out.
// Invariant: the writes are known before the first read is given its value, since a log may be read before that of the session whose write it observed.
// Cost: linear. Memory: 40 bytes an operation and a node of a hash table for each write, then the history's columns.
// Tested by tests/adapters/cobra_test.cpp, malformed_test.cpp and tests/fuzz/.
#include "adapters/formats/cobra/cobra.hpp"

#include <unordered_map>

namespace clio {
namespace {

constexpr std::int64_t kOfTheBeginning = 0xbebeebee;  // the value that a key had before the clients began
constexpr std::int64_t kOfNothing = 0xdeadbeef;       // there was no value
constexpr std::int64_t kOfADelete = 0xabcdefab;       // there was one, and it was deleted
constexpr std::size_t kNumberBytes = 8;

std::size_t numbers_of(char record) {
  switch (record) {
    case 'S':
    case 'C': return 1;
    case 'W': return 3;
    case 'R': return 4;
    default: return 0;
  }
}

std::int64_t number_at(std::string_view bytes, std::size_t at) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < kNumberBytes; ++i) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return static_cast<std::int64_t>(number);
}

class CobraReader {
 public:
  explicit CobraReader(const ReadOptions& options) : options_(options) {
    if (options.initial) builder_.header().initial = *options.initial;
  }

  bool add(std::string_view bytes, const Value& session);
  [[nodiscard]] const std::string& message() const { return message_; }
  HistoryOrErrors finish();

 private:
  struct Logged {
    bool write;
    std::int64_t transaction, id, key, hash;  ///< of a read: those of the write that it observed
  };
  struct Transaction {
    std::size_t begin;
    ProcessId process;
  };
  struct Written {
    std::int64_t transaction, hash;
  };

  bool record(std::string_view bytes, std::size_t& at, const Value& session);
  bool wrong(std::size_t at, std::string message) {
    message_ = "byte " + std::to_string(at) + ": " + std::move(message);
    return false;
  }
  ValueId value_of(const Logged& logged);

  const ReadOptions& options_;
  HistoryBuilder builder_;
  std::vector<Logged> logged_;
  std::vector<Transaction> transactions_;
  std::optional<std::int64_t> open_;
  std::size_t opened_at_ = 0;
  std::unordered_map<std::int64_t, Written> written_;  ///< by the write's id
  std::string message_;
};

bool CobraReader::add(std::string_view bytes, const Value& session) {
  open_.reset();
  for (std::size_t at = 0; at < bytes.size();) {
    if (!record(bytes, at, session)) return false;
  }
  return !open_ || wrong(bytes.size(), "found the end of the file within the transaction of byte " + std::to_string(opened_at_) + "; expected 'C' and its id (was the file cut off?)");
}

bool CobraReader::record(std::string_view bytes, std::size_t& at, const Value& session) {
  const char kind = bytes[at];
  const std::size_t numbers = numbers_of(kind);
  if (numbers == 0) {
    return wrong(at, "found the byte " + std::to_string(static_cast<unsigned char>(kind)) + "; expected 'S', 'W', 'R' or 'C', the beginning of a record");
  }
  if ((bytes.size() - at - 1) / kNumberBytes < numbers) {
    return wrong(at, "found the end of the file within a record; expected " + std::to_string(numbers * kNumberBytes) + " bytes after '" + kind + "' (was the file cut off?)");
  }
  const auto number = [&](std::size_t n) { return number_at(bytes, at + 1 + n * kNumberBytes); };
  if (kind == 'S') {
    if (open_) return wrong(at, "found the beginning of a transaction within that of byte " + std::to_string(opened_at_) + "; expected 'C' and its id first");
    open_ = number(0);
    opened_at_ = at;
    transactions_.push_back({logged_.size(), builder_.process(session)});
  } else if (!open_) {
    return wrong(at, std::string("found '") + kind + "' outside of a transaction; expected 'S' and its id first");
  } else if (kind == 'C') {
    if (number(0) != *open_) {
      return wrong(at, "found the end of transaction " + std::to_string(number(0)) + "; expected that of " + std::to_string(*open_) + ", which byte " + std::to_string(opened_at_) + " began");
    }
    open_.reset();
  } else if (kind == 'W') {
    const Logged write{true, *open_, number(0), number(1), number(2)};
    if (write.id == kOfTheBeginning || write.id == kOfNothing || write.id == kOfADelete) {
      return wrong(at, "found a write with the id " + std::to_string(write.id) + ", which stands for no write; expected another");
    }
    written_.try_emplace(write.id, Written{write.transaction, write.hash});
    logged_.push_back(write);
  } else {
    const Logged read{false, number(0), number(1), number(2), number(3)};
    if (read.id == kOfADelete) return wrong(at, "found a read of a deleted value; expected none, since the format does not say which delete it was");
    logged_.push_back(read);
  }
  at += 1 + numbers * kNumberBytes;
  return true;
}

ValueId CobraReader::value_of(const Logged& logged) {
  if (logged.id == kOfTheBeginning || logged.id == kOfNothing) return builder_.value(builder_.header().initial);
  const auto written = written_.find(logged.id);
  if (written != written_.end() && written->second.transaction == logged.transaction && written->second.hash == logged.hash) return builder_.value(logged.id);
  return builder_.value(Value(Value::Array{Value(logged.transaction), Value(logged.id), Value(logged.hash)}));
}

HistoryOrErrors CobraReader::finish() {
  builder_.reserve(logged_.size());
  std::vector<Operation> rows;
  for (std::size_t t = 0; t < transactions_.size(); ++t) {
    const std::size_t end = t + 1 < transactions_.size() ? transactions_[t + 1].begin : logged_.size();
    rows.clear();
    for (std::size_t i = transactions_[t].begin; i < end; ++i) {
      rows.push_back({.kind = logged_[i].write ? Kind::write : Kind::read, .process = transactions_[t].process, .key = builder_.key(logged_[i].key), .value = value_of(logged_[i])});
    }
    if (!rows.empty()) builder_.add_transaction(rows);
  }
  return std::move(builder_).build(options_.errors_max);
}

Unexpected<std::vector<InputError>> one_error(std::string message) { return Unexpected(std::vector<InputError>{{0, std::move(message)}}); }

}  // namespace

HistoryOrErrors read_cobra_folder(std::span<const SessionFile> files, const ReadOptions& options) {
  CobraReader reader(options);
  for (const SessionFile& file : files) {
    if (!reader.add(file.text, file.session)) return one_error(file.name + ": " + reader.message());
  }
  return reader.finish();
}

HistoryOrErrors read_cobra(std::string_view bytes, const ReadOptions& options) {
  CobraReader reader(options);
  if (!reader.add(bytes, Value(0))) return one_error(reader.message());
  return reader.finish();
}

bool recognises_cobra(std::string_view beginning) {
  // Records that follow each other as they have to, and a number of which no text has the bytes.
  if (beginning.size() <= kNumberBytes + 1 || beginning.front() != 'S') return false;
  bool open = false;
  for (std::size_t at = 0; at < beginning.size(); at += 1 + numbers_of(beginning[at]) * kNumberBytes) {
    if (numbers_of(beginning[at]) == 0 || (beginning[at] == 'S') == open) return false;
    open = beginning[at] != 'C';
  }
  return beginning.substr(0, 2 * kNumberBytes).find('\0') != std::string_view::npos || static_cast<unsigned char>(beginning[1]) >= 0x80;
}

bool is_cobra_log(std::string_view name) {
  if (!name.starts_with('T') || !name.ends_with(".log")) return false;
  const std::string_view number = name.substr(1, name.size() - 1 - 4);
  return !number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace clio

// Today's JSON, walked over once: sessions, transactions, events; members that the format does not need are skipped.
// Tested by tests/adapters/dbcop_test.cpp, malformed_test.cpp and tests/fuzz/.
#include <vector>

#include "adapters/formats/dbcop/dbcop.hpp"
#include "adapters/json/json_cursor.hpp"
#include "adapters/text/line_cursor.hpp"

namespace clio {
namespace {

class DbcopJsonReader {
 public:
  DbcopJsonReader(std::string_view text, const ReadOptions& options) : options_(options), json_(text) {
    if (options.initial) builder_.header().initial = *options.initial;
  }

  HistoryOrErrors read() {
    if (!json_.at_end() && !document()) return Unexpected(std::vector<InputError>{std::move(error_)});
    return std::move(builder_).build(options_.errors_max);
  }

 private:
  /// Notes the first error and answers false.
  bool expected(std::string_view what) {
    if (error_.message.empty()) error_ = json_.wrong(what);
    return false;
  }

  /// The items of an array, each by `item`.
  template <class Item>
  bool array(std::string_view what, Item&& item) {
    if (!json_.take('[')) return expected(what);
    if (json_.take(']')) return true;
    do {
      if (!item()) return false;
    } while (json_.take(','));
    return json_.take(']') || expected(", or ]");
  }

  /// The members of an object: `member(name)` takes the value of those that it knows.
  template <class Member>
  bool object(std::string_view what, Member&& member) {
    if (!json_.take('{')) return expected(what);
    if (json_.take('}')) return true;
    do {
      const auto name = json_.plain_string();
      if (!name || !json_.take(':')) return expected("a member's name and :");
      if (!member(*name)) return false;
    } while (json_.take(','));
    return json_.take('}') || expected(", or }");
  }

  bool skip() { return json_.skip_value() || expected("a JSON value"); }

  bool document() {
    bool found = false;
    const auto data = [&] {
      if (std::exchange(found, true)) return expected("one \"data\"");
      return sessions();
    };
    const bool read = json_.next() == '{' ? object("", [&](std::string_view name) { return name == "data" ? data() : skip(); }) : data();
    if (!read) return false;
    if (!found) return expected("a member \"data\" with the sessions");
    return json_.at_end() || expected("the end of the file");
  }

  bool sessions() {
    return array("an array of sessions", [&] {
      const bool read = array("an array of transactions, which is a session", [&] { return transaction(); });
      ++session_;
      return read;
    });
  }

  bool transaction() {
    rows_.clear();
    line_ = json_.line();
    bool events = false;
    std::optional<bool> committed;
    const bool read = object("a transaction: an object with \"events\" and \"committed\"", [&](std::string_view name) {
      if (name == "events" && !std::exchange(events, true)) return array("an array of events", [&] { return event(); });
      if (name == "committed" && !committed) {
        committed = json_.take_word("true");
        return *committed || json_.take_word("false") || expected("true or false");
      }
      return name == "events" || name == "committed" ? expected("\"" + std::string(name) + "\" once in a transaction") : skip();
    });
    if (!read) return false;
    if (!events || !committed) return expected(events ? "a transaction with \"committed\"" : "a transaction with \"events\"");
    if (!rows_.empty()) {
      rows_.front().status = *committed ? Status::ok : Status::fail;
      rows_.front().line = static_cast<std::uint32_t>(line_);
      builder_.add_transaction(rows_);
    }
    return true;
  }

  bool event() { return json_.next() == '[' ? compact_event() : named_event(); }

  bool compact_event() {
    if (!json_.take('[')) return expected("an event");
    const auto kind = json_.plain_string();
    if (!kind || (*kind != "r" && *kind != "w")) return expected("\"r\" or \"w\", as in [\"w\",0,1]");
    std::optional<std::int64_t> variable;
    std::optional<Value> version;
    return (json_.take(',') || expected(",")) && take_variable(variable) && (json_.take(',') || expected(",")) &&
           take_version(*kind == "w", version) && (json_.take(']') || expected("]")) && add(*kind == "w", *variable, *version);
  }

  bool named_event() {
    if (!json_.take('{')) return expected("an event: {\"Write\":...}, {\"Read\":...}, [\"w\",0,1] or [\"r\",0,1]");
    const auto kind = json_.plain_string();
    if (!kind || (*kind != "Read" && *kind != "Write")) return expected("\"Read\" or \"Write\"");
    if (!json_.take(':')) return expected(":");
    std::optional<std::int64_t> variable;
    std::optional<Value> version;
    const bool read = object("an object with \"variable\" and \"version\"", [&](std::string_view name) {
      if (name == "variable" && !variable) return take_variable(variable);
      if (name == "version" && !version) return take_version(*kind == "Write", version);
      return expected("\"variable\" and \"version\", each once");
    });
    if (!read) return false;
    if (!variable || !version) return expected("\"variable\" and \"version\" of the event before");
    return (json_.take('}') || expected("}")) && add(*kind == "Write", *variable, *version);
  }

  bool take_variable(std::optional<std::int64_t>& variable) {
    variable = json_.integer();
    return variable || expected("a variable, an integer of 64 bits");
  }
  bool take_version(bool write, std::optional<Value>& version) {
    if (const auto integer = json_.integer()) version = Value(*integer);
    else if (!write && json_.take_word("null")) version = builder_.header().initial;
    return version || expected(write ? "a version, an integer of 64 bits" : "a version, an integer of 64 bits, or null, which is the initial one");
  }

  bool add(bool write, std::int64_t variable, const Value& version) {
    rows_.push_back({.kind = write ? Kind::write : Kind::read, .process = builder_.process(session_), .key = builder_.key(variable),
                     .value = builder_.value(version)});
    return true;
  }

  const ReadOptions& options_;
  JsonCursor json_;
  HistoryBuilder builder_;
  std::vector<Operation> rows_;  ///< of the transaction that is being read
  std::int64_t session_ = 0;
  std::size_t line_ = 0;
  InputError error_;
};

}  // namespace

HistoryOrErrors read_dbcop_json(std::string_view text, const ReadOptions& options) { return DbcopJsonReader(text, options).read(); }

bool recognises_dbcop_json(std::string_view beginning) {
  // Arrays within an array, with a transaction somewhere near; other formats of JSON have no "events".
  const std::size_t first = beginning.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || (beginning[first] != '[' && beginning[first] != '{')) return false;
  const bool transactions = beginning.find("\"events\"") != std::string_view::npos || beginning.find("\"committed\"") != std::string_view::npos;
  if (beginning[first] == '{') return transactions && beginning.find("\"data\"") != std::string_view::npos;
  return transactions;
}

}  // namespace clio

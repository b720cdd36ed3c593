// A trace, read and joined with its history.
//
// The trace says `operation` only where a client begins one; from then on it names the client's session and the number of its request, so those are kept as tokens. A message is one row however many
// events speak of it: sent, delivered or dropped, found again by its link and number. A message that is delivered twice is two rows.
//
// What a read missed follows the gate's argument (src/gate/cause.cpp): a write was acknowledged, a later read of its key was answered by a node that had not applied it. The message that matters is the one
// that had reached the node last when it did apply the write; or, where it never did, the last one from the node that acknowledged the write that was lost on the way.
//
// Tested by tests/report/trace_test.cpp.

#include "src/report/html/trace.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>

namespace clio {
namespace {

using Json = nlohmann::json;
using Token = std::pair<std::uint64_t, std::uint64_t>;  // session, request
using Link = std::tuple<std::uint32_t, std::uint32_t, std::uint64_t>;

constexpr std::size_t kTextMax = 240;  // bytes of what a message says: its beginning is what one looks for

class Reader {
 public:
  explicit Reader(const History& history) : history_(history) {
    trace_.texts.emplace_back();
    text_ids_.emplace("", 0);
    for (std::size_t i = 0; i < history.size(); ++i) by_id_.emplace(index(history.id_in_file(id_at<OpId>(i))), id_at<OpId>(i));
  }

  /// Empty, or what is wrong with the line.
  std::string line(std::string_view line) {
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) return {};
    if (++events_ > Trace::kEventsMax) {
      trace_.cut = true;
      return {};
    }
    const Json event = Json::parse(line, nullptr, false);
    if (event.is_discarded() || !event.is_object()) return "expected one event of a trace, a JSON object";
    const auto at = event.find("at");
    const bool fits = at != event.end() && at->is_number_integer() && (at->is_number_unsigned() ? at->get<std::uint64_t>() <= std::uint64_t{kTimeMax} : at->get<Time>() >= -kTimeMax);
    if (!fits) return "expected \"at\", an integer within 2^61";
    const std::string what = text(event, "event");
    if (what.empty()) return "expected \"event\", a string";
    take(event, what, at->get<Time>());
    return {};
  }

  Trace finish() {
    move_times();
    const auto by_time = [](const auto& a, const auto& b) { return a.at < b.at; };
    std::stable_sort(trace_.messages.begin(), trace_.messages.end(), [](const auto& a, const auto& b) { return a.sent < b.sent; });
    std::stable_sort(trace_.exchanges.begin(), trace_.exchanges.end(), by_time);
    std::stable_sort(trace_.notes.begin(), trace_.notes.end(), by_time);
    for (std::uint32_t i = 0; i < nodes_; ++i) trace_.nodes.push_back("n" + std::to_string(i));
    return std::move(trace_);
  }

 private:
  static constexpr std::uint64_t kNodesMax = 1000;
  static constexpr Time kTimeMax = Time{1} << 61;  // so that moving them cannot overflow

  static std::string text(const Json& event, const char* name) {
    const auto member = event.find(name);
    return member != event.end() && member->is_string() ? member->get<std::string>() : std::string();
  }
  static std::optional<std::uint64_t> number(const Json& event, const char* name) {
    const auto member = event.find(name);
    if (member == event.end() || !member->is_number_integer() || (!member->is_number_unsigned() && member->get<std::int64_t>() < 0)) return std::nullopt;
    return member->get<std::uint64_t>();
  }
  std::optional<std::uint32_t> node(const Json& event, const char* name) {
    const std::optional<std::uint64_t> found = number(event, name);
    if (!found || *found >= kNodesMax) return std::nullopt;
    nodes_ = std::max(nodes_, static_cast<std::uint32_t>(*found) + 1);
    return static_cast<std::uint32_t>(*found);
  }
  static std::optional<Token> token(const Json& event) {
    const auto session = number(event, "session"), request = number(event, "request");
    if (!session || !request || *request == 0) return std::nullopt;
    return Token(*session, *request);
  }
  std::int64_t operation(const Json& event) const {
    const std::optional<Token> known = token(event);
    const auto found = known ? operations_.find(*known) : operations_.end();
    return found == operations_.end() ? Trace::kNone : static_cast<std::int64_t>(found->second);
  }
  std::uint32_t intern(std::string text) {
    if (text.size() > kTextMax) {
      std::size_t end = kTextMax;
      while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
      text = text.substr(0, end) + "…";
    }
    const auto [found, fresh] = text_ids_.try_emplace(text, static_cast<std::uint32_t>(trace_.texts.size()));
    if (fresh) trace_.texts.push_back(std::move(text));
    return found->second;
  }

  void take(const Json& event, const std::string& what, Time at) {
    if (what == "invoked") return begin(event, at);
    if (what == "sent" || what == "delivered" || what == "dropped") return message(event, what, at);
    if (what == "asked" || what == "answered") {
      const auto where = node(event, "node");
      const bool answer = what == "answered";
      if (where) trace_.exchanges.push_back({.operation = operation(event), .node = *where, .at = at, .answer = answer, .text = intern(text(event, answer ? "answer" : "command"))});
      return;
    }
    if (what == "fault") {
      open_faults_.push_back(trace_.faults.size());
      trace_.faults.push_back({.from = at, .until = kNever, .text = intern(text(event, "fault"))});
      return;
    }
    if (what == "healed") return heal(intern(text(event, "fault")), at);
    if (const auto where = node(event, "node")) {
      trace_.notes.push_back({.node = *where, .at = at, .what = intern(what), .operation = about(event), .text = intern(detail(event, what))});
    }
  }

  void begin(const Json& event, Time at) {
    const std::optional<std::uint64_t> id = number(event, "operation");
    const std::optional<Token> known = token(event);
    if (!id || !known) return;
    operations_[*known] = *id;
    const auto found = by_id_.find(*id);
    if (found == by_id_.end() || !history_.timed() || moved_) return;
    if (const Time call = history_.call(found->second); call < kTimeMax && call > -kTimeMax) moved_ = call - at;
  }

  void message(const Json& event, const std::string& what, Time at) {
    const auto from = node(event, "from"), to = node(event, "to");
    const auto count = number(event, "number");
    if (!from || !to || !count) return;
    const Link link(*from, *to, *count);
    const auto known = links_.find(link);
    if (what == "sent") {
      links_[link] = trace_.messages.size();
      trace_.messages.push_back({.from = *from, .to = *to, .number = *count, .sent = at, .text = intern(text(event, "message"))});
      return;
    }
    if (known == links_.end()) return;  // sent before the trace begins
    Trace::Message* row = &trace_.messages[known->second];
    if (what == "dropped") {
      if (row->arrived != kNever) return;  // a copy of one that arrived
      row->lost = true, row->arrived = at, row->because = intern(text(event, "because"));
      return;
    }
    if (row->arrived != kNever && !row->lost) {  // a second copy
      Trace::Message copy = *row;
      copy.arrived = at;
      trace_.messages.push_back(copy);
      return;
    }
    row->lost = false, row->because = 0, row->arrived = at;
  }

  void heal(std::uint32_t words, Time at) {
    const auto open = std::find_if(open_faults_.begin(), open_faults_.end(), [&](std::size_t fault) { return trace_.faults[fault].text == words; });
    if (open == open_faults_.end()) return;
    trace_.faults[*open].until = at;
    open_faults_.erase(open);
  }

  /// The operation whose write a note is about. A replica that is sent values is not told who wrote them: then the write of that value, where only one wrote it.
  std::int64_t about(const Json& event) {
    if (const std::int64_t known = operation(event); known != Trace::kNone) return known;
    const auto key = number(event, "key");
    const auto value = event.find("value");
    if (!key || value == event.end() || !value->is_number_integer()) return Trace::kNone;
    if (!written_) index_writes();
    const auto found = written_->find({"k" + std::to_string(*key), value->get<std::int64_t>()});
    return found == written_->end() ? Trace::kNone : found->second;
  }
  void index_writes() {
    written_.emplace();
    for (std::size_t i = 0; i < history_.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      const bool writes = history_.kind(op) == Kind::write || (history_.kind(op) == Kind::cas && history_.success(op));
      const Value key = history_.key_name(history_.key(op)), value = history_.value_at(history_.value(op));
      if (!writes || key.as_string() == nullptr || value.as_int() == nullptr) continue;
      const auto [found, fresh] = written_->try_emplace({*key.as_string(), *value.as_int()}, static_cast<std::int64_t>(index(history_.id_in_file(op))));
      if (!fresh) found->second = Trace::kNone;
    }
  }

  static std::string detail(const Json& event, const std::string& what) {
    std::string words = text(event, "text");
    const auto add = [&](const std::string& more) { words += (words.empty() ? "" : ", ") + more; };
    if (const auto key = number(event, "key")) add("k" + std::to_string(*key) + (event.contains("value") ? "=" + event["value"].dump(-1, ' ', false, Json::error_handler_t::replace) : ""));
    if (const auto version = number(event, "version")) add((what == "view" ? "view " : what == "leads" || what == "steps-down" ? "" : "version ") + std::to_string(*version));
    if (const auto primary = number(event, "of")) add("primary n" + std::to_string(*primary));
    if (const auto to = number(event, "to")) add("to n" + std::to_string(*to));
    return words;
  }

  void move_times() {
    const Time by = moved_.value_or(0);
    if (by == 0) return;
    const auto move = [by](Time& time) { time = time == kNever ? time : time + by; };
    for (Trace::Message& message : trace_.messages) move(message.sent), move(message.arrived);
    for (Trace::Exchange& exchange : trace_.exchanges) move(exchange.at);
    for (Trace::Note& note : trace_.notes) move(note.at);
    for (Trace::Fault& fault : trace_.faults) move(fault.from), move(fault.until);
  }

  const History& history_;
  Trace trace_;
  std::uint32_t nodes_ = 0;
  std::size_t events_ = 0;
  std::optional<Time> moved_;
  std::unordered_map<std::size_t, OpId> by_id_;
  std::unordered_map<std::string, std::uint32_t> text_ids_;
  std::map<Token, std::uint64_t> operations_;
  std::map<Link, std::size_t> links_;
  std::vector<std::size_t> open_faults_;
  std::optional<std::map<std::pair<std::string, std::int64_t>, std::int64_t>> written_;
};

/// What the trace says of a run's operations, by their ids in the file.
struct Joined {
  struct Answer {
    std::uint32_t node = 0;
    Time at = kNever;
  };
  std::unordered_map<std::int64_t, Answer> answered;                            // the last answer that says ok
  std::map<std::pair<std::int64_t, std::uint32_t>, Time> applied;               // operation and node: when it first was
  std::map<std::uint32_t, std::vector<Time>> stopped;                           // crashes of a node

  explicit Joined(const Trace& trace, const History& history) {
    std::unordered_map<std::int64_t, Time> responses;
    if (history.timed()) {
      for (std::size_t i = 0; i < history.size(); ++i) responses[static_cast<std::int64_t>(index(history.id_in_file(id_at<OpId>(i))))] = history.response(id_at<OpId>(i));
    }
    for (const Trace::Exchange& exchange : trace.exchanges) {
      if (!exchange.answer || exchange.operation == Trace::kNone || !trace.texts[exchange.text].starts_with("ok")) continue;
      const auto response = responses.find(exchange.operation);
      if (response != responses.end() && exchange.at <= response->second) answered[exchange.operation] = {exchange.node, exchange.at};
    }
    for (const Trace::Note& note : trace.notes) {
      const std::string& what = trace.texts[note.what];
      if (what == "applied" && note.operation != Trace::kNone) applied.try_emplace({note.operation, note.node}, note.at);
      if (what == "stopped") stopped[note.node].push_back(note.at);
    }
  }

  /// When the node came to hold the write for good, as far as an answer at `by` is concerned; kNever: it never did.
  [[nodiscard]] Time held(std::int64_t write, std::uint32_t node, Time by) const {
    const auto found = applied.find({write, node});
    if (found == applied.end()) return kNever;
    const auto crashes = stopped.find(node);
    if (crashes == stopped.end()) return found->second;
    const bool lost = std::any_of(crashes->second.begin(), crashes->second.end(), [&](Time crash) { return crash >= found->second && crash <= by; });
    return lost ? kNever : found->second;
  }
};

/// The message that had reached the node last when it applied the write, from the node that acknowledged it if there is one; where it was never applied, the first from there that did not arrive in time.
/// Heartbeats carry no writes.
std::int64_t carrier(const Trace& trace, std::uint32_t acknowledging, std::uint32_t answering, Time asked, Time answered, Time applied) {
  std::int64_t direct = Trace::kNone, any = Trace::kNone;
  const auto arrives_later = [&](const Trace::Message& message, std::int64_t than) { return than == Trace::kNone || message.arrived >= trace.messages[static_cast<std::size_t>(than)].arrived; };
  for (std::size_t i = 0; i < trace.messages.size(); ++i) {
    const Trace::Message& message = trace.messages[i];
    if (message.to != answering || message.sent < asked || trace.texts[message.text].starts_with("heartbeat")) continue;
    const bool from_there = message.from == acknowledging;
    if (applied != kNever) {
      if (message.lost || message.arrived > applied) continue;
      if (from_there && arrives_later(message, direct)) direct = static_cast<std::int64_t>(i);
      if (arrives_later(message, any)) any = static_cast<std::int64_t>(i);
    } else if (from_there && direct == Trace::kNone && message.sent <= answered && (message.lost || message.arrived > answered)) {
      direct = static_cast<std::int64_t>(i);
    }
  }
  return direct != Trace::kNone ? direct : any;
}

}  // namespace

Result<Trace, InputError> read_trace(std::string_view text, const History& history) {
  Reader reader(history);
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    ++number;
    if (std::string wrong = reader.line(text.substr(begin, end - begin)); !wrong.empty()) return Unexpected(InputError{.line = number, .message = std::move(wrong)});
    begin = end + 1;
  }
  return reader.finish();
}

Result<Trace, InputError> trace_file(const std::string& path, const History& history) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Unexpected(InputError{.line = 0, .message = std::strerror(errno)});
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return Unexpected(InputError{.line = 0, .message = std::strerror(errno)});
  return read_trace(text, history);
}

std::string trace_beside(const std::string& history_path) {
  const std::filesystem::path path = history_path;
  if (path.extension() != ".jsonl") return {};
  const std::string stem = path.stem().string();
  const std::filesystem::path trace = path.parent_path() / (stem == "history" ? "trace.jsonl" : stem + "-trace.jsonl");
  std::error_code ignored;
  return std::filesystem::is_regular_file(trace, ignored) ? trace.string() : std::string();
}

void find_missed(Trace& trace, const History& history, const std::vector<OpId>& reads) {
  const Joined joined(trace, history);
  std::unordered_map<std::uint32_t, std::vector<OpId>> writes;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    const bool wrote = history.status(op) == Status::ok && (history.kind(op) == Kind::write || history.kind(op) == Kind::erase || (history.kind(op) == Kind::cas && history.success(op)));
    if (wrote) writes[static_cast<std::uint32_t>(index(history.key(op)))].push_back(op);
  }
  for (const OpId read : reads) {
    const std::int64_t id = static_cast<std::int64_t>(index(history.id_in_file(read)));
    const auto answer = joined.answered.find(id);
    if (history.kind(read) != Kind::read || history.status(read) != Status::ok || answer == joined.answered.end()) continue;
    std::optional<OpId> latest;
    for (const OpId write : writes[static_cast<std::uint32_t>(index(history.key(read)))]) {
      if (history.response(write) >= history.call(read) || history.value(write) == history.value(read)) continue;
      const std::int64_t write_id = static_cast<std::int64_t>(index(history.id_in_file(write)));
      if (!joined.answered.contains(write_id) || joined.held(write_id, answer->second.node, answer->second.at) <= answer->second.at) continue;
      if (!latest || history.response(write) > history.response(*latest)) latest = write;
    }
    if (!latest) continue;
    const std::int64_t write_id = static_cast<std::int64_t>(index(history.id_in_file(*latest)));
    const Joined::Answer& acknowledged = joined.answered.at(write_id);
    const auto applied = joined.applied.find({write_id, answer->second.node});
    const Time when = applied == joined.applied.end() || applied->second <= answer->second.at ? kNever : applied->second;
    trace.missed.push_back({.read = static_cast<std::uint64_t>(id),
                            .write = static_cast<std::uint64_t>(write_id),
                            .message = acknowledged.node == answer->second.node ? Trace::kNone : carrier(trace, acknowledged.node, answer->second.node, history.call(*latest), answer->second.at, when),
                            .acknowledged = acknowledged.at,
                            .answered = answer->second.at,
                            .applied = when});
  }
  std::sort(trace.missed.begin(), trace.missed.end(), [](const auto& a, const auto& b) { return a.read < b.read; });
}

}  // namespace clio

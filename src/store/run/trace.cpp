#include "src/store/run/trace.hpp"

#include <cstdio>

namespace clio::store {
namespace {

/// Writes the members of one object.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) { out_ += '{'; }
  void end() { out_ += '}'; }

  void number(std::string_view name, std::uint64_t value) { open(name) += std::to_string(value); }
  void time(std::string_view name, Time value) { open(name) += std::to_string(value); }
  void string(std::string_view name, std::string_view value) { open(name) += json_string(value); }
  void node(std::string_view name, Node node) {
    if (node != kNobody) number(name, index(node));
  }
  void value(std::string_view name, const Value& value) { open(name) += value ? std::to_string(*value) : "null"; }
  void token(const Token& token) {
    number("session", index(token.session));
    number("request", token.request);
  }

 private:
  std::string& open(std::string_view name) {
    if (out_.back() != '{') out_ += ',';
    return ((out_ += '"') += name) += "\":";
  }
  std::string& out_;
};

}  // namespace

std::string_view name_of(TraceEvent::What what) {
  switch (what) {
    case TraceEvent::What::sent: return "sent";
    case TraceEvent::What::delivered: return "delivered";
    case TraceEvent::What::dropped: return "dropped";
    case TraceEvent::What::asked: return "asked";
    case TraceEvent::What::answered: return "answered";
    case TraceEvent::What::invoked: return "invoked";
    case TraceEvent::What::completed: return "completed";
    case TraceEvent::What::noted: return "noted";
    case TraceEvent::What::fault: return "fault";
    case TraceEvent::What::healed: return "healed";
    case TraceEvent::What::started: return "started";
    case TraceEvent::What::stopped: return "stopped";
  }
  return "";
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') (out += '\\') += c;
    else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      out += escape;
    } else out += c;
  }
  return out += '"';
}

std::string json_of(const TraceEvent& event) {
  using What = TraceEvent::What;
  std::string out;
  Members members(out);
  members.time("at", event.at);
  members.string("event", event.what == What::noted ? name_of(event.note.what) : name_of(event.what));
  switch (event.what) {
    case What::sent:
    case What::delivered:
    case What::dropped: {
      const bool received = event.what == What::delivered;
      members.node("from", received ? event.peer : event.node);
      members.node("to", received ? event.node : event.peer);
      members.number("number", event.message);
      members.string(event.what == What::dropped ? "because" : "message", event.text);
      break;
    }
    case What::asked:
    case What::answered:
      members.node("node", event.node);
      members.token(event.token);
      members.string(event.what == What::asked ? "command" : "answer", event.text);
      break;
    case What::invoked:
    case What::completed:
      members.number("operation", event.operation);
      members.token(event.token);
      members.string(event.what == What::invoked ? "command" : "status", event.text);
      break;
    case What::noted: {
      members.node("node", event.node);
      const Note& note = event.note;
      const bool write = note.what == Note::What::applied || note.what == Note::What::acknowledged || note.what == Note::What::committed;
      if (write) {
        members.token(note.token);
        members.number("key", note.key);
        members.value("value", note.value);
      }
      if (note.what == Note::What::invalidated) members.number("key", note.key);
      if (note.what != Note::What::rejected) members.number("version", note.version);
      members.node(note.what == Note::What::acknowledged ? "to" : "of", note.node);
      if (!note.text.empty()) members.string("text", note.text);
      break;
    }
    case What::fault:
    case What::healed: members.string("fault", event.text); break;
    case What::started:
    case What::stopped: members.node("node", event.node); break;
  }
  members.end();
  return out;
}

}  // namespace clio::store

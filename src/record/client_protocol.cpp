// Strict, because a client that is misunderstood is worse than one that is refused: an answer that does not fit makes its operation unknown.
//
// Tested by tests/store/client_protocol_test.cpp.

#include "src/record/client_protocol.hpp"

#include "adapters/formats/native/careful_line.hpp"
#include "adapters/formats/native/line.hpp"
#include "adapters/json/strict_json.hpp"
#include "adapters/text/utf8.hpp"

namespace clio {
namespace {

std::string quoted(std::string_view text) { return Value(shortened(text, 60)).to_json(); }

}  // namespace

std::string text_of(const ClientRequestLine& request) {
  std::string text = "{\"id\":" + std::to_string(request.id) + ",\"op\":\"" + std::string(name_of(request.kind)) + "\",\"key\":" + Value(request.key).to_json();
  if (request.kind == Kind::cas) text += ",\"expected\":" + request.expected.to_json();
  if (request.kind != Kind::read) text += ",\"value\":" + request.value.to_json();
  return text + "}\n";
}

std::string described(const ClientRequestLine& request) {
  std::string text = std::string(name_of(request.kind)) + " " + request.key;
  if (request.kind == Kind::cas) text += " " + shortened(request.expected.to_json(), 40) + " ->";
  if (request.kind != Kind::read) text += " " + request.value.to_json();
  return text;
}

Result<ClientAnswerLine, std::string> read_answer(std::string_view line, const ClientRequestLine& request) {
  using Answer = Result<ClientAnswerLine, std::string>;
  const auto wrong = [](std::string message) { return Answer(Unexpected(std::move(message))); };
  if (first_invalid_utf8(line)) return wrong("found a line that is not UTF-8; expected JSON");
  const Result<Json, JsonFault> json = parse_json(line);
  if (!json) return wrong("found " + quoted(line) + "; expected a JSON object (column " + std::to_string(column_of(line, json.error().position)) + ": " + json.error().message + ")");
  if (json->type != Json::Type::object) return wrong("found " + json->description() + "; expected an object like {\"id\":1,\"status\":\"ok\"}");

  const Json* id = json->find("id");
  const std::string expected_id = std::to_string(request.id);
  if (id == nullptr) return wrong("\"id\" is missing; expected " + expected_id);
  const std::int64_t* number = id->scalar.as_int();
  if (number == nullptr || *number < 0 || static_cast<std::uint64_t>(*number) != request.id) return wrong("\"id\" is " + id->description() + "; expected " + expected_id);

  ClientAnswerLine answer;
  const Json* status = json->find("status");
  const std::string* word = status ? status->scalar.as_string() : nullptr;
  const std::optional<Status> named = word ? native::status_named(*word) : std::nullopt;
  if (!named) return wrong(std::string("\"status\" is ") + (status ? status->description() : "missing") + "; expected \"ok\", \"fail\" or \"unknown\"");
  answer.status = *named;

  const std::string op(name_of(request.kind));
  for (const auto& [name, member] : json->members) {
    if (name == "id" || name == "status") continue;
    if (name == "value" && request.kind == Kind::read) {
      if (const std::string fault = native::wrong_as_value(member); !fault.empty()) return wrong("\"value\" " + fault);
      answer.value = to_value(member);
    } else if (name == "success" && request.kind == Kind::cas) {
      const bool* success = member.scalar.as_bool();
      if (success == nullptr) return wrong("\"success\" is " + member.description() + "; expected true or false");
      answer.success = *success;
    } else if (name == "value" || name == "success") {
      return wrong("found \"" + name + "\" in the answer to a " + op + ", which has none");
    } else if (name == "node") {
      const bool integer = member.scalar.as_int() != nullptr;
      if (!integer && member.type != Json::Type::string) return wrong("\"node\" is " + member.description() + "; expected an integer or a string");
      answer.node = member.scalar;
    } else if (name == "version") {
      const std::int64_t* version = member.scalar.as_int();
      if (version == nullptr) return wrong("\"version\" is " + member.description() + "; expected an integer of 64 bits");
      answer.version = *version;
    } else if (name == "why") {
      const std::string* why = member.scalar.as_string();
      if (why == nullptr) return wrong("\"why\" is " + member.description() + "; expected a string");
      answer.why = *why;
    } else {
      return wrong("found the unknown field " + quoted(name) + "; expected id, status, value, success, node, version or why");
    }
  }
  if (answer.status == Status::ok && request.kind == Kind::read && json->find("value") == nullptr) return wrong("\"value\" is missing; expected what was read, null where there was nothing");
  if (answer.status == Status::ok && request.kind == Kind::cas && json->find("success") == nullptr) return wrong("\"success\" is missing; expected true or false");
  if (answer.version && !answer.node) return wrong("found \"version\" without \"node\"; expected the node that had applied it");
  return answer;
}

}  // namespace clio

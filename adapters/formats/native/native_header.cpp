#include "adapters/formats/native/native_header.hpp"

#include <algorithm>
#include <array>

#include "adapters/formats/native/careful_line.hpp"
#include "adapters/text/utf8.hpp"
#include "checker/models/catalogue.hpp"

namespace clio::native {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::array<std::string_view, 7> kMembers{"clio", "name", "about", "object", "initial", "expect", "clock"};
constexpr std::array kObjects{Object::register_, Object::counter, Object::set, Object::queue, Object::stack, Object::list, Object::mutex, Object::text};

std::string in_quotes(std::string_view text) { return Value(shortened(text, 40)).to_json(); }

/// "a, b or c".
template <class Range, class Name>
std::string alternatives(const Range& range, Name name) {
  std::string text;
  std::size_t i = 0;
  for (const auto& item : range) {
    if (i != 0) text += i + 1 == std::size(range) ? " or " : ", ";
    text += name(item);
    ++i;
  }
  return text;
}

class HeaderReader {
 public:
  HeaderReader(Header& header, std::vector<std::string>& errors, std::string_view version) : header_(header), errors_(errors), version_(version) {}

  /// Whether the object is known.
  bool read(const Json& json) {
    bool object_known = true;
    for (const auto& [name, member] : json.members) {
      if (name == version_) {
        version(member);
      } else if (name == "name") {
        text(name, member, header_.name);
      } else if (name == "about") {
        text(name, member, header_.about);
      } else if (name == "object") {
        object_known = object(member);
      } else if (name == "expect") {
        expect(member);
      } else if (name == "clock") {
        clock(member);
      } else if (name != "initial") {
        error("found the unknown field " + in_quotes(name) + " of a header; expected " +
              alternatives(kMembers, [&](std::string_view known) { return std::string(known == kMembers.front() ? version_ : known); }));
      }
    }
    if (const Json* member = json.find("initial")) initial(*member, object_known);  // after the object, which decides what is right
    return object_known;
  }

 private:
  void error(std::string message) { errors_.push_back(std::move(message)); }
  void wrong_type(std::string_view name, const Json& json, std::string_view expected) {
    error(in_quotes(name) + " is " + json.description() + "; expected " + std::string(expected));
  }

  void version(const Json& json) {
    const std::int64_t* i = json.scalar.as_int();
    if (!i || *i != kVersion) wrong_type(version_, json, "1, the only version of the format that this program reads");
  }

  void text(std::string_view name, const Json& json, std::string& out) {
    if (const std::string* string = json.scalar.as_string()) {
      out = *string;
    } else {
      wrong_type(name, json, "a string");
    }
  }

  bool object(const Json& json) {
    const std::string* name = json.scalar.as_string();
    const std::optional<Object> object = name ? object_named(*name) : std::nullopt;
    if (object) {
      header_.object = *object;
    } else {
      wrong_type("object", json, alternatives(kObjects, [](Object known) { return std::string(clio::name_of(known)); }));
    }
    return object.has_value();
  }

  void one_initial(std::string_view name, const Json& json, bool object_known, Value& out) {
    if (const std::string wrong = wrong_as_value(json); !wrong.empty()) return error(std::string(name) + " " + wrong);
    out = to_value(json);
    if (!object_known) return;
    if (const std::string wrong = wrong_as_initial(header_.object, out); !wrong.empty()) error(std::string(name) + " " + wrong);
  }

  void initial(const Json& json, bool object_known) {
    if (json.type != Json::Type::object) return one_initial("\"initial\"", json, object_known, header_.initial);
    for (const auto& [key, value] : json.members) {
      one_initial("\"initial\" of the key " + in_quotes(key), value, object_known, header_.initial_of[key]);
    }
  }

  void expect(const Json& json) {
    if (json.type != Json::Type::object) return wrong_type("expect", json, "an object like {\"linearizable\":false,\"sequential\":true}");
    for (const auto& [model, holds] : json.members) {
      if (!model_named(model)) {
        error("\"expect\" names the unknown model " + in_quotes(model) + "; expected " +
              alternatives(catalogue(), [](const Model* known) { return std::string(known->id); }));
      } else if (const bool* b = holds.scalar.as_bool()) {
        header_.expect.emplace_back(model, *b);
      } else {
        error("\"expect\" of " + model + " is " + holds.description() + "; expected true or false");
      }
    }
  }

  void clock(const Json& json) {
    if (json.type != Json::Type::object) return wrong_type("clock", json, "an object like {\"uncertainty\":10}");
    for (const auto& [name, member] : json.members) {
      if (name != "uncertainty") {
        error("found the unknown field " + in_quotes(name) + " of \"clock\"; expected uncertainty");
        continue;
      }
      const std::int64_t* i = member.scalar.as_int();
      if (i && *i >= 0) {
        header_.clock_uncertainty = *i;
        header_.one_clock = *i == 0;
      } else {
        wrong_type("uncertainty", member, "an integer of 0 or more, in the unit of the times");
      }
    }
    if (!json.find("uncertainty")) error("\"clock\" has no \"uncertainty\"; expected an integer of 0 or more, in the unit of the times");
  }

  Header& header_;
  std::vector<std::string>& errors_;
  std::string_view version_;  ///< the name of the member that holds it
};

}  // namespace

bool is_header(const Json& json) {
  return json.type == Json::Type::object &&
         (json.members.empty() || std::find(kMembers.begin(), kMembers.end(), json.members.front().name) != kMembers.end());
}

void read_header(const Json& json, Header& header, std::vector<std::string>& errors, bool& object_known, std::string_view version) {
  object_known = HeaderReader(header, errors, version).read(json);
}

std::string wrong_as_initial(Object object, const Value& initial) {
  if (initial.is_null() || object == Object::register_) return {};
  if (object == Object::counter) return initial.as_int() ? std::string() : "is " + initial.to_json() + "; expected an integer for a counter";
  if (object == Object::text) return initial.as_string() ? std::string() : "is " + initial.to_json() + "; expected a string for a text";
  const std::string state = object == Object::mutex ? "free" : "empty";
  return "is " + initial.to_json() + "; expected none, because a " + std::string(clio::name_of(object)) + " is " + state + " before any operation";
}

std::string override_initial(Header& header, const ReadOptions& options) {
  if (!options.initial) return {};
  const std::string wrong = wrong_as_initial(header.object, *options.initial);
  header.initial = *options.initial;
  header.initial_of.clear();
  return wrong.empty() ? wrong : "the initial value that was asked for " + wrong;
}

}  // namespace clio::native

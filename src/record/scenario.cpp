// Scenarios are JSON objects; every member is known, and every value is checked where it is read.
//
// Tested by tests/store/record_test.cpp and tests/store/scenario_files_test.cpp.

#include "src/record/scenario.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "checker/models/catalogue.hpp"
#include "src/record/settings.hpp"

namespace clio {
namespace {

using Json = nlohmann::ordered_json;

/// Something is not as it should be: thrown within this file only.
struct Wrong {
  std::string message;
};

std::string shown(const Json& value) {
  std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

[[noreturn]] void expected(const std::string& where, const Json& found, const std::string& what) {
  throw Wrong{where + " is " + shown(found) + "; expected " + what};
}

/// The members of an object, each taken once; what is left at the end is unknown.
class Members {
 public:
  Members(const Json& object, std::string where) : object_(object), where_(std::move(where)) {
    if (!object.is_object()) expected(where_.empty() ? "the scenario" : where_, object, "an object");
  }
  [[nodiscard]] const Json* find(const std::string& name) {
    known_.push_back(name);
    const auto member = object_.find(name);
    return member == object_.end() ? nullptr : &*member;
  }
  [[nodiscard]] std::string path(const std::string& name) const { return where_.empty() ? name : where_ + "." + name; }

  [[nodiscard]] std::string text(const std::string& name) {
    const Json* value = find(name);
    if (value == nullptr) return {};
    if (!value->is_string()) expected(path(name), *value, "a string");
    return value->get<std::string>();
  }
  [[nodiscard]] bool truth(const std::string& name, bool otherwise) {
    const Json* value = find(name);
    if (value == nullptr) return otherwise;
    if (!value->is_boolean()) expected(path(name), *value, "true or false");
    return value->get<bool>();
  }
  [[nodiscard]] std::int64_t number(const std::string& name, std::int64_t least, std::int64_t most, std::optional<std::int64_t> otherwise = std::nullopt) {
    const Json* value = find(name);
    if (value == nullptr && otherwise) return *otherwise;
    if (value == nullptr) throw Wrong{path(name) + " is missing"};
    const std::string range = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    if (!value->is_number_integer() || value->get<std::int64_t>() < least || value->get<std::int64_t>() > most) expected(path(name), *value, range);
    return value->get<std::int64_t>();
  }
  template <class T, std::size_t N>
  [[nodiscard]] T choice(const std::string& name, const std::array<T, N>& values, std::optional<T> otherwise = std::nullopt) {
    const Json* value = find(name);
    if (value == nullptr && otherwise) return *otherwise;
    std::string words;
    for (const T one : values) {
      if (value != nullptr && value->is_string() && value->get<std::string>() == name_of(one)) return one;
      (words += words.empty() ? "" : ", ") += name_of(one);
    }
    if (value == nullptr) throw Wrong{path(name) + " is missing; expected one of " + words};
    expected(path(name), *value, "one of " + words);
  }
  void nothing_else() const {
    for (const auto& [name, value] : object_.items()) {
      if (std::find(known_.begin(), known_.end(), name) == known_.end()) throw Wrong{"unknown member " + path(name)};
    }
  }

 private:
  const Json& object_;
  std::string where_;
  std::vector<std::string> known_;
};

constexpr std::int64_t kLongest = 3600 * store::kSecond;

std::string setting_text(const Json& value, const std::string& where) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number()) return value.dump();
  expected(where, value, "a string, a number or a boolean");
}

void read_settings(const Json& json, store::RunConfig& config) {
  Members members(json, "settings");
  // In the table's order: the protocol first, for it decides the defaults of the others.
  for (const Setting& setting : settings()) {
    const Json* value = members.find(std::string(setting.name));
    const std::string where = members.path(std::string(setting.name));
    if (value == nullptr && setting.name == "protocol") throw Wrong{where + " is missing"};
    if (value == nullptr) continue;
    if (const auto wrong = setting.set(config, setting_text(*value, where))) expected(where, *value, *wrong);
  }
  members.nothing_else();
  if (const auto wrong = contradiction_in(config)) throw Wrong{"settings: " + *wrong};
}

void read_plan(const Json& json, store::RunConfig& config) {
  if (!json.is_array()) expected("plan", json, "an array of operations");
  store::Plan plan(config.workload.sessions);
  std::int64_t most = 0;
  for (std::size_t i = 0; i < json.size(); ++i) {
    Members members(json[i], "plan[" + std::to_string(i) + "]");
    store::Planned planned;
    const auto session = static_cast<std::size_t>(members.number("session", 0, static_cast<std::int64_t>(config.workload.sessions) - 1));
    planned.operation = members.choice("op", std::array{store::Operation::read, store::Operation::write, store::Operation::cas});
    planned.key = static_cast<store::Key>(members.number("key", 0, static_cast<std::int64_t>(config.workload.keys) - 1, 0));
    planned.at = members.number("at", 0, kLongest, 0);
    if (planned.operation != store::Operation::read) planned.value = members.number("value", 1, std::numeric_limits<std::int64_t>::max(), most + 1);
    most = std::max(most, planned.value);
    members.nothing_else();
    plan[session].push_back(planned);
  }
  config.plan = std::move(plan);
}

store::NodeSet node_set(const Json& json, const std::string& where, std::size_t nodes) {
  store::NodeSet set;
  if (!json.is_array()) expected(where, json, "an array of nodes");
  for (const Json& node : json) {
    if (!node.is_number_integer() || node.get<std::int64_t>() < 0 || node.get<std::int64_t>() >= static_cast<std::int64_t>(nodes))
      expected(where, node, "nodes from 0 to " + std::to_string(nodes - 1));
    set.insert(store::node_at(node.get<std::size_t>()));
  }
  return set;
}

void read_schedule(const Json& json, store::RunConfig& config) {
  if (!json.is_array()) expected("schedule", json, "an array of faults");
  const std::size_t reachable = config.options.nodes + (config.protocol->managed ? 1 : 0);
  std::vector<store::Fault> schedule;
  for (std::size_t i = 0; i < json.size(); ++i) {
    using Kind = store::Fault::Kind;
    using store::Cut;
    const std::string where = "schedule[" + std::to_string(i) + "]";
    Members members(json[i], where);
    store::Fault fault;
    fault.kind = members.choice("fault", std::array{Kind::partition, Kind::clog, Kind::crash, Kind::pause, Kind::slow, Kind::replace, Kind::leave,
                                                    Kind::join, Kind::hold});
    fault.at = members.number("at", 0, kLongest);
    fault.until = fault.kind == Kind::join ? fault.at + 1 : members.number("until", fault.at + 1, kLongest);
    if ((fault.kind == Kind::leave || fault.kind == Kind::join) && !config.protocol->managed) {
      throw Wrong{where + ".fault is \"" + std::string(name_of(fault.kind)) + "\", but " + std::string(config.protocol->id) + " has no manager to ask"};
    }
    const bool several = fault.kind == Kind::partition || fault.kind == Kind::hold;
    if (fault.kind == Kind::partition) fault.cut = members.choice("cut", std::array{Cut::symmetric, Cut::one_way, Cut::bridge, Cut::ring, Cut::flapping}, std::optional(Cut::symmetric));
    if (fault.kind != Kind::partition || fault.cut == Cut::bridge) {
      const auto last = static_cast<std::int64_t>(fault.kind == Kind::hold ? reachable : config.options.nodes) - 1;
      fault.node = store::node_at(static_cast<std::size_t>(members.number("node", 0, last)));
    }
    if (several && fault.cut != Cut::ring) {
      const Json* side = members.find("side");
      if (side == nullptr) throw Wrong{where + ".side is missing"};
      fault.side = node_set(*side, where + ".side", reachable);
    }
    if (fault.kind == Kind::clog || fault.kind == Kind::slow || fault.kind == Kind::hold || fault.cut == Cut::flapping) fault.amount = members.number("amount", 1, kLongest);
    if (fault.kind == Kind::crash) fault.torn = members.truth("torn", false);
    members.nothing_else();
    schedule.push_back(fault);
  }
  std::stable_sort(schedule.begin(), schedule.end(), [](const store::Fault& a, const store::Fault& b) { return a.at < b.at; });
  config.schedule = std::move(schedule);
}

void read_expectations(const Json& json, Scenario& scenario) {
  Members members(json, "expect");
  for (const auto& [name, value] : json.items()) {
    if (name == "available" || name == "invariants") continue;
    if (model_named(name) == nullptr) throw Wrong{"expect." + name + " is no model"};
    scenario.expect.emplace_back(name, members.truth(name, true));
  }
  scenario.available = members.truth("available", true);
  scenario.invariants = members.truth("invariants", true);
  scenario.config.stop_when_broken = scenario.invariants;
}

}  // namespace

Result<Scenario, std::string> read_scenario(std::string_view text) {
  Scenario scenario;
  try {
    const Json json = Json::parse(text);
    Members members(json, "");
    scenario.name = members.text("name");
    scenario.about = members.text("about");
    const Json* wanted = members.find("settings");
    if (wanted == nullptr) throw Wrong{"settings is missing"};
    read_settings(*wanted, scenario.config);
    if (const Json* plan = members.find("plan")) read_plan(*plan, scenario.config);
    if (const Json* schedule = members.find("schedule")) read_schedule(*schedule, scenario.config);
    if (const Json* expect = members.find("expect")) read_expectations(*expect, scenario);
    members.nothing_else();
  } catch (const Wrong& wrong) {
    return Unexpected(wrong.message);
  } catch (const Json::parse_error& error) {
    const std::string_view before = text.substr(0, std::min(error.byte, text.size()));
    return Unexpected("line " + std::to_string(1 + std::count(before.begin(), before.end(), '\n')) + ": the text is not JSON");
  }
  return scenario;
}

}  // namespace clio

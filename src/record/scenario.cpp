// Scenarios are JSON objects; every member is known, and every value is checked where it is read.
//
// Tested by tests/store/record_test.cpp and tests/store/scenario_files_test.cpp.

#include "src/record/scenario.hpp"

#include <algorithm>

#include "checker/models/catalogue.hpp"
#include "src/record/members.hpp"
#include "src/record/settings.hpp"

namespace clio {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kLongest = 3600 * store::kSecond;

void read_settings(const Json& json, store::RunConfig& config) {
  Members members(json, "settings");
  // In the table's order: the protocol first, for it decides the defaults of the others.
  for (const Setting& setting : settings()) {
    const Json* value = members.find(std::string(setting.name));
    const std::string where = members.path(std::string(setting.name));
    if (value == nullptr && setting.name == "protocol") throw WrongMember{where + " is missing"};
    if (value == nullptr) continue;
    if (const auto wrong = setting.set(config, setting_text(*value, where))) expected(where, *value, *wrong);
  }
  members.nothing_else();
  if (const auto wrong = contradiction_in(config)) throw WrongMember{"settings: " + *wrong};
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
    planned.think = members.number("think", 0, kLongest, 0);
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
      throw WrongMember{where + ".fault is \"" + std::string(name_of(fault.kind)) + "\", but " + std::string(config.protocol->id) + " has no manager to ask"};
    }
    const bool several = fault.kind == Kind::partition || fault.kind == Kind::hold;
    if (fault.kind == Kind::partition) fault.cut = members.choice("cut", std::array{Cut::symmetric, Cut::one_way, Cut::bridge, Cut::ring, Cut::flapping}, std::optional(Cut::symmetric));
    if (fault.kind != Kind::partition || fault.cut == Cut::bridge) {
      const bool of_the_network = fault.kind == Kind::hold || fault.kind == Kind::clog || fault.kind == Kind::partition;
      const auto last = static_cast<std::int64_t>(of_the_network ? reachable : config.options.nodes) - 1;
      fault.node = store::node_at(static_cast<std::size_t>(members.number("node", 0, last)));
    }
    if (several && fault.cut != Cut::ring) {
      const Json* side = members.find("side");
      if (side == nullptr) throw WrongMember{where + ".side is missing"};
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
    if (model_named(name) == nullptr) throw WrongMember{"expect." + name + " is no model"};
    scenario.expect.emplace_back(name, members.truth(name, true));
  }
  scenario.available = members.truth("available", true);
  scenario.invariants = members.truth("invariants", true);
  scenario.config.stop_when_broken = scenario.invariants;
}

/// Laid out for people: one member a line, and one operation or fault a line.
std::string lines_of(const Json& json) {
  std::string text = "{";
  const char* separator = "\n";
  for (const auto& [name, value] : json.items()) {
    text += separator + ("  " + Json(name).dump()) + ": ";
    if (value.is_array() && !value.empty()) {
      const char* comma = "[\n";
      for (const Json& element : value) {
        (text += comma) += "    " + element.dump(-1, ' ', false, Json::error_handler_t::replace);
        comma = ",\n";
      }
      text += "\n  ]";
    } else {
      text += value.dump(-1, ' ', false, Json::error_handler_t::replace);
    }
    separator = ",\n";
  }
  return text + "\n}\n";
}

}  // namespace

Result<Scenario, std::string> read_scenario(std::string_view text) {
  Scenario scenario;
  try {
    const Json json = parsed(text);
    Members members(json, "", "the scenario");
    scenario.name = members.text("name");
    scenario.about = members.text("about");
    const Json* wanted = members.find("settings");
    if (wanted == nullptr) throw WrongMember{"settings is missing"};
    read_settings(*wanted, scenario.config);
    if (const Json* plan = members.find("plan")) read_plan(*plan, scenario.config);
    if (const Json* schedule = members.find("schedule")) read_schedule(*schedule, scenario.config);
    if (const Json* expect = members.find("expect")) read_expectations(*expect, scenario);
    members.nothing_else();
  } catch (const WrongMember& wrong) {
    return Unexpected(wrong.message);
  }
  return scenario;
}

std::string scenario_json(const Scenario& scenario) {
  const store::RunConfig& config = scenario.config;
  Json json;
  if (!scenario.name.empty()) json["name"] = scenario.name;
  if (!scenario.about.empty()) json["about"] = scenario.about;
  const store::RunConfig usual = default_config(*config.protocol);
  for (const Setting& setting : settings()) {
    const std::string value = setting.get(config);
    if (setting.name == "protocol" || setting.name == "seed" || value != setting.get(usual)) json["settings"][std::string(setting.name)] = value;
  }
  if (config.plan) {
    json["plan"] = Json::array();
    for (std::size_t session = 0; session < config.plan->size(); ++session) {
      for (const store::Planned& planned : (*config.plan)[session]) {
        Json one{{"session", session}, {"op", name_of(planned.operation)}, {"key", planned.key}};
        if (planned.operation != store::Operation::read) one["value"] = planned.value;
        if (planned.at != 0) one["at"] = planned.at;
        if (planned.think != 0) one["think"] = planned.think;
        json["plan"].push_back(std::move(one));
      }
    }
  }
  if (config.schedule) {
    json["schedule"] = Json::array();
    for (const store::Fault& fault : *config.schedule) {
      Json one{{"fault", name_of(fault.kind)}, {"at", fault.at}, {"until", fault.until}};
      const bool partition = fault.kind == store::Fault::Kind::partition;
      if (partition) one["cut"] = name_of(fault.cut);
      if (!partition || fault.cut == store::Cut::bridge) one["node"] = store::index(fault.node);
      if (!fault.side.empty() && !(partition && fault.cut == store::Cut::ring)) {
        one["side"] = Json::array();
        for (const store::Node node : fault.side) one["side"].push_back(store::index(node));
      }
      if (fault.amount != 0 && (!partition || fault.cut == store::Cut::flapping)) one["amount"] = fault.amount;
      if (fault.torn) one["torn"] = true;
      json["schedule"].push_back(std::move(one));
    }
  }
  for (const auto& [model, holds] : scenario.expect) json["expect"][model] = holds;
  if (!scenario.available) json["expect"]["available"] = false;
  if (!scenario.invariants) json["expect"]["invariants"] = false;
  return lines_of(json);
}

}  // namespace clio

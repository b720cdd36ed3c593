// A gate's configuration: JSON, every member known, every value checked where it is read. What can be set of a run are the settings of
// `clio record` (src/record/settings.hpp), under the same names.
//
// Tested by tests/gate/config_test.cpp.

#include "src/gate/config.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "adapters/format.hpp"
#include "checker/models/catalogue.hpp"
#include "src/record/client_run.hpp"
#include "src/record/members.hpp"
#include "src/record/settings.hpp"
#include "src/store/catalogue/catalogue.hpp"

namespace clio::gate {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kDay = 86'400;

/// Named groups of settings: the workloads.
using Named = std::vector<std::pair<std::string, Json>>;

Named named(const Json* json, const std::string& where) {
  Named all;
  if (json == nullptr) return all;
  if (!json->is_object()) expected(where, *json, "an object: a name and what stands for it");
  for (const auto& [name, value] : json->items()) all.emplace_back(name, value);
  return all;
}

std::string known_names(const Named& all) {
  std::string text;
  for (const auto& [name, value] : all) (text += text.empty() ? "" : ", ") += name;
  return text.empty() ? "none is defined" : "one of " + text;
}

/// The chosen ones of `all`: those that the subject names, or every one.
Named chosen(Members& subject, const std::string& member, const Named& all) {
  if (subject.find(member) == nullptr) return all;
  Named some;
  const std::vector<std::string> names = subject.texts(member);
  if (names.empty()) throw WrongMember{subject.path(member) + " is []; expected at least one name"};
  for (const std::string& name : names) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.first == name; });
    if (found == all.end()) expected(subject.path(member), name, known_names(all));
    some.push_back(*found);
  }
  return some;
}

/// Settings in the table's order: the protocol comes first, for it decides the defaults of the others.
void set(const Json& json, const std::string& where, const std::set<std::string_view>& elsewhere, store::RunConfig& config) {
  Members members(json, where);
  for (const Setting& setting : settings()) {
    const std::string name(setting.name);
    if (elsewhere.contains(setting.name)) continue;
    if (const Json* value = members.find(name)) {
      if (const auto wrong = setting.set(config, setting_text(*value, members.path(name)))) expected(members.path(name), *value, *wrong);
    }
  }
  members.nothing_else();
}

void set_faults(const Json& json, const std::string& where, store::RunConfig& config) {
  if (!json.is_string()) expected(where, json, "a list as --faults takes it");
  if (const auto wrong = setting_named("faults")->set(config, json.get<std::string>())) expected(where, json, *wrong);
}

std::vector<const Model*> models(Members& subject, const std::string& member) {
  std::vector<const Model*> all;
  for (const std::string& id : subject.texts(member)) {
    const Model* model = model_named(id);
    if (model == nullptr) {
      std::string ids;
      for (const Model* one : catalogue()) (ids += ids.empty() ? "" : ", ") += one->id;
      expected(subject.path(member), id, "one of " + ids);
    }
    if (std::find(all.begin(), all.end(), model) == all.end()) all.push_back(model);
  }
  return all;
}

std::vector<const Model*> models(const std::vector<std::string_view>& ids) {
  std::vector<const Model*> all;
  for (const std::string_view id : ids) all.push_back(model_named(id));
  return all;
}

/// What a subject must be; a protocol's promise where nothing is said. A mutant promises nothing.
Expectation expectation(Members& subject, const Case& one) {
  Expectation expect;
  const bool included = one.source == Source::simulated || one.source == Source::processes;
  const Json* keeps = subject.find("keeps");
  const bool promise = keeps == nullptr || *keeps == "promise";
  if (promise && keeps != nullptr && !included) expected(subject.path("keeps"), *keeps, "models: only an included protocol has a promise");
  if (promise && included) {
    if (one.config.options.mutant.empty()) {
      const store::Promise said = one.config.protocol->promise(one.config.options, one.config.reads);
      expect.keeps = models(said.keeps);
      if (keeps != nullptr) expect.caught = models(said.caught);
    }
  } else if (!promise) {
    expect.keeps = models(subject, "keeps");
  }
  if (subject.find("caught") != nullptr) expect.caught = models(subject, "caught");
  const Json* invariants = subject.find("invariants");
  if (invariants != nullptr && !included) expected(subject.path("invariants"), *invariants, "an included protocol: only those have invariants that are watched");
  if (invariants != nullptr && *invariants == "broken") {
    expect.invariants = false, expect.breaks_invariant = true;
  } else if (invariants != nullptr) {
    if (!invariants->is_boolean()) expected(subject.path("invariants"), *invariants, "true, false or \"broken\"");
    expect.invariants = invariants->get<bool>();
  } else {
    expect.invariants = one.config.options.mutant.empty();
  }
  const Json* available = subject.find("available");
  if (available != nullptr && !included) expected(subject.path("available"), *available, "an included protocol: of others nobody knows when faults have healed");
  if (invariants != nullptr && one.source == Source::processes) expected(subject.path("invariants"), *invariants, "runtime sim: of processes nobody sees all states at once");
  expect.available = subject.truth("available", included);
  if (one.source != Source::simulated) expect.invariants = false;
  for (const Model* model : expect.keeps) {
    for (const Model* other : expect.caught) {
      if (implies(*model, *other)) throw WrongMember{subject.path("caught") + " has \"" + std::string(other->id) + "\", which whatever keeps \"" + std::string(model->id) + "\" keeps too"};
    }
  }
  if (expect.keeps.empty() && expect.caught.empty() && !expect.breaks_invariant)
    throw WrongMember{subject.path("keeps") + " and " + subject.path("caught") + " name no model: nothing would be judged"};
  return expect;
}

/// Where a subject of this name begins, 1-based; 0 if that cannot be told.
std::size_t line_of(std::string_view text, const std::string& name) {
  const std::string quoted = Json(name).dump();
  for (std::size_t at = text.find(quoted); at != std::string_view::npos; at = text.find(quoted, at + 1)) {
    const std::size_t colon = text.find_last_not_of(" \t\r\n", at - 1);
    if (colon == std::string_view::npos || text[colon] != ':') continue;
    const std::size_t quote = text.find_last_not_of(" \t\r\n", colon - 1);
    if (quote != std::string_view::npos && text.substr(0, quote + 1).ends_with("\"name\"")) return 1 + static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  }
  return 0;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), json_(parsed(text)) {}

  Config read() {
    Members members(json_, "", "the configuration");
    if (const Json& version = members.required("clio_gate"); version != 1) expected("clio_gate", version, "1, the version of this format");
    (void)members.find("$schema");  // for editors
    config_.name = members.text("name");
    if (const Json* seeds = members.find("seeds")) read_seeds(*seeds);
    config_.run_twice = members.ratio("run_twice", config_.run_twice);
    if (const Json* keep = members.find("keep")) read_keep(*keep);
    if (const Json* limits = members.find("limits")) read_limits(*limits);
    if (const Json* stop = members.find("stop")) {
      if (*stop != "first" && *stop != "never") expected("stop", *stop, "\"first\" (at the first failure) or \"never\"");
      config_.stop_at_first = *stop == "first";
    }
    workloads_ = named(members.find("workloads"), "workloads");
    faults_ = named(members.find("faults"), "faults");
    const Json& subjects = members.required("subjects");
    if (!subjects.is_array() || subjects.empty()) expected("subjects", subjects, "an array of at least one subject");
    for (std::size_t i = 0; i < subjects.size(); ++i) read_subject(subjects[i], "subjects[" + std::to_string(i) + "]");
    members.nothing_else();
    return std::move(config_);
  }

 private:
  void read_seeds(const Json& json) {
    Members members(json, "seeds");
    config_.seeds.from = static_cast<std::uint64_t>(members.number("from", 0, std::numeric_limits<std::int64_t>::max() / 2, 1));
    const bool counted = members.find("count") != nullptr, timed = members.find("seconds") != nullptr;
    if (counted == timed) throw WrongMember{"seeds has " + std::string(counted ? "both" : "neither") + " count " + (counted ? "and" : "nor") + " seconds; expected one of them"};
    if (counted) config_.seeds.count = static_cast<std::uint64_t>(members.number("count", 1, std::numeric_limits<std::int32_t>::max()));
    if (timed) config_.seeds.budget = std::chrono::seconds(members.number("seconds", 1, 7 * kDay));
    members.nothing_else();
  }

  void read_keep(const Json& json) {
    Members members(json, "keep");
    config_.keep_failing = static_cast<std::size_t>(members.number("failing", 1, 1'000'000, static_cast<std::int64_t>(config_.keep_failing)));
    config_.keep_sampled = static_cast<std::size_t>(members.number("sampled", 0, 1'000'000, static_cast<std::int64_t>(config_.keep_sampled)));
    members.nothing_else();
  }

  void read_limits(const Json& json) {
    Members members(json, "limits");
    const auto seconds = [&](const char* name, std::chrono::milliseconds& limit) { limit = std::chrono::seconds(members.number(name, 1, kDay, limit.count() / 1000)); };
    seconds("timeout", config_.timeout);
    config_.memory_mib = static_cast<std::size_t>(members.number("memory", 1, 1 << 24, static_cast<std::int64_t>(config_.memory_mib)));
    seconds("run", config_.run_limit);
    seconds("shrink", config_.shrink_limit);
    members.nothing_else();
  }

  void read_subject(const Json& json, const std::string& where) {
    Members subject(json, where);
    Case base;
    base.subject = subject.text("name");
    if (base.subject.empty()) throw WrongMember{subject.path("name") + " is missing: reports and folders are called by it"};
    if (!names_.insert(base.subject).second) expected(subject.path("name"), base.subject, "a name that no other subject has");
    base.line = line_of(text_, base.subject);
    const std::string protocol = subject.text("protocol"), command = subject.text("command"), client = subject.text("client");
    if (!protocol.empty() + !command.empty() + !client.empty() != 1) throw WrongMember{where + " must have exactly one of protocol, command and client"};
    base.command = command.empty() ? client : command;
    base.canary = subject.truth("canary", false);
    if (!protocol.empty()) {
      if (const auto wrong = setting_named("protocol")->set(base.config, protocol)) expected(subject.path("protocol"), protocol, *wrong);
      const std::string runtime = subject.text("runtime");
      if (!runtime.empty() && runtime != "sim" && runtime != "tcp") expected(subject.path("runtime"), runtime, "sim or tcp");
      base.source = runtime == "tcp" ? Source::processes : Source::simulated;
    } else {
      base.config = default_client_config();
      base.config.protocol = store::protocols().front();  // nobody runs it: settings are checked against some protocol
      base.source = command.empty() ? Source::client : Source::command;
      if (!command.empty() && command.find("{out}") == std::string::npos) expected(subject.path("command"), command, "a command that says where the history goes: {out}");
      base.format = subject.text("format");
      if (!base.format.empty() && format_named(base.format) == nullptr) expected(subject.path("format"), base.format, "a format that clio check knows");
    }
    const bool workload_applies = base.source != Source::command, faults_apply = base.source == Source::simulated || base.source == Source::processes;
    const Json* own = subject.find("settings");
    if (own != nullptr && !workload_applies) expected(subject.path("settings"), *own, "none: a command decides for itself");
    for (const char* group : {"workloads", "faults"}) {
      const Json* named_here = subject.find(group);
      const bool applies = group[0] == 'w' ? workload_applies : faults_apply;
      if (named_here != nullptr && !applies) expected(subject.path(group), *named_here, "none: a " + std::string(name_of(base.source)) + " decides for itself");
    }
    const Named workloads = workload_applies ? chosen(subject, "workloads", workloads_) : Named{}, faults = faults_apply ? chosen(subject, "faults", faults_) : Named{};
    for (std::size_t w = 0; w < std::max<std::size_t>(1, workloads.size()); ++w) {
      for (std::size_t f = 0; f < std::max<std::size_t>(1, faults.size()); ++f) {
        Case one = base;
        if (!workloads.empty()) {
          one.workload = workloads[w].first;
          set(workloads[w].second, "workloads." + one.workload, {"protocol", "seed", "faults", "mutant"}, one.config);
        }
        if (own != nullptr) set(*own, subject.path("settings"), {"protocol", "seed", "faults"}, one.config);
        if (!faults.empty()) {
          one.faults = faults[f].first;
          set_faults(faults[f].second, "faults." + one.faults, one.config);
        }
        if (const auto wrong = contradiction_in(one.config); wrong && workload_applies) throw WrongMember{where + (one.workload.empty() ? "" : " with workload " + one.workload) + ": " + *wrong};
        one.expect = expectation(subject, one);
        if (!cases_.insert(one.name()).second) throw WrongMember{where + " makes the case \"" + one.name() + "\", which another subject has made"};
        if (one.canary && one.expect.caught.empty() && !one.expect.breaks_invariant) throw WrongMember{where + " is a canary; expected what it is caught at: caught, or invariants \"broken\""};
        config_.cases.push_back(std::move(one));
      }
    }
    subject.nothing_else();
  }

  std::string_view text_;
  Json json_;
  Config config_;
  Named workloads_, faults_;
  std::set<std::string> names_, cases_;
};

}  // namespace

std::string_view name_of(Source source) {
  switch (source) {
    case Source::simulated: return "simulated";
    case Source::processes: return "processes";
    case Source::command: return "command";
    case Source::client: return "client";
  }
  return {};
}

std::string Case::name() const {
  std::string text = subject;
  for (const std::string* part : {&workload, &faults}) {
    if (!part->empty()) text += " / " + *part;
  }
  return text;
}

Result<Config, std::string> read_config(std::string_view text) {
  try {
    return Reader(text).read();
  } catch (const WrongMember& wrong) {
    return Unexpected(wrong.message);
  }
}

}  // namespace clio::gate

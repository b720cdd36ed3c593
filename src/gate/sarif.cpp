// The gate's result as SARIF 2.1.0 (OASIS, 2020): a result for each kept run that failed, for each check that no kept run shows, for each
// weakening.
//
// A result stands at its subject in the configuration, which is what a reviewer can change; the operations of the core in the kept history
// are its related locations. Its fingerprint is the case and what is wrong with it, not the seed: the same trouble found by another seed is
// the same alert. Everything that fails the gate is an error, also what could not be judged: SARIF's kinds "open" and "review" would be
// shown as if nothing were.
//
// Tested by tests/gate/sarif_test.cpp.

#include <cctype>
#include <nlohmann/json.hpp>
#include <set>

#include "src/gate/report_words.hpp"
#include "src/report/json.hpp"
#include "src/report/version.hpp"
#include "src/report/words.hpp"

namespace clio::gate {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kRoot = "%SRCROOT%";  // the name that code scanning services know

struct Rule {
  std::string id, title, help;
};

const std::vector<Rule>& rules() {
  static const std::vector<Rule> kRules = [] {
    std::vector<Rule> all;
    for (const Model* model : catalogue()) {
      const std::string id(model->id);
      all.push_back({"violated/" + id, "A run violates " + id,
                     std::string(model->meaning) + " Source: " + std::string(model->cite) +
                         ". The message has the smallest history that violates it and the command that replays the run."});
    }
    const auto add = [&](std::string id, std::string title, std::string help) {
      all.push_back({std::move(id), std::move(title), std::move(help)});
    };
    for (const Finding finding : {Finding::violated, Finding::invariant_broken, Finding::not_available, Finding::undecided,
                                  Finding::nothing_done, Finding::not_the_same, Finding::cut_short, Finding::not_run}) {
      const std::string title(meaning_of(finding));
      add(std::string(name_of(finding)), static_cast<char>(std::toupper(static_cast<unsigned char>(title[0]))) + title.substr(1),
          outcome_of(finding) == Outcome::violated
              ? "The run's seed and configuration reproduce it."
              : "Nothing is known of this run: that is no pass. Give it more time or memory, or see why it failed.");
    }
    add("not-caught", "What had to be caught was not",
        "A subject with a deliberate bug, or a weaker one, went through all its seeds unnoticed: the gate would not notice such a bug in a "
        "change either. Give it more seeds, or faults under which it shows.");
    add("not-judged", "A case was not judged", "The gate ended before the case had its runs. That is no pass.");
    add("weakened", "Weaker than the base", "Against the result of another commit over the same seeds, the subject promises or does less.");
    return all;
  }();
  return kRules;
}

std::size_t rule_index(const std::string& id) {
  std::size_t i = 0;
  while (rules()[i].id != id) ++i;
  return i;
}

/// A plain message of SARIF: braces would be placeholders, and "[...](...)" a link.
std::string message(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '[' && text.find("](", i) != std::string::npos) result += '\\';
    result += c;
    if (c == '{' || c == '}') result += c;
  }
  return result;
}

/// A path as a URI reference.
std::string uri(const std::string& path) {
  std::string result;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    if (plain) {
      result += c;
      continue;
    }
    constexpr std::string_view kHex = "0123456789ABCDEF";
    result.append({'%', kHex[byte >> 4u], kHex[byte & 15u]});
  }
  return result;
}

Json artifact(const std::string& path, const char* base) {
  if (path.starts_with('/')) return {{"uri", "file://" + uri(path)}};
  return {{"uri", uri(path.starts_with("./") ? path.substr(2) : path)}, {"uriBaseId", base}};
}

Json place(Json file, std::uint64_t line) {
  Json physical{{"artifactLocation", std::move(file)}};
  if (line > 0) physical["region"] = {{"startLine", line}};
  return {{"physicalLocation", std::move(physical)}};
}

class Report {
 public:
  explicit Report(const GateResult& gate) : gate_(gate) {}

  Json document() {
    for (const CaseResult& one : gate_.cases) {
      for (const Failure* failure : failures_of(one)) add(one, *failure);
      std::set<std::string> said;  // "there was no run" once is enough
      for (const Check& check : checks_of(one)) {
        if (check.standing != CheckStanding::met && check.failures.empty() && said.insert(check.message).second) add(one, check);
      }
    }
    for (const std::string& weakening : gate_.weakenings)
      add("weakened", weakening, 0, "weakened: " + weakening.substr(0, weakening.find(':')));
    const Outcome outcome = outcome_of(gate_);
    Json invocation{{"executionSuccessful", !gate_.interrupted && outcome != Outcome::internal && outcome != Outcome::unusable},
                    {"exitCode", exit_status(outcome)}};
    if (gate_.interrupted || gate_.cases.empty()) {
      invocation["toolExecutionNotifications"] =
          Json::array({Json{{"level", "error"}, {"message", {{"text", message(conclusion(gate_))}}}}});
    }
    Json driver{{"name", "clio"},
                {"fullName", "clio gate" + (gate_.program.empty() ? "" : ", " + gate_.program)},
                {"version", kVersion},
                {"rules", Json::array()}};
    for (const Rule& rule : rules()) {
      driver["rules"].push_back({{"id", rule.id},
                                 {"shortDescription", {{"text", rule.title}}},
                                 {"help", {{"text", rule.help}}},
                                 {"defaultConfiguration", {{"level", "error"}}}});
    }
    Json run{{"tool", {{"driver", std::move(driver)}}},
             {"automationDetails", {{"id", "clio-gate/" + (gate_.name.empty() ? "" : gate_.name + "/")}}},
             {"invocations", Json::array({std::move(invocation)})},
             {"originalUriBaseIds", bases()},
             {"results", std::move(results_)}};
    return {{"$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"},
            {"version", "2.1.0"},
            {"runs", Json::array({std::move(run)})}};
  }

 private:
  [[nodiscard]] Json bases() const {
    Json gate{{"description", {{"text", "The gate's folder: kept runs are below it"}}}};
    if (!gate_.folder.empty()) {
      Json folder = artifact(gate_.folder + (gate_.folder.ends_with('/') ? "" : "/"), kRoot);
      folder.update(gate);
      gate = std::move(folder);
    }
    return {{kRoot, {{"description", {{"text", "The folder that the gate was run in"}}}}}, {"GATE", std::move(gate)}};
  }

  Json& add(const std::string& rule, const std::string& text, std::size_t line, const std::string& fingerprint) {
    Json result{{"ruleId", rule}, {"ruleIndex", rule_index(rule)}, {"level", "error"}, {"message", {{"text", message(text)}}}};
    if (!gate_.configuration.empty()) result["locations"] = Json::array({place(artifact(gate_.configuration, kRoot), line)});
    result["partialFingerprints"] = {{"clioGate/v1", fingerprint}};
    results_.push_back(std::move(result));
    return results_.back();
  }

  void add(const CaseResult& one, const Failure& failure) {
    const bool modelled = failure.finding == Finding::violated && failure.model != nullptr;
    const std::string rule = modelled ? "violated/" + std::string(failure.model->id) : std::string(name_of(failure.finding));
    std::string text = one.name + ", seed " + std::to_string(failure.seed) + ": " + violation_text(gate_, failure) + ".";
    for (const std::string& part : {failure.what, failure.explanation, cause_text(failure)}) {
      if (!part.empty()) text += "\n" + part;
    }
    for (std::size_t i = 0; i < failure.chain.size(); ++i) text += "\n  " + std::to_string(i + 1) + ". " + failure.chain[i];
    if (!failure.core.empty()) text += "\n\n" + indented(failure.core, "  ") + "\n";
    if (!failure.command.empty()) text += "\nreplay: " + failure.command;
    Json& result = add(rule, text, one.line, one.name + ": " + rule);
    if (!failure.folder.empty()) result["relatedLocations"] = history(failure);
    result["properties"] = {{"case", one.name},     {"seed", failure.seed},   {"replay", failure.command},
                            {"core", failure.core}, {"cause", failure.cause}, {"chain", failure.chain}};
  }

  static Json history(const Failure& failure) {
    const Json file = artifact(failure.folder + "/" + failure.history, "GATE");
    Json places = Json::array();
    for (std::size_t i = 0; i < failure.lines.size() && failure.lines.size() == failure.operations.size(); ++i) {
      Json one = place(file, failure.lines[i]);
      one["message"] = {{"text", "operation " + std::to_string(failure.operations[i])}};
      places.push_back(std::move(one));
    }
    if (places.empty()) {
      Json one = place(file, 0);
      one["message"] = {{"text", "the run's history"}};
      places.push_back(std::move(one));
    }
    for (std::size_t i = 0; i < places.size(); ++i) places[i]["id"] = i + 1;
    return places;
  }

  void add(const CaseResult& one, const Check& check) {
    std::string rule = check.standing == CheckStanding::failed ? "not-caught" : "not-judged";
    if (check.finding == Finding::violated && check.model != nullptr) {
      rule = "violated/" + std::string(check.model->id);
    } else if (check.finding != Finding::passed) {
      rule = name_of(check.finding);
    }
    add(rule, one.name + " (" + check.name + "): " + check.message + ".", one.line, one.name + ": " + check.name);
  }

  const GateResult& gate_;
  Json results_ = Json::array();
};

}  // namespace

std::string sarif_report(const GateResult& result) {
  return Report(result).document().dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace clio::gate

// A gate's result as JSON and back. Members that follow from others (outcome, exit, passed, availability, percentiles) are written for
// whoever reads with other tools, and not read.
//
// Tested by tests/gate/result_json_test.cpp.

#include <limits>

#include "src/gate/checks.hpp"
#include "src/gate/result.hpp"
#include "src/record/members.hpp"
#include "src/report/json.hpp"

namespace clio::gate {
namespace {

using Json = nlohmann::ordered_json;
using Counts = std::map<std::string, std::uint64_t, std::less<>>;

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

std::string_view word_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::holds: return "holds";
    case Outcome::violated: return "violated";
    case Outcome::unusable: return "unusable";
    case Outcome::undecided: return "undecided";
    case Outcome::internal: return "internal";
  }
  return {};
}

// Writing.

Json ids(const std::vector<const Model*>& models) {
  Json list = Json::array();
  for (const Model* model : models) list.push_back(model->id);
  return list;
}

Json object_of(const Counts& counts) {
  Json json = Json::object();
  for (const auto& [name, count] : counts) json[name] = count;
  return json;
}

Json failure_json(const Failure& failure) {
  Json json{{"seed", failure.seed},
            {"finding", name_of(failure.finding)},
            {"what", failure.what},
            {"folder", failure.folder},
            {"history", failure.history}};
  if (failure.model != nullptr) json["model"] = failure.model->id;
  json.update({{"anomaly", failure.anomaly},
               {"key", failure.key},
               {"operations", failure.operations},
               {"lines", failure.lines},
               {"explanation", failure.explanation},
               {"core", failure.core},
               {"cause", failure.cause},
               {"chain", failure.chain},
               {"asynchronous", failure.asynchronous},
               {"command", failure.command},
               {"operations_before", failure.operations_before},
               {"operations_after", failure.operations_after},
               {"faults_before", failure.faults_before},
               {"faults_after", failure.faults_after},
               {"shrinking", failure.shrinking}});
  return json;
}

Json latency_json(const Distribution& latency) {
  Json json{{"count", latency.count()},
            {"p50", latency.percentile(0.50)},
            {"p95", latency.percentile(0.95)},
            {"p99", latency.percentile(0.99)},
            {"buckets", Json::array()}};
  for (const auto& [upper, count] : latency.buckets()) json["buckets"].push_back(Json::array({upper, count}));
  return json;
}

Json case_json(const CaseResult& one) {
  Json json{{"name", one.name},
            {"subject", one.subject},
            {"workload", one.workload},
            {"faults", one.faults},
            {"source", name_of(one.source)},
            {"canary", one.canary},
            {"line", one.line},
            {"options", one.options},
            {"expect",
             {{"keeps", ids(one.expect.keeps)},
              {"caught", ids(one.expect.caught)},
              {"invariants", one.expect.invariants},
              {"breaks_invariant", one.expect.breaks_invariant},
              {"available", one.expect.available}}},
            {"outcome", word_of(outcome_of(one))},
            {"complete", one.complete},
            {"runs", one.runs},
            {"findings", Json::object()},
            {"violated", object_of(one.violated)},
            {"undecided", object_of(one.undecided)},
            {"first_violated", object_of(one.first_violated)},
            {"broken", one.broken},
            {"first_broken", one.first_broken},
            {"strongest", object_of(one.strongest)},
            {"weaker", Json::array()},
            {"run_twice", one.run_twice},
            {"latency", latency_json(one.latency)},
            {"operations", one.operations},
            {"answered", one.answered},
            {"availability", one.availability()},
            {"availability_least", one.availability_least},
            {"messages", one.messages},
            {"bytes", one.bytes},
            {"failures", Json::array()},
            {"complaints", one.complaints}};
  for (const auto& [finding, count] : one.findings) json["findings"][std::string(name_of(finding))] = count;
  for (const auto& [seed, model] : one.weaker) json["weaker"].push_back(Json::array({seed, model}));
  for (const Failure& failure : one.failures) json["failures"].push_back(failure_json(failure));
  return json;
}

// Reading.

/// Members that all have to be there.
class Required : public Members {
 public:
  using Members::Members;
  std::string words(const std::string& name) {
    (void)required(name);
    return text(name);
  }
  bool yes(const std::string& name) {
    (void)required(name);
    return truth(name, false);
  }
  std::uint64_t count(const std::string& name) { return static_cast<std::uint64_t>(number(name, 0, kMost)); }
  double share(const std::string& name) {
    (void)required(name);
    return ratio(name, 0);
  }
  std::vector<std::string> list(const std::string& name) {
    (void)required(name);
    return texts(name);
  }
  const Json& array(const std::string& name) {
    const Json& value = required(name);
    if (!value.is_array()) expected(path(name), value, "an array");
    return value;
  }
  const Json& object(const std::string& name) {
    const Json& value = required(name);
    if (!value.is_object()) expected(path(name), value, "an object");
    return value;
  }
  Counts counts(const std::string& name) {
    Counts all;
    for (const auto& [key, value] : object(name).items()) all[key] = count_of(value, path(name) + "." + key);
    return all;
  }
  std::vector<std::uint64_t> numbers(const std::string& name) {
    std::vector<std::uint64_t> all;
    for (const Json& one : array(name)) all.push_back(count_of(one, path(name)));
    return all;
  }
  std::vector<const Model*> models(const std::string& name) {
    std::vector<const Model*> all;
    for (const std::string& id : list(name)) all.push_back(model(id, path(name)));
    return all;
  }

  static std::uint64_t count_of(const Json& value, const std::string& where) {
    if (!value.is_number_integer() || (!value.is_number_unsigned() && value.get<std::int64_t>() < 0) ||
        (value.is_number_unsigned() && value.get<std::uint64_t>() > kMost)) {
      expected(where, value, "a whole number from 0 to " + std::to_string(kMost));
    }
    return value.get<std::uint64_t>();
  }
  static const Model* model(const std::string& id, const std::string& where) {
    const Model* found = model_named(id);
    if (found == nullptr) expected(where, id, "a model of this version of the program");
    return found;
  }
  /// An array of two: a number and something.
  static const Json& pair(const Json& value, const std::string& where, const std::string& what) {
    if (!value.is_array() || value.size() != 2) expected(where, value, what);
    return value;
  }
};

std::string place(const std::string& name, std::size_t i) { return name + "[" + std::to_string(i) + "]"; }

Failure read_failure(const Json& json, const std::string& where) {
  Required members(json, where);
  Failure failure;
  failure.seed = members.count("seed");
  const std::string finding = members.words("finding");
  const std::optional<Finding> named = finding_named(finding);
  if (!named) expected(members.path("finding"), finding, "a finding of this version of the program");
  failure.finding = *named;
  failure.what = members.words("what");
  failure.folder = members.words("folder");
  failure.history = members.words("history");
  if (members.find("model") != nullptr) failure.model = Required::model(members.words("model"), members.path("model"));
  failure.anomaly = members.words("anomaly");
  failure.key = members.words("key");
  failure.operations = members.numbers("operations");
  failure.lines = members.numbers("lines");
  failure.explanation = members.words("explanation");
  failure.core = members.words("core");
  failure.cause = members.words("cause");
  failure.chain = members.list("chain");
  failure.asynchronous = members.yes("asynchronous");
  failure.command = members.words("command");
  failure.operations_before = members.count("operations_before");
  failure.operations_after = members.count("operations_after");
  failure.faults_before = members.count("faults_before");
  failure.faults_after = members.count("faults_after");
  failure.shrinking = members.words("shrinking");
  return failure;
}

Distribution read_latency(const Json& json, const std::string& where) {
  Required members(json, where);
  Distribution latency;
  const Json& buckets = members.array("buckets");
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    const std::string at = place(members.path("buckets"), i);
    const Json& bucket = Required::pair(buckets[i], at, "[upper end, count]");
    latency.add(static_cast<std::int64_t>(Required::count_of(bucket[0], at)), Required::count_of(bucket[1], at));
  }
  if (const std::uint64_t count = members.count("count"); count != latency.count()) {
    expected(members.path("count"), count, "the sum of the buckets, " + std::to_string(latency.count()));
  }
  return latency;
}

Expectation read_expectation(const Json& json, const std::string& where) {
  Required members(json, where);
  return {.keeps = members.models("keeps"),
          .caught = members.models("caught"),
          .invariants = members.yes("invariants"),
          .breaks_invariant = members.yes("breaks_invariant"),
          .available = members.yes("available")};
}

CaseResult read_case(const Json& json, const std::string& where) {
  Required members(json, where);
  CaseResult one;
  one.name = members.words("name");
  one.subject = members.words("subject");
  one.workload = members.words("workload");
  one.faults = members.words("faults");
  one.source = members.choice<Source>("source", std::array{Source::simulated, Source::processes, Source::command, Source::client});
  one.canary = members.yes("canary");
  one.line = members.count("line");
  one.options = members.words("options");
  one.expect = read_expectation(members.required("expect"), members.path("expect"));
  one.complete = members.yes("complete");
  one.runs = members.count("runs");
  for (const auto& [name, count] : members.counts("findings")) {
    const std::optional<Finding> finding = finding_named(name);
    if (!finding) expected(members.path("findings"), name, "findings of this version of the program");
    one.findings[*finding] = count;
  }
  one.violated = members.counts("violated");
  one.undecided = members.counts("undecided");
  one.first_violated = members.counts("first_violated");
  one.broken = members.count("broken");
  one.first_broken = members.count("first_broken");
  one.strongest = members.counts("strongest");
  const Json& weaker = members.array("weaker");
  for (std::size_t i = 0; i < weaker.size(); ++i) {
    const std::string at = place(members.path("weaker"), i);
    const Json& pair = Required::pair(weaker[i], at, "[seed, model]");
    if (!pair[1].is_string()) expected(at, pair[1], "a model");
    one.weaker.emplace_back(Required::count_of(pair[0], at), pair[1].get<std::string>());
  }
  one.run_twice = members.count("run_twice");
  one.latency = read_latency(members.required("latency"), members.path("latency"));
  one.operations = members.count("operations");
  one.answered = members.count("answered");
  one.availability_least = members.share("availability_least");
  one.messages = members.count("messages");
  one.bytes = members.count("bytes");
  const Json& failures = members.array("failures");
  for (std::size_t i = 0; i < failures.size(); ++i) one.failures.push_back(read_failure(failures[i], place(members.path("failures"), i)));
  one.complaints = members.list("complaints");
  return one;
}

Seeds read_seeds(const Json& json) {
  Required members(json, "seeds");
  Seeds seeds{.from = members.count("from"), .count = members.count("count")};
  if (members.find("budget_ms") != nullptr) seeds.budget = std::chrono::milliseconds(members.count("budget_ms"));
  return seeds;
}

}  // namespace

std::string result_json(const GateResult& result) {
  Json json{{"schema", kResultSchema},
            {"name", result.name},
            {"configuration", result.configuration},
            {"folder", result.folder},
            {"program", result.program},
            {"outcome", word_of(outcome_of(result))},
            {"exit", exit_status(outcome_of(result))},
            {"seeds", {{"from", result.seeds.from}, {"count", result.seeds.count}}},
            {"elapsed_ms", result.elapsed_ms},
            {"runs", result.runs},
            {"interrupted", result.interrupted},
            {"interruption", result.interruption},
            {"cases", Json::array()},
            {"weakenings", result.weakenings},
            {"changes", result.changes}};
  if (result.seeds.budget) json["seeds"]["budget_ms"] = result.seeds.budget->count();
  for (const CaseResult& one : result.cases) json["cases"].push_back(case_json(one));
  return json_line(json) + "\n";
}

Result<GateResult, std::string> read_result(std::string_view text) {
  try {
    const Json json = parsed(text);
    Required members(json, "", "the result");
    if (const Json& schema = members.required("schema"); schema != kResultSchema)
      expected("schema", schema, std::to_string(kResultSchema) + ", the version of this format");
    GateResult result;
    result.name = members.words("name");
    result.configuration = members.words("configuration");
    result.folder = members.words("folder");
    result.program = members.words("program");
    result.seeds = read_seeds(members.required("seeds"));
    result.elapsed_ms = members.count("elapsed_ms");
    result.runs = members.count("runs");
    result.interrupted = members.yes("interrupted");
    result.interruption = members.words("interruption");
    const Json& cases = members.array("cases");
    for (std::size_t i = 0; i < cases.size(); ++i) result.cases.push_back(read_case(cases[i], place("cases", i)));
    result.weakenings = members.list("weakenings");
    result.changes = members.list("changes");
    return result;
  } catch (const WrongMember& wrong) {
    return Unexpected(wrong.message);
  }
}

}  // namespace clio::gate

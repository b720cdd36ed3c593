#include "src/report/json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "checker/models/aliases.hpp"
#include "checker/models/anomalies.hpp"

namespace clio {
namespace {

using Json = nlohmann::ordered_json;

/// Seconds to the microsecond: more digits are noise.
double seconds(std::chrono::nanoseconds time) { return std::round(std::chrono::duration<double, std::micro>(time).count()) / 1e6; }

Json ids(const Judgement& judgement, const std::vector<OpId>& operations) {
  Json list = Json::array();
  for (const OpId op : operations) list.push_back(index(judgement.in_file(op)));
  return list;
}

Json edge_json(const Judgement& judgement, const Edge& edge) {
  Json json{{"from", index(judgement.in_file(edge.from))}, {"to", index(judgement.in_file(edge.to))}, {"relation", name_of(edge.relation)}};
  if (edge.key) json["key"] = json_of(judgement.history().key_name(*edge.key));
  json["because"] = edge.because;
  return json;
}

Json violation_json(const Judgement& judgement, const Counterexample& counterexample) {
  Json json{{"anomaly", name_of(counterexample.anomaly)}};
  if (counterexample.phenomenon) json["phenomenon"] = name_of(*counterexample.phenomenon);
  json["explanation"] = counterexample.explanation;
  json["operations"] = ids(judgement, counterexample.operations);
  json["cycle"] = Json::array();
  json["minimal"] = counterexample.minimal;
  for (const Edge& edge : counterexample.cycle) json["cycle"].push_back(edge_json(judgement, edge));
  if (!counterexample.degraded.empty()) json["degraded"] = counterexample.degraded;
  if (counterexample.cause) json["cause"] = *counterexample.cause;
  return json;
}

Json verdict_json(const Judgement& judgement, const Verdict& verdict, const JsonOptions& options) {
  Json json{{"model", verdict.model->id}, {"verdict", name_of(verdict.answer)}, {"seconds", seconds(verdict.spent)}};
  if (verdict.answer == Answer::unknown) json["reason"] = verdict.reason;
  if (!verdict.unchecked.empty()) json["unchecked"] = verdict.unchecked;
  if (verdict.counterexample) json["violation"] = violation_json(judgement, *verdict.counterexample);
  const bool ordered = *verdict.model == kLinearizable || *verdict.model == kSequential;
  const bool transactions = verdict.model->unit == Unit::transaction || (verdict.model->unit == Unit::either && judgement.history().transactional());
  if (options.witness && verdict.answer == Answer::satisfied && (ordered || (transactions && !verdict.witness.empty()))) json["witness"] = ids(judgement, verdict.witness);
  if (json.contains("witness") && !verdict.snapshots.empty()) json["snapshots"] = verdict.snapshots;
  return json;
}

Json staleness_json(const Staleness& staleness, const Atomicity& atomicity) {
  Json json{{"versions_max", staleness.versions_max}, {"time_max", staleness.time_max}, {"versions", Json::object()}};
  for (const auto& [versions, reads] : staleness.versions) json["versions"][std::to_string(versions)] = reads;
  if (atomicity.k != Atomicity::Bound::undecided) json["k"] = static_cast<int>(atomicity.k);
  return json;
}

std::optional<Value> value_of(const nlohmann::json& json) {
  switch (json.type()) {
    case nlohmann::json::value_t::null: return Value();
    case nlohmann::json::value_t::boolean: return Value(json.get<bool>());
    case nlohmann::json::value_t::number_integer: return Value(json.get<std::int64_t>());
    case nlohmann::json::value_t::number_unsigned: return Value(json.get<std::uint64_t>());
    case nlohmann::json::value_t::number_float:
      return std::isfinite(json.get<double>()) ? std::optional(Value(json.get<double>())) : std::nullopt;
    case nlohmann::json::value_t::string: return Value(json.get<std::string>());
    case nlohmann::json::value_t::array: {
      Value::Array array;
      for (const nlohmann::json& member : json) {
        std::optional<Value> value = value_of(member);
        if (!value) return std::nullopt;
        array.push_back(std::move(*value));
      }
      return Value(std::move(array));
    }
    case nlohmann::json::value_t::object:
    case nlohmann::json::value_t::binary:
    case nlohmann::json::value_t::discarded: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

Json json_of(const Value& value) {
  return std::visit(
      [](const auto& data) -> Json {
        using Data = std::decay_t<decltype(data)>;
        if constexpr (std::is_same_v<Data, std::monostate>) {
          return nullptr;
        } else if constexpr (std::is_same_v<Data, Value::Array>) {
          Json list = Json::array();
          for (const Value& member : data) list.push_back(json_of(member));
          return list;
        } else {
          return data;
        }
      },
      value.data());
}

std::optional<Value> value_of_json(const std::string& text) {
  const nlohmann::json parsed = nlohmann::json::parse(text, nullptr, false);
  return parsed.is_discarded() ? std::nullopt : value_of(parsed);
}

std::string json_line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string judgement_json(const Judgement& judgement, const JsonOptions& options) {
  Json json{{"schema", kJsonSchema}, {"history", judgement.path}};
  if (judgement.error) {
    json["error"] = {{"line", judgement.error->line}, {"message", judgement.error->message}};
    return json_line(json);
  }
  if (!judgement.internal_error.empty()) {
    json["error"] = {{"line", 0}, {"message", "internal error: " + judgement.internal_error}};
    return json_line(json);
  }
  const History& history = judgement.history();
  json["operations"] = history.size();
  json["processes"] = history.process_count();
  json["keys"] = history.key_count();
  json["pending"] = pending_count(history);
  json["strongest"] = Json::array();
  for (const Model* model : judgement.strongest) json["strongest"].push_back(model->id);
  json["weakest_violated"] = Json::array();
  for (const Model* model : judgement.weakest_violated) json["weakest_violated"].push_back(model->id);
  if (!judgement.warnings.empty()) json["warnings"] = judgement.warnings;
  if (judgement.staleness) json["staleness"] = staleness_json(*judgement.staleness, judgement.atomicity);
  json["results"] = Json::array();
  for (const Verdict& verdict : judgement.verdicts) json["results"].push_back(verdict_json(judgement, verdict, options));
  return json_line(json);
}

std::string catalogue_json() {
  Json json{{"schema", kJsonSchema},
            {"models", Json::array()},
            {"implications", Json::array()},
            {"anomalies", Json::array()},
            {"phenomena", Json::array()},
            {"rules_out", Json::array()},
            {"relations", Json::array()}};
  for (const Model* model : catalogue()) {
    Json names = Json::array();
    for (const Alias& alias : aliases()) {
      if (alias.model == model) names.push_back(alias.name);
    }
    json["models"].push_back({{"id", model->id},
                              {"aliases", std::move(names)},
                              {"title", model->title},
                              {"cite", model->cite},
                              {"meaning", model->meaning},
                              {"unit", model->unit == Unit::operation ? "operation" : model->unit == Unit::transaction ? "transaction" : "either"},
                              {"needs_times", model->needs_times},
                              {"any_object", model->judged == Judged::any_object}});
  }
  for (const Implication& step : implications()) {
    json["implications"].push_back({{"stronger", step.stronger->id}, {"weaker", step.weaker->id}, {"needs_gaps", step.needs_gaps}});
  }
  for (const Anomaly anomaly : all_anomalies()) json["anomalies"].push_back(name_of(anomaly));
  for (const Phenomenon phenomenon : all_phenomena()) json["phenomena"].push_back(name_of(phenomenon));
  for (const AnomalyRow& row : anomaly_table()) {
    Json out = Json::array();
    for (const Model* model : transaction_models()) {
      if (rules_out(row, *model)) out.push_back(model->id);
    }
    json["rules_out"].push_back({{"name", row.name}, {"cite", row.cite}, {"meaning", row.meaning}, {"models", std::move(out)}});
  }
  for (const Relation relation : all_relations()) json["relations"].push_back(name_of(relation));
  return json_line(json);
}

}  // namespace clio

// One history as the page's data.
//
// Tested by tests/report/page_document_test.cpp.

#include "src/report/html/document.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "checker/engines/merged_order.hpp"
#include "src/draw/measures.hpp"
#include "src/report/html/columns.hpp"
#include "src/report/html/shades.hpp"
#include "src/report/json.hpp"
#include "src/report/violations.hpp"

namespace clio {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kStaleReadsMax = 20'000;

/// The models of the table by which a history like this is classified, and those that were asked besides.
std::vector<const Model*> shown_models(const Judgement& judgement) {
  const auto family = judgement.history().transactional() ? transaction_models() : operation_models();
  std::vector<const Model*> models;
  for (const Model* model : catalogue()) {
    const bool of_the_family = std::find(family.begin(), family.end(), model) != family.end();
    const bool asked = std::any_of(judgement.verdicts.begin(), judgement.verdicts.end(), [&](const Verdict& verdict) { return *verdict.model == *model; });
    if (of_the_family || asked) models.push_back(model);
  }
  return models;
}

class Page {
 public:
  Page(const Judgement& judgement, const PageExtras& extras) : judgement_(judgement), history_(judgement.history()), extras_(extras), models_(shown_models(judgement)) {}

  std::string document() {
    Json json{{"schema", kPageSchema},
              {"path", judgement_.path},
              {"title", extras_.title.empty() ? history_.header().name : extras_.title},
              {"about", history_.header().about},
              {"object", name_of(history_.object())},
              {"timed", history_.timed()},
              {"transactional", history_.transactional()},
              {"uncertainty", history_.header().clock_uncertainty},
              {"pending", pending_count(history_)},
              {"classified", judgement_.classified},
              {"warnings", judgement_.warnings},
              {"models", models()},
              {"lattice", lattice()},
              {"violations", violations()},
              {"orders", orders()},
              {"account", extras_.account},
              {"figures", Json::array()}};
    for (const Figure& figure : extras_.figures) json["figures"].push_back({{"title", figure.title}, {"svg", figure.svg}});
    if (judgement_.staleness) json["staleness"] = staleness();
    if (!extras_.trace_problem.empty()) json["traceProblem"] = extras_.trace_problem;
    std::string text = json_line(json);
    text.pop_back();
    text += ",\"operations\":" + operation_columns(history_);
    if (extras_.trace) text += ",\"trace\":" + trace_with_missed();
    return text + "}";
  }

 private:
  [[nodiscard]] std::size_t place(const Model* model) const {
    return static_cast<std::size_t>(std::find_if(models_.begin(), models_.end(), [&](const Model* one) { return *one == *model; }) - models_.begin());
  }
  [[nodiscard]] Json places(const std::vector<const Model*>& models) const {
    Json list = Json::array();
    for (const Model* model : models) list.push_back(place(model));
    return list;
  }

  [[nodiscard]] Json models() const {
    Json list = Json::array();
    for (const Model* model : models_) {
      Json json{{"id", model->id}, {"title", model->title}, {"meaning", model->meaning}, {"cite", model->cite}};
      const auto verdict = std::find_if(judgement_.verdicts.begin(), judgement_.verdicts.end(), [&](const Verdict& one) { return *one.model == *model; });
      const bool asked = verdict != judgement_.verdicts.end();
      json["verdict"] = asked ? name_of(verdict->answer) : "not-asked";
      if (asked) json["seconds"] = std::chrono::duration<double>(verdict->spent).count();
      if (asked && verdict->answer == Answer::unknown) json["reason"] = verdict->reason;
      if (asked && !verdict->unchecked.empty()) json["unchecked"] = verdict->unchecked;
      if (!asked && judgement_.classified) json["reason"] = not_applicable(history_, *model);
      const auto among = [&](const std::vector<const Model*>& some) { return std::find(some.begin(), some.end(), model) != some.end(); };
      if (among(judgement_.strongest)) json["strongest"] = true;
      if (among(judgement_.weakest_violated)) json["weakest"] = true;
      list.push_back(std::move(json));
    }
    return list;
  }

  /// The steps of the lattice between the shown models, without those that follow from others: [stronger, weaker], and a 0 where the step is not valid for this history.
  [[nodiscard]] Json lattice() const {
    const bool gaps = history_.timed() && BaseRelations(history_).gaps();
    Json list = Json::array();
    for (const Model* stronger : models_) {
      for (const Model* weaker : models_) {
        if (stronger == weaker || !implies(*stronger, *weaker)) continue;
        const bool follows = std::any_of(models_.begin(), models_.end(), [&](const Model* between) {
          return between != stronger && between != weaker && implies(*stronger, *between) && implies(*between, *weaker);
        });
        if (follows) continue;
        Json step{place(stronger), place(weaker)};
        if (!implies(*stronger, *weaker, gaps)) step.push_back(0);
        list.push_back(std::move(step));
      }
    }
    return list;
  }

  [[nodiscard]] Json violations() const {
    Json list = Json::array();
    for (const TellingViolation& violation : telling_violations(judgement_)) {
      const Counterexample& counterexample = *violation.counterexample;
      Json json{{"anomaly", name_of(counterexample)}, {"models", Json::array()}, {"implied", places(violation.implied)}, {"explanation", counterexample.explanation}};
      for (const Verdict* verdict : violation.verdicts) json["models"].push_back(place(verdict->model));
      json["operations"] = Json::array();
      for (const OpId op : counterexample.operations) json["operations"].push_back(index(op));
      json["cycle"] = Json::array();
      for (const Edge& edge : counterexample.cycle) {
        json["cycle"].push_back({{"from", index(edge.from)}, {"to", index(edge.to)}, {"relation", name_of(edge.relation)}, {"key", edge.key ? Json(index(*edge.key)) : Json(-1)}, {"because", edge.because}});
      }
      json["minimal"] = counterexample.minimal, json["validated"] = counterexample.validated;
      if (!counterexample.degraded.empty()) json["degraded"] = counterexample.degraded;
      if (counterexample.cause) json["cause"] = *counterexample.cause;
      list.push_back(std::move(json));
    }
    return list;
  }

  /// The order that proves the strongest satisfied model that has one.
  [[nodiscard]] Json orders() const {
    Json list = Json::array();
    for (const Verdict& verdict : judgement_.verdicts) {
      if (verdict.answer != Answer::satisfied || verdict.witness.empty()) continue;
      const bool transactions = verdict.model->unit == Unit::transaction || (verdict.model->unit == Unit::either && history_.transactional());
      // Played back, an order has to explain the answers: each is what came before, or what a snapshot holds.
      if (verdict.model->sees != Visibility::arbitrated_before && verdict.snapshots.empty()) continue;
      if (verdict.model->agreed_by != Agreement::everyone) continue;
      const bool merge = !transactions && *verdict.model == kLinearizable;
      Json json{{"model", place(verdict.model)}, {"perKey", !merge && verdict.model->scope == Scope::per_key}, {"transactions", transactions}, {"order", Json::array()}};
      for (const OpId op : merge ? merged_order(history_, verdict.witness) : verdict.witness) json["order"].push_back(index(op));
      if (!verdict.snapshots.empty()) json["snapshots"] = verdict.snapshots;
      list.push_back(std::move(json));
      break;
    }
    return list;
  }

  [[nodiscard]] Json staleness() const {
    const Staleness& measured = *judgement_.staleness;
    Json json{{"reads", measured.reads}, {"stale", measured.stale.size()}, {"versionsMax", measured.versions_max}, {"timeMax", measured.time_max}, {"versions", Json::array()}, {"of", Json::array()}};
    for (const auto& [versions, reads] : measured.versions) json["versions"].push_back({versions, reads});
    for (std::size_t i = 0; i < std::min(measured.stale.size(), kStaleReadsMax); ++i) {
      const StaleRead& read = measured.stale[i];
      json["of"].push_back({index(read.read), read.versions, read.time});
    }
    if (judgement_.atomicity.k != Atomicity::Bound::undecided) json["k"] = static_cast<int>(judgement_.atomicity.k);
    return json;
  }

  /// The reads that somebody will ask about: stale ones, and those of the counterexamples.
  [[nodiscard]] std::vector<OpId> asked_about() const {
    std::set<OpId> reads;
    for (const TellingViolation& violation : telling_violations(judgement_)) reads.insert(violation.counterexample->operations.begin(), violation.counterexample->operations.end());
    if (judgement_.staleness) {
      for (const StaleRead& read : judgement_.staleness->stale) reads.insert(read.read);
    }
    return {reads.begin(), reads.end()};
  }

  [[nodiscard]] std::string trace_with_missed() const {
    Trace trace = *extras_.trace;
    if (history_.timed() && trace.missed.empty()) find_missed(trace, history_, asked_about());
    const auto time = [](Time at) { return at == kNever ? Json(nullptr) : Json(at); };
    Json json{{"nodes", trace.nodes}, {"cut", trace.cut}, {"texts", trace.texts}, {"messages", Json::array()}, {"exchanges", Json::array()}, {"notes", Json::array()}, {"faults", Json::array()}, {"missed", Json::array()}};
    for (const Trace::Message& m : trace.messages) json["messages"].push_back({m.from, m.to, m.number, m.sent, time(m.arrived), m.lost ? 1 : 0, m.text, m.because});
    for (const Trace::Exchange& e : trace.exchanges) json["exchanges"].push_back({e.operation, e.node, e.at, e.answer ? 1 : 0, e.text});
    for (const Trace::Note& n : trace.notes) json["notes"].push_back({n.node, n.at, n.what, n.operation, n.text});
    for (const Trace::Fault& f : trace.faults) json["faults"].push_back({f.from, time(f.until), f.text});
    for (const Trace::Missed& m : trace.missed) {
      json["missed"].push_back({{"read", m.read}, {"write", m.write}, {"message", m.message}, {"acknowledged", time(m.acknowledged)}, {"answered", time(m.answered)}, {"applied", time(m.applied)}});
    }
    return json_line(json);
  }

  const Judgement& judgement_;
  const History& history_;
  const PageExtras& extras_;
  std::vector<const Model*> models_;
};

char letter_of(Answer answer) {
  switch (answer) {
    case Answer::satisfied: return 'y';
    case Answer::violated: return 'n';
    case Answer::unknown: return '?';
  }
  return '?';
}

}  // namespace

std::vector<Figure> figures_of(const Judgement& judgement, const std::optional<Trace>& trace) {
  const History& history = judgement.history();
  if (history.size() < kFiguresFrom) return {};
  std::vector<Figure> figures;
  for (const draw::Chart& chart : draw::charts_of(history, judgement.staleness, {.unit = {}, .faults = shades_of(trace, history)})) {
    figures.push_back({chart.title, draw::svg_of(chart)});
  }
  return figures;
}

std::string page_document(const Judgement& judgement, const PageExtras& extras) { return Page(judgement, extras).document(); }

std::string index_entry(const Judgement& judgement, const PageExtras& extras) {
  Json json{{"path", judgement.path}};
  if (!judgement.judged()) {
    json["error"] = judgement.error ? (judgement.error->line == 0 ? "" : "line " + std::to_string(judgement.error->line) + ": ") + judgement.error->message : "internal error: " + judgement.internal_error;
    return json_line(json);
  }
  const History& history = judgement.history();
  json["title"] = extras.title.empty() ? history.header().name : extras.title;
  json["operations"] = history.size();
  json["verdicts"] = Json::object();
  for (const Verdict& verdict : judgement.verdicts) json["verdicts"][std::string(verdict.model->id)] = std::string(1, letter_of(verdict.answer));
  json["strongest"] = Json::array(), json["anomalies"] = Json::array();
  for (const Model* model : judgement.strongest) json["strongest"].push_back(model->id);
  for (const TellingViolation& violation : telling_violations(judgement)) json["anomalies"].push_back(name_of(*violation.counterexample));
  return json_line(json);
}

std::string embeddable(std::string_view json) {
  std::string text;
  text.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '<') {
      text += "\\u003c";
    } else if (c == '\xE2' && i + 2 < json.size() && json[i + 1] == '\x80' && (json[i + 2] == '\xA8' || json[i + 2] == '\xA9')) {
      text += json[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace clio

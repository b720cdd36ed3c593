// The table's rows and the lattice, drawn from the data. The lattice is a graph, not a tree: a model that several imply is drawn in full
// below the first of them, and by name below the others.

#include "src/report/catalogue_text.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "checker/models/aliases.hpp"
#include "checker/models/anomalies.hpp"
#include "checker/models/catalogue.hpp"
#include "checker/verdict.hpp"
#include "src/report/words.hpp"

namespace clio {
namespace {

std::string text_of(const Model& model) {
  const std::string_view base = model.extends == Base::reads_from ? "wr" : "so ∪ wr";
  switch (model.sees) {
    case Visibility::arbitrated_before: return "all before it in arb";
    case Visibility::causal: return "(so ∪ wr)+";
    case Visibility::session: return "so";
    case Visibility::read_then_session: return "wr;so";
    case Visibility::session_then_read: return "so;wr;so?";
    case Visibility::read_then_session_then_read: return "wr;so;wr;so?";
    case Visibility::prefix: return "arb?;(" + std::string(base) + ")";
    case Visibility::snapshot: return "arb?;(" + std::string(base) + " ∪ ww)";
    case Visibility::adjacent: return "so ∪ wr";
    case Visibility::read_earlier: return "what an earlier read of its transaction read from";
    case Visibility::nothing: return "nothing in particular";
  }
  return {};
}

std::string_view text_of(Base base) {
  switch (base) {
    case Base::real_time: return "wr ∪ rt";
    case Base::causal: return "(so ∪ wr)+";
    case Base::session_order: return "so";
    case Base::causal_and_real_time: return "(so ∪ wr ∪ rt)+";
    case Base::reads_from: return "wr+";
  }
  return {};
}

std::string_view text_of(Judged judged) {
  switch (judged) {
    case Judged::registers: return "registers";
    case Judged::versioned_transactions: return "registers, and transactions on sets and lists";
    case Judged::versioned: return "registers, sets, lists";
    case Judged::any_object: return "any object";
  }
  return {};
}

std::string_view text_of(Agreement agreement) {
  switch (agreement) {
    case Agreement::everyone: return "everyone";
    case Agreement::each_process: return "each process";
    case Agreement::each_read: return "each read";
  }
  return {};
}

/// Implications that no two others compose.
std::vector<Implication> direct_implications() {
  std::vector<Implication> direct;
  for (const Implication& step : implications()) {
    const bool composed = std::any_of(implications().begin(), implications().end(), [&](const Implication& first) {
      return *first.stronger == *step.stronger && !(*first.weaker == *step.weaker) && implies(*first.weaker, *step.weaker);
    });
    if (!composed) direct.push_back(step);
  }
  return direct;
}

class LatticeDrawing {
 public:
  std::string draw() {
    for (const Model* model : catalogue()) {
      const bool top = std::none_of(direct_.begin(), direct_.end(), [&](const Implication& step) { return *step.weaker == *model; });
      if (top) draw(*model, "", "", "");
    }
    return std::move(text_);
  }

 private:
  // As deep as the table is high, never as deep as an input.
  void draw(const Model& model, const std::string& lead, const std::string& rest, std::string_view note) {
    std::vector<const Implication*> below;
    for (const Implication& step : direct_) {
      if (*step.stronger == model) below.push_back(&step);
    }
    const bool drawn_before = !drawn_.insert(model.id).second;
    text_ += lead + std::string(model.id) + (drawn_before && !below.empty() ? " (above)" : "") + std::string(note) + "\n";
    if (drawn_before) return;
    for (const Implication* step : below) {
      const bool last = step == below.back();
      draw(*step->weaker, rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  "),
           step->needs_gaps ? "  (unless operations of one process touch)" : "");
    }
  }

  std::vector<Implication> direct_ = direct_implications();
  std::set<std::string_view> drawn_;
  std::string text_;
};

}  // namespace

namespace {

/// The table of anomalies: a line for what rules out what, and one for the meaning.
std::string anomalies_text(const Palette& palette) {
  std::size_t width = 0;
  for (const AnomalyRow& row : anomaly_table()) width = std::max(width, row.name.size());
  std::string text;
  for (const AnomalyRow& row : anomaly_table()) {
    std::vector<std::string> weakest;
    for (const Model* model : row.weakest) weakest.emplace_back(model->id);
    text += "  " + padded(row.name, width) + "  " + listed(weakest) + "\n    " + palette.faint(std::string(row.meaning) + " (" + std::string(row.cite) + ")") + "\n";
  }
  return text;
}

/// A line for each model that has another name, and one for the known names that none has.
std::string aliases_text() {
  std::string text;
  for (const Model* model : catalogue()) {
    std::vector<std::string> names;
    for (const Alias& alias : aliases()) {
      if (alias.model == model) names.emplace_back(alias.name);
    }
    if (!names.empty()) text += "  " + std::string(model->id) + ": " + listed(names) + "\n";
  }
  std::vector<std::string> none;
  for (const NoRow& row : models_without_row()) none.emplace_back(row.name);
  return text + wrapped("no row, and refused with the nearest rows: " + listed(none), 100, "  ") + "\n";
}

}  // namespace

std::string lattice_text() { return LatticeDrawing().draw(); }

std::string catalogue_text(const Palette& palette) {
  std::string text;
  for (const Model* model : catalogue()) {
    if (model == operation_models().front()) text += palette.strong("Over operations") + "\n";
    if (*model == kStrictSerializable) text += "\n" + palette.strong("Over transactions (with those above that are over either)") + "\n";
    text += palette.strong(model->id) + palette.faint("  " + std::string(model->title) + " (" + std::string(model->cite) + ")") + "\n  " +
            std::string(model->meaning) + "\n";
    text += palette.faint("  a read must see " + text_of(*model) + "; arb extends " +
                          std::string(text_of(model->extends)) + "; agreed by " + std::string(text_of(model->agreed_by)) + "; " +
                          (model->scope == Scope::per_key ? "per key" : "over all keys") + (model->needs_times ? "; needs times" : "") +
                          (model->unit == Unit::operation ? "" : model->unit == Unit::transaction ? "; over transactions" : "; over operations or transactions") + "; " +
                          std::string(text_of(model->judged))) +
            "\n";
  }
  text += "\n" + palette.strong("What implies what") + "\n" + indented(lattice_text(), "  ") + "\n";
  text += "\n" + palette.strong("Other names that -m takes") + "\n" + aliases_text();
  std::vector<std::string> anomalies, relations;
  for (const Anomaly anomaly : all_anomalies()) anomalies.emplace_back(name_of(anomaly));
  for (const Relation relation : all_relations()) relations.emplace_back(name_of(relation));
  text += "\n" + palette.strong("Anomalies") + "\n" + wrapped(listed(anomalies), 100, "  ") + "\n";
  text += "\n" + palette.strong("What anomalies of transactions rule out, with all that implies it") + "\n" + anomalies_text(palette);
  text += "\n" + palette.strong("Relations") + "\n" + wrapped(listed(relations), 100, "  ") + "\n";
  return text;
}

}  // namespace clio

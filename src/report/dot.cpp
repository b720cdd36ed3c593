#include "src/report/dot.hpp"

#include <functional>

#include "checker/explain/describe.hpp"
#include "src/report/violations.hpp"
#include "src/report/words.hpp"

namespace clio {
namespace {

std::string_view colour_of(Relation relation) {
  switch (relation) {
    case Relation::session_order: return "black";
    case Relation::reads_from: return "forestgreen";
    case Relation::write_order: return "mediumblue";
    case Relation::anti_dependency: return "crimson";
    case Relation::real_time: return "gray40";
    case Relation::visibility: return "darkorange3";
  }
  return "black";
}

}  // namespace

std::string dot_quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (c == '\n') {
      result += "\\n";
    } else {
      result += c;
    }
  }
  return result + "\"";
}

std::string dot_cluster(const Judgement& judgement) {
  if (!judgement.judged()) return {};
  const History& history = judgement.history();
  std::string text;
  std::size_t number = 0;
  for (const TellingViolation& violation : telling_violations(judgement)) {
    std::vector<std::string> models;
    for (const Verdict* verdict : violation.verdicts) models.emplace_back(verdict->model->id);
    const std::string id = judgement.path + "#" + std::to_string(number++);
    const auto node = [&](OpId op) { return dot_quoted(id + "#" + std::to_string(index(judgement.in_file(op)))); };
    text += "  subgraph " + dot_quoted("cluster " + id) + " {\n    label=" +
            dot_quoted(judgement.path + "\n" + listed(models) + " violated: " + name_of(*violation.counterexample)) +
            ";\n    tooltip=" + dot_quoted(violation.counterexample->explanation) + ";\n";
    const std::vector<OpId>& operations = violation.counterexample->operations;
    for (std::size_t i = 0, end = 0; i < operations.size(); i = end) {  // those of one transaction stand in a box
      while (end < operations.size() && history.transaction(operations[end]) == history.transaction(operations[i])) ++end;
      const bool boxed = end - i > 1;
      if (boxed) {
        text += "    subgraph " + dot_quoted("cluster " + id + "#" + std::to_string(index(judgement.in_file(operations[i]))) + " transaction") +
                " {\n    label=" + dot_quoted(describe(history, history.process(operations[i]))) + ";\n    style=dashed;\n";
      }
      for (std::size_t at = i; at < end; ++at) {
        text += "    " + node(operations[at]) + " [label=" + dot_quoted(describe(history, operations[at])) +
                ", tooltip=" + dot_quoted("operation " + std::to_string(index(judgement.in_file(operations[at])))) + "];\n";
      }
      if (boxed) text += "    }\n";
    }
    for (const Edge& edge : violation.counterexample->cycle) {
      text += "    " + node(edge.from) + " -> " + node(edge.to) + " [label=" + dot_quoted(name_of(edge.relation)) +
              ", tooltip=" + dot_quoted(edge.because) + ", color=" + std::string(colour_of(edge.relation)) +
              ", fontcolor=" + std::string(colour_of(edge.relation)) + "];\n";
    }
    text += "  }\n";
  }
  return text;
}

std::string dot_graph(std::string_view clusters) {
  std::string text = "digraph clio {\n  node [shape=box, fontname=\"monospace\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n";
  if (clusters.empty()) text += "  // nothing is violated\n";
  return text.append(clusters) + "}\n";
}

}  // namespace clio

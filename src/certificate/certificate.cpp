// From a verdict to a certificate. A witness of a row that replays is written down as it stands; everything else is found once more, by the definition (refinement.cpp), with the verdict's evidence
// telling where to look: first among the operations of the counterexample, then in the whole history. Of a violation only the clauses that a contradiction needs are kept, and CaDiCaL's proof over
// these is written with them. Where there are no sources, a certificate is the witness, or names operations that no order explains: those of the counterexample, with all that these may depend on;
// if that is not enough, all of a key or of the history. What is handed out has passed verify(). Tested by tests/certificate/certificate_test.cpp and replay_test.cpp.

#include "src/certificate/certificate.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <optional>
#include <set>
#include <sstream>

#include "checker/history/digest.hpp"
#include "src/certificate/refinement.hpp"
#include "src/verify/verify.hpp"

namespace clio::certificate {
namespace {

using Text = Result<std::string, std::string>;

Unexpected<std::string> because(std::string why) { return Unexpected<std::string>(std::move(why)); }

std::string head(const History& history, const Verdict& verdict) {
  return "clio-certificate 1\nmodel " + std::string(verdict.model->id) + "\nverdict " + std::string(name_of(verdict.answer)) + "\nhistory " + digest(history) + "\n";
}

Scope everything(const Facts& facts) {
  Scope scope;
  scope.readings.resize(facts.readings.size());
  std::iota(scope.readings.begin(), scope.readings.end(), Index{0});
  scope.units.resize(facts.units.size());
  std::iota(scope.units.begin(), scope.units.end(), Index{0});
  return scope;
}

/// The units as the witness has them; otherwise as they were called.
std::vector<Index> order_to_try(const Facts& facts, std::span<const OpId> witness) {
  std::vector<Index> order;
  for (const OpId op : witness) order.push_back(facts.unit_of[index(op)]);
  if (!order.empty()) return order;
  for (Index u = 0; u < facts.units.size(); ++u) {
    if (facts.units[u].ok) order.push_back(u);
  }
  if (facts.history.timed()) {
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return facts.history.call(facts.units[a].first) < facts.history.call(facts.units[b].first); });
  }
  return order;
}

std::string name_of_reading(const Facts& facts, Index r) {
  const verify::Reading& reading = facts.readings[r];
  return std::to_string(index(reading.op)) + (reading.element == kNull ? "" : "." + std::to_string(index(reading.element)));
}

/// Sources, then orders; views that share an order share a line.
std::string execution_lines(const Facts& facts, const verify::Execution& execution) {
  std::ostringstream text;
  const auto unit = [&](Index u) { return index(facts.units[u].first); };
  for (const auto& [reading, source] : execution.source) {
    text << "source " << name_of_reading(facts, reading) << ' ' << (source == kNone ? "initial" : std::to_string(unit(source))) << '\n';
  }
  std::map<std::vector<Index>, std::vector<Index>> views;
  for (const auto& [view, order] : execution.orders) views[order].push_back(view);
  for (const auto& [order, those] : views) {
    text << "order ";
    for (std::size_t i = 0; i < those.size(); ++i) {
      text << (i == 0 ? "" : ",") << (facts.row.agreed == verify::Row::each_read ? name_of_reading(facts, those[i]) : std::to_string(those[i]));
    }
    for (const Index u : order) text << ' ' << unit(u);
    text << '\n';
  }
  return std::move(text).str();
}

/// A witness of a row in which everyone sees all before it: the source of a read is the last write before it.
verify::Execution replayed(const Facts& facts, std::span<const OpId> witness) {
  verify::Execution execution;
  std::vector<Index> last(facts.cells.size(), kNone);
  std::vector<Index>& order = execution.orders[0];
  for (const OpId op : witness) {
    const Index u = facts.unit_of[index(op)];
    order.push_back(u);
    for (const Index r : facts.units[u].readings) execution.source[r] = last[facts.readings[r].cell];
    for (const auto& [cell, value] : facts.units[u].writes) last[cell] = u;
  }
  return execution;
}

Text satisfied(const History& history, const Verdict& verdict, const Facts& facts, Budget& budget) {
  const bool replays = facts.row.agreed == verify::Row::everyone && facts.row.sees == "a";
  if (replays && !verdict.witness.empty()) return head(history, verdict) + execution_lines(facts, replayed(facts, verdict.witness));
  Scope scope = everything(facts);
  scope.order = order_to_try(facts, verdict.witness);
  Refinement refinement(facts, scope, budget);
  switch (refinement.run()) {
    case Refinement::Answer::spent: return because("the certificate was not ready when the time was over");
    case Refinement::Answer::violated: return because("internal error: the definition does not allow this history");
    case Refinement::Answer::satisfied: break;
  }
  return head(history, verdict) + execution_lines(facts, refinement.execution());
}

/// DRAT's lines as ours, which forget clauses by their numbers: `clauses` have the first ones.
std::string proof_lines(const std::vector<Clause>& clauses, const std::string& drat) {
  std::map<Clause, std::vector<std::size_t>> numbers;
  std::size_t next = 0;
  const auto count = [&](Clause clause) {
    std::sort(clause.begin(), clause.end());
    numbers[std::move(clause)].push_back(next++);
  };
  for (const Clause& clause : clauses) count(clause);
  std::istringstream lines(drat);
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    if (line == "0") continue;
    const bool forgets = line.starts_with("d ");
    std::istringstream words(forgets ? line.substr(2) : line);
    Clause clause;
    for (int literal = 0; words >> literal && literal != 0;) clause.push_back(literal);
    if (!forgets) {
      text += "learn " + line.substr(0, line.size() - 2) + "\n";
      count(std::move(clause));
      continue;
    }
    std::sort(clause.begin(), clause.end());
    const auto known = numbers.find(clause);
    if (known == numbers.end() || known->second.empty() || clause.size() == 1) continue;
    text += "forget " + std::to_string(known->second.back()) + "\n";
    known->second.pop_back();
  }
  return text;
}

/// The clauses that a contradiction needs, with variables numbered anew, and its proof.
Text contradiction(const Refinement& refinement, Budget& budget) {
  const std::vector<std::string> atoms = refinement.atoms();
  std::vector<Clause> clauses;
  for (const Line& line : refinement.lines()) clauses.push_back(line.clause);
  const auto needed = contradicting(clauses, static_cast<int>(atoms.size()), budget);
  if (!needed) return because("the proof was not ready when the time was over");
  std::vector<int> number(atoms.size() + 1);
  std::vector<Clause> kept;
  std::string declared, lines;
  int numbers = 0;
  for (const std::size_t i : *needed) {
    lines += refinement.lines()[i].text + "\n";
    for (int& literal : clauses[i]) {
      int& mine = number[static_cast<std::size_t>(std::abs(literal))];
      if (mine == 0) {
        mine = ++numbers;
        declared += atoms[static_cast<std::size_t>(std::abs(literal)) - 1] + "\n";
      }
      literal = literal > 0 ? mine : -mine;
    }
    kept.push_back(std::move(clauses[i]));
  }
  const auto proof = proof_of(kept, budget);
  if (!proof) return because("the proof was not ready when the time was over");
  return declared + lines + proof_lines(kept, *proof);
}

Text violated(const History& history, const Verdict& verdict, const Facts& facts, Budget& budget) {
  Scope scope;
  if (verdict.counterexample) {
    std::vector<bool> named(history.size());
    for (const OpId op : verdict.counterexample->operations) {
      named[index(op)] = true;
      if (const Index u = facts.unit_of[index(op)]; u != kNone) scope.units.push_back(u);
    }
    for (Index r = 0; r < facts.readings.size(); ++r) {
      if (named[index(facts.readings[r].op)]) scope.readings.push_back(r);
    }
  }
  for (const bool whole : {false, true}) {
    if (whole) scope = everything(facts);
    scope.order = order_to_try(facts, {});
    Refinement refinement(facts, scope, budget);
    const Refinement::Answer answer = refinement.run();
    if (answer == Refinement::Answer::spent) return because("the certificate was not ready when the time was over");
    if (answer == Refinement::Answer::satisfied) continue;
    Text proof = contradiction(refinement, budget);
    return proof ? Text(head(history, verdict) + *proof) : proof;
  }
  return because("internal error: the definition allows this history");
}

// ---- without sources

/// The operations, and those that the verifier takes them to depend on; some of them, once the budget is spent.
std::set<OpId> closed(const Facts& facts, std::set<OpId> named, Budget& budget) {
  for (std::size_t before = 0; before != named.size() && !budget.spent();) {
    before = named.size();
    std::vector<OpId> missing;
    for (std::size_t i = 0; i < facts.history.size() && !budget.spent(); ++i) {
      const OpId op = id_at<OpId>(i);
      if (facts.unit_of[i] != kNone && !named.contains(op) && !verify::may_go(facts, op, named)) missing.push_back(op);
    }
    named.insert(missing.begin(), missing.end());
  }
  return named;
}

/// What may be named to show a violation, in the order in which to try it: the last of it, or one of the last where keys count apart, does show it.
std::vector<std::set<OpId>> to_name(const Facts& facts, const Verdict& verdict, Budget& budget) {
  std::vector<std::set<OpId>> choices;
  std::set<OpId> shown;
  if (verdict.counterexample) {
    for (const OpId op : verdict.counterexample->operations) {
      if (facts.unit_of[index(op)] != kNone) shown.insert(op);
    }
  }
  if (!shown.empty()) choices.push_back(closed(facts, std::move(shown), budget));
  std::map<KeyId, std::set<OpId>> together;
  for (std::size_t i = 0; i < facts.history.size(); ++i) {
    if (facts.unit_of[i] != kNone) together[facts.row.per_key ? facts.history.key(id_at<OpId>(i)) : KeyId{}].insert(id_at<OpId>(i));
  }
  for (auto& [key, operations] : together) choices.push_back(std::move(operations));
  return choices;
}

std::string only_lines(const std::set<OpId>& operations) {
  constexpr std::size_t kInALine = 20;
  std::string text;
  std::size_t in_line = 0;
  for (const OpId op : operations) {
    if (in_line == 0) text += "only";
    text += " " + std::to_string(index(op));
    in_line = (in_line + 1) % kInALine;
    if (in_line == 0) text += "\n";
  }
  return in_line == 0 ? text : text + "\n";
}

/// The verifier's answer, unless the budget is spent before there is one that more steps would not change. The verifier knows steps and no clock: it gets few at first, then as many as the time
/// that is left is likely to allow.
std::optional<verify::Answer> verified(const History& history, const std::string& certificate, Budget& budget) {
  using Seconds = std::chrono::duration<double>;
  constexpr double kMoreAtMost = 4;
  for (std::uint64_t steps = 10'000'000;;) {
    const auto began = Budget::Clock::now();
    verify::Answer answer = verify::verify(history, certificate, steps);
    if (answer.outcome == verify::Outcome::accepted || steps == verify::kStepsMax) return answer;
    if (budget.spent_now()) return std::nullopt;
    const auto left = budget.time_left();
    const double more = left ? std::min(kMoreAtMost, Seconds(*left) / Seconds(Budget::Clock::now() - began)) : kMoreAtMost;
    if (more <= 1) return std::nullopt;
    steps = static_cast<std::uint64_t>(std::min(static_cast<double>(verify::kStepsMax), more * static_cast<double>(steps)));
  }
}

Text replayed(const History& history, const Verdict& verdict, const Facts& facts, Budget& budget) {
  std::vector<std::string> texts;
  if (verdict.answer == Answer::satisfied) {
    verify::Execution execution;
    std::vector<Index>& order = execution.orders[0];
    for (const OpId op : verdict.witness) order.push_back(facts.unit_of[index(op)]);
    texts.push_back(execution_lines(facts, execution));
  } else {
    for (const std::set<OpId>& operations : to_name(facts, verdict, budget)) texts.push_back(only_lines(operations));
  }
  std::string why = "no operations";
  for (std::string& text : texts) {
    text.insert(0, head(history, verdict));
    const std::optional<verify::Answer> answer = verified(history, text, budget);
    if (!answer) return because("the certificate was not ready when the time was over");
    if (answer->outcome == verify::Outcome::accepted) return std::move(text);
    why = answer->message;
  }
  return because("the verifier refuses what the verdict came with: " + why);
}

}  // namespace

Result<std::string, std::string> make(const History& history, const Verdict& verdict, Budget& budget) try {
  if (verdict.answer == Answer::unknown) return because(verdict.applies ? "nothing was decided" : verdict.reason);
  const verify::Row* const row = verify::row_named(verdict.model->id);
  if (row == nullptr) return because("the verifier does not know this model");
  verify::Steps steps{std::uint64_t{1} << 62};
  const Facts facts(history, *row, steps);
  if (facts.replayed()) return replayed(history, verdict, facts, budget);
  Text text = verdict.answer == Answer::satisfied ? satisfied(history, verdict, facts, budget) : violated(history, verdict, facts, budget);
  if (!text) return text;
  const verify::Answer answer = verify::verify(history, *text);
  if (answer.outcome != verify::Outcome::accepted) return because("the certificate was made, and the verifier refuses it: line " + std::to_string(answer.line) + ": " + answer.message);
  return text;
} catch (const verify::Answer& uncertifiable) {  // what the verifier's facts say of the history
  return because(uncertifiable.message);
}

}  // namespace clio::certificate

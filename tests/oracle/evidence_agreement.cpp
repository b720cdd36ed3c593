#include "tests/oracle/evidence_agreement.hpp"

#include <algorithm>
#include <vector>

#include "checker/validate/validate.hpp"

namespace clio::oracle {
namespace {

std::string listed(std::span<const OpId> operations) {
  std::ostringstream out;
  for (const OpId op : operations) out << ' ' << index(op);
  return out.str();
}

}  // namespace

std::string_view name_of(Path path) { return path == Path::automatic ? "automatic" : path == Path::fast ? "fast" : "complete"; }

bool Comparison::agrees(Answer answer, const std::string& reason, bool holds, bool may_be_open, const std::string& where) {
  if (answer == Answer::unknown) {
    if (!may_be_open) complain() << where << "unknown without a limit: " << reason;
    return false;
  }
  if ((answer == Answer::satisfied) == holds) return true;
  complain() << where << clio::name_of(answer) << ", but by definition it is " << (holds ? "satisfied" : "violated");
  return false;
}

void Comparison::witness(const Model& model, std::span<const OpId> order, const std::string& where, bool validated) {
  if (model.agreed_by != Agreement::everyone) return;
  if (!proves(model, order)) complain() << where << "the witness" << listed(order) << " proves nothing";
  if (!validated) return;
  if (const std::string wrong = validate_witness(history_, model, order); !wrong.empty()) {
    complain() << where << "the validator refuses the witness" << listed(order) << ": " << wrong;
  }
}

void Comparison::violation(const Model& model, std::span<const OpId> operations, const std::string& what) {
  if (!std::is_sorted(operations.begin(), operations.end())) complain() << what << listed(operations) << " is not sorted";
  if (!violates(model, operations)) complain() << what << listed(operations) << " violates nothing";
  if (judges_closedness() && !closed(model, operations)) complain() << what << listed(operations) << " lacks a possible source of a read";
}

void Comparison::counterexample(const Model& model, const Counterexample& found, const std::string& where) {
  violation(model, found.operations, where + "the counterexample");
  if (validate_counterexample(history_, model, found.operations) != Confirmation::confirmed) {
    complain() << where << "the validator does not confirm the counterexample" << listed(found.operations);
  }
  if (const std::string wrong = validate_cycle(history_, model, found); !wrong.empty()) complain() << where << "the cycle is wrong: " << wrong;
  if (!found.validated) complain() << where << "the counterexample is not validated";
  if (!found.degraded.empty()) complain() << where << "degraded without a limit: " << found.degraded;
  if (found.explanation.empty()) complain() << where << "no explanation";
  if (!found.minimal) complain() << where << "the counterexample" << listed(found.operations) << " is not minimal";
  for (std::size_t left_out = 0; found.minimal && left_out < found.operations.size(); ++left_out) {
    std::vector<OpId> rest = found.operations;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(left_out));
    // A write whose value is asked for stays even where it cannot be the source: without it the value would seem to be nobody's.
    const bool smaller = judges_closedness() ? !wanted(model, found.operations[left_out], rest) && closed(model, rest) && violates(model, rest)
                                             : validate_counterexample(history_, model, rest) == Confirmation::confirmed;
    if (smaller) complain() << where << "the counterexample" << listed(found.operations) << " is called minimal, but" << listed(rest) << " suffice";
  }
}

}  // namespace clio::oracle

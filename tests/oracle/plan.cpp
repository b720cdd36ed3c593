#include "tests/oracle/plan.hpp"

#include <sstream>

#include "adapters/formats/lecture/lecture.hpp"
#include "checker/support/assert.hpp"

namespace clio::oracle {
namespace {

Value value_of(const Plan& plan, int number) {
  if (plan.object == Object::text) return number == 0 ? Value("") : Value(std::string(1, static_cast<char>('a' + (number - 1) % 26)));
  if (number == 0 && plan.object != Object::counter) return {};
  return Value(number);
}

/// One operation a line, for what the lecture's notation does not draw.
std::string listed(const History& h) {
  std::ostringstream out;
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId id = id_at<OpId>(i);
    const Operation op = h.at(id);
    if (h.transactional()) out << (h.first_of(h.transaction(id)) == id ? " -" : "  ");
    out << "  process " << h.process_name(op.process).to_json() << ' ' << name_of(op.kind) << " key " << h.key_name(op.key).to_json() << " value "
        << h.value_at(op.value).to_json();
    if (op.kind == Kind::cas) out << " expected " << h.value_at(op.expected).to_json();
    if (!op.success) out << " (no success)";
    if (h.timed()) out << " [" << op.call << ", " << (op.response == kNever ? std::string("never") : std::to_string(op.response)) << ']';
    out << ' ' << name_of(op.status) << '\n';
  }
  return out.str();
}

}  // namespace

bool well_formed(const Plan& plan) {
  for (std::size_t i = 0; plan.timed && i < plan.steps.size(); ++i) {
    const Step& a = plan.steps[i];
    if (a.status != Status::unknown && a.response < a.call) return false;
    for (std::size_t j = 0; j < plan.steps.size(); ++j) {
      const Step& b = plan.steps[j];
      const bool a_first = a.call != b.call ? a.call < b.call : i < j;
      if (i != j && (a.txn < 0 || a.txn != b.txn) && a.process == b.process && a_first && a.status != Status::unknown && a.response > b.call) return false;
    }
  }
  return true;
}

History history_of(const Plan& plan, Header header) {
  header.object = plan.object;
  header.initial = value_of(plan, plan.initial);
  header.clock_uncertainty = plan.uncertainty;
  HistoryBuilder builder(std::move(header));
  builder.set_timed(plan.timed);
  std::vector<Operation> together;
  const auto leave = [&] {
    if (!together.empty()) builder.add_transaction(together);
    together.clear();
  };
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    if (i == 0 || step.txn < 0 || step.txn != plan.steps[i - 1].txn) leave();
    Value value = value_of(plan, step.value);
    if (step.kind == Kind::read && (plan.object == Object::set || plan.object == Object::list)) {
      Value::Array members;
      for (const int member : step.values) members.push_back(value_of(plan, member));
      value = Value(std::move(members));
    }
    if (step.kind == Kind::read && plan.object == Object::text) {
      std::string all;
      for (const int piece : step.values) all += *value_of(plan, piece).as_string();
      value = Value(std::move(all));
    }
    const Operation operation{.kind = step.kind,
                              .status = step.status,
                              .success = step.success,
                              .process = builder.process("P" + std::to_string(step.process + 1)),
                              .key = builder.key(std::string_view(step.key == 0 ? "x" : step.key == 1 ? "y" : "z")),
                              .value = builder.value(value),
                              .expected = builder.value(value_of(plan, step.expected)),
                              .call = step.call,
                              .response = step.status == Status::unknown ? kNever : step.response};
    if (step.txn < 0) {
      builder.add(operation);
    } else {
      together.push_back(operation);
    }
  }
  leave();
  Result<History, std::vector<InputError>> built = std::move(builder).build();
  if (!built.has_value()) assertion_failed("the plan is well-formed: " + built.error().front().message, __FILE__, __LINE__);
  return std::move(built).value();
}

std::string show(const Plan& plan) {
  const History history = history_of(plan);
  std::ostringstream out;
  if (plan.object != Object::register_) out << "# object: " << name_of(plan.object) << '\n';
  if (plan.initial != 0) out << "# initial: " << plan.initial << '\n';
  if (plan.uncertainty != 0) out << "# clock uncertainty: " << plan.uncertainty << '\n';
  if (!plan.timed) out << "# untimed\n";
  out << draw_lecture(history) << listed(history);
  return out.str();
}

Plan shrunk(Plan plan, const std::function<bool(const Plan&)>& fails) {
  for (bool smaller = true; smaller;) {
    smaller = false;
    for (std::size_t i = plan.steps.size(); i-- > 0;) {
      Plan without = plan;
      without.steps.erase(without.steps.begin() + static_cast<std::ptrdiff_t>(i));
      if (!fails(without)) continue;
      plan = std::move(without);
      smaller = true;
    }
  }
  return plan;
}

}  // namespace clio::oracle

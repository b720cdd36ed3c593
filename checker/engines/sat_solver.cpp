// Tested by tests/sequential/sat_solver_test.cpp.

#include "checker/engines/sat_solver.hpp"

#include <cadical.hpp>

#include "checker/engines/budget_terminator.hpp"
#include "checker/support/assert.hpp"

namespace clio {
namespace {

// CaDiCaL 1.5.3 keeps some forty tables with a slot for each variable and doubles them together (measured with massif: 524,288 slots take 96 MB).
constexpr std::size_t kBytesASlot = 190;
constexpr std::size_t kBytesASlotWhileDoubling = 48;  // of the largest table, which is there twice for a moment
constexpr std::size_t kBytesAClause = 40, kBytesALiteral = 16;  // with its watches, and with what is learnt from it until the solver tidies up

}  // namespace

struct SatSolver::Body {
  explicit Body(Budget& budget) : terminator(budget) { solver.connect_terminator(&terminator); }
  ~Body() { solver.disconnect_terminator(); }
  BudgetTerminator terminator;
  CaDiCaL::Solver solver;
};

SatSolver::SatSolver(Budget& budget, First first) : budget_(&budget), body_(std::make_unique<Body>(budget)), held_(budget) {
  body_->solver.set("quiet", 1);
  if (first == First::preferences) body_->solver.set("lucky", 0);
}

SatSolver::~SatSolver() = default;

int SatSolver::new_variable() {
  ++variables_;
  if (static_cast<std::size_t>(variables_) >= slots_) {
    const std::size_t now = slots_;
    slots_ = now == 0 ? 16 : 2 * now;
    const std::size_t for_a_moment = now * kBytesASlotWhileDoubling;
    if (!full_) {
      full_ = !held_.may_add(for_a_moment + (slots_ - now) * kBytesASlot);
      held_.remove(for_a_moment);
    }
  }
  if (!full_) body_->solver.reserve(variables_);
  return variables_;
}

void SatSolver::take_variables_of(const SatSolver& other) {
  while (variables_ < other.variables_) (void)new_variable();
}

bool SatSolver::has_room_for_another(std::size_t clauses) const {
  // Tables may be about to double.
  return 2 * held_.bytes() + clauses * (kBytesASlot + kBytesAClause + kBytesALiteral) <= budget_->memory_left();
}

void SatSolver::prefer(int literal) {
  if (!full_) body_->solver.phase(literal);
}

void SatSolver::add(std::span<const int> clause) {
  full_ = full_ || !held_.may_add(kBytesAClause + clause.size() * kBytesALiteral);
  if (full_) return;
  for (const int literal : clause) body_->solver.add(literal);
  body_->solver.add(0);
}

void SatSolver::assume(int literal) {
  if (!full_) body_->solver.assume(literal);
}

SatSolver::Answer SatSolver::solve() {
  if (full_ || budget_->spent_now()) return Answer::spent;
  switch (body_->solver.solve()) {
    case 10: return Answer::possible;
    case 20: return Answer::impossible;
    default: return Answer::spent;
  }
}

bool SatSolver::holds(int literal) const {
  CLIO_ASSERT(!full_);
  return body_->solver.val(literal) > 0;
}

bool SatSolver::blames(int literal) const {
  CLIO_ASSERT(!full_);
  return body_->solver.failed(literal);
}

}  // namespace clio

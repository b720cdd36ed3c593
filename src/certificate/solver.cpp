// CaDiCaL behind a small door (Biere, Fazekas, Fleury and Heisinger 2020): answers while clauses come in; which clauses a contradiction needs; its proof.
//
// The proof is made in a run of its own over the clauses that are needed. Clauses that come in between answers and inprocessing that removes solutions (bounded variable elimination, blocked
// clauses) do not go together in a proof whose steps follow from all clauses, and the verifier checks steps by unit propagation only. The plain configuration learns by conflict analysis alone, and
// what that learns follows by unit propagation from what came before (Goldberg and Novikov 2003). Tested by tests/certificate/solver_test.cpp.

#include "src/certificate/solver.hpp"

#include <cadical.hpp>
#include <cstdio>
#include <cstdlib>

#include "checker/engines/budget_terminator.hpp"

namespace clio::certificate {
namespace {

constexpr int kYes = 10, kNo = 20;  // CaDiCaL's answers

void add_to(CaDiCaL::Solver& solver, const Clause& clause) {
  for (const int literal : clause) solver.add(literal);
  solver.add(0);
}

}  // namespace

struct Solver::Parts {
  explicit Parts(Budget& budget) : stop(budget) {
    solver.set("quiet", 1);  // it speaks on standard output
    solver.connect_terminator(&stop);
  }
  BudgetTerminator stop;
  CaDiCaL::Solver solver;
};

Solver::Solver(Budget& budget) : parts_(std::make_unique<Parts>(budget)) {}
Solver::~Solver() = default;

void Solver::add(const Clause& clause) { add_to(parts_->solver, clause); }
void Solver::prefer(int literal) { parts_->solver.phase(literal); }
std::optional<bool> Solver::solve() {
  const int answer = parts_->solver.solve();
  return answer == kYes ? std::optional(true) : answer == kNo ? std::optional(false) : std::nullopt;
}
bool Solver::is_true(int variable) const { return parts_->solver.val(variable) > 0; }

std::optional<std::vector<std::size_t>> contradicting(const std::vector<Clause>& clauses, int variables, Budget& budget) {
  BudgetTerminator stop(budget);
  CaDiCaL::Solver solver;
  solver.set("quiet", 1);
  solver.connect_terminator(&stop);
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const int asked = variables + 1 + static_cast<int>(i);
    Clause clause = clauses[i];
    clause.push_back(-asked);
    add_to(solver, clause);
    solver.assume(asked);
  }
  std::vector<std::size_t> needed;
  const int answer = solver.solve();
  for (std::size_t i = 0; answer == kNo && i < clauses.size(); ++i) {
    if (solver.failed(variables + 1 + static_cast<int>(i))) needed.push_back(i);
  }
  return answer == kNo ? std::optional(std::move(needed)) : std::nullopt;
}

std::optional<std::string> proof_of(const std::vector<Clause>& clauses, Budget& budget) {
  char* bytes = nullptr;
  std::size_t size = 0;
  std::FILE* const memory = open_memstream(&bytes, &size);
  if (memory == nullptr) return std::nullopt;
  int answer = 0;
  {
    BudgetTerminator stop(budget);
    CaDiCaL::Solver solver;
    solver.configure("plain");
    solver.set("quiet", 1);
    solver.set("binary", 0);
    solver.connect_terminator(&stop);
    solver.trace_proof(memory, "proof");
    for (const Clause& clause : clauses) add_to(solver, clause);
    answer = solver.solve();
    solver.flush_proof_trace();
    solver.close_proof_trace();
  }
  std::fclose(memory);
  std::string proof(bytes, size);
  std::free(bytes);
  return answer == kNo ? std::optional(std::move(proof)) : std::nullopt;
}

}  // namespace clio::certificate

#include "tests/report/made_judgement.hpp"

#include "tests/support/histories.hpp"

namespace clio::test {

Judgement made_judgement(const std::string& path) {
  Judgement judgement;
  judgement.path = path;
  judgement.owned = std::make_unique<const History>(history_of("P1: W(x)1  W(x)2\nP2:                 R(x)1\n"));
  judgement.subject = judgement.owned.get();
  const auto op = [](std::uint32_t id) { return static_cast<OpId>(id); };
  Counterexample why;
  why.anomaly = Anomaly::stale_read;
  why.explanation = "\"quoted\" <A> & B: a contradiction";
  why.operations = {op(0), op(1), op(2)};
  why.cycle = {{.from = op(1), .to = op(2), .relation = Relation::real_time, .key = std::nullopt, .because = "it \"returned\" first"},
               {.from = op(2), .to = op(1), .relation = Relation::anti_dependency, .key = KeyId{0}, .because = "it missed <it>"}};
  why.minimal = true;
  judgement.verdicts.push_back(
      {.model = &kSequential, .answer = Answer::violated, .counterexample = why, .spent = std::chrono::microseconds(1500)});
  judgement.verdicts.push_back({.model = &kCausal, .answer = Answer::satisfied, .witness = {op(0), op(1)}});
  judgement.verdicts.push_back({.model = &kPram, .answer = Answer::unknown, .reason = "the time limit of 1 s was reached"});
  judgement.strongest = {&kCausal};
  judgement.weakest_violated = {&kSequential};
  return judgement;
}

}  // namespace clio::test

#include "tests/draw/drawn.hpp"

#include <gtest/gtest.h>

#include "src/draw/renderers.hpp"
#include "src/report/violations.hpp"

namespace clio::test {

draw::Picture drawn(const History& history, std::string_view what, std::string_view model) {
  const auto or_fail = [](Result<draw::Picture, std::string> picture) {
    if (picture) return std::move(picture).value();
    ADD_FAILURE() << picture.error();
    return draw::Picture{};
  };
  if (what == "history") return or_fail(draw::picture_of(history));
  Question question{.warn = false};
  if (!model.empty()) question.models = {model_named(model)};
  question.options.witness = true;
  const Judgement judgement = judge("history", history, question);
  if (what != "witness") {
    const std::vector<TellingViolation> violations = telling_violations(judgement);
    if (!violations.empty()) return or_fail(draw::picture_of(history, *violations.back().verdicts.front()->model, *violations.back().counterexample, what == "whole"));
  }
  for (const Verdict& verdict : judgement.verdicts) {
    if (what == "witness" && verdict.answer == Answer::satisfied && !verdict.witness.empty()) return or_fail(draw::picture_of_witness(history, verdict));
  }
  ADD_FAILURE() << "there is no " << what << " to draw";
  return {};
}

std::string rendered(const draw::Picture& picture, std::string_view form) {
  if (form == "text") return draw::text_of(picture, {.width = 80});
  if (form == "ascii") return draw::text_of(picture, {.width = 80, .ascii = true});
  if (form == "narrow") return draw::text_of(picture, {.width = 40});
  if (form == "coloured") return draw::text_of(picture, {.width = 80, .palette = Palette(true)});
  if (form == "svg") return draw::svg_of(picture);
  if (form == "tikz") return draw::tikz_of(picture);
  if (form == "dot") return draw::dot_of(picture);
  ADD_FAILURE() << "no form is called " << form;
  return {};
}

}  // namespace clio::test

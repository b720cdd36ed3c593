#pragma once

#include <string>
#include <string_view>

#include "checker/history/history.hpp"
#include "src/draw/picture.hpp"

namespace clio::test {

/// The picture that `what` asks for: "history", "counterexample", "whole" (a counterexample with the other operations beside it) or "witness", of a model ("" the weakest
/// violated or strongest satisfied one). Fails the test where there is none.
[[nodiscard]] draw::Picture drawn(const History& history, std::string_view what, std::string_view model = {});

/// In a form: "text" and "ascii" (80 columns), "narrow" (40), "coloured", "svg", "tikz" or "dot".
[[nodiscard]] std::string rendered(const draw::Picture& picture, std::string_view form);

}  // namespace clio::test

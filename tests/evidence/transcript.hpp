#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "checker/explain/explain.hpp"

namespace clio::test {

/// What is told of a history and a model; nothing where the model holds or is not judged.
using Tell = std::function<std::optional<Counterexample>(const History&, const Model&)>;

/// Expects tests/evidence/NAME to read as it does: pictures of histories in lecture notation, a rule under each, and under that what is told of the models that it violates, those with the
/// same story together. CLIO_REWRITE=1 rewrites the file, to be committed only when every change is understood.
void expect_transcript(const std::string& name, std::span<const Model* const> models, const Tell& tell);

}  // namespace clio::test

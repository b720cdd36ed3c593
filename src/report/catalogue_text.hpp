#pragma once

#include <string>

#include "src/report/palette.hpp"

namespace clio {

/// The model table, the lattice as a drawing, and the closed lists of anomalies and relations, for people.
[[nodiscard]] std::string catalogue_text(const Palette& palette);

/// The lattice alone: under each model the models that it implies directly, each drawn in full once.
[[nodiscard]] std::string lattice_text();

}  // namespace clio

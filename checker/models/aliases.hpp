#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "checker/models/catalogue.hpp"

namespace clio {

/// Another name of a row, as users of Adya's levels, Elle and Jepsen know it.
struct Alias {
  std::string_view name;
  const Model* model;
};
[[nodiscard]] std::span<const Alias> aliases();

/// A model of theirs that is no row: by what it differs, and the nearest rows (nullptr: none), of which one implies it and the other is implied.
struct NoRow {
  std::string_view name;
  std::string_view meaning;
  const Model* stronger;
  const Model* weaker;
};
[[nodiscard]] std::span<const NoRow> models_without_row();

/// By id or by alias, whose letters may be large or small; nullptr if it is no row.
[[nodiscard]] const Model* model_called(std::string_view name);

/// What to say of a name that is no row: what it is and which rows are nearest; empty if nothing is known of it.
[[nodiscard]] std::string nearest_models(std::string_view name);

}  // namespace clio

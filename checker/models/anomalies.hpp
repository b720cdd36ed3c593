#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "checker/models/catalogue.hpp"
#include "checker/verdict.hpp"

namespace clio {

/// What an anomaly of transactions rules out: one row of a table that relates the usual names, Adya's classes and the models. A history that shows it violates the weakest models of the
/// row, and so everything that implies one of them. (It may violate more: an instance can have more to it than its name says.)
///
/// A usual name stands for its plain form, without session order or real time in the cycle, unless it is about these; for the forms with them the row of the class counts.
struct AnomalyRow {
  std::string_view name;     ///< as name_of() gives it, of an Anomaly or a Phenomenon
  std::string_view cite;     ///< where it was described
  std::string_view meaning;  ///< one sentence
  std::string_view classic;  ///< a history that shows it: the name of a file in histories/classics, without its ending
  std::vector<const Model*> weakest;  ///< the weakest models that it rules out, in table order
};

/// The rows: Adya's classes first, then the usual names.
[[nodiscard]] std::span<const AnomalyRow> anomaly_table();
/// Whether a history that shows the anomaly violates the model.
[[nodiscard]] bool rules_out(const AnomalyRow& row, const Model& model);

}  // namespace clio

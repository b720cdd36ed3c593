#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "src/report/judgement.hpp"

namespace clio {

/// What a JSON report may leave out.
struct JsonOptions {
  bool witness = false;  ///< the order that proves a satisfied verdict for linearizable, sequential or a row over transactions, with its snapshots
};

/// The version of every JSON object that Clio prints; raised when a member changes its meaning or goes away.
inline constexpr int kJsonSchema = 1;

/// One line, without the newline: the object that docs/schema/check.schema.json describes. Text that is not UTF-8 is printed with
/// replacement characters.
[[nodiscard]] std::string judgement_json(const Judgement& judgement, const JsonOptions& options = {});

/// The model table, the lattice and the closed lists of anomalies and relations, as one line.
[[nodiscard]] std::string catalogue_json();

/// A value as the JSON library holds it.
[[nodiscard]] nlohmann::ordered_json json_of(const Value& value);
/// The value that a JSON text denotes; nothing where the text is not a JSON value that histories can hold (an object, or broken).
[[nodiscard]] std::optional<Value> value_of_json(const std::string& text);

/// One line without the newline.
[[nodiscard]] std::string json_line(const nlohmann::ordered_json& json);

}  // namespace clio

#pragma once

#include <span>
#include <sstream>
#include <string>
#include <string_view>

#include "checker/engines/engine.hpp"
#include "checker/explain/explain.hpp"
#include "tests/oracle/plan.hpp"

namespace clio::oracle {

[[nodiscard]] std::string_view name_of(Path path);

/// What is asked of answers and of their evidence, whether operations or transactions are judged; collects complaints.
class Comparison {
 public:
  virtual ~Comparison() = default;

 protected:
  explicit Comparison(const Plan& plan) : history_(history_of(plan)) {}

  std::ostream& complain() { return complaints_ << (complaints_.tellp() == 0 ? "" : "\n"); }
  [[nodiscard]] std::string complaints() const { return complaints_.str(); }

  /// Whether the answer is the one by definition; complains otherwise, of an unknown one unless it `may_be_open`.
  bool agrees(Answer answer, const std::string& reason, bool holds, bool may_be_open, const std::string& where);
  /// An order that is said to prove that the history satisfies the row. By definition, and where `validated` for the validator too.
  void witness(const Model& model, std::span<const OpId> order, const std::string& where, bool validated);
  /// Operations that are said to violate the model on their own.
  void violation(const Model& model, std::span<const OpId> operations, const std::string& what);
  void counterexample(const Model& model, const Counterexample& found, const std::string& where);

  const History history_;

 private:
  // By definition.
  [[nodiscard]] virtual bool proves(const Model& model, std::span<const OpId> witness) const = 0;
  [[nodiscard]] virtual bool violates(const Model& model, std::span<const OpId> operations) const = 0;
  /// Whether closed() and wanted() can be asked: otherwise only the validator says what is minimal.
  [[nodiscard]] virtual bool judges_closedness() const = 0;
  [[nodiscard]] virtual bool closed(const Model& model, std::span<const OpId> operations) const = 0;
  [[nodiscard]] virtual bool wanted(const Model& model, OpId write, std::span<const OpId> operations) const = 0;

  std::ostringstream complaints_;
};

}  // namespace clio::oracle

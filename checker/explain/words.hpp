#pragma once

#include <span>
#include <string>
#include <vector>

#include "checker/history/history.hpp"

namespace clio {

/// How a counterexample's operations are spoken of. Keys are named only where there are several of them.
class Words {
 public:
  Words(const History& history, std::span<const OpId> operations);

  /// "P2 R(x)a (op 5)".
  [[nodiscard]] std::string full(OpId op) const;
  /// "P2 R(x)a", with the id only where another operation looks the same.
  [[nodiscard]] std::string brief(OpId op) const;
  [[nodiscard]] std::string process(OpId op) const;
  /// What was done, after its process: "wrote a to x", "found no value".
  [[nodiscard]] std::string did(OpId op) const;
  /// Likewise as something that came before: "had written a".
  [[nodiscard]] std::string had_done(OpId op) const;
  /// What a reading event returned: "a", "no value", "the initial 0".
  [[nodiscard]] std::string answer(OpId reading, bool initial) const;
  /// "read a", "replaced a by b", of a reading event.
  [[nodiscard]] std::string observed(OpId reading, bool initial) const;
  /// "read a", "found a", of a reading event, without what it put in its place.
  [[nodiscard]] std::string met(OpId reading, bool initial) const;
  /// What a write wrote.
  [[nodiscard]] std::string written(OpId write) const;
  /// " to x", " of x", ...: empty where all operations are on one key.
  [[nodiscard]] std::string of_key(OpId op, std::string_view preposition) const;
  /// "t=7".
  [[nodiscard]] static std::string at(Time time) { return "t=" + std::to_string(time); }

 private:
  [[nodiscard]] std::string value(ValueId id) const;
  [[nodiscard]] std::string phrase(OpId op, bool past) const;

  const History* history_;
  std::vector<OpId> operations_;
  bool several_keys_ = false;
};

/// "a, b and c".
[[nodiscard]] std::string listed(const std::vector<std::string>& parts);

}  // namespace clio

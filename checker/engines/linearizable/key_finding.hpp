#pragma once

#include <string>
#include <utility>
#include <vector>

#include "checker/history/ids.hpp"
#include "checker/verdict.hpp"

namespace clio::linearizable {

/// What a method says of one key. Evidence as in Finding, for this key alone.
struct KeyFinding {
  Answer answer = Answer::unknown;
  std::string reason;          ///< why unknown
  std::vector<OpId> witness;   ///< satisfied: the participants that took effect, in order
  bool witness_given = false;  ///< whether `witness` is meant: an empty one is the order of no operations
  std::vector<OpId> core;      ///< violated: sorted, closed

  static KeyFinding satisfied(std::vector<OpId> witness) {
    KeyFinding finding;
    finding.answer = Answer::satisfied;
    finding.witness = std::move(witness);
    finding.witness_given = true;
    return finding;
  }
  static KeyFinding violated(std::vector<OpId> core) {
    KeyFinding finding;
    finding.answer = Answer::violated;
    finding.core = std::move(core);
    return finding;
  }
  static KeyFinding unknown(std::string reason) {
    KeyFinding finding;
    finding.reason = std::move(reason);
    return finding;
  }
};

}  // namespace clio::linearizable

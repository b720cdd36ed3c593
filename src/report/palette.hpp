#pragma once

#include <string>
#include <string_view>

#include "checker/verdict.hpp"

namespace clio {

/// The few colours that the text reports use; without colour every function answers its text unchanged.
class Palette {
 public:
  explicit Palette(bool coloured = false) : coloured_(coloured) {}

  [[nodiscard]] std::string good(std::string_view text) const { return in("32", text); }
  [[nodiscard]] std::string bad(std::string_view text) const { return in("31", text); }
  [[nodiscard]] std::string doubtful(std::string_view text) const { return in("33", text); }
  [[nodiscard]] std::string strong(std::string_view text) const { return in("1", text); }
  [[nodiscard]] std::string faint(std::string_view text) const { return in("2", text); }
  /// What belongs to a relation of the cycle: what was read is good, what was missed is bad, what was overwritten and what merely came before stand between.
  [[nodiscard]] std::string of(Relation relation, std::string_view text) const {
    switch (relation) {
      case Relation::session_order: return in("36", text);
      case Relation::reads_from: return in("32", text);
      case Relation::write_order: return in("34", text);
      case Relation::anti_dependency: return in("31", text);
      case Relation::real_time: return in("35", text);
      case Relation::visibility: return in("33", text);
    }
    return std::string(text);
  }

 private:
  [[nodiscard]] std::string in(std::string_view code, std::string_view text) const {
    if (!coloured_) return std::string(text);
    return "\033[" + std::string(code) + "m" + std::string(text) + "\033[0m";
  }

  bool coloured_;
};

}  // namespace clio

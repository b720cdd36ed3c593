#include "src/store/core/command.hpp"

namespace clio::store {

std::string_view name_of(Operation operation) {
  switch (operation) {
    case Operation::read: return "read";
    case Operation::write: return "write";
    case Operation::cas: return "cas";
  }
  return "";
}

std::string_view name_of(Reads reads) {
  switch (reads) {
    case Reads::primary: return "primary";
    case Reads::sticky: return "sticky";
    case Reads::any: return "any";
    case Reads::quorum: return "quorum";
    case Reads::lease: return "lease";
  }
  return "";
}

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok: return "ok";
    case Outcome::refused: return "refused";
    case Outcome::redirected: return "redirected";
    case Outcome::uncertain: return "uncertain";
  }
  return "";
}

std::optional<Reads> reads_named(std::string_view name) {
  for (std::size_t i = 0; i <= static_cast<std::size_t>(kLastReads); ++i) {
    if (name_of(static_cast<Reads>(i)) == name) return static_cast<Reads>(i);
  }
  return std::nullopt;
}

}  // namespace clio::store

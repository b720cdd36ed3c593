#include "src/store/core/protocol.hpp"

namespace clio::store {

std::string_view name_of(Note::What what) {
  switch (what) {
    case Note::What::applied: return "applied";
    case Note::What::acknowledged: return "acknowledged";
    case Note::What::committed: return "committed";
    case Note::What::view: return "view";
    case Note::What::leads: return "leads";
    case Note::What::steps_down: return "steps-down";
    case Note::What::invalidated: return "invalidated";
    case Note::What::waits: return "waits";
    case Note::What::rejected: return "rejected";
  }
  return "";
}

}  // namespace clio::store

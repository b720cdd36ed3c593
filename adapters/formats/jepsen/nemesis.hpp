#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "checker/history/history.hpp"

namespace clio::jepsen {

/// Makes annotations of what the nemesis did: two events of one function are its beginning and its end, as Jepsen records them (both :info; an :invoke is always a beginning).
/// An event without a second one has no end. The text is the function's name and its value: that of the second event where it has one.
class Nemesis {
 public:
  struct Event {
    bool begins;              ///< :invoke
    Time time;
    Time position;            ///< among all events, for a history whose times are these
    std::string_view function;  ///< without its colon; may be empty
    std::string_view value;     ///< as text, empty for nil
    Value node;
  };

  void take(const Event& event);
  /// All annotations so far, in the order of their beginnings; with times or, for histories without, positions.
  [[nodiscard]] std::vector<Annotation> annotations(bool timed) const;

 private:
  struct Operation {
    Time begin, end, begin_position, end_position;
    std::string function, value;
    Value node;
  };
  std::vector<Operation> operations_;
  static constexpr std::size_t kOpenMax = 64;
  std::map<std::string, std::vector<std::size_t>> open_;  // by function
};

/// A text taken apart again: the function, empty where its first word is no name that a keyword may have, and the rest.
struct NemesisWords {
  std::string_view function, value;
};
[[nodiscard]] NemesisWords nemesis_words(std::string_view text);

}  // namespace clio::jepsen

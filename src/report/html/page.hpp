#pragma once

#include <ostream>
#include <string>

#include "src/report/html/document.hpp"

namespace clio {

/// Writes one HTML file with a page for each judged history and an index: it needs no network and no other file, and its security policy lets only its own script and styles take effect.
///
///     HtmlReport report(out);
///     report.add(judgement);
///     report.finish();
///
/// Pages are written as they come, so memory holds one of them. Lifetime: borrows `out`.
class HtmlReport {
 public:
  explicit HtmlReport(std::ostream& out);
  /// A page, or a line of the index where the history could not be judged.
  void add(const Judgement& judgement, const PageExtras& extras = {});
  /// Writes what follows the data. Precondition: called once.
  void finish();

 private:
  std::ostream& out_;
  std::string index_;
};

}  // namespace clio

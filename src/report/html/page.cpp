// The file around the data: what CMake has put together of assets/ comes before and after it.
//
// Tested by tests/report/page_test.cpp, and in a browser by tests/browser.

#include "src/report/html/page.hpp"

#include "src/report/commit.hpp"
#include "src/report/html/assets.hpp"
#include "src/report/json.hpp"
#include "src/report/version.hpp"

#include <nlohmann/json.hpp>

namespace clio {

HtmlReport::HtmlReport(std::ostream& out) : out_(out) {
  for (const std::string_view piece : html_assets::before_data()) out_ << piece;
}

void HtmlReport::add(const Judgement& judgement, const PageExtras& extras) {
  index_ += (index_.empty() ? "" : ",") + index_entry(judgement, extras);
  out_ << "<script type=\"application/json\" class=\"history\">" << (judgement.judged() ? embeddable(page_document(judgement, extras)) : "null") << "</script>\n";
}

void HtmlReport::finish() {
  const std::string program = json_line(nlohmann::ordered_json(std::string(kVersion) + " at " + kCommit));
  out_ << "<script type=\"application/json\" id=\"index\">" << embeddable("{\"schema\":" + std::to_string(kPageSchema) + ",\"program\":" + program + ",\"histories\":[" + index_ + "]}") << "</script>\n";
  for (const std::string_view piece : html_assets::after_data()) out_ << piece;
}

}  // namespace clio

#include "src/report/junit_document.hpp"

#include <cstdio>

#include "src/report/xml.hpp"

namespace clio {
namespace {

std::string seconds(std::chrono::nanoseconds time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6f", std::chrono::duration<double>(time).count());
  return text;
}

}  // namespace

std::string junit_element(std::string_view name, std::string_view type, std::string_view message, std::string_view text) {
  std::string open = "      <" + std::string(name);
  if (!type.empty()) open += " type=\"" + xml_escaped(type) + "\"";
  open += " message=\"" + xml_escaped(message) + "\"";
  return text.empty() ? open + "/>\n" : open + ">" + xml_escaped(text, XmlPlace::element) + "</" + std::string(name) + ">\n";
}

std::string junit_case(std::string_view suite, std::string_view name, std::chrono::nanoseconds time, const std::string& body) {
  return "    <testcase classname=\"" + xml_escaped(suite) + "\" name=\"" + xml_escaped(name) + "\" time=\"" + seconds(time) + "\"" +
         (body.empty() ? "/>\n" : ">\n" + body + "    </testcase>\n");
}

std::string junit_suite(std::string_view name, const JUnitCounts& counts, std::chrono::nanoseconds time, const std::string& cases,
                        std::string_view output) {
  std::string text = "  <testsuite name=\"" + xml_escaped(name) + "\" tests=\"" + std::to_string(counts.tests) + "\" failures=\"" +
                     std::to_string(counts.failures) + "\" errors=\"" + std::to_string(counts.errors) + "\" skipped=\"" +
                     std::to_string(counts.skipped) + "\" time=\"" + seconds(time) + "\">\n" + cases;
  if (!output.empty()) text += "    <system-out>" + xml_escaped(output, XmlPlace::element) + "</system-out>\n";
  return text + "  </testsuite>\n";
}

std::string junit_report(std::string_view suites) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"clio\">\n" + std::string(suites) + "</testsuites>\n";
}

}  // namespace clio

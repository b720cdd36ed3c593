#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace clio {

// The pieces of a JUnit XML document, as CI systems read it: suites of test cases, each of which passed, failed (what was asked is not so),
// could not be judged (error) or was left out (skipped). All text is escaped here.

/// What a suite says of its cases.
struct JUnitCounts {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
};

/// A failure, error or skipped element of a test case. `type`: a closed list's word; empty: the element has none.
[[nodiscard]] std::string junit_element(std::string_view name, std::string_view type, std::string_view message, std::string_view text = {});

/// One test case around the elements of `body`; none: it passed.
[[nodiscard]] std::string junit_case(std::string_view suite, std::string_view name, std::chrono::nanoseconds time, const std::string& body);

/// One suite around its cases. `output`: what was said beside them.
[[nodiscard]] std::string junit_suite(std::string_view name, const JUnitCounts& counts, std::chrono::nanoseconds time,
                                      const std::string& cases, std::string_view output = {});

/// The whole document around any number of suites.
[[nodiscard]] std::string junit_report(std::string_view suites);

}  // namespace clio

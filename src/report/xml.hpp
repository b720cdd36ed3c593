#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace clio {

/// Where text stands in an XML document: attributes would lose their line breaks, elements keep them.
enum class XmlPlace : std::uint8_t { attribute, element };

/// Text as XML 1.0 allows it, whatever it was: markup is escaped, what is no character of XML becomes U+FFFD.
[[nodiscard]] std::string xml_escaped(std::string_view text, XmlPlace place = XmlPlace::attribute);

}  // namespace clio

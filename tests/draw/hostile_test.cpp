// Keys, values, processes and names that would be markup: shown as text in every form, and nothing else.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "src/report/words.hpp"
#include "tests/draw/drawn.hpp"

namespace clio {
namespace {

using test::rendered;

/// A stale read whose every text is hostile.
History hostile_history() {
  const std::string evil = "</text><script>alert(1)</script>]]>&amp;\"'\n\x01\x7F\xE2\x80\xAE\\end{tikzpicture}$%#_{}^~";
  HistoryBuilder builder({.name = evil});
  builder.set_timed(true);
  const ProcessId one = builder.process(Value(evil)), two = builder.process(Value("\\input{/etc/passwd}"));
  const KeyId key = builder.key("<b>&");
  builder.add({.kind = Kind::write, .process = one, .key = key, .value = builder.value(Value(evil)), .call = 0, .response = 1});
  builder.add({.kind = Kind::write, .process = one, .key = key, .value = builder.value("\" -> evil [x=\""), .call = 2, .response = 3});
  builder.add({.kind = Kind::read, .process = two, .key = key, .value = builder.value(Value(evil)), .call = 4, .response = 5});
  return *std::move(builder).build();
}

std::vector<draw::Picture> hostile_pictures() {
  const History history = hostile_history();
  return {test::drawn(history, "history"), test::drawn(history, "counterexample", "linearizable"), test::drawn(history, "witness", "sequential")};
}

/// Elements opened and not closed, as a stack; the first thing that is wrong with a document's nesting, quotes or entities, else empty.
std::string what_is_wrong_with_xml(const std::string& text) {
  std::vector<std::string> open;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 && byte != '\n' && byte != '\t') return "a control character";
    if (text[i] == '&') {
      const std::size_t end = text.find(';', i);
      const std::string entity = text.substr(i, end - i + 1);
      if (entity != "&amp;" && entity != "&lt;" && entity != "&gt;" && entity != "&quot;" && !entity.starts_with("&#")) return "the entity " + entity;
    }
    if (text[i] != '<') continue;
    std::size_t end = i + 1;
    for (bool quoted = false; end < text.size() && (quoted || text[end] != '>'); ++end) quoted = quoted != (text[end] == '"');
    const std::string tag = text.substr(i + 1, end - i - 1);
    if (tag.find('<') != std::string::npos) return "a < in " + tag;
    const std::string name = tag.substr(tag.starts_with("/") ? 1 : 0, tag.find_first_of(" /", 1) - (tag.starts_with("/") ? 1 : 0));
    if (name == "script") return "a script";
    if (tag.starts_with("/")) {
      if (open.empty() || open.back() != name) return "</" + name + "> closes nothing";
      open.pop_back();
    } else if (!tag.ends_with("/")) {
      open.push_back(name);
    }
    i = end;
  }
  return open.empty() ? "" : "<" + open.back() + "> is not closed";
}

TEST(HostileTexts, StayTextInSvg) {
  for (const draw::Picture& picture : hostile_pictures()) {
    const std::string svg = rendered(picture, "svg");
    EXPECT_EQ(what_is_wrong_with_xml(svg), "");
    EXPECT_EQ(svg.find("<script"), std::string::npos);
    EXPECT_NE(svg.find("&lt;/text&gt;"), std::string::npos);
  }
}

TEST(Figures, AreWellFormedToAnXmlParser) {
  namespace fs = std::filesystem;
  if (std::system("command -v python3 >/dev/null 2>&1") != 0) GTEST_SKIP() << "python3 is not installed; StayTextInSvg checks the nesting";
  const fs::path folder = fs::path(CLIO_BINARY_DIR) / "tests" / "hostile-figures";
  fs::create_directories(folder);
  std::size_t number = 0;
  for (const draw::Picture& picture : hostile_pictures()) std::ofstream(folder / (std::to_string(number++) + ".svg"), std::ios::binary) << rendered(picture, "svg");
  const std::string parse = "python3 -c 'import sys, xml.dom.minidom as m; [m.parse(f) for f in sys.argv[1:]]' ";
  EXPECT_EQ(std::system((parse + "'" + folder.string() + "'/*.svg " + CLIO_SOURCE_DIR "/tests/draw/golden/*.svg " CLIO_SOURCE_DIR "/docs/pictures/*.svg").c_str()), 0);
}

TEST(HostileTexts, StayTextInTikz) {
  for (const draw::Picture& picture : hostile_pictures()) {
    const std::string tikz = rendered(picture, "tikz");
    int depth = 0;
    for (std::size_t i = 0; i < tikz.size(); ++i) {
      if (tikz[i] == '\\' && i + 1 < tikz.size() && std::string("{}$&#_%").find(tikz[i + 1]) != std::string::npos) {
        ++i;
        continue;
      }
      if (tikz[i] == '%') i = std::min(tikz.find('\n', i), tikz.size() - 1);
      depth += tikz[i] == '{' ? 1 : tikz[i] == '}' ? -1 : 0;
      ASSERT_GE(depth, 0);
    }
    EXPECT_EQ(depth, 0);
    const std::string begins = "\\begin{tikzpicture}", ends = "\\end{tikzpicture}";
    const std::string body = tikz.substr(tikz.find(begins));
    EXPECT_EQ(body.find(ends), body.size() - ends.size() - 1) << "the environment ends once, at the end";
    EXPECT_EQ(body.find("\\input{"), std::string::npos);
  }
}

TEST(HostileTexts, StayTextInDot) {
  for (const draw::Picture& picture : hostile_pictures()) {
    const std::string dot = rendered(picture, "dot");
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < dot.size(); ++i) {
      if (quoted && dot[i] == '\\') ++i;
      else if (dot[i] == '"') quoted = !quoted;
      else if (!quoted) depth += dot[i] == '{' ? 1 : dot[i] == '}' ? -1 : 0;
      ASSERT_FALSE(quoted && dot[i] == '\n');
    }
    EXPECT_FALSE(quoted);
    EXPECT_EQ(depth, 0);
  }
}

TEST(HostileTexts, CommandNoTerminal) {
  for (const draw::Picture& picture : hostile_pictures()) {
    for (const char* form : {"text", "ascii", "svg", "tikz", "dot"}) {
      const std::string text = rendered(picture, form);
      EXPECT_EQ(text.find_first_of("\x01\x1B\x7F"), std::string::npos) << form;
      EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos) << form;
    }
  }
}

}  // namespace
}  // namespace clio

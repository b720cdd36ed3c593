// The verifier by itself: certificates written by hand, what is wrong with others, its bounds, and its size.
#include "checker/history/digest.hpp"
#include "src/verify/verify.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "checker/models/catalogue.hpp"
#include "src/verify/definition.hpp"
#include "tests/support/histories.hpp"

namespace clio::verify {
namespace {

/// P0 writes 1 and 2 to x, one after the other; then P1 reads 1.
History stale_read() {
  HistoryBuilder builder;
  builder.set_timed(true);
  builder.add({.kind = Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(1), .call = 0, .response = 1});
  builder.add({.kind = Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(2), .call = 2, .response = 3});
  builder.add({.kind = Kind::read, .process = builder.process(1), .key = builder.key("x"), .value = builder.value(1), .call = 4, .response = 5});
  return std::move(builder).build().value();
}

std::string head(const std::string& model, const std::string& verdict) {
  return "clio-certificate 1\nmodel " + model + "\nverdict " + verdict + "\nhistory " + digest(stale_read()) + "\n";
}
const std::string kAtoms = "atom source 2 0\natom before 0 1 2\natom before 0 0 1\n";
const std::string kClauses = "read 2\nbase 0 0 t1\nbase 0 1 t2\n";

TEST(Verifier, AcceptsAContradictionThatUnitPropagationFinds) {
  const Answer answer = verify(stale_read(), head("linearizable", "violated") + kAtoms + kClauses + "sees 0 2 0 1 a2\n");
  EXPECT_EQ(answer.outcome, Outcome::accepted) << answer.message;
  EXPECT_EQ(answer.message, "linearizable is violated");
}

TEST(Verifier, AcceptsAnOrderThatReplays) {
  const Answer answer = verify(stale_read(), "" + head("sequential", "satisfied") + "# P1 is behind\nsource 2 0\norder 0 0 2 1\n");
  EXPECT_EQ(answer.outcome, Outcome::accepted) << answer.message;
}

struct Bad {
  std::string text;
  Outcome outcome;
  std::size_t line;
  std::string message;
};

TEST(Verifier, SaysWhatIsWrongAndWhere) {
  const std::string violated = head("linearizable", "violated") + kAtoms, satisfied = head("sequential", "satisfied");
  const Bad cases[] = {
      {"", Outcome::unreadable, 1, "clio-certificate"},
      {"clio-certificate 2\nmodel linearizable\nverdict violated\n", Outcome::unreadable, 3, "\"2\""},
      {"clio-certificate 1\nmodel magic\nverdict violated\n", Outcome::unreadable, 3, "\"magic\""},
      {"clio-certificate 1\nmodel cache\nverdict maybe\n", Outcome::unreadable, 3, "\"maybe\""},
      {"clio-certificate 1\nmodel cache\nverdict violated\nhistory 0\n", Outcome::refused, 4, "another history"},
      {violated + "nonsense 1\n", Outcome::unreadable, 8, "\"nonsense\""},
      {violated + "read two\n", Outcome::unreadable, 8, "\"two\""},
      {violated + "read\n", Outcome::unreadable, 8, "ends too early"},
      {violated + "read 1\n", Outcome::refused, 8, "reads something"},
      {violated + "base 0 1 t0\n", Outcome::refused, 8, "real time does not say this"},
      {violated + "base 0 0 s1\n", Outcome::refused, 8, "need not extend this"},
      {violated + "base 1 0 t1\n", Outcome::refused, 8, "no such view"},
      {violated + "base 0 0\n", Outcome::refused, 8, "need not extend this"},
      {violated + "sees 0 2 0 1 t2\n", Outcome::refused, 8, "does not make the read see it"},
      {violated + "sees 0 2 0 0 a2\n", Outcome::refused, 8, "not declared"},
      {violated + "cycle 0\n", Outcome::unreadable, 8, "ends too early"},  // an empty cycle would be an empty clause
      {violated + "cycle 0 1\n", Outcome::refused, 8, "does not hold both"},
      {violated + kClauses, Outcome::refused, 0, "no contradiction"},
      {violated + "learn 4\n", Outcome::refused, 8, "no such atom"},
      {violated + "learn 99999999999999999999\n", Outcome::unreadable, 8, "cannot stand there"},
      {violated + "learn 1\n", Outcome::refused, 8, "does not follow"},
      {violated + kClauses + "atom source 2 initial\n", Outcome::refused, 11, "atoms come first"},
      {violated + "atom source 2 0\n", Outcome::refused, 8, "a number already"},
      {satisfied + "source 2 0\norder 0 0 1 2\n", Outcome::refused, 0, "comes after its source"},
      {satisfied + "source 2 1\norder 0 0 1 2\n", Outcome::refused, 0, "cannot have read from there"},
      {satisfied + "source 2 0\norder 0 2 0 1\n", Outcome::refused, 0, "base"},
      {satisfied + "source 2 0\norder 0 0 2\n", Outcome::refused, 0, "name everything"},
      {satisfied + "source 2 0\norder 0 0 2 2 1\n", Outcome::refused, 0, "does not belong"},
      {satisfied + "source 2 0\n", Outcome::refused, 0, "an order is missing"},
      {satisfied + "order 0 0 2 1\n", Outcome::refused, 0, "no source"},
      {satisfied + "order 0 0 7 1\n", Outcome::refused, 5, "begins something"},
      {satisfied + "read 2\n", Outcome::unreadable, 5, "\"read\""},
      {head("serializable", "satisfied") + "source 2 0\norder 0 0 1 2\n", Outcome::refused, 0, "comes after its source"},
  };
  for (const Bad& bad : cases) {
    const Answer answer = verify(stale_read(), bad.text);
    EXPECT_EQ(answer.outcome, bad.outcome) << bad.text << answer.message;
    EXPECT_EQ(answer.line, bad.line) << bad.text << answer.message;
    EXPECT_NE(answer.message.find(bad.message), std::string::npos) << bad.text << answer.message;
  }
}

TEST(Verifier, TakesForAListsLongestReadTheOneThatShowsMostOfWhatOthersAppended) {
  // The first read shows as much as the last, but all of it is its own transaction's: nothing says that 1 came before 2.
  const History history = test::history_of("# untimed\n# object: list\nP1: [A(l)1 R(l)[1]]\nP2: [A(l)2]\nP3: [R(l)[2]]\n");
  const auto certificate = [&](const std::string& verdict, const std::string& lines) {
    return verify(history, "clio-certificate 1\nmodel read-committed\nverdict " + verdict + "\nhistory " + digest(history) + "\n" + lines);
  };
  const Answer violated = certificate("violated", "read 3\n");
  EXPECT_EQ(violated.outcome, Outcome::refused) << violated.message;
  const Answer satisfied = certificate("satisfied", "source 1 initial\nsource 3 2\norder 0 2 3 0\n");
  EXPECT_EQ(satisfied.outcome, Outcome::accepted) << satisfied.message;
  EXPECT_EQ(certificate("satisfied", "source 1 initial\nsource 3 2\norder 0 0 2 3\n").outcome, Outcome::refused) << "1 came later than 2";
}

Answer verified(const History& history, const std::string& model, const std::string& verdict, const std::string& lines) {
  return verify(history, "clio-certificate 1\nmodel " + model + "\nverdict " + verdict + "\nhistory " + digest(history) + "\n" + lines);
}

TEST(Verifier, RefusesFalseClaimsOfOwnAppends) {
  // Right own appends come from nowhere else: there is nothing to explain, and no clause about them.
  const History right = test::history_of("# untimed\n# object: list\nP1: [A(l)1 A(l)2 R(l)[1,2]]\n");
  EXPECT_EQ(verified(right, "serializable", "satisfied", "source 2 initial\norder 0 0\n").outcome, Outcome::accepted);
  EXPECT_EQ(verified(right, "serializable", "violated", "read 2\n").outcome, Outcome::refused);
  EXPECT_EQ(verified(right, "serializable", "violated", "atom source 2 initial\nread 2\n").outcome, Outcome::refused);
  EXPECT_EQ(verified(right, "serializable", "violated", "base 0 0 v0\n").outcome, Outcome::refused) << "nothing was shown before its own appends";
  // Missed, reversed, and told apart: no source explains these.
  for (const char* wrong : {"P1: [A(l)1 A(l)2 R(l)[]]", "P1: [A(l)1 A(l)2 R(l)[2,1]]", "P1: [A(l)1 A(l)2 R(l)[1]]", "P1: [A(l)1 R(l)[1,1] A(l)2]", "P1: [A(l)1 R(l)[2] A(l)2]"}) {
    const History history = test::history_of("# untimed\n# object: list\n" + std::string(wrong) + "\n");
    const std::string read = std::string(wrong).find("R") < std::string(wrong).find("A(l)2") ? "1" : "2";
    EXPECT_EQ(verified(history, "read-committed", "satisfied", "source " + read + " initial\norder 0 0\n").outcome, Outcome::refused) << wrong;
    EXPECT_EQ(verified(history, "read-committed", "violated", "read " + read + "\n").outcome, Outcome::accepted) << wrong;
  }
}

TEST(Verifier, StopsWhenItsStepsAreSpent) {
  const std::string certificate = head("linearizable", "violated") + kAtoms + kClauses + "sees 0 2 0 1 a2\n";
  std::size_t refused = 0;
  for (std::uint64_t steps = 0; steps < 2000; ++steps) {
    const Answer answer = verify(stale_read(), certificate, steps);
    if (answer.outcome == Outcome::accepted) break;
    ++refused;
    EXPECT_EQ(answer.outcome, Outcome::refused);
  }
  EXPECT_GT(refused, 10u);
  EXPECT_LT(refused, 2000u);
}

TEST(Verifier, KnowsEveryModelOfTheTable) {
  for (const Model* model : catalogue()) EXPECT_NE(row_named(model->id), nullptr) << model->id;
}

TEST(Digests, DependOnWhatVerdictsDependOnAndOnNothingElse) {
  const auto digest_with = [](auto change) {
    Header header;
    HistoryBuilder builder(header);
    builder.set_timed(true);
    Operation write{.kind = Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(1), .call = 0, .response = 1, .line = 3};
    change(builder, write);
    builder.add(write);
    return digest(std::move(builder).build().value());
  };
  const std::string same = digest_with([](auto&, auto&) {});
  EXPECT_EQ(same.size(), 16u);
  EXPECT_EQ(digest_with([](auto& builder, auto& op) { builder.header().name = "named", op.line = 9; }), same);
  EXPECT_NE(digest_with([](auto& builder, auto& op) { op.value = builder.value(2); }), same);
  EXPECT_NE(digest_with([](auto& builder, auto& op) { op.value = builder.value("1"); }), same);
  EXPECT_NE(digest_with([](auto& builder, auto& op) { op.key = builder.key("y"); }), same);
  EXPECT_NE(digest_with([](auto& builder, auto& op) { op.process = builder.process(1); }), same);
  EXPECT_NE(digest_with([](auto&, auto& op) { op.status = Status::unknown; }), same);
  EXPECT_NE(digest_with([](auto&, auto& op) { op.response = 2; }), same);
  EXPECT_NE(digest_with([](auto& builder, auto&) { builder.header().clock_uncertainty = 1; }), same);
  EXPECT_NE(digest_with([](auto& builder, auto&) { builder.header().initial = Value(7); }), same);
}

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}
const std::filesystem::path kSources = CLIO_SOURCE_DIR;

/// Whether there is more on a line than a comment.
bool is_code(const std::string& line) {
  const std::size_t begin = line.find_first_not_of(' ');
  return begin != std::string::npos && line.compare(begin, 2, "//") != 0;
}

TEST(Verifier, HasAtMostSixHundredLinesOfCodeInAllItsFilesTogether) {
  std::size_t lines = 0;
  for (const auto& file : std::filesystem::directory_iterator(kSources / "src" / "verify")) {
    for (const std::string& line : lines_of(file.path())) {
      lines += is_code(line);
      EXPECT_LE(line.size(), 180u) << file.path() << ": " << line;
    }
  }
  EXPECT_GT(lines, 0u);
  EXPECT_LE(lines, 600u);
}

TEST(Verifier, UsesNothingButHistoriesOfTheChecker) {
  for (const char* folder : {"src/verify", "checker/history"}) {
    for (const auto& file : std::filesystem::directory_iterator(kSources / folder)) {
      for (const std::string& line : lines_of(file.path())) {
        const bool own = line.find("\"src/verify/") != std::string::npos && std::string(folder) == "src/verify";
        const bool of_histories = line.find("\"checker/history/") != std::string::npos || line.find("\"checker/support/") != std::string::npos;
        EXPECT_TRUE(!line.starts_with("#include \"") || own || of_histories) << file.path() << ": " << line;
      }
    }
  }
}

TEST(Verifier, ReadsHistoriesByWhatNothingThatDecidesUses) {
  for (const auto& file : std::filesystem::recursive_directory_iterator(kSources / "checker")) {
    if (!file.is_regular_file() || file.path().parent_path().filename() == "history") continue;
    for (const std::string& line : lines_of(file.path())) {
      EXPECT_EQ(line.find("checker/history/footprints.hpp"), std::string::npos) << file.path();
      EXPECT_EQ(line.find("checker/history/sequential_objects.hpp"), std::string::npos) << file.path();
      EXPECT_EQ(line.find("src/verify/"), std::string::npos) << file.path();
    }
  }
}

}  // namespace
}  // namespace clio::verify

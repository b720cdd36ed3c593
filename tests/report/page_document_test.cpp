// The data of a report's page: columns that say all that the history says, sources, the lattice, orders; that it is small, and that it can stand in a page.

#include "src/report/html/document.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "adapters/formats/lecture/notation.hpp"
#include "checker/explain/describe.hpp"
#include "src/report/html/columns.hpp"
#include "tests/report/made_judgement.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

using Json = nlohmann::json;

Json columns(const History& history) { return Json::parse(operation_columns(history)); }
Json document(const History& history, const Question& question = {}) { return Json::parse(page_document(judge("a.history", history, question))); }

std::string value_text(const Json& columns, const Json& code) {
  const auto number = code.get<std::int64_t>();
  return number >= 0 ? std::to_string(number) : columns["names"]["values"][static_cast<std::size_t>(-1 - number)].get<std::string>();
}

/// Reads the columns back and compares them with the history, operation by operation.
void expect_same(const History& history, const Json& columns) {
  ASSERT_EQ(columns["count"], history.size());
  Time call = history.timed() ? std::stoll(columns["base"].get<std::string>()) : 0;
  std::int64_t line = 0, id = -1;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    SCOPED_TRACE(i);
    EXPECT_EQ(lecture::kind_of(history.object(), columns["kind"].get<std::string>()[i]), history.kind(op));
    const char outcome = columns["outcome"].get<std::string>()[i];
    EXPECT_EQ(outcome == 'u', history.status(op) == Status::unknown);
    EXPECT_EQ(outcome == 'f', history.status(op) == Status::fail);
    const bool answers = history.kind(op) == Kind::cas || history.kind(op) == Kind::contains;
    EXPECT_EQ(outcome == 'n', history.status(op) == Status::ok && answers && !history.success(op));
    EXPECT_EQ(columns["names"]["processes"][columns["process"][i].get<std::size_t>()], describe(history, history.process(op)));
    EXPECT_EQ(columns["names"]["keys"][columns["key"][i].get<std::size_t>()], describe(history.key_name(history.key(op))));
    EXPECT_EQ(value_text(columns, columns["value"][i]), describe(history.value_at(history.value(op))));
    if (history.kind(op) == Kind::cas) {
      EXPECT_EQ(value_text(columns, columns["expected"][i]), describe(history.value_at(history.expected(op))));
    }
    line += columns["line"][i].get<std::int64_t>();
    EXPECT_EQ(line, history.line(op));
    id = columns.contains("id") ? id + columns["id"][i].get<std::int64_t>() : static_cast<std::int64_t>(i);
    EXPECT_EQ(id, static_cast<std::int64_t>(index(history.id_in_file(op))));
    if (!history.timed()) continue;
    call += columns["call"][i].get<std::int64_t>();
    EXPECT_EQ(call, history.call(op));
    if (history.response(op) == kNever) EXPECT_TRUE(columns["span"][i].is_null());
    else EXPECT_EQ(call + columns["span"][i].get<std::int64_t>(), history.response(op));
  }
}

TEST(PageColumns, SayAllThatTheHistorySays) {
  const char* texts[] = {
      "P1: W(x)a      C(x)a>b  C(x)z>y:no  D(x)\nP2:   R(x)a W(y)7?      W(x)\"two words\"!   R(y)-\n",
      "P1: [W(x)1 R(y)2]---  [R(x)1]\nP2: [W(y)2 W(x)3] [R(x)-]\n",
      "# object: queue\nP1: E(q)1 E(q)2\nP2:        Q(q)1  Q(q)2  Q(q)null\n",
      "# object: set\nP1: A(s)1 X(s)1\nP2:        H(s)1:no H(s)2\n",
  };
  for (const char* text : texts) {
    SCOPED_TRACE(text);
    const History history = test::history_of(text);
    expect_same(history, columns(history));
  }
}

TEST(PageColumns, KeepTheIdsOfTheFileInASlice) {
  const History history = test::history_of("P1: W(y)7 W(x)1 W(x)2\nP2:                   R(x)1\n");
  const Judgement judgement = judge("a.history", history, {.slice = {.keys = {"x"}}});
  const Json data = columns(judgement.history());
  EXPECT_EQ(data["id"], Json({2, 1, 1}));
  expect_same(judgement.history(), data);
}

TEST(PageColumns, TellTimesThatNoDoubleHoldsFromTheFirstOne) {
  HistoryBuilder builder;
  builder.set_timed(true);
  const Time first = 1'700'000'000'123'456'789;
  builder.add({.kind = Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(1), .call = first + 7, .response = first + 9});
  builder.add({.kind = Kind::write, .status = Status::unknown, .process = builder.process(1), .key = builder.key("x"), .value = builder.value(2), .call = first, .response = kNever});
  const History history = std::move(builder).build().value();
  const Json data = columns(history);
  EXPECT_EQ(data["base"], "1700000000123456789");
  EXPECT_EQ(data["call"], Json({7, -7}));
  EXPECT_EQ(data["span"], Json({2, nullptr}));
  expect_same(history, data);
}

TEST(PageColumns, NameTheSourceOfWhatWasRead) {
  // Nobody's, the initial value, one write, a cas; a later write (a read from the future); a value that two have written.
  const History history = test::history_of("P1: W(x)a  C(x)a>b  R(x)b  R(x)z  R(y)-  R(x)c  W(x)c  W(y)d  W(y)d  R(y)d\n");
  EXPECT_EQ(columns(history)["source"], Json({0, 1, 1, 0, nullptr, -1, 0, 0, 0, true}));
  EXPECT_EQ(columns(test::history_of("# object: queue\nP1: E(q)1 E(q)2 Q(q)1 Q(q)2 Q(q)null Q(q)3\n"))["source"], Json({0, 0, 2, 2, 0, 0}));
  EXPECT_EQ(columns(test::history_of("# object: list\nP1: A(l)1 A(l)2 R(l)[1,2] R(l)[1] R(l)[]\n"))["source"], Json({0, 0, 1, 3, nullptr}));
}

TEST(PageColumns, GiveTheLengthsOfTransactions) {
  EXPECT_EQ(columns(test::history_of("P1: [W(x)1 R(y)-] [R(x)1]\nP2: [W(y)1 W(z)1 W(x)2]\n"))["transactions"], Json({2, 1, 3}));
  EXPECT_FALSE(columns(test::history_of("P1: W(x)1\n")).contains("transactions"));
}

TEST(PageColumns, CutTextsThatAreLongerThanTheirShareAndSayHowMany) {
  HistoryBuilder builder;
  const std::string umlauts = [] { std::string text; while (text.size() < 5000) text += "ä"; return text; }();
  for (int i = 0; i < 2000; ++i) builder.add({.kind = Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(Value(umlauts + std::to_string(i)))});
  const History history = std::move(builder).build().value();
  const std::string text = operation_columns(history);
  EXPECT_LE(text.size(), (64u << 10) + 150u * history.size());
  const Json data = Json::parse(text);  // no character is cut in two
  EXPECT_EQ(data["names"]["cut"], 2000);
  const std::string value = data["names"]["values"][1];
  EXPECT_NE(value.find("… ("), std::string::npos) << value;
  EXPECT_NE(value.find(" bytes more)"), std::string::npos) << value;
}

TEST(PageDocument, TakesAtMost150BytesForAnOperation) {
  HistoryBuilder builder;
  builder.set_timed(true);
  constexpr int kOperations = 20'000;
  std::vector<Time> free(50, 1'000'000'000);
  for (int i = 0; i < kOperations; ++i) {
    const int process = i * 7 % 50;
    Time& at = free[static_cast<std::size_t>(process)];
    const bool write = i % 3 == 0;
    builder.add({.kind = write ? Kind::write : Kind::read, .process = builder.process(process), .key = builder.key(Value("account/" + std::to_string(i * 31 % 1000))), .value = builder.value(Value("value " + std::to_string(write ? i : i / 3 * 3))),
                 .call = at + 1, .response = at + 1'234'567, .node = builder.node(Value("replica-" + std::to_string(i % 5))), .version = i, .line = static_cast<std::uint32_t>(i + 2)});
    at += 2'345'678;
  }
  const History history = std::move(builder).build().value();
  const std::string page = page_document(judge("a.jsonl", history, {.models = {&kReadYourWrites}, .measure_staleness = true}));
  EXPECT_LE(page.size(), 150u * kOperations);
}

TEST(PageDocument, HasTheLatticeWhoseStepsAndNothingElseFollow) {
  for (const char* text : {"P1: W(x)1 R(x)1\n", "P1: [W(x)1] [R(x)1]\n"}) {
    const Json page = document(test::history_of(text));
    const std::size_t count = page["models"].size();
    std::vector<std::vector<bool>> reaches(count, std::vector<bool>(count));
    for (const Json& step : page["lattice"]) reaches[step[0]][step[1]] = true;
    const auto steps = reaches;
    for (std::size_t k = 0; k < count; ++k)
      for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = 0; j < count; ++j) reaches[i][j] = reaches[i][j] || (reaches[i][k] && reaches[k][j]);
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = 0; j < count; ++j) {
        const Model &a = *model_named(page["models"][i]["id"].get<std::string>()), &b = *model_named(page["models"][j]["id"].get<std::string>());
        EXPECT_EQ(reaches[i][j], i != j && implies(a, b)) << a.id << " " << b.id;
        for (std::size_t k = 0; k < count; ++k) EXPECT_FALSE(steps[i][j] && reaches[i][k] && reaches[k][j]) << "a step that follows: " << a.id << " " << b.id;
      }
    }
  }
}

TEST(PageDocument, MarksTheStepThatIsNotValidWhereOperationsTouch) {
  HistoryBuilder builder;
  builder.set_timed(true);
  for (int i = 0; i < 2; ++i) builder.add({.kind = Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(i), .call = i * 5, .response = i * 5 + 5});
  const Json page = document(std::move(builder).build().value());
  EXPECT_EQ(page["models"][0]["id"], "linearizable");
  EXPECT_EQ(page["lattice"][0], Json({0, 1, 0}));
  EXPECT_EQ(document(test::history_of("P1: W(x)1 W(x)2\n"))["lattice"][0], Json({0, 1}));
}

TEST(PageDocument, TellsVerdictsViolationsAndWhatWasNotAsked) {
  const Json page = Json::parse(page_document(test::made_judgement()));
  std::map<std::string, std::string> verdicts;
  for (const Json& model : page["models"]) verdicts[model["id"]] = model["verdict"];
  EXPECT_EQ(verdicts["sequential"], "violated");
  EXPECT_EQ(verdicts["causal"], "satisfied");
  EXPECT_EQ(verdicts["pram"], "unknown");
  EXPECT_EQ(verdicts["linearizable"], "not-asked");
  ASSERT_EQ(page["violations"].size(), 1u);
  const Json& violation = page["violations"][0];
  EXPECT_EQ(page["models"][violation["models"][0].get<std::size_t>()]["id"], "sequential");
  EXPECT_EQ(violation["explanation"], "\"quoted\" <A> & B: a contradiction");
  EXPECT_EQ(violation["operations"], Json({0, 1, 2}));
  EXPECT_EQ(violation["cycle"][1], Json({{"from", 2}, {"to", 1}, {"relation", "anti-dependency"}, {"key", 0}, {"because", "it missed <it>"}}));
}

TEST(PageDocument, HasOneOrderOverAllKeysThatKeepsRealTime) {
  const History history = test::history_of("P1: W(x)1       R(y)2  W(x)3\nP2:      W(y)2  R(x)1         R(x)3\n");
  const Json page = document(history, {.options = {.keep_witnesses = true}});
  ASSERT_EQ(page["orders"].size(), 1u);
  const std::vector<std::uint32_t> order = page["orders"][0]["order"];
  EXPECT_EQ(std::set<std::uint32_t>(order.begin(), order.end()).size(), history.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = i + 1; j < order.size(); ++j) {
      const OpId before = id_at<OpId>(order[i]), after = id_at<OpId>(order[j]);
      EXPECT_FALSE(history.response(after) < history.call(before)) << order[i] << " stands before " << order[j];
    }
  }
}

TEST(PageDocument, HasNoOrderToPlayWhereAnOrderDoesNotExplainTheAnswers) {
  const Json fork = document(test::history_of("P1: [W(x)1]\nP2: [W(y)2]\nP3:         [R(x)1 R(y)-]\nP4:         [R(x)- R(y)2]\n"), {.options = {.keep_witnesses = true}});  // causal-convergent at most
  EXPECT_EQ(fork["orders"], Json::array());
  const Json skew = document(test::history_of("P1: [R(x)- W(y)2]\nP2: [R(y)- W(x)1]\n"), {.options = {.keep_witnesses = true}});  // snapshots explain them
  ASSERT_EQ(skew["orders"].size(), 1u);
  EXPECT_EQ(skew["models"][skew["orders"][0]["model"].get<std::size_t>()]["id"], "snapshot-isolation");
  EXPECT_EQ(skew["orders"][0]["snapshots"], Json({0, 0}));
}

TEST(PageDocument, CarriesFiguresAndWhatLedToTheViolation) {
  PageExtras extras;
  extras.figures.push_back({.title = "Staleness", .svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"});
  extras.account = {"t=1 n0 answers", "t=2 n1 applies it"};
  const Json page = Json::parse(page_document(test::made_judgement(), extras));
  EXPECT_EQ(page["figures"][0]["title"], "Staleness");
  EXPECT_EQ(page["figures"][0]["svg"], extras.figures[0].svg);
  EXPECT_EQ(page["account"], Json({"t=1 n0 answers", "t=2 n1 applies it"}));
}

TEST(PageDocument, PlotsWhatCanBeMeasuredOfManyOperationsWithTheFaultsOfTheTraceShaded) {
  const auto history_of = [](int operations) {
    HistoryBuilder builder(Header{.annotations = {{.begin = 5, .text = "an annotation"}}});
    builder.set_timed(true);
    for (int i = 0; i < operations; ++i) {
      builder.add({.kind = Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(i), .call = 10 * i, .response = 10 * i + 4});
    }
    return std::move(builder).build().value();
  };
  const History few = history_of(5), many = history_of(40);  // a judgement borrows its history
  const Judgement judged = judge("history.jsonl", many, {});
  EXPECT_TRUE(figures_of(judge("history.jsonl", few, {})).empty());
  const auto shaded = [](const std::vector<Figure>& figures, std::string_view fault) {
    return std::count_if(figures.begin(), figures.end(), [&](const Figure& figure) { return figure.svg.find(fault) != std::string::npos; });
  };
  const std::vector<Figure> alone = figures_of(judged);
  EXPECT_EQ(alone.size(), 4u);  // latency and its percentiles, throughput, availability
  EXPECT_EQ(shaded(alone, "an annotation"), 3);
  Trace trace;
  trace.texts = {"", "partition n1"};
  trace.faults = {{.from = 20, .until = 60, .text = 1}, {.from = 90, .until = kNever, .text = 1}};
  const std::vector<Figure> traced = figures_of(judged, trace);
  EXPECT_EQ(shaded(traced, "partition n1"), 3);
  EXPECT_EQ(shaded(traced, "an annotation"), 3) << "both are known";
}

TEST(Embeddable, JsonMeansTheSameAndCannotEndItsElement) {
  const Json hostile = {"</script><script>alert(1)</script>", "<!--", "]]>", "\xE2\x80\xA8 and \xE2\x80\xA9", "\xE2\x80\xAE turned", "ä < ö"};
  const std::string text = embeddable(hostile.dump());
  EXPECT_EQ(text.find('<'), std::string::npos) << text;
  EXPECT_EQ(text.find("\xE2\x80\xA8"), std::string::npos);
  EXPECT_EQ(text.find("\xE2\x80\xA9"), std::string::npos);
  EXPECT_EQ(Json::parse(text), hostile);
}

}  // namespace
}  // namespace clio

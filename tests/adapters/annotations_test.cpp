// What happened to the system while operations ran: read from Jepsen's nemesis, kept by the native format, named where a format cannot hold it.
#include <gtest/gtest.h>

#include <sstream>

#include "adapters/format.hpp"
#include "adapters/formats/jepsen/jepsen_history.hpp"
#include "adapters/formats/jepsen_log/jepsen_log.hpp"
#include "adapters/formats/maelstrom/maelstrom.hpp"
#include "tests/adapters/native_text.hpp"

namespace clio {
namespace {

using test::history_of;
/// "begin-end text @node", one a line.
std::string shown(const History& history) {
  std::string text;
  for (const Annotation& a : history.annotations()) {
    text += std::to_string(a.begin) + "-" + (a.end == kNever ? "" : std::to_string(a.end)) + " " + a.text + (a.node.is_null() ? "" : " @" + a.node.to_json()) + "\n";
  }
  return text;
}

constexpr std::string_view kWrite = R"({:process 0, :type :invoke, :f :write, :value 1, :time 5}
{:process 0, :type :ok, :f :write, :value 1, :time 9}
)";

TEST(Annotations, OfANemesisReachFromItsFirstEventToItsSecond) {
  const History h = history_of(read_jepsen_edn, std::string(kWrite) + R"({:process :nemesis, :type :info, :f :start-partition, :value nil, :time 10}
{:process :nemesis, :type :info, :f :start-partition, :value {:isolated ["n1" "n2"]}, :time 12}
{:process :nemesis, :type :info, :f :kill, :value "n3", :time 20}
)");
  EXPECT_EQ(h.size(), 1u);
  EXPECT_EQ(shown(h), "10-12 start-partition {:isolated [\"n1\" \"n2\"]}\n20- kill n3\n");
}

TEST(Annotations, NeverEndBeforeTheyBegin) {
  EXPECT_EQ(shown(history_of(read_jepsen_edn, std::string(kWrite) + R"({:process :nemesis, :type :info, :f :start, :value nil, :time 19}
{:process :nemesis, :type :info, :f :start, :value nil, :time 15}
)")), "19-19 start\n");
}

TEST(Annotations, OfManyBeginningsCostNoMoreThanTheirNumber) {
  std::string text(kWrite);
  for (int i = 0; i < 200'000; ++i) text += "{:process :nemesis, :type :invoke, :f :start, :value " + std::to_string(i) + ", :time 20}\n";
  text += "{:process :nemesis, :type :info, :f :start, :value 199999, :time 30}\n";
  const History h = history_of(read_jepsen_edn, text);
  ASSERT_EQ(h.annotations().size(), 200'000u);
  EXPECT_EQ(h.annotations().back().end, 30);
}

TEST(Annotations, HavePositionsForTimesWhereOperationsHave) {
  const History h = history_of(read_jepsen_edn, R"({:process :nemesis, :type :info, :f :start, :value nil, :time 10}
{:process 0, :type :invoke, :f :write, :value 1}
{:process :nemesis, :type :info, :f :start, :value nil, :time 12}
{:process 0, :type :ok, :f :write, :value 1}
)");
  EXPECT_EQ(shown(h), "1-3 start\n");
  EXPECT_EQ(h.call(OpId{}), 2);
}

TEST(Annotations, AreReadFromMaelstromAndFromJson) {
  EXPECT_EQ(shown(history_of(read_maelstrom, std::string(kWrite) + "{:process :nemesis, :type :info, :f :stop-partition, :value :network-healed, :time 7, :index 9}\n")),
            "7- stop-partition network-healed\n");
  EXPECT_EQ(shown(history_of(read_jepsen_json, R"([{"process":0,"type":"invoke","f":"read","value":null,"time":1},
{"process":"nemesis","type":"info","f":"crash","value":["n1"],"time":2,"node":"n1"}])")),
            "2- crash [\"n1\"] @\"n1\"\n");
}

TEST(Annotations, AreReadFromTheConsoleLog) {
  const History h = history_of(read_jepsen_log,
                               "INFO  jepsen.util - :nemesis\t:info\t:start\tnil\nINFO  jepsen.util - 0\t:invoke\t:write\t4\n"
                               "INFO  jepsen.util - :nemesis\t:info\t:start\t\"Cut off n1\"\nINFO  jepsen.util - 0\t:ok\t:write\t4\n");
  EXPECT_EQ(shown(h), "1-3 start Cut off n1\n");
}

TEST(Annotations, RoundTripThroughTheNativeFormat) {
  const std::string text = R"({"clio":1}
{"annotation":"start-partition [n1] [n2 n3]","begin":3,"end":20}
{"annotation":"crash","begin":4,"node":"n1"}
{"annotation":"two words \"quoted\"","begin":4,"end":4,"node":7}
{"process":0,"op":"write","key":"x","value":1,"call":0,"return":5}
)";
  const History h = test::native(text);
  EXPECT_EQ(shown(h), "3-20 start-partition [n1] [n2 n3]\n4- crash @\"n1\"\n4-4 two words \"quoted\" @7\n");
  EXPECT_EQ(test::written_native(h), text);
  EXPECT_EQ(test::written_native(test::native("{\"annotation\":\"somewhere\"}\n{\"process\":0,\"op\":\"write\",\"key\":\"x\",\"value\":1}\n")),
            "{\"clio\":1}\n{\"annotation\":\"somewhere\"}\n{\"process\":0,\"op\":\"write\",\"key\":\"x\",\"value\":1}\n");
}

class AnnotationsIn : public testing::TestWithParam<const char*> {};

TEST_P(AnnotationsIn, JepsensNotationsRoundTripThemAlsoWhereTheyOverlap) {
  const Format& format = *format_named(GetParam());
  const History h = test::native(R"({"annotation":"crash","begin":1,"end":9,"node":"n1"}
{"annotation":"crash","begin":2,"end":4,"node":"n2"}
{"annotation":"crash","begin":3}
{"annotation":"crash","begin":5}
{"annotation":"Cut off: everything","begin":6,"end":6}
{"annotation":"kill a \"node\"","begin":7,"end":8}
{"process":0,"op":"write","key":"x","value":1,"call":0,"return":5}
)");
  std::ostringstream out;
  EXPECT_EQ(format.write(h, out, {}), std::vector<std::string>());
  const History again = history_of(format.read, out.str());
  EXPECT_EQ(shown(again), shown(h)) << out.str();
  EXPECT_EQ(again.size(), h.size());
}
INSTANTIATE_TEST_SUITE_P(Formats, AnnotationsIn, testing::Values("jepsen-edn", "jepsen-json"), [](const auto& one) { return std::string(one.param == std::string("jepsen-edn") ? "Edn" : "Json"); });

TEST(Annotations, AreNamedByFormatsThatCannotHoldThem) {
  const History h = test::native("{\"annotation\":\"crash\",\"begin\":1}\n{\"process\":0,\"op\":\"write\",\"key\":1,\"value\":1,\"call\":0,\"return\":5}\n");
  for (const char* format : {"lecture", "plume", "dbcop-text", "csv"}) {
    std::ostringstream out;
    const std::vector<std::string> lost = format_named(format)->write(h, out, {});
    EXPECT_NE(std::find(lost.begin(), lost.end(), "annotations"), lost.end()) << format;
    EXPECT_EQ(out.str(), "") << format;
  }
}

TEST(Annotations, StayWithThePartsOfAHistory) {
  const History h = test::native("{\"annotation\":\"crash\",\"begin\":1}\n{\"process\":0,\"op\":\"write\",\"key\":1,\"value\":1,\"call\":0,\"return\":5}\n");
  const std::vector<OpId> all{OpId{}};
  EXPECT_EQ(shown(sub_history(h, all).history), shown(h));
}

}  // namespace
}  // namespace clio

// The lecture's tables: what each must show, whatever the exact numbers; and how a table is printed.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "src/compare/comparison.hpp"
#include "src/compare/measure.hpp"

namespace clio {
namespace {

/// The row whose words are these, column by column.
std::size_t row(const Table& table, const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    bool same = true;
    for (std::size_t k = 0; k < words.size(); ++k) same = same && table.rows[i][k].text() == words[k];
    if (same) return i;
  }
  ADD_FAILURE() << "no row " << words.front();
  return 0;
}

double number(const Table& table, const std::vector<std::string>& words, const char* column) { return table.at(row(table, words), column).value(); }

TEST(Tables, ArePrintedWithAlignedNumbersAndWhatTheyMean) {
  const Table table{.id = "t", .title = "Title", .settings = {"seed 1"},
                    .columns = {{"way", "way", "how"}, {"time", "time\nms", "how long"}, {"n", "n", "how many"}},
                    .rows = {{Cell::word("a"), Cell::number(1.26, 1), Cell::count(12345)}, {Cell::word("longer"), Cell::nothing(), Cell::count(1)}}};
  EXPECT_EQ(text_of(table),
            "Title\n"
            "  seed 1\n"
            "\n"
            "  way      time       n\n"
            "             ms\n"
            "  a         1.3   12345\n"
            "  longer      -       1\n"
            "\n"
            "  way   how\n"
            "  time  how long\n"
            "  n     how many\n");
  EXPECT_EQ(nlohmann::json::parse(json_of(table))["rows"], nlohmann::json::parse(R"([{"way":"a","time":1.3,"n":12345},{"way":"longer","time":null,"n":1}])"));
}

TEST(Measures, TakeTheNearestRankAndRoundToATenthOfAMillisecond) {
  Durations durations;
  EXPECT_EQ(durations.mean().text(), "-");
  for (store::Time ms = 1; ms <= 10; ++ms) durations.add(ms * store::kMillisecond);
  EXPECT_EQ(durations.mean().text(), "5.5");
  EXPECT_EQ(durations.percentile(50).text(), "5.0");
  EXPECT_EQ(durations.percentile(95).text(), "10.0");
  EXPECT_EQ(durations.percentile(100).text(), "10.0");
  EXPECT_EQ(Share{}.percent().text(), "-");
  EXPECT_EQ((Share{1, 3}).percent().text(), "33.3");
}

TEST(Comparisons, GiveTheSameBytesForTheSameSeeds) {
  for (const Comparison& comparison : comparisons()) {
    EXPECT_EQ(json_of(comparison.run(7, 1)), json_of(comparison.run(7, 1))) << comparison.id;
    EXPECT_NE(json_of(comparison.run(7, 1)), json_of(comparison.run(8, 1))) << comparison.id;
  }
}

TEST(Comparisons, AreWhatTheDocumentsShow) {
  std::ifstream file(std::string(CLIO_SOURCE_DIR) + "/docs/comparisons.md");
  const std::string document{std::istreambuf_iterator<char>(file), {}};
  for (const Comparison& comparison : comparisons()) {
    EXPECT_NE(document.find("    clio compare " + std::string(comparison.id) + "\n"), std::string::npos);
    std::string shown;
    std::istringstream lines(text_of(comparison.run(1, 10)));
    for (std::string line; std::getline(lines, line);) shown += (line.empty() ? "" : "    ") + line + '\n';
    EXPECT_NE(document.find(shown), std::string::npos) << "docs/comparisons.md is not what clio compare " << comparison.id << " prints:\n" << shown;
  }
}

TEST(Comparisons, ShowThatReplicasNearTheirClientsAnswerFasterAndWhileTheOriginIsDown) {
  const Table table = compare_cdn(1, 3);
  ASSERT_EQ(table.rows.size(), 5u);
  const std::vector<std::string> origin{"one far origin"};
  EXPECT_EQ(number(table, origin, "near"), 0);
  EXPECT_EQ(number(table, origin, "stale"), 0) << "the origin shows the newest state";
  EXPECT_LT(number(table, origin, "origin_down"), 50);
  for (const char* way : {"replicas, push state", "replicas, push invalidation", "replicas, pull state", "replicas, poll state"}) {
    EXPECT_LT(10 * number(table, {way}, "p50"), number(table, origin, "p50")) << way;
    EXPECT_GT(number(table, {way}, "answered"), number(table, origin, "answered")) << way;
    EXPECT_GT(number(table, {way}, "origin_down"), number(table, origin, "origin_down")) << way;
    EXPECT_GT(number(table, {way}, "stale"), 0) << way << ": the price";
  }
  for (const char* all_there : {"replicas, push state", "replicas, poll state"}) EXPECT_EQ(number(table, {all_there}, "origin_down"), 100) << all_there;
  EXPECT_LT(number(table, {"replicas, pull state"}, "origin_down"), number(table, {"replicas, push invalidation"}, "origin_down")) << "a time to live ends, a valid copy does not";
  EXPECT_LT(number(table, {"replicas, push state"}, "age"), number(table, {"replicas, pull state"}, "age"));
}

TEST(Comparisons, ShowThatOnlyAsynchronousReplicationLosesAnsweredWritesAndThatItAnswersFirst) {
  const Table table = compare_failures(1, 3);
  ASSERT_EQ(table.rows.size(), 8u);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::string way = table.rows[i].front().text();
    const bool may_lose = way.find("asynchronous") == 0;
    EXPECT_EQ(table.at(i, "lost").value() > 0, may_lose) << way;
    const std::string keeps = table.at(i, "keeps").text();
    if (way == "synchronous" || way.find("quorum") == 0 || way.find("Multi-Paxos") == 0) {
      EXPECT_EQ(keeps, "linearizable") << way;
    }
    if (way == "synchronous, local reads") {
      EXPECT_EQ(keeps, "sequential");
    }
    if (may_lose) {
      EXPECT_EQ(keeps.find("linearizable"), std::string::npos) << way;
      EXPECT_EQ(keeps.find("sequential"), std::string::npos) << way;
    }
    EXPECT_GT(table.at(i, "answered").value(), 99) << way << ": all are fast again after a failure";
    EXPECT_LT(table.at(i, "gap").value(), 400) << way;
  }
  const auto write = [&](const char* way) { return number(table, {way}, "write_p50"); };
  EXPECT_LT(write("asynchronous"), write("semi-synchronous (1 of 4)"));
  EXPECT_LT(write("semi-synchronous (1 of 4)"), write("synchronous"));
  EXPECT_LT(write("Multi-Paxos, reads in the log"), write("synchronous")) << "the fastest majority answers before the slowest backup";
  EXPECT_LT(number(table, {"quorum (3 of 5)"}, "faults_write_p99"), number(table, {"synchronous"}, "faults_write_p99")) << "nobody has to be replaced";
  EXPECT_LT(number(table, {"Multi-Paxos, lease reads"}, "read_p50"), number(table, {"Multi-Paxos, reads in the log"}, "read_p50"));
}

TEST(Comparisons, ShowThatPushIsFreshAndPullIsThriftyWhereWritesAreMany) {
  const Table table = compare_push_pull(1, 3);
  ASSERT_EQ(table.rows.size(), 27u);
  for (const char* reads : {"50% reads", "90% reads", "99% reads"}) {
    for (const char* what : {"state", "operation", "invalidation"}) {
      const auto of = [&](const char* when, const char* column) { return number(table, {reads, when, what}, column); };
      EXPECT_LT(of("push", "stale"), 1) << reads << what;
      EXPECT_GT(of("pull", "stale"), of("push", "stale")) << reads << what;
      EXPECT_GT(of("poll", "stale"), of("push", "stale")) << reads << what;
    }
  }
  const auto messages = [&](const char* reads, const char* when, const char* what) { return number(table, {reads, when, what}, "messages"); };
  EXPECT_GT(messages("50% reads", "push", "state"), 2 * messages("50% reads", "pull", "state")) << "what nobody reads is pushed in vain";
  EXPECT_LT(2 * messages("99% reads", "push", "state"), messages("99% reads", "pull", "state")) << "what does not change is asked for in vain";
  // Invalidation carries few values where much is written between two reads, and none in vain; otherwise state spares a read the way to the origin.
  EXPECT_LT(2 * number(table, {"50% reads", "push", "invalidation"}, "values"), number(table, {"50% reads", "push", "state"}, "values"));
  EXPECT_GT(number(table, {"99% reads", "push", "invalidation"}, "values"), number(table, {"99% reads", "push", "state"}, "values"));
  EXPECT_GT(number(table, {"50% reads", "push", "invalidation"}, "p50"), number(table, {"50% reads", "push", "state"}, "p50"));
}

}  // namespace
}  // namespace clio

// What transactions do to each other: external reads and their sources, final writes, version orders, and reads that are wrong by themselves.

#include <gtest/gtest.h>

#include <string>

#include "checker/engines/transactional/accesses.hpp"
#include "tests/transactional/small_history.hpp"

namespace clio::test {
namespace {

using namespace transactional;

std::string op_text(OpId op) {
  if (op == kInitialValue) return "initial";
  if (op == kOpen) return "open";
  return std::to_string(index(op));
}

/// The external reads of a history, transaction by transaction: "read<source", operations by their numbers.
std::string reads_of(const History& history) {
  const BaseRelations relations(history);
  const Accesses accesses(relations);
  std::string text;
  for (std::size_t read = 0; read < accesses.read_count(); ++read) {
    const ExternalRead& external = accesses.external_read(read);
    text += (text.empty() ? "" : " ") + op_text(external.op) + "<" + op_text(external.source);
  }
  return text;
}

std::string writes_of(const History& history) {
  const BaseRelations relations(history);
  const Accesses accesses(relations);
  std::string text;
  for (std::size_t t = 0; t < accesses.transaction_count(); ++t) {
    for (const FinalWrite& write : accesses.writes(id_at<TxnId>(t))) text += (text.empty() ? "" : " ") + op_text(write.op);
  }
  return text;
}

TEST(Accesses, KnowTheOneSourceOfAReadFromAnotherTransaction) {
  EXPECT_EQ(reads_of(small_history("A: [wx1 wy1] B: [rx1 ry0 ry1]")), "2<0 3<initial 4<1");
}

TEST(Accesses, LeaveOutReadsOfTheTransactionsOwnWrites) { EXPECT_EQ(reads_of(small_history("A: [rx0 wx1 rx1 wx2 rx2]")), "0<initial"); }

TEST(Accesses, TakeTheLastWriteOfATransactionForItsSource) {
  const History history = small_history("A: [wx1 wx2 wy3] B: [rx2]");
  EXPECT_EQ(writes_of(history), "1 2");
  EXPECT_EQ(reads_of(history), "3<1");
}

TEST(Accesses, DoNotCountAnOverwrittenWriteAmongTheSources) { EXPECT_EQ(reads_of(small_history("A: [wx1 wx2] B: [wx1] C: [rx1]")), "3<2"); }

TEST(Accesses, LeaveASourceOpenThatSeveralMayBe) {
  const History history = small_history("A: [wx1] B: [wx1] C: [rx1]");
  const BaseRelations relations(history);
  const Accesses accesses(relations);
  EXPECT_FALSE(accesses.all_certain());
  EXPECT_EQ(accesses.candidates(accesses.external_read(0)), (std::vector<OpId>{OpId{0}, OpId{1}}));
  EXPECT_FALSE(accesses.may_read_initial(accesses.external_read(0)));
  EXPECT_EQ(accesses.best(accesses.external_read(0), Likelihood(relations)), OpId{1}) << "the latest before the read";
}

TEST(Accesses, LetAFailedCasReadAllButOneValue) {
  const History history = small_history("A: [wx1] B: [wx2] C: [wx3 wx4] D: [fx2:9]");
  const BaseRelations relations(history);
  const Accesses accesses(relations);
  ASSERT_EQ(accesses.read_count(), 1u);
  EXPECT_EQ(accesses.candidates(accesses.external_read(0)), (std::vector<OpId>{OpId{0}, OpId{3}}));
  EXPECT_TRUE(accesses.may_read_initial(accesses.external_read(0)));
}

TEST(Accesses, LeaveOutTheReadsOfUnknownTransactionsAndAllOfFailedOnes) {
  const History history = small_history("A: [wx1]? [rx1 wy1]? [rx1 wy2]! B: [ry1]");
  EXPECT_EQ(reads_of(history), "5<2");
  EXPECT_EQ(writes_of(history), "0 2");
}

TEST(Accesses, ReadListsByTheirLastElementAndKeepTheLongestAsTheVersions) {
  const History history = small_history("A: [ax1] B: [ax2 ax3] C: [lx1] [lx1,2,3] D: [lx]");
  EXPECT_EQ(reads_of(history), "3<0 4<2 5<initial");
  const BaseRelations relations(history);
  const Accesses accesses(relations);
  const auto versions = accesses.version_order(0);
  EXPECT_EQ(std::vector<OpId>(versions.begin(), versions.end()), (std::vector<OpId>{OpId{0}, OpId{2}})) << "of B its last append";
}

TEST(Accesses, ReadWhatStandsBeforeAListsOwnAppends) { EXPECT_EQ(reads_of(small_history("A: [ax1] B: [ax2 lx1,2]")), "2<0"); }

TEST(Accesses, ReadEachElementOfASet) { EXPECT_EQ(reads_of(small_history("A: [+x1] B: [+x2] C: [sx1]")), "2<0 2<initial"); }

TEST(Accesses, SayOfListsWithOneElementTwiceThatTheyCannotTell) {
  const History history = small_history("A: [ax1] B: [ax1] C: [lx1]");
  const BaseRelations relations(history);
  EXPECT_NE(Accesses(relations).undecidable().find("appended to it twice"), std::string::npos);
}

struct Wrong {
  const char* name;
  const char* history;
  Fault fault;
  std::vector<OpId> operations;
};
std::ostream& operator<<(std::ostream& out, const Wrong& wrong) { return out << wrong.name; }

class WrongReads : public testing::TestWithParam<Wrong> {};

TEST_P(WrongReads, AreNamedWithWhatShowsThem) {
  const History history = small_history(GetParam().history);
  const BaseRelations relations(history);
  const Accesses accesses(relations);
  ASSERT_EQ(accesses.inconsistencies().size(), 1u);
  EXPECT_EQ(accesses.inconsistencies()[0].fault, GetParam().fault);
  EXPECT_EQ(accesses.inconsistencies()[0].operations, GetParam().operations);
}

std::vector<OpId> ops(std::initializer_list<std::uint32_t> numbers) {
  std::vector<OpId> all;
  for (const std::uint32_t number : numbers) all.push_back(OpId{number});
  return all;
}

INSTANTIATE_TEST_SUITE_P(
    Table, WrongReads,
    testing::Values(Wrong{"ThinAir", "A: [wx1] B: [rx7]", Fault::thin_air, ops({1})}, Wrong{"Aborted", "A: [wx1]! B: [rx1]", Fault::aborted, ops({1})},
                    Wrong{"Intermediate", "A: [wx1 wx2] B: [rx1]", Fault::intermediate, ops({0, 1, 2})}, Wrong{"Future", "A: [rx1 wx1]", Fault::future, ops({0, 1})},
                    Wrong{"OwnWriteMissed", "A: [wx1 rx2] B: [wx2]", Fault::own_write_missed, ops({0, 1, 2})},
                    Wrong{"OwnInitialValue", "A: [wx1 rx0]", Fault::own_write_missed, ops({0, 1})},
                    Wrong{"DuplicateElements", "A: [ax1] B: [lx1,1]", Fault::duplicate_elements, ops({0, 1})},
                    Wrong{"IncompatibleOrder", "A: [ax1] B: [ax2] C: [lx1,2] D: [lx2,1]", Fault::incompatible_order, ops({0, 1, 2, 3})},
                    Wrong{"ListWithinATransactionsAppends", "A: [ax1 ax2] B: [lx1]", Fault::intermediate, ops({0, 1, 2})},
                    Wrong{"ListWithoutOwnAppend", "A: [ax1 lx]", Fault::own_write_missed, ops({0, 1})},
                    Wrong{"ElementOfNobody", "A: [+x1] B: [sx1,2]", Fault::thin_air, ops({1})},
                    Wrong{"ElementTwice", "A: [+x1] B: [sx1,1]", Fault::duplicate_elements, ops({0, 1})},
                    Wrong{"ElementAddedAndRemoved", "A: [+x1 -x1] B: [sx1]", Fault::intermediate, ops({0, 1, 2})}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Accesses, CloseUnderWhatMayHaveBeenTheSourceAndWhatOverwroteIt) {
  const History history = small_history("A: [wx1 wx2] B: [wx1 wy3] C: [rx1] D: [wx4]");
  const BaseRelations relations(history);
  // Without A's second write its first would be a source.
  EXPECT_EQ(Accesses(relations).closed({OpId{4}}), ops({0, 1, 2, 4}));
}

TEST(Accesses, CloseUnderTheReadsOfWritesThatRead) {
  const History history = small_history("A: [wx1] B: [cx1:2] C: [rx2]");
  const BaseRelations relations(history);
  EXPECT_EQ(Accesses(relations).closed({OpId{2}}), ops({0, 1, 2}));
}

}  // namespace
}  // namespace clio::test

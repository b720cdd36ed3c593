#include "adapters/formats/cobra/cobra.hpp"

#include <gtest/gtest.h>

#include "adapters/format.hpp"
#include "checker/check.hpp"
#include "tests/adapters/native_text.hpp"

namespace clio {
namespace {

constexpr std::int64_t kBeginning = 0xbebeebee, kNothing = 0xdeadbeef;

/// A log, record by record.
class Log {
 public:
  Log& start(std::int64_t transaction) { return record('S', {transaction}); }
  Log& write(std::int64_t id, std::int64_t key, std::int64_t hash) { return record('W', {id, key, hash}); }
  Log& read(std::int64_t transaction, std::int64_t id, std::int64_t key, std::int64_t hash) { return record('R', {transaction, id, key, hash}); }
  Log& commit(std::int64_t transaction) { return record('C', {transaction}); }
  Log& record(char kind, std::initializer_list<std::int64_t> numbers) {
    bytes_ += kind;
    for (const std::int64_t number : numbers) {
      for (int shift = 56; shift >= 0; shift -= 8) bytes_ += static_cast<char>(static_cast<unsigned char>(static_cast<std::uint64_t>(number) >> shift));
    }
    return *this;
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

std::string read_alone(const std::string& bytes) {
  const HistoryOrErrors history = test::read_padded(read_cobra, bytes);
  return history ? test::written_native(*history) : history.error().front().message;
}

std::string read_together(std::vector<std::pair<Value, std::string>> logs) {
  std::vector<SessionFile> files;
  for (auto& [session, bytes] : logs) files.push_back({session, "T" + session.to_json() + ".log", bytes});
  const HistoryOrErrors history = read_cobra_folder(files);
  return history ? test::written_native(*history) : history.error().front().message;
}

TEST(Cobra, ReadsTransactionsWhoseValuesAreTheIdsOfWrites) {
  const Log log = Log().start(7).write(100, 1, 11).read(kBeginning, kBeginning, 2, 12).commit(7).start(8).read(7, 100, 1, 11).read(kNothing, kNothing, 3, 0).commit(8);
  EXPECT_EQ(read_alone(log.bytes()), R"({"clio":1}
{"process":0,"txn":[{"op":"write","key":1,"value":100},{"op":"read","key":2,"value":null}]}
{"process":0,"txn":[{"op":"read","key":1,"value":100},{"op":"read","key":3,"value":null}]}
)");
}

TEST(Cobra, ReadsAFolderAsOneHistoryWhichEverLogHasTheWrite) {
  EXPECT_EQ(read_together({{Value(2), Log().start(8).read(7, 100, 1, 11).commit(8).bytes()}, {Value(10), Log().start(7).write(100, 1, 11).commit(7).bytes()}}), R"({"clio":1}
{"process":2,"txn":[{"op":"read","key":1,"value":100}]}
{"process":10,"txn":[{"op":"write","key":1,"value":100}]}
)");
}

TEST(Cobra, TellsWritesOfOneIdApartAndValuesThatNobodyWrote) {
  const Log log = Log().start(7).write(100, 1, 11).commit(7).start(8).write(100, 1, 12).commit(8).start(9).read(8, 100, 1, 12).read(7, 100, 1, 99).read(1, 5, 1, 3).commit(9);
  EXPECT_EQ(read_alone(log.bytes()), R"({"clio":1}
{"process":0,"txn":[{"op":"write","key":1,"value":100}]}
{"process":0,"txn":[{"op":"write","key":1,"value":[8,100,12]}]}
{"process":0,"txn":[{"op":"read","key":1,"value":[8,100,12]},{"op":"read","key":1,"value":[7,100,99]},{"op":"read","key":1,"value":[1,5,3]}]}
)");
}

TEST(Cobra, HasKeysOf64BitsAndTransactionsWithoutOperationsThatSayNothing) {
  EXPECT_EQ(read_alone(Log().start(1).commit(1).start(2).write(-3, -9223372036854775807, 0).commit(2).bytes()), R"({"clio":1}
{"process":0,"txn":[{"op":"write","key":-9223372036854775807,"value":-3}]}
)");
}

TEST(Cobra, LogsAreJudged) {
  // Each of two transactions reads the beginning of what the other writes.
  const std::string one = Log().start(1).read(kBeginning, kBeginning, 1, 0).write(10, 2, 1).commit(1).bytes();
  const std::string two = Log().start(2).read(kBeginning, kBeginning, 2, 0).write(20, 1, 1).commit(2).bytes();
  const std::vector<SessionFile> files{{Value(0), "T0.log", one}, {Value(1), "T1.log", two}};
  const HistoryOrErrors history = read_cobra_folder(files);
  ASSERT_TRUE(history);
  EXPECT_EQ(check(*history, kSnapshotIsolation).answer, Answer::satisfied);
  EXPECT_EQ(check(*history, kSerializable).answer, Answer::violated);
}

TEST(Cobra, RefusesRecordsOutOfPlaceWithTheirByte) {
  EXPECT_EQ(read_alone(Log().start(1).start(2).bytes()), "byte 9: found the beginning of a transaction within that of byte 0; expected 'C' and its id first");
  EXPECT_EQ(read_alone(Log().write(1, 1, 1).bytes()), "byte 0: found 'W' outside of a transaction; expected 'S' and its id first");
  EXPECT_EQ(read_alone(Log().start(1).commit(2).bytes()), "byte 9: found the end of transaction 2; expected that of 1, which byte 0 began");
  EXPECT_EQ(read_alone(Log().start(1).bytes()), "byte 9: found the end of the file within the transaction of byte 0; expected 'C' and its id (was the file cut off?)");
  EXPECT_EQ(read_alone(Log().start(1).commit(1).bytes().substr(0, 12)), "byte 9: found the end of the file within a record; expected 8 bytes after 'C' (was the file cut off?)");
  EXPECT_EQ(read_alone(Log().start(1).commit(1).bytes() + "x"), "byte 18: found the byte 120; expected 'S', 'W', 'R' or 'C', the beginning of a record");
  EXPECT_EQ(read_alone(Log().start(1).write(kBeginning, 1, 1).bytes()), "byte 9: found a write with the id 3200183278, which stands for no write; expected another");
  EXPECT_EQ(read_alone(Log().start(1).read(1, 0xabcdefab, 1, 1).bytes()),
            "byte 9: found a read of a deleted value; expected none, since the format does not say which delete it was");
  EXPECT_EQ(read_together({{Value(1), Log().start(1).commit(1).bytes()}, {Value(3), "S"}}),
            "T3.log: byte 0: found the end of the file within a record; expected 8 bytes after 'S' (was the file cut off?)");
}

TEST(Cobra, IsRecognisedByItsRecords) {
  EXPECT_EQ(recognise("", Log().start(7).write(100, 1, 11).commit(7).bytes()), format_named("cobra"));
  EXPECT_FALSE(recognises_cobra("S"));
  EXPECT_FALSE(recognises_cobra("Some text that begins with the letter, and goes on for a while"));
  EXPECT_TRUE(is_cobra_log("T12.log"));
  EXPECT_FALSE(is_cobra_log("T.log") || is_cobra_log("T1x.log") || is_cobra_log("T1.txt") || is_cobra_log("log"));
}

}  // namespace
}  // namespace clio

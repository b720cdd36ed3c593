// Messages survive the way over the wire, and nothing else does.
#include <gtest/gtest.h>

#include <limits>

#include "src/store/core/wire.hpp"

namespace clio::store {
namespace {

struct Empty {
  static constexpr const char* kName = "empty";
  friend bool operator==(const Empty&, const Empty&) = default;
  template <class Self, class Fields>
  static void fields(Self&, Fields&) {}
};
struct Full {
  static constexpr const char* kName = "full";
  std::uint64_t number = 0;
  std::int64_t signed_number = 0;
  bool flag = false;
  Value value;
  Command command;
  std::vector<std::uint64_t> clock;
  std::map<Key, Value> state;
  NodeSet members;
  std::string bytes;
  friend bool operator==(const Full&, const Full&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) {
    f("number", self.number), f("signed", self.signed_number), f("flag", self.flag), f("value", self.value), f("command", self.command),
        f("clock", self.clock), f("state", self.state), f("members", self.members), f("bytes", self.bytes);
  }
};
using Message = std::variant<Empty, Full>;

Full full() {
  return {.number = std::numeric_limits<std::uint64_t>::max(), .signed_number = std::numeric_limits<std::int64_t>::min(), .flag = true, .value = -7,
          .command = {.operation = Operation::cas, .key = 3, .value = 9, .expected = std::nullopt}, .clock = {0, 127, 128, 300},
          .state = {{1, 5}, {2, std::nullopt}}, .members = NodeSet::first(3), .bytes = std::string("a\0b", 3)};
}

TEST(Wire, GivesBackWhatWasEncoded) {
  for (const Message& message : {Message(Empty{}), Message(Full{}), Message(full())}) EXPECT_EQ(wire::decode<Message>(wire::encode(message)), message);
}

TEST(Wire, RefusesEveryTruncation) {
  const std::string bytes = wire::encode(Message(full()));
  for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(wire::decode<Message>(std::string_view(bytes).substr(0, size))) << size;
}

TEST(Wire, RefusesWhatStandsBehindAMessage) { EXPECT_FALSE(wire::decode<Message>(wire::encode(Message(Empty{})) + '\0')); }

TEST(Wire, RefusesAnUnknownAlternative) { EXPECT_FALSE(wire::decode<Message>("\x02")); }

TEST(Wire, RefusesAnUnknownEnumerator) { EXPECT_FALSE((wire::decode<Operation>("\x03"))); }

TEST(Wire, RefusesABooleanThatIsNeither) { EXPECT_FALSE((wire::decode<bool>("\x02"))); }

TEST(Wire, RefusesALongerSpellingOfANumber) { EXPECT_FALSE((wire::decode<std::uint64_t>(std::string_view("\x80\x00", 2)))); }

TEST(Wire, RefusesANumberBeyondItsType) {
  EXPECT_FALSE((wire::decode<std::uint32_t>("\xff\xff\xff\xff\x7f")));
  EXPECT_FALSE((wire::decode<std::uint64_t>("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02")));
}

TEST(Wire, BelievesALengthOnlyAsFarAsThereAreBytes) {
  EXPECT_FALSE((wire::decode<std::vector<std::uint64_t>>("\xff\xff\xff\xff\x0f\x01")));
  EXPECT_FALSE((wire::decode<std::string>("\x05" "abc")));
}

TEST(Wire, RefusesAMapOutOfOrder) { EXPECT_FALSE((wire::decode<std::map<Key, bool>>(std::string_view("\x02\x02\x00\x01\x00", 5)))); }

/// Any bytes give a message that encodes to the same bytes, or none.
TEST(Wire, HasOneSpellingForEachMessage) {
  std::uint64_t state = 1;
  std::size_t decoded = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string bytes = wire::encode(Message(full()));
    for (int change = 0; change < 2; ++change) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      bytes[(state >> 33) % bytes.size()] = static_cast<char>(state >> 56);
    }
    if (const auto message = wire::decode<Message>(bytes)) {
      ++decoded;
      ASSERT_EQ(wire::encode(*message), bytes);
    }
  }
  EXPECT_GT(decoded, 0u);
}

TEST(Wire, TellsAMessageAsNameAndFields) {
  EXPECT_EQ(wire::text(Message(Empty{})), "empty {}");
  EXPECT_EQ(wire::text(Message(full())),
            "full {\"number\":18446744073709551615,\"signed\":-9223372036854775808,\"flag\":true,\"value\":-7,"
            "\"command\":{\"operation\":\"cas\",\"key\":3,\"value\":9,\"expected\":null},\"clock\":[0,127,128,300],\"state\":[[1,5],[2,null]],"
            "\"members\":[0,1,2],\"bytes\":3}");
}

}  // namespace
}  // namespace clio::store

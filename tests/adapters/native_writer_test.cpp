#include <gtest/gtest.h>

#include "tests/adapters/native_text.hpp"
#include "tests/benchmarks/random.hpp"
#include "tests/support/history_difference.hpp"

namespace clio {
namespace {

using bench::Random;
using test::difference;
using test::native;
using test::written_native;

TEST(NativeWriter, WritesCanonicalText) {
  const std::string text = R"({"clio":1,"name":"n\"","about":"a\nb","object":"counter","initial":{"k":3},"expect":{"linearizable":true,"pram":false},"clock":{"uncertainty":2}}
{"process":"P1","op":"add","key":"k","value":-2,"call":-5,"return":7}
{"process":2,"op":"read","key":"k","call":0,"return":null,"node":"n1","version":12}
{"process":2,"op":"add","key":"k","value":1,"call":3,"return":4,"status":"fail","node":"n1","version":12}
)";
  EXPECT_EQ(written_native(native(text)), text);
}

TEST(NativeWriter, WritesTransactionsAsSuchEvenOfOneOperation) {
  const std::string text = R"({"clio":1}
{"process":0,"txn":[{"op":"write","key":"x","value":1}],"call":1,"return":2}
{"process":1,"txn":[{"op":"cas","key":"x","expected":1,"value":2,"success":false,"node":1},{"op":"delete","key":"y","version":3}],"call":5,"return":6}
)";
  EXPECT_EQ(written_native(native(text)), text);
}

TEST(NativeWriter, WritesDoublesBeyondIntegersSoThatTheyReadBackTheSame) {
  for (const double d : {18446744073709551616.0, -18446744073709551616.0, 1e19, 1e20, 1e23, -9223372036854777856.0, 5e-324, 1.7976931348623157e308}) {
    const Value value(d);
    const History h = native("{\"process\":0,\"op\":\"write\",\"value\":" + value.to_json() + "}");
    ASSERT_EQ(h.size(), 1u) << d;
    EXPECT_EQ(h.value_at(h.value(id_at<OpId>(0))), value) << value.to_json();
  }
}

TEST(NativeWriter, LeavesOutWhatAReaderAssumes) {
  const std::string text = "{\"clio\":1}\n{\"process\":0,\"op\":\"write\",\"value\":\"\"}\n{\"process\":0,\"op\":\"read\",\"status\":\"unknown\"}\n";
  EXPECT_EQ(written_native(native(text)), text);
}

TEST(NativeWriter, NamesEachKeyWhereAnInitialValueIsForAllOthers) {
  HistoryBuilder builder({.initial = Value(0), .initial_of = {{"x", Value(1)}}});
  for (const char* key : {"x", "y"}) builder.add({.kind = Kind::read, .process = builder.process(0), .key = builder.key(key), .value = builder.value(0)});
  const History h = std::move(builder).build().value();
  EXPECT_TRUE(written_native(h).starts_with("{\"clio\":1,\"initial\":{\"x\":1,\"y\":0}}\n"));
}

TEST(NativeWriter, SaysWhatTheFormatCannotHold) {
  HistoryBuilder builder({.object = Object::queue, .initial = Value(1)});
  builder.add({.kind = Kind::dequeue, .process = builder.process(Value(true)), .key = builder.key(Value()), .value = builder.value(0)});
  builder.add({.kind = Kind::dequeue, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(0)});
  const History h = std::move(builder).build().value();
  std::ostringstream out;
  const std::vector<std::string> expected{"the process true, which is neither an integer nor a string", "operations without a key beside operations with one",
                                          "an initial value that is 1; expected none, because a queue is empty before any operation"};
  EXPECT_EQ(write_native(h, out), expected);
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(write_native(h, out, {.lossy = true}), expected) << "what was left out is said";
  EXPECT_EQ(out.str(), R"({"clio":1,"object":"queue"}
{"process":"true","op":"dequeue","key":"null","value":0}
{"process":0,"op":"dequeue","key":"x","value":0}
)") << "names become their JSON text, so that what is written can be read";
  EXPECT_EQ(native(out.str()).size(), 2u);
}

Value random_value(Random& random, int depth = 0) {
  switch (random.below(depth < 3 ? 9 : 8)) {
    case 0: return Value();
    case 1: return Value(random.chance(0.5));
    case 2: return Value(static_cast<std::int64_t>(random.next()));
    case 3: return Value(random.next());
    case 4: return Value(static_cast<double>(static_cast<std::int64_t>(random.next())) * (random.chance(0.5) ? 0x1p-40 : 0x1p+90));
    case 5: return Value(static_cast<int>(random.below(5)));
    case 6: return Value("");
    case 7: {
      static const std::vector<std::string> kParts{"a", "\"", "\\", "\n", "\t", "\x01", "\x7f", "/", "\u00e9", "\u20ac", "\U0001F600", "u0041", "</", std::string(1, '\0')};
      std::string text;
      for (std::uint64_t i = random.below(6); i > 0; --i) text += kParts[random.below(kParts.size())];
      return Value(std::move(text));
    }
    default: {
      Value::Array items;
      for (std::uint64_t i = random.below(4); i > 0; --i) items.push_back(random_value(random, depth + 1));
      return Value(std::move(items));
    }
  }
}

History random_history(Random& random) {
  static const std::vector<Kind> kKinds{Kind::read, Kind::write, Kind::cas, Kind::erase};
  Header header;
  if (random.chance(0.3)) header.name = "n\u00e9\n";
  if (random.chance(0.3)) header.initial = random_value(random);
  else if (random.chance(0.3)) header.initial_of["0"] = random_value(random);
  if (random.chance(0.3)) header.expect = {{"sequential", random.chance(0.5)}, {"linearizable", random.chance(0.5)}};
  if (random.chance(0.3)) header.clock_uncertainty = random.between(0, 1000);
  HistoryBuilder builder(header);
  builder.set_timed(random.chance(0.7));
  const bool transactions = random.chance(0.3), keyed = random.chance(0.8);
  std::vector<std::int64_t> now(4, -1000);
  std::uint64_t left = 1 + random.below(30);
  while (left > 0) {
    const std::uint64_t process = random.below(4);
    std::vector<Operation> rows;
    const auto status = static_cast<Status>(random.below(3));
    const Time call = now[process] += random.between(0, 5);
    const Time response = now[process] += random.between(0, 5);
    for (std::uint64_t i = transactions ? 1 + random.below(3) : 1; i > 0 && left > 0; --i, --left) {
      Operation row{.kind = kKinds[random.below(kKinds.size())], .status = status};
      row.process = process < 2 ? builder.process(static_cast<std::int64_t>(process)) : builder.process(Value("p" + std::to_string(process)));
      row.key = !keyed ? builder.key(Value()) : random.chance(0.5) ? builder.key(random.between(-1, 1)) : builder.key("1");
      if (row.kind != Kind::erase) row.value = builder.value(random_value(random));
      if (row.kind == Kind::cas) row.expected = builder.value(random_value(random)), row.success = random.chance(0.5);
      if (builder.timed()) row.call = call, row.response = status == Status::unknown ? kNever : response;
      if (random.chance(0.2)) row.node = builder.node(random.chance(0.5) ? Value(3) : Value("n3"));
      if (random.chance(0.2)) row.version = static_cast<std::int64_t>(random.next() >> 1);
      rows.push_back(row);
    }
    if (transactions) builder.add_transaction(rows);
    else builder.add(rows.front());
  }
  return std::move(builder).build(0).value();
}

TEST(NativeWriter, WritesRandomHistoriesSoThatTheyReadBackTheSame) {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    Random random(seed);
    const History h = random_history(random);
    const std::string text = written_native(h);
    const History again = native(text);
    ASSERT_EQ(difference(h, again), "") << "seed " << seed << "\n" << text;
    ASSERT_EQ(written_native(again), text) << "seed " << seed;
  }
}

}  // namespace
}  // namespace clio

// A native file read in parts on several threads is the file read in one piece: the same history, the same lines, the same errors.
#include "adapters/formats/native/part.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "adapters/formats/native/native.hpp"
#include "tests/adapters/native_text.hpp"
#include "tests/support/history_difference.hpp"

namespace clio {
namespace {

struct Text {
  const char* name;
  std::string text;
};

std::string operation(int i, const std::string& more = "") {
  const std::string op = i % 2 == 0 ? R"("op":"write")" : R"("op":"read")";
  return R"({"process":)" + std::to_string(i % 3) + "," + op + R"(,"key":"k)" + std::to_string(i % 5) + R"(","value":)" + std::to_string(i / 2) + more + "}\n";
}
std::string times(int i) { return R"(,"call":)" + std::to_string(10 * i) + R"(,"return":)" + std::to_string(10 * i + 5); }

std::string lines(int count, const std::function<std::string(int)>& line) {
  std::string text;
  for (int i = 0; i < count; ++i) text += line(i);
  return text;
}
std::string timed(int count) {
  return lines(count, [](int i) { return operation(i, times(i)); });
}

std::vector<Text> texts() {
  const std::string timed_line = operation(40, times(40)), untimed_line = operation(41);
  return {
      {"timed", timed(40)},
      {"untimed", lines(40, [](int i) { return operation(i); })},
      {"a header", R"({"clio":1,"object":"register","initial":0})" "\n" + timed(40)},
      {"without a last newline", timed(40) + timed_line.substr(0, timed_line.size() - 1)},
      {"carriage returns and blank lines", lines(40, [](int i) { return operation(i, times(i)) + (i % 3 == 0 ? "\r\n" : i % 3 == 1 ? "  \n" : ""); })},
      {"a byte order mark", "\xEF\xBB\xBF" + timed(40)},
      {"values and names of every kind", lines(40, [](int i) {
         static const char* const kValues[] = {R"("a")", "null", "true", "-7", "4294967296", R"([1,"b",[2]])", "1.5", R"("\u00e9")"};
         return R"({"process":"p)" + std::to_string(i % 3) + R"(","op":"write","key":)" + std::to_string(i % 2) + R"(,"value":)" + kValues[i % 8] + "}\n";
       })},
      {"no keys", lines(40, [](int i) { return R"({"process":0,"op":"write","value":)" + std::to_string(i) + "}\n"; })},
      {"nodes, versions and swaps, late", timed(30) + lines(20, [](int i) {
         const std::string more = R"(,"call":)" + std::to_string(1000 + 10 * i) + R"(,"return":)" + std::to_string(1005 + 10 * i);
         return R"({"process":9,"op":"cas","key":"k1","expected":)" + std::to_string(i) + R"(,"value":)" + std::to_string(i + 1) + R"(,"success":)" + (i % 2 == 0 ? "true" : "false") +
                (i % 3 == 0 ? R"(,"node":"n)" + std::to_string(i % 2) + R"(","version":)" + std::to_string(i) : std::string()) + more + "}\n";
       })},
      {"transactions, late", lines(30, [](int i) { return operation(i); }) + lines(20, [](int i) {
         return R"({"process":)" + std::to_string(i % 3) + R"(,"txn":[{"op":"write","key":"x","value":)" + std::to_string(1000 + i) + R"(},{"op":"read","key":"y","value":null}]})" "\n";
       }) + lines(10, [](int i) { return operation(i); })},
      {"unknown and failed", lines(40, [](int i) { return operation(i, R"(,"call":)" + std::to_string(10 * i) + (i % 5 == 0 ? R"(,"return":null)" : R"(,"return":)" + std::to_string(10 * i + 5)) +
                                                                       (i % 7 == 1 ? R"(,"status":"fail")" : "")); })},
      {"an annotation between", timed(20) + R"({"annotation":"start-partition","begin":5,"end":9})" "\n" + timed(20)},
      {"annotations everywhere", lines(20, [](int i) { return R"({"annotation":"tick","begin":)" + std::to_string(i) + "}\n" + operation(i, times(i)); })},
      {"a second header", timed(20) + R"({"clio":1})" "\n" + timed(20)},
      {"a fault", timed(20) + "{\"process\":1,\"op\":\"write\",,}\n" + timed(20)},
      {"a fault in the last line", timed(40) + R"({"process":1,"op":"wri)"},
      {"faults in every part", lines(20, [](int i) { return operation(i, times(i)) + "{}}\n"; })},
      {"an operation without times", timed(20) + untimed_line + timed(5)},
      {"an operation with times", lines(20, [](int i) { return operation(i); }) + timed_line},
      {"an operation without a key", timed(20) + R"({"process":0,"op":"write","value":7,"call":900,"return":901})" "\n" + timed(3)},
      {"an operation of another object", timed(20) + R"({"process":0,"op":"push","key":"k1","value":7,"call":900,"return":901})" "\n"},
      {"operations of a process that overlap", timed(40) + timed(1)},
      {"a null return of an ok operation", lines(30, [](int i) { return operation(i, i == 20 ? R"(,"return":null,"status":"ok")" : ""); })},
      {"bytes that are no UTF-8", timed(20) + R"({"process":0,"op":"write","key":")" "\xFF" R"(","value":7})" "\n"},
  };
}

TEST(NativeParts, AreTheWholeFileWhateverIsInItAndWhereverItIsCut) {
  std::size_t histories = 0, faults = 0;
  for (const Text& text : texts()) {
    std::string padded = text.text + std::string(kPaddingBytes, '"');
    const std::string_view whole(padded.data(), text.text.size());
    const HistoryOrErrors one = read_native(whole, {.errors_max = 0});
    for (const std::size_t bytes : {1u, 50u, 101u, 333u, 1000u}) {
      for (const std::size_t errors_max : {0u, 1u, 2u}) {
        const HistoryOrErrors expected = read_native(whole, {.errors_max = errors_max}), parts = read_native(whole, {.errors_max = errors_max, .jobs = 3, .bytes_a_thread = bytes});
        ASSERT_EQ(parts.has_value(), expected.has_value()) << text.name << ", " << bytes;
        if (!expected) {
          ASSERT_EQ(parts.error(), expected.error()) << text.name << ", " << bytes;
          continue;
        }
        ASSERT_EQ(test::difference(*expected, *parts), "") << text.name << ", " << bytes;
        ASSERT_EQ(parts->annotations().size(), expected->annotations().size()) << text.name;
        for (std::size_t i = 0; i < expected->size(); ++i) ASSERT_EQ(parts->line(id_at<OpId>(i)), expected->line(id_at<OpId>(i))) << text.name << ", operation " << i << ", " << bytes;
      }
    }
    ++(one ? histories : faults);
  }
  EXPECT_GE(histories, 10u);
  EXPECT_GE(faults, 8u);
}

TEST(NativeParts, TakeOperationsThatAgreeWithTheFilesFirstAndNothingElse) {
  const auto taken = [](const std::string& text, native::Uniform uniform) {
    const std::string padded = text + std::string(kPaddingBytes, '"');
    const std::optional<native::Part> part = native::read_part(std::string_view(padded).substr(0, text.size()), uniform, 10);
    return part ? static_cast<int>(part->operations.size()) : -1;
  };
  EXPECT_EQ(taken(timed(40), {.timed = true}), 40);
  EXPECT_EQ(taken(timed(40), {.timed = false}), -1);
  EXPECT_EQ(taken(operation(0) + "\n \n" + operation(1), {.timed = false}), 2);
  EXPECT_EQ(taken(operation(0), {.timed = false, .keyed = false}), -1);
  EXPECT_EQ(taken(R"({"process":0,"op":"write","value":7})", {.timed = false, .keyed = false}), 1);
  EXPECT_EQ(taken(R"({"process":0,"txn":[{"op":"write","key":"x","value":1},{"op":"read","key":"y","value":null}]})", {.timed = false}), 2);
  EXPECT_EQ(taken(R"({"clio":1})", {.timed = false}), -1) << "a header is the whole file's";
  EXPECT_EQ(taken(R"({"annotation":"a"})", {.timed = false}), -1);
  EXPECT_EQ(taken(R"({"process":0,"op":"write","value":7)", {.timed = false, .keyed = false}), -1) << "what is wrong is said elsewhere";
}

}  // namespace
}  // namespace clio

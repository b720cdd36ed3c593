#include "adapters/formats/columnar/columnar.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "adapters/formats/columnar/layout.hpp"
#include "tests/adapters/native_text.hpp"
#include "tests/support/columnar_seal.hpp"
#include "tests/support/history_difference.hpp"
#include "tests/support/temporary_folder.hpp"

namespace clio {
namespace {

using columnar::Entry;
using columnar::Head;
using columnar::Section;
using test::native;
using test::seal_columnar;

std::string written(const History& history) {
  std::ostringstream out;
  EXPECT_TRUE(write_columnar(history, out, {}).empty());
  return out.str();
}

History read_back(const std::string& text) { return test::history_of(read_columnar, text); }

std::string error_of(const std::string& text) {
  const HistoryOrErrors history = test::read_padded(read_columnar, text);
  return history ? "" : history.error().front().message;
}

constexpr std::string_view kTimed = R"({"clio":1,"name":"timed","expect":{"linearizable":true}}
{"annotation":"partition [n1] [n2]","begin":2,"end":9,"node":"n1"}
{"annotation":"crash","begin":3}
{"process":0,"op":"write","key":"x","value":1,"call":0,"return":5,"node":"n1","version":7}
{"process":"b","op":"cas","key":"x","expected":1,"value":"two","success":true,"call":1,"return":8}
{"process":2,"op":"read","key":"y","value":null,"call":2,"return":9}
{"process":3,"op":"write","key":"y","value":[1,[2.5,"z"],null,true,18446744073709551615,-4],"call":3,"return":null}
{"process":2,"op":"delete","key":"y","call":10,"return":11,"status":"fail"}
)";

constexpr std::string_view kTransactions = R"({"clio":1}
{"process":0,"txn":[{"op":"write","key":1,"value":10},{"op":"read","key":2,"value":null}]}
{"process":1,"txn":[{"op":"read","key":1,"value":10}],"status":"unknown"}
)";

/// Where the entry of a section stands in a file; the end if it has none.
std::size_t entry_at(const std::string& text, Section section) {
  Head head;
  std::memcpy(&head, text.data(), sizeof head);
  for (std::size_t i = 0; i < head.sections; ++i) {
    Entry entry;
    const std::size_t place = sizeof head + i * sizeof entry;
    std::memcpy(&entry, text.data() + place, sizeof entry);
    if (entry.section == static_cast<std::uint32_t>(section)) return place;
  }
  return text.size();
}

/// The file after `change` of an entry, with right checksums.
std::string with_entry(std::string text, Section section, const std::function<void(Entry&)>& change) {
  Entry entry;
  const std::size_t place = entry_at(text, section);
  std::memcpy(&entry, text.data() + place, sizeof entry);
  change(entry);
  std::memcpy(text.data() + place, &entry, sizeof entry);
  seal_columnar(text);
  return text;
}

/// The file with another element in a column, and right checksums.
template <class T>
std::string with_element(std::string text, Section section, std::size_t position, T value) {
  Entry entry;
  std::memcpy(&entry, text.data() + entry_at(text, section), sizeof entry);
  std::memcpy(text.data() + entry.offset + position * sizeof value, &value, sizeof value);
  seal_columnar(text);
  return text;
}

TEST(Columnar, HoldsAHistoryWithoutADifferenceAndWritesTheSameBytesAgain) {
  for (const std::string_view text : {kTimed, kTransactions, std::string_view("{\"clio\":1}\n"),
                                      std::string_view("{\"clio\":1,\"object\":\"list\"}\n{\"process\":0,\"op\":\"append\",\"key\":1,\"value\":3}\n{\"process\":0,\"op\":\"read\",\"key\":1,\"value\":[3]}\n"),
                                      std::string_view("{\"clio\":1,\"object\":\"mutex\"}\n{\"process\":0,\"op\":\"acquire\",\"call\":1,\"return\":2}\n")}) {
    const History before = native(text);
    const std::string file = written(before);
    const History after = read_back(file);
    EXPECT_EQ(test::difference(before, after), "") << text;
    EXPECT_EQ(before.header(), after.header()) << text;
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(before.at(id_at<OpId>(i)), after.at(id_at<OpId>(i))) << text;
    EXPECT_EQ(written(after), file) << text;
  }
}

TEST(Columnar, KeepsTheIdsOfTheOriginalFile) {
  const History history = native(kTimed);
  const SubHistory part = sub_history(history, std::vector<OpId>{OpId{1}, OpId{3}});
  const History after = read_back(written(part.history));
  EXPECT_EQ(after.id_in_file(OpId{0}), OpId{1});
  EXPECT_EQ(after.id_in_file(OpId{1}), OpId{3});
}

TEST(Columnar, UsesTheColumnsOfAMappedFileWhereTheyLieForAsLongAsTheHistoryLives) {
  const History before = native(kTimed);
  Result<Loaded, std::vector<InputError>> loaded = [&] {
    const test::TemporaryFolder folder;  // gone before the history is looked at
    return load(folder.write("history.clio", written(before)));
  }();
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->format->id, "columnar");
  ASSERT_TRUE(loaded->history.columns().keeper);
  const History moved = std::move(loaded->history);
  EXPECT_EQ(test::difference(before, moved), "");
}

TEST(Columnar, TakesAnInitialValueFromTheCommandLine) {
  std::string text = written(native(kTimed));
  text.append(kPaddingBytes, '"');
  const HistoryOrErrors history = read_columnar(std::string_view(text).substr(0, text.size() - kPaddingBytes), {.initial = Value(9)});
  ASSERT_TRUE(history.has_value());
  EXPECT_EQ(history->value_at(history->initial(KeyId{0})), Value(9));
}

TEST(Columnar, RefusesEveryFileThatIsCutOff) {
  const std::string text = written(native(kTimed));
  for (std::size_t size = 0; size < text.size(); ++size) EXPECT_NE(error_of(text.substr(0, size)), "") << size;
  EXPECT_NE(error_of(text + "x"), "");
}

TEST(Columnar, NoticesEveryBitThatTurns) {
  const std::string text = written(native(kTransactions));
  Head head;
  std::memcpy(&head, text.data(), sizeof head);
  std::vector<bool> counts(text.size(), false);  // what no section holds are zeros that nobody reads
  std::fill_n(counts.begin(), sizeof head + head.sections * sizeof(Entry), true);
  for (std::size_t i = 0; i < head.sections; ++i) {
    Entry entry;
    std::memcpy(&entry, text.data() + sizeof head + i * sizeof entry, sizeof entry);
    std::fill_n(counts.begin() + static_cast<std::ptrdiff_t>(entry.offset), entry.bytes, true);
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!counts[i]) continue;
    std::string damaged = text;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
    EXPECT_NE(error_of(damaged), "") << i;
  }
}

struct Refusal {
  std::string text;
  std::string message;
};

TEST(Columnar, SaysWhatIsWrongAndWhere) {
  const std::string timed = written(native(kTimed)), transactions = written(native(kTransactions));
  std::string later = timed, many = timed;
  later[8] = 2;
  many[12] = '\x7f', many[13] = '\x7f';
  const Refusal refusals[] = {
      {"\x89" "CLIO\n\x1a", "found no mark of Clio's binary format at the beginning; expected one (was the file transferred as text?)"},
      {timed.substr(0, 20), "the file ends within its head, after 20 bytes; expected 40"},
      {later, "found version 2 of the format; expected 1, the only one that this program reads"},
      {timed.substr(0, timed.size() - 1), "the file has " + std::to_string(timed.size() - 1) + " bytes, its head says " + std::to_string(timed.size()) + "; was it cut off?"},
      {many, "the file ends within its table of 32639 sections"},
      {with_entry(timed, Section::kind, [](Entry& e) { e.section = 99; }), "found a section of number 99; version 1 has none such"},
      {with_entry(timed, Section::kind, [](Entry& e) { e.width = 2; }), "section \"kind\": its elements have 2 bytes; expected 1"},
      {with_entry(timed, Section::key, [](Entry& e) { e.bytes = 1u << 30; }), "section \"key\": it goes beyond the end of the file"},
      {with_entry(timed, Section::key, [](Entry& e) { e.offset += 4; }), "section \"key\": it begins at byte"},
      {with_entry(timed, Section::key, [](Entry& e) { e.bytes -= 2; }), "section \"key\": it ends within an element"},
      {with_entry(timed, Section::key, [](Entry& e) { e.bytes -= 4; }), "section \"key\": it has 4 elements; expected one for each of the 5 operations"},
      {with_entry(timed, Section::key, [](Entry& e) { e.section = static_cast<std::uint32_t>(Section::process); }), "section \"process\": found it twice; expected it once"},
      {with_entry(timed, Section::key, [](Entry& e) { e.section = static_cast<std::uint32_t>(Section::line); }), "section \"line\": found it twice"},
      {with_entry(timed, Section::call, [](Entry& e) { e.section = static_cast<std::uint32_t>(Section::id_in_file), e.width = 4, e.bytes /= 2; }),
       "found calls without returns or returns without calls; expected both or neither"},
      {with_element(timed, Section::header, 0, '['), "section \"header\": "},
      {with_element(timed, Section::keys, 0, '\x09'), "section \"keys\": entry 0 is no value"},
      {with_element(timed, Section::keys, 11, '\x78'), "section \"keys\": entry 1, \"x\", stands there twice or needs no entry"},
      {with_element(timed, Section::annotations, 0, '\x01'), "section \"annotations\": entry 0 is no array of a text, a begin, an end after it and a node"},
      {with_element(timed, Section::kind, 2, std::uint8_t{14}), "section \"kind\": operation 2 has 14, which stands for nothing here"},
      {with_element(timed, Section::flags, 1, std::uint8_t{3}), "section \"flags\": operation 1 has 3, which stands for nothing here"},
      {with_element(timed, Section::process, 1, 4u), "section \"process\": operation 1 has 4, which stands for nothing here"},
      {with_element(timed, Section::key, 4, 2u), "section \"key\": operation 4 has 2, which stands for nothing here"},
      {with_element(timed, Section::value, 0, 0x80000009u), "section \"value\": operation 0 has 2147483657, which stands for nothing here"},
      {with_element(timed, Section::node, 0, 1u), "section \"node\": operation 0 has 1, which stands for nothing here"},
      {with_element(timed, Section::flags, 0, std::uint8_t{0}), "section \"flags\": operation 0 says that it found otherwise, which only cas and contains can"},
      {with_element(timed, Section::value, 4, 1u), "section \"value\": operation 4 has a value; expected null"},
      {with_element(timed, Section::expected, 0, 1u), "section \"expected\": operation 0 has an expected value; expected null where it is no cas"},
      {with_element(timed, Section::response, 3, std::int64_t{4}), "section \"return\": operation 3 is unknown and has returned; expected that it never did"},
      {with_element(timed, Section::response, 0, std::int64_t{-1}), "operation 0 of process 0 returns at -1, before its call at 0"},
      {with_element(timed, Section::call, 4, std::int64_t{8}), "operation 4 of process 2 is called at 8, before operation 2 of the same process (line 6) returns at 9"},
      {with_element(timed, Section::kind, 0, std::uint8_t{9}), "a register has no operation \"push\"; expected read, write, cas or delete"},
      {with_element(transactions, Section::transactions, 0, 1u), "section \"transactions\": expected that they begin with operation 0 and end with the last"},
      {with_element(transactions, Section::transactions, 1, 0u), "section \"transactions\": transaction 0 has no operation"},
      {with_element(transactions, Section::transactions, 1, 1u), "section \"transactions\": operation 2 has another process, status or time than transaction 1, which it is in"},
  };
  for (const Refusal& refusal : refusals) EXPECT_NE(error_of(refusal.text).find(refusal.message), std::string::npos) << refusal.message << "\n" << error_of(refusal.text);
}

TEST(Columnar, RefusesValuesThatAreNestedTooDeepUnlessToldToDropThem) {
  Value deep(1), other(2);
  for (int i = 0; i <= kColumnarDepthMax; ++i) deep = Value(Value::Array{deep}), other = Value(Value::Array{other});
  HistoryBuilder builder;
  builder.add({.kind = Kind::write, .process = builder.process(0), .key = builder.key(0), .value = builder.value(deep)});
  builder.add({.kind = Kind::write, .process = builder.process(0), .key = builder.key(0), .value = builder.value(other)});
  HistoryOrErrors history = std::move(builder).build();
  ASSERT_TRUE(history.has_value());
  std::ostringstream out;
  EXPECT_EQ(write_columnar(*history, out, {}), std::vector<std::string>{"a value that is nested deeper than 64 arrays"});
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(write_columnar(*history, out, {.lossy = true}).size(), 1u);
  const History after = read_back(out.str());
  Value first("nested too deep"), second("nested too deep 2");
  for (int i = 0; i < kColumnarDepthMax; ++i) first = Value(Value::Array{first}), second = Value(Value::Array{second});
  EXPECT_EQ(after.value_at(after.value(OpId{0})), first);
  EXPECT_EQ(after.value_at(after.value(OpId{1})), second);
}

}  // namespace
}  // namespace clio

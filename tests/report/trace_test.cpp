// Traces as a report reads them: messages from their events, what is joined with the history, and which message explains what a read missed.

#include "src/report/html/trace.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "src/report/html/shades.hpp"

namespace clio {
namespace {

/// A write answered by n0 at once, a read answered by n1: both of key k0, in microseconds.
History write_then_read(Time offset = 0) {
  HistoryBuilder builder;
  builder.set_timed(true);
  builder.add({.kind = Kind::write, .process = builder.process(0), .key = builder.key("k0"), .value = builder.value(1), .call = 100 + offset, .response = 130 + offset, .node = builder.node(Value("n0")), .line = 1});
  builder.add({.kind = Kind::read, .process = builder.process(1), .key = builder.key("k0"), .value = kNull, .call = 200 + offset, .response = 230 + offset, .node = builder.node(Value("n1")), .line = 2});
  return std::move(builder).build().value();
}

const char* const kAsked =
    R"({"at":100,"event":"invoked","operation":0,"session":0,"request":1,"command":"write k0 1"})" "\n"
    R"({"at":110,"event":"asked","node":0,"session":0,"request":1,"command":"write k0 1"})" "\n"
    R"({"at":111,"event":"applied","node":0,"session":0,"request":1,"key":0,"value":1,"version":1})" "\n"
    R"({"at":112,"event":"sent","from":0,"to":1,"number":4,"message":"replicate {\"version\":1}"})" "\n"
    R"({"at":120,"event":"answered","node":0,"session":0,"request":1,"answer":"ok"})" "\n"
    R"({"at":200,"event":"invoked","operation":1,"session":1,"request":1,"command":"read k0"})" "\n"
    R"({"at":210,"event":"asked","node":1,"session":1,"request":1,"command":"read k0"})" "\n"
    R"({"at":211,"event":"answered","node":1,"session":1,"request":1,"answer":"ok null"})" "\n";

Trace read(const std::string& text, const History& history) {
  Result<Trace, InputError> trace = read_trace(text, history);
  EXPECT_TRUE(trace.has_value()) << (trace ? "" : trace.error().message);
  return trace ? std::move(trace).value() : Trace{};
}

TEST(Trace, MakesOneMessageOfItsEvents) {
  const History history = write_then_read();
  const Trace trace = read(std::string(kAsked) + R"({"at":300,"event":"delivered","from":0,"to":1,"number":4,"message":"replicate {\"version\":1}"})", history);
  ASSERT_EQ(trace.messages.size(), 1u);
  const Trace::Message& message = trace.messages[0];
  EXPECT_EQ(message.from, 0u);
  EXPECT_EQ(message.to, 1u);
  EXPECT_EQ(message.number, 4u);
  EXPECT_EQ(message.sent, 112);
  EXPECT_EQ(message.arrived, 300);
  EXPECT_FALSE(message.lost);
  EXPECT_EQ(trace.texts[message.text], "replicate {\"version\":1}");
  EXPECT_EQ(trace.nodes, (std::vector<std::string>{"n0", "n1"}));
}

TEST(Trace, TellsLostMessagesFromThoseThatNeverArriveAndFromCopies) {
  const Trace trace = read(
      R"({"at":1,"event":"sent","from":0,"to":1,"number":1,"message":"a"})" "\n"
      R"({"at":2,"event":"sent","from":0,"to":1,"number":2,"message":"b"})" "\n"
      R"({"at":3,"event":"sent","from":0,"to":1,"number":3,"message":"c"})" "\n"
      R"({"at":5,"event":"dropped","from":0,"to":1,"number":1,"because":"by chance"})" "\n"
      R"({"at":6,"event":"delivered","from":0,"to":1,"number":3,"message":"c"})" "\n"
      R"({"at":9,"event":"delivered","from":0,"to":1,"number":3,"message":"c"})" "\n",
      write_then_read());
  ASSERT_EQ(trace.messages.size(), 4u);
  EXPECT_TRUE(trace.messages[0].lost);
  EXPECT_EQ(trace.texts[trace.messages[0].because], "by chance");
  EXPECT_FALSE(trace.messages[1].lost);
  EXPECT_EQ(trace.messages[1].arrived, kNever);
  EXPECT_EQ(trace.messages[2].arrived, 6);
  EXPECT_EQ(trace.messages[3].arrived, 9);
}

TEST(Trace, JoinsExchangesAndNotesWithOperationsByTheirTokens) {
  const Trace trace = read(kAsked, write_then_read());
  ASSERT_EQ(trace.exchanges.size(), 4u);
  EXPECT_EQ(trace.exchanges[0].operation, 0);
  EXPECT_EQ(trace.exchanges[3].operation, 1);
  EXPECT_TRUE(trace.exchanges[3].answer);
  ASSERT_EQ(trace.notes.size(), 1u);
  EXPECT_EQ(trace.texts[trace.notes[0].what], "applied");
  EXPECT_EQ(trace.notes[0].operation, 0);
}

TEST(Trace, KnowsTheWriterOfAnAppliedValueWhereOnlyOneWroteIt) {
  const Trace trace = read(R"({"at":140,"event":"applied","node":1,"session":0,"request":0,"key":0,"value":1,"version":1})", write_then_read());
  ASSERT_EQ(trace.notes.size(), 1u);
  EXPECT_EQ(trace.notes[0].operation, 0);
}

TEST(Trace, PairsTheBeginningAndTheEndOfAFault) {
  const Trace trace = read(
      R"({"at":10,"event":"fault","fault":"crash of n0"})" "\n"
      R"({"at":20,"event":"fault","fault":"cut {n1}"})" "\n"
      R"({"at":30,"event":"healed","fault":"crash of n0"})" "\n",
      write_then_read());
  ASSERT_EQ(trace.faults.size(), 2u);
  EXPECT_EQ(trace.faults[0].from, 10);
  EXPECT_EQ(trace.faults[0].until, 30);
  EXPECT_EQ(trace.faults[1].until, kNever);
}

TEST(Trace, MovesItsTimesToThoseOfTheHistory) {
  const Trace trace = read(kAsked, write_then_read(5'000'000));
  EXPECT_EQ(trace.messages[0].sent, 5'000'112);
  EXPECT_EQ(trace.messages[0].arrived, kNever);
  EXPECT_EQ(trace.exchanges[0].at, 5'000'110);
}

TEST(Trace, SkipsEventsThatItDoesNotKnowAndSaysWhatIsNoEvent) {
  EXPECT_TRUE(read("{\"at\":1,\"event\":\"coffee\"}\n\n", write_then_read()).messages.empty());
  const auto error = [](const char* text) {
    const auto trace = read_trace(text, write_then_read());
    return trace ? std::string("no error") : std::to_string(trace.error().line) + ": " + trace.error().message;
  };
  EXPECT_EQ(error("{\"at\":1,\"event\":\"started\",\"node\":0}\nnot json\n"), "2: expected one event of a trace, a JSON object");
  EXPECT_EQ(error("[1]\n"), "1: expected one event of a trace, a JSON object");
  EXPECT_EQ(error("{\"event\":\"started\"}\n"), "1: expected \"at\", an integer within 2^61");
  EXPECT_EQ(error("{\"at\":-9223372036854775808,\"event\":\"started\"}\n"), "1: expected \"at\", an integer within 2^61");
  EXPECT_EQ(error("{\"at\":18446744073709551615,\"event\":\"started\"}\n"), "1: expected \"at\", an integer within 2^61");
  EXPECT_EQ(error("{\"at\":1}\n"), "1: expected \"event\", a string");
  EXPECT_EQ(error("{\"at\":1.5,\"event\":\"started\"}\n"), "1: expected \"at\", an integer within 2^61");
}

TEST(Trace, TakesNoNumbersThatAreNone) {
  const Trace trace = read(
      R"({"at":1,"event":"sent","from":-1,"to":1,"number":1,"message":"a"})" "\n"
      R"({"at":1,"event":"sent","from":0,"to":1000000000,"number":1,"message":"a"})" "\n"
      R"({"at":1,"event":"sent","from":0,"to":"n1","number":1,"message":"a"})" "\n"
      R"({"at":1,"event":"delivered","from":0,"to":1,"number":77,"message":"a"})" "\n"
      R"({"at":1,"event":"applied","node":0,"session":0,"request":0,"key":18446744073709551615,"value":{"a":1},"version":1})" "\n",
      write_then_read());
  EXPECT_TRUE(trace.messages.empty());
  EXPECT_EQ(trace.notes.size(), 1u);
}

TEST(Trace, OutlivesWhateverIsDoneToItsText) {
  const History history = write_then_read();
  const std::string whole = std::string(kAsked) + R"({"at":300,"event":"delivered","from":0,"to":1,"number":4,"message":"replicate"})" "\n" R"({"at":301,"event":"fault","fault":"crash of n0"})" "\n";
  std::uint64_t dice = 1;
  const auto roll = [&dice](std::size_t sides) {
    dice = dice * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>((dice >> 33) % sides);
  };
  std::size_t read_whole = 0, refused = 0;
  for (int i = 0; i < 5000; ++i) {
    std::string text = whole;
    for (std::size_t changes = 1 + roll(4); changes > 0; --changes) {
      const std::size_t at = roll(text.size());
      switch (roll(4)) {
        case 0: text[at] = static_cast<char>(roll(256)); break;
        case 1: text.erase(at, 1 + roll(12)); break;
        case 2: text.insert(at, 1, "0123456789-{}[]\",:e"[roll(19)]); break;
        default: text.insert(at, text.substr(roll(text.size()), 30)); break;
      }
      if (text.empty()) text = "\n";
    }
    Result<Trace, InputError> trace = read_trace(text, history);
    if (!trace) {
      ++refused;
      EXPECT_GT(trace.error().line, 0u);
      continue;
    }
    ++read_whole;
    find_missed(*trace, history, {OpId{0}, OpId{1}});
    for (const Trace::Missed& missed : trace->missed) EXPECT_LT(missed.message, static_cast<std::int64_t>(trace->messages.size()));
  }
  EXPECT_GT(read_whole, 100u);
  EXPECT_GT(refused, 100u);
}

TEST(Trace, IsCutWhereItIsLongerThanAReportHolds) {
  std::string text;
  for (std::size_t i = 0; i < Trace::kEventsMax + 5; ++i) text += R"({"at":1,"event":"coffee"})" "\n";
  EXPECT_TRUE(read(text, write_then_read()).cut);
  EXPECT_FALSE(read(kAsked, write_then_read()).cut);
}

TEST(Missed, NamesTheMessageThatCameTooLate) {
  const History history = write_then_read();
  Trace trace = read(std::string(kAsked) +
                         R"({"at":300,"event":"delivered","from":0,"to":1,"number":4,"message":"replicate {\"version\":1}"})" "\n"
                         R"({"at":301,"event":"applied","node":1,"session":0,"request":1,"key":0,"value":1,"version":1})" "\n",
                     history);
  find_missed(trace, history, {OpId{1}});
  ASSERT_EQ(trace.missed.size(), 1u);
  EXPECT_EQ(trace.missed[0].read, 1u);
  EXPECT_EQ(trace.missed[0].write, 0u);
  EXPECT_EQ(trace.missed[0].message, 0);
  EXPECT_EQ(trace.missed[0].acknowledged, 120);
  EXPECT_EQ(trace.missed[0].answered, 211);
  EXPECT_EQ(trace.missed[0].applied, 301);
}

TEST(Missed, NamesTheMessageThatWasLost) {
  const History history = write_then_read();
  Trace trace = read(std::string(kAsked) + R"({"at":150,"event":"dropped","from":0,"to":1,"number":4,"because":"by chance"})", history);
  find_missed(trace, history, {OpId{1}});
  ASSERT_EQ(trace.missed.size(), 1u);
  EXPECT_EQ(trace.missed[0].message, 0);
  EXPECT_EQ(trace.missed[0].applied, kNever);
}

TEST(Missed, IsEmptyWhereTheReplicaHeldTheWrite) {
  const History history = write_then_read();
  Trace trace = read(std::string(kAsked) + R"({"at":150,"event":"applied","node":1,"session":0,"request":1,"key":0,"value":1,"version":1})", history);
  find_missed(trace, history, {OpId{1}});
  EXPECT_TRUE(trace.missed.empty());
}

TEST(Missed, CountsWhatAReplicaLostByACrash) {
  const History history = write_then_read();
  Trace trace = read(std::string(kAsked) +
                         R"({"at":150,"event":"applied","node":1,"session":0,"request":1,"key":0,"value":1,"version":1})" "\n"
                         R"({"at":160,"event":"stopped","node":1})" "\n"
                         R"({"at":170,"event":"started","node":1})" "\n",
                     history);
  find_missed(trace, history, {OpId{1}});
  ASSERT_EQ(trace.missed.size(), 1u);
  EXPECT_EQ(trace.missed[0].applied, kNever);
}

TEST(TraceFile, IsFoundBesideItsHistory) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(testing::TempDir()) / "clio trace beside";
  fs::create_directories(folder);
  std::ofstream(folder / "trace.jsonl") << "\n";
  std::ofstream(folder / "run-trace.jsonl") << "\n";
  EXPECT_EQ(trace_beside((folder / "history.jsonl").string()), (folder / "trace.jsonl").string());
  EXPECT_EQ(trace_beside((folder / "run.jsonl").string()), (folder / "run-trace.jsonl").string());
  EXPECT_EQ(trace_beside((folder / "other.jsonl").string()), "");
  EXPECT_EQ(trace_beside((folder / "run.history").string()), "");
  EXPECT_FALSE(trace_file((folder / "missing.jsonl").string(), write_then_read()).has_value());
  fs::remove_all(folder);
}

TEST(Shades, AreTheFaultsAndTheNodesThatAreDownOnTheHistorysClock) {
  const History history = write_then_read(1000);  // the trace's clock is 1000 behind
  const Trace trace = read(std::string(kAsked) +
                               R"({"at":105,"event":"fault","fault":"cut n1"})" "\n"
                               R"({"at":106,"event":"started","node":0})" "\n"
                               R"({"at":115,"event":"stopped","node":2})" "\n"
                               R"({"at":120,"event":"healed","fault":"cut n1"})" "\n"
                               R"({"at":125,"event":"started","node":2})" "\n"
                               R"({"at":126,"event":"stopped","node":1})" "\n"
                               R"({"at":104,"event":"fault","fault":"slow \u202e"})" "\n",
                           history);
  const std::vector<draw::Shade> shades = shades_of(trace, history);
  std::string found;
  for (const draw::Shade& shade : shades) found += shade.name + " " + std::to_string(static_cast<Time>(shade.from)) + " " + std::to_string(static_cast<Time>(shade.to)) + "\n";
  EXPECT_EQ(found,
            "slow \\u202e 1104 1230\n"  // what is not healed lasts to the end
            "cut n1 1105 1120\n"
            "node 2 down 1115 1125\n"
            "node 1 down 1126 1230\n");
}

}  // namespace
}  // namespace clio

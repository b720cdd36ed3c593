// The properties that the fuzzers check of the store's frames and messages, in every build: with the seeds, and with what nodes really say to each
// other, whole, cut off and spoilt. CLIO_WRITE_SEEDS=1 in the environment writes the seeds anew from such talks.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "src/store/net/frame.hpp"
#include "tests/fuzz/store_properties.hpp"

namespace clio::fuzz {
namespace {

namespace fs = std::filesystem;
using namespace store;

const fs::path kCorpus = fs::path(CLIO_SOURCE_DIR) / "tests" / "fuzz" / "corpus";

struct Message {
  Node from{}, to{};
  std::string bytes;
};

/// Some nodes that talk: messages arrive in order and at once, every timer fires once in a while, and clients ask. Calls visit(node, message, now)
/// before each message is delivered.
template <class Visit>
void talk(const Setup& setup, std::size_t messages_max, Visit visit) {
  std::vector<std::unique_ptr<Protocol>> nodes;
  std::vector<Durable> disks(setup.nodes());
  std::vector<std::vector<Timer>> timers(setup.nodes());
  std::deque<Message> under_way;
  Effects effects;
  Time now = 1;
  const auto carry_out = [&](std::size_t node) {
    for (const Effect& effect : effects.list()) {
      if (const auto* send = std::get_if<Send>(&effect)) under_way.push_back({node_at(node), send->to, send->bytes});
      if (const auto* timer = std::get_if<SetTimer>(&effect)) timers[node].push_back(timer->timer);
      if (const auto* record = std::get_if<Persist>(&effect)) disks[node][record->slot] = record->bytes;
    }
    effects.clear();
  };
  for (std::size_t i = 0; i < setup.nodes(); ++i) {
    nodes.push_back(setup.node(node_at(i)));
    nodes[i]->step(now, Started{&disks[i], 1}, effects);
    carry_out(i);
  }
  std::uint64_t request = 0;
  for (std::size_t delivered = 0; delivered < messages_max;) {
    if (under_way.empty()) {
      now += 30 * kMillisecond;
      for (std::size_t i = 0; i < nodes.size(); ++i) {
        for (const Timer timer : std::exchange(timers[i], {})) {
          nodes[i]->step(now, TimerFired{timer}, effects);
          carry_out(i);
        }
        if (i >= setup.options.nodes || setup.protocol == nullptr) continue;
        const Operation operation = ++request % 3 == 0 ? Operation::read : Operation::write;
        const Command command{.operation = operation, .key = static_cast<Key>(request % 2), .value = operation == Operation::read ? store::Value() : static_cast<std::int64_t>(request), .expected = {}};
        nodes[i]->step(now, ClientRequest{.token = {session_at(i), request}, .command = command, .reads = setup.protocol->reads[request / 3 % setup.protocol->reads.size()], .context = {}}, effects);
        carry_out(i);
      }
      if (under_way.empty() && now > 100 * kSecond) return;  // nobody says anything
      continue;
    }
    const Message message = under_way.front();
    under_way.pop_front();
    ++delivered;
    ++now;
    visit(*nodes[index(message.to)], message, now);
    nodes[index(message.to)]->step(now, Received{message.from, message.bytes}, effects);
    carry_out(index(message.to));
  }
}

std::string test_name(const testing::TestParamInfo<std::size_t>& info) {
  std::string name = setups()[info.param].name;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

class Nodes : public testing::TestWithParam<std::size_t> {};

TEST_P(Nodes, RefuseWhatIsNoMessageInTheMiddleOfATalk) {
  std::size_t refused = 0, messages = 0;
  Effects effects;
  talk(setups()[GetParam()], 150, [&](Protocol& node, const Message& message, Time now) {
    ++messages;
    const auto refuse = [&](const std::string& bytes) {
      if (!node.describe(bytes).empty()) return;  // another message: what it does to a talk is not the question here
      refused += !check_message(node, now, message.from, bytes, effects);
    };
    for (std::size_t i = 0; i < message.bytes.size(); ++i) {
      refuse(message.bytes.substr(0, i));
      for (const char c : {'\0', '\x7f', '\x80', '\xff'}) {
        std::string spoilt = message.bytes;
        spoilt[i] = c;
        refuse(spoilt);
      }
    }
    refuse(message.bytes + '\0');
  });
  if (setups()[GetParam()].protocol == nullptr) return;  // a manager alone is told nothing
  EXPECT_GT(messages, 20u);
  EXPECT_GT(refused, messages);
}

/// Real messages, but to a node that has just started, in whatever order and from whomever: it survives them, also where they are spoilt.
TEST_P(Nodes, SurviveMessagesThatAreNotForThem) {
  std::string input;
  const auto number = static_cast<char>(GetParam());
  std::vector<std::string> told;
  const bool manager = setups()[GetParam()].protocol == nullptr;  // which is told something by members only
  talk(manager ? setups()[1] : setups()[GetParam()], 150, [&](Protocol&, const Message& message, Time) {
    if (message.bytes.size() < 256) told.push_back(message.bytes);
  });
  for (int self = 0; self < 3; ++self) {
    input.assign({number, static_cast<char>(self)});
    for (std::size_t i = 0; i < told.size(); ++i) {
      std::string bytes = told[(i * 7) % told.size()];
      if (i % 3 == 2) bytes[(i * 5) % bytes.size()] = static_cast<char>(i * 31);
      (input += static_cast<char>(i % 5)) += static_cast<char>(bytes.size());
      input += bytes;
    }
    check_store_messages(input);
  }
  if (std::getenv("CLIO_WRITE_SEEDS") != nullptr && !told.empty()) {
    std::string seed{number, '\1'};
    for (std::size_t i = 0; i < std::min<std::size_t>(told.size(), 24); ++i) ((seed += static_cast<char>(i % 4)) += static_cast<char>(told[i].size())) += told[i];
    fs::create_directories(kCorpus / "store_messages");
    std::ofstream(kCorpus / "store_messages" / test_name({GetParam(), 0}), std::ios::binary) << seed;
  }
}

std::vector<std::size_t> all_setups() {
  std::vector<std::size_t> all(setups().size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  return all;
}

INSTANTIATE_TEST_SUITE_P(Store, Nodes, testing::ValuesIn(all_setups()), test_name);

std::string stream_of_frames() {
  return frame(FrameKind::hello, wire::encode(Hello{.client = true, .id = 3})) +
         frame(FrameKind::request, wire::encode(ClientRequest{.token = {session_at(3), 1}, .command = {.operation = Operation::cas, .key = 300, .value = -7, .expected = 9}, .reads = Reads::any, .context = {1, 200}})) +
         frame(FrameKind::reply, wire::encode(Reply{.token = {session_at(3), 1}, .answer = {.success = false, .value = 8, .version = 1000, .context = {5}}})) + frame(FrameKind::message, "x");
}

TEST(Streams, HoldTheirPropertiesCutOffOrSpoiltAtEveryByte) {
  const std::string stream = '\4' + stream_of_frames();
  check_frames(stream);
  for (std::size_t i = 0; i < stream.size(); ++i) {
    check_frames(stream.substr(0, i));
    for (const char c : {'\0', '\1', '\x7f', '\x80', '\xff'}) {
      std::string spoilt = stream;
      spoilt[i] = c;
      check_frames(spoilt);
    }
  }
  if (std::getenv("CLIO_WRITE_SEEDS") != nullptr) {
    fs::create_directories(kCorpus / "frames");
    std::ofstream(kCorpus / "frames" / "all_kinds", std::ios::binary) << stream;
  }
}

TEST(StoreSeeds, HoldTheirProperties) {
  std::size_t seeds = 0;
  for (const auto& [folder, property] : {std::pair{"frames", &check_frames}, std::pair{"store_messages", &check_store_messages}}) {
    for (const auto& file : fs::directory_iterator(kCorpus / folder)) {
      SCOPED_TRACE(file.path().string());
      std::ostringstream text;
      text << std::ifstream(file.path(), std::ios::binary).rdbuf();
      property(text.str());
      ++seeds;
    }
  }
  EXPECT_GT(seeds, 10u);
}

}  // namespace
}  // namespace clio::fuzz

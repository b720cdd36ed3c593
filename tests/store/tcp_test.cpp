// Replicas as processes, with real kills: the same promises as in the simulator, and nothing left behind.
#include <gtest/gtest.h>

#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "checker/check.hpp"
#include "src/record/child.hpp"
#include "src/record/history_of_run.hpp"
#include "src/record/settings.hpp"
#include "src/record/tcp_run.hpp"
#include "src/store/catalogue/catalogue.hpp"
#include "src/store/net/frame.hpp"
#include "tests/support/temporary_folder.hpp"

namespace clio {
namespace {

struct Soak {
  const char* name;
  const char* protocol;
  store::Reads reads;
  const Model* promise;
  friend std::ostream& operator<<(std::ostream& out, const Soak& soak) { return out << soak.name; }
};

class TcpRuns : public testing::TestWithParam<Soak> {};

TEST_P(TcpRuns, KeepTheirPromiseUnderKills) {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    store::RunConfig config = default_config(*store::protocol_named(GetParam().protocol));
    config.reads = GetParam().reads;
    config.workload.operations = 150;
    config.faults = *store::faults_named("crash,pause,loss,partition,leave");
    config.seed = seed;
    const test::TemporaryFolder folder;
    const Result<store::RunResult, std::string> run = run_tcp(config, {.program = CLIO_PROGRAM, .folder = folder.path().string()});
    ASSERT_TRUE(run.has_value()) << run.error();
    EXPECT_EQ(run->unavailable, "") << "seed " << seed;
    const History history = history_of(*run, config, header_of(config));
    EXPECT_GE(history.size(), 150u);
    const Verdict verdict = check(history, *GetParam().promise, {});
    EXPECT_EQ(verdict.answer, Answer::satisfied) << "seed " << seed << ": " << (verdict.counterexample ? verdict.counterexample->explanation : verdict.reason);
  }
}

INSTANTIATE_TEST_SUITE_P(Store, TcpRuns,
                         testing::Values(Soak{"Quorum", "quorum", store::Reads::quorum, &kLinearizable},
                                         Soak{"PrimaryBackup", "primary-backup", store::Reads::primary, &kLinearizable},
                                         Soak{"PrimaryBackupReadAtBackups", "primary-backup", store::Reads::sticky, &kSequential},
                                         Soak{"MultiPaxos", "multi-paxos", store::Reads::quorum, &kLinearizable},
                                         Soak{"Causal", "causal", store::Reads::sticky, &kCausalConvergent}),
                         [](const auto& tested) { return std::string(tested.param.name); });

/// A node on its own, and a plain socket to it.
class OneNode : public testing::Test {
 protected:
  void SetUp() override {
    Result<Child, std::string> started = Child::start(CLIO_PROGRAM, {"node", "--protocol", "quorum", "--nodes", "1", "--self", "0", "--peers", "1", "--disk", folder_.path().string() + "/n0.sqlite"});
    ASSERT_TRUE(started.has_value()) << started.error();
    node_ = std::move(started).value();
    std::string line;
    for (char c = 0; line.empty() || line.back() != '\n'; line += c) ASSERT_EQ(read(node_.output(), &c, 1), 1) << line;
    ASSERT_EQ(line.rfind("listening ", 0), 0u) << line;
    port_ = static_cast<std::uint16_t>(std::stoul(line.substr(10)));
  }

  /// Sends bytes and returns all that comes back until the node closes the connection or `frames` frames are there.
  std::vector<store::Frame> exchange(const std::string& bytes, std::size_t frames) const {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::vector<store::Frame> received;
    if (connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 && send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) >= 0) {
      store::FrameReader reader;
      char buffer[4096];
      while (received.size() < frames) {
        const ssize_t size = read(socket, buffer, sizeof buffer);
        if (size <= 0) break;
        reader.feed({buffer, static_cast<std::size_t>(size)});
        while (auto frame = reader.next()) received.push_back(*frame);
      }
    }
    close(socket);
    return received;
  }

  static std::string hello() { return frame(store::FrameKind::hello, store::wire::encode(store::Hello{.client = true, .id = 0})); }
  static std::string write_of(std::int64_t value, std::uint64_t request) {
    return frame(store::FrameKind::request, store::wire::encode(store::ClientRequest{.token = {store::session_at(0), request},
                                                                                     .command = {.operation = store::Operation::write, .value = value}}));
  }

  test::TemporaryFolder folder_;
  Child node_;
  std::uint16_t port_ = 0;
};

TEST_F(OneNode, AnswersAClient) {
  const auto frames = exchange(hello() + write_of(7, 1), 1);
  ASSERT_EQ(frames.size(), 1u);
  const auto reply = store::wire::decode<store::Reply>(frames[0].payload);
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->answer.outcome, store::Outcome::ok);
}

TEST_F(OneNode, CutsOffWhoeverSendsSomethingElseAndGoesOn) {
  using store::FrameKind;
  const std::string greeting_of_a_node = frame(FrameKind::hello, store::wire::encode(store::Hello{.client = false, .id = 0}));
  const std::string bad[] = {
      "GET / HTTP/1.1\r\n\r\n",
      std::string(4, '\0'),
      std::string("\xff\xff\xff\x7f", 4),
      frame(FrameKind::hello, "nonsense"),
      frame(FrameKind::hello, store::wire::encode(store::Hello{.magic = 1})),
      frame(FrameKind::hello, store::wire::encode(store::Hello{.client = false, .id = 77})),
      frame(FrameKind::message, "not greeted"),
      hello() + frame(FrameKind::request, "nonsense"),
      hello() + frame(FrameKind::message, "of no node"),
      hello() + frame(FrameKind::request, store::wire::encode(store::ClientRequest{.token = {store::session_at(5), 1}})),
  };
  for (const std::string& bytes : bad) EXPECT_TRUE(exchange(bytes, 1).empty());
  // A node's message that cannot be decoded is refused without ending anything.
  EXPECT_TRUE(exchange(greeting_of_a_node + frame(FrameKind::message, "\xff\xff\xff") + frame(FrameKind::request, ""), 1).empty());
  EXPECT_EQ(exchange(hello() + write_of(8, 2), 1).size(), 1u) << "still well";
}

TEST_F(OneNode, DiesWithWhoeverStartedIt) {
  node_.kill_and_wait();
  EXPECT_FALSE(node_.running());
  EXPECT_TRUE(exchange(hello() + write_of(9, 3), 1).empty());
}

TEST(TcpRun, SaysWhatCannotBeStarted) {
  store::RunConfig config = default_config(*store::protocol_named("quorum"));
  const test::TemporaryFolder folder;
  const auto run = run_tcp(config, {.program = "/nowhere/clio", .folder = folder.path().string()});
  ASSERT_FALSE(run.has_value());
  EXPECT_NE(run.error().find("ended before it was listening"), std::string::npos) << run.error();
}

}  // namespace
}  // namespace clio

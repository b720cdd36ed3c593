// Causes are told as far as node and version prove them, and no further.

#include "checker/explain/cause.hpp"

#include <gtest/gtest.h>

#include "tests/evidence/brute.hpp"

namespace clio::test {
namespace {

struct Where {
  const char* node = nullptr;
  std::optional<std::int64_t> version = std::nullopt;
};

/// W(x)1 at t=0..10, W(x)2 at 20..120, R(x)1 at 200..210, with who answered the second write and the read.
Counterexample stale_read(Where write, Where read) {
  HistoryBuilder builder;
  builder.set_timed(true);
  const auto add = [&](Kind kind, int process, int value, Time call, Time response, Where where) {
    Operation op{.kind = kind, .process = builder.process(process), .key = builder.key("x"), .value = builder.value(value), .call = call, .response = response};
    if (where.node != nullptr) op.node = builder.node(where.node);
    op.version = where.version;
    builder.add(op);
  };
  add(Kind::write, 1, 1, 0, 10, {});
  add(Kind::write, 1, 2, 20, 120, write);
  add(Kind::read, 2, 1, 200, 210, read);
  const auto built = std::move(builder).build();
  return explained(*built, kLinearizable);
}

TEST(Causes, NameTheReplicaThatWasBehind) {
  EXPECT_EQ(stale_read({"n1", 7}, {"n3", 3}).cause, "n1 acknowledged op 1 at t=120 as version 7; op 2 read n3 at t=200, which had applied version 3 only");
  EXPECT_EQ(stale_read({"n1", 7}, {"n1", 3}).cause, "n1 acknowledged op 1 at t=120 as version 7; op 2 read n1 at t=200, which had applied version 3 only");
}

TEST(Causes, SayNoMoreThanWhoAnsweredWithoutVersions) {
  EXPECT_EQ(stale_read({"n1"}, {"n3"}).cause, "n1 acknowledged op 1 at t=120; op 2 read n3 at t=200, another replica");
  EXPECT_EQ(stale_read({"n1"}, {"n3", 3}).cause, "n1 acknowledged op 1 at t=120; op 2 read n3 at t=200, another replica");
}

TEST(Causes, AreNotInvented) {
  EXPECT_EQ(stale_read({}, {}).cause, std::nullopt) << "nobody is named";
  EXPECT_EQ(stale_read({"n1"}, {}).cause, std::nullopt) << "the reader's replica is not named";
  EXPECT_EQ(stale_read({"n1"}, {"n1"}).cause, std::nullopt) << "the same replica, and no versions";
  EXPECT_EQ(stale_read({"n1", 7}, {"n3", 7}).cause, std::nullopt) << "the replica was not behind";
}

TEST(Causes, TellOfAReadThatWentBack) {
  HistoryBuilder builder;
  const auto add = [&](Kind kind, int process, int value, const char* node, std::optional<std::int64_t> version) {
    builder.add({.kind = kind, .process = builder.process(process), .key = builder.key("x"), .value = builder.value(value), .node = builder.node(node), .version = version});
  };
  add(Kind::write, 1, 1, "n1", std::nullopt);
  add(Kind::write, 1, 2, "n1", std::nullopt);
  add(Kind::read, 2, 2, "n2", 2);
  add(Kind::read, 2, 1, "n3", 1);
  const auto built = std::move(builder).build();
  EXPECT_EQ(explained(*built, kSequential).cause, "op 2 read n2 with version 2 applied; op 3 read n3, which had applied version 1 only");
}

}  // namespace
}  // namespace clio::test

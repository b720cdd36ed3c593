#include <gtest/gtest.h>

#include "adapters/jepsen/jepsen_history.hpp"
#include "adapters/lecture/lecture.hpp"

namespace clio {
namespace {

constexpr std::string_view kLog =
    "{:process 0, :type :invoke, :f :put, :key \"4\", :value \"x 0 1 y\"}\n"
    "{:process 0, :type :ok, :f :put, :key \"4\", :value \"x 0 1 y\"}\n"
    "{:process 1, :type :invoke, :f :get, :key \"5\", :value nil}\n"
    "{:process 1, :type :ok, :f :get, :key \"5\", :value \"\"}\n";

TEST(PorcupineKv, KeysAreRegistersThatHoldTheEmptyTextFirst) {
  const HistoryOrErrors read = read_porcupine_kv(kLog);
  ASSERT_TRUE(read) << read.error().front().message;
  const History& h = *read;
  ASSERT_EQ(h.size(), 2u);
  EXPECT_EQ(h.kind(id_at<OpId>(0)), Kind::write);
  EXPECT_EQ(h.key_name(h.key(id_at<OpId>(0))), Value("4"));
  EXPECT_EQ(h.value_at(h.value(id_at<OpId>(0))), Value("x 0 1 y"));
  EXPECT_EQ(h.value(id_at<OpId>(1)), h.initial(h.key(id_at<OpId>(1))));
  EXPECT_EQ(h.response(id_at<OpId>(1)), 4);
}

TEST(PorcupineKv, AppendingIsRefusedSinceNoObjectDoesThat) {
  const HistoryOrErrors read = read_porcupine_kv("{:process 0, :type :invoke, :f :append, :key \"4\", :value \"x\"}\n");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().front().message, "found :append; Clio has no object of text that is appended to, expected :get and :put only");
}

TEST(PorcupineKv, RecognisesItselfByContent) {
  EXPECT_TRUE(recognises_porcupine_kv(kLog));
  EXPECT_FALSE(recognises_porcupine_kv("{:process 0, :type :ok, :f :read, :value 1}\n"));
}

}  // namespace
}  // namespace clio

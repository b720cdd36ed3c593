#include <gtest/gtest.h>

#include "adapters/formats/lecture/lecture.hpp"
#include "adapters/formats/porcupine/porcupine_kv.hpp"

namespace clio {
namespace {

constexpr std::string_view kLog =
    "{:process 0, :type :invoke, :f :put, :key \"4\", :value \"x 0 1 y\"}\n"
    "{:process 0, :type :ok, :f :put, :key \"4\", :value \"x 0 1 y\"}\n"
    "{:process 1, :type :invoke, :f :get, :key \"5\", :value nil}\n"
    "{:process 1, :type :ok, :f :get, :key \"5\", :value \"\"}\n"
    "{:process 1, :type :invoke, :f :append, :key \"5\", :value \"z\"}\n"
    "{:process 1, :type :ok, :f :append, :key \"5\", :value \"z\"}\n"
    "{:process 1, :type :invoke, :f :get, :key \"5\", :value nil}\n"
    "{:process 1, :type :ok, :f :get, :key \"5\", :value \"z\"}\n";

TEST(PorcupineKv, KeysAreTextsThatPutsReplaceAndAppendsExtend) {
  const HistoryOrErrors read = read_porcupine_kv(kLog);
  ASSERT_TRUE(read) << read.error().front().message;
  EXPECT_EQ(read->object(), Object::text);
  EXPECT_EQ(draw_lecture(*read),
            "0: W(\"4\")\"x 0 1 y\"\n"
            "1:                 R(\"5\")- A(\"5\")z R(\"5\")z\n");
  EXPECT_EQ(read->value_at(read->initial(read->key(id_at<OpId>(1)))), Value(""));
}

TEST(PorcupineKv, OptionsSayWhatKeysHoldFirst) {
  const HistoryOrErrors read = read_porcupine_kv(kLog, {.initial = Value("s")});
  ASSERT_TRUE(read) << read.error().front().message;
  EXPECT_EQ(read->value_at(read->initial(read->key(id_at<OpId>(1)))), Value("s"));
  const HistoryOrErrors wrong = read_porcupine_kv(kLog, {.initial = Value(1)});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().front().message, "the initial value that was asked for is 1; expected a string for a text");
}

TEST(PorcupineKv, RecognisesItselfByContent) {
  EXPECT_TRUE(recognises_porcupine_kv(kLog));
  EXPECT_FALSE(recognises_porcupine_kv("{:process 0, :type :ok, :f :read, :value 1}\n"));
}

}  // namespace
}  // namespace clio

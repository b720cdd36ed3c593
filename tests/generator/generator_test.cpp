// The generator is held to what it says of its histories: benchmarks measure deciding them, and believe the verdicts that it promises.

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "adapters/formats/native/native.hpp"
#include "checker/check.hpp"
#include "tests/benchmarks/history_text.hpp"
#include "tests/benchmarks/run_history.hpp"
#include "tests/support/history_difference.hpp"

namespace clio::bench {
namespace {

using Words = std::vector<std::string>;

/// The words of a command line; spaces stand between them.
Words words_of(const std::string& line) {
  std::istringstream in(line);
  Words words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::string generated(const std::string& line) {
  const Result<Arguments, std::string> arguments = arguments_of(words_of(line + " -o -"));
  EXPECT_TRUE(arguments) << (arguments ? "" : arguments.error());
  const Run run = simulate(arguments->settings);
  EXPECT_TRUE(run.planted) << line;
  std::ostringstream out;
  write_history(*arguments, run, out);
  return out.str();
}

History history_of(const std::string& line) {
  std::string text = generated(line);
  const std::size_t length = text.size();
  text.append(kPaddingBytes, '\0');
  HistoryOrErrors history = read_native(std::string_view(text).substr(0, length), {});
  EXPECT_TRUE(history) << (history ? "" : history.error().front().message);
  return std::move(history).value();
}

std::string complaint_about(const std::string& line) {
  const Result<Arguments, std::string> arguments = arguments_of(words_of(line));
  return arguments ? std::string() : arguments.error();
}

/// What an argument line promises: models that hold, and models that do not.
struct Promise {
  const char* arguments;
  std::vector<const Model*> kept, broken;
};

std::ostream& operator<<(std::ostream& out, const Promise& promise) { return out << promise.arguments; }

std::string test_name(const testing::TestParamInfo<Promise>& info) {
  std::string name;
  for (const char c : std::string(info.param.arguments)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) name += c;
    else if (!name.empty() && name.back() != '_') name += '_';
  }
  return name;
}

class Store : public testing::TestWithParam<Promise> {};

TEST_P(Store, KeepsWhatItPromisesAndBreaksWhatItSays) {
  for (const std::string seed : {"1", "2", "3"}) {
    const History history = history_of(std::string(GetParam().arguments) + " --seed " + seed);
    for (const Model* model : GetParam().kept) EXPECT_EQ(check(history, *model).answer, Answer::satisfied) << model->id << ", seed " << seed;
    for (const Model* model : GetParam().broken) EXPECT_EQ(check(history, *model).answer, Answer::violated) << model->id << ", seed " << seed;
  }
}

const std::vector<const Model*> kCausalFamily{&kCausalConvergent, &kCausal, &kWeakCausal, &kPram};

INSTANTIATE_TEST_SUITE_P(
    Shapes, Store,
    testing::Values(Promise{"--shape linearizable --ops 2000 --keys 20", {&kLinearizable, &kSequential}, {}},
                    Promise{"--shape linearizable --ops 2000 --keys 20 --distribution zipf", {&kLinearizable, &kSequential}, {}},
                    Promise{"--shape always-overlapping --ops 2000", {&kLinearizable}, {}},
                    Promise{"--shape linearizable --ops 2000 --keys 20 --cas 0.2 --unknown 0.1 --failed 0.05", {&kLinearizable}, {}},
                    Promise{"--shape linearizable --ops 1000 --keys 20 --values 5 --processes 5", {&kLinearizable}, {}},
                    Promise{"--shape linearizable --ops 2000 --keys 20 --untimed yes --drift 300", {&kSequential, &kCausalConvergent}, {}},
                    Promise{"--shape sequential --ops 2000 --keys 20", {&kSequential, &kCausalConvergent, &kCausal}, {&kLinearizable}},
                    Promise{"--shape causal-convergent --ops 2000 --keys 20", {&kCausalConvergent, &kWeakCausal}, {&kSequential}},
                    Promise{"--shape causal --ops 2000 --keys 20", {&kCausal, &kWeakCausal, &kPram}, {&kCausalConvergent, &kSequential}}),
    test_name);

INSTANTIATE_TEST_SUITE_P(
    Plants, Store,
    testing::Values(Promise{"--plant stale --ops 2000 --keys 20", {}, {&kLinearizable}},
                    Promise{"--shape sequential --plant causal --ops 2000 --keys 10 --processes 4", {}, {&kWeakCausal, &kCausal, &kSequential}},
                    Promise{"--plant store-buffering --ops 2000 --keys 20", kCausalFamily, {&kSequential, &kLinearizable}},
                    Promise{"--shape sequential --plant store-buffering --ops 2000 --keys 20", kCausalFamily, {&kSequential}},
                    Promise{"--plant long-fork --ops 2000 --keys 20", kCausalFamily, {&kSequential, &kLinearizable}},
                    Promise{"--shape sequential --plant long-fork --ops 2000 --keys 20", kCausalFamily, {&kSequential}}),
    test_name);

/// A violation is made of the operations of its plant, at the first opportunity from the place that was asked for.
TEST(Plant, StandsWhereItWasAskedFor) {
  struct Planted {
    const char* what;
    const Model* broken;
  };
  for (const Planted planted : {Planted{"--plant stale", &kLinearizable}, Planted{"--shape sequential --plant causal --processes 4", &kWeakCausal},
                                Planted{"--plant store-buffering", &kSequential}, Planted{"--plant long-fork", &kSequential}}) {
    for (const auto& [name, fraction] : {std::pair{"early", 0.05}, std::pair{"middle", 0.5}, std::pair{"late", 0.95}, std::pair{"0.25", 0.25}}) {
      const History history = history_of(std::string(planted.what) + " --ops 4000 --keys 10 --at " + name);
      const Verdict verdict = check(history, *planted.broken);
      ASSERT_EQ(verdict.answer, Answer::violated) << planted.what << " " << name;
      const double last = static_cast<double>(index(verdict.counterexample->operations.back())) / 4000;
      EXPECT_GE(last, fraction) << planted.what << " " << name;
      EXPECT_LE(last, fraction + 0.06) << planted.what << " " << name;
    }
  }
}

/// Without its plant the history keeps what the plant breaks.
TEST(Plant, IsTheOnlyViolation) {
  for (const std::string what : {"stale", "store-buffering", "long-fork"}) {
    const History history = history_of("--plant " + what + " --ops 3000 --keys 20 --at late");
    std::vector<OpId> before;
    for (std::size_t i = 0; i < 2800; ++i) before.push_back(id_at<OpId>(i));
    EXPECT_EQ(check(sub_history(history, before).history, kLinearizable).answer, Answer::satisfied) << what;
  }
}

TEST(Plant, WithoutAPlaceIsSaid) {
  const Result<Arguments, std::string> arguments = arguments_of(words_of("--plant stale --ops 10 --keys 1000 -o -"));
  ASSERT_TRUE(arguments);
  EXPECT_FALSE(simulate(arguments->settings).planted);
}

TEST(Generator, WritesTheSameBytesForTheSameArguments) {
  for (const std::string line : {"--shape linearizable --cas 0.3 --unknown 0.1 --failed 0.1", "--shape sequential --plant long-fork", "--shape causal-convergent",
                                 "--shape causal --untimed yes"}) {
    EXPECT_EQ(generated(line), generated(line)) << line;
    EXPECT_NE(generated(line), generated(line + " --seed 2")) << line;
  }
}

TEST(Generator, WritesTheSameBytesOnEveryMachine) {
  EXPECT_EQ(generated("--ops 4 --processes 2 --keys 2 --cas 0.5"),
            R"({"clio":1,"name":"generated: linearizable, seed 1","expect":{"linearizable":true}}
{"process":0,"op":"cas","key":"k1","expected":null,"value":1,"success":true,"call":934,"return":1718}
{"process":1,"op":"write","key":"k1","value":2,"call":936,"return":2803}
{"process":0,"op":"read","key":"k0","value":null,"call":1744,"return":2671}
{"process":0,"op":"cas","key":"k1","expected":2,"value":3,"success":true,"call":3065,"return":3087}
)");
}

TEST(Generator, SaysInTheHeaderWhatTheHistoryIsKnownToSatisfyOrToViolate) {
  const auto expectation = [](const std::string& line) { return history_of(line).header().expect; };
  using Expectation = std::vector<std::pair<std::string, bool>>;
  EXPECT_EQ(expectation("--shape linearizable"), (Expectation{{"linearizable", true}}));
  EXPECT_EQ(expectation("--shape causal"), (Expectation{{"causal", true}}));
  EXPECT_EQ(expectation("--shape causal-violation --keys 5 --processes 4"), (Expectation{{"weak-causal", false}}));
  EXPECT_EQ(expectation("--shape stale-late --keys 5"), (Expectation{{"linearizable", false}}));
  EXPECT_EQ(expectation("--shape linearizable --untimed yes"), Expectation());
}

TEST(Generator, SaysWhatIsWrongWithItsArguments) {
  EXPECT_EQ(complaint_about("--ops 5"), "no -o FILE");
  EXPECT_EQ(complaint_about("--ops"), "--ops has no value");
  EXPECT_EQ(complaint_about("--ops many -o x"), "--ops is \"many\"; expected a number");
  EXPECT_EQ(complaint_about("--plant bugs -o x"), "--plant is \"bugs\"; expected one of causal, long-fork, none, stale, store-buffering");
  EXPECT_EQ(complaint_about("--flavour sweet -o x"), "unknown option --flavour");
  EXPECT_EQ(complaint_about("--plant long-fork --processes 3 -o x"), "--processes is too small; expected at least 4");
  EXPECT_EQ(complaint_about("--drift 9 -o x"), "--drift needs --untimed yes: times would tell the order");
  EXPECT_EQ(complaint_about("--shape causal --cas 0.5 -o x"), "--cas, --unknown and --failed need the linearizable shape");
}

TEST(Generator, BuildsTheHistoryThatItWritesAsText) {
  for (const std::string line : {"--ops 500 --keys 5 --cas 0.3 --unknown 0.1 --failed 0.1", "--ops 500 --untimed yes", "--shape sequential --plant causal --keys 10 --processes 4 --ops 2000"}) {
    const Result<Arguments, std::string> arguments = arguments_of(words_of(line + " --seed 3 -o -"));
    ASSERT_TRUE(arguments) << line;
    const History written = history_of(line + " --seed 3"), built = history_of(simulate(arguments->settings).rows, arguments->timed, header_of(*arguments));
    EXPECT_EQ(test::difference(written, built), "") << line;
    EXPECT_EQ(written.header(), built.header()) << line;
  }
}

}  // namespace
}  // namespace clio::bench

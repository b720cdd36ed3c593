// Certificates that something went over: whatever is accepted must be true. Texts are cut, shuffled and altered; certificates are put to histories that differ from theirs by a little.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <sstream>

#include "checker/check.hpp"
#include "src/certificate/certificate.hpp"
#include "checker/history/digest.hpp"
#include "src/verify/verify.hpp"
#include "tests/certificate/random_transactions.hpp"
#include "tests/evidence/random_evidence.hpp"
#include "tests/oracle/random_transactions.hpp"
#include "tests/oracle/reference_evaluator.hpp"
#include "tests/oracle/reference_transactions.hpp"

namespace clio {
namespace {

using Lines = std::vector<std::string>;
using Truth = std::function<bool(const History&, const Model&)>;

Lines lines_of(const std::string& text) {
  std::istringstream in(text);
  Lines lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}
std::string text_of(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

/// What an accepted certificate claims: the second and third of its lines.
void expect_true_if_accepted(const History& history, const std::string& certificate, const Truth& truth, std::size_t& accepted) {
  const verify::Answer answer = verify::verify(history, certificate);
  if (answer.outcome != verify::Outcome::accepted) {
    EXPECT_FALSE(answer.message.empty());
    return;
  }
  ++accepted;
  const Lines lines = lines_of(certificate);
  const Model* model = model_named(lines[1].substr(6));
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(truth(history, *model), lines[2] == "verdict satisfied") << certificate;
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}
std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
  return line;
}

/// One or two of the things that happen to a text.
Lines corrupted(Lines lines, oracle::Dice& dice, std::span<const Model* const> models) {
  for (std::size_t times = 1 + dice.below(2); times > 0; --times) {
    const std::size_t i = dice.below(lines.size()), j = dice.below(lines.size());
    std::vector<std::string> words = words_of(lines[i]);
    if (words.empty()) continue;
    switch (dice.below(9)) {
      case 0: lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i)); break;
      case 1: std::swap(lines[i], lines[j]); break;
      case 2: lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(i), lines[j]); break;
      case 3: lines.resize(i + 1); break;
      case 4: lines[1] = "model " + std::string(models[dice.below(models.size())]->id); break;
      case 5: lines[2] = lines[2] == "verdict satisfied" ? "verdict violated" : "verdict satisfied"; break;
      case 7:
        words.resize(1 + dice.below(words.size()));
        lines[i] = joined(words);
        break;
      case 6:
        if (words.size() > 2) std::swap(words[1 + dice.below(words.size() - 1)], words[1 + dice.below(words.size() - 1)]);
        lines[i] = joined(words);
        break;
      default:
        if (words.size() > 1) {
          std::string& word = words[1 + dice.below(words.size() - 1)];
          const std::size_t digit = word.find_first_of("0123456789");
          if (digit != std::string::npos) word[digit] = static_cast<char>('0' + dice.below(9));
          if (dice.chance(20)) word = "initial";
          if (dice.chance(10)) words.pop_back();
        }
        lines[i] = joined(words);
    }
    if (lines.size() < 4) return lines;
  }
  return lines;
}

/// The history with one thing changed, where that is a history.
std::optional<History> altered(const History& h, oracle::Dice& dice) {
  HistoryBuilder builder(h.header());
  builder.set_timed(h.timed());
  const std::size_t changed = dice.below(h.size()), how = dice.below(6), other = dice.below(h.size());
  for (std::size_t t = 0; t < h.transaction_count(); ++t) {
    std::vector<Operation> operations;
    for (std::size_t i = index(h.first_of(id_at<TxnId>(t))), n = h.length_of(id_at<TxnId>(t)); n > 0; ++i, --n) {
      Operation op = h.at(id_at<OpId>(i));
      if (i == changed && how == 0) continue;
      if (i == changed && how == 1 && h.kind(id_at<OpId>(other)) == op.kind) op.value = h.value(id_at<OpId>(other));
      if (i == changed && how == 2) op.status = op.status == Status::ok ? Status::fail : Status::ok;
      if (i == changed && how == 3 && op.status == Status::ok) op.status = Status::unknown;
      if (i == changed && how == 4) op.process = h.process(id_at<OpId>(other));
      if (i == changed && how == 5) op.key = h.key(id_at<OpId>(other));
      if (op.status == Status::ok && op.response == kNever && h.timed()) op.response = op.call + 3;
      op.value = builder.value(h.value_at(op.value));
      op.expected = builder.value(h.value_at(op.expected));
      op.process = builder.process(h.process_name(op.process));
      op.key = builder.key(h.key_name(op.key));
      operations.push_back(op);
    }
    if (operations.empty()) continue;
    if (h.transactional()) builder.add_transaction(operations);
    else builder.add(operations.front());
  }
  if (builder.size() == 0) return std::nullopt;
  auto built = std::move(builder).build();
  return built ? std::optional(std::move(built).value()) : std::nullopt;
}

/// Made with the verdict's evidence, or, where that is possible, without: then it is about more of the history.
Result<std::string, std::string> certificate_of(const History& history, const Verdict& verdict, bool with_evidence) {
  Budget budget({});
  auto certificate = certificate::make(history, {.model = verdict.model, .answer = verdict.answer}, budget);
  return with_evidence || !certificate ? certificate::make(history, verdict, budget) : std::move(certificate);
}

/// Certificates of a history for all models, spoilt in many ways.
class Spoiler {
 public:
  Spoiler(std::uint64_t seed, std::span<const Model* const> models, Truth truth) : dice_(seed), models_(models), truth_(std::move(truth)) {}

  void spoil(const History& history) {
    for (const Model* model : models_) {
      if (!not_applicable(history, *model).empty()) continue;
      const auto certificate = certificate_of(history, check(history, *model, {.witness = true}), dice_.chance(50));
      if (!certificate) continue;
      ++certificates_;
      const Lines lines = lines_of(*certificate);
      for (int i = 0; i < 25; ++i) expect_true_if_accepted(history, text_of(corrupted(lines, dice_, models_)), truth_, accepted_);
      for (int i = 0; i < 10; ++i) {
        const std::optional<History> other = altered(history, dice_);
        if (!other || !not_applicable(*other, *model).empty()) continue;
        EXPECT_TRUE(digest(*other) == digest(history) || verify::verify(*other, *certificate).outcome == verify::Outcome::refused);
        Lines forged = lines;
        forged[3] = "history " + digest(*other);
        expect_true_if_accepted(*other, text_of(forged), truth_, accepted_on_another_);
      }
      if (testing::Test::HasFailure()) return;
    }
  }
  ~Spoiler() {
    EXPECT_GT(certificates_, 0u);
    EXPECT_GT(accepted_, 0u);  // some changes leave a proof a proof
    EXPECT_GT(accepted_on_another_, 0u);
  }
  oracle::Dice& dice() { return dice_; }

 private:
  oracle::Dice dice_;
  std::span<const Model* const> models_;
  Truth truth_;
  std::size_t certificates_ = 0, accepted_ = 0, accepted_on_another_ = 0;
};

/// Transactions on objects of every kind.
History drawn(oracle::Dice& dice, Object object) {
  if (object == Object::register_ || object == Object::set || (object == Object::list && dice.chance(50))) return test::random_transactions(dice, object);
  return oracle::history_of(oracle::random_transactions(dice, {.object = object, .transactions_min = 2, .transactions_max = 4, .length_max = 3}));
}

TEST(SpoiltCertificates, AreRefusedOrStillTrueOfOperations) {
  for (const Object object : test::kObjects) {
    Spoiler spoiler(test::random_seed(31), operation_models(), [](const History& h, const Model& model) { return oracle::Reference(h).satisfies(model); });
    for (std::size_t i = 0; i < test::random_count(100); ++i) spoiler.spoil(oracle::history_of(oracle::random_plan(spoiler.dice(), {.object = object, .steps_min = 3, .steps_max = 6})));
  }
}

TEST(SpoiltCertificates, AreRefusedOrStillTrueOfTransactions) {
  for (const Object object : test::kObjects) {
    Spoiler spoiler(test::random_seed(33), transaction_models(), [](const History& h, const Model& model) { return oracle::TransactionReference(h).satisfies(model); });
    for (std::size_t i = 0; i < test::random_count(100); ++i) spoiler.spoil(drawn(spoiler.dice(), object));
  }
}

/// What a line is: its first word, of a path the letters of its steps too.
std::string kind_of(const std::string& line) {
  const std::vector<std::string> words = words_of(line);
  return words.empty() ? "" : words[0] == "atom" ? words[0] + " " + words[1] : words[0];
}

/// Counts, by kind, the lines without which the rest is refused.
void leave_out_each_line(const History& history, const Model& model, std::map<std::string, std::size_t>& refused) {
  const auto certificate = certificate_of(history, check(history, model, {.witness = true}), false);
  if (!certificate) return;  // a value that was appended twice to a list
  const Lines lines = lines_of(*certificate);
  for (std::size_t left_out = 0; left_out < lines.size(); ++left_out) {
    Lines rest = lines;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(left_out));
    const bool accepted = verify::verify(history, text_of(rest)).outcome == verify::Outcome::accepted;
    const std::string kind = kind_of(lines[left_out]);
    EXPECT_FALSE(accepted && (kind == "source" || kind == "order" || kind == "only" || left_out < 4)) << kind << "\n" << *certificate;
    refused[kind] += !accepted;
  }
}

TEST(CorruptedCertificates, AreRefusedWhicheverKindOfLineTheyLack) {
  // Of each kind of line there are some without which the rest proves nothing.
  std::map<std::string, std::size_t> refused;
  oracle::Dice dice(test::random_seed(37));
  for (const Object object : test::kObjects) {
    for (std::size_t i = 0; i < test::random_count(400); ++i) {
      const History history = drawn(dice, object);
      for (const Model* model : transaction_models()) {
        if (not_applicable(history, *model).empty()) leave_out_each_line(history, *model, refused);
      }
    }
  }
  for (const char* kind : {"clio-certificate", "model", "verdict", "history", "source", "order", "atom before", "atom source", "atom effective", "read", "took", "base", "sees", "only"}) {
    EXPECT_GT(refused[kind], 0u) << kind;
  }
}

}  // namespace
}  // namespace clio

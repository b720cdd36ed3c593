// clio litmus: the verdicts of every history against what its header expects: a table, a row for each file, a column for each model. Histories with transactions have columns of their own;
// a head stands above the first row and wherever the columns change.

#include <algorithm>
#include <ostream>

#include "src/cli/command.hpp"
#include "src/cli/options.hpp"
#include "checker/support/ordered_work.hpp"
#include "src/cli/progress_line.hpp"
#include "src/report/text.hpp"
#include "src/report/words.hpp"

namespace clio {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  clio litmus histories\n"
    "Exit status: 0 everything as expected, 1 some verdict is not, 2 a file cannot be read or expects nothing, 3 a verdict could not be "
    "decided.";

/// One file's verdicts beside what its header expects of the same models.
struct Row {
  Judgement judgement;
  std::vector<bool> expected;  ///< by verdict
};

class LitmusCommand final : public Command {
 public:
  explicit LitmusCommand(CLI::App& program) {
    CLI::App& command = *program.add_subcommand("litmus", "Compare verdicts with what the headers expect: a table");
    input_.add_paths(command);
    colour_.add(command);
    limits_.add(command);
    input_.add_reading(command);
    command.footer(kExamples);
  }

  Outcome run(Console& console) override {
    const std::vector<Input> inputs = input_.inputs();
    const Format* format = input_.format();
    const ReadOptions reading = input_.read_options();
    palette_ = colour_.palette(console);
    for (const Input& input : inputs) path_width_ = std::max(path_width_, columns(printable(input.path)));
    Limits limits = limits_.limits();
    limits.jobs = 1;
    ProgressLine progress(console, inputs.size());
    if (limits_.jobs() == 1) limits.progress = progress.engine();
    in_order<Row>(
        inputs.size(), limits_.jobs(), [&](std::size_t i) { return judge_row(inputs[i], format, reading, limits); },
        [&](Row row) {
          progress.history_done();
          progress.clear();
          print(row, console);
        });
    progress.clear();
    print_foot(console, inputs.size());
    return outcome_;
  }

 private:
  static Row judge_row(const Input& input, const Format* format, const ReadOptions& reading, const Limits& limits) {
    Row row;
    row.judgement.path = input.path;
    row.judgement.error = input.error;
    if (input.error) return row;
    try {
      Result<Loaded, std::vector<InputError>> loaded = load(input.path, format, reading);
      if (!loaded) {
        row.judgement.error = loaded.error().front();
        return row;
      }
      Question question{.options = {.limits = limits, .explain = false}, .warn = false};
      for (const auto& [id, holds] : loaded->history.header().expect) {
        const Model* model = model_named(id);
        if (model == nullptr) {
          row.judgement.error = InputError{.line = 0, .message = "the header expects something of \"" + id + "\", which is no model"};
          return row;
        }
        question.models.push_back(model);
        row.expected.push_back(holds);
      }
      if (question.models.empty()) return row;
      row.judgement = judge(input.path, std::move(loaded), question);
      explain_surprises(row, limits);
    } catch (const std::exception& failure) {
      row.judgement.internal_error = failure.what();
    }
    return row;
  }

  /// Only what nobody expected is worth a counterexample.
  static void explain_surprises(Row& row, const Limits& limits) {
    for (std::size_t i = 0; i < row.judgement.verdicts.size(); ++i) {
      Verdict& verdict = row.judgement.verdicts[i];
      if (verdict.answer == Answer::violated && row.expected[i])
        verdict = check(row.judgement.history(), *verdict.model, {.limits = limits});
    }
  }

  void print_head(std::span<const Model* const> columns, Console& console) {
    if (columns_.data() == columns.data()) return;
    columns_ = columns;
    std::string line(path_width_, ' ');
    for (const Model* model : columns_) line += "  " + padded(model->abbreviation, cell_width(*model));
    while (line.ends_with(' ')) line.pop_back();
    console.out << palette_.strong(line) << '\n';
  }

  void print(const Row& row, Console& console) {
    const Judgement& judgement = row.judgement;
    const std::string path = padded(printable(judgement.path), path_width_);
    if (judgement.judged() && !row.expected.empty()) {
      print_head(judgement.history().transactional() ? transaction_models() : operation_models(), console);
    } else if (columns_.empty()) {
      print_head(operation_models(), console);
    }
    if (!judgement.judged()) {
      outcome_ = worse(outcome_, judgement.error ? Outcome::unusable : Outcome::internal);
      const std::string what = judgement.error ? "cannot be read" : "internal error";
      console.out << path << "  " << palette_.bad(what) << '\n';
      surprises_.push_back(judgement.error ? error_text(judgement.path, *judgement.error)
                                           : printable(judgement.path) + ": internal error: " + judgement.internal_error);
      return;
    }
    if (row.expected.empty()) {
      outcome_ = worse(outcome_, Outcome::unusable);
      console.out << path << "  " << palette_.doubtful("expects nothing: no expect in its header") << '\n';
      ++without_expectation_;
      return;
    }
    std::string line = padded(printable(judgement.path), path_width_);
    std::size_t pending_blanks = 0;
    for (const Model* model : columns_) {
      const auto [cell, width] = cell_of(row, *model);
      line += std::string(pending_blanks + 2, ' ') + cell;
      pending_blanks = cell_width(*model) - width;
    }
    console.out << line << '\n';
  }

  /// The cell and how many columns it takes: the verdict, with ! where it is not the expected one.
  std::pair<std::string, std::size_t> cell_of(const Row& row, const Model& model) {
    for (std::size_t i = 0; i < row.judgement.verdicts.size(); ++i) {
      const Verdict& verdict = row.judgement.verdicts[i];
      if (!(*verdict.model == model)) continue;
      const std::string expected = row.expected[i] ? "yes" : "no";
      const std::string where = printable(row.judgement.path) + ": " + std::string(model.id) + " expected " + expected + ", ";
      if (verdict.answer == Answer::unknown) {
        outcome_ = worse(outcome_, Outcome::undecided);
        surprises_.push_back(where + "not decided: " + verdict.reason);
        return {palette_.doubtful("?"), 1};
      }
      const bool holds = verdict.answer == Answer::satisfied;
      if (holds == row.expected[i]) {
        ++as_expected_;
        return {holds ? palette_.good("yes") : "no", holds ? 3 : 2};
      }
      ++mismatches_;
      outcome_ = worse(outcome_, Outcome::violated);
      surprises_.push_back(where + "got " + (holds ? "yes" : "no: " + verdict.counterexample->explanation));
      return {palette_.bad(holds ? "yes!" : "no!"), holds ? 4 : 3};
    }
    return {palette_.faint("."), 1};
  }

  void print_foot(Console& console, std::size_t files) const {
    if (!surprises_.empty()) console.out << '\n';
    for (const std::string& surprise : surprises_) console.out << surprise << '\n';
    console.out << '\n'
                << counted(files, "history") << ", " << counted(as_expected_, "verdict") << " as expected, " << mismatches_ << " not";
    if (without_expectation_ > 0) console.out << "; " << counted(without_expectation_, "history") << " without expectation";
    console.out << '\n';
  }

  static std::size_t cell_width(const Model& model) { return std::max<std::size_t>(4, model.abbreviation.size()); }

  InputOptions input_;
  LimitOptions limits_;
  ColourOption colour_;
  Palette palette_;
  std::size_t path_width_ = 0;
  std::span<const Model* const> columns_;  ///< of the last head
  Outcome outcome_ = Outcome::holds;
  std::size_t as_expected_ = 0, mismatches_ = 0, without_expectation_ = 0;
  std::vector<std::string> surprises_;
};

}  // namespace

std::unique_ptr<Command> add_litmus(CLI::App& program) { return std::make_unique<LitmusCommand>(program); }

}  // namespace clio
